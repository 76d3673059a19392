"""`calls`: calls for evidence, how each stands, what was sent, and what they publish."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ntg_bot.cli.console import say, say_json, with_application
from ntg_bot.cli.tables import AS_CSV, AS_JSON, say_list
from ntg_bot.cli.writing import write_files

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application

app = typer.Typer(help="Calls for evidence.", no_args_is_help=True)
COLUMNS = ("id", "title", "state", "opens_on", "closes_on", "received")
EVIDENCE_COLUMNS = (
    "receipt", "state", "mark", "is_late", "organisation", "nation", "authority", "title",
    "attendance",
)  # fmt: skip
NAMED = typer.Argument(help="A call, by id or by words of its title.")
FOLDER = typer.Option(Path(), "--out", help="The folder to write into; made if it is missing.")


@app.command("list")
def list_(as_json: bool = AS_JSON, as_csv: bool = AS_CSV) -> None:
    """Every call, drafts too, the one that closes last first."""
    say_list(
        with_application(_list),
        COLUMNS,
        as_json=as_json,
        as_csv=as_csv,
        line=lambda row: (
            f"{row['id']}: {row['title']} ({row['state']}; {row['received']} received)"
        ),
        nothing="There is no call for evidence.",
    )


@app.command()
def show(named: str = NAMED, as_json: bool = AS_JSON) -> None:
    """How a call stands, in numbers."""
    with_application(lambda application: _show(application, named, as_json))


@app.command()
def evidence(named: str = NAMED, as_json: bool = AS_JSON, as_csv: bool = AS_CSV) -> None:
    """What was sent to a call, by receipt, without who sent it."""
    say_list(
        with_application(lambda application: _evidence(application, named)),
        EVIDENCE_COLUMNS,
        as_json=as_json,
        as_csv=as_csv,
        line=lambda row: (
            f"{row['receipt']} {row['title']}, {row['organisation']}: {row['mark'] or row['state']}"
        ),
        nothing="Nothing was sent yet.",
    )


@app.command()
def report(
    named: str = NAMED,
    kind: str = typer.Option("compendium", help="interim or compendium"),
    out: Path = FOLDER,
) -> None:
    """Write a published report as HTML, Markdown and CSV; the same freeze, the same bytes."""
    with_application(lambda application: _report(application, named, kind, out))


@app.command()
def invitations(named: str = NAMED, out: Path = FOLDER) -> None:
    """Write a calendar file (.ics) for each invited to the hearing."""
    with_application(lambda application: _invitations(application, named, out))


async def _list(application: Application) -> list[dict[str, object]]:
    async with application.database.uow(read_only=True) as work:
        calls = await work.calls.all()
    return [
        {
            "id": call.id,
            "title": call.title,
            "state": call.state.value,
            "opens_on": call.opens_on.isoformat(),
            "closes_on": call.closes_on.isoformat(),
            "received": call.received,
        }
        for call in calls
    ]


async def _show(application: Application, named: str, as_json: bool) -> None:
    from ntg_bot.domain.encoding import to_plain
    from ntg_bot.services.calls import CallService

    calls = CallService(application.library, application.clock)
    async with application.database.uow(read_only=True) as work:
        found = await calls.report_of(work, named)
    if as_json:
        say_json(to_plain(found))
        return
    call = found.call
    say(f"{call.title} ({call.id}): {call.state.value.lower()}")
    say(f"Open {call.opens_on} to {call.closes_on}. Received: {call.received}.")
    for heading, counts in (
        ("Evidence", found.by_state),
        ("Graded", found.by_mark),
        ("Nations", found.by_nation),
    ):
        if counts:
            parts = ", ".join(f"{name.lower()} {count}" for name, count in sorted(counts.items()))
            say(f"{heading}: {parts}")
    say(f"Readings still to make: {found.readings_wanted}, by {found.readers} readers.")
    say(f"Shortlisted {found.shortlisted}, coming {found.coming}, heard {found.heard}.")


async def _evidence(application: Application, named: str) -> list[dict[str, object]]:
    from ntg_bot.domain.calls import EvidenceState
    from ntg_bot.services.calls import find_call

    async with application.database.uow(read_only=True) as work:
        call = await find_call(work, named)
        sent = await work.calls.evidence(call.id)
    return [
        {
            "receipt": each.receipt,
            "state": each.state.value,
            "mark": each.mark.value if each.mark else "",
            "is_late": each.is_late,
            "organisation": each.organisation,
            "nation": each.nation,
            "authority": each.authority,
            "title": each.title,
            "attendance": each.attendance.value,
        }
        for each in sent
        if each.state is not EvidenceState.DRAFT
    ]


async def _report(application: Application, named: str, kind: str, out: Path) -> None:
    from ntg_bot.publishing.call_reports import documents
    from ntg_bot.services.hearings import HearingService

    hearings = HearingService(application.library, application.clock)
    async with application.database.uow(read_only=True) as work:
        frozen = await hearings.frozen(work, named, kind)
    write_files(out, documents(frozen))


async def _invitations(application: Application, named: str, out: Path) -> None:
    from ntg_bot.domain.errors import NotFound
    from ntg_bot.publishing.calendar import Appointment, calendar
    from ntg_bot.services.calls import find_call

    async with application.database.uow(read_only=True) as work:
        call = await find_call(work, named)
        invited = [each for each in await work.calls.evidence(call.id) if each.turn]
    if call.hearing is None or not invited:
        raise NotFound(key="refused.nobody_shortlisted", title=call.title)
    files: dict[str, bytes] = {}
    for each in invited:
        starts = call.hearing.turn(each.turn - 1)
        questions = "\n".join(call.hearing.questions)
        files[f"{each.receipt}.ics"] = calendar(
            Appointment(
                key=each.receipt,
                title=f"Hearing: {call.title}",
                starts_at=starts,
                ends_at=starts + timedelta(minutes=call.hearing.minutes),
                place=call.hearing.place,
                description=f"{each.title}\n{questions}".strip(),
                stamped_at=call.changed_at,
                sequence=call.version,
            )
        )
    write_files(out, files)
