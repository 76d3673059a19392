"""Texts that are made to be slow, or to be odd: all are read to the end, and none raises."""

from __future__ import annotations

import random

import pytest

from ntg_bot.domain.screening import masked
from ntg_bot.retrieval.english import is_english
from ntg_bot.retrieval.urgent import is_urgent
from ntg_bot.screening import Screener

SCREENER = Screener(terms=["Barking and Dagenham"], is_english=is_english, is_urgent=is_urgent)
CHARACTERS = 30_000
"""a pattern that goes back over what it has read would not come to its end in this"""

PARTS = [
    "a", "A", "Aa ", "A A ", "A.", "a@", "a.a@", "a at a dot ", "@", "0", "07", "07 ", "1 ", "1-",
    "+44 ", "(0", "999 ", "AB12 3", "A1", "12 Aa ", "12 Aa Bb Cc ", "Flat 1, ", "LS9 ", "https://",
    "https://a/child/", "www.", "?id=1&", "Mr ", "Mr and Mrs ", "Mrs Dr ", "called ", "the only ",
    "the only a a ", "one black ", "the family who ", "a 9 year old ", "Year 9 ", "J, 7 ", "J (7) ",
    "born on ", "dob ", "1/1/", "case ref ", "child's file ", "O'", "O'O-", "a-", "a'", "'s ",
    "x's ", "'", '"', ".", "!?", "\n", "\t", "\u200b", "\u0301", "e\u0301", "\u00df", "\ufdfa",
    "\u0130", "\U0001f642", "told me dad hits her ", "dad hits me. ", "Barking and ", "\u00a0",
    "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_a_long_repeated_pattern_is_read_to_its_end(part: str) -> None:
    text = (part * CHARACTERS)[:CHARACTERS]
    found = SCREENER.findings(text)
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found)
    masked(text, found)


def test_patterns_in_any_mixture_are_read_and_can_be_masked() -> None:
    chance = random.Random(7)
    for _ in range(300):
        text = "".join(chance.choice(PARTS) for _ in range(chance.randint(1, 60)))
        found = SCREENER.findings(text)
        assert all(0 <= finding.start < finding.end <= len(text) for finding in found)
        left = masked(text, found)
        assert len(left) >= len(text) - sum(finding.end - finding.start for finding in found)
