"""How far a question to a community goes, and where it came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handoff", sa.Column("reach", sa.Text(), server_default="here", nullable=False))
    op.add_column("handoff", sa.Column("asked_in", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_handoff_question_id", "handoff", ["question_id"])


def downgrade() -> None:
    op.drop_index("ix_handoff_question_id", "handoff")
    op.drop_column("handoff", "asked_in")
    op.drop_column("handoff", "reach")
