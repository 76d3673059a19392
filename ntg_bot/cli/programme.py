"""`workshops`, `boards` and `register`: the programme's own lists, in and out as files."""

from __future__ import annotations

import csv
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ntg_bot.cli.console import say, with_application
from ntg_bot.cli.tables import AS_CSV, AS_JSON, say_list
from ntg_bot.cli.writing import write_files

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application
    from ntg_bot.domain.people import Member
    from ntg_bot.services.ports import UnitOfWork

workshops = typer.Typer(help="Workshops and other meetings of the programme.", no_args_is_help=True)
boards = typer.Typer(help="Boards: who sits on them, and what they signed.", no_args_is_help=True)
register = typer.Typer(help="The register of data sets and research.", no_args_is_help=True)
FILE = typer.Argument(help="A CSV file with a line of headings.")
FOLDER = typer.Option(Path(), "--out", help="The folder to write into; made if it is missing.")
MEETING_COLUMNS = (
    "id", "title", "kind", "region", "lines", "starts", "ends", "place", "state", "coming",
    "product", "about",
)  # fmt: skip
REGISTER_COLUMNS = (
    "id", "kind", "title", "holder", "groups", "outcomes", "sensitivity", "how_often", "until",
    "region", "link", "note",
)  # fmt: skip


@workshops.command("list")
def list_meetings(as_json: bool = AS_JSON, as_csv: bool = AS_CSV) -> None:
    """Every meeting, by time."""
    say_list(
        with_application(_meetings),
        MEETING_COLUMNS,
        as_json=as_json,
        as_csv=as_csv,
        line=lambda row: f"{row['starts']} {row['title']} ({row['kind']}; {row['state']})",
        nothing="Nothing is planned.",
    )


@workshops.command("import")
def import_meetings(file: Path = FILE) -> None:
    """Plan every meeting of a file: title, kind, region, lines, starts, ends, place, about."""

    async def plan(
        application: Application, work: UnitOfWork, by: Member, row: Mapping[str, str]
    ) -> str:
        return (await application.joined.meetings.plan(work, by, row)).title

    with_application(lambda application: _import(application, file, plan))


@workshops.command()
def calendar(out: Path = FOLDER) -> None:
    """Write a calendar file (.ics) for each meeting, and one with all of them."""
    with_application(lambda application: _calendar(application, out))


@boards.command("list")
def list_boards(as_json: bool = AS_JSON, as_csv: bool = AS_CSV) -> None:
    """Every seat of every board, with its term."""
    say_list(
        with_application(_seats),
        ("board", "kind", "remit", "name", "since", "until", "is_held"),
        as_json=as_json,
        as_csv=as_csv,
        line=lambda row: f"{row['board']}: {row['name'] or '(nobody)'} {row['since']}",
        nothing="No board is set up.",
    )


@register.command("list")
def list_register(as_json: bool = AS_JSON, as_csv: bool = AS_CSV) -> None:
    """Every entry, by title."""
    say_list(
        with_application(_registered),
        REGISTER_COLUMNS,
        as_json=as_json,
        as_csv=as_csv,
        line=lambda row: f"{row['title']} ({row['kind']}; {row['holder']})",
        nothing="The register is empty.",
    )


@register.command("import")
def import_register(file: Path = FILE) -> None:
    """Put every row of a file into the register; an entry of the same id is replaced."""

    async def put(
        application: Application, work: UnitOfWork, by: Member, row: Mapping[str, str]
    ) -> str:
        return (await application.joined.register.put(work, by, row))[0].title

    with_application(lambda application: _import(application, file, put))


@register.command()
def overlaps(as_json: bool = AS_JSON, as_csv: bool = AS_CSV) -> None:
    """Running entries of different holders that cover similar ground."""
    say_list(
        with_application(_overlaps),
        ("first", "second", "shared"),
        as_json=as_json,
        as_csv=as_csv,
        line=lambda row: f"{row['first']} and {row['second']}: {row['shared']}",
        nothing="Nothing covers the same ground twice.",
    )


@register.command()
def gaps(as_json: bool = AS_JSON, as_csv: bool = AS_CSV) -> None:
    """Pairs of a group and an outcome that nothing in the register is about."""
    say_list(
        with_application(_uncovered),
        ("kind", "group", "outcome"),
        as_json=as_json,
        as_csv=as_csv,
        line=lambda row: f"{row['kind']}: {row['group']}, {row['outcome']}",
        nothing="The register has something on every group and outcome.",
    )


def timeline(as_json: bool = AS_JSON, as_csv: bool = AS_CSV) -> None:
    """The programme's phases and dates, with where its founding papers differ."""

    async def rows(application: Application) -> list[dict[str, object]]:
        from ntg_bot.domain.encoding import to_plain

        return [dict(to_plain(each)) for each in application.library.taxonomy.timeline]

    say_list(
        with_application(rows),
        ("id", "what", "starts", "ends", "source", "differs"),
        as_json=as_json,
        as_csv=as_csv,
        line=_milestone,
        nothing="This programme has no timeline.",
    )


