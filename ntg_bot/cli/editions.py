"""`edition` and `gap-map`: what the programme publishes, as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ntg_bot.cli.console import say, say_json, with_application
from ntg_bot.cli.tables import AS_CSV, AS_JSON, say_list
from ntg_bot.cli.writing import write_files

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application

app = typer.Typer(help="Editions: numbered digests of effective practice.", no_args_is_help=True)
FOLDER = typer.Option(Path(), "--out", help="The folder to write into; made if it is missing.")


@app.command("list")
def list_(as_json: bool = AS_JSON, as_csv: bool = AS_CSV) -> None:
    """Every edition, the latest first."""
    say_list(
        with_application(_list),
        ("number", "title", "frozen_at", "entries", "errata"),
        as_json=as_json,
        as_csv=as_csv,
        line=lambda row: f"{row['number']}: {row['title']} ({row['entries']} entries)",
        nothing="No edition is out yet. Curators make one in the chat: say “new edition”.",
    )


@app.command()
def build(number: int = typer.Argument(help="The edition's number."), out: Path = FOLDER) -> None:
    """Write an edition as HTML, Markdown, Word and CSV; the same freeze, the same bytes."""
    with_application(lambda application: _build(application, number, out))


def gap_map(
    line: str = typer.Option("", help="One line of enquiry, by number or by words of its name."),
    out: Path | None = typer.Option(None, "--out", help="Write picture, page and CSV here."),
    as_json: bool = AS_JSON,
    as_csv: bool = AS_CSV,
) -> None:
    """Show where evidence is missing: groups of children by outcomes, supply and demand."""
    with_application(lambda application: _gap_map(application, line, out, as_json, as_csv))


async def _list(application: Application) -> list[dict[str, object]]:
    async with application.database.uow(read_only=True) as work:
        return [
            {
                "number": each.number,
                "title": each.title,
                "frozen_at": each.frozen_at.isoformat(),
                "entries": len(each.entries),
                "errata": len(await work.editions.errata(each.number)),
            }
            for each in await work.editions.all()
        ]


async def _build(application: Application, number: int, out: Path) -> None:
    from ntg_bot.publishing.editions import documents
    from ntg_bot.publishing.word import document

    async with application.database.uow(read_only=True) as work:
        edition = await application.joined.editions.find(work, str(number))
        errata = await work.editions.errata(number)
    files = documents(edition, errata)
    files[f"edition-{number}.docx"] = document(edition, errata)
    write_files(out, files)


async def _gap_map(
    application: Application, line: str, out: Path | None, as_json: bool, as_csv: bool
) -> None:
    from ntg_bot.domain.encoding import to_plain
    from ntg_bot.publishing.gap_map import documents, in_words, lead, title

    gaps = application.joined.gaps
    async with application.database.uow(read_only=True) as work:
        found = await gaps.draw(work, application.library.line_of_enquiry(line).id if line else "")
    if out is not None:
        write_files(out, documents(found))
        return
    if as_json:
        cells = [
            {**to_plain(cell), "gap": cell.kind.value, "hot_and_empty": cell.is_hot_and_empty}
            for cell in found.cells
        ]
        say_json({**to_plain(found), "cells": cells})
        return
    if as_csv:
        typer.echo(documents(found)["gap-map.csv"].decode(), nl=False)
        return
    say(title(found))
    say(lead(found))
    outcomes = dict(found.outcomes)
    for id, name in found.groups:
        say(f"\n{name}")
        for cell in found.row(id):
            say(f"  {outcomes[cell.outcome]}: {in_words(cell)}")
