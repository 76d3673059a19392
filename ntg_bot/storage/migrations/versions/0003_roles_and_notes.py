"""Roles by community, what a channel was called, where a practice came from, and notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "appointment",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_appointment_workspace_id_workspace"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name="fk_appointment_workspace_id_member_id_member",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "member_id", "role", "community", name="pk_appointment"
        ),
    )
    op.create_table(
        "note",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_note_workspace_id_workspace"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "name", name="pk_note"),
    )
    op.add_column("binding", sa.Column("name", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "binding", sa.Column("is_private", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("submission", sa.Column("source", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_submission_workspace_id_source", "submission", ["workspace_id", "source"])


def downgrade() -> None:
    op.drop_index("ix_submission_workspace_id_source", "submission")
    op.drop_column("submission", "source")
    op.drop_column("binding", "is_private")
    op.drop_column("binding", "name")
    op.drop_table("note")
    op.drop_table("appointment")
