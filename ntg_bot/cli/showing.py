"""`config`: the settings as they are in force, secrets masked."""

from __future__ import annotations

import re

import typer

from ntg_bot.cli.console import read_settings, say, say_json
from ntg_bot.domain.errors import ConfigError

_ADDRESS = re.compile(r"[a-z][a-z0-9+]*://")
_PASSWORD = re.compile(r"(://[^:/@]*:).*(@)")
"""up to the last @: more is hidden rather than less where somebody left one in a password"""
_SECRET_OPTION = re.compile(r"([?&][^=&]*pass[^=&]*=)[^&]*", re.IGNORECASE)

app = typer.Typer(help="The settings in force.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The settings in force."""


@app.command()
def show(as_json: bool = typer.Option(False, "--json", help="One JSON document.")) -> None:
    """Show every setting with its value; passwords are never shown."""
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
    values["NTG_DATABASE_URL"] = masked(settings.database)
    if as_json:
        say_json(values)
        return
    for name, value in values.items():
        shown = str(value).lower() if isinstance(value, bool) else value
        say(f"{name} = {'' if shown is None else shown}")


def masked(url: str) -> str:
    """A database address without its passwords. Raises ConfigError for what is no address."""
    if not _ADDRESS.match(url):
        raise ConfigError(
            "NTG_DATABASE_URL",
            "this is no database address. Write it like sqlite+aiosqlite:///var/ntg.db or "
            "postgresql://user:password@host/name.",
        )
    return _SECRET_OPTION.sub(r"\1***", _PASSWORD.sub(r"\1***\2", url))
