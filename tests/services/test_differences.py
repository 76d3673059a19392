"""What differs between two versions, in words added and removed."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.domain.knowledge import Direction, Evidence, Grade, Practice
from ntg_bot.services.differences import _COMPARED, LONGEST_SHOWN, Difference, differences
from tests.fakes.entries import SOURCE, WALKING_BUS

BUS = WALKING_BUS
VOCABULARY = ["we", "walk", "to", "school", "with", "every", "child", "and", "sing"]
TEXT = st.lists(st.sampled_from(VOCABULARY), max_size=9)


def test_a_practice_does_not_differ_from_itself() -> None:
    assert differences(BUS, BUS) == ()


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        (
            {"summary": "Walking bus in two plain sentences."},
            Difference("summary", "two plain sentences.", "one sentence."),
        ),
        (
            {"cautions": ("It needs volunteers every day.", "Mind the traffic.")},
            Difference("cautions", "Mind the traffic.", "It tires in winter."),
        ),
        ({"grade": Grade.PROMISING}, Difference("grade", "promising", "")),
        ({"cost": None}, Difference("cost", "", "about £200 a school")),
        ({"review_by": date(2027, 3, 2)}, Difference("review_by", "2 March 2027", "")),
        (
            {"evidence": replace(BUS.evidence, direction=Direction.NULL)},
            Difference("evidence.direction", "null", "promising"),
        ),
        (
            {"sources": (SOURCE, replace(SOURCE, title="A trial"))},
            Difference("sources", "A trial (Walking Trust, 2019)", ""),
        ),
    ],
)
def test_one_change_is_named_with_what_came_and_went(
    change: dict[str, object], difference: Difference
) -> None:
    assert differences(BUS, replace(BUS, **change)) == (difference,)  # type: ignore[arg-type]


def test_every_field_is_compared() -> None:
    of_evidence = {f"evidence.{field.name}" for field in fields(Evidence)}
    others = {field.name for field in fields(Practice)} - {"id", "evidence"}
    assert set(_COMPARED) == others | of_evidence


@given(TEXT, TEXT)
def test_words_taken_out_were_there_and_words_put_in_are_there(
    before: list[str], after: list[str]
) -> None:
    old, new = replace(BUS, body=" ".join(before)), replace(BUS, body=" ".join(after))
    found = differences(old, new)
    assert bool(found) == (before != after)
    for each in found:
        assert set(each.removed.replace("…", " ").split()) <= set(before)
        assert set(each.added.replace("…", " ").split()) <= set(after)
        assert each.added or each.removed


def test_long_texts_are_cut() -> None:
    long = replace(BUS, summary="word " * 1_000)
    [found] = differences(BUS, long)
    assert len(found.added) <= LONGEST_SHOWN and found.added.endswith("…")
