"""What Alembic runs for every command: our connection, our tables, one transaction."""

from __future__ import annotations

from alembic import context

from ntg_bot.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite cannot change a column in place: tables are built anew
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
