"""Lists of the command line: the same rows as lines, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json

import pytest
import typer

from ntg_bot.cli.tables import say_list

ROWS = [
    {"council": "Leeds", "holds": "partly", "ids": ["a", "b"], "open": True},
    {"council": "=HYPERLINK(1)", "holds": "+1", "ids": [], "open": False},
]
COLUMNS = ("council", "holds", "ids", "open", "missing")


def said(capsys: pytest.CaptureFixture[str], **forms: bool) -> str:
    chosen = {"as_json": False, "as_csv": False} | forms
    say_list(ROWS, COLUMNS, **chosen, line=lambda row: f"- {row['council']}", nothing="None.")
    return capsys.readouterr().out


def test_a_list_is_said_in_each_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys) == "- Leeds\n- =HYPERLINK(1)\n"
    assert json.loads(said(capsys, as_json=True)) == ROWS
    table = list(csv.reader(io.StringIO(said(capsys, as_csv=True).lstrip("\ufeff"))))
    assert table == [
        list(COLUMNS),
        ["Leeds", "partly", "a; b", "yes", ""],
        ["'=HYPERLINK(1)", "'+1", "", "no", ""],
    ]


def test_one_form_at_a_time_and_nothing_is_said_in_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(typer.BadParameter):
        said(capsys, as_json=True, as_csv=True)
    say_list([], COLUMNS, as_json=False, as_csv=False, line=str, nothing="None.")
    assert capsys.readouterr().out == "None.\n"
