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
