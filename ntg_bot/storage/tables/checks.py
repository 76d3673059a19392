"""Reality checks by councils, with their history."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Table, Text

from ntg_bot.storage.tables.base import at, id_column, metadata, words, workspace_id

_at = at("ended_at", optional=True)
reality_check = Table(
    "reality_check",
    metadata,
    workspace_id(key=True),
    id_column(key=True),
    words("member_id"),
    Column("subject", Text, nullable=False),
    Column("subject_id", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("holds", Text, nullable=False),
    words("adapted"),
    words("for_whom"),
    words("measured"),
    Column("wants_contact", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    at("given_at"),
    _at,
    words("ended_as"),
    Index(
        "uq_reality_check_current",
        "subject",
        "subject_id",
        "authority",
        unique=True,
        sqlite_where=_at.is_(None),
        postgresql_where=_at.is_(None),
    ),
    Index(None, "authority"),
    Index(None, "workspace_id", "member_id"),
)
