"""What a question names besides its topic."""

from __future__ import annotations

import pytest

from ntg_bot.domain.asking import Facets
from ntg_bot.retrieval import Engine
from ntg_bot.retrieval.ages import ages_in
from tests.retrieval.sample_base import AUTHORITIES, EVERYBODY, ITEMS, TAXONOMY


@pytest.fixture(scope="module")
def engine() -> Engine:
    engine = Engine(TAXONOMY, AUTHORITIES)
    engine.replace(ITEMS)
    return engine


def facets(engine: Engine, text: str) -> Facets:
    return engine.search(text, audience=EVERYBODY).facets


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("under fives", (0, 5)),
        ("in year 8", (12, 13)),
        ("years 7 to 9", (11, 14)),
        ("y10 and y11 pupils", (14, 16)),
        ("key stage 2", (7, 11)),
        ("ks3", (11, 14)),
        ("14-16 year olds", (14, 17)),
        ("a thirteen year old", (13, 14)),
        ("babies", (0, 2)),
        ("teenagers", (13, 18)),
        ("over 16", (16, 25)),
        ("10-12 weeks of lessons", None),
        ("15% of pupils", None),
        ("the best way to begin", None),
    ],
)
def test_ages_are_read_as_people_write_them(text: str, ages: tuple[int, int] | None) -> None:
    assert ages_in(text) == ages


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("help for young carers", "young-carers"),
        ("children with a caring role", "young-carers"),
        ("LAC in year 9", "children-in-care"),
        ("looked after children's results", "children-in-care"),
        ("children excluded from school", "excluded-from-school"),
    ],
)
def test_groups_are_read_by_name_term_and_acronym(engine: Engine, text: str, group: str) -> None:
    assert group in facets(engine, text).groups


@pytest.mark.parametrize(
    "text",
    [
        "what doesn't work for offending",
        "is mentoring a waste of money",
        "did the prison visits make things worse",
        "anything we should stop doing about crime",
        "which visits have been shown not to work",
    ],
)
def test_asking_for_what_failed_is_heard(engine: Engine, text: str) -> None:
    assert facets(engine, text).wants_negative


@pytest.mark.parametrize("text", ["what works for offending", "young people who are not in school"])
def test_a_no_that_is_not_about_the_evidence_is_not(engine: Engine, text: str) -> None:
    assert not facets(engine, text).wants_negative


def test_places_are_read_and_common_words_are_not_places(engine: Engine) -> None:
    found = facets(engine, "letters in Manchester or anywhere in the North West")
    assert found.authorities == ("E08000003",)
    assert found.regions == ("North West",)
    assert facets(engine, "reading with younger pupils").authorities == ()


def test_facets_steer_and_never_filter(engine: Engine) -> None:
    plain = {hit.id for hit in engine.search("talking games", audience=EVERYBODY).hits}
    named = {hit.id for hit in engine.search("talking games ks4", audience=EVERYBODY).hits}
    assert plain <= named
