"""Who looks after practices, what should be looked at, which web addresses answer."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, Table, Text

from ntg_bot.storage.tables.base import at, id_column, metadata, workspace_id

steward = Table(
    "steward",
    metadata,
    workspace_id(),
    id_column("member_id"),
    id_column("practice_id", key=True),
    Column("part", Text, primary_key=True, nullable=False),
    at("since"),
    ForeignKeyConstraint(
        ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], ondelete="CASCADE"
    ),
    Index(None, "workspace_id", "member_id"),
)

concern = Table(
    "concern",
    metadata,
    workspace_id(key=True),
    id_column("practice_id", key=True),
    Column("reason", Text, primary_key=True, nullable=False),
    Column("people", Integer, nullable=False),
    at("opened_at"),
    at("closed_at", optional=True),
)

link = Table(
    "link",
    metadata,
    Column("url", Text, primary_key=True, nullable=False),
    Column("state", Text, nullable=False),
    at("checked_at"),
    at("failing_since", optional=True),
)
