"""Notes of the conversation, and the audit."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from ntg_bot.storage.tables.base import at, metadata, sequence, words, workspace_id

note = Table(
    "note",
    metadata,
    workspace_id(key=True),
    Column("name", Text, primary_key=True, nullable=False),
    words("value"),
    at("at"),
)

audit = Table(
    "audit",
    metadata,
    sequence(),
    at("at"),
    Column("actor", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Index(None, "actor"),
    sqlite_autoincrement=True,
)
