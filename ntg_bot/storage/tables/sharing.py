"""Shared practices on their way."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, false

from ntg_bot.storage.tables.base import at, id_column, metadata, words, workspace_id

submission = Table(
    "submission",
    metadata,
    workspace_id(key=True),
    id_column(key=True),
    words("member_id"),
    words("title"),
    words("what"),
    words("for_whom"),
    words("what_happened"),
    words("how_known"),
    Column("communities", Text, nullable=False),
    Column("state", Text, nullable=False),
    at("created_at"),
    at("changed_at"),
    words("authority"),
    words("reason"),
    words("decided_by"),
    words("practice_id"),
    Column("version", Integer, nullable=False),
    Column("rounds", Integer, nullable=False),
    words("source"),
    words("costs"),
    words("staffing"),
    words("beware"),
    Column("contact_wanted", Boolean, nullable=False, server_default=false()),
    Column("spotted", Text, nullable=False, server_default="[]"),
    Column("is_from_private", Boolean, nullable=False, server_default=false()),
    Index(None, "workspace_id", "source"),
    Index(None, "workspace_id", "state", "created_at"),
    Index(None, "workspace_id", "member_id"),
)
