"""Reality checks by councils."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
IS_CURRENT = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "reality_check",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("holds", sa.Text(), nullable=False),
        sa.Column("adapted", sa.Text(), server_default="", nullable=False),
        sa.Column("for_whom", sa.Text(), server_default="", nullable=False),
        sa.Column("measured", sa.Text(), server_default="", nullable=False),
        sa.Column("wants_contact", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_as", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_reality_check_workspace_id_workspace"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_reality_check"),
    )
    op.create_index(
        "uq_reality_check_current",
        "reality_check",
        ["subject", "subject_id", "authority"],
        unique=True,
        sqlite_where=IS_CURRENT,
        postgresql_where=IS_CURRENT,
    )
    op.create_index("ix_reality_check_authority", "reality_check", ["authority"])
    op.create_index(
        "ix_reality_check_workspace_id_member_id", "reality_check", ["workspace_id", "member_id"]
    )


def downgrade() -> None:
    op.drop_table("reality_check")
