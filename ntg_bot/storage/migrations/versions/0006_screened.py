"""What screening saw in a shared practice, and its detail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WORDS = ("costs", "staffing", "beware")
FLAGS = ("contact_wanted", "is_from_private")


def upgrade() -> None:
    for name in WORDS:
        op.add_column("submission", sa.Column(name, sa.Text(), server_default="", nullable=False))
    for name in FLAGS:
        op.add_column(
            "submission", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.add_column(
        "submission", sa.Column("spotted", sa.Text(), server_default="[]", nullable=False)
    )


def downgrade() -> None:
    for name in ("spotted", *FLAGS, *WORDS):
        op.drop_column("submission", name)
