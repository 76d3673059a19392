"""What is in a digest: news since the one before, and nobody's words but released ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ntg_bot.conversation import facts
from ntg_bot.domain.asking import Confidence, Hit, SearchResult
from ntg_bot.domain.checks import Holds, RealityCheck, Subject, WordsState
from ntg_bot.domain.digest import DigestItem, IssueStatus, ItemKind, Week
from ntg_bot.domain.errors import WrongState
from ntg_bot.domain.handing import Handoff, HandoffState, Reach
from ntg_bot.domain.knowledge import Item, Kind, Practice, PracticeStatus
from ntg_bot.services.asking import Asking
from ntg_bot.services.digest_content import MOST_ITEMS
from ntg_bot.services.digest_sources import Period
from ntg_bot.services.digests import DigestService, Preview
from ntg_bot.services.ports import UnitOfWork
from tests.fakes.entries import ATTENDANCE, BREAKFAST, PARENTS, SEND, WALKING_BUS, practice
from tests.fakes.world import ASKER, CHANNEL, SHARER, World

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEXT_DAY = date(2026, 11, 19)
"""the day after the clock's"""
NOBODY_KNOWS = SearchResult(Confidence.NONE, (), 0.0)
FOUND = SearchResult(Confidence.ANSWER, (Hit("walking-bus", Kind.PRACTICE, 1.0),), 0.9)


async def preview(bot: World, community: str = ATTENDANCE) -> Preview:
    async with bot.database.uow(read_only=True) as work:
        return await bot.digests.preview(work, community)


async def save(bot: World, item: Item, by: str = "") -> None:
    bot.clock.forward(minutes=1)
    async with bot.database.uow() as work:
        await work.knowledge.save(item, by=by or bot.people[SHARER].id, at=bot.clock.now())
        await work.commit()
    bot.library.put(item)
    bot.clock.forward(minutes=1)


async def ask(
    bot: World,
    text: str,
    result: SearchResult,
    *,
    release: Reach | None = None,
    helped: tuple[str, ...] = (),
) -> None:
    async with bot.database.uow() as work:
        asking = Asking(bot.people[ASKER], "c", "", text, "ask_what_works", result)
        question = await bot.asks.record(work, asking)
        if release:
            question, gap = await bot.asks.release_gap(work, bot.people[ASKER], question.id)
            put = Handoff(
                question.workspace_id, question.id, question.member_id, gap.id, ATTENDANCE,
                question.text, HandoffState.OPEN, bot.clock.now(), bot.clock.now().date(),
                reach=release,
            )  # fmt: skip
            assert await work.handoffs.add(put)
        for person in helped:
            await bot.asks.give_feedback(work, bot.people[person], question.id, helpful=True)
        await work.commit()
    bot.clock.forward(minutes=1)


async def freeze(bot: World, *, by_hand: bool = False) -> tuple[DigestItem, ...] | None:
    async with bot.database.uow() as work:
        issue = await bot.digests.freeze(work, ATTENDANCE, by_hand=by_hand)
        await work.commit()
    return issue.items if issue else None


async def test_the_first_filling_of_the_knowledge_base_is_no_news(bot: World) -> None:
    assert (await preview(bot)).items == ()


async def test_a_practice_that_a_member_shared_is_new_and_a_changed_one_is_changed(
    bot: World,
) -> None:
    await save(bot, practice("club", "Homework club"))
    await save(bot, replace(WALKING_BUS, summary="Better words."))
    assert [(item.kind, item.text, item.ref) for item in (await preview(bot)).items] == [
        (ItemKind.NEW_PRACTICE, "Homework club", "club"),
        (ItemKind.UPDATED_PRACTICE, "Walking bus", "walking-bus"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"communities": (SEND,)},
        {"status": PracticeStatus.RETIRED},
    ],
)
async def test_other_communities_and_retired_practices_are_left_out(
    bot: World, change: dict[str, object]
) -> None:
    await save(bot, practice("club", "Homework club", **change))
    assert (await preview(bot)).items == ()


async def test_new_phrasings_are_no_news(bot: World) -> None:
    await save(bot, replace(WALKING_BUS, asked_as=("who walks?",)), by="phrasing:m1")
    assert (await preview(bot)).items == ()


async def test_a_released_question_is_shown_in_words_and_others_are_only_counted(
    bot: World,
) -> None:
    await ask(bot, "do dogs help?", NOBODY_KNOWS)
    await ask(bot, "do trampolines help?", NOBODY_KNOWS, release=Reach.EVERYWHERE)
    await ask(bot, "what about gardening, our Tyler loves it", NOBODY_KNOWS)
    await ask(bot, "how do swings calm a school?", NOBODY_KNOWS, release=Reach.WANTED)

    async def wanted() -> list[tuple[ItemKind, str, str]]:
        items = (await preview(bot)).items
        return [(item.kind, item.text, item.detail) for item in items]

    # The community is in another workspace too, and no moderator let the last one go there.
    assert await wanted() == [
        (ItemKind.WANTED, "do trampolines help?", ""),
        (ItemKind.UNANSWERED, "", "3"),
    ]
    async with bot.database.uow() as work:
        await work.bindings.remove(bot.away.id, CHANNEL)
        await work.commit()
    assert {text for _, text, _ in await wanted()} == {
        "do trampolines help?", "how do swings calm a school?", "",
    }  # fmt: skip


