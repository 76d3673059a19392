"""The two lines of enquiry on leadership have practices like the other three, and are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from ntg_bot.content import load_knowledge

KNOWLEDGE = load_knowledge(Path(__file__).parents[2] / "knowledge")
LEADING = ("local-leadership-governance", "developing-local-leaders")


@pytest.mark.parametrize("line", LEADING)
def test_each_line_on_leadership_has_practices_and_examples(line: str) -> None:
    assert sum(line in each.line_of_enquiry for each in KNOWLEDGE.practices) >= 10
    assert sum(line in each.line_of_enquiry for each in KNOWLEDGE.examples) >= 5


@pytest.mark.parametrize(
    "practices",
    [
        {"dcs-leadership-programmes", "regional-succession-planning", "resourceful-leadership"},
        {
            "partners-in-practice",
            "sector-led-improvement-peer-challenge",
            "external-improvement-support",
        },
        {"lead-member-role", "scrutiny-of-childrens-services", "corporate-parenting-councillors"},
    ],
    ids=["growing leaders", "councils supporting councils", "political leadership"],
)
def test_models_that_the_programme_was_to_find_are_there_as_practices(practices: set[str]) -> None:
    found = {each.id: each for each in KNOWLEDGE.practices if each.id in practices}
    assert found.keys() == practices
    assert all(set(each.line_of_enquiry) & set(LEADING) for each in found.values())
    assert all(each.sources and each.cautions for each in found.values())
