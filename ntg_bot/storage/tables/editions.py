"""Editions as they were published, and what was said of them later."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text

from ntg_bot.storage.tables.base import at, metadata, words

edition = Table(
    "edition",
    metadata,
    Column("number", Integer, primary_key=True, nullable=False, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    at("frozen_at"),
)

erratum = Table(
    "erratum",
    metadata,
    Column("edition", Integer, ForeignKey("edition.number"), primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, nullable=False, autoincrement=False),
    words("entry_id"),
    words("text"),
    at("at"),
)
