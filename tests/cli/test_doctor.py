"""`doctor`: says what is missing, changes nothing, and ends as it found."""

from __future__ import annotations

import json
from pathlib import Path

from ntg_bot.cli.console import FAILED
from tests.cli.running import Ended, Shell


def findings(ended: Ended) -> dict[str, tuple[str, str]]:
    """(verdict, words) by check."""
    document = json.loads(ended.out)
    found = {each["check"]: (each["verdict"], each["words"]) for each in document["findings"]}
    has_problem = "problem" in {verdict for verdict, _ in found.values()}
    assert document["ok"] is not has_problem
    assert ended.code == (FAILED if has_problem else 0)
    return found


def test_on_a_new_machine_nothing_is_wrong_and_nothing_is_made(shell: Shell) -> None:
    ended = shell.run("doctor")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith("No problem.\n")
    for words in ("There is none yet", "entries can be read", "NTG_SAFEGUARDING__ROUTE", "off"):
        assert words in ended.out
    assert not (shell.home / "ntg.db").exists()


def test_a_database_that_is_none_is_a_problem(shell: Shell) -> None:
    shell.home.mkdir(exist_ok=True)
    (shell.home / "ntg.db").write_bytes(b"no database at all" * 500)
    found = findings(shell.run("doctor", "--json"))
    assert found["database"][0] == "problem"
    assert "restore a backup" in found["database"][1]


def test_a_setting_that_is_wrong_is_said_by_name(shell: Shell) -> None:
    found = findings(shell.run("doctor", "--json", NTG_DIGEST__DAY="someday"))
    assert found["settings"][0] == "problem" and "NTG_DIGEST__DAY" in found["settings"][1]


def test_half_of_slack_is_said_with_what_is_missing(shell: Shell) -> None:
    shell.run("db", "upgrade")
    ended = shell.run("doctor", "--json", NTG_SLACK__BOT_TOKEN="xoxb-secret")
    found = findings(ended)
    assert found["database"][0] == "fine"
    assert found["slack settings"][0] == "problem"
    assert "NTG_SLACK__SIGNING_SECRET" in found["slack settings"][1]
    assert "xoxb-secret" not in ended.out + ended.err


def test_a_slack_out_of_reach_and_a_model_that_is_not_there_are_problems(
    shell: Shell, tmp_path: Path
) -> None:
    settings = {
        "NTG_SLACK__BOT_TOKEN": "xoxb-secret",
        "NTG_SLACK__SIGNING_SECRET": "s",
        "NTG_SLACK__API_BASE_URL": "http://127.0.0.1:9/api/",
        "NTG_SEMANTIC_MODEL": str(tmp_path / "nowhere"),
    }
    found = findings(shell.run("doctor", "--json", **settings))
    assert found["slack reachable"][0] == "problem"
    assert found["sentence model"][0] == "problem"
