"""A whole call for evidence, from its opening to its compendium, over two workspaces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from ntg_bot.domain.call_reports import COMPENDIUM, INTERIM
from ntg_bot.domain.calls import LONDON, CallState, EvidenceState, Mark
from ntg_bot.publishing.call_reports import documents
from ntg_bot.services.hearings import HearingService
from tests.fakes.chat import Message
from tests.fakes.world import ADMIN, ASKER, AWAY, HOME, MODERATOR, World

COUNCILS = 25
ON_TIME, LATE = 55, 5
"""60 pieces of evidence"""
READERS = (("u-r0", HOME), ("u-r1", HOME), ("u-r2", AWAY), ("u-r3", AWAY))
ID = "early-language"
NEW = {
    "title": "Early language",
    "question": "What helps children who start school without the words they need?",
    "themes": "parents,enjoying-and-achieving",
}


def day(bot: World, days: int) -> str:
    return f"{bot.clock.now().astimezone(LONDON) + timedelta(days=days):%d/%m/%Y}"


async def begun(bot: World, days: int = 20) -> None:
    """A call that is open from today."""
    form = (await bot.post(MODERATOR, "new call"))[-1]
    shown = await bot.fill_in(
        MODERATOR, form, **NEW, opens_on=day(bot, 0), closes_on=day(bot, days)
    )
    await bot.press(MODERATOR, shown[-1], "Open the call")


async def has_council(bot: World, workspace: str, user: str, number: int) -> None:
    space = bot.home if workspace == HOME else bot.away
    async with bot.database.uow() as work:
        await work.members.ensure(space.id, user, user, authority=f"E0600{number:04}")
        await work.commit()


def first_half(number: int) -> dict[str, str]:
    return {
        "organisation": f"Council {number % COUNCILS}",
        "nation": ("England", "Wales", "Scotland", "Northern Ireland")[number % 4],
        "title": f"Talk time {number}",
        "what": "=1+1 We trained every nursery to talk with children.",
        "for_whom": "Children aged 2 to 4",
    }


def second_half(number: int) -> dict[str, str]:
    return {
        "what_happened": "More children reached the level.",
        "how_measured": "A test before and after.",
        "link": "https://example.org/report" if number % 3 else "",
    }


def home_of(number: int) -> str:
    return HOME if number % 2 else AWAY


async def send(bot: World, number: int) -> Message:
    """Sender `number` fills in both halves; returns what they are shown."""
    workspace, user = home_of(number), f"u-s{number}"
    await has_council(bot, workspace, user, number % COUNCILS)
    shown = (await bot.post(user, f"call {ID}", workspace=workspace))[-1]
    form = (await bot.press(user, shown, "Send evidence", workspace=workspace))[-1]
    second = await bot.fill_in(user, form, workspace, **first_half(number))
    return (await bot.fill_in(user, second[-1], workspace, **second_half(number)))[-1]


async def send_quickly(bot: World, numbers: Iterable[int]) -> None:
    """The same by the service that the forms call, for many at once."""
    async with bot.database.uow() as work:
        for number in numbers:
            space = bot.home if home_of(number) == HOME else bot.away
            sender = await work.members.ensure(
                space.id, f"u-s{number}", "", authority=f"E0600{number % COUNCILS:04}"
            )
            draft = await bot.joined.evidence.begin(work, sender, ID, first_half(number))
            await bot.joined.evidence.send(work, sender, draft.id, second_half(number))
        await work.commit()


def judged(number: int, reader: int) -> Mark:
    """Readers agree on two pieces of three."""
    marks = tuple(Mark)
    return marks[(number + (reader if number % 3 == 0 else 0)) % len(marks)]


READING = {"reason": "It was measured.", "lift": "A group to compare with."}


async def read_one(bot: World, index: int) -> bool:
    """A reader reads the next one by the form; False where there is nothing left."""
    user, workspace = READERS[index]
    shown = (await bot.post(user, f"read {ID}", workspace=workspace))[-1]
    if "nothing for you to read" in shown.text:
        return False
    title = next(line for line in shown.text.splitlines() if line.startswith("Talk time"))
    mark = judged(int(title.split()[-1]), index).value
    await bot.fill_in(user, shown, workspace, mark=mark, **READING)
    return True


async def read_all(bot: World) -> None:
    """The rest by the service that the form calls, until no reader has anything left."""
    async with bot.database.uow() as work:
        readers = []
        for user, workspace in READERS:
            space = bot.home if workspace == HOME else bot.away
            member = await work.members.of_user(space.id, user)
            assert member is not None
            readers.append(member)
        is_left = True
        while is_left:
            is_left = False
            for index, reader in enumerate(readers):
                piece = await bot.joined.evidence.next_to_read(work, reader, ID)
                if piece is not None:
                    is_left = True
                    mark = judged(int(piece.title.split()[-1]), index).value
                    await bot.joined.evidence.read(
                        work, reader, piece.workspace_id, piece.id, {"mark": mark, **READING}
                    )
        await work.commit()


async def test_a_call_is_played_from_its_opening_to_its_compendium(bot: World) -> None:
    bot.seconds_between = 60  # nobody writes more than the pace allows
    await begun(bot)
    channels = {(m.delivery.workspace_id, m.delivery.channel) for m in told(bot, "is open until")}
    assert len(channels) == 4, "two communities' channels in each of two workspaces"

    for user, workspace in READERS:
        by = MODERATOR if workspace == HOME else ADMIN
        bot.clock.forward(seconds=60)
        await add_reader(bot, by, workspace, user)
    await has_council(bot, HOME, "u-r0", 3)  # a reader from a council that sends evidence

    for number in range(4):
        receipt = await send(bot, number)
        assert f"{ID}-{number + 1:03}" in receipt.text
    await send_quickly(bot, range(4, ON_TIME))

    # --- reminders at 14, 3 and 1 days, each once ---
    async def stands(state: CallState) -> bool:
        async with bot.database.uow(read_only=True) as work:
            call = await work.calls.get(ID)
        return call is not None and call.state is state

    closing = bot.clock.now() + timedelta(days=20)
    for left in (14, 3, 1):
        bot.clock.forward(
            seconds=(closing - timedelta(days=left) - bot.clock.now()).total_seconds()
        )
        assert await bot.joined.call_watch.tick() == 1
        assert await bot.joined.call_watch.tick() == 0
        await bot.deliver()
        assert len(told(bot, f"Days left: {left}.")) == 4
    bot.clock.forward(seconds=2 * 86_400)
    assert await bot.joined.call_watch.tick() == 1
    await bot.deliver()
    assert await stands(CallState.READING)

    # --- late ones wait for a yes; three are taken, two are not, and too late is too late ---
    for number in range(ON_TIME, ON_TIME + LATE):
        assert "after the last day" in (await send(bot, number)).text
    shown = (await bot.post(MODERATOR, f"call {ID}"))[-1]
    late = (await bot.press(MODERATOR, shown, "Late evidence"))[-1]
    for _ in range(3):
        await bot.press(MODERATOR, late, "Take it")
    for _ in range(2):
        form = (await bot.press(MODERATOR, late, "Do not take it"))[-1]
        late = (await bot.fill_in(MODERATOR, form, reason="It came without any figures."))[-1]
    assert len(told(bot, "came late and is taken")) == 3
    assert len(told(bot, "It came without any figures.")) == 2
    bot.clock.forward(seconds=8 * 86_400)
    shown = (await bot.post(ASKER, f"call {ID}"))[-1]
    assert [b.label for b in shown.buttons()] == []
    refused = (await bot.press_raw(ASKER, "call.send", ID))[-1]
    filled = await bot.fill_in(
        ASKER, refused, organisation="X", nation="Wales", title="Too late", what="We did it."
    )
    assert "is closed" in filled[-1].text

    # --- two readers each, a third where they differ ---
    for index in range(len(READERS)):
        assert await read_one(bot, index)
        assert await read_one(bot, index)
    assert len(told(bot, "What would lift it: A group to compare with.")) >= 1
    await read_all(bot)
    for index in range(len(READERS)):
        assert not await read_one(bot, index)
    async with bot.database.uow(read_only=True) as work:
        sent = await work.calls.evidence(ID)
        readings = await work.calls.readings([each.id for each in sent])
    graded = [each for each in sent if each.state is EvidenceState.READ]
    assert len(graded) == ON_TIME + 3
    by_piece = Counter(each.evidence_id for each in readings)
    assert set(by_piece.values()) == {2, 3}
    r0 = await member(bot, HOME, "u-r0")
    own = {each.id for each in sent if each.authority == "E06000003"}
    assert own and not own & {each.evidence_id for each in readings if each.reader_id == r0}
    for piece in graded:
        marks = [each.mark for each in readings if each.evidence_id == piece.id]
        assert piece.mark is sorted(marks, key=lambda m: m.rank)[len(marks) // 2]
    # --- interim report, shortlist, hearing ---
    shown = (await bot.post(MODERATOR, f"call {ID}"))[-1]
    await bot.press(MODERATOR, shown, "Publish the interim report")
    assert len(told(bot, "The interim report of “Early language” is out.")) == 4
    shown = (await bot.post(MODERATOR, f"call {ID}"))[-1]
    shortlist = (await bot.press(MODERATOR, shown, "Shortlist"))[-1]
    for _ in range(3):
        await bot.press(MODERATOR, shortlist, "Put on the shortlist")
    form = (await bot.press(MODERATOR, shown, "Set the hearing"))[-1]
    wrong = (await bot.fill_in(MODERATOR, form, day="soon", time="10.30", place="Room 4"))[-1]
    assert "31/01/2027" in wrong.field("day").error
    assert wrong.field("place").value == "Room 4", "nobody types twice"
    await bot.fill_in(
        MODERATOR, wrong, day=day(bot, 10), minutes="15", questions="What did it cost?\nWho left?"
    )
    shown = (await bot.post(MODERATOR, f"call {ID}"))[-1]
    await bot.press(MODERATOR, shown, "Invite the shortlisted")
    invited = told(bot, "among the strongest")
    assert len(invited) == 3
    assert all("What did it cost?" in each.text for each in invited)
    for number, invitation in enumerate(invited):
        user = invitation.delivery.channel.removeprefix("@")
        space = HOME if invitation.delivery.workspace_id == bot.home.id else AWAY
        label = "I am coming" if number else "I cannot come"
        await bot.press(user, invitation, label, workspace=space)
    bot.clock.forward(seconds=11 * 86_400)
    shown = (await bot.post(MODERATOR, f"call {ID}"))[-1]
    assert "2 of 3 shortlisted are coming" in shown.text
    shortlist = (await bot.press(MODERATOR, shown, "Shortlist"))[-1]
    form = (await bot.press(MODERATOR, shortlist, "Write the note"))[-1]
    await bot.fill_in(MODERATOR, form, note="It cost one post.")
    await bot.press(MODERATOR, shown, "The hearing is over")
    shown = (await bot.post(MODERATOR, f"call {ID}"))[-1]
    await bot.press(MODERATOR, shown, "Publish the compendium")
    assert await stands(CallState.PUBLISHED)

    # --- the reports: the same bytes twice, nothing of a sender, no formula in a cell ---
    hearings = HearingService(bot.library, bot.clock)
    built = []
    for _ in range(2):
        async with bot.database.uow(read_only=True) as work:
            built.append(
                documents(await hearings.frozen(work, ID, COMPENDIUM))
                | documents(await hearings.frozen(work, ID, INTERIM))
            )
        bot.clock.forward(seconds=86_400)
    assert built[0] == built[1]
    strong = [each for each in graded if each.mark in (Mark.PROMISING, Mark.VALIDATED)]
    page = built[0]["compendium.html"].decode()
    assert page.count("<article ") == len(strong)
    assert "It cost one post." in page
    assert "It cost one post." not in built[0]["interim.html"].decode()
    assert "u-s" not in page
    assert "\"'=1+1 We trained" in built[0]["compendium.csv"].decode()


def told(bot: World, words: str) -> list[Message]:
    return [each for each in bot.chat.messages if words in each.text]


async def member(bot: World, workspace: str, user: str) -> str:
    space = bot.home if workspace == HOME else bot.away
    async with bot.database.uow(read_only=True) as work:
        found = await work.members.of_user(space.id, user)
    assert found is not None
    return found.id


async def add_reader(bot: World, by: str, workspace: str, user: str) -> None:
    said = await bot.command(
        by, f"reader add @{user} to {ID}", mentioned=((user, user),), workspace=workspace
    )
    assert any("reads for" in each.text for each in said), [each.text for each in said]


async def test_a_draft_of_evidence_is_kept_and_its_sender_can_take_it_back(bot: World) -> None:
    await begun(bot)
    receipt = await send(bot, 1)
    await bot.press("u-s1", receipt, "Withdraw")
    assert "Withdrawn by you" in receipt.text, "its own card says so"
    again = (await bot.press_raw("u-s1", "evidence.withdraw", await only(bot)))[-1]
    assert "was withdrawn" in again.text
    other = (await bot.press_raw(ASKER, "evidence.withdraw", await only(bot)))[-1]
    assert "do not have that evidence" in other.text


async def only(bot: World) -> str:
    async with bot.database.uow(read_only=True) as work:
        (evidence,) = await work.calls.evidence(ID)
    return evidence.id


async def test_nobody_but_a_curator_runs_a_call_and_nobody_off_the_panel_reads(bot: World) -> None:
    await begun(bot)
    await send(bot, 1)
    value = f"{bot.home.id}|{await only(bot)}"
    for action in (
        "call.open", "call.close", "call.report", "call.shortlist", "call.late", "call.invite",
        "call.heard", "call.publish",
    ):  # fmt: skip
        said = (await bot.press_raw(ASKER, action, ID))[-1]
        assert "Only a curator or moderator" in said.text, action
    for action in ("evidence.admit", "evidence.on", "evidence.off"):
        said = (await bot.press_raw(ASKER, action, value))[-1]
        assert "Only a curator or moderator" in said.text, action
    assert "not on the panel" in (await bot.press_raw(ASKER, "call.read", ID))[-1].text
    assert "not on the panel" in (await bot.press_raw(MODERATOR, "call.read", ID))[-1].text


async def test_a_curator_of_a_call_that_nobody_reads_yet_is_told_how_to_name_readers(
    bot: World,
) -> None:
    await begun(bot)
    shown = (await bot.post(MODERATOR, f"call {ID}"))[-1]
    assert "Nobody is on its panel yet." in shown.text
    to_all = (await bot.post(ASKER, f"call {ID}"))[-1]
    assert "on its panel" not in to_all.text
    await add_reader(bot, MODERATOR, HOME, "u-reader")
    shown = (await bot.post(MODERATOR, f"call {ID}"))[-1]
    assert "on its panel" not in shown.text


async def test_a_curator_who_ends_it_early_leaves_the_clock_nothing_to_close(bot: World) -> None:
    await begun(bot, days=30)
    shown = (await bot.post(MODERATOR, f"call {ID}"))[-1]
    await bot.press(MODERATOR, shown, "Close the call")
    bot.clock.forward(seconds=40 * 86_400)
    assert await bot.joined.call_watch.tick() == 0


async def test_what_may_tell_who_a_child_is_comes_back_and_is_sent_only_as_the_senders_word(
    bot: World,
) -> None:
    await begun(bot)
    await has_council(bot, HOME, ASKER, 1)
    shown = (await bot.post(ASKER, f"call {ID}"))[-1]
    form = (await bot.press(ASKER, shown, "Send evidence"))[-1]
    filled = {
        "organisation": "Anytown",
        "nation": "Wales",
        "title": "Talk time",
        "what": "We helped Kayleigh Robinson, NHS number 943 476 5919, and her brother.",
    }
    sure = (await bot.fill_in(ASKER, form, **filled))[-1]
    again = (await bot.fill_in(ASKER, sure, **filled))[-1]
    assert "943 476 5919" in again.field("what").error, "a number never passes, however often"
    named = filled | {"what": "We helped Kayleigh Robinson and her brother."}
    again = (await bot.fill_in(ASKER, again, **named))[-1]
    assert "“Kayleigh Robinson” may tell who somebody is" in again.field("what").error
    other = filled | {"what": "We helped Jayden Smith and his brother."}
    third = (await bot.fill_in(ASKER, again, **other))[-1]
    assert "tell who somebody is" in third.field("what").error, "other words are a new question"
    async with bot.database.uow(read_only=True) as work:
        assert await work.calls.evidence(ID) == [], "nothing is kept before it is settled"
    second = (await bot.fill_in(ASKER, third))[-1]
    assert second.form().action == "evidence.finish"
    async with bot.database.uow(read_only=True) as work:
        (draft,) = await work.calls.evidence(ID)
    assert draft.is_insisted


async def test_evidence_that_tells_of_a_child_in_danger_gets_the_safeguarding_route(
    bot: World,
) -> None:
    await begun(bot)
    shown = (await bot.post(ASKER, f"call {ID}"))[-1]
    form = (await bot.press(ASKER, shown, "Send evidence"))[-1]
    said = await bot.fill_in(
        ASKER,
        form,
        organisation="Anytown",
        nation="Wales",
        title="Help",
        what="A girl in my class told me that her stepdad is hurting her.",
    )
    assert "999" in said[-1].text
    async with bot.database.uow(read_only=True) as work:
        assert await work.calls.evidence(ID) == []
