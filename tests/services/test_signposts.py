"""Signposts by today's names, and questions that ask for a level."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ntg_bot.domain.asking import Confidence, Facets, Hit, SearchResult, Why
from ntg_bot.domain.knowledge import Kind, Organisation
from ntg_bot.domain.levels import NAMES, Level
from ntg_bot.services.levels import level_asked, with_level_first
from ntg_bot.services.library import Library
from ntg_bot.services.signposts import Signpost, Signposts
from tests.fakes.entries import ATTENDANCE, AUTHORITIES, SEND, TAXONOMY, example, practice


def body(id: str, status: str = "extant", **changes: object) -> Organisation:
    made = Organisation(id, id.upper(), f"Body {id}", "It is.", status, False, "a test")
    return replace(made, **changes)  # type: ignore[arg-type]


BODIES = (
    body("now"),
    body("old", "merged", successors=("later",), aliases=("The Older Name",)),
    body("later", "closed", successors=("now",)),
    body("gone", "closed"),
    body("circle", "merged", successors=("round",)),
    body("round", "merged", successors=("circle",)),
)


def library(*organisations: str) -> Library:
    made = Library(TAXONOMY, AUTHORITIES)
    made.replace(
        [
            *BODIES,
            practice("walk", "Walk", organisations=organisations),
            practice("club", "Club", organisations=("NOW", "A university"), communities=(SEND,)),
            practice("own", "Own", organisations=(), communities=(SEND,)),
        ]
    )
    return made


@pytest.mark.parametrize(
    ("named", "found"),
    [
        (("A university",), [Signpost("A university")]),
        (("OLD",), [Signpost("Body now", "OLD")]),
        (("older name", "now"), [Signpost("Body now", "OLD")]),
        (("now", "OLD"), [Signpost("Body now")]),
        (("gone",), []),
        (("circle",), []),
        (
            tuple(f"University {n}" for n in range(9)),
            [Signpost(f"University {n}") for n in range(5)],
        ),
    ],
)
def test_bodies_are_named_as_they_are_now_each_once(
    named: tuple[str, ...], found: list[Signpost]
) -> None:
    assert list(Signposts(library(*named)).of_practices(["walk"])) == found


def test_a_practice_that_names_nobody_points_to_those_of_its_theme() -> None:
    signposts = Signposts(library("gone"))
    expected = {Signpost("Body now"), Signpost("A university")}
    assert set(signposts.of_practices(["own"])) == expected
    assert set(signposts.of_communities([SEND])) == expected
    assert signposts.of_communities([ATTENDANCE]) == ()


def test_practices_are_found_by_every_name_of_a_body() -> None:
    signposts = Signposts(library("Older name"))
    [old] = [each for each in BODIES if each.id == "old"]
    assert [each.id for each in signposts.practices_of(old)] == ["walk"]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("what works for attendance at the level of inter-agency governance?", Level.GOVERNANCE),
        ("interagency governance of early help", Level.GOVERNANCE),
        ("integrated processes for young carers", Level.PROCESSES),
        ("what helps, at strategic level, for care leavers", Level.STRATEGY),
        ("integrated front line delivery for families", Level.FRONT_LINE),
        ("on the outcomes level", Level.OUTCOMES),
        ("what is the process for exclusion", None),
        ("outcomes for children in care", None),
        ("does strategy matter", None),
    ],
)
def test_a_level_is_asked_for_in_the_onions_own_words(text: str, level: Level | None) -> None:
    assert level_asked(text) is level


def test_every_level_is_known_by_its_own_name_but_for_outcomes() -> None:
    for level, name in NAMES.items():
        said = "at the outcomes for children level" if level is Level.OUTCOMES else name
        assert level_asked(f"what works for {said.lower()}?") is level


def test_what_acts_at_the_level_comes_first_and_nothing_is_left_out() -> None:
    made = Library(TAXONOMY, AUTHORITIES)
    made.replace(
        [
            practice("a", "A"),
            practice("b", "B", levels=(Level.PROCESSES.value,)),
            practice("c", "C", levels=(Level.STRATEGY.value,)),
            example("leeds", "Leeds", "b"),
        ]
    )
    ids = [("a", Kind.PRACTICE), ("c", Kind.PRACTICE), ("leeds", Kind.EXAMPLE),
           ("b", Kind.PRACTICE), ("gone", Kind.FAQ)]  # fmt: skip
    hits = tuple(Hit(id, kind, 1.0, Why()) for id, kind in ids)
    result = SearchResult(hits=hits, confidence=Confidence.ANSWER, probability=1.0, facets=Facets())
    ordered = with_level_first(result, Level.PROCESSES, made)
    assert [hit.id for hit in ordered.hits] == ["leeds", "b", "a", "c", "gone"]
    assert ordered.confidence is Confidence.ANSWER
