"""Who is looking at which submission, and which slots of the clock are taken."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, Text

from ntg_bot.storage.tables.base import at, id_column, metadata, workspace_id

claim = Table(
    "claim",
    metadata,
    workspace_id(key=True),
    id_column("submission_id", key=True),
    id_column("member_id"),
    at("taken_at"),
    at("lapses_at"),
    ForeignKeyConstraint(
        ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(
        ["workspace_id", "submission_id"],
        ["submission.workspace_id", "submission.id"],
        ondelete="CASCADE",
    ),
    Index(None, "workspace_id", "member_id"),
)

slot = Table(
    "slot",
    metadata,
    Column("job", Text, primary_key=True, nullable=False),
    Column("slot", Text, primary_key=True, nullable=False),
    at("taken_at"),
)
