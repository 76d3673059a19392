"""Which words are meant as typed, and which are slips of ones that people ask with."""

from __future__ import annotations

import pytest

from ntg_bot.domain.asking import Correction
from ntg_bot.retrieval import Engine
from ntg_bot.retrieval.english import is_english
from ntg_bot.retrieval.text import HURRIED, STOPWORDS
from tests.retrieval.sample_base import AUTHORITIES, EVERYBODY, ITEMS, TAXONOMY, practice


@pytest.fixture
def engine() -> Engine:
    engine = Engine(TAXONOMY, AUTHORITIES)
    engine.replace(ITEMS)
    return engine


@pytest.mark.parametrize("word", ["children", "school", "kitchen", "violin", "tuesday"])
def test_common_words_are_english(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["atendance", "shcool", "chidlren", "xyzzy", "School", ""])
def test_slips_and_capitals_are_not(word: str) -> None:
    assert not is_english(word)


def test_what_is_typed_in_a_hurry_stands_for_words_that_people_ask_with() -> None:
    assert all(is_english(meant) or meant in STOPWORDS for meant in HURRIED.values())
    assert all(len(typed) <= 6 and typed not in STOPWORDS for typed in HURRIED)


@pytest.mark.parametrize(
    ("hurried", "meant"),
    [
        ("wat helps with missed school days", "what helps with missed school days"),
        ("shuld we send letters about missed days", "should we send letters about missed days"),
        ("whcih letters abuot missed days", "which letters about missed days"),
    ],
)
def test_a_mistyped_function_word_costs_nothing(engine: Engine, hurried: str, meant: str) -> None:
    wrong = engine.search(hurried, audience=EVERYBODY)
    right = engine.search(meant, audience=EVERYBODY)
    assert [hit.id for hit in wrong.hits] == [hit.id for hit in right.hits]
    assert wrong.probability == pytest.approx(right.probability, abs=0.05)


def test_a_plain_english_word_that_no_entry_has_is_left_as_typed(engine: Engine) -> None:
    # `kites` is one letter from nothing here, `weather` two from `whether`: neither is a slip
    assert engine.search("kites in windy weather", audience=EVERYBODY).corrections == ()


def test_a_word_that_only_shares_a_stem_is_put_right(engine: Engine) -> None:
    result = engine.search("offendings", audience=EVERYBODY)
    assert result.hits[0].id in ("scare-visits", "mentoring-crime")


def test_a_mistyped_word_weighs_as_the_one_that_is_meant(engine: Engine) -> None:
    # `young` is common here: as an unknown word it would count for much more than it is worth
    wrong = engine.evidence("yuong people and prison")
    right = engine.evidence("young people and prison")
    assert wrong is not None and right is not None
    assert wrong.words > 0.93 * right.words
    result = engine.search("lettres about missed days", audience=EVERYBODY)
    assert Correction("lettres", "letters") in result.corrections


@pytest.mark.parametrize(
    ("typed", "meant"), [("atendnc", "attendance"), ("confrncs", "conferences")]
)
def test_vowels_and_double_letters_left_out_are_put_back(
    engine: Engine, typed: str, meant: str
) -> None:
    # three edits away, but the same consonants
    assert engine.search(typed, audience=EVERYBODY).corrections == (Correction(typed, meant),)


def test_a_word_that_has_just_come_is_known_by_its_consonants(engine: Engine) -> None:
    assert not engine.search("trombnsts", audience=EVERYBODY).corrections
    engine.put(practice("brass", "Trombonists in schools", "Music in schools."))
    found = engine.search("trombnsts", audience=EVERYBODY)
    assert [hit.id for hit in found.hits] == ["brass"]


@pytest.mark.parametrize("text", ["they've letters", "we'll letters", "he'd letters"])
def test_a_shortened_function_word_is_no_word_to_look_for(engine: Engine, text: str) -> None:
    found = engine.search(text, audience=EVERYBODY)
    assert not found.corrections
    plain = engine.search("letters", audience=EVERYBODY)
    assert [(hit.id, hit.why) for hit in found.hits] == [(hit.id, hit.why) for hit in plain.hits]


def test_a_word_that_was_only_guessed_at_is_no_reason(engine: Engine) -> None:
    engine.put(practice("house-visits", "House visits", "Staff visit each house before term."))
    hit = engine.search("visits on a horse", audience=EVERYBODY).hits[0]
    assert hit.id == "house-visits"
    assert hit.why.words == ("visits",)