async def test_answers_that_helped_are_named_by_practice_and_people_without_their_words(
    bot: World,
) -> None:
    await ask(bot, "buses on foot for our Tyler?", FOUND, helped=(ASKER, SHARER))
    await ask(bot, "walking bus?", FOUND, helped=(ASKER,))
    await ask(bot, "nobody has said whether this helped", FOUND)
    [item] = (await preview(bot)).items
    assert (item.kind, item.text, item.ref, item.detail) == (
        ItemKind.ANSWERED,
        "Walking bus",
        "walking-bus",
        "2",
    )


async def test_an_issue_begins_where_the_one_before_ended(bot: World) -> None:
    await save(bot, practice("club", "Homework club"))
    bot.clock.at = MONDAY
    first = await freeze(bot)
    assert first is not None
    assert [item.ref for item in first] == ["club"]
    assert (await preview(bot)).items == ()
    await save(bot, BREAKFAST)  # equal to what is stored: nothing changed
    await save(bot, practice("choir", "School choir"))
    bot.clock.at = MONDAY + timedelta(days=7)
    assert (await preview(bot)).start == MONDAY
    second = await freeze(bot)
    assert second is not None
    assert [item.ref for item in second] == ["choir"]


async def test_a_first_digest_holds_a_week(bot: World) -> None:
    await save(bot, practice("club", "Homework club"))
    bot.clock.at = MONDAY + timedelta(days=14)
    assert (await preview(bot)).start == bot.clock.now() - timedelta(days=7)
    assert (await preview(bot)).items == ()


@pytest.mark.parametrize("missed", [1, 2, 5])
async def test_after_missed_weeks_a_digest_reaches_back_two_weeks_at_most(
    bot: World, missed: int
) -> None:
    bot.clock.at = MONDAY
    assert await freeze(bot) == ()
    bot.clock.at = MONDAY + timedelta(days=7 * missed, hours=1)
    await save(bot, practice("club", "Homework club"))
    bot.clock.at = MONDAY + timedelta(days=7 * (missed + 1))
    assert bot.clock.now() - (await preview(bot)).start == timedelta(days=14)
    assert [item.ref for item in (await preview(bot)).items] == ["club"]


async def test_a_digest_has_seven_items_at_most_and_every_kind_gets_its_turn(bot: World) -> None:
    await ask(bot, "walking bus?", FOUND, helped=(ASKER,))
    for number in range(9):
        await save(bot, practice(f"p{number}", f"Practice {number}"))
    found = await preview(bot)
    assert len(found.items) == MOST_ITEMS == 7
    kinds = [item.kind for item in found.items]
    assert kinds == [ItemKind.NEW_PRACTICE] * 6 + [ItemKind.ANSWERED]
    assert found.left_out == 3


async def test_a_practice_is_there_once_for_the_first_of_its_reasons(bot: World) -> None:
    """What is new was asked for too, and its evidence is due: it is new, and no more."""
    await save(bot, replace(WALKING_BUS, summary="Other words.", review_by=NEXT_DAY))
    await ask(bot, "walking bus?", FOUND, helped=(ASKER,))
    bot.clock.at = MONDAY
    [item] = (await preview(bot)).items
    assert (item.kind, item.ref) == (ItemKind.UPDATED_PRACTICE, "walking-bus")


async def test_what_was_taken_out_is_said_once_it_was_known(bot: World) -> None:
    await save(bot, replace(WALKING_BUS, status=PracticeStatus.RETIRED))
    [item] = (await preview(bot)).items
    assert (item.kind, item.text) == (ItemKind.CORRECTION, "Walking bus")


async def test_what_fell_due_within_the_period_is_said_and_nothing_older(bot: World) -> None:
    for id, due in (("due", NEXT_DAY), ("long ago", date(2026, 6, 2)), ("later", MONDAY.date())):
        bot.library.put(practice(id, id, review_by=due))
    bot.clock.at = MONDAY
    [item] = (await preview(bot)).items
    assert (item.kind, item.ref, item.detail) == (ItemKind.DUE, "due", "2026-11-19")


async def test_something_new_nearby_comes_along_but_makes_no_digest_by_itself(bot: World) -> None:
    bot.library.put(practice("bridge", "Bridge", communities=(ATTENDANCE, SEND)))
    await save(bot, practice("far", "A far thing", communities=(PARENTS,)))
    await save(bot, practice("near", "A near thing", communities=(SEND,)))
    assert (await preview(bot)).items == ()
    await save(bot, practice("club", "Homework club"))
    own, nearby = (await preview(bot)).items
    assert (own.kind, own.ref) == (ItemKind.NEW_PRACTICE, "club")
    assert (nearby.kind, nearby.ref, nearby.detail) == (ItemKind.NEIGHBOUR, "near", SEND)
    assert nearby.evidence == "promising"


