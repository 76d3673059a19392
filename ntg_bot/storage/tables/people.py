"""Workspaces, members, and what ties them to communities and channels."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from ntg_bot.storage.tables.base import id_column, metadata, words, workspace_id

workspace = Table(
    "workspace",
    metadata,
    id_column(key=True),
    Column("platform", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    words("name"),
    UniqueConstraint("platform", "external_id"),
)

member = Table(
    "member",
    metadata,
    workspace_id(key=True),
    id_column(key=True),
    Column("external_id", Text, nullable=False),
    words("name"),
    Column("role", Text, nullable=False),
    words("authority"),
    words("reads_as"),
    UniqueConstraint("workspace_id", "external_id"),
)

membership = Table(
    "membership",
    metadata,
    workspace_id(key=True),
    id_column("member_id", key=True),
    id_column("community", key=True),
    Column("digest", Text, nullable=False),
    ForeignKeyConstraint(
        ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], ondelete="CASCADE"
    ),
    Index(None, "community"),
)

appointment = Table(
    "appointment",
    metadata,
    workspace_id(key=True),
    id_column("member_id", key=True),
    Column("role", Text, primary_key=True, nullable=False),
    id_column("community", key=True),
    ForeignKeyConstraint(
        ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], ondelete="CASCADE"
    ),
)

binding = Table(
    "binding",
    metadata,
    workspace_id(key=True),
    id_column(key=True),
    Column("channel", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    words("community"),
    words("name"),
    Column("is_private", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("workspace_id", "channel"),
    Index(None, "community"),
)
