"""Councils like ours in the chat, and councils that help each other."""

from __future__ import annotations

from tests.fakes.chat import Message
from tests.fakes.world import ASKER, OTHER_MODERATOR, SHARER, World

SET = (
    "ons_code,name,rank,neighbour_ons_code,neighbour_name,closeness\n"
    "E08000035,Leeds,1,E08000003,Manchester,very close\n"
)


async def bring_in(bot: World) -> None:
    async with bot.database.uow() as work:
        await bot.joined.neighbours.bring_in(work, SET.encode(), file="set.csv")
        await work.commit()


async def test_who_is_like_us_says_where_it_comes_from(bot: World) -> None:
    [form] = await bot.post(ASKER, "who is like us?")
    assert "Which council are you with?" in form.text
    await bot.post(ASKER, "my council is Leeds")
    [by_place] = await bot.post(ASKER, "who is like us?")
    assert "no council like Leeds yet" in by_place.text
    await bring_in(bot)
    for asked in ("who is like us?", "our statistical neighbours", "councils like ours"):
        [told] = await bot.post(ASKER, asked)
        assert "Manchester: very close" in told.text
        assert "imported on 18 November 2026 (set.csv)" in told.text, told.text
    await bot.post(SHARER, "my council is Manchester")
    [other] = await bot.post(SHARER, "who is like us?")
    assert "very close" not in other.text


async def test_naming_the_council_goes_on_to_who_is_like_it(bot: World) -> None:
    await bring_in(bot)
    [form] = await bot.post(ASKER, "who is like us?")
    told = await bot.fill_in(ASKER, form, council="Leeds")
    assert any("Manchester: very close" in each.text for each in told), told


async def test_which_councils_like_us_tried_this(bot: World) -> None:
    await bring_in(bot)
    await bot.post(SHARER, "my council is Manchester")
    [form] = await bot.press_raw(SHARER, "practice.tried", "walking-bus", channel=f"@{SHARER}")
    await bot.fill_in(SHARER, form, holds="partly")
    await bot.post(ASKER, "my council is Leeds")
    [what] = await bot.post(ASKER, "which councils like us tried this?")
    assert "More about what?" in what.text
    await bot.post(ASKER, "What works for late school bus?")
    [told] = await bot.post(ASKER, "which councils like us have tried this?")
    assert "Manchester: It partly holds here." in told.text
    assert "Tried by 1 council: 1 says it partly holds." in told.text
    assert "imported on" in told.text
    [none] = await bot.post(ASKER, "what have our neighbours done about breakfast club")
    assert "None of the councils most like Leeds has reported" in none.text


async def proposals(bot: World) -> tuple[Message, Message]:
    """Manchester offers, Leeds asks; both are asked whether they want to be introduced."""
    await bot.post(SHARER, "my council is Manchester")
    await bot.post(ASKER, "my council is Leeds")
    [offered] = await bot.post(SHARER, "offer help with walking bus for 3 councils at a time")
    assert "to 3 councils at one time" in offered.text
    said = await bot.post(ASKER, "ask for help with walking bus")
    to_offer = next(each for each in said if each.delivery.channel == f"@{SHARER}")
    to_ask = next(
        each for each in said if each.delivery.channel == f"@{ASKER}" and "Shall I" in each.text
    )
    assert "Leeds asks for help with “Walking bus”" in to_offer.text
    assert "Manchester offers help with “Walking bus”" in to_ask.text
    assert "Asa" not in to_offer.text and "Shaz" not in to_ask.text
    return to_offer, to_ask


async def test_two_yeses_introduce_and_tell_how_to_reach_each_other(bot: World) -> None:
    to_offer, to_ask = await proposals(bot)
    [form] = await bot.press(SHARER, to_offer, "Yes, introduce us")
    [empty] = await bot.fill_in(SHARER, form, reach="")
    assert "Say how the other council may reach you" in empty.text
    [waits] = await bot.fill_in(SHARER, empty, reach="shaz@manchester.example")
    assert "as soon as the other council has said yes too" in waits.text
    assert not any("shaz@" in each.text for each in bot.chat.in_channel(f"@{ASKER}"))
    [form] = await bot.press(ASKER, to_ask, "Yes, introduce us")
    said = await bot.fill_in(ASKER, form, reach="asa@leeds.example")
    told = {each.delivery.channel: each.text for each in said}
    assert "Who: Shaz" in told[f"@{ASKER}"] and "shaz@manchester.example" in told[f"@{ASKER}"]
    assert "Who: Asa" in told[f"@{SHARER}"] and "asa@leeds.example" in told[f"@{SHARER}"]
    [again] = await bot.press(ASKER, to_ask, "Yes, introduce us")
    assert "introduced already" in again.text


