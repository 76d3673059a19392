"""The knowledge base with its versions, and the counters that tell of changes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from ntg_bot.storage.tables.base import at, metadata

knowledge = Table(
    "knowledge",
    metadata,
    Column("kind", Text, primary_key=True, nullable=False),
    Column("id", Text, primary_key=True, nullable=False),
    Column("payload", LargeBinary),
    Column("base", LargeBinary),
    at("changed_at"),
    Column("changed_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
    at("published_at"),
    Index(None, "changed_at"),
)

knowledge_version = Table(
    "knowledge_version",
    metadata,
    Column("kind", Text, primary_key=True, nullable=False),
    Column("id", Text, primary_key=True, nullable=False),
    Column("version", Integer, primary_key=True, nullable=False, autoincrement=False),
    Column("payload", LargeBinary),
    Column("changed_by", Text, nullable=False),
    at("changed_at"),
)

counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True, nullable=False),
    Column("value", BigInteger, nullable=False),
)
