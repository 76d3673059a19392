"""What is much like another practice, and what says the opposite of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ntg_bot.domain.curating import PairKind
from ntg_bot.domain.knowledge import Direction, Practice, PracticeStatus
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.services.likeness import LikenessService, Near, reported
from tests.fakes.clock import START
from tests.fakes.entries import ATTENDANCE, practice
from tests.fakes.world import World

LAUNDRY = practice(
    "school-laundry",
    "A laundry room at school",
    summary="Families without a washing machine use the laundry room at school, so that pupils "
    "come in clean uniform and miss fewer days.",
)


def shared(title: str, what: str, what_happened: str = "Attendance rose.") -> Submission:
    return Submission(
        "s1", "w", "m", title, what, "", what_happened, "", (ATTENDANCE,), State.SUBMITTED,
        START, START,
    )  # fmt: skip


@pytest.fixture
def likeness(bot: World) -> LikenessService:
    keep(bot, LAUNDRY)
    return LikenessService(bot.library, bot.retriever)


def keep(bot: World, *items: Practice) -> None:
    for item in items:
        bot.library.put(item)
        bot.retriever.put(item)


SAME = shared(
    "Washing uniform at school",
    "We opened a laundry room so that families without a washing machine can wash uniform at "
    "school and pupils miss fewer days.",
)
OTHER = shared("Football at lunch", "Year 9 play football at lunch with a coach every day.")


def test_the_same_in_other_words_is_found_and_another_thing_is_not(
    likeness: LikenessService,
) -> None:
    assert likeness.of_submission(SAME) == (Near("school-laundry", PairKind.DUPLICATE),)
    assert likeness.of_submission(OTHER) == ()


def test_the_same_name_is_enough(likeness: LikenessService) -> None:
    named = shared("Laundry room at school", "We bought two machines.")
    assert likeness.of_submission(named) == (Near("school-laundry", PairKind.DUPLICATE),)


def test_evidence_to_the_contrary_is_shown_before_likeness(
    bot: World, likeness: LikenessService
) -> None:
    tested = replace(LAUNDRY.evidence, direction=Direction.NULL)
    keep(bot, replace(LAUNDRY, evidence=tested))
    assert likeness.of_submission(SAME) == (Near("school-laundry", PairKind.CONTRADICTION),)
    # Whoever reports that nothing came of it says the same as the evidence.
    agreeing = replace(SAME, what_happened="It made no difference to attendance.")
    assert likeness.of_submission(agreeing) == (Near("school-laundry", PairKind.DUPLICATE),)


def test_a_retired_practice_is_like_nothing(bot: World, likeness: LikenessService) -> None:
    keep(bot, replace(LAUNDRY, status=PracticeStatus.RETIRED))
    assert likeness.of_submission(SAME) == ()


def test_two_practices_that_disagree_about_the_same_children_are_a_pair(
    bot: World, likeness: LikenessService
) -> None:
    against = replace(
        LAUNDRY,
        id="laundry-trial",
        title="Trial of a laundry room",
        evidence=replace(LAUNDRY.evidence, direction=Direction.NEGATIVE),
    )
    keep(bot, replace(LAUNDRY, evidence=replace(LAUNDRY.evidence, direction=Direction.POSITIVE)))
    keep(bot, against)
    assert Near("school-laundry", PairKind.CONTRADICTION) in likeness.of_practice(against)
    elsewhere = replace(against, groups=("others",), communities=("elsewhere",))
    assert likeness.of_practice(elsewhere) == ()


def test_another_that_waits_is_named(likeness: LikenessService) -> None:
    twin = replace(SAME, id="s2")
    assert likeness.of_waiting(SAME, [OTHER, SAME, twin]) == twin
    assert likeness.of_waiting(OTHER, [OTHER, SAME]) is None


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Absence fell from 9% to 7%.", Direction.POSITIVE),
        ("It made no difference to absence.", Direction.NULL),
        ("Behaviour got worse in the afternoons.", Direction.NULL),
        ("We saw no clear change.", Direction.NULL),
        ("It didn't work for boys.", Direction.NULL),
        ("", Direction.UNCLEAR),
        ("No child was excluded.", Direction.POSITIVE),
    ],
)
def test_a_report_is_read_for_comparing_only(text: str, direction: Direction) -> None:
    assert reported(text) is direction


async def test_the_weekly_look_lists_new_pairs_once_and_a_moderator_settles_them(
    bot: World,
) -> None:
    twin = replace(LAUNDRY, id="laundry-two")
    async with bot.database.uow() as work:
        for item in (LAUNDRY, twin):
            await work.knowledge.save(item, by="m", at=bot.clock.now())
        await work.commit()
    await bot.knowledge_base.refresh()
    assert await bot.joined.sweep.tick() == 1
    assert await bot.joined.sweep.tick() == 0, "once a week"
    said = await bot.deliver()
    assert {each.delivery.workspace_id for each in said} == {bot.home.id, bot.away.id}
    assert all("are much alike" in each.text for each in said)
    bot.clock.forward(days=7)
    assert await bot.joined.sweep.tick() == 0, "it is known already"
    [pair] = [each for each in bot.chat.messages if each.delivery.workspace_id == bot.home.id]
    await bot.press("u-mod", pair, "They are different")
    [listed] = await bot.post("u-mod", "pairs")
    assert "There is nothing to compare." in listed.text
