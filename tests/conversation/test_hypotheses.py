"""Hypotheses in the chat: written, tested by councils, called supported once enough say so."""

from __future__ import annotations

import pytest

from ntg_bot.conversation import facts
from tests.fakes.chat import Message
from tests.fakes.world import ASKER, CHANNEL, MODERATOR, MODERATORS, SHARER, World

STATEMENT = "If we walk children to school with volunteers, then fewer are late, because of habit."


async def written(bot: World, statement: str = STATEMENT) -> Message:
    """A draft by the moderator; returns its card."""
    [form] = await bot.post(MODERATOR, "new hypothesis")
    [card] = await bot.fill_in(
        MODERATOR, form, line="parents", statement=statement, practices="Walking bus"
    )
    return card


async def check(bot: World, user: str, council: str, card: Message, holds: str) -> None:
    await bot.post(user, f"my council is {council}")
    [form] = await bot.press(user, card, "Reality check")
    await bot.fill_in(user, form, holds=holds)


async def test_a_hypothesis_goes_from_a_draft_to_supported(bot: World) -> None:
    card = await written(bot)
    assert "Hypothesis 1" in card.text and "State: A draft" in card.text
    assert "Walking bus" in card.text
    [tested] = await bot.post(MODERATOR, "hypothesis 1 testing because two councils asked for it")
    assert "being tested, because: two councils asked for it" in tested.text
    [narrow] = await bot.post(MODERATOR, "hypothesis 1 needs 2 councils and 1 to hold")
    assert "2 councils tried it, 1 say it holds" in narrow.text
    [shown] = await bot.post(MODERATOR, "hypothesis 1")
    await check(bot, ASKER, "Leeds", shown, "holds")
    [early] = await bot.post(MODERATOR, "hypothesis 1 supported because it held in Leeds")
    assert "needs 2 councils" in early.text and "So far 1 tried it" in early.text
    await check(bot, SHARER, "Manchester", shown, "partly")
    [form] = await bot.press(MODERATOR, shown, "Call it supported")
    [empty] = await bot.fill_in(MODERATOR, form, reason=" ")
    assert "A reason is needed" in empty.text
    [done] = await bot.fill_in(MODERATOR, empty, reason="Both councils saw fewer late marks")
    assert "State: Supported" in done.text
    assert "Tried by 2 councils: 1 says it holds, 1 partly." in done.text
    assert "not evidence that it works" in done.text


async def test_the_list_is_by_line_of_enquiry_with_what_councils_found(bot: World) -> None:
    [none] = await bot.post(ASKER, "hypotheses")
    assert "There is no hypothesis yet" in none.text
    await written(bot)
    await bot.post(MODERATOR, "hypothesis 1 testing because it is clear")
    for asked in ("hypotheses", "hypotheses for line 1", "hypotheses about parents and carers"):
        [listed] = await bot.post(ASKER, asked)
        assert "Line of enquiry 1: Engaging parents and carers" in listed.text
        assert f"1. {STATEMENT} (being tested). No council has reported on it yet." in listed.text
    [unknown] = await bot.post(ASKER, "hypotheses for line 9")
    assert "by its number, 1 to 1" in unknown.text
    [shown] = await bot.press(ASKER, listed, "Open")
    assert "Test it" not in shown.text, "who may not move it is offered no button to"
    [gone] = await bot.post(ASKER, "hypothesis 77")
    assert "There is no hypothesis 77" in gone.text


async def test_a_draft_is_for_those_who_may_change_it(bot: World) -> None:
    card = await written(bot)
    id = card.button("Test it").value.partition("|")[0]
    for said in (
        await bot.post(ASKER, "hypotheses"),
        await bot.post(ASKER, "hypothesis 1"),
        await bot.press_raw(ASKER, "hypothesis.show", id),
        await bot.press_raw(ASKER, "hypothesis.list", ""),
        await bot.post(MODERATOR, "hypotheses", CHANNEL),
    ):
        assert STATEMENT not in said[0].text and "(a draft)" not in said[0].text
    assert "Hypotheses\n0" in (await bot.card(facts.Line("parents"))).replace(": ", "\n")
    [listed] = await bot.post(MODERATOR, "hypotheses")
    assert f"1. {STATEMENT} (a draft)" in listed.text
    [shown] = await bot.post(MODERATOR, "hypothesis 1", CHANNEL)
    assert shown.delivery.only_for == MODERATOR and STATEMENT in shown.text


