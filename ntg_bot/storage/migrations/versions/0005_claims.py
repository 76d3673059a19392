"""Who is looking at which submission, and which slots of the clock are taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "claim",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("lapses_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_claim_workspace_id_workspace"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name="fk_claim_workspace_id_member_id_member",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "submission_id"],
            ["submission.workspace_id", "submission.id"],
            name="fk_claim_workspace_id_submission_id_submission",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "submission_id", name="pk_claim"),
    )
    op.create_index("ix_claim_workspace_id_member_id", "claim", ["workspace_id", "member_id"])
    op.create_table(
        "slot",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("job", "slot", name="pk_slot"),
    )


def downgrade() -> None:
    op.drop_table("slot")
    op.drop_table("claim")
