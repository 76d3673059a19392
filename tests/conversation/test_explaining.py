"""Terms, organisations, the programme itself, who has tried it, and comparisons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ntg_bot.conversation.cards import Heading
from ntg_bot.domain.asking import Confidence, Facets, Hit, SearchResult
from ntg_bot.domain.knowledge import Kind
from tests.fakes.chat import Message
from tests.fakes.world import ASKER, World

BUS = SearchResult(Confidence.ANSWER, (Hit("walking-bus", Kind.PRACTICE, 1.0),), 0.9)
NEAR = replace(BUS, confidence=Confidence.CLOSEST)


def headings(message: Message) -> list[str]:
    return [element.text for element in message.card.body if isinstance(element, Heading)]


# --- terms, organisations, the programme ----------------------------------------------------------


async def test_an_ambiguous_acronym_asks_which_and_explains_the_one_chosen(bot: World) -> None:
    bot.intents.say("mean", "explain_term")
    [which] = await bot.post(ASKER, "what does PA mean?")
    assert "“PA” can mean persistent absence or personal adviser" in which.text
    [meaning] = await bot.press(ASKER, which, "Personal adviser")
    assert headings(meaning) == ["Personal adviser"]
    assert "It is about: Children in care." in meaning.text


async def test_a_variant_with_two_terms_asks_which_too(bot: World) -> None:
    bot.intents.say("mean", "explain_term")
    [which] = await bot.post(ASKER, "what does TAC mean")
    assert {button.label for button in which.buttons()} == {
        "Team around the child",
        "Tactile approach to communication",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what does respite mean", "People also say: respite."),
        ("define short break please", "People also say: respite."),
        ("what does bare term mean", "I know “bare term” as a term"),
        ("what does CWDC mean", "It closed in 2012."),
    ],
)
async def test_a_term_is_explained_in_the_words_of_the_thesaurus(
    bot: World, text: str, words: str
) -> None:
    for sign in ("mean", "define"):
        bot.intents.say(sign, "explain_term")
    [reply] = await bot.post(ASKER, text)
    assert words in reply.text


async def test_an_acronym_in_a_question_is_asked_about_and_searched_by_its_meaning(
    bot: World,
) -> None:
    meanings = ("persistent absence", "personal adviser")
    bot.retriever.rules["help with pa"] = replace(NEAR, ambiguous=(("PA", meanings),))
    bot.retriever.rules["help with persistent absence"] = BUS
    [answer] = await bot.post(ASKER, "what helps? help with PA?")
    assert "“PA” can mean persistent absence or personal adviser. Which do you mean?" in answer.text
    [again] = await bot.press(ASKER, answer, "Persistent absence")
    assert bot.retriever.searches[-1].text == "what helps? help with persistent absence?"
    assert "This is what the evidence says:" in again.text


@pytest.mark.parametrize("value", ["", "||", "no-such-id|PA|x", "|(|\\1"])
async def test_a_made_up_meaning_is_refused(bot: World, value: str) -> None:
    [reply] = await bot.press_raw(ASKER, "ask.meaning", value)
    assert "I no longer have that question." in reply.text


async def test_a_made_up_meaning_of_a_real_question_breaks_nothing(bot: World) -> None:
    [answer] = await bot.post(ASKER, "walking bus?")
    question = answer.button("Helpful").value
    [again] = await bot.press_raw(ASKER, "ask.meaning", f"{question}|bus|\\1 \\g<x>")
    assert "Walking bus" in again.text


@pytest.mark.parametrize("text", ["what became of CWDC?", "what is the cwdc"])
async def test_an_organisation_is_found_with_what_became_of_it(bot: World, text: str) -> None:
    bot.intents.say("cwdc", "find_organisation")
    [reply] = await bot.post(ASKER, text)
    assert headings(reply) == ["Children's Workforce Development Council (CWDC)"]
    assert "the government's announcement" in reply.text


async def test_a_question_about_the_programme_says_where_its_papers_disagree(bot: World) -> None:
    bot.intents.say("gap", "about_programme")
    [reply] = await bot.post(ASKER, "what is the gap?")
    assert "- in health\n- in schooling" in reply.text
    assert "The programme's own papers differ here: One paper says five groups" in reply.text


# --- who has tried, comparisons -------------------------------------------------------------------


async def test_who_has_tried_it_names_council_result_and_source(bot: World) -> None:
    bot.intents.say("tried", "who_has_tried")
    [reply] = await bot.post(ASKER, "who has tried a walking bus?")
    assert "Where: Leeds, Yorkshire and The Humber (2016 to 2018)" in reply.text
    assert "Reported there: Missed days: down by a tenth" in reply.text
    assert "We have not read this page ourselves" in reply.text
    assert "An example is not proof" in reply.text


@pytest.mark.parametrize(
    ("text", "facets", "words"),
    [
        ("in leeds", Facets(authorities=("E08000035",)), "In Leeds:"),
        ("in yorkshire", Facets(regions=("Yorkshire and The Humber",)), "In Yorkshire and The"),
        ("in manchester", Facets(authorities=("E08000003",)), "I know of nobody in Manchester"),
        ("in the north west", Facets(regions=("North West",)), "I know of nobody in North West"),
    ],
)
async def test_who_has_tried_it_is_asked_by_council_and_region(
    bot: World, text: str, facets: Facets, words: str
) -> None:
    bot.intents.say("tried", "who_has_tried")
    bot.retriever.named[text] = facets
    [reply] = await bot.post(ASKER, f"who has tried a walking bus {text}?")
    assert words in reply.text
    assert "A walking bus in Leeds" in reply.text


async def test_where_nobody_has_tried_it_the_practice_itself_is_shown(bot: World) -> None:
    bot.intents.say("tried", "who_has_tried")
    [reply] = await bot.post(ASKER, "who has tried a breakfast club?")
    assert headings(reply) == ["1. Breakfast club"]


@pytest.mark.parametrize(
    "text",
    ["compare walking bus and breakfast club", "which is better, walking bus or breakfast club?"],
)
async def test_two_practices_are_compared_side_by_side(bot: World, text: str) -> None:
    for sign in ("compare", "better"):
        bot.intents.say(sign, "compare_practices")
    [reply] = await bot.post(ASKER, text)
    assert headings(reply) == ["Walking bus", "Breakfast club"]
    assert "do not rank them by the numbers alone" in reply.text


async def test_a_comparison_with_one_known_side_is_an_ordinary_answer(bot: World) -> None:
    bot.intents.say("compare", "compare_practices")
    [reply] = await bot.post(ASKER, "compare walking bus with unicorns")
    assert headings(reply) == ["1. Walking bus"]


@pytest.mark.parametrize("value", ["", "whatever I like to have said", "<!channel>"])
async def test_a_made_up_term_is_not_said_to_be_one(bot: World, value: str) -> None:
    [reply] = await bot.press_raw(ASKER, "term.explain", value)
    assert "I do not know that term any more." in reply.text
