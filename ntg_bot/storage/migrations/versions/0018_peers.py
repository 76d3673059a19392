"""Which councils are alike, offers and asks of help, introductions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "neighbour",
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("neighbour", sa.Text(), nullable=False),
        sa.Column("closeness", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("authority", "rank", name="pk_neighbour"),
    )
    op.create_table(
        "neighbour_set",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dated", sa.Text(), server_default="", nullable=False),
        sa.Column("file", sa.Text(), server_default="", nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_neighbour_set"),
    )
    op.create_table(
        "peer_help",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), server_default="", nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("at_most", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_peer_help_workspace_id_workspace"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_peer_help"),
    )
    op.create_index(
        "ix_peer_help_workspace_id_member_id", "peer_help", ["workspace_id", "member_id"]
    )
    op.create_index(
        "ix_peer_help_state_kind_practice_id", "peer_help", ["state", "kind", "practice_id"]
    )
    texts = ("offer_workspace", "offer_id", "ask_workspace", "ask_id", "offer_authority",
             "ask_authority", "practice_id", "state")  # fmt: skip
    op.create_table(
        "introduction",
        sa.Column("id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("offer_yes", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("ask_yes", sa.Boolean(), server_default=sa.false(), nullable=False),
        *(
            sa.Column(name, sa.Text(), server_default="", nullable=False)
            for name in ("offer_reach", "ask_reach", "visited_on", "outcome")
        ),
        sa.Column("thanked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_introduction"),
    )
    op.create_index("ix_introduction_offer_id", "introduction", ["offer_id"])
    op.create_index("ix_introduction_ask_id", "introduction", ["ask_id"])


def downgrade() -> None:
    op.drop_table("introduction")
    op.drop_table("peer_help")
    op.drop_table("neighbour_set")
    op.drop_table("neighbour")
