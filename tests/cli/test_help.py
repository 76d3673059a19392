"""What a person finds who asks the command line about itself."""

from __future__ import annotations

import tomllib

import pytest

from ntg_bot import __version__
from ntg_bot.cli import console
from tests.cli.running import ROOT, Shell

COMMANDS = (
    "serve",
    "chat",
    "ask",
    "route",
    "kb",
    "digest",
    "db",
    "config",
    "slack",
    "keys",
    "doctor",
    "checks",
    "hypotheses",
    "peers",
)


def test_the_version_is_that_of_the_package(shell: Shell) -> None:
    ended = shell.run_anew("--version")
    assert (ended.code, ended.out, ended.err) == (0, f"ntg-bot {__version__}\n", "")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__


def test_help_names_every_command_and_the_exit_codes(shell: Shell) -> None:
    ended = shell.run_anew("--help")
    assert ended.code == 0
    for command in COMMANDS:
        assert f" {command} " in ended.out
    codes = ended.out[ended.out.index("Exit codes: ") :]
    for code in (console.FAILED, console.NOTHING_FOUND, console.FAULTS, console.WRONG_SETTING):
        assert f" {code} " in codes


@pytest.mark.parametrize("arguments", [["nonsense"], ["kb", "--nonsense"]])
def test_a_command_that_is_not_understood_has_its_own_code(
    shell: Shell, arguments: list[str]
) -> None:
    assert "nonsense" in shell.run(*arguments).refused(2)
