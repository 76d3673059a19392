"""Communities, rhythms, a person's own data: each by typed words as well as by buttons."""

from __future__ import annotations

import pytest

from ntg_bot.conversation.cards import Bullets
from ntg_bot.conversation.turn import MOST_FACTS_BYTES
from ntg_bot.domain.asking import Confidence, SearchResult
from tests.fakes.entries import ATTENDANCE, PARENTS, SEND
from tests.fakes.world import ASKER, CHANNEL, SHARER, World

NOTHING = SearchResult(Confidence.NONE, (), 0.1)


async def rhythms(bot: World, user: str = ASKER) -> dict[str, str]:
    async with bot.database.uow(read_only=True) as work:
        found = await bot.members.mine(work, bot.people[user])
    return {membership.community: membership.digest for membership in found}


@pytest.mark.parametrize(
    ("words", "community"),
    [
        ("join SEND", SEND),
        ("Join the attendance community", ATTENDANCE),
        ("please join parents and carers", PARENTS),
    ],
)
async def test_joining_by_words(bot: World, words: str, community: str) -> None:
    [reply] = await bot.post(ASKER, words)
    assert reply.text.startswith("You have joined")
    assert await rhythms(bot) == {community: "weekly"}
    [again] = await bot.post(ASKER, words)
    assert "already" in again.text


async def test_leaving_by_words(bot: World) -> None:
    await bot.post(ASKER, "join SEND")
    [reply] = await bot.post(ASKER, "leave the SEND community")
    assert reply.text.startswith("You have left")
    [again] = await bot.post(ASKER, "leave send")
    assert "nothing to leave" in again.text
    assert await rhythms(bot) == {}


async def test_joining_what_is_no_community_says_how_to_find_one(bot: World) -> None:
    [reply] = await bot.post(ASKER, "join the knitting circle")
    assert "I could not tell which community you mean." in reply.text
    assert "communities" in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "join up services between health and schools?",
        "join up our services between the health visitors and the schools",
        "leave care at 18 what help is there then?",
    ],
)
async def test_a_question_that_begins_like_a_command_is_a_question(bot: World, text: str) -> None:
    bot.intents.say("join up our", "ask_what_works")
    [reply] = await bot.post(ASKER, text)
    assert "Nobody here knows yet." in reply.text
    assert await rhythms(bot) == {}


async def test_a_question_that_the_classifier_takes_for_joining_is_still_a_question(
    bot: World,
) -> None:
    bot.intents.say("join", "join_community")
    bot.intents.say("leave", "leave_community")
    for text in ("how do we join up services?", "when do young people leave care?"):
        [reply] = await bot.post(ASKER, text)
        assert "Nobody here knows yet." in reply.text
    [joined] = await bot.post(ASKER, "could I join the SEND people?")
    assert joined.text.startswith("You have joined")


async def test_the_list_of_communities_joins_and_leaves_by_buttons(bot: World) -> None:
    [card] = await bot.post(ASKER, "communities")
    assert [button.label for button in card.buttons()] == ["Join"] * 3
    send = next(button for button in card.buttons() if button.value == SEND)
    assert send.says == "Join: SEND and disabled children"
    await bot.press_raw(ASKER, send.action, send.value, message=card)
    assert await rhythms(bot) == {SEND: "weekly"}
    [again] = await bot.post(ASKER, "list the communities")
    assert "You are a member." in again.text
    leave = again.button("Leave")
    await bot.press_raw(ASKER, leave.action, leave.value, message=again)
    assert await rhythms(bot) == {}


@pytest.mark.parametrize("value", ["knitting", "", "'; drop table"])
async def test_a_made_up_community_is_not_joined(bot: World, value: str) -> None:
    [reply] = await bot.press_raw(ASKER, "community.join", value)
    assert "I could not tell which community" in reply.text
    assert await rhythms(bot) == {}


# --- rhythms --------------------------------------------------------------------------------------


async def test_less_often_and_stop_by_words(bot: World) -> None:
    await bot.post(ASKER, "join SEND")
    [slower] = await bot.post(ASKER, "less often")
    assert "SEND and disabled children: fortnightly" in slower.text
    [stopped] = await bot.post(ASKER, "stop digests")
    assert "SEND and disabled children: never" in stopped.text
    [again] = await bot.post(ASKER, "subscribe to send")
    assert "SEND and disabled children: weekly" in again.text


async def test_a_rhythm_named_in_a_channel_is_for_its_community(bot: World) -> None:
    await bot.post(ASKER, "join SEND")
    await bot.post(ASKER, "subscribe", CHANNEL)
    await bot.post(ASKER, "less often", CHANNEL)
    assert await rhythms(bot) == {SEND: "weekly", ATTENDANCE: "fortnightly"}


async def test_without_a_community_it_asks_which(bot: World) -> None:
    [reply] = await bot.post(ASKER, "subscribe")
    assert "Which community?" in reply.text
    [none] = await bot.post(ASKER, "stop digest")
    assert "You have not joined a community" in none.text


async def test_a_weak_guess_never_changes_personal_things(bot: World) -> None:
    await bot.post(ASKER, "join SEND")
    for intent in ("stop_digest", "forget_me", "my_data"):
        bot.intents.say("ugh", intent, probability=0.3)
        [reply] = await bot.post(ASKER, "ugh")
        assert "What you can say:" in reply.text
    assert await rhythms(bot) == {SEND: "weekly"}


