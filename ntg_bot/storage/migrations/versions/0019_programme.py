"""Meetings, boards and the register; who comes, who sits, who signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "programme_record",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_programme_record"),
    )
    op.create_table(
        "joining",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), server_default="", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_joining_workspace_id_workspace"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "meeting_id", "member_id", name="pk_joining"),
    )
    op.create_table(
        "seat",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("board_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_seat_workspace_id_workspace"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "board_id", "member_id", name="pk_seat"),
    )
    op.create_table(
        "signature",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("board_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_signature_workspace_id_workspace"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_signature"),
        sa.UniqueConstraint(
            "workspace_id",
            "board_id",
            "subject",
            "member_id",
            name="uq_signature_workspace_id_board_id_subject_member_id",
        ),
    )


def downgrade() -> None:
    for table in ("signature", "seat", "joining", "programme_record"):
        op.drop_table(table)
