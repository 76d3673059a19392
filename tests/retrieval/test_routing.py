"""Routing: which community a post belongs to, why, and that moderators' placing is learnt from."""

from dataclasses import replace

import pytest

from ntg_bot.bootstrap.learning import placed_by_moderators
from ntg_bot.domain.knowledge import Practice
from ntg_bot.domain.taxonomy import Community
from ntg_bot.retrieval.routing import CommunityRouter
from tests.retrieval.sample_base import TAXONOMY, practice

ATTENDANCE, CARE = "attendance", "care"
COMMUNITIES = replace(
    TAXONOMY,
    communities=(
        Community(ATTENDANCE, "Attendance", "Getting to school", ("absence", "lates")),
        Community(CARE, "Children in care", "Foster and kinship care", ("foster carers",)),
    ),
)
POSTS = [
    ("we ran a breakfast bus and lates fell by half", (ATTENDANCE,)),
    ("our school rang home on the first day and absence fell from 9 to 6 per cent", (ATTENDANCE,)),
    ("we set up a coffee morning for foster carers, 12 came", (CARE,)),
    ("our team trained foster carers in sleep routines, fewer moves this year", (CARE,)),
]
NOT_SHARING = ("is there a form for this", "thanks everyone", "meeting moved to 2pm", "any ideas?")
LANTERN = "we started a lantern walk with grandparents on Thursdays, 30 came"


def router(*shared: Practice) -> CommunityRouter:
    return CommunityRouter(
        COMMUNITIES,
        shared,
        (),
        posts=POSTS,
        not_sharing=NOT_SHARING,
        corrections=placed_by_moderators(shared),
    )


def accepted(id: str, told: str, community: str, authority: str = "") -> Practice:
    """A practice as ReviewService publishes it."""
    return practice(
        id,
        "A walk",
        told,
        communities=(community,),
        how_it_works_basis="the sharer's own account",
        shared_by=authority,
    )


def test_a_post_goes_to_the_community_whose_words_it_uses() -> None:
    routing = router().route("we gave each of our foster carers a mentor, moves fell by a third")
    assert routing.communities[0].community == CARE
    assert any("foster" in reason for reason in routing.communities[0].reasons)
    assert sum(each.score for each in routing.communities) == pytest.approx(1.0)


def test_words_alone_without_a_text_are_no_sharing() -> None:
    assert not router().route("🙂").is_sharing
    assert not router().route("").is_sharing


def test_where_moderators_placed_a_post_changes_what_is_proposed_next() -> None:
    before = [each.community for each in router().route(LANTERN).communities]
    placed = accepted("lantern", "a lantern walk with grandparents, every week", before[-1])
    after = [each.community for each in router(placed).route(LANTERN).communities]
    assert after == before[::-1]


def test_only_what_members_shared_counts_as_placed_by_moderators() -> None:
    shared = accepted("walk", "a lantern walk", CARE)
    of_council = accepted("club", "a homework club", CARE, "E08000003")
    written = practice("book", "A book", "a book club", communities=(CARE,))
    assert placed_by_moderators([shared, of_council, written]) == [
        ("a lantern walk", (CARE,)),
        ("a homework club", (CARE,)),
    ]
