"""A person who asks for help gets it at once: the command line imports what is heavy when used."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.cli.running import Shell
from tests.homes import Prepared

HEAVY = {
    "aiohttp",
    "alembic",
    "apscheduler",
    "jinja2",
    "matplotlib",
    "numpy",
    "prometheus_client",
    "pydantic",
    "rapidfuzz",
    "ruamel",
    "safetensors",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "tokenizers",
}

PROGRAM = """
import json, sys
sys.argv = ["ntg-bot", *sys.argv[1:]]
from ntg_bot.cli import main
try:
    main()
except SystemExit as end:
    assert end.code in (0, None), end.code
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def modules_after(*arguments: str, environment: Mapping[str, str] | None = None) -> set[str]:
    """The top-level modules a fresh process holds after `ntg-bot <arguments>`."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip(), "the command said nothing"
    return set(json.loads(ended.stderr.splitlines()[-1]))


def test_asking_for_help_imports_nothing_heavy() -> None:
    assert modules_after("--help") & HEAVY == set()


def test_asking_for_the_version_imports_nothing_heavy() -> None:
    assert modules_after("--version") & HEAVY == set()


def test_a_question_loads_nothing_that_only_a_first_start_or_a_server_needs(
    tmp_path: Path, prepared: Prepared
) -> None:
    shell = Shell(tmp_path, tmp_path / "home")
    prepared.copy(shell.home)
    held = modules_after("ask", "what helps attendance?", environment=shell.environment({}))
    assert {"numpy", "sqlalchemy"} <= held
    assert held & {"aiohttp", "alembic", "holidays", "jinja2", "ruamel", "slack_bolt"} == set()
