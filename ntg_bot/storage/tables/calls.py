"""Calls for evidence. What is asked for by is a column; the rest is the value as canonical JSON."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from ntg_bot.storage.tables.base import at, id_column, metadata, words, workspace_id

call = Table(
    "call",
    metadata,
    id_column(key=True),
    Column("state", Text, nullable=False),
    Column("closes_on", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index(None, "closes_on"),
)

call_evidence = Table(
    "call_evidence",
    metadata,
    workspace_id(key=True),
    id_column(key=True),
    Column("call_id", Text, ForeignKey("call.id"), nullable=False),
    words("member_id"),
    Column("state", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index(None, "call_id"),
    Index(None, "workspace_id", "member_id"),
)

call_reader = Table(
    "call_reader",
    metadata,
    Column("call_id", Text, ForeignKey("call.id"), primary_key=True, nullable=False),
    workspace_id(key=True),
    id_column("member_id", key=True),
)

call_reading = Table(
    "call_reading",
    metadata,
    id_column("evidence_id", key=True),
    workspace_id(key=True),
    id_column("reader_id", key=True),
    Column("mark", Text, nullable=False),
    words("reason"),
    words("lift"),
    at("at"),
)

call_notice = Table(
    "call_notice",
    metadata,
    Column("call_id", Text, ForeignKey("call.id"), primary_key=True, nullable=False),
    Column("notice", Text, primary_key=True, nullable=False),
    at("at"),
)

call_report = Table(
    "call_report",
    metadata,
    Column("call_id", Text, ForeignKey("call.id"), primary_key=True, nullable=False),
    Column("kind", Text, primary_key=True, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    at("frozen_at"),
)
