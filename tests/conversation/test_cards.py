"""Every card: it is drawn whatever people wrote, and its summary tells all that its body holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

import pytest
from hypothesis import HealthCheck, example, given, settings

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Divider,
    Element,
    Facts,
    Form,
    Heading,
    Image,
    Quote,
    Text,
)
from ntg_bot.conversation.plain import span_text
from ntg_bot.conversation.present.reviewing import Standing
from ntg_bot.domain.asking import Confidence
from ntg_bot.domain.knowledge import Direction, Practice
from ntg_bot.domain.sharing import State, Submission
from tests.conversation.drawn import HOSTILE
from tests.conversation.said import SAID
from tests.fakes.entries import ATTENDANCE, WALKING_BUS, practice
from tests.fakes.world import MODERATOR, SHARER, World

ACROSS_EXAMPLES = settings(
    max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
"""the database is only read, so examples may share it"""


def told(element: Element) -> Iterator[str]:
    """All that a sighted reader learns from `element`, piece by piece."""
    match element:
        case Heading(text) | Quote(text):
            yield text
        case Text(spans) | Context(spans):
            yield from map(span_text, spans)
        case Bullets(items):
            for item in items:
                yield from map(span_text, item)
        case Facts(pairs):
            for label, spans in pairs:
                yield label
                yield from map(span_text, spans)
        case Image(_, alt):
            yield alt
        case Divider():
            pass
        case Actions(buttons):
            yield from (button.says or button.label for button in buttons)
        case Form(title=title, fields=fields):
            yield title
            for field in fields:
                yield field.label
                yield field.error
        case _:
            assert_never(element)


def buttons(card: Card) -> list[Button]:
    rows = [element for element in card.body if isinstance(element, Actions)]
    return [button for row in rows for button in row.buttons]


def check(card: Card) -> None:
    """What holds for every card there is."""
    for element in card.body:
        for piece in told(element):
            assert piece in card.summary
    assert card.summary.strip()
    for button in buttons(card):
        assert button.label.strip()
        assert button.action.strip()
    for element in card.body:
        if isinstance(element, Actions):
            assert element.buttons
        if isinstance(element, Form):
            assert 1 <= len(element.fields) <= 5
            names = [field.name for field in element.fields]
            assert len(names) == len(set(names))


@given(SAID)
@ACROSS_EXAMPLES
async def test_whatever_is_said_becomes_a_card_whose_summary_tells_all_of_it(
    bot: World, said: facts.Said
) -> None:
    card = await bot.presenter.present(facts.decode(facts.encode(said)))
    if not (isinstance(said, facts.Reply) and not card.summary.strip()):
        check(card)


def test_every_kind_of_fact_is_among_those_that_are_drawn() -> None:
    """A kind added to the union must be added to the strategy that draws them all."""
    drawn = {name for name in facts.KINDS if name in repr(SAID)}
    assert drawn == set(facts.KINDS) - {"Reply"}  # drawn by a function of its own


@given(HOSTILE, HOSTILE, HOSTILE)
@ACROSS_EXAMPLES
@example("x", "y", "z")
async def test_a_members_words_travel_unchanged_and_in_no_markup(
    bot: World, title: str, what: str, reason: str
) -> None:
    now = bot.clock.now()
    base = Submission(
        id="s1",
        workspace_id=bot.home.id,
        member_id=bot.people[SHARER].id,
        title=title or "-",
        what=what or "-",
        for_whom=reason,
        what_happened=what,
        how_known="",
        communities=(ATTENDANCE,),
        state=State.DRAFT,
        created_at=now,
        changed_at=now,
        authority="E08000035",
        reason=reason,
    )
    for state in State:
        submission = replace(base, state=state)
        cards = [
            bot.presenter._sharing.draft(facts.Draft("w", "s1"), submission),
            bot.presenter._sharing.form(facts.ShareForm("s1", "w"), submission),
            bot.presenter._sharing.review(
                submission, now, Standing("Mo", is_taken=True, holder=reason)
            ),
            bot.presenter._sharing.queue([(submission, Standing())], now),
            bot.presenter._sharing.route_form(facts.RouteForm("w", "s1"), submission),
            bot.presenter._sharing.reason_form(facts.ReasonForm("w", "s1", "decline"), submission),
        ]
        for card in cards:
            check(card)
        if state is State.SUBMITTED:
            assert base.what in cards[2].summary
            assert {button.action for button in buttons(cards[2])} >= {"review.accept"}
        else:
            assert not any(button.action == "review.accept" for button in buttons(cards[2]))


@pytest.mark.parametrize("direction", list(Direction))
async def test_every_direction_of_evidence_has_its_words(bot: World, direction: Direction) -> None:
    evidence = replace(WALKING_BUS.evidence, direction=direction)
    bot.library.put(replace(WALKING_BUS, evidence=evidence))
    text = await bot.card(facts.HowItWorks("walking-bus"))
    words = {
        Direction.POSITIVE: "it helps",
        Direction.PROMISING: "not yet sure",
        Direction.MIXED: "mixed",
        Direction.NULL: "no clear difference",
        Direction.NEGATIVE: "more harm than good",
        Direction.UNCLEAR: "not clear",
        Direction.DESCRIPTIVE: "has not been tested",
    }
    assert words[direction] in text
    assert "+2 months (EEF; a controlled trial)" in text


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        ("5-11", "5 to 11"),
        ("0-5 and parents", "0-5 and parents|0 to 5 and parents"),
        ("parents", "parents and carers"),
        ("families", "families"),
        ("whole family", "whole family"),
        ("all-ages", "all ages"),
    ],
)
async def test_every_age_range_of_the_knowledge_base_is_shown(
    bot: World, ages: str, words: str
) -> None:
    bot.library.put(practice("p", "P", age_range=ages))
    text = await bot.card(facts.HowItWorks("p"))
    assert re.search(f"Ages: ({words})", text)


@pytest.mark.parametrize(
    ("change", "is_due"),
    [
        ({}, False),
        ({"review_by": WALKING_BUS.reviewed}, True),
        ({"reviewed": WALKING_BUS.reviewed.replace(year=2022)}, True),
    ],
)
async def test_what_is_due_for_another_look_says_so(
    bot: World, change: dict[str, object], is_due: bool
) -> None:
    bot.library.put(practice("p", "P", **change))
    assert ("due for another look" in await bot.card(facts.HowItWorks("p"))) is is_due


async def test_a_practice_with_nothing_optional_is_drawn_everywhere(bot: World) -> None:
    bare: Practice = practice(
        "bare", "Bare", cost=None, organisations=(), sources=(), how_it_works=(), cautions=()
    )
    bot.library.put(bare)
    for said in (
        facts.HowItWorks("bare"),
        facts.Comparison(("bare", "walking-bus")),
        facts.Published("bare", ATTENDANCE),
    ):
        check(await bot.presenter.present(said))


async def test_a_shared_acronym_keeps_its_capitals_on_buttons(bot: World) -> None:
    said = facts.Answer(
        "q", Confidence.CLOSEST, (), ambiguous=(("PRU", ("PRU, a school", "pay review unit")),)
    )
    labels = [button.label for button in buttons(await bot.presenter.present(said))]
    assert labels[:2] == ["PRU, a school", "Pay review unit"]


async def test_who_decided_is_named_to_the_moderators(bot: World) -> None:
    [draft] = await bot.post(SHARER, "share: We ran a club.")
    await bot.fill_in(SHARER, draft)
    review = bot.chat.last()
    assert review.button("Accept")
    await bot.press(MODERATOR, review, "Accept")
    assert "Accepted by Mo, and published." in review.text
