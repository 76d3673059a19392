"""The programme's own lists on the command line: in from files, out as JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from tests.cli.running import Shell

ROUND = Path(__file__).parents[2] / "docs" / "round-2008.csv"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_round_comes_from_one_file_and_a_faulty_row_takes_nothing_in(filled: Shell) -> None:
    faulty = filled.folder / "faulty.csv"
    faulty.write_text(ROUND.read_text().replace("2008-04-15 10:00", "in spring"))
    refused = filled.run("workshops", "import", str(faulty)).refused(1)
    assert f"{faulty}:10 starts:" in refused.replace("\n", "")
    assert "Nothing was taken in" in refused
    assert json.loads(filled.run("workshops", "list", "--json").out) == []
    assert "15 taken in." in filled.run("workshops", "import", str(ROUND)).out
    listed = rows(filled.run("workshops", "list", "--csv").out)
    assert len(listed) == 15
    assert {row["region"] for row in listed if row["kind"] == "workshop"} != {""}
    out = filled.folder / "calendar"
    filled.run("workshops", "calendar", "--out", str(out))
    assert len(list(out.glob("*.ics"))) == 16


def test_the_register_is_filled_from_a_file_safe_to_open_and_says_what_is_missing(
    filled: Shell,
) -> None:
    file = filled.folder / "register.csv"
    file.write_text(
        "title,kind,holder,groups,outcomes,sensitivity\n"
        "=HYPERLINK(1),data,NFER,young-carers,being-healthy,open\n"
        "Carers survey,data,A charity,young-carers,being-healthy,on_request\n"
    )
    assert "2 taken in." in filled.run("register", "import", str(file)).out
    listed = filled.run("register", "list", "--csv").out
    assert "'=HYPERLINK(1)" in listed
    assert len(json.loads(filled.run("register", "overlaps", "--json").out)) == 1
    missing = rows(filled.run("register", "gaps", "--csv").out)
    assert len(missing) == 2 * 65 - 1


def test_lists_that_are_empty_say_so_and_what_is_known_is_written(filled: Shell) -> None:
    assert "no call for evidence" in filled.run("calls", "list").out
    assert "No edition is out yet" in filled.run("edition", "list").out
    assert json.loads(filled.run("boards", "list", "--json").out) == []
    assert "2008-07" in filled.run("timeline").out
    out = filled.folder / "map"
    filled.run("gap-map", "--out", str(out))
    assert sorted(path.name for path in out.iterdir()) == [
        "gap-map.csv",
        "gap-map.html",
        "gap-map.svg",
    ]
    assert len(rows((out / "gap-map.csv").read_text())) == 65
