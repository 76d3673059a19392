"""Who looks after practices, what should be looked at, which web addresses answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "steward",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_steward_workspace_id_workspace"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name="fk_steward_workspace_id_member_id_member",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("practice_id", "part", name="pk_steward"),
    )
    op.create_index("ix_steward_workspace_id_member_id", "steward", ["workspace_id", "member_id"])
    op.create_table(
        "concern",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_concern_workspace_id_workspace"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "practice_id", "reason", name="pk_concern"),
    )
    op.create_table(
        "link",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("url", name="pk_link"),
    )


def downgrade() -> None:
    op.drop_table("link")
    op.drop_table("concern")
    op.drop_table("steward")
