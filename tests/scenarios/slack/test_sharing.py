"""Sharing in Slack: windows opened at once, the author's yes, the moderators' card."""

from __future__ import annotations

from tests.fakes.slack.workspace import Message
from tests.scenarios.slack.conftest import hears_channels
from tests.scenarios.slack.setting import SlackBot

WORDS = "We ran a walking bus on two streets. Lates went from 19 to 6 in one term."


def opener(message: Message) -> str:
    """The label of the button that opens the message's form."""
    return next(
        str(each["text"]["text"])
        for each in message.elements()
        if each["action_id"].startswith("form.open")
    )


async def test_a_practice_goes_from_the_shortcut_to_the_moderators(bot: SlackBot) -> None:
    await bot.interact(bot.people.shortcut(bot.officer, "ntg.share"))
    [form] = bot.slack.views
    assert [block["block_id"] for block in form["blocks"]][:2] == ["field.title", "field.what"]
    answer = await bot.submit(bot.officer, form, title="A walking bus", what=WORDS)
    assert answer["response_action"] == "clear"

    direct = bot.direct(bot.officer)
    draft = bot.slack.said(direct)[-1]
    assert "A walking bus" in draft.text
    assert bot.slack.said(bot.moderators) == []

    await bot.press(bot.officer, draft, opener(draft))
    await bot.submit(bot.officer, bot.slack.views[-1])
    [review] = bot.slack.said(bot.moderators)
    assert "A walking bus" in review.text

    await bot.press(bot.moderator, review, "Accept")
    assert review.edited >= 1
    assert any("walking bus" in each.text.casefold() for each in bot.slack.said(bot.attendance))


async def test_a_moderators_reason_comes_by_a_window(bot: SlackBot) -> None:
    await bot.interact(bot.people.shortcut(bot.officer, "ntg.share"))
    await bot.submit(bot.officer, bot.slack.views[-1], title="A walking bus", what=WORDS)
    direct = bot.direct(bot.officer)
    draft = bot.slack.said(direct)[-1]
    await bot.press(bot.officer, draft, opener(draft))
    await bot.submit(bot.officer, bot.slack.views[-1])
    [review] = bot.slack.said(bot.moderators)

    await bot.press(bot.moderator, review, "Decline")
    asked = bot.slack.said(bot.moderators)[-1]
    assert asked.only_for == bot.moderator
    await bot.press(bot.moderator, asked, opener(asked))
    await bot.submit(bot.moderator, bot.slack.views[-1], reason="We have this one already.")
    assert any("We have this one already." in each.text for each in bot.slack.said(direct))


async def test_a_form_with_nothing_but_spaces_is_sent_back_at_its_field(bot: SlackBot) -> None:
    await bot.interact(bot.people.shortcut(bot.officer, "ntg.share"))
    answer = await bot.submit(bot.officer, bot.slack.views[-1], title="A bus", what="   ")
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == ["field.what"]
    assert bot.slack.said(bot.direct(bot.officer)) == []


async def test_ones_own_message_opens_as_a_filled_form(bot: SlackBot) -> None:
    message = bot.people.says(bot.officer, bot.general, WORDS)
    await bot.interact(bot.people.shortcut(bot.officer, "ntg.share_message", message))
    [form] = bot.slack.views
    filled = {block["block_id"]: block["element"].get("initial_value") for block in form["blocks"]}
    assert filled["field.what"] == WORDS


async def test_somebody_elses_message_asks_its_author_and_nobody_else(bot: SlackBot) -> None:
    message = bot.people.says(bot.colleague, bot.general, WORDS)
    for _ in range(2):
        await bot.interact(bot.people.shortcut(bot.officer, "ntg.share_message", message))
    [asked] = bot.slack.said(bot.direct(bot.colleague))
    assert "walking bus" in asked.text.casefold()
    assert bot.slack.said(bot.direct(bot.officer)) == []
    assert bot.slack.said(bot.moderators) == []
    assert "without their yes" in str(bot.slack.views[-1]["blocks"])


async def test_a_light_bulb_asks_the_author_once(bot: SlackBot) -> None:
    message = bot.people.says(bot.colleague, bot.general, WORDS)
    for name, user in (("tada", bot.officer), ("bulb", bot.officer), ("bulb", bot.moderator)):
        await bot.event(
            bot.people.event(
                {
                    "type": "reaction_added",
                    "user": user,
                    "reaction": name,
                    "item_user": bot.colleague,
                    "item": {"type": "message", "channel": bot.general, "ts": message.ts},
                }
            )
        )
    [asked] = bot.slack.said(bot.direct(bot.colleague))
    assert "A colleague thinks that what you wrote is worth sharing" in asked.text
    assert "walking bus" in asked.text.casefold()
    assert bot.slack.said(bot.general) == []
    assert bot.slack.said(bot.moderators) == []
    await bot.press(bot.colleague, asked, "Yes, show me a draft")
    assert "This is your draft" in asked.text
    assert bot.slack.said(bot.moderators) == []


@hears_channels
async def test_a_plain_post_in_a_bound_channel_is_offered_to_its_author_alone(
    bot: SlackBot,
) -> None:
    bot.world.intents.say("we ran", "share_practice")
    await bot.say(bot.officer, bot.attendance, WORDS)
    [offer] = bot.slack.said(bot.attendance)
    assert offer.only_for == bot.officer
    await bot.press(bot.officer, offer, "Yes, show me a draft")
    assert offer.edited == 1, "the offer becomes the draft, by its own address"
    assert "before anyone" in offer.text or "draft" in offer.text.casefold()
    await bot.say(bot.officer, bot.general, WORDS)
    assert bot.slack.said(bot.general) == [], "a channel that is bound to nothing is left alone"
    assert bot.slack.said(bot.moderators) == []


async def test_a_form_of_a_card_that_is_gone_says_so(bot: SlackBot) -> None:
    await bot.command(bot.officer, bot.general, "share")
    [card] = bot.slack.said(bot.general)
    assert card.only_for == bot.officer
    payload = bot.people.press(bot.officer, card, opener(card))
    payload["actions"][0]["block_id"] = "0|no-such-delivery"
    await bot.interact(payload)
    assert "done with" in str(bot.slack.views[-1]["blocks"])


async def test_a_private_form_opens_and_its_draft_stays_private(bot: SlackBot) -> None:
    await bot.command(bot.officer, bot.general, "share")
    [card] = bot.slack.said(bot.general)
    await bot.press(bot.officer, card, opener(card))
    await bot.submit(bot.officer, bot.slack.views[-1], title="A walking bus", what=WORDS)
    draft = bot.slack.said(bot.general)[-1]
    assert "A walking bus" in draft.text
    assert draft.only_for == bot.officer
