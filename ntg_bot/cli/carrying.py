"""`export` and `import`: the whole programme into a folder, and out of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from ntg_bot.cli.console import read_settings, run, say, say_json

_JSON = typer.Option(False, "--json", help="One JSON document.")


def export(
    folder: Path = typer.Argument(help="A new or empty folder."), as_json: bool = _JSON
) -> None:
    """Write the whole programme into a folder: JSON, CSV for spreadsheets, pages to read.

    Tokens and keys stay behind. Parts of it are about people, so keep it as safe as the database.
    """
    from ntg_bot import storage
    from ntg_bot.publishing import folder as exports
    from ntg_bot.storage.materials import FolderFiles

    settings = read_settings()
    carried = run(storage.carry_out(settings.database))
    exports.write(folder, carried.revision, carried.tables)
    files = FolderFiles(settings.home / "materials")
    for sha256 in _files_of(carried.tables):
        data = files.get(sha256)
        if data is not None:
            FolderFiles(folder / "materials").put(data)
    counts = {name: len(rows) for name, rows in carried.tables.items()}
    if as_json:
        say_json(counts)
        return
    say(f"{folder} holds {sum(counts.values()):,} rows of {len(counts)} tables.")
    say(f"To read it, open {folder / 'html' / 'index.html'}. Tokens and keys are not in it.")


def import_(
    folder: Path = typer.Argument(help="What `ntg-bot export` wrote."), as_json: bool = _JSON
) -> None:
    """Bring an export back into an empty database: the one that the settings name.

    Put audit.key of the old NTG_HOME, or NTG_AUDIT_KEY, in place before the bot starts; workspaces
    that installed the app by themselves install it once more.
    """
    from ntg_bot import storage
    from ntg_bot.bootstrap import home_exists
    from ntg_bot.publishing import folder as exports
    from ntg_bot.storage.materials import FolderFiles

    settings = read_settings()
    home_exists(settings)
    revision, tables = exports.read(folder)
    counts = run(storage.carry_in(settings.database, storage.carried(revision, tables)))
    for sha256 in _files_of(tables):
        data = FolderFiles(folder / "materials").get(sha256)
        if data is None:
            say(f"A file of a material is not in the export, or not as it was: {sha256[:12]}.")
        else:
            FolderFiles(settings.home / "materials").put(data)
    if as_json:
        say_json(dict(counts))
        return
    say(f"{sum(counts.values()):,} rows of {len(counts)} tables are here, the same as they were.")
    say("Before you start the bot, put the audit key of the old one in its place: docs/keeping.md.")


def _files_of(tables: Mapping[str, Sequence[dict[str, Any]]]) -> list[str]:
    """The files that its materials refer to, each once."""
    return sorted({str(row["sha256"]) for row in tables.get("material", ()) if row["sha256"]})