async def test_what_came_of_it_is_kept_and_thanked_for(bot: World) -> None:
    to_offer, to_ask = await proposals(bot)
    for user, card in ((SHARER, to_offer), (ASKER, to_ask)):
        [form] = await bot.press(user, card, "Yes, introduce us")
        await bot.fill_in(user, form, reach=f"{user}@example.org")
    [own] = await bot.post(ASKER, "my introductions")
    assert "Manchester: you are introduced." in own.text
    [form] = await bot.press(ASKER, own, "What came of it")
    [no_day] = await bot.fill_in(ASKER, form, visited_on="Tuesday", outcome="We saw it")
    assert "“Tuesday” is no date" in no_day.text
    said = await bot.fill_in(ASKER, no_day, visited_on="2026-11-20")
    thanks = [each.text for each in said if each.delivery.channel == f"@{SHARER}"]
    assert thanks == ["Leeds thanks you for your help with “Walking bus”."]
    async with bot.database.uow(read_only=True) as work:
        [kept] = await work.helps.introductions()
    assert (kept.visited_on, kept.outcome, kept.thanked) == ("2026-11-20", "We saw it", True)
    assert (kept.offer_reach, kept.ask_reach) == ("", "")


async def test_a_no_ends_it_and_is_not_told_on(bot: World) -> None:
    to_offer, to_ask = await proposals(bot)
    [fine] = await bot.press(SHARER, to_offer, "No, thank you")
    assert "nobody is told who said no" in fine.text
    assert "You will not be introduced" in to_ask.text, "the other card shows it too"
    [late] = await bot.press_raw(ASKER, "introduction.yes", to_offer.text and "gone")
    assert "I do not have that introduction" in late.text


async def test_what_is_taken_back_ends_its_proposals(bot: World) -> None:
    to_offer, _ = await proposals(bot)
    [own] = await bot.post(ASKER, "my introductions")
    await bot.press(ASKER, own, "Take it back")
    assert "This is closed now" in to_offer.text
    [none] = await bot.post(ASKER, "our introductions")
    assert "You have no offers or asks" in none.text


async def test_a_check_that_others_may_ask_about_is_an_offer_until_it_is_not(bot: World) -> None:
    await bot.post(ASKER, "my council is Leeds")
    await bot.post(ASKER, "ask for help with walking bus")
    await bot.post(SHARER, "my council is Manchester")
    [form] = await bot.press_raw(SHARER, "practice.tried", "walking-bus", channel=f"@{SHARER}")
    said = await bot.fill_in(SHARER, form, holds="holds", contact="yes")
    proposal = next(each for each in said if "Leeds asks for help" in each.text)
    assert proposal.delivery.channel == f"@{SHARER}"
    await bot.fill_in(SHARER, form, holds="holds", contact="no")
    assert "This is closed now" in proposal.text
    [own] = await bot.post(SHARER, "my offers")
    assert "You have no offers or asks" in own.text


async def test_who_changes_council_speaks_for_the_one_before_no_longer(bot: World) -> None:
    _, to_ask = await proposals(bot)
    await bot.post(SHARER, "my council is Leeds")
    assert "This is closed now" in to_ask.text
    [own] = await bot.post(SHARER, "my offers")
    assert "You have no offers or asks" in own.text
    await bot.post(ASKER, "my council is Leeds")
    async with bot.database.uow(read_only=True) as work:
        still = [each.state for each in await work.helps.all()]
    assert still == ["closed", "open"], "to say the same council again changes nothing"


async def test_nobody_answers_for_somebody_else(bot: World) -> None:
    to_offer, _ = await proposals(bot)
    id = to_offer.button("Yes, introduce us").value
    for said in (
        await bot.press_raw(OTHER_MODERATOR, "introduction.yes", id),
        await bot.press_raw(OTHER_MODERATOR, "introduction.no", id),
        await bot.send_form(OTHER_MODERATOR, "introduction.yes", id, reach="me"),
        await bot.send_form(OTHER_MODERATOR, "introduction.done", id, outcome="x"),
    ):
        assert "I do not have that introduction for you" in said[0].text
