"""The urgent rules: what they catch, what they let pass, and that nothing makes them slow."""

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.retrieval import urgent_practice, urgent_rules
from ntg_bot.retrieval.urgent import asks_about_practice, is_urgent, tidied
from ntg_bot.retrieval.urgent_words import KEYS, LEFT_ALONE

LINES = [
    json.loads(line)
    for line in (Path(__file__).parent / "urgent_lines.jsonl").read_text("utf-8").splitlines()
]


def of(split: str, is_urgent: bool) -> list[str]:
    return [x["text"] for x in LINES if x["split"] == split and x["urgent"] is is_urgent]


def test_lines_written_before_the_rules_are_all_caught() -> None:
    assert len(of("held_out", True)) > 60
    assert [text for text in of("held_out", True) if not is_urgent(text)] == []


def test_few_of_the_calm_lines_written_before_the_rules_raise_an_alarm() -> None:
    calm = of("held_out", False)
    assert sum(map(is_urgent, calm)) <= 0.05 * len(calm)


def test_the_rules_alone_catch_most_of_the_lines_they_never_saw() -> None:
    unseen, calm = of("blind", True), of("blind", False)
    assert sum(map(is_urgent, unseen)) >= 0.8 * len(unseen)
    assert sum(map(is_urgent, calm)) <= 0.05 * len(calm)


@pytest.mark.parametrize(
    "text",
    [
        "a girl told me her uncle hits her",
        "I don't feel safe at home",
        "he isn't breathing",
        "he isn’t breathing",
        "HE IS NOT BREATHING!!!",
        "she says she wants to kill herself",
        "do I ring 999",
        "999",
        "a boy has a knife in the corridor",
        "what works when a child has just told me her dad hits her",
        "cant cope anymore",
        "goodbye everyone im sorry",
        "hes gona hurt me tonite",
        "sum1 sed he wants to be ded",
        "i feel like walking into the traffic",
    ],
)
def test_danger_to_somebody_is_urgent(text: str) -> None:
    assert is_urgent(text)


@pytest.mark.parametrize(
    "text",
    [
        "what works to reduce self harm",
        "training on FGM",
        "evidence on knife crime programmes",
        "domestic abuse perpetrator programmes",
        "children missing from education",
        "suicide prevention",
        "hello",
        "",
        "   ",
        "😀😀😀",
        "help",
        "urgently need evidence on attendance for Thursday",
        "the screen has gone black what do i do",
        "who do i ring about the projector",
        "support in hospital when a young person has been stabbed, any evidence",
        "our lad was stabbed last year, which mentoring programmes help",
        "any schools running lessons on knives",
        "somebody to visit pupils who have been attacked",
    ],
)
def test_questions_about_practice_are_not_urgent(text: str) -> None:
    assert not is_urgent(text)


@pytest.mark.parametrize(
    "text",
    [
        "he isnt breathng",
        "she is uncoscious",
        "a boy was stabbbed",
        "he is threatning to kill her",
        "she says she is suicdal",
        "baby is chokin on a grape",
        "she wants to kil herself",
    ],
)
def test_typing_errors_do_not_hide_danger(text: str) -> None:
    assert is_urgent(text)


def test_tricks_of_writing_do_not_hide_danger() -> None:
    assert is_urgent("he is not br\u200beathing")
    assert is_urgent("he is not bre\u0430thing")
    assert is_urgent("\u202ehe is not breathing")
    assert is_urgent("he\n\nis\tnot   breathing")


def test_danger_at_the_end_of_a_long_message_is_seen() -> None:
    assert is_urgent("We met on Tuesday about the plan. " * 600 + "He is not breathing.")


def test_common_words_near_a_key_word_are_left_as_they_are() -> None:
    for word in LEFT_ALONE:
        assert tidied(word) == word
    assert tidied("breathng") == "breathing"
    assert not set(KEYS) & LEFT_ALONE


def test_asking_for_practice_is_told_from_telling_of_now() -> None:
    assert asks_about_practice(tidied("which programmes reduce knife carrying"))
    assert not asks_about_practice(tidied("she told me tonight, what works"))


BAD_SHAPES = {
    "one word": "he " * 33_000,
    "one letter": "a" * 100_000,
    "harm": "hit " * 25_000,
    "who and harm": "he hit " * 14_000,
    "what works": "what works " * 9_000,
    "nearly": "she is going to want to be about to " * 2_800,
    "no breath": "not " * 25_000,
    "accents": "e\u0301" * 50_000,
    "marks": "\u0301" * 100_000,
    "invisible": "\u200b" * 100_000,
    "ligature": "\ufdfa" * 100_000,
    "spaces": " " * 100_000,
    "quotes": "'" * 100_000,
    "digits": "9 " * 50_000,
    "told": "told me that " * 7_700,
    "noise": "".join(random.Random(5).choices("abcdefgh ", k=100_000)),
}


@pytest.mark.parametrize("shape", BAD_SHAPES)
def test_work_is_bounded_on_any_shape_of_text(shape: str) -> None:
    """What the patterns read is bounded, and so is each gap in them: so is their work."""
    tidy = tidied(BAD_SHAPES[shape])
    assert len(tidy.split()) <= 1_200
    assert len(tidy) <= 12_000
    is_urgent(BAD_SHAPES[shape])


def test_no_pattern_has_an_open_ended_gap() -> None:
    groups = (urgent_rules.PLAIN, urgent_rules.DANGER, urgent_rules.ALONE)
    for group in (*groups, urgent_practice.PRACTICE, urgent_practice.NOW):
        for pattern in group:
            assert ")*" not in pattern.pattern
            assert ")+" not in pattern.pattern
            assert ".*" not in pattern.pattern
            assert ".+" not in pattern.pattern


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    is_urgent(text)


def test_rules_cost_nothing_before_a_text_is_read() -> None:
    broken = urgent_rules.AnyOf("(")
    with pytest.raises(re.error):
        next(iter(broken))
