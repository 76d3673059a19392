"""Who may enter which room: the contracts hold, and every one of them fails when it is broken."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BREAKING = Path(__file__).with_name("breaking.py")

# contract -> lines that break it and nothing else, each with the room it is planted in
BREACHES: dict[str, list[tuple[str, str]]] = {
    "layers": [
        ("domain", "import ntg_bot.services.ports"),
        ("services", "import ntg_bot.conversation.cards"),
        ("conversation", "import ntg_bot.storage"),
        ("storage", "import ntg_bot.retrieval"),
        ("platforms/local", "import ntg_bot.content"),
        ("retrieval", "import ntg_bot.bootstrap"),
        ("screening", "import ntg_bot.retrieval"),
        ("", "pass"),  # a module that has no place among the layers
    ],
    "platforms": [
        ("platforms/local", "import ntg_bot.platforms.console"),
        ("platforms", "pass"),
    ],
    "settings": [("storage", "import ntg_bot.settings")],
    "domain": [("domain", "import structlog")],
    "retrieval": [
        ("retrieval", "import ntg_bot.services.asking"),
        ("retrieval", "import ntg_bot.conversation.cards"),
    ],
    "screening": [
        ("screening", "import ntg_bot.services.sharing"),
        ("screening", "import ntg_bot.conversation.ports"),
    ],
    "publishing": [
        ("publishing", "import ntg_bot.services.asking"),
        ("publishing", "import ntg_bot.conversation.cards"),
    ],
    "content": [
        ("content", "import ntg_bot.services.asking"),
        ("content", "import ntg_bot.conversation.cards"),
    ],
    "storage": [
        ("storage", "import ntg_bot.services.asking"),
        ("storage", "import ntg_bot.conversation.events"),
    ],
    "scheduling": [("scheduling", "import ntg_bot.conversation.router")],
    "platforms-ports": [("platforms/local", "import ntg_bot.services.asking")],
}


def contracts() -> dict[str, dict[str, Any]]:
    """The contracts in pyproject.toml, by id."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract for contract in project["tool"]["importlinter"]["contracts"]}


def plants() -> dict[str, tuple[str, str]]:
    """Every breach under a name that starts with the contract's id: (file, line to add).

    A library with rooms of its own is planted in services, where none is allowed.
    """
    found = {}
    for identity, breaches in BREACHES.items():
        for room, line in breaches:
            path = Path("ntg_bot") / room / "planted.py"
            found[f"{identity}: {line} in {room or 'ntg_bot'}"] = (path.as_posix(), line)
    for identity, contract in contracts().items():
        for library in contract.get("protected_modules", ()):
            if not library.startswith("ntg_bot"):
                line = f"import {library}"
                found[f"{identity}: {line} in services"] = ("ntg_bot/services/planted.py", line)
    return found


def test_the_import_rules_hold_and_each_breach_fails_exactly_its_own(tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "ntg_bot", tmp_path / "ntg_bot", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    wide = {**os.environ, "COLUMNS": "250"}  # a contract's name must stay on its line
    ended = subprocess.run(
        [sys.executable, str(BREAKING)],
        cwd=tmp_path,
        env=wide,
        input=json.dumps(plants()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    names = {identity: contract["name"] for identity, contract in contracts().items()}
    broken = json.loads(ended.stdout)
    assert broken.pop("") == [], "the rules do not hold as it is: run `make check-imports`"
    assert broken == {plant: [names[plant.partition(":")[0]]] for plant in plants()}


def test_every_contract_has_a_breach_that_was_tried() -> None:
    assert {plant.partition(":")[0] for plant in plants()} == set(contracts())


def test_the_domain_imports_the_standard_library_and_itself_alone() -> None:
    foreign = set()
    for path in sorted((ROOT / "ntg_bot" / "domain").glob("**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            else:
                continue
            foreign |= {
                f"{path.name}: {module}"
                for module in modules
                if module.partition(".")[0] not in sys.stdlib_module_names
                and not module.startswith("ntg_bot.domain")
            }
    assert foreign == set()