def _milestone(row: Mapping[str, object]) -> str:
    when = f"{row['starts']} to {row['ends']}" if row["ends"] else f"{row['starts']}"
    differs = f" ({row['differs']})" if row["differs"] else ""
    return f"{when}: {row['what']}{differs}"


async def _import(
    application: Application,
    file: Path,
    put: Callable[[Application, UnitOfWork, Member, Mapping[str, str]], Awaitable[str]],
) -> None:
    """All rows or none; a faulty row is named by its line. Whoever runs this runs the bot, and
    so may do what a curator may.
    """
    from ntg_bot.domain.errors import InvalidInput, UserError
    from ntg_bot.domain.people import Member, Role

    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(
            f"Cannot read {file}: {error}.", "Name a CSV file in UTF-8 with a line of headings."
        ) from error
    runner = Member("command-line", "", "", "", Role.ADMIN)
    done: list[str] = []
    async with application.database.uow() as work:
        for number, row in enumerate(rows, start=2):
            values = {name: value or "" for name, value in row.items() if isinstance(name, str)}
            try:
                done.append(await put(application, work, runner, values))
            except InvalidInput as fault:
                told = application.parts.catalogue.say(fault.key, **fault.values)
                raise UserError(
                    f"{file}:{number} {fault.field}: {told}",
                    "Nothing was taken in. Mend that line and run it again.",
                ) from fault
        await work.commit()
    for title in done:
        say(title)
    say(f"{len(done)} taken in.")


async def _meetings(application: Application) -> list[dict[str, object]]:
    service = application.joined.meetings
    rows: list[dict[str, object]] = []
    async with application.database.uow(read_only=True) as work:
        for each in await service.all(work):
            rows.append(
                {
                    "id": each.id,
                    "title": each.title,
                    "kind": each.kind.value,
                    "region": each.region,
                    "lines": ",".join(each.lines),
                    "starts": f"{each.starts_at:%Y-%m-%d %H:%M}",
                    "ends": f"{each.ends_at:%Y-%m-%d %H:%M}",
                    "place": each.place,
                    "state": each.state.value,
                    "coming": (await service.comers(work, each)).people,
                    "product": each.product.title if each.product else "",
                    "about": each.about,
                }
            )
    return rows


async def _calendar(application: Application, out: Path) -> None:
    from ntg_bot.domain.meetings import MeetingState
    from ntg_bot.publishing.calendar import Appointment
    from ntg_bot.publishing.calendar import calendar as made

    async with application.database.uow(read_only=True) as work:
        meetings = await application.joined.meetings.all(work)
    appointments = {
        each.id: Appointment(
            key=f"meeting-{each.id}",
            title=each.title,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            place=each.place,
            description=each.about,
            stamped_at=each.changed_at or each.starts_at,
            sequence=each.version,
            is_cancelled=each.state is MeetingState.CANCELLED,
        )
        for each in meetings
    }
    files = {f"{id}.ics": made(each) for id, each in appointments.items()}
    write_files(out, {**files, "all.ics": made(*appointments.values())})


async def _seats(application: Application) -> list[dict[str, object]]:
    from ntg_bot.domain.meetings import Board

    rows: list[dict[str, object]] = []
    async with application.database.uow(read_only=True) as work:
        for board in await work.programme.all(Board):
            about = {"board": board.name, "kind": board.kind.value, "remit": board.remit}
            sittings = await application.joined.boards.sittings(work, board)
            rows += [
                {
                    **about,
                    "name": each.name,
                    "since": each.since.isoformat(),
                    "until": each.until.isoformat() if each.until else "",
                    "is_held": each.is_held,
                }
                for each in sittings
            ] or [{**about, "name": "", "since": "", "until": "", "is_held": False}]
    return rows


async def _registered(application: Application) -> list[dict[str, object]]:
    from ntg_bot.domain.encoding import to_plain

    async with application.database.uow(read_only=True) as work:
        found = await application.joined.register.all(work)
    rows: list[dict[str, object]] = []
    for each in found:
        plain = to_plain(each)
        row = {name: plain[name] if plain[name] is not None else "" for name in REGISTER_COLUMNS}
        rows.append({**row, "groups": ",".join(each.groups), "outcomes": ",".join(each.outcomes)})
    return rows


async def _overlaps(application: Application) -> list[dict[str, object]]:
    async with application.database.uow(read_only=True) as work:
        found = await application.joined.register.overlaps(work)
    return [
        {
            "first": each.first,
            "second": each.second,
            "shared": "; ".join(f"{group} x {outcome}" for group, outcome in each.shared),
        }
        for each in found
    ]


async def _uncovered(application: Application) -> list[dict[str, object]]:
    from ntg_bot.domain.register import RegisterKind

    rows: list[dict[str, object]] = []
    async with application.database.uow(read_only=True) as work:
        for kind in RegisterKind:
            found = await application.joined.register.uncovered(work, kind)
            rows += [
                {"kind": kind.value, "group": group, "outcome": outcome} for group, outcome in found
            ]
    return rows
