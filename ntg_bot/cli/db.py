"""`db`: the database's schema."""

from __future__ import annotations

import typer

from ntg_bot.cli.console import FAILED, read_settings, run, say, say_json

app = typer.Typer(help="The database: bring it up to date, or check it.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database up to date."""
    from ntg_bot import storage
    from ntg_bot.bootstrap import home_exists

    settings = read_settings()
    home_exists(settings)
    storage.upgrade(settings.database)
    say(f"The database is up to date (revision {storage.current(settings.database)}).")


@app.command()
def check(as_json: bool = typer.Option(False, "--json", help="One JSON document.")) -> None:
    """Check that the database is whole, up to date and can be written."""
    from ntg_bot import storage
    from ntg_bot.bootstrap import RandomIds, SystemClock, home_exists

    settings = read_settings()
    home_exists(settings)

    async def look() -> str:
        clock, ids = SystemClock(), RandomIds()
        async with storage.open_database(settings.database, clock=clock, ids=ids) as database:
            await database.check()
            return database.url

    url = run(look())
    differences = storage.check(settings.database)
    if as_json:
        say_json({"url": url, "ok": not differences, "differences": list(differences)})
    else:
        say(f"{url}: whole, writable" + (" and up to date." if not differences else "."))
        for difference in differences:
            say(f"- {difference}")
    if differences:
        raise typer.Exit(FAILED)


@app.command()
def move(
    target: str = typer.Argument(help="The address of the empty database to move to."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Copy everything to an empty database, such as from a file to PostgreSQL.

    Stop the bot first. The old database stays as it is; NTG_DATABASE_URL says which one is used.
    """
    from ntg_bot import storage

    settings = read_settings()
    moved = run(storage.move(settings.database, target))
    if as_json:
        say_json([{"table": t.table, "rows": t.rows, "checksum": t.checksum} for t in moved])
        return
    for each in moved:
        say(f"{each.table}: {each.rows} rows, checksum {each.checksum} in both")
    say("Everything was moved. Set NTG_DATABASE_URL to the new address and start the bot.")
