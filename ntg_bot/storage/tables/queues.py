"""What came in and what is still to be said."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ntg_bot.storage.tables.base import at, metadata, sequence, words, workspace_id

PENDING = ("new", "sending")
"""outbox states that still keep later rows of their thread waiting"""

inbox = Table(
    "inbox",
    metadata,
    sequence(),
    Column("platform", Text, nullable=False),
    # the platform's own id: the workspace may be new to us when its first event arrives
    Column("workspace", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("key_digest", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    at("received_at"),
    at("retry_at", optional=True),
    at("lease_until", optional=True),
    at("done_at", optional=True),
    words("reason"),
    UniqueConstraint("platform", "workspace", "key_digest"),
    Index("ix_inbox_turn", "state", "workspace", "seq"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    sequence(),
    Column("key", Text, nullable=False),
    Column("platform", Text, nullable=False),
    workspace_id(),
    Column("channel", Text, nullable=False),
    words("thread"),
    words("only_for"),
    words("replaces"),
    words("reply_address"),
    Column("kind", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    words("external_id"),
    at("created_at"),
    at("not_before"),
    at("lease_until", optional=True),
    at("ended_at", optional=True),
    words("reason"),
    # set by forgetting: what it says goes as soon as it has been said
    Column("is_to_be_blanked", Boolean, nullable=False),
    UniqueConstraint("key"),
    Index("ix_outbox_external_id", "workspace_id", "channel", "external_id"),
    Index(
        "ix_outbox_due",
        "platform",
        "priority",
        "workspace_id",
        "seq",
        sqlite_where=text("state IN ('new', 'sending')"),
        postgresql_where=text("state IN ('new', 'sending')"),
    ),
    Index(
        "ix_outbox_thread",
        "workspace_id",
        "channel",
        "thread",
        "seq",
        sqlite_where=text("state IN ('new', 'sending')"),
        postgresql_where=text("state IN ('new', 'sending')"),
    ),
    sqlite_autoincrement=True,
)
