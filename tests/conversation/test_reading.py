"""One practice in three lengths, and the five lines of enquiry."""

from __future__ import annotations

import pytest

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import Text
from ntg_bot.domain.people import Reader
from tests.fakes.entries import practice
from tests.fakes.world import ASKER, CHANNEL, SHARER, World

QUESTION = "What works for late school bus?"


async def test_a_person_chooses_once_and_the_answer_has_that_length(bot: World) -> None:
    [card] = await bot.post(ASKER, QUESTION)
    assert "Last checked" in card.text and "Meet at the corner." not in card.text
    [chosen] = await bot.post(ASKER, "I am a councillor")
    assert "You read as a councillor" in chosen.text
    [line] = await bot.post(ASKER, QUESTION)
    assert "1. Walking bus: Early signs are good, but not yet sure. No council has" in line.text
    assert "Last checked" not in line.text and "Why this" not in line.text
    [how] = await bot.press(ASKER, line, "How it works")
    assert "Beware" in how.text and "Meet at the corner." not in how.text
    [changed] = await bot.press(ASKER, chosen, "The whole")
    assert "You read as a practitioner" in changed.text
    [whole] = await bot.post(ASKER, QUESTION)
    assert "Meet at the corner." in whole.text and "Report on walking" in whole.text
    assert "Helpful" in [button.label for button in whole.buttons()]
    [other] = await bot.post(SHARER, QUESTION)
    assert other.text == card.text, "what one chose counts for nobody else"


async def test_what_many_read_is_a_card_whatever_the_asker_chose(bot: World) -> None:
    await bot.post(ASKER, "answer me as a lead member")
    [answer] = await bot.post(ASKER, QUESTION, CHANNEL)
    assert "Last checked" in answer.text
    [private] = await bot.command(ASKER, QUESTION)
    assert "Last checked" not in private.text


@pytest.mark.parametrize("reader", list(Reader))
async def test_one_practice_has_three_lengths_and_each_leads_to_the_others(
    bot: World, reader: Reader
) -> None:
    [shown] = await bot.press_raw(ASKER, "practice.length", f"walking-bus|{reader.value}")
    labels = {button.label for button in shown.buttons()}
    names = {Reader.COUNCILLOR: "In one line", Reader.MANAGER: "As a card",
             Reader.PRACTITIONER: "The whole"}  # fmt: skip
    assert labels >= {name for each, name in names.items() if each is not reader}
    assert names[reader] not in labels
    if reader is Reader.COUNCILLOR:
        assert len([each for each in shown.card.body if isinstance(each, Text)]) == 1
    assert ("Meet at the corner." in shown.text) is (reader is Reader.PRACTITIONER)
    assert "walking" in shown.text.casefold()


async def test_lengths_are_asked_for_and_guessed_ones_refused(bot: World) -> None:
    [lengths] = await bot.post(ASKER, "answer length")
    assert "For a councillor: one line a practice" in lengths.text
    await bot.press(ASKER, lengths, "As a card")
    [again] = await bot.post(ASKER, "answer length")
    assert "You read as a manager" in again.text
    for action, value in (("length.choose", "king"), ("practice.length", "walking-bus|king"),
                          ("practice.length", "gone|manager")):  # fmt: skip
        [refused] = await bot.press_raw(ASKER, action, value)
        assert "version of me" in refused.text or "any more" in refused.text


async def test_every_line_of_enquiry_says_what_is_there_and_what_is_missing(bot: World) -> None:
    [lines] = await bot.post(ASKER, "lines of enquiry")
    assert "Line of enquiry 1: Engaging parents and carers" in lines.text
    assert "Practices: 3. Local examples: 1. Hypotheses: 0." in lines.text
    for asked in ("line 1", "practices for line 1", "line of enquiry parents and carers"):
        [line] = await bot.post(ASKER, asked)
        assert "Walking bus: Early signs are good" in line.text
        assert "Nothing under this line yet for: Children in care. These are gaps." in line.text
    [how] = await bot.press(ASKER, line, "Walking bus")
    assert "Meet at the corner." in how.text
    [unknown] = await bot.post(ASKER, "line 9")
    assert "by its number" in unknown.text


async def test_a_line_with_nothing_under_it_is_a_gap(bot: World) -> None:
    bot.library.replace([practice("other", "Other", line_of_enquiry=("elsewhere",))])
    for said in (facts.Lines(), facts.Line("parents")):
        assert "That is a gap, and not evidence that nothing works." in await bot.card(said)
