"""Questions, verdicts, gaps."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Integer, Table, Text, false

from ntg_bot.storage.tables.base import at, id_column, metadata, words, workspace_id

question = Table(
    "question",
    metadata,
    workspace_id(key=True),
    id_column(key=True),
    words("member_id"),
    words("channel"),
    words("thread"),
    words("text"),
    words("intent"),
    Column("confidence", Text, nullable=False),
    Column("hits", Text, nullable=False),
    at("asked_at"),
    words("community"),
    words("gap_id"),
    Column("is_public", Boolean, nullable=False, server_default=false()),
    at("phrasing_settled_at", optional=True),
    Index(None, "asked_at"),
    Index(None, "workspace_id", "channel", "thread", "asked_at"),
    Index(None, "workspace_id", "member_id"),
    Index(None, "gap_id"),
)

feedback = Table(
    "feedback",
    metadata,
    workspace_id(key=True),
    id_column("question_id", key=True),
    id_column("member_id", key=True),
    Column("helpful", Boolean, nullable=False),
    at("given_at"),
    ForeignKeyConstraint(
        ["workspace_id", "question_id"],
        ["question.workspace_id", "question.id"],
        ondelete="CASCADE",
    ),
    ForeignKeyConstraint(
        ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], ondelete="CASCADE"
    ),
)

gap = Table(
    "gap",
    metadata,
    id_column(key=True),
    words("text"),
    words("community"),
    Column("count", Integer, nullable=False),
    Column("status", Text, nullable=False),
    at("first_asked"),
    at("last_asked"),
    Column("groups", Text, nullable=False, server_default="[]"),
    Column("outcomes", Text, nullable=False, server_default="[]"),
    Column("unhelped", Integer, nullable=False, server_default="0"),
    words("owner_workspace"),
    words("owner_id"),
    words("practice_id"),
    Index(None, "status"),
)
