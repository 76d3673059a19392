"""`hypotheses`: what councils test, by line of enquiry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from ntg_bot.cli.console import say, with_application
from ntg_bot.cli.tables import AS_CSV, AS_JSON, say_list

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application

app = typer.Typer(
    help="Hypotheses under the five lines of enquiry: list them, show one.", no_args_is_help=True
)

COLUMNS = ("number", "line", "statement", "state", "levels", "practices", "research", "tried",
           "holds", "partly", "does_not", "not_tried", "needs_councils", "needs_holding",
           "revised_from", "changed_on", "reason")  # fmt: skip


@app.command("list")
def list_(
    line: str = typer.Option("", "--line", help="One line of enquiry, by number, id or words."),
    as_json: bool = AS_JSON,
    as_csv: bool = AS_CSV,
) -> None:
    """List hypotheses with their state, its last reason, and what councils found."""
    rows = with_application(lambda application: _rows(application, line))
    say_list(
        rows,
        COLUMNS,
        as_json=as_json,
        as_csv=as_csv,
        line=lambda row: (
            f"{row['number']}. {row['statement']} ({row['state']}; tried by {row['tried']}: "
            f"holds {row['holds']}, partly {row['partly']}, does not {row['does_not']})"
        ),
        nothing="There is no hypothesis yet.",
    )


@app.command()
def show(number: str = typer.Argument(help="As the list shows it.")) -> None:
    """Show one hypothesis whole, with its history."""

    async def shown(application: Application) -> str:
        from ntg_bot.conversation import facts

        async with application.database.uow(read_only=True) as work:
            found = await application.joined.hypotheses.numbered(work, number)
        return (await application.joined.presenter.present(facts.HypothesisShown(found.id))).summary

    say(with_application(shown))


async def _rows(application: Application, line: str) -> list[dict[str, object]]:
    from ntg_bot.domain.checks import Subject

    service = application.joined.hypotheses
    wanted = application.library.line_of_enquiry(line).id if line else ""
    rows: list[dict[str, object]] = []
    async with application.database.uow(read_only=True) as work:
        found = await service.of_line(work, wanted)
        tallies = await application.joined.checks.tallies(
            work, Subject.HYPOTHESIS, [each.id for each in found]
        )
        for each in found:
            tally, needed = tallies[each.id], service.threshold_of(each)
            history = await work.hypotheses.history(each.id)
            rows.append(
                {
                    "number": each.number,
                    "line": each.line,
                    "statement": each.statement,
                    "state": each.state.value,
                    "levels": list(each.levels),
                    "practices": list(each.practices),
                    "research": list(each.research),
                    "tried": tally.tried,
                    "holds": tally.holds,
                    "partly": tally.partly,
                    "does_not": tally.does_not,
                    "not_tried": tally.not_tried,
                    "needs_councils": needed.councils,
                    "needs_holding": needed.holding,
                    "revised_from": each.revised_from or None,
                    "changed_on": each.changed_at.date().isoformat(),
                    "reason": history[-1].reason if history else "",
                }
            )
    return rows
