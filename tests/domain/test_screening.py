"""What is done with findings: masked and taken out, and never a word of them in what is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.domain.screening import (
    MASKS,
    Finding,
    FindingKind,
    Sureness,
    masked,
    removed,
)


def at(text: str, words: str, kind: FindingKind = FindingKind.PERSON) -> Finding:
    start = text.index(words)
    return Finding(kind, start, start + len(words), Sureness.LIKELY, f"screening.{kind}")


def test_every_kind_has_a_mask_in_brackets() -> None:
    assert set(MASKS) == set(FindingKind)
    assert all(mask[0] == "[" and mask[-1] == "]" for mask in MASKS.values())


def test_what_is_only_possible_holds_nothing_up() -> None:
    assert [
        sureness
        for sureness in Sureness
        if not Finding(FindingKind.PHONE, 0, 1, sureness, "screening.phone").holds
    ] == [Sureness.POSSIBLE]


def test_findings_are_masked_wherever_they_stand_and_in_any_order() -> None:
    text = "Kim rang 07700 900123 for Lee"
    findings = [at(text, "Lee"), at(text, "07700 900123", FindingKind.PHONE), at(text, "Kim")]
    assert masked(text, findings) == "[name] rang [phone number] for [name]"


def test_findings_that_overlap_are_masked_as_one() -> None:
    text = "We know that the only boy of Kim Lee came."
    findings = [at(text, "the only boy of Kim", FindingKind.SMALL_GROUP), at(text, "Kim Lee")]
    assert masked(text, findings) == "We know that [a family] came."
    assert removed(text, findings) == "We know that came."


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("We met Kim today.", "Kim", "We met today."),
        ("Kim came.", "Kim", "came."),
        ("We met Kim.", "Kim", "We met."),
        ("We met Kim", "Kim", "We met "),
        ("Kim's mum rang.", "Kim", "mum rang."),
        ("Kim’s mum rang.", "Kim", "mum rang."),
        ("the mum (Kim) rings", "Kim", "the mum rings"),
        ("Kim, 9, came", "Kim", ", 9, came"),
        ("line\nKim\nline", "Kim", "line\n\nline"),
    ],
)
def test_what_is_taken_out_leaves_no_gap(text: str, words: str, left: str) -> None:
    assert removed(text, [at(text, words)]) == left


def test_without_findings_a_text_stays_as_it_is() -> None:
    assert masked("a  b ", []) == removed("a  b ", []) == "a  b "


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 99), (3, 3), (3, 2)])
def test_a_finding_of_another_text_is_refused_without_a_word_of_the_text(
    start: int, end: int
) -> None:
    finding = Finding(FindingKind.PERSON, start, end, Sureness.SURE, "screening.person")
    for change in (masked, removed):
        with pytest.raises(ValueError) as raised:
            change("Kim came", [finding])
        assert "Kim" not in str(raised.value) + repr(raised.value)


@given(
    st.text(max_size=40), st.lists(st.tuples(st.integers(0, 39), st.integers(1, 10)), max_size=8)
)
def test_no_letter_of_a_finding_is_left_and_all_others_are_when_masked(
    text: str, spans: list[tuple[int, int]]
) -> None:
    findings = [
        Finding(FindingKind.PERSON, start, min(start + length, len(text)), Sureness.SURE, "x")
        for start, length in spans
        if start < len(text)
    ]
    gone = {place for found in findings for place in range(found.start, found.end)}
    left = [letter for place, letter in enumerate(text) if place not in gone]
    assert masked(text, findings).replace("[name]", "") == "".join(left) or "[name]" in text
    assert len(removed(text, findings)) <= len(left)
