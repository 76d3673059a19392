"""docs/programme.md: every row names words that are understood and tests that are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import typer
from typer.main import get_command

from ntg_bot.cli import app
from ntg_bot.conversation import commands
from tests.fakes.world import World, replies, world

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "programme.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in row.split(" | ")]
    for row in re.findall(r"^\| (.+) \|$", PAGE, re.MULTILINE)
    if not row.startswith(("Described", "Said"))
]
_BUTTONS = frozenset(
    replies().say(key)
    for key in sorted(replies().keys())
    if key.startswith("button.") and not replies().places(key)
)


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


def faults_of_tests(cell: str) -> list[str]:
    """What is wrong with the tests that a cell names; none at all is wrong too."""
    named = re.findall(r"`([^`]+)`", cell)
    faults = [] if named else ["names no test"]
    for each in named:
        file, _, name = each.partition("::")
        if not (ROOT / file).is_file() or name not in names_in(file):
            faults.append(f"{each} is not there")
    return faults


def faults_of_command(words: str) -> list[str]:
    """`ntg-bot peers import FILE`: the command, its sub-command and its options."""
    command = get_command(app)
    rest = words.split()[1:]
    while isinstance(command, typer.core.TyperGroup) and rest and not rest[0].startswith("-"):
        if rest[0] not in command.commands:
            return [f"{words}: there is no {rest[0]}"]
        command = command.commands[rest.pop(0)]
    known = {name for each in command.params for name in each.opts}
    return [f"{words}: no option {each}" for each in rest if each[:2] == "--" and each not in known]


def test_there_are_rows_and_each_has_three_cells() -> None:
    assert len(ROWS) >= 10
    assert [row for row in ROWS if len(row) != 3 or not all(row)] == []


def test_every_test_that_is_named_is_there() -> None:
    assert [fault for row in ROWS for fault in faults_of_tests(row[2])] == []


def test_every_command_of_the_command_line_is_there() -> None:
    typed = [words for row in ROWS for words in re.findall(r"`(ntg-bot [^`]+)`", row[1])]
    assert typed
    assert [fault for words in typed for fault in faults_of_command(words)] == []


async def test_all_words_are_understood_and_all_buttons_are_there(tmp_path: Path) -> None:
    async with world(tmp_path) as bot:
        assert faults_of_words(bot) == []


def faults_of_words(bot: World) -> list[str]:
    """What is typed and is no command, pressed and no button."""
    faults = []
    for described, how, _ in ROWS:
        typed = [each for each in re.findall(r"`([^`]+)`", how) if not each.startswith("ntg-bot ")]
        pressed = re.findall(r"\*\*([^*]+)\*\*", how)
        asked = re.findall(r"“([^”]+)”", how)
        if not (typed or pressed or asked or "`ntg-bot " in how):
            faults.append(f"{described}: says no words and no command")
        grammar = bot.conversation._hearing._grammar
        for words in typed:
            understood = bot.joined.understanding.explicit(words)
            if commands.parse(words, grammar) is None and understood is None:
                faults.append(f"{words} is not understood")
        faults += [f"there is no button {each}" for each in pressed if each not in _BUTTONS]
    return faults


def test_a_row_that_is_wrong_is_found() -> None:
    assert faults_of_tests("`tests/docs/test_programme.py::test_that_is_not_there`")
    assert faults_of_tests("later")
    assert faults_of_command("ntg-bot hypotheses sing")
    assert faults_of_command("ntg-bot hypotheses list --loud")
    assert not faults_of_command("ntg-bot hypotheses list --line 3")
