"""Whatever is asked, the engine answers in its own terms, and every pattern comes to an end.

A tenth of what benchmarks/hostile.py asks. Nothing here looks at a clock: a pattern that tries for
ever ends the run by the suite's own limit.
"""

from __future__ import annotations

import pytest

from benchmarks.hostile_questions import LONGEST, hostile_questions
from ntg_bot.domain.asking import Confidence
from ntg_bot.retrieval import Engine, urgent
from ntg_bot.retrieval.features import words_of
from ntg_bot.retrieval.setting import LONGEST_QUESTION
from ntg_bot.retrieval.telling import marked
from ntg_bot.retrieval.text import fold, tidy, tokens
from tests.retrieval.sample_base import AUTHORITIES, EVERYBODY, ITEMS, TAXONOMY

QUESTIONS = list(hostile_questions(200))


@pytest.fixture(scope="module")
def engine() -> Engine:
    made = Engine(TAXONOMY, AUTHORITIES)
    made.replace(list(ITEMS))
    return made


def test_two_hundred_hostile_questions_get_an_answer_or_a_plain_no(engine: Engine) -> None:
    for kind, text in QUESTIONS:
        found = engine.search(text, audience=EVERYBODY)
        assert 0.0 <= found.probability <= 1.0, kind
        assert len(found.hits) <= 10, kind
        assert all(hit.score > 0.0 for hit in found.hits), kind
        if not found.hits:
            assert found.confidence is Confidence.NONE, kind


def test_a_hostile_question_before_does_not_break_the_next(engine: Engine) -> None:
    for kind, text in QUESTIONS[:64]:
        found = engine.search("and for nurseries?", audience=EVERYBODY, context=text)
        assert found.confidence in Confidence, kind


def test_the_patterns_of_the_classifiers_come_to_an_end() -> None:
    for _, text in QUESTIONS:
        assert len(words_of(text)) <= LONGEST
        assert marked(text[:12_000])
        assert urgent.is_urgent(text[:12_000]) in (True, False)


def test_a_long_word_without_a_space_is_no_work_for_the_signs_of_sharing() -> None:
    assert " £sshort" in marked("x" * 12_000)
    assert " £sshort" in marked("five words and no more")
    assert " £sshort" not in marked("six words are one too many")


def test_what_is_read_of_a_hostile_question_is_short_and_one_line() -> None:
    for kind, text in QUESTIONS:
        read = tidy(text, LONGEST_QUESTION)
        assert len(read.text) <= LONGEST_QUESTION, kind
        assert "\n" not in read.text, kind
        assert "\u200b" not in read.text, kind


@pytest.mark.parametrize(
    ("folded", "words"),
    [
        ("children's services don't", ["children", "services", "dont"]),
        ("rock'n'roll", ["rockn", "roll"]),
        ("'quoted' words'", ["quoted", "words"]),
        ("pre-school, 2-year-olds", ["pre", "school", "2", "year", "olds"]),
        ("caf\u00e9s \U0001f44d\ud800 UP x", ["caf", "s", "x"]),
        ("''", []),
    ],
)
def test_words_are_cut_at_everything_that_is_no_letter(folded: str, words: list[str]) -> None:
    assert tokens(folded) == words


def test_folding_drops_marks_and_keeps_letters() -> None:
    assert fold("Caf\u00e9 o\u0301\u0302\u0303\u0304 na\u00efve") == "cafe o naive"
