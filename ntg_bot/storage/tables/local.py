"""The local workspace's messages."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint

from ntg_bot.storage.tables.base import at, metadata, sequence, words

local_message = Table(
    "local_message",
    metadata,
    sequence(),
    Column("id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    words("thread"),
    words("author"),
    words("text"),
    words("body"),
    words("only_for"),
    # null for what no delivery made: a unique key leaves nulls alone
    Column("delivery_key", Text),
    at("posted_at"),
    at("edited_at", optional=True),
    UniqueConstraint("id"),
    UniqueConstraint("delivery_key"),
    Index(None, "channel", "posted_at", "seq"),
    sqlite_autoincrement=True,
)
