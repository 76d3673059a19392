"""`gaps`: what nobody could answer, for whoever plans what to look for next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ntg_bot.cli.console import say, say_json, with_application
from ntg_bot.domain.errors import InvalidInput

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application

app = typer.Typer(
    help="Questions that nobody could answer, or whose answers did not help. Nobody is named.",
    no_args_is_help=True,
)

COLUMNS = (
    "id", "words", "community", "groups", "outcomes", "asked", "not_helped", "status", "has_owner",
    "practice", "first_asked", "last_asked",
)  # fmt: skip
_COMMUNITY = typer.Option("", "--community", help="Only this community's, by its id.")
_ALL = typer.Option(False, "--all", help="Closed ones too.")


@app.command("list")
def list_(
    community: str = _COMMUNITY,
    with_closed: bool = _ALL,
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """List them, the most wanted first. Words that nobody released are left out."""
    rows = _rows(community, with_closed)
    if as_json:
        say_json(rows)
        return
    for row in rows:
        asked = f"asked {row['asked']} times, not helped {row['not_helped']}"
        about = "; ".join(
            str(row[name]) for name in ("community", "groups", "outcomes") if row[name]
        )
        say(f"{row['words'] or '(asked in private)'}  [{about}; {asked}; {row['status']}]")
    if not rows:
        say("There is no gap: every question has an answer.")


@app.command()
def export(
    file: Path = typer.Argument(help="The CSV file to write."),
    community: str = _COMMUNITY,
    with_closed: bool = _ALL,
) -> None:
    """Write them as CSV, in which no cell is a formula."""
    from ntg_bot.publishing import cells

    rows = _rows(community, with_closed)
    sheet = cells.table(COLUMNS, ([row[name] for name in COLUMNS] for row in rows))
    try:
        file.write_text(sheet, encoding="utf-8", newline="")
    except OSError as error:
        raise InvalidInput("file", f"{file} cannot be written: {error.strerror}.") from None
    say(f"{file} holds {len(rows)} gaps.")


def _rows(community: str, with_closed: bool) -> list[dict[str, object]]:
    async def gather(application: Application) -> list[dict[str, object]]:
        if community and community not in application.library.taxonomy.community_by_id:
            raise InvalidInput("community", key="refused.unknown_community", name=community)
        names = application.library.taxonomy.names
        async with application.parts.uow(read_only=True) as work:
            found = await application.joined.open_gaps.for_operators(
                work, community=community, with_closed=with_closed
            )
        return [
            {
                "id": each.gap.id,
                "words": each.words,
                "community": each.gap.community,
                "groups": ", ".join(names.get(id, id) for id in each.gap.groups),
                "outcomes": ", ".join(names.get(id, id) for id in each.gap.outcomes),
                "asked": each.gap.count,
                "not_helped": each.gap.unhelped,
                "status": each.gap.status.value,
                "has_owner": bool(each.gap.owner_id),
                "practice": each.practice_id,
                "first_asked": each.gap.first_asked.date().isoformat(),
                "last_asked": each.gap.last_asked.date().isoformat(),
            }
            for each in found
        ]

    return with_application(gather)
