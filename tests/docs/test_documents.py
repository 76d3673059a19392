"""The documents say what the program does: what can be compared with the code is compared."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import typer
from pydantic import SecretStr
from typer.main import get_command

from ntg_bot import settings
from ntg_bot.cli import app, console
from ntg_bot.platforms.local.first_screen import SUGGESTIONS

ROOT = Path(__file__).parents[2]
ENDS = ("", ":00", ".0")
"""what Python adds to a time of day and to a whole number of seconds"""
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", *DOCS]
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_ROW = re.compile(r"^\| (.+) \|$", re.MULTILINE)


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def rows(page: Path, first: str) -> list[list[str]]:
    """The rows, each a list of cells, of the table whose first heading is `first`."""
    _, found, rest = text(page).partition(f"| {first} |")
    assert found, f"{page.name} has no table that begins with {first}"
    table = rest.partition("\n\n")[0].partition("\n")[2]
    return [[cell.strip() for cell in row.split(" | ")] for row in _ROW.findall(table)]


def code(cell: str) -> list[str]:
    """What stands in code marks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def name_of(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match, requirement
    return match[0]


# --- README and all pages -----------------------------------------------------------------------


def test_the_readme_is_short_and_no_page_is_long() -> None:
    assert len(text(ROOT / "README.md").splitlines()) < 120
    assert [page.name for page in DOCS if len(text(page).splitlines()) >= 200] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    targets = [target.partition("#")[0] for target in _LINK.findall(text(page))]
    local = [target for target in targets if target and not target.startswith("http")]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_the_readme_leads_to_every_page_for_people() -> None:
    linked = set(_LINK.findall(text(ROOT / "README.md")))
    for_people = {page.name for page in DOCS if not page.name.startswith("matching")}
    assert {f"docs/{name}" for name in for_people} <= linked


def test_the_readme_counts_what_there_is() -> None:
    said = " ".join(text(ROOT / "README.md").split())
    for kind, words in (("practice", "practices"), ("example", "local examples")):
        count = len(list((ROOT / "knowledge" / kind).glob("*.md")))
        assert f"{count} {words}" in said


def test_the_things_to_try_are_those_of_the_first_screen() -> None:
    said = " ".join(text(ROOT / "README.md").split())
    shown = [each.text for each in SUGGESTIONS if each.sends]
    tried = [each for each in shown if each.removeprefix("show me ") in said]
    assert len(tried) >= 3, shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_names_is_there(page: Path) -> None:
    """`ntg-bot kb lint --json`: the command, its sub-command and its options."""
    root = get_command(app)
    assert isinstance(root, typer.core.TyperGroup)
    unknown = []
    for line in re.findall(r"ntg-bot ([a-z-][^\n`|]*)", text(page)):
        words = line.partition("#")[0].split()
        command = root.commands.get(words[0]) if not words[0].startswith("-") else root
        if isinstance(command, typer.core.TyperGroup) and command is not root and len(words) > 1:
            by_default = getattr(command, "default_command", "")
            command = command.commands.get(words[1]) or command.commands.get(by_default)
        if command is None:
            unknown.append(line)
            continue
        options = {name for each in command.params for name in each.opts} | {"--help"}
        unknown += [f"{line}: {word}" for word in words if word[:2] == "--" and word not in options]
    assert [each for each in unknown if not each.startswith(("command", "knowledge base"))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_that_a_page_names_is_there(page: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", text(ROOT / "Makefile"), re.MULTILINE)
    named = re.findall(r"(?:`|^    |\d )make ([a-z-]+)", text(page), re.MULTILINE)
    assert set(named) <= set(targets)


# --- settings -----------------------------------------------------------------------------------


def test_every_setting_is_in_the_table_in_its_order_with_its_default() -> None:
    table = rows(ROOT / "docs" / "settings.md", "Setting")
    assert [code(cells[0]) for cells in table] == [[name] for name in settings.names()]
    defaults = settings.Settings.model_construct()
    for name_cell, default_cell, meaning in table:
        path = code(name_cell)[0].removeprefix("NTG_").lower().split("__")
        value: object = defaults
        for part in path:
            value = getattr(value, part)
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        if value in ("", None):
            assert not re.fullmatch(r"`[^`]*`", default_cell), name_cell
        else:
            assert str(value) in (f"{shown}{end}" for shown in code(default_cell) for end in ENDS)
        assert len(meaning) > 20


def test_the_sample_of_settings_can_be_used_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [*settings.names(), "PORT"]:
        monkeypatch.delenv(name, raising=False)
    sample = text(ROOT / ".env.example")
    lines = re.findall(r"^# ((?:NTG_[A-Z_]+|PORT)=.*)$", sample, re.MULTILINE)
    assert lines
    (tmp_path / ".env").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert settings.load().port == 8080


# --- operating ----------------------------------------------------------------------------------


def test_the_exit_codes_are_those_of_the_command_line() -> None:
    said = [int(cells[0]) for cells in rows(ROOT / "docs" / "operating.md", "Code")]
    used = [console.FAILED, console.NOTHING_FOUND, console.FAULTS]
    assert said == sorted([0, 2, *used, console.WRONG_SETTING, console.INTERRUPTED])


def test_the_log_events_that_are_named_are_logged() -> None:
    source = "".join(text(path) for path in (ROOT / "ntg_bot").rglob("*.py"))
    cells = rows(ROOT / "docs" / "operating.md", "Event")
    events = [event for row in cells for event in code(row[0])]
    assert events
    assert [event for event in events if f'"{event}"' not in source] == []


# --- architecture -------------------------------------------------------------------------------


def test_every_direct_dependency_earns_its_line_and_no_other_has_one() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    needed = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        needed += extra
    table = rows(ROOT / "docs" / "architecture.md", "Library")
    said = [name for cells in table for name in code(cells[0])]
    assert sorted(said) == sorted({name_of(requirement) for requirement in needed})
    assert all(len(cells[1]) > 15 for cells in table)


def test_the_rooms_that_are_drawn_are_the_rooms_there_are() -> None:
    page = text(ROOT / "docs" / "architecture.md")
    drawing = page.partition("```\nntg_bot/\n")[2].partition("```")[0]
    drawn = re.findall(r"^  ([a-z_]+(?:/|\.py)) ", drawing, re.MULTILINE)
    package = ROOT / "ntg_bot"
    rooms = [f"{path.parent.name}/" for path in package.glob("*/__init__.py")]
    rooms += [path.name for path in package.glob("*.py") if not path.name.startswith("__")]
    assert sorted(drawn) == sorted(rooms)


def test_the_order_of_the_rooms_is_that_of_the_import_rules() -> None:
    contracts = tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = [each["layers"] for each in contracts if each["id"] == "layers"]
    wanted = [set(re.findall(r"\w+", layer)) for layer in layers if layer != "__main__"]
    page = text(ROOT / "docs" / "architecture.md")
    (said,) = re.findall(r"From high to low:\n\n((?:.+\n)+)", page)
    assert [set(re.findall(r"\w+", layer)) for layer in said.split(">")] == wanted
