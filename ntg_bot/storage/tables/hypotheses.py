"""Hypotheses, programme-wide, and every step they took."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from ntg_bot.storage.tables.base import at, id_column, metadata, words

hypothesis = Table(
    "hypothesis",
    metadata,
    id_column(key=True),
    Column("number", Integer, nullable=False),
    Column("line", Text, nullable=False),
    words("statement"),
    Column("practices", Text, nullable=False),
    Column("research", Text, nullable=False),
    Column("levels", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("needs_councils", Integer),
    Column("needs_holding", Integer),
    Column("revised_from", Integer, nullable=False),
    at("created_at"),
    at("changed_at"),
    Column("version", Integer, nullable=False),
    UniqueConstraint("number"),
)

hypothesis_move = Table(
    "hypothesis_move",
    metadata,
    id_column(key=True),
    Column("hypothesis_id", Text, ForeignKey("hypothesis.id"), nullable=False),
    words("before"),
    Column("after", Text, nullable=False),
    words("reason"),
    at("at"),
    words("by"),
    Index(None, "hypothesis_id"),
    Index(None, "by"),
)
