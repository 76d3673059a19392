"""Weekly digests: issues and their drafts, when they come, and what their readers were told."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from ntg_bot.storage.tables.base import at, id_column, metadata, words, workspace_id

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
    Column("left_out", Integer, nullable=False, server_default="0"),
    words("note"),
    at("sent_at", optional=True),
    UniqueConstraint("community", "week"),
)

digest_draft = Table(
    "digest_draft",
    metadata,
    id_column("community", key=True),
    Column("week", Text, primary_key=True, nullable=False),
    words("note"),
    Column("words", Text, nullable=False),
    Column("dropped", Text, nullable=False),
    Column("found", Text, nullable=False),
    at("frozen_at", optional=True),
)

digest_timing = Table(
    "digest_timing",
    metadata,
    id_column("community", key=True),
    Column("day", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("zone", Text, nullable=False),
)

digest_told = Table(
    "digest_told",
    metadata,
    workspace_id(key=True),
    id_column("member_id", key=True),
    Column("item", Text, primary_key=True, nullable=False),
    at("told_at"),
    ForeignKeyConstraint(
        ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], ondelete="CASCADE"
    ),
    Index(None, "told_at"),
)
