"""Digests before they go out, and the note that moderators give them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("digest_issue", sa.Column("note", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "digest_draft",
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("dropped", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("frozen_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("community", "week", name="pk_digest_draft"),
    )


def downgrade() -> None:
    op.drop_table("digest_draft")
    op.drop_column("digest_issue", "note")
