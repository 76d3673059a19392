"""A wrong setting ends in one sentence that names it, with exit code 78.

The ways to be wrong are tried in this process; that the command line tells them so, in others.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ntg_bot import settings
from ntg_bot.cli.showing import masked
from ntg_bot.domain.errors import ConfigError
from tests.cli.running import Shell

WRONG_SETTING = 78


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This process in an empty folder, with no setting of anybody's."""
    for name in [*settings.names(), "PORT"]:
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.upper().startswith("NTG_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal() -> ConfigError:
    """What `load` refuses here and now."""
    with pytest.raises(ConfigError) as caught:
        settings.load()
    return caught.value


def test_a_wrong_setting_ends_in_one_sentence_and_a_code_of_its_own(shell: Shell) -> None:
    said = shell.run_anew("config", "show", NTG_PROT="1").refused(WRONG_SETTING)
    assert said == "ntg-bot: NTG_PROT: there is no such setting. Did you mean NTG_PORT?\n"
    said = shell.run("config", "show", NTG_DIGEST__ZONE="Atlantis").refused(WRONG_SETTING)
    assert said.startswith("ntg-bot: NTG_DIGEST__ZONE: ") and said.count("\n") == 1


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("NTG_PROT", "NTG_PORT"),
        ("NTG_LOKAL__ENABLED", "NTG_LOCAL__ENABLED"),
        ("NTG_SAFEGUARDING_ROUTE", "NTG_SAFEGUARDING__ROUTE"),
    ],
)
def test_an_unknown_setting_is_named_with_what_may_have_been_meant(
    folder: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, meant: str
) -> None:
    monkeypatch.setenv(wrong, "1")
    assert str(refusal()) == f"{wrong}: there is no such setting. Did you mean {meant}?"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("NTG_PORT", "99999"),
        ("NTG_LOG_LEVEL", "loud"),
        ("NTG_LOCAL__ENABLED", "perhaps"),
        ("NTG_DIGEST__DAY", "Sabbath"),
        ("NTG_DIGEST__AT", "9"),
        ("NTG_DIGEST__AT", "09:00Z"),
        ("NTG_DIGEST__ZONE", "Atlantis/Centre"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_and_not_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    error = refusal()
    assert error.setting == name
    assert value not in str(error).replace("09:00", "")


def test_an_address_that_is_none_is_refused_and_not_shown(shell: Shell) -> None:
    said = shell.run("config", "show", NTG_DATABASE_URL="my-own-words").refused(WRONG_SETTING)
    assert said.startswith("ntg-bot: NTG_DATABASE_URL: ")
    assert "my-own-words" not in said


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("NTG_HSOT=127.0.0.1", "NTG_HSOT"),
        ("NTG_LOCAL__ENABLD=false", "NTG_LOCAL__ENABLD"),
        ("COLOUR=blue", "COLOUR"),
    ],
)
def test_a_misspelt_name_in_the_file_is_refused_too(folder: Path, line: str, name: str) -> None:
    (folder / ".env").write_text(f"PORT=9000\n{line}\n", encoding="utf-8")
    assert str(refusal()).startswith(f"{name}: there is no such setting (in .env).")


def test_a_file_of_settings_that_is_no_text_is_refused(folder: Path) -> None:
    (folder / ".env").write_bytes(b"NTG_PORT=\xff\xfe\n")
    assert refusal().setting == ".env"


def test_a_home_that_cannot_be_made_is_named(shell: Shell) -> None:
    (shell.folder / "taken").write_text("a file", encoding="utf-8")
    home = str(shell.folder / "taken" / "home")
    said = shell.run("db", "check", NTG_HOME=home).refused(WRONG_SETTING)
    assert said.startswith("ntg-bot: NTG_HOME: ")


def test_settings_are_shown_as_they_are_in_force(shell: Shell) -> None:
    (shell.folder / ".env").write_text("NTG_PORT=1\nNTG_LOG_LEVEL=WARNING\n", encoding="utf-8")
    ports = {"NTG_PORT": "7000", "PORT": "9000"}
    ended = shell.run("config", "show", "--json", NTG_DIGEST__AT="9:30", **ports)
    shown = json.loads(ended.out)
    assert ended.code == 0
    assert (shown["NTG_PORT"], shown["NTG_LOG_LEVEL"]) == (7000, "warning")
    assert shown["NTG_DIGEST__AT"] == "09:30:00"
    assert shown["NTG_DATABASE_URL"].endswith("/home/ntg.db")


def test_no_password_is_ever_shown(shell: Shell) -> None:
    url = "postgresql://ntg:se@cret@db.example/ntg?password=hushhush&ssl=require"
    token = {"NTG_SLACK__BOT_TOKEN": "xoxb-whisper", "NTG_SLACK__SIGNING_SECRET": "whispered"}
    ended = shell.run("config", "show", NTG_DATABASE_URL=url, **token)
    assert ended.code == 0
    for secret in ("cret", "hush", "whisper"):
        assert secret not in ended.out
    shown = "postgresql://ntg:***@db.example/ntg?password=***&ssl=require"
    assert f"NTG_DATABASE_URL = {shown}\n" in ended.out


@pytest.mark.parametrize(
    "url",
    ["sqlite+aiosqlite:////srv/a:b@c/ntg.db", "postgresql://host/ntg", "postgresql://me@host/ntg"],
)
def test_an_address_without_a_password_is_shown_as_it_is(url: str) -> None:
    assert masked(url) == url
