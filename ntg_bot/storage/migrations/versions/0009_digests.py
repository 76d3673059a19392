"""When each community's digest comes, what its readers were told, and what found no room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "digest_issue", sa.Column("left_out", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("digest_issue", sa.Column("sent_at", MOMENT, nullable=True))
    op.create_table(
        "digest_timing",
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("community", name="pk_digest_timing"),
    )
    op.create_table(
        "digest_told",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_digest_told_workspace_id_workspace"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name="fk_digest_told_workspace_id_member_id_member",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", "item", name="pk_digest_told"),
    )
    op.create_index("ix_digest_told_told_at", "digest_told", ["told_at"])


def downgrade() -> None:
    op.drop_table("digest_told")
    op.drop_table("digest_timing")
    op.drop_column("digest_issue", "sent_at")
    op.drop_column("digest_issue", "left_out")
