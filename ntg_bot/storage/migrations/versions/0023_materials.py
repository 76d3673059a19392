"""Materials of practices: links, and files that lie beside the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def _text(name: str, *, is_words: bool = False) -> sa.Column[str]:
    default = "" if is_words else None
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def upgrade() -> None:
    op.create_table(
        "material",
        _text("workspace_id"),
        _text("id"),
        _text("member_id", is_words=True),
        _text("practice_id"),
        _text("title", is_words=True),
        _text("state"),
        _text("url", is_words=True),
        _text("sha256", is_words=True),
        _text("name", is_words=True),
        _text("media_type", is_words=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_material_workspace_id_workspace"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_material"),
    )
    op.create_index("ix_material_practice_id", "material", ["practice_id"])
    op.create_index("ix_material_sha256", "material", ["sha256"])
    op.create_index("ix_material_workspace_id_member_id", "material", ["workspace_id", "member_id"])


def downgrade() -> None:
    op.drop_table("material")
