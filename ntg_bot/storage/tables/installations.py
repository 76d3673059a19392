"""Workspaces that installed the app; tokens are sealed."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Table

from ntg_bot.storage.tables.base import at, id_column, metadata, words, workspace_id

installation = Table(
    "installation",
    metadata,
    workspace_id(key=True),
    words("bot_user"),
    words("bot"),
    words("scopes"),
    # both sealed; the key is a setting and never in the database
    Column("token", LargeBinary, nullable=False),
    Column("refresh_token", LargeBinary),
    at("expires_at", optional=True),
    at("refreshing_until", optional=True),
    at("installed_at"),
)

install_state = Table(
    "install_state",
    metadata,
    id_column("digest", key=True),
    at("expires_at"),
)
