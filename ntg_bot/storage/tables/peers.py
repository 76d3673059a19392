"""Which councils are alike; offers and asks of help; introductions."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, false

from ntg_bot.storage.tables.base import at, id_column, metadata, words, workspace_id

neighbour = Table(
    "neighbour",
    metadata,
    id_column("authority", key=True),
    Column("rank", Integer, primary_key=True, nullable=False, autoincrement=False),
    Column("neighbour", Text, nullable=False),
    words("closeness"),
)

neighbour_set = Table(
    "neighbour_set",
    metadata,
    Column("id", Integer, primary_key=True, nullable=False, autoincrement=False),
    words("dated"),
    words("file"),
    at("imported_at"),
)

peer_help = Table(
    "peer_help",
    metadata,
    workspace_id(key=True),
    id_column(key=True),
    words("member_id"),
    Column("authority", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("practice_id", Text, nullable=False),
    Column("at_most", Integer, nullable=False),
    Column("state", Text, nullable=False),
    at("made_at"),
    Index(None, "workspace_id", "member_id"),
    Index(None, "state", "kind", "practice_id"),
)

introduction = Table(
    "introduction",
    metadata,
    id_column(key=True),
    Column("offer_workspace", Text, nullable=False),
    Column("offer_id", Text, nullable=False),
    Column("ask_workspace", Text, nullable=False),
    Column("ask_id", Text, nullable=False),
    Column("offer_authority", Text, nullable=False),
    Column("ask_authority", Text, nullable=False),
    Column("practice_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    at("made_at"),
    at("changed_at"),
    Column("offer_yes", Boolean, nullable=False, server_default=false()),
    Column("ask_yes", Boolean, nullable=False, server_default=false()),
    words("offer_reach"),
    words("ask_reach"),
    words("visited_on"),
    words("outcome"),
    Column("thanked", Boolean, nullable=False, server_default=false()),
    Column("version", Integer, nullable=False),
    Index(None, "offer_id"),
    Index(None, "ask_id"),
)
