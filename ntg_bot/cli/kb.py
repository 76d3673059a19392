"""`kb`: the knowledge base as files and in the database."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import typer

from ntg_bot.cli.console import (
    FAILED,
    FAULTS,
    read_settings,
    run,
    say,
    say_error,
    say_json,
    start_is_over,
)
from ntg_bot.domain.errors import UserError

if TYPE_CHECKING:
    from ntg_bot.content import Knowledge, SyncReport
    from ntg_bot.settings import Settings
    from ntg_bot.storage.database import Database

app = typer.Typer(help="The knowledge base: check, sync, export, count.", no_args_is_help=True)

KNOWLEDGE = typer.Option(None, "--knowledge", help="The folder; knowledge/ by default.")
INTENTS = typer.Option(None, "--intents", help="The folder; intents/ by default.")
AS_JSON = typer.Option(False, "--json", help="One JSON document.")


@app.command()
def lint(
    knowledge: Path | None = KNOWLEDGE, intents: Path | None = INTENTS, as_json: bool = AS_JSON
) -> None:
    """Report every fault in the content, as file:line reason. Exit code 4 if there are any."""
    from ntg_bot import content
    from ntg_bot.bootstrap import content_folder

    faults = content.lint(
        knowledge or content_folder("knowledge"), intents or content_folder("intents")
    )
    if as_json:
        say_json(
            [{"file": fault.file, "line": fault.line, "reason": fault.reason} for fault in faults]
        )
    elif not faults:
        say("The content is good: no faults found.")
    else:
        for fault in faults:
            say(str(fault))
        say_error(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'} found.")
    if faults:
        raise typer.Exit(FAULTS)


@app.command()
def sync(as_json: bool = AS_JSON) -> None:
    """Bring changed files into the database; a moderator's edit is never overwritten.

    Exit code 1 if there are conflicts: both the file and the row were changed.
    """
    settings = read_settings()
    report = run(_sync(settings))
    if as_json:
        say_json(
            {
                "counts": {action.value: count for action, count in report.counts.items()},
                "conflicts": [
                    {"kind": change.kind.value, "id": change.id, "reason": change.reason}
                    for change in report.conflicts
                ],
            }
        )
    else:
        for action, count in report.counts.items():
            say(f"{action.value.replace('_', ' ')}: {count}")
        for change in report.conflicts:
            say(f"conflict: {change.kind.value} {change.id}: {change.reason}")
    if report.conflicts:
        raise typer.Exit(FAILED)


@app.command()
def export(
    folder: Path | None = typer.Argument(None, help="Where to; knowledge/ by default."),
) -> None:
    """Write the database back as files; what has not changed is left as it is."""
    from ntg_bot import content
    from ntg_bot.bootstrap import content_folder

    settings = read_settings()
    target = folder or content_folder("knowledge")

    async def rows_of() -> list[Path]:
        async with _opened(settings) as database, database.uow(read_only=True) as work:
            return content.export(await work.knowledge.all(), target)

    written = run(rows_of())
    if not written:
        say("Nothing has changed: no file was written.")
    for path in written:
        say(str(path))


@app.command()
def vectors() -> None:
    """Compute the sentence vectors of the shipped knowledge, for knowledge/vectors.bin.

    Run it after changing knowledge/ or intents/: a start then has nothing to compute.
    """
    from ntg_bot.bootstrap import SHIPPED_VECTORS, build, content_folder
    from ntg_bot.retrieval.vectors import write_vectors

    async def used(home: str) -> int:
        # A start in an empty home asks for every vector that any start can need.
        settings = read_settings().model_copy(update={"home": Path(home), "database_url": ""})
        async with build(settings) as application:
            start_is_over()
            if not application.uses_meaning:
                raise UserError("The sentence-vector model is not installed.", "Run `make run`.")
            kept = application.vectors.used
            write_vectors(content_folder("knowledge") / SHIPPED_VECTORS, kept)
            return len(kept)

    with TemporaryDirectory() as home:
        written = run(used(home))
    say(f"{written} vectors written to knowledge/{SHIPPED_VECTORS}.")


@app.command()
def stats(as_json: bool = AS_JSON) -> None:
    """Count what the knowledge base holds."""
    from ntg_bot import content

    found = content.stats(_read(read_settings()))
    if as_json:
        say_json(found)
        return
    for name, value in found.items():
        if isinstance(value, dict):
            say(f"{name.replace('_', ' ')}:")
            for key, count in value.items():
                say(f"  {key}: {count}")
        else:
            say(f"{name.replace('_', ' ')}: {value}")


def _read(settings: Settings) -> Knowledge:
    from ntg_bot import content
    from ntg_bot.bootstrap import content_folder, home_exists

    home_exists(settings)
    return content.load_knowledge(content_folder("knowledge"), cache=settings.cache)


def _opened(settings: Settings) -> AbstractAsyncContextManager[Database]:
    from ntg_bot import storage
    from ntg_bot.bootstrap import RandomIds, SystemClock, home_exists

    home_exists(settings)
    return storage.open_database(settings.database, clock=SystemClock(), ids=RandomIds())


async def _sync(settings: Settings) -> SyncReport:
    from ntg_bot import content
    from ntg_bot.bootstrap import SystemClock

    knowledge = _read(settings)
    async with _opened(settings) as database:
        return await content.sync(knowledge, database.uow, SystemClock())
