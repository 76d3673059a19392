"""Workshops, boards and the register, as curators and everybody else have them in the chat."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import icalendar

from ntg_bot.content import load_knowledge
from ntg_bot.domain.asking import Facets
from ntg_bot.domain.meetings import Board, Meeting, MeetingKind, MeetingState
from ntg_bot.domain.people import Member, Role
from ntg_bot.publishing.calendar import Appointment, calendar
from tests.conversation.test_editions import published
from tests.fakes.world import ADMIN, ASKER, AWAY, MODERATOR, SHARER, World

WORKSHOP = {
    "title": "North West workshop",
    "kind": "workshop",
    "region": "North West",
    "starts": "12/03/2027 10:30",
    "place": "Bolton Town Hall",
}


async def planned(bot: World) -> None:
    form = (await bot.post(MODERATOR, "new workshop"))[-1]
    await bot.fill_in(MODERATOR, form, **WORKSHOP)


async def meeting(bot: World) -> Meeting:
    async with bot.database.uow(read_only=True) as work:
        (found,) = await work.programme.all(Meeting)
    return found


async def test_a_workshop_is_planned_joined_held_and_leaves_a_product(bot: World) -> None:
    form = (await bot.post(MODERATOR, "new workshop"))[-1]
    wrong = (await bot.fill_in(MODERATOR, form, **WORKSHOP | {"starts": "in spring"}))[-1]
    assert "31/01/2027" in wrong.field("starts").error
    assert wrong.field("place").value == "Bolton Town Hall"
    await bot.fill_in(MODERATOR, wrong, starts=WORKSHOP["starts"])
    shown = (await bot.post(SHARER, "workshops"))[-1]
    assert "North West workshop" in shown.text
    one = (await bot.press(SHARER, shown, "Look at it"))[-1]
    await bot.press(SHARER, one, "I am coming to this")
    assert "1, from Leeds" in one.text, "councils are named, people never"
    assert "Shaz" not in one.text
    await bot.press(SHARER, one, "I am not coming")
    assert "nobody has said so yet" in one.text
    await bot.press(SHARER, one, "I am coming to this")

    early = (await bot.press_raw(MODERATOR, "meeting.note", (await meeting(bot)).id))[-1]
    said = (await bot.fill_in(MODERATOR, early, notes="We met."))[-1]
    assert "has not begun yet" in said.text
    bot.clock.forward(seconds=timedelta(days=300).total_seconds())
    note = (await bot.press_raw(MODERATOR, "meeting.note", (await meeting(bot)).id))[-1]
    unknown = (
        await bot.fill_in(MODERATOR, note, notes="We met.", product="A guide", practices="nothing")
    )[-1]
    assert "no practice with the id" in unknown.field("practices").error
    held = (await bot.fill_in(MODERATOR, unknown, practices="walking-bus"))[-1]
    assert "What it made: A guide" in held.text
    assert "It is about: Walking bus." in held.text
    assert (await meeting(bot)).state is MeetingState.HELD


async def test_whoever_comes_is_told_of_a_cancelled_meeting_in_their_own_workspace(
    bot: World,
) -> None:
    await planned(bot)
    id = (await meeting(bot)).id
    await bot.press_raw("u-far", "meeting.join", id, workspace=AWAY)
    before = len(bot.chat.messages)
    await bot.press_raw(MODERATOR, "meeting.cancel", id)
    told = [m for m in bot.chat.messages[before:] if "is cancelled. You had said" in m.text]
    assert [(m.delivery.workspace_id, m.delivery.channel) for m in told] == [
        (bot.away.id, "@u-far")
    ]
    late = (await bot.press_raw(ASKER, "meeting.join", id))[-1]
    assert "is over or cancelled" in late.text


async def test_only_curators_plan_seat_and_register(bot: World) -> None:
    await planned(bot)
    id = (await meeting(bot)).id
    for said in ("new workshop", "new board", "new register entry"):
        assert "curator or moderator" in (await bot.post(ASKER, said))[-1].text
    for action in ("meeting.cancel", "meeting.note"):
        assert "curator or moderator" in (await bot.press_raw(ASKER, action, id))[-1].text
    assert (await meeting(bot)).state is MeetingState.PLANNED


async def test_a_board_has_seats_with_terms_and_its_members_sign_off(bot: World) -> None:
    form = (await bot.post(MODERATOR, "new board"))[-1]
    await bot.fill_in(
        MODERATOR, form, name="Reference group", kind="reference_group", remit="Advises year two."
    )
    seated = await bot.command(
        MODERATOR,
        "board add @Asa to reference group until 31/03/2028",
        mentioned=((ASKER, "Asa"),),
    )
    assert "Asa sits on “Reference group” now." in seated[-1].text
    boards = (await bot.post(SHARER, "boards"))[-1]
    assert "Asa" in boards.text and "31 March 2028" in boards.text
    await published(bot)
    refused = (await bot.post(SHARER, "sign off edition 1"))[-1]
    assert "Only somebody who sits on a board" in refused.text
    signed = (await bot.post(ASKER, "sign off edition 1"))[-1]
    assert "Signed off for “Reference group”" in signed.text
    assert "already" in (await bot.post(ASKER, "sign off edition 1"))[-1].text
    shown = (await bot.post(SHARER, "edition 1"))[-1]
    assert "Reference group" in shown.text and "Asa" in shown.text
    bot.clock.forward(seconds=timedelta(days=1_000).total_seconds())
    over = (await bot.post(ASKER, "sign off edition 1"))[-1]
    assert "Only somebody who sits on a board" in over.text, "the term is over"


async def test_a_forgotten_member_leaves_a_signature_without_a_name(bot: World) -> None:
    form = (await bot.post(MODERATOR, "new board"))[-1]
    await bot.fill_in(MODERATOR, form, name="Board", kind="programme_board", remit="Oversees.")
    await bot.command(MODERATOR, "board add @Asa to board", mentioned=((ASKER, "Asa"),))
    await published(bot)
    await bot.post(ASKER, "sign off edition 1")
    async with bot.database.uow() as work:
        member = await work.members.of_user(bot.home.id, ASKER)
        assert member is not None
        await work.members.forget(bot.home.id, member.id)
        await work.commit()
    async with bot.database.uow(read_only=True) as work:
        (signature,) = await work.programme.signatures("edition:1")
        assert (signature.member_id, signature.name) == ("", "")
        assert await work.programme.seats("board") == []
    assert "Asa" not in (await bot.post(SHARER, "edition 1"))[-1].text


async def test_the_register_is_asked_in_words_and_says_what_overlaps(bot: World) -> None:
    group, outcome = bot.library.taxonomy.groups[0], bot.library.taxonomy.outcomes[0]
    bot.retriever.named["carers"] = Facets(groups=(group.id,))
    for title, holder in (("School census", "DfE"), ("Carers survey", "A charity")):
        form = (await bot.post(MODERATOR, "new register entry"))[-1]
        await bot.fill_in(
            MODERATOR,
            form,
            title=title,
            holder=holder,
            groups=group.id,
            outcomes=outcome.id,
            sensitivity="on_request",
        )
    found = (await bot.post(ASKER, "what data is there on young carers' attendance?"))[-1]
    assert "Carers survey" in found.text and "School census" in found.text
    overlap = (await bot.press(ASKER, found, "What overlaps"))[-1]
    assert "“carers-survey”" not in overlap.text and "“Carers survey” and" in overlap.text
    missing = (await bot.press(ASKER, found, "What is missing"))[-1]
    assert "No research that we know of" in missing.text
    nothing = (await bot.post(ASKER, "what research is there on carers?"))[-1]
    assert "does not mean that nothing is collected" in nothing.text


async def test_the_founding_texts_own_round_can_be_set_up_from_one_file(bot: World) -> None:
    file = Path(__file__).parents[2] / "docs" / "round-2008.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    lines = [line.id for line in bot.library.taxonomy.lines_of_enquiry]
    curator = Member("m", bot.home.id, "", "", Role.ADMIN)
    async with bot.database.uow() as work:
        for row in rows:
            known = row["region"] in bot.library.taxonomy.regions
            values = row | {"lines": lines[0], "region": row["region"] if known else ""}
            await bot.joined.meetings.plan(work, curator, values)
        found = await bot.joined.meetings.all(work)
    kinds = Counter(each.kind for each in found)
    assert kinds == {
        MeetingKind.MEETING: 2,
        MeetingKind.WORKSHOP: 9,
        MeetingKind.CHALLENGE: 1,
        MeetingKind.HALF_DAY: 2,
        MeetingKind.CONFERENCE: 1,
    }
    assert len({row["region"] for row in rows if row["kind"] == "workshop"}) == 9


async def test_the_timeline_is_told_with_where_the_texts_differ(bot: World) -> None:
    shipped = load_knowledge(Path(__file__).parents[2] / "knowledge").taxonomy.timeline
    bot.library._taxonomy = replace(bot.library.taxonomy, timeline=shipped)
    told = (await bot.post(ASKER, "timeline"))[-1].text
    assert "17 April 2008: Hearing" in told
    [digest] = [line for line in told.splitlines() if "Final digest of effective" in line]
    assert digest.startswith("- July 2008: ")
    assert "November 2008" in digest, "both dates, and where each stands"


def test_a_calendar_file_is_read_back_by_a_calendar_and_is_the_same_each_time(
    bot: World,
) -> None:
    starts = bot.clock.now()
    appointment = Appointment(
        "meeting-x", "A; title, with marks", starts, starts + timedelta(hours=2), "Room 4A",
        "Line one\nline two", starts, sequence=3,
    )  # fmt: skip
    made = calendar(appointment)
    assert made == calendar(appointment)
    (event,) = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert event["summary"] == "A; title, with marks"
    assert event["description"] == "Line one\nline two"
    assert event.decoded("dtstart") == starts
    assert event["uid"] == "meeting-x@ntg-bot"


async def test_boards_are_kept_under_their_name(bot: World) -> None:
    form = (await bot.post(ADMIN, "new board"))[-1]
    await bot.fill_in(ADMIN, form, name="Working Group", kind="working_group", remit="Works.")
    again = (await bot.post(ADMIN, "new board"))[-1]
    taken = (
        await bot.fill_in(ADMIN, again, name="Working group", kind="working_group", remit="Works.")
    )[-1]
    assert "a board of that name already" in taken.field("name").error
    async with bot.database.uow(read_only=True) as work:
        assert [board.id for board in await work.programme.all(Board)] == ["working-group"]
