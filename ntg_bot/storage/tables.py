"""The tables, as the code knows them. Migrations bring a database there; a test compares the two.

Rows of one workspace carry `workspace_id` and have it in every key; rows of the whole programme
do not. Times are UTC. Lists and nested values are canonical JSON text.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

PENDING = ("new", "sending")
"""outbox states that still keep later rows of their thread waiting"""


class Moment(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. A naive time is a programming fault and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("times in the database are aware; this one has no zone")
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id(name: str = "id", *, key: bool = False) -> Column[Any]:
    return Column(name, Text, primary_key=key, nullable=False)


def _words(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False, server_default="")


def _at(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, Moment, nullable=optional)


def _sequence() -> Column[Any]:
    """A number that only rises: the order in which rows came."""
    number = BigInteger().with_variant(Integer, "sqlite")
    return Column("seq", number, primary_key=True, autoincrement=True)


def _workspace_id(*, key: bool = False) -> Column[Any]:
    return Column("workspace_id", Text, ForeignKey("workspace.id"), primary_key=key, nullable=False)


workspace = Table(
    "workspace",
    metadata,
    _id(key=True),
    Column("platform", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    _words("name"),
    UniqueConstraint("platform", "external_id"),
)

member = Table(
    "member",
    metadata,
    _workspace_id(key=True),
    _id(key=True),
    Column("external_id", Text, nullable=False),
    _words("name"),
    Column("role", Text, nullable=False),
    _words("authority"),
    UniqueConstraint("workspace_id", "external_id"),
)

membership = Table(
    "membership",
    metadata,
    _workspace_id(key=True),
    _id("member_id", key=True),
    _id("community", key=True),
    Column("digest", Text, nullable=False),
    ForeignKeyConstraint(
        ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], ondelete="CASCADE"
    ),
    Index(None, "community"),
)

appointment = Table(
    "appointment",
    metadata,
    _workspace_id(key=True),
    _id("member_id", key=True),
    Column("role", Text, primary_key=True, nullable=False),
    _id("community", key=True),
    ForeignKeyConstraint(
        ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], ondelete="CASCADE"
    ),
)

binding = Table(
    "binding",
    metadata,
    _workspace_id(key=True),
    _id(key=True),
    Column("channel", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    _words("community"),
    _words("name"),
    Column("is_private", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("workspace_id", "channel"),
    Index(None, "community"),
)

question = Table(
    "question",
    metadata,
    _workspace_id(key=True),
    _id(key=True),
    _words("member_id"),
    _words("channel"),
    _words("thread"),
    _words("text"),
    _words("intent"),
    Column("confidence", Text, nullable=False),
    Column("hits", Text, nullable=False),
    _at("asked_at"),
    _words("community"),
    _words("gap_id"),
    _at("phrasing_settled_at", optional=True),
    Index(None, "asked_at"),
    Index(None, "workspace_id", "channel", "thread", "asked_at"),
    Index(None, "workspace_id", "member_id"),
)

feedback = Table(
    "feedback",
    metadata,
    _workspace_id(key=True),
    _id("question_id", key=True),
    _id("member_id", key=True),
    Column("helpful", Boolean, nullable=False),
    _at("given_at"),
    ForeignKeyConstraint(
        ["workspace_id", "question_id"],
        ["question.workspace_id", "question.id"],
        ondelete="CASCADE",
    ),
    ForeignKeyConstraint(
        ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], ondelete="CASCADE"
    ),
)

submission = Table(
    "submission",
    metadata,
    _workspace_id(key=True),
    _id(key=True),
    _words("member_id"),
    _words("title"),
    _words("what"),
    _words("for_whom"),
    _words("what_happened"),
    _words("how_known"),
    Column("communities", Text, nullable=False),
    Column("state", Text, nullable=False),
    _at("created_at"),
    _at("changed_at"),
    _words("authority"),
    _words("reason"),
    _words("decided_by"),
    _words("practice_id"),
    Column("version", Integer, nullable=False),
    Column("rounds", Integer, nullable=False),
    _words("source"),
    Index(None, "workspace_id", "source"),
    Index(None, "workspace_id", "state", "created_at"),
    Index(None, "workspace_id", "member_id"),
)

note = Table(
    "note",
    metadata,
    _workspace_id(key=True),
    Column("name", Text, primary_key=True, nullable=False),
    _words("value"),
    _at("at"),
)

local_message = Table(
    "local_message",
    metadata,
    _sequence(),
    Column("id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    _words("thread"),
    _words("author"),
    _words("text"),
    _words("body"),
    _words("only_for"),
    # null for what no delivery made: a unique key leaves nulls alone
    Column("delivery_key", Text),
    _at("posted_at"),
    _at("edited_at", optional=True),
    UniqueConstraint("id"),
    UniqueConstraint("delivery_key"),
    Index(None, "channel", "posted_at", "seq"),
    sqlite_autoincrement=True,
)

inbox = Table(
    "inbox",
    metadata,
    _sequence(),
    Column("platform", Text, nullable=False),
    # the platform's own id: the workspace may be new to us when its first event arrives
    Column("workspace", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("key_digest", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    _at("received_at"),
    _at("retry_at", optional=True),
    _at("lease_until", optional=True),
    _at("done_at", optional=True),
    _words("reason"),
    UniqueConstraint("platform", "workspace", "key_digest"),
    Index(None, "state", "seq"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    _sequence(),
    Column("key", Text, nullable=False),
    Column("platform", Text, nullable=False),
    _workspace_id(),
    Column("channel", Text, nullable=False),
    _words("thread"),
    _words("only_for"),
    _words("replaces"),
    Column("kind", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    _words("external_id"),
    _at("created_at"),
    _at("not_before"),
    _at("lease_until", optional=True),
    _at("ended_at", optional=True),
    _words("reason"),
    # set by forgetting: what it says goes as soon as it has been said
    Column("is_to_be_blanked", Boolean, nullable=False),
    UniqueConstraint("key"),
    Index(
        "ix_outbox_due",
        "platform",
        "priority",
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

installation = Table(
    "installation",
    metadata,
    _workspace_id(key=True),
    _words("bot_user"),
    _words("bot"),
    _words("scopes"),
    # both sealed; the key is a setting and never in the database
    Column("token", LargeBinary, nullable=False),
    Column("refresh_token", LargeBinary),
    _at("expires_at", optional=True),
    _at("refreshing_until", optional=True),
    _at("installed_at"),
)

install_state = Table(
    "install_state",
    metadata,
    _id("digest", key=True),
    _at("expires_at"),
)

gap = Table(
    "gap",
    metadata,
    _id(key=True),
    _words("text"),
    _words("community"),
    Column("count", Integer, nullable=False),
    Column("status", Text, nullable=False),
    _at("first_asked"),
    _at("last_asked"),
    Index(None, "status"),
)

knowledge = Table(
    "knowledge",
    metadata,
    Column("kind", Text, primary_key=True, nullable=False),
    Column("id", Text, primary_key=True, nullable=False),
    Column("payload", LargeBinary),
    Column("base", LargeBinary),
    _at("changed_at"),
    Column("changed_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
    _at("published_at"),
    Index(None, "changed_at"),
)

knowledge_version = Table(
    "knowledge_version",
    metadata,
    Column("kind", Text, primary_key=True, nullable=False),
    Column("id", Text, primary_key=True, nullable=False),
    Column("version", Integer, primary_key=True, nullable=False, autoincrement=False),
    Column("payload", LargeBinary),
    Column("changed_by", Text, nullable=False),
    _at("changed_at"),
)

counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True, nullable=False),
    Column("value", BigInteger, nullable=False),
)

digest_issue = Table(
    "digest_issue",
    metadata,
    _id(key=True),
    Column("community", Text, nullable=False),
    Column("week", Text, nullable=False),
    Column("items", Text, nullable=False),
    Column("status", Text, nullable=False),
    _at("frozen_at"),
    Column("is_late", Boolean, nullable=False),
    UniqueConstraint("community", "week"),
)

audit = Table(
    "audit",
    metadata,
    _sequence(),
    _at("at"),
    Column("actor", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Index(None, "actor"),
    sqlite_autoincrement=True,
)
