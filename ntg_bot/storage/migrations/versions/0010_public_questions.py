"""Whether everybody in the workspace could read a question where it was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of the questions kept so far nobody knows: they count as asked in private.
    op.add_column(
        "question", sa.Column("is_public", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("question", "is_public")
