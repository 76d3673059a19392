"""Whom a member's answers are for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("member", sa.Column("reads_as", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("member", "reads_as")
