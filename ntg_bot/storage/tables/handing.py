"""Questions put to a community, their answers, and who else waits for them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, Table, Text

from ntg_bot.storage.tables.base import at, id_column, metadata, words, workspace_id

handoff = Table(
    "handoff",
    metadata,
    workspace_id(key=True),
    id_column("question_id", key=True),
    words("asker_id"),
    words("owner_id"),
    words("recorder_id"),
    words("gap_id"),
    words("community"),
    words("text"),
    Column("state", Text, nullable=False),
    at("asked_at"),
    Column("due_on", Text, nullable=False),
    at("reminded_at", optional=True),
    Column("reach", Text, server_default="here", nullable=False),
    words("asked_in"),
    Column("version", Integer, nullable=False),
    Index(None, "workspace_id", "state"),
    Index(None, "state", "due_on"),
    Index(None, "gap_id"),
    Index(None, "question_id"),
)

handoff_answer = Table(
    "handoff_answer",
    metadata,
    workspace_id(key=True),
    id_column("question_id", key=True),
    Column("number", Integer, primary_key=True, nullable=False, autoincrement=False),
    words("member_id"),
    words("text"),
    words("source"),
    at("given_at"),
    Column("use", Text, nullable=False),
    ForeignKeyConstraint(
        ["workspace_id", "question_id"],
        ["handoff.workspace_id", "handoff.question_id"],
        ondelete="CASCADE",
    ),
    Index(None, "workspace_id", "source"),
)

gap_follower = Table(
    "gap_follower",
    metadata,
    workspace_id(key=True),
    id_column("gap_id", key=True),
    id_column("member_id", key=True),
    ForeignKeyConstraint(
        ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], ondelete="CASCADE"
    ),
    Index(None, "gap_id"),
)
