"""Indexes by which the queues take their workspaces in turn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

PENDING = sa.text("state IN ('new', 'sending')")


def upgrade() -> None:
    op.create_index("ix_inbox_turn", "inbox", ["state", "workspace", "seq"])
    op.drop_index("ix_inbox_state_seq", table_name="inbox")
    _outbox_due(["platform", "priority", "workspace_id", "seq"])


def downgrade() -> None:
    op.create_index("ix_inbox_state_seq", "inbox", ["state", "seq"])
    op.drop_index("ix_inbox_turn", table_name="inbox")
    _outbox_due(["platform", "priority", "seq"])


def _outbox_due(columns: list[str]) -> None:
    op.drop_index("ix_outbox_due", table_name="outbox")
    op.create_index(
        "ix_outbox_due",
        "outbox",
        columns,
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )
