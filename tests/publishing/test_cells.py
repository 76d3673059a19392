"""Spreadsheet cells: nothing that somebody wrote is carried out, and nothing of it is lost."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from ntg_bot.publishing import cells

LIVE = tuple("=+-@\t\r＝＋－＠")  # noqa: RUF001
HOSTILE = st.sampled_from(
    [
        "=1+1",
        '=HYPERLINK("http://x","y")',
        "+44 1632 960001",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "  =1+1",
        "\ufeff=1",
        "＝1",  # noqa: RUF001
        "'=1",
        "''",
        "it's",
        "",
        'a "quoted", cell\nof two lines',
    ]
) | st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


@given(st.lists(st.lists(HOSTILE, min_size=3, max_size=3), max_size=40))
@settings(max_examples=150)
def test_no_cell_is_live_and_every_one_can_be_had_back(rows: list[list[str]]) -> None:
    sheet = cells.table(["a", "=b", "c"], rows)
    assert sheet.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(sheet.removeprefix("\ufeff"), newline="")))
    for row in read:
        for cell in row:
            assert not cell.lstrip(" \ufeff\u00a0\u3000\u200b").startswith(LIVE), cell
    assert [[cells.original(cell) for cell in row] for row in read[1:]] == rows