async def test_new_words_make_a_new_hypothesis_and_checks_stay_with_the_old(bot: World) -> None:
    await written(bot)
    [card] = await bot.post(MODERATOR, "hypothesis 1 testing because it is clear")
    await check(bot, ASKER, "Leeds", card, "does_not")
    [form] = await bot.post(MODERATOR, "hypothesis 1 revised because it is too wide")
    assert form.field("statement").value == STATEMENT
    [new] = await bot.fill_in(
        MODERATOR, form, statement="If we walk infants to school, then fewer are late.",
        reason="It does not hold for older pupils",
    )  # fmt: skip
    assert "Hypothesis 2" in new.text and "place of hypothesis 1" in new.text
    assert "No council has reported on it yet." in new.text
    [old] = await bot.post(ASKER, "hypothesis 1")
    assert "State: Revised" in old.text and "1 says it does not hold" in old.text
    [closed] = await bot.press_raw(ASKER, "check.give", card.button("Reality check").value)
    assert "Hypothesis 1 is revised" in closed.text


async def test_only_curators_write_and_move(bot: World) -> None:
    card = await written(bot)
    id = (await bot.post(MODERATOR, "hypothesis 1"))[0].button("Test it").value
    for said in (
        await bot.post(ASKER, "new hypothesis"),
        await bot.post(ASKER, "hypothesis 1 dropped because no"),
        await bot.post(ASKER, "hypothesis 1 needs 1 council and 1 holds"),
        await bot.press_raw(ASKER, "hypothesis.move", id),
        await bot.send_form(ASKER, "hypothesis.move", id, reason="no"),
        await bot.send_form(ASKER, "hypothesis.form", "", line="parents", statement=STATEMENT),
    ):
        assert "curator" in said[0].text, said[0].text
    async with bot.database.uow(read_only=True) as work:
        [only] = await work.hypotheses.all()
    assert only.version == 1 and str(only.number) in card.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"statement": "no"}, "Write it as one sentence"),
        ({"practices": "Walking bus, Moon landing"}, "a practice called “Moon landing”"),
        ({"line": "nine"}, "I know no line of enquiry"),
        ({"levels": "middle"}, "I do not know that level"),
        ({"research": "\n".join(f"Report {n}" for n in range(11))}, "That is too many"),
        ({"statement": f"{STATEMENT} Call 07700 900123."}, "Please take it out"),
    ],
)
async def test_a_fault_is_shown_with_all_that_was_typed(
    bot: World, changes: dict[str, str], words: str
) -> None:
    [form] = await bot.post(MODERATOR, "new hypothesis")
    filled = {"line": "parents", "statement": STATEMENT} | changes
    [again] = await bot.fill_in(MODERATOR, form, **filled)
    assert words in again.text
    assert again.field("statement").value == filled["statement"]


async def test_words_of_checks_on_hypotheses_go_to_moderators_of_everything(bot: World) -> None:
    await written(bot)
    [card] = await bot.post(MODERATOR, "hypothesis 1 testing because it is clear")
    await bot.post(ASKER, "my council is Leeds")
    [form] = await bot.press(ASKER, card, "Reality check")
    said = await bot.fill_in(ASKER, form, holds="holds", adapted="We began on Mondays")
    review = next(each for each in said if each.delivery.channel == MODERATORS)
    await bot.press(MODERATOR, review, "Show the words")
    async with bot.database.uow(read_only=True) as work:
        [one] = await work.hypotheses.all()
    assert "We began on Mondays" in await bot.card(facts.HypothesisShown(one.id))
