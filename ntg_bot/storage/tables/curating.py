"""What is kept about practices beside their words."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, Text

from ntg_bot.storage.tables.base import at, id_column, metadata, workspace_id


def _of_a_member() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], ondelete="CASCADE"
    )


contribution = Table(
    "contribution",
    metadata,
    workspace_id(key=True),
    id_column("practice_id", key=True),
    id_column("submission_id", key=True),
    id_column("member_id"),
    at("at"),
    _of_a_member(),
    Index(None, "practice_id"),
)

follow = Table(
    "follow",
    metadata,
    workspace_id(key=True),
    id_column("member_id", key=True),
    id_column("practice_id", key=True),
    at("since"),
    _of_a_member(),
    Index(None, "practice_id"),
)

pair = Table(
    "pair",
    metadata,
    id_column("first", key=True),
    id_column("second", key=True),
    Column("kind", Text, nullable=False),
    at("found_at"),
    at("settled_at", optional=True),
)
