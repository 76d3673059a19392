"""Weekly digests."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Table, Text, UniqueConstraint

from ntg_bot.storage.tables.base import at, id_column, metadata

digest_issue = Table(
    "digest_issue",
    metadata,
    id_column(key=True),
    Column("community", Text, nullable=False),
    Column("week", Text, nullable=False),
    Column("items", Text, nullable=False),
    Column("status", Text, nullable=False),
    at("frozen_at"),
    Column("is_late", Boolean, nullable=False),
    UniqueConstraint("community", "week"),
)
