"""Workspaces that installed the app."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "install_state",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_install_state"),
    )
    op.create_table(
        "installation",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("bot_user", sa.Text(), nullable=False, server_default=""),
        sa.Column("bot", sa.Text(), nullable=False, server_default=""),
        sa.Column("scopes", sa.Text(), nullable=False, server_default=""),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("refresh_token", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("refreshing_until", MOMENT, nullable=True),
        sa.Column("installed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_installation_workspace_id_workspace"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_installation"),
    )


def downgrade() -> None:
    for table in ("installation", "install_state"):
        op.drop_table(table)
