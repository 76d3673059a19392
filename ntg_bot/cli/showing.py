"""`config`: the settings as they are in force, secrets masked."""

from __future__ import annotations

import typer

from ntg_bot.cli.console import read_settings, say, say_json

app = typer.Typer(help="The settings in force.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The settings in force."""


@app.command()
def show(as_json: bool = typer.Option(False, "--json", help="One JSON document.")) -> None:
    """Show every setting with its value; passwords are never shown."""
    from sqlalchemy.engine import make_url

    from ntg_bot.settings import names

    settings = read_settings()
    plain = settings.model_dump(mode="json")
    plain["database_url"] = settings.database
    values: dict[str, object] = {}
    for name in names():
        value: object = plain
        for part in name.removeprefix("NTG_").lower().split("__"):
            value = value[part] if isinstance(value, dict) else None
        values[name] = value
    values["NTG_DATABASE_URL"] = make_url(settings.database).render_as_string(hide_password=True)
    if as_json:
        say_json(values)
        return
    for name, value in values.items():
        say(f"{name} = {'' if value is None else value}")
