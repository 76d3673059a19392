"""Hypotheses, and every step they took."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "hypothesis",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), server_default="", nullable=False),
        sa.Column("practices", sa.Text(), nullable=False),
        sa.Column("research", sa.Text(), nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("needs_councils", sa.Integer(), nullable=True),
        sa.Column("needs_holding", sa.Integer(), nullable=True),
        sa.Column("revised_from", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hypothesis"),
        sa.UniqueConstraint("number", name="uq_hypothesis_number"),
    )
    op.create_table(
        "hypothesis_move",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("hypothesis_id", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), server_default="", nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["hypothesis_id"], ["hypothesis.id"], name="fk_hypothesis_move_hypothesis_id_hypothesis"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_hypothesis_move"),
    )
    op.create_index("ix_hypothesis_move_hypothesis_id", "hypothesis_move", ["hypothesis_id"])
    op.create_index("ix_hypothesis_move_by", "hypothesis_move", ["by"])


def downgrade() -> None:
    op.drop_table("hypothesis_move")
    op.drop_table("hypothesis")
