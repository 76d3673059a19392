"""What is done with findings: masked and taken out, and never a word of them in what is shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.domain.screening import (
    MASKS,
    Finding,
    FindingKind,
    Spotted,
    Sureness,
    carried,
    grouped,
    masked,
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


def test_without_findings_a_text_stays_as_it_is() -> None:
    assert masked("a  b ", []) == "a  b "


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 99), (3, 3), (3, 2)])
def test_a_finding_of_another_text_is_refused_without_a_word_of_the_text(
    start: int, end: int
) -> None:
    finding = Finding(FindingKind.PERSON, start, end, Sureness.SURE, "screening.person")
    with pytest.raises(ValueError) as raised:
        masked("Kim came", [finding])
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


# --- in several fields ----------------------------------------------------------------------------

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
TEXTS = {"what": "Kim came, and Lee.", "why": "kim  liked it"}


def spotted(field: str, words: str, texts: dict[str, str] = TEXTS) -> Spotted:
    return Spotted(field, at(texts[field], words))


def test_findings_of_the_same_words_are_one_question() -> None:
    kim, lee, again = spotted("what", "Kim"), spotted("what", "Lee"), spotted("why", "kim")
    assert grouped([kim, lee, again], TEXTS) == ((kim, again), (lee,))
    other = Spotted("why", at(TEXTS["why"], "kim", FindingKind.INITIALS))
    assert grouped([kim, other], TEXTS) == ((kim,), (other,)), "of another kind"


def test_what_was_said_of_words_goes_with_them_and_with_no_others() -> None:
    kim, lee = spotted("what", "Kim").insisted("m1", NOON), spotted("what", "Lee")
    now = {"what": "Lee and KIM came.", "why": ""}
    found = [spotted("what", "Lee", now), spotted("what", "KIM", now)]
    after = carried([kim, lee], TEXTS, found, now)
    assert [each.is_open for each in after] == [True, False]
    assert (after[1].insisted_by, after[1].insisted_at) == ("m1", NOON)


def test_what_is_only_possible_is_never_open() -> None:
    possible = Finding(FindingKind.PHONE, 0, 1, Sureness.POSSIBLE, "screening.phone_of_work")
    assert not Spotted("what", possible).is_open
