"""Who gave what a practice says, who follows it, and which practices are alike."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "contribution",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *_of_a_member("contribution"),
        sa.PrimaryKeyConstraint(
            "workspace_id", "practice_id", "submission_id", name="pk_contribution"
        ),
    )
    op.create_index("ix_contribution_practice_id", "contribution", ["practice_id"])
    op.create_table(
        "follow",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("practice_id", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        *_of_a_member("follow"),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", "practice_id", name="pk_follow"),
    )
    op.create_index("ix_follow_practice_id", "follow", ["practice_id"])
    op.create_table(
        "pair",
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("second", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("first", "second", name="pk_pair"),
    )
    # Who shared what is published already gave it.
    op.execute(
        "INSERT INTO contribution (workspace_id, practice_id, submission_id, member_id, at) "
        "SELECT s.workspace_id, s.practice_id, s.id, s.member_id, s.changed_at "
        "FROM submission s JOIN member m ON m.workspace_id = s.workspace_id AND m.id = s.member_id "
        "WHERE s.state = 'PUBLISHED' AND s.practice_id <> ''"
    )


def downgrade() -> None:
    op.drop_table("pair")
    op.drop_table("follow")
    op.drop_table("contribution")


def _of_a_member(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace_id_workspace"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=f"fk_{table}_workspace_id_member_id_member",
            ondelete="CASCADE",
        ),
    )
