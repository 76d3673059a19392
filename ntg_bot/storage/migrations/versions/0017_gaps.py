"""What a gap is about, who looks after it, and what closed it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("groups", "outcomes"):
        op.add_column("gap", sa.Column(name, sa.Text(), server_default="[]", nullable=False))
    op.add_column("gap", sa.Column("unhelped", sa.Integer(), server_default="0", nullable=False))
    for name in ("owner_workspace", "owner_id", "practice_id"):
        op.add_column("gap", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.create_index("ix_question_gap_id", "question", ["gap_id"])


def downgrade() -> None:
    op.drop_index("ix_question_gap_id", "question")
    for name in ("practice_id", "owner_id", "owner_workspace", "unhelped", "outcomes", "groups"):
        op.drop_column("gap", name)
