"""Lists on the command line: lines for people, one JSON document, or CSV that no sheet runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

import typer

from ntg_bot.cli.console import say, say_json

AS_JSON = typer.Option(False, "--json", help="One JSON document.")
AS_CSV = typer.Option(False, "--csv", help="Comma-separated values with a line of headings.")

Row = Mapping[str, object]


def say_list(
    rows: Sequence[Row],
    columns: Sequence[str],
    *,
    as_json: bool,
    as_csv: bool,
    line: Callable[[Row], str],
    nothing: str,
) -> None:
    """The rows in the form asked for; CSV has the `columns` in their order."""
    if as_json and as_csv:
        raise typer.BadParameter("choose one of --json and --csv")
    if as_json:
        say_json([dict(row) for row in rows])
    elif as_csv:
        from ntg_bot.publishing import cells

        values = [[_flat(row.get(name)) for name in columns] for row in rows]
        sys.stdout.write(cells.table(columns, values))
    else:
        for row in rows:
            say(line(row))
        if not rows:
            say(nothing)


def _flat(value: object) -> object:
    """A list as one cell."""
    return "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
