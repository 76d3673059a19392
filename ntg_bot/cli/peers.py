"""`peers`: which councils are alike, and councils supporting councils."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ntg_bot.cli.console import say, with_application
from ntg_bot.cli.tables import AS_CSV, AS_JSON, say_list
from ntg_bot.domain.errors import UserError

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application
    from ntg_bot.services.neighbours import Imported

app = typer.Typer(
    help="Councils that are alike: import statistical neighbours, list them; offers and asks.",
    no_args_is_help=True,
)


@app.command("import")
def import_(
    file: Path = typer.Argument(
        help="CSV with ons_code, rank, neighbour_ons_code and closeness, a line of headings first."
    ),
    dated: datetime | None = typer.Option(
        None, "--dated", formats=["%Y-%m-%d"], help="The date that the set itself has."
    ),
) -> None:
    """Make a file the set of statistical neighbours; it replaces the set that was there."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.", "Name another file.") from None

    async def imported(application: Application) -> Imported:
        async with application.database.uow() as work:
            found = await application.joined.neighbours.bring_in(
                work, data, file=file.name, dated=dated.date() if dated else None
            )
            await work.commit()
            return found

    found = with_application(imported)
    when = f"of {found.found.dated}" if found.found.dated else "without a date of its own"
    say(f"{found.neighbours} neighbours of {found.councils} councils from {file.name}, {when}.")
    if found.followed:
        say(f"Followed by their successors: {', '.join(found.followed)}.")
    if found.unknown:
        say(f"Left out, for no council has these codes: {', '.join(found.unknown)}.")


@app.command("list")
def list_(
    council: str = typer.Argument("", help="One council, by name or code; all without it."),
    as_json: bool = AS_JSON,
    as_csv: bool = AS_CSV,
) -> None:
    """List the councils most like one, nearest first, with the set's date."""
    rows = with_application(lambda application: _neighbours(application, council))
    say_list(
        rows,
        (
            "ons_code",
            "council",
            "rank",
            "neighbour_ons_code",
            "neighbour",
            "closeness",
            "by",
            "dated",
            "imported_on",
        ),
        as_json=as_json,
        as_csv=as_csv,
        line=lambda row: (
            f"{row['council']} {row['rank']}. {row['neighbour']} {row['closeness']} "
            f"({row['by']}{', ' if row['dated'] else ''}{row['dated']})"
        ),
        nothing="No statistical neighbours are imported. Name a council to see its region's.",
    )


@app.command()
def introductions(as_json: bool = AS_JSON, as_csv: bool = AS_CSV) -> None:
    """List introductions between councils, where they stand and what came of them; no names."""
    rows = with_application(_introductions)
    say_list(
        rows,
        (
            "practice",
            "offered_by",
            "asked_by",
            "state",
            "proposed_on",
            "changed_on",
            "visited_on",
            "outcome",
            "thanked",
        ),
        as_json=as_json,
        as_csv=as_csv,
        line=lambda row: (
            f"{row['offered_by']} and {row['asked_by']}: {row['practice']}: {row['state']}"
        ),
        nothing="Nobody was introduced yet.",
    )


@app.command()
def offers(as_json: bool = AS_JSON, as_csv: bool = AS_CSV) -> None:
    """List open offers and asks of councils, with their load and its limit; no names."""
    rows = with_application(_helps)
    say_list(
        rows,
        ("kind", "council", "practice", "under_way", "at_most", "made_on"),
        as_json=as_json,
        as_csv=as_csv,
        line=lambda row: (
            f"{row['council']} {row['kind']}s: {row['practice']} "
            f"({row['under_way']} of {row['at_most']} under way)"
        ),
        nothing="No council offers or asks for help yet.",
    )


async def _neighbours(application: Application, council: str) -> list[dict[str, object]]:
    service, library = application.joined.neighbours, application.library
    rows: list[dict[str, object]] = []
    async with application.database.uow(read_only=True) as work:
        if council:
            wanted = [application.joined.councils.find(council).ons_code]
        else:
            wanted = sorted({each.authority for each in await work.neighbours.all()})
        for code in wanted:
            peers = await service.peers(work, code)
            found = peers.found
            for each in peers.councils:
                rows.append(
                    {
                        "ons_code": code,
                        "council": library.authority_name(code),
                        "rank": each.rank,
                        "neighbour_ons_code": each.neighbour,
                        "neighbour": library.authority_name(each.neighbour),
                        "closeness": each.closeness,
                        "by": "statistical neighbours" if found else "region and type",
                        "dated": found.dated if found else "",
                        "imported_on": found.imported_at.date().isoformat() if found else "",
                    }
                )
    return rows


async def _introductions(application: Application) -> list[dict[str, object]]:
    library = application.library
    async with application.database.uow(read_only=True) as work:
        return [
            {
                "practice": each.practice_id,
                "offered_by": library.authority_name(each.offer_authority),
                "asked_by": library.authority_name(each.ask_authority),
                "state": each.state.value,
                "proposed_on": each.made_at.date().isoformat(),
                "changed_on": each.changed_at.date().isoformat(),
                "visited_on": each.visited_on,
                "outcome": each.outcome,
                "thanked": each.thanked,
            }
            for each in await work.helps.introductions()
        ]


async def _helps(application: Application) -> list[dict[str, object]]:
    from ntg_bot.domain.peers import UNDER_WAY, HelpState

    library = application.library
    rows: list[dict[str, object]] = []
    async with application.database.uow(read_only=True) as work:
        for each in await work.helps.all():
            if each.state is not HelpState.OPEN:
                continue
            met = await work.helps.introductions_of(each.id)
            rows.append(
                {
                    "kind": each.kind.value,
                    "council": library.authority_name(each.authority),
                    "practice": each.practice_id,
                    "under_way": sum(one.state in UNDER_WAY for one in met),
                    "at_most": each.at_most,
                    "made_on": each.made_at.date().isoformat(),
                }
            )
    return rows