async def test_what_a_later_sync_brings_or_changes_is_news(bot: World) -> None:
    await save(bot, practice("club", "Homework club"), by="sync")
    await save(bot, replace(WALKING_BUS, summary="Better words."), by="sync")
    assert [(item.kind, item.ref) for item in (await preview(bot)).items] == [
        (ItemKind.NEW_PRACTICE, "club"),
        (ItemKind.UPDATED_PRACTICE, "walking-bus"),
    ]


async def test_another_source_of_items_needs_nothing_but_to_be_named(bot: World) -> None:
    class Checks:
        async def items(self, work: UnitOfWork, period: Period) -> list[DigestItem]:
            tally = "2,1,0,1" if period.community == ATTENDANCE else ""
            return [DigestItem(ItemKind.REALITY_CHECK, "Walking bus", "walking-bus", tally)]

    digests = DigestService(bot.library, bot.clock, bot.ids, bot.digests.timing, [Checks()])
    async with bot.database.uow(read_only=True) as work:
        found = await digests.preview(work, ATTENDANCE)
    text = await bot.card(facts.Digest(ATTENDANCE, str(found.week), items=found.items))
    assert "What councils found\n- Walking bus: Tried by 3 councils: 2 say it holds" in text


async def test_what_councils_report_is_news_with_all_that_councils_say(bot: World) -> None:
    async with bot.database.uow() as work:
        for number, (council, holds) in enumerate(
            (("E08000035", "holds"), ("E08000003", "partly"), ("E08000003", "not_tried"))
        ):
            bot.clock.forward(days=1)
            subject = "walking-bus" if number < 2 else "breakfast-club"
            check = RealityCheck(
                id=bot.ids.new(),
                workspace_id=bot.home.id,
                member_id=bot.people[SHARER].id,
                subject=Subject.PRACTICE,
                subject_id=subject,
                authority=council,
                holds=Holds(holds),
                adapted="by our Tyler",
                for_whom="",
                measured="",
                wants_contact=False,
                words=WordsState.WAITING,
                given_at=bot.clock.now(),
            )
            await work.checks.add(check)
        await work.commit()
    bot.clock.forward(minutes=1)
    found = await preview(bot)
    assert [(item.kind, item.ref, item.detail) for item in found.items] == [
        (ItemKind.REALITY_CHECK, "walking-bus", "1,1,0,0")
    ]
    text = await bot.card(facts.Digest(ATTENDANCE, str(found.week), items=found.items))
    assert "Tried by 2 councils: 1 says it holds, 1 partly." in text
    assert "Tyler" not in text


async def test_freezing_twice_makes_one_issue(bot: World) -> None:
    await save(bot, practice("club", "Homework club"))
    bot.clock.at = MONDAY
    assert await freeze(bot) is not None
    assert await freeze(bot) is None


async def test_by_hand_an_empty_digest_is_refused_and_the_week_stays_open(bot: World) -> None:
    bot.clock.at = MONDAY
    with pytest.raises(WrongState, match="digest_empty"):
        await freeze(bot, by_hand=True)
    await save(bot, practice("club", "Homework club"))
    assert await freeze(bot, by_hand=True) is not None


async def test_by_the_clock_an_empty_week_is_frozen_as_empty(bot: World) -> None:
    bot.clock.at = MONDAY
    assert await freeze(bot) == ()
    async with bot.database.uow(read_only=True) as work:
        issue = await work.digests.of_week(ATTENDANCE, Week(2026, 48))
        assert issue is not None
        assert issue.status is IssueStatus.EMPTY
        assert await bot.digests.latest(work, ATTENDANCE) is None


async def test_sent_early_by_hand_the_clock_skips_that_week_and_nothing_is_said_twice(
    bot: World,
) -> None:
    await save(bot, practice("club", "Homework club"))
    assert await freeze(bot, by_hand=True) is not None
    async with bot.database.uow(read_only=True) as work:
        latest = await bot.digests.latest(work, ATTENDANCE)
    assert latest is not None
    assert latest.week == Week(2026, 48)
    assert (await preview(bot)).items == ()
    bot.clock.at = MONDAY
    assert await freeze(bot) is None
    await save(bot, practice("choir", "School choir"))
    bot.clock.at = MONDAY + timedelta(days=7)
    items = await freeze(bot)
    assert items is not None
    assert [item.ref for item in items] == ["choir"]


async def test_by_hand_no_more_than_next_weeks_issue_is_taken(bot: World) -> None:
    bot.clock.at = MONDAY
    for name in ("one", "two"):
        await save(bot, practice(name, name))
        assert await freeze(bot, by_hand=True) is not None
    await save(bot, practice("three", "three"))
    with pytest.raises(WrongState, match="digest_out"):
        await freeze(bot, by_hand=True)
    assert [item.ref for item in (await preview(bot)).items] == ["three"]


async def test_a_practice_that_was_taken_out_since_is_not_named(bot: World) -> None:
    await ask(bot, "walking bus?", FOUND, helped=(ASKER,))
    bot.library.replace([item for item in bot.library.items if not isinstance(item, Practice)])
    assert (await preview(bot)).items == ()
