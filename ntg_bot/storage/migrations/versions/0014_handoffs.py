"""Questions put to a community, their answers, and who else waits for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def upgrade() -> None:
    op.create_table(
        "handoff",
        _text("workspace_id"),
        _text("question_id"),
        _words("asker_id"),
        _words("owner_id"),
        _words("recorder_id"),
        _words("gap_id"),
        _words("community"),
        _words("text"),
        _text("state"),
        sa.Column("asked_at", MOMENT, nullable=False),
        _text("due_on"),
        sa.Column("reminded_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_handoff_workspace_id_workspace"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "question_id", name="pk_handoff"),
    )
    op.create_index("ix_handoff_workspace_id_state", "handoff", ["workspace_id", "state"])
    op.create_index("ix_handoff_state_due_on", "handoff", ["state", "due_on"])
    op.create_index("ix_handoff_gap_id", "handoff", ["gap_id"])
    op.create_table(
        "handoff_answer",
        _text("workspace_id"),
        _text("question_id"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        _words("member_id"),
        _words("text"),
        _words("source"),
        sa.Column("given_at", MOMENT, nullable=False),
        _text("use"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_handoff_answer_workspace_id_workspace"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "question_id"],
            ["handoff.workspace_id", "handoff.question_id"],
            name="fk_handoff_answer_workspace_id_question_id_handoff",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "question_id", "number", name="pk_handoff_answer"),
    )
    op.create_index(
        "ix_handoff_answer_workspace_id_source", "handoff_answer", ["workspace_id", "source"]
    )
    op.create_table(
        "gap_follower",
        _text("workspace_id"),
        _text("gap_id"),
        _text("member_id"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_gap_follower_workspace_id_workspace"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name="fk_gap_follower_workspace_id_member_id_member",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "gap_id", "member_id", name="pk_gap_follower"),
    )
    op.create_index("ix_gap_follower_gap_id", "gap_follower", ["gap_id"])
    op.create_index("ix_outbox_external_id", "outbox", ["workspace_id", "channel", "external_id"])


def downgrade() -> None:
    op.drop_index("ix_outbox_external_id", "outbox")
    op.drop_table("gap_follower")
    op.drop_table("handoff_answer")
    op.drop_table("handoff")
