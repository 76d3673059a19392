"""Materials of practices."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text

from ntg_bot.storage.tables.base import at, id_column, metadata, words, workspace_id

material = Table(
    "material",
    metadata,
    workspace_id(key=True),
    id_column(key=True),
    words("member_id"),
    Column("practice_id", Text, nullable=False),
    words("title"),
    Column("state", Text, nullable=False),
    words("url"),
    words("sha256"),
    words("name"),
    words("media_type"),
    Column("size", BigInteger, nullable=False),
    at("added_at"),
    Index(None, "practice_id"),
    Index(None, "sha256"),
    Index(None, "workspace_id", "member_id"),
)
