"""When two questions count as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.domain.likeness import alike, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What works for persistent absence?", "what does work for persistent absence"),
        ("How do we help young carers at school?", "help for young carers at school"),
        ("???", " ??? "),
        ("is it?", "IS IT?"),
    ],
)
def test_the_same_question_in_other_common_words_is_alike(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("what works for persistent absence", "what works for young carers"),
        ("mentoring for boys", "mentoring for girls"),
        ("what works?", "absence"),
        ("", "absence"),
    ],
)
def test_different_questions_are_not_alike(one: str, other: str) -> None:
    assert not alike(one, other)
    assert not alike(other, one)


@given(st.text(), st.text())
def test_likeness_goes_both_ways_and_everything_is_like_itself(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
    assert alike(one, one)


def test_common_words_and_single_letters_tell_nothing() -> None:
    assert words("What is the effect of a PEP, and for whom?") == {"effect", "pep", "whom"}
