"""docs/matching.md can be followed: what it names is there, and its numbers are the code's."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from ntg_bot.retrieval.confidence import MOST_FALSE_ANSWERS, MOST_TURNED_AWAY
from ntg_bot.retrieval.evidence import Evidence
from ntg_bot.retrieval.setting import SETTING

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").glob("matching*.md"))
SAID = " ".join((ROOT / "docs" / "matching.md").read_text(encoding="utf-8").split())


def commands(page: Path) -> list[list[str]]:
    """The words of every command line of a page that runs Python."""
    lines = re.findall(r"^    python (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [line.partition("#")[0].split() for line in lines]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_script_and_test_that_is_named_is_there_with_its_options(page: Path) -> None:
    missing = []
    for words in commands(page):
        paths = [word for word in words if word.startswith(("benchmarks/", "tests/", "knowledge/"))]
        missing += [path for path in paths if not (ROOT / path.partition("::")[0]).exists()]
        if words[0].startswith("benchmarks/") and not missing:
            source = (ROOT / words[0]).read_text(encoding="utf-8")
            named = [word.strip("[]") for word in words if word.strip("[").startswith("--")]
            missing += [f"{words[0]} {name}" for name in named if f'"{name}"' not in source]
    assert missing == []


def test_there_are_commands_to_follow() -> None:
    assert sum(len(commands(page)) for page in PAGES) >= 8


def test_every_module_that_a_heading_names_is_there() -> None:
    text = (ROOT / "docs" / "matching.md").read_text(encoding="utf-8")
    headings = [line for line in text.splitlines() if line.startswith("#")]
    named = [name for line in headings for name in re.findall(r"`(\w+\.py)`", line)]
    assert len(named) > 15
    assert [name for name in named if not (ROOT / "ntg_bot" / "retrieval" / name).exists()] == []


def test_every_evidence_is_explained() -> None:
    for field in fields(Evidence):
        assert re.search(rf"\| [\w, ]*\b{field.name}\b[\w, ]* \|", SAID), field.name


def test_the_weights_that_are_told_are_those_in_force() -> None:
    for told in (
        f"{SETTING.bigram} * (share of the question's pairs",
        f"{SETTING.phrasing} * (cosine of idf-weighted words",
        f"{SETTING.ratio} * (rapidfuzz token_set_ratio",
        f"{SETTING.meaning} * (nearness in meaning)",
        f"idf^{SETTING.rarity}",
        f"{SETTING.corrected_near} for one edit, {SETTING.corrected_far} for two",
        f"other forms at {SETTING.synonym}",
        f"then counts {SETTING.ambiguous}",
        f"lifts an entry by {SETTING.facet:.0%}",
        f"findings by {SETTING.steer:.0%}",
        f"cut at {SETTING.longest} characters",
        f"at most {MOST_FALSE_ANSWERS:.0%} of foreign questions",
        f"at most {MOST_TURNED_AWAY:.0%} of those answered rightly",
    ):
        assert told in SAID, told
