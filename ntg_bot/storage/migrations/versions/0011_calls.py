"""Calls for evidence: what was asked, what was sent, who reads, what they found, what was said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("closes_on", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_call"),
    )
    op.create_index("ix_call_closes_on", "call", ["closes_on"])
    op.create_table(
        "call_evidence",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_call_evidence_call_id_call"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_call_evidence_workspace_id_workspace"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_call_evidence"),
    )
    op.create_index("ix_call_evidence_call_id", "call_evidence", ["call_id"])
    op.create_index(
        "ix_call_evidence_workspace_id_member_id", "call_evidence", ["workspace_id", "member_id"]
    )
    op.create_table(
        "call_reader",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_call_reader_call_id_call"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_call_reader_workspace_id_workspace"
        ),
        sa.PrimaryKeyConstraint("call_id", "workspace_id", "member_id", name="pk_call_reader"),
    )
    op.create_table(
        "call_reading",
        sa.Column("evidence_id", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("reader_id", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("lift", sa.Text(), server_default="", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_call_reading_workspace_id_workspace"
        ),
        sa.PrimaryKeyConstraint("evidence_id", "workspace_id", "reader_id", name="pk_call_reading"),
    )
    op.create_table(
        "call_notice",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_call_notice_call_id_call"),
        sa.PrimaryKeyConstraint("call_id", "notice", name="pk_call_notice"),
    )
    op.create_table(
        "call_report",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("frozen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_call_report_call_id_call"),
        sa.PrimaryKeyConstraint("call_id", "kind", name="pk_call_report"),
    )


def downgrade() -> None:
    for table in (
        "call_report",
        "call_notice",
        "call_reading",
        "call_reader",
        "call_evidence",
        "call",
    ):
        op.drop_table(table)
