"""`checks`: what councils reported of practices and hypotheses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from ntg_bot.cli.console import with_application
from ntg_bot.cli.tables import AS_CSV, AS_JSON, say_list
from ntg_bot.domain.checks import Tally

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application
    from ntg_bot.services.checks import CheckService
    from ntg_bot.services.library import Library
    from ntg_bot.services.ports import UnitOfWork

app = typer.Typer(help="Reality checks by councils: list them, add them up.", no_args_is_help=True)

_SUBJECT = typer.Option("", "--of", help="One practice or hypothesis, by id.")
COLUMNS = (
    "subject",
    "subject_id",
    "title",
    "council",
    "ons_code",
    "region",
    "holds",
    "adapted",
    "for_whom",
    "measured",
    "open_to_contact",
    "given_on",
    "ended_on",
    "ended_as",
)
TALLY_COLUMNS = ("subject", "subject_id", "title", "place", "tried", "holds", "partly", "does_not",
                 "not_tried")  # fmt: skip


@app.command("list")
def list_(
    of: str = _SUBJECT,
    history: bool = typer.Option(False, "--history", help="What was said before, too."),
    as_json: bool = AS_JSON,
    as_csv: bool = AS_CSV,
) -> None:
    """List reality checks: councils by name, people never, and words that a moderator has shown."""
    rows = with_application(lambda application: _checks(application, of, history))
    say_list(
        rows,
        COLUMNS,
        as_json=as_json,
        as_csv=as_csv,
        line=lambda row: (
            f"{row['given_on']} {row['council']}: {row['title']}: {row['holds']}"
            + (f" ({row['ended_as']} on {row['ended_on']})" if row["ended_as"] else "")
        ),
        nothing="No council has reported yet.",
    )


@app.command()
def tally(
    of: str = _SUBJECT,
    like: str = typer.Option("", "--like", help="Also of the councils most like this one."),
    as_json: bool = AS_JSON,
    as_csv: bool = AS_CSV,
) -> None:
    """Add the current checks up, overall and by region, in numbers of councils."""
    rows = with_application(lambda application: _tallies(application, of, like))
    say_list(
        rows,
        TALLY_COLUMNS,
        as_json=as_json,
        as_csv=as_csv,
        line=lambda row: (
            f"{row['title']}, {row['place']}: tried by {row['tried']}; holds {row['holds']}, "
            f"partly {row['partly']}, does not {row['does_not']}; not tried {row['not_tried']}"
        ),
        nothing="No council has reported yet.",
    )


async def _checks(application: Application, of: str, history: bool) -> list[dict[str, object]]:
    async with application.database.uow(read_only=True) as work:
        return await checks_of(
            work, application.joined.checks, application.library, of, history=history
        )


async def _tallies(application: Application, of: str, like: str) -> list[dict[str, object]]:
    joined = application.joined
    async with application.database.uow(read_only=True) as work:
        if not like:
            return await tallies_of(work, joined.checks, of)
        council = joined.councils.find(like)
        peers = await joined.neighbours.peers(work, council.ons_code)
        by = f"statistical neighbours, {peers.found.dated}" if peers.found else "region and type"
        alike = frozenset(each.neighbour for each in peers.councils)
        return await tallies_of(work, joined.checks, of, (f"Like {council.name} ({by})", alike))


async def checks_of(
    work: UnitOfWork, service: CheckService, library: Library, of: str, *, history: bool
) -> list[dict[str, object]]:
    """The rows of `checks list`: nothing in them is about a person."""
    rows: list[dict[str, object]] = []
    for check in await work.checks.all(with_history=history):
        if of and check.subject_id != of:
            continue
        council = library.council(check.authority)
        rows.append(
            {
                "subject": check.subject.value,
                "subject_id": check.subject_id,
                "title": await service.title(work, check.subject, check.subject_id),
                "council": library.authority_name(check.authority),
                "ons_code": check.authority,
                "region": council.region if council else "",
                "holds": check.holds.value,
                **{
                    name: getattr(check, name) if check.may_be_read else ""
                    for name in ("adapted", "for_whom", "measured")
                },
                "open_to_contact": check.wants_contact,
                "given_on": check.given_at.date().isoformat(),
                "ended_on": check.ended_at.date().isoformat() if check.ended_at else "",
                "ended_as": check.ended_as.value if check.ended_as else "",
            }
        )
    return rows


async def tallies_of(
    work: UnitOfWork,
    service: CheckService,
    of: str,
    alike: tuple[str, frozenset[str]] = ("", frozenset()),
) -> list[dict[str, object]]:
    """The rows of `checks tally`; `alike` is a name with the councils that it stands for."""
    subjects = dict.fromkeys((each.subject, each.subject_id) for each in await work.checks.all())
    rows: list[dict[str, object]] = []
    for subject, id in subjects:
        if of and id != of:
            continue
        found = await service.take_up(work, subject, id)
        title = await service.title(work, subject, id)
        places = [("England", found.overall), *found.regions]
        if alike[0]:
            near = (check for check in found.checks if check.authority in alike[1])
            places.append((alike[0], Tally.of(near)))
        for place, counted in places:
            rows.append(
                {
                    "subject": subject.value,
                    "subject_id": id,
                    "title": title,
                    "place": place,
                    "tried": counted.tried,
                    "holds": counted.holds,
                    "partly": counted.partly,
                    "does_not": counted.does_not,
                    "not_tried": counted.not_tried,
                }
            )
    return rows
