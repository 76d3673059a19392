"""A home that the bot itself filled, once for the whole run, and copies of it.

A first start reads the knowledge base and trains its classifiers, which takes many times as long
as a test; a start in a copy finds all that made.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Shell

QUESTIONS = (
    ("q-7", "what works for persistent absence"),
    ("q-1", "a child is being hit at home right now"),
    ("q-9", "which paint is best for a garden fence"),
    ("q-2", "good morning"),
    ("q-8", ""),
    ("q-3", "🙂🙂"),
    ("frage-ä", "what helps children in care\u2028settle in school?"),
    ("7", "and for under fives?"),
)
"""order and ids on purpose out of step; the last would need a context, and has none"""


@dataclass(frozen=True)
class Prepared:
    """A home that a first call filled, and what that call wrote. Only copies may be changed."""

    home: Path
    answers: list[dict[str, Any]]

    def copy(self, to: Path) -> None:
        """The same home at `to`. What is cached is never changed in place, so it is linked."""
        shutil.copytree(self.home, to, ignore=shutil.ignore_patterns("cache"))
        shutil.copytree(self.home / "cache", to / "cache", copy_function=os.link)


def prepared(factory: pytest.TempPathFactory) -> Prepared:
    """Made by whichever test process comes first; the others wait for it."""
    base = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    folder = base / "command-line"
    with (base / "command-line.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _prepare(folder)
    text = (folder / "answers.jsonl").read_text(encoding="utf-8")
    return Prepared(folder / "home", [json.loads(line) for line in text.split("\n") if line])


def _prepare(folder: Path) -> None:
    """`ask --jsonl` on an empty home: it makes, fills and syncs everything by itself."""
    folder.mkdir()
    lines = [json.dumps({"id": id, "text": text}, ensure_ascii=False) for id, text in QUESTIONS]
    lines.insert(3, "")  # an empty line is no question
    (folder / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    shell = Shell(folder, folder / "home")
    ended = shell.run_anew("ask", "--jsonl", "questions.jsonl", "--out", "answers.jsonl")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
