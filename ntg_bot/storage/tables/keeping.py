"""Notes of the conversation, and the audit with its head."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text

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
    words("mac"),
    Index(None, "actor"),
    sqlite_autoincrement=True,
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("name", Text, primary_key=True, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    words("last_mac"),
    # where the log begins, once what is older has been dropped by age
    Column("base_seq", BigInteger, nullable=False),
    words("base_mac"),
    Column("key", Text, nullable=False),
    Column("seal", Text, nullable=False),
)
