"""The engine as its callers see it: what is found, how it was read, and why."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ntg_bot.domain.asking import Correction
from ntg_bot.domain.knowledge import Kind, PracticeStatus
from ntg_bot.retrieval import Engine
from tests.retrieval.sample_base import AUTHORITIES, EVERYBODY, ITEMS, PRACTICES, TAXONOMY, practice


@pytest.fixture
def engine() -> Engine:
    engine = Engine(TAXONOMY, AUTHORITIES)
    engine.replace(ITEMS)
    return engine


def ids(engine: Engine, text: str, **options: object) -> list[str]:
    return [hit.id for hit in engine.search(text, audience=EVERYBODY, **options).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("letters about missed school days", "attendance-letters"),
        ("how can we spot young carers", "young-carer-champions"),
        ("FGC", "family-conference"),
        ("what is the gap", "what-is-the-gap"),
        ("education endowment foundation", "eef"),
        ("mentor to keep them out of crime", "mentoring-crime"),
    ],
)
def test_a_plain_question_finds_its_entry_first(engine: Engine, text: str, first: str) -> None:
    assert ids(engine, text)[0] == first


def test_typing_errors_are_mended_and_the_mending_is_told(engine: Engine) -> None:
    result = engine.search("atendance lettres", audience=EVERYBODY)
    assert result.hits[0].id == "attendance-letters"
    assert Correction("atendance", "attendance") in result.corrections
    assert Correction("lettres", "letters") in result.corrections


def test_a_word_the_entries_have_is_never_corrected(engine: Engine) -> None:
    assert engine.search("nursery talking", audience=EVERYBODY).corrections == ()


def test_split_and_joined_words_are_found(engine: Engine) -> None:
    assert ids(engine, "pre school language")[0] == "nursery-talk"
    assert ids(engine, "pre-school language")[0] == "nursery-talk"
    assert ids(engine, "youngcarers")[0] == "young-carer-champions"


def test_the_thesaurus_reaches_an_entry_by_another_name(engine: Engine) -> None:
    result = engine.search("school avoidance", audience=EVERYBODY)
    assert result.hits[0].id == "attendance-letters"
    assert "persistent absence" in result.hits[0].why.synonyms


def test_an_acronym_of_two_meanings_is_settled_by_the_words_around_it(engine: Engine) -> None:
    result = engine.search("PA attendance letters", audience=EVERYBODY)
    assert result.ambiguous == ()
    assert Correction("PA", "persistent absence") in result.expansions


def test_an_acronym_of_two_meanings_alone_is_reported(engine: Engine) -> None:
    result = engine.search("what works for pa", audience=EVERYBODY)
    assert result.ambiguous == (("PA", ("persistent absence", "personal adviser")),)


def test_negative_findings_come_first_when_they_are_asked_for(engine: Engine) -> None:
    assert ids(engine, "what does not work for offending and crime")[0] == "scare-visits"
    assert ids(engine, "young people offending crime mentor")[0] == "mentoring-crime"


def test_ages_named_in_the_question_steer(engine: Engine) -> None:
    result = engine.search("reading and language for under fives", audience=EVERYBODY)
    assert result.facets.ages == (0, 5)
    assert result.hits[0].id == "nursery-talk"
    assert any(re.fullmatch(r"ages \d+ to \d+", facet) for facet in result.hits[0].why.facets)


def test_a_council_named_in_the_question_lifts_its_example(engine: Engine) -> None:
    result = engine.search("who has tried missed day letters in Manchester", audience=EVERYBODY)
    assert result.facets.authorities == ("E08000003",)
    assert result.hits[0].id == "manchester-letters"
    assert "Manchester" in result.hits[0].why.facets


def test_a_practice_comes_before_its_example_otherwise(engine: Engine) -> None:
    found = ids(engine, "letters about missed school days")
    assert found.index("attendance-letters") < found.index("manchester-letters")


def test_reading_the_subject_is_not_reading_the_council(engine: Engine) -> None:
    assert engine.search("paired reading", audience=EVERYBODY).facets.authorities == ()
    found = engine.search("paired reading in Reading", audience=EVERYBODY)
    assert found.facets.authorities == ("E06000038",)


def test_a_follow_up_is_read_with_the_question_before_it(engine: Engine) -> None:
    alone = engine.search("and for under fives?", audience=EVERYBODY)
    together = engine.search(
        "and for under fives?", audience=EVERYBODY, context="talking games for Year 6"
    )
    assert together.hits[0].id == "nursery-talk"
    assert together.facets.ages == (0, 5)
    assert not alone.hits or alone.probability < together.probability


def test_a_new_question_does_not_drag_the_old_one_along(engine: Engine) -> None:
    question = "family group conferences for children on the edge of care"
    alone = ids(engine, question)
    assert ids(engine, question, context="talking games at nursery") == alone


def test_kinds_narrow_what_is_found(engine: Engine) -> None:
    result = engine.search(
        "missed school days", audience=EVERYBODY, kinds=frozenset({Kind.EXAMPLE})
    )
    assert {hit.kind for hit in result.hits} == {Kind.EXAMPLE}


def test_a_put_entry_is_found_at_once_and_a_removed_one_never_again(engine: Engine) -> None:
    engine.put(practice("kites", "Flying kites together", "Families fly kites in the park."))
    assert ids(engine, "kites")[0] == "kites"
    engine.remove(Kind.PRACTICE, "kites")
    assert "kites" not in ids(engine, "kites")
    engine.remove(Kind.PRACTICE, "never-there")


def test_an_edit_takes_the_place_of_what_was_there(engine: Engine) -> None:
    engine.put(practice("nursery-talk", "Singing at nursery", "Adults sing with small children."))
    assert ids(engine, "singing")[0] == "nursery-talk"
    assert ids(engine, "talking games") == []


def test_a_retired_practice_is_not_found(engine: Engine) -> None:
    engine.put(replace(PRACTICES[0], status=PracticeStatus.RETIRED))
    assert "attendance-letters" not in ids(engine, "letters about missed school days")


def test_each_hit_says_which_words_brought_it(engine: Engine) -> None:
    hit = engine.search("talking games for babies", audience=EVERYBODY).hits[0]
    assert set(hit.why.words) == {"talking", "games"}


@pytest.mark.parametrize(
    "text", ["", "   ", "?!", "\u200b\u202e", "\U0001f642\U0001f642", "the of and", "\x00\xff"]
)
def test_a_question_without_words_finds_nothing_and_breaks_nothing(
    engine: Engine, text: str
) -> None:
    assert ids(engine, text) == []


def test_an_empty_base_answers_that_it_has_nothing() -> None:
    result = Engine(TAXONOMY, AUTHORITIES).search("anything at all", audience=EVERYBODY)
    assert result.hits == ()
    assert result.confidence.value == "NONE"