# --- commands -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "help", "walking bus?", "communities", "share", "my data", "queue", "nonsense"]
)
async def test_a_command_is_answered_privately(bot: World, text: str) -> None:
    said = await bot.command(ASKER, text)
    assert len(said) == 1
    assert said[0].delivery.only_for == ASKER
    assert said[0].delivery.channel == CHANNEL


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("help", "What you can say:"),
        ("What can you do?", "What you can say:"),
        ("thanks", "You are welcome."),
        ("Thank you so much, that's great!", "You are welcome."),
        ("my data", "This is what I hold about you:"),
        ("show my data", "This is what I hold about you:"),
    ],
)
async def test_plain_words_are_understood(bot: World, words: str, text: str) -> None:
    [reply] = await bot.post(ASKER, words)
    assert text in reply.text


@pytest.mark.parametrize("text", ["thanks, any for boys?", "thanks and what about teens", "ta who"])
async def test_thanks_with_a_question_is_answered_as_one(bot: World, text: str) -> None:
    bot.intents.say("t", "ask_what_works")
    [reply] = await bot.post(ASKER, text)
    assert "You are welcome" not in reply.text


async def test_help_names_moderating_to_moderators_alone(bot: World) -> None:
    [member] = await bot.post(ASKER, "help")
    [moderator] = await bot.post("u-mod", "help")
    assert "queue" not in member.text
    assert "queue" in moderator.text
    assert "Curate: “new hypothesis”" in moderator.text
    assert "new hypothesis" not in member.text


async def test_help_names_what_everybody_can_look_at(bot: World) -> None:
    [told] = await bot.post(ASKER, "help")
    for words in ("share", "communities", "this week's digest", "community questions",
                  "our checks", "who is like us?", "lines of enquiry", "gap map", "hypotheses",
                  "editions", "calls", "workshops", "boards", "register", "timeline", "home",
                  "tour", "answer length", "my introductions"):  # fmt: skip
        assert f"“{words}”" in told.text
        bot.clock.forward(seconds=61)
        [answer] = await bot.command(ASKER, words)
        assert "outside what I know" not in answer.text, words


# --- a person's own data --------------------------------------------------------------------------


async def test_my_data_is_shown_privately_by_table(bot: World) -> None:
    await bot.post(ASKER, "join SEND")
    await bot.post(ASKER, "do trampolines help?", CHANNEL)
    [card] = await bot.post(ASKER, "my data", CHANNEL)
    assert card.delivery.only_for == ASKER
    assert "member (1)" in card.text
    assert "name: Asa" in card.text
    assert "question (1)" in card.text
    assert "do trampolines help?" in card.text
    assert f"community: {SEND}" in card.text
    assert "{'" not in card.text


async def test_the_data_of_a_busy_member_still_fits_a_card(bot: World) -> None:
    bot.seconds_between = 10
    for number in range(14):
        await bot.post(ASKER, f"question {number}\nwith a second line? " + "x" * 900)
    [card] = await bot.post(ASKER, "my data")
    assert "question (14)" in card.text
    assert "and 4 more" in card.text
    assert (
        max(len(element.items) for element in card.card.body if isinstance(element, Bullets)) == 10
    )
    delivery = await bot.delivery(card.delivery.key)
    assert delivery is not None
    assert len(delivery.facts) < MOST_FACTS_BYTES // 4


async def test_forgetting_is_asked_once_and_then_done(bot: World) -> None:
    await bot.post(ASKER, "join SEND")
    [sure] = await bot.post(ASKER, "forget me", CHANNEL)
    assert "This cannot be undone." in sure.text
    assert sure.delivery.only_for == ASKER
    assert await rhythms(bot) == {SEND: "weekly"}
    [kept] = await bot.press(ASKER, sure, "No, keep it")
    assert "Nothing was erased." in kept.text
    [done] = await bot.press(ASKER, sure, "Yes, erase it")
    assert "I have erased what I held about you." in done.text
    async with bot.database.uow(read_only=True) as work:
        assert await work.members.get(bot.home.id, bot.people[ASKER].id) is None
    [answer] = await bot.post(ASKER, "walking bus?")
    assert "Walking bus" in answer.text


async def test_nobody_is_forgotten_by_somebody_else(bot: World) -> None:
    await bot.post(ASKER, "join SEND")
    [sure] = await bot.post(ASKER, "forget me", CHANNEL)
    await bot.press(SHARER, sure, "Yes, erase it")
    assert await rhythms(bot) == {SEND: "weekly"}


async def test_a_muted_community_keeps_its_member_and_says_nothing_directly(bot: World) -> None:
    [none] = await bot.post(ASKER, "mute attendance")
    assert "You are not a member" in none.text
    await bot.post(ASKER, "join attendance")
    [muted] = await bot.post(ASKER, "mute the attendance community")
    assert "still a member of Attendance" in muted.text
    async with bot.database.uow(read_only=True) as work:
        [mine] = await work.memberships.of_member(bot.home.id, bot.people[ASKER].id)
    assert (mine.community, mine.digest) == (ATTENDANCE, "never")
    [heard] = await bot.post(ASKER, "unmute attendance")
    assert "every week again" in heard.text
