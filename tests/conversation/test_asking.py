"""Asking in the chat, from the event to the card: answers, near answers, nobody knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import Heading
from ntg_bot.domain.asking import Confidence, Correction, Facets, Hit, SearchResult
from ntg_bot.domain.knowledge import Kind
from tests.fakes.chat import Message
from tests.fakes.entries import ATTENDANCE, CWDC, ITEMS, SEND
from tests.fakes.world import (
    ASKER,
    CHANNEL,
    MODERATORS,
    SEND_CHANNEL,
    SHARER,
    World,
)


def hit(id: str, kind: Kind = Kind.PRACTICE) -> Hit:
    return Hit(id, kind, 1.0)


BUS = SearchResult(Confidence.ANSWER, (hit("walking-bus"),), 0.9)
NEAR = replace(BUS, confidence=Confidence.CLOSEST)
NOTHING = SearchResult(Confidence.NONE, (), 0.1)


def headings(message: Message) -> list[str]:
    return [element.text for element in message.card.body if isinstance(element, Heading)]


async def gaps(bot: World) -> list[str]:
    async with bot.database.uow(read_only=True) as work:
        return [f"{gap.status.value}: {gap.text}" for gap in await work.gaps.open()]


# --- answers --------------------------------------------------------------------------------------


async def test_an_answer_shows_evidence_caution_places_freshness_and_why(bot: World) -> None:
    [answer] = await bot.post(ASKER, "what works: a walking bus?", CHANNEL)
    assert headings(answer) == ["1. Walking bus"]
    assert (
        "Early signs are good, but not yet sure. +2 months (EEF; a controlled trial)."
        in answer.text
    )
    assert "Beware: It needs volunteers every day." in answer.text
    assert "Done in: Leeds (2016 to 2018): Missed days: down by a tenth" in answer.text
    assert "1 June 2026" in answer.text
    assert "your words: bus, walking" in answer.text
    labels = {button.label for button in answer.buttons()}
    assert labels == {"How it works", "We tried this", "Helpful", "Not helpful"}


async def test_an_answer_goes_into_the_thread_of_its_question_and_flat_in_a_direct_message(
    bot: World,
) -> None:
    [in_channel] = await bot.post(ASKER, "walking bus?", CHANNEL)
    [direct] = await bot.post(ASKER, "walking bus?")
    assert (in_channel.delivery.channel, in_channel.delivery.thread) == (CHANNEL, "msg1")
    assert (direct.delivery.channel, direct.delivery.thread) == (f"@{ASKER}", "")
    assert in_channel.delivery.only_for == ""


async def test_a_search_never_sees_more_than_its_readers_may(bot: World) -> None:
    await bot.post(ASKER, "walking bus?", CHANNEL)
    assert {search.audience.public_only for search in bot.retriever.searches} == {True}


async def test_corrections_and_acronyms_are_shown(bot: World) -> None:
    bot.retriever.rules["wlking"] = replace(
        BUS,
        corrections=(Correction("wlking", "walking"),),
        expansions=(Correction("PA", "persistent absence"),),
        was_cut=True,
    )
    [answer] = await bot.post(ASKER, "wlking bus for PA?")
    assert "Searched for: walking, PA = persistent absence" in answer.text
    assert "I read only the first part" in answer.text


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (hit("what-is-the-gap", Kind.FAQ), "The gap is a difference."),
        (hit("cwdc", Kind.ORGANISATION), "It closed in 2012."),
    ],
)
@pytest.mark.parametrize("confidence", [Confidence.ANSWER, Confidence.CLOSEST])
async def test_how_a_question_was_read_is_shown_whatever_answers_it(
    bot: World, found: Hit, words: str, confidence: Confidence
) -> None:
    bot.retriever.rules["gpa"] = SearchResult(
        confidence, (found,), 0.9, corrections=(Correction("gpa", "gap"),)
    )
    bot.intents.say("what is the", "explain_term")
    [answer] = await bot.post(ASKER, "what is the gpa")
    assert "Searched for: gap" in answer.text
    assert words in answer.text
    assert "written your question down" not in answer.text
    assert ("near, not right" in answer.text) == (confidence is Confidence.CLOSEST)


async def test_three_practices_at_most_and_examples_lead_to_theirs(bot: World) -> None:
    hits = [hit(item.id) for item in ITEMS[:3]]
    bot.retriever.rules["everything"] = replace(
        BUS, hits=(hit("leeds-bus", Kind.EXAMPLE), *hits, hit("gone"))
    )
    [answer] = await bot.post(ASKER, "everything?")
    assert headings(answer) == ["1. Walking bus", "2. Breakfast club", "3. Scare visits to prison"]


async def test_what_does_not_work_is_led_by_words_that_say_so(bot: World) -> None:
    bot.retriever.rules["waste"] = SearchResult(
        Confidence.ANSWER, (hit("scare-visits"),), 0.9, facets=Facets(wants_negative=True)
    )
    [answer] = await bot.post(ASKER, "what is a waste of money?")
    assert "including what did not work" in answer.text
    assert "did more harm than good" in answer.text


async def test_a_near_answer_says_near_not_right_and_offers_the_community(bot: World) -> None:
    bot.retriever.rules["snow"] = NEAR
    [answer] = await bot.post(ASKER, "walking bus in snow?")
    assert "near, not right" in answer.text
    assert answer.button("Ask the community").action == "gap.ask"


async def test_a_practice_that_has_gone_since_is_said_in_plain_words(bot: World) -> None:
    bot.retriever.rules["ghosts"] = replace(BUS, hits=(hit("ghost"),))
    [answer] = await bot.post(ASKER, "ghosts?")
    assert "I do not have that any more" in answer.text
    assert await gaps(bot) == []


# --- nobody knows ---------------------------------------------------------------------------------


async def test_nobody_knows_is_said_kept_and_put_to_the_community_on_request(bot: World) -> None:
    bot.communities.rules["trampolines"] = SEND
    [answer] = await bot.post(ASKER, "do trampolines help?", CHANNEL)
    assert "Nobody here knows yet." in answer.text
    assert "SEND and disabled children" in answer.text
    assert await gaps(bot) == ["open: do trampolines help?"]
    told = await bot.press(ASKER, answer, "Ask the community")
    post, reply = sorted(told, key=lambda message: message.delivery.channel, reverse=True)
    assert (post.delivery.channel, post.delivery.workspace_id) == (SEND_CHANNEL, bot.home.id)
    assert "“do trampolines help?”" in post.text
    assert "Asa" not in post.text
    assert "I have asked SEND and disabled children" in reply.text
    assert await gaps(bot) == ["asked: do trampolines help?"]


async def test_pressing_twice_asks_the_community_once(bot: World) -> None:
    [answer] = await bot.post(ASKER, "do trampolines help?", CHANNEL)
    await bot.press(ASKER, answer, "Ask the community")
    await bot.press(ASKER, answer, "Ask the community")
    posts = [each for each in bot.chat.messages if "A colleague asks" in each.text]
    assert len(posts) == 1


async def test_somebody_else_cannot_release_the_question(bot: World) -> None:
    [answer] = await bot.post(ASKER, "do trampolines help?", CHANNEL)
    [refusal] = await bot.press(SHARER, answer, "Ask the community")
    assert "Only the person who asked" in refusal.text
    assert refusal.delivery.only_for == SHARER
    assert await gaps(bot) == ["open: do trampolines help?"]


async def test_without_a_near_community_nobody_is_offered_and_no_channel_is_asked(
    bot: World,
) -> None:
    bot.communities.default = ""
    [answer] = await bot.post(ASKER, "do trampolines help?")
    assert "so that the programme can see what is missing" in answer.text
    assert answer.buttons() == []
    async with bot.database.uow(read_only=True) as work:
        [question] = await work.questions.of_member(bot.home.id, bot.people[ASKER].id, 2)
    [reply] = await bot.press_raw(ASKER, "gap.ask", question.id, channel=f"@{ASKER}")
    assert "what is missing" in reply.text
    assert bot.chat.in_channel(MODERATORS) == []


async def test_the_nearest_things_are_named_as_no_answer(bot: World) -> None:
    bot.retriever.rules["trampolines"] = replace(BUS, confidence=Confidence.NONE, probability=0.02)
    [answer] = await bot.post(ASKER, "do trampolines help?")
    assert "The nearest things I have are Walking bus, but they do not answer it." in answer.text


# --- after the answer -----------------------------------------------------------------------------


async def test_helpful_is_thanked_privately(bot: World) -> None:
    [answer] = await bot.post(ASKER, "walking bus?", CHANNEL)
    [thanks] = await bot.press(SHARER, answer, "Helpful")
    assert "Thank you" in thanks.text
    assert thanks.delivery.only_for == SHARER


async def test_not_helpful_offers_the_community_to_the_asker_alone(bot: World) -> None:
    [answer] = await bot.post(ASKER, "walking bus?", CHANNEL)
    [mine] = await bot.press(ASKER, answer, "Not helpful")
    said = await bot.press(SHARER, answer, "Not helpful (1)")
    [theirs] = [each for each in said if each.delivery.only_for == SHARER]
    assert mine.button("Ask the community").action == "gap.ask"
    assert theirs.buttons() == []
    assert "Shall I ask" not in theirs.text


async def test_how_it_works_shows_the_whole_practice_with_its_sources(bot: World) -> None:
    [answer] = await bot.post(ASKER, "walking bus?")
    [whole] = await bot.press(ASKER, answer, "How it works")
    for words in (
        "Meet at the corner.",
        "It tires in winter.",
        "about £200 a school",
        "Ages: 5 to 11",
        "Leeds (2016 to 2018): A walking bus in Leeds.",
        "(C4EO: Promising)",
        "An example is not proof",
        "Report on walking (https://example.org/r). Walking Trust, 2019.",
        "Who else works on this: Walking Trust.",
        "What this list rests on: the report of the trust.",
    ):
        assert words in whole.text


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("more", "Walking bus"),
        ("2", "Breakfast club"),
        ("more about 2", "Breakfast club"),
        ("tell me more about the second one", "Breakfast club"),
        ("3", "Breakfast club"),
    ],
)
async def test_more_and_a_number_show_what_was_answered_before(
    bot: World, words: str, heading: str
) -> None:
    bot.intents.say("tell me more", "tell_me_more")
    bot.retriever.rules["mornings"] = replace(BUS, hits=(hit("walking-bus"), hit("breakfast-club")))
    await bot.post(ASKER, "mornings?")
    [whole] = await bot.post(ASKER, words)
    assert headings(whole)[0] == heading


async def test_more_of_nothing_asks_of_what(bot: World) -> None:
    bot.intents.say("²", "tell_me_more")
    for words in ("more", "tell me more about ²"):
        [reply] = await bot.post(ASKER, words)
        assert "More about what?" in reply.text


async def test_a_follow_up_in_the_thread_keeps_the_question_before(bot: World) -> None:
    [answer] = await bot.post(ASKER, "walking bus?", CHANNEL)
    [second] = await bot.post(
        SHARER, "and for under fives?", CHANNEL, thread=answer.delivery.thread, addressed=False
    )
    assert bot.retriever.searches[-1].context == "walking bus?"
    assert second.delivery.thread == answer.delivery.thread


async def test_a_chain_of_follow_ups_keeps_the_question_that_began_it(bot: World) -> None:
    await bot.post(ASKER, "breakfast club?")
    await bot.post(ASKER, "walking bus?")
    await bot.post(ASKER, "and for under fives?")
    bot.intents.say("who has tried", "who_has_tried")
    await bot.post(ASKER, "who has tried it?")
    assert bot.retriever.searches[-1].context == "walking bus? and for under fives?"
    await bot.post(ASKER, "who has tried it in Yorkshire?")
    assert bot.retriever.searches[-1].context.startswith("walking bus? and for under fives? who")


async def test_a_question_elsewhere_has_no_context(bot: World) -> None:
    await bot.post(ASKER, "walking bus?", CHANNEL)
    await bot.post(ASKER, "breakfast club?", CHANNEL)
    assert bot.retriever.searches[-1].context == ""


async def test_chat_among_people_in_an_answered_thread_is_left_alone(bot: World) -> None:
    [answer] = await bot.post(ASKER, "walking bus?", CHANNEL)
    said = await bot.post(
        SHARER, "lovely, see you on Monday", CHANNEL, thread=answer.delivery.thread, addressed=False
    )
    assert said == []


async def test_one_persons_private_command_is_no_context_for_anothers(bot: World) -> None:
    await bot.command(SHARER, "walking bus?")
    [reply] = await bot.command(ASKER, "more")
    assert "More about what?" in reply.text
    await bot.command(ASKER, "breakfast club?")
    assert bot.retriever.searches[-1].context == ""
    [mine] = await bot.command(SHARER, "more")
    assert headings(mine)[0] == "Walking bus"


async def test_what_follows_from_a_private_answer_is_private_too(bot: World) -> None:
    [answer] = await bot.command(ASKER, "walking bus?")
    [whole] = await bot.press(ASKER, answer, "How it works")
    assert answer.delivery.only_for == whole.delivery.only_for == ASKER


@pytest.mark.parametrize(
    ("copies", "words"), [(1, ""), (2, "and one more place;"), (3, "and 2 more places;")]
)
async def test_places_beyond_the_first_two_are_counted_in_plain_words(
    bot: World, copies: int, words: str
) -> None:
    example = bot.library.example("leeds-bus")
    assert example is not None
    for number in range(copies):
        bot.library.put(replace(example, id=f"leeds-bus-{number}"))
    [answer] = await bot.post(ASKER, "does a walking bus help?")
    assert words in answer.text
    assert ("Also:" in answer.text) is bool(words)


async def test_every_answer_ends_with_who_else_works_on_it(bot: World) -> None:
    merged = replace(CWDC, name="Walking Trust", acronym="WT", successors=("walkers",))
    bot.library.put(merged)
    bot.library.put(replace(CWDC, id="walkers", name="Walkers", acronym="", status="extant"))
    line = "Who else works on this: Walkers (for WT)."
    [answer] = await bot.post(ASKER, "walking bus?")
    assert line in answer.text
    for said in (
        facts.HowItWorks("walking-bus"),
        facts.Comparison(("walking-bus", "breakfast-club")),
        facts.Tried("Walking bus", ("leeds-bus",), practice_id="walking-bus"),
    ):
        assert line in await bot.card(said)
    unknown = await bot.card(facts.Answer("q", Confidence.NONE, (), community=ATTENDANCE))
    assert "Nobody here knows yet" in unknown and line in unknown
    bot.intents.say("what happened to", "find_organisation")
    [became] = await bot.post(ASKER, "what happened to the walking trust")
    assert "Its work is with: Walkers" in became.text and "Works on: " in became.text


async def test_a_question_may_ask_for_a_level(bot: World) -> None:
    [none] = await bot.post(ASKER, "walking bus with integrated processes?")
    assert "Level asked for: Integrated processes. Nothing that I found" in none.text
    bot.library.put(replace(bot.library.practice("walking-bus"), levels=("integrated-processes",)))
    [first] = await bot.post(ASKER, "walking bus with integrated processes?")
    assert "What acts there comes first" in first.text
    assert "Level: Integrated processes" in await bot.card(facts.HowItWorks("walking-bus"))
