"""The programme's own records, and the people in them: comers, seats, signatures."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Table, Text, UniqueConstraint

from ntg_bot.storage.tables.base import at, id_column, metadata, words, workspace_id

programme_record = Table(
    "programme_record",
    metadata,
    Column("kind", Text, primary_key=True, nullable=False),
    id_column(key=True),
    Column("version", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)

joining = Table(
    "joining",
    metadata,
    workspace_id(key=True),
    id_column("meeting_id", key=True),
    id_column("member_id", key=True),
    words("authority"),
    at("at"),
)

seat = Table(
    "seat",
    metadata,
    workspace_id(key=True),
    id_column("board_id", key=True),
    id_column("member_id", key=True),
    Column("since", Text, nullable=False),
    words("until"),
)

signature = Table(
    "signature",
    metadata,
    workspace_id(key=True),
    id_column(key=True),
    Column("board_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    # null once the person is forgotten: a unique key leaves nulls alone
    Column("member_id", Text),
    words("name"),
    at("at"),
    UniqueConstraint("workspace_id", "board_id", "subject", "member_id"),
)
