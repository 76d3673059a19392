"""In the listening tier: a shared post follows its edits in Slack, and its deletion."""

from __future__ import annotations

from tests.fakes.slack.workspace import BOT, BOT_USER, Message
from tests.scenarios.slack.conftest import hears_channels
from tests.scenarios.slack.setting import SlackBot
from tests.scenarios.slack.test_sharing import WORDS, opener

NOW = "We ran a walking bus on three streets. Lates went from 19 to 2 in one term."

pytestmark = hears_channels


async def share_a_post(bot: SlackBot) -> tuple[Message, Message]:
    """A plain post that its author sends to the moderators; returns it and the review card."""
    bot.world.intents.say("we ran", "share_practice")
    post = await bot.say(bot.officer, bot.attendance, WORDS)
    [offer] = bot.slack.said(bot.attendance)
    await bot.press(bot.officer, offer, "Yes, show me a draft")
    await bot.press(bot.officer, offer, opener(offer))
    await bot.submit(bot.officer, bot.slack.views[-1])
    [review] = bot.slack.said(bot.moderators)
    return post, review


async def test_an_edited_post_changes_the_moderators_card(bot: SlackBot) -> None:
    post, review = await share_a_post(bot)
    await bot.event(bot.people.changed_event(post, NOW))
    assert "three streets" in review.text
    assert "two streets" not in str((review.text, review.blocks))
    [told] = bot.slack.said(bot.direct(bot.officer))
    assert "for the moderators too" in told.text


async def test_a_deleted_post_withdraws_it_and_leaves_no_words(bot: SlackBot) -> None:
    post, review = await share_a_post(bot)
    await bot.event(bot.people.deleted_event(post))
    assert "Withdrawn by its author." in review.text
    assert "two streets" not in str((review.text, review.blocks))
    assert "I have withdrawn" in bot.slack.said(bot.direct(bot.officer))[-1].text
    before = len(bot.slack.messages)
    await bot.press(bot.moderator, review_with_old_button(review), "Accept")
    assert len(bot.slack.messages) == before + 1, "only a refusal"
    assert len(bot.slack.said(bot.attendance)) == 2, "the offer, and what followed it"


def review_with_old_button(review: Message) -> Message:
    """The card as somebody's screen may still show it."""
    button = {"type": "button", "action_id": "review.accept|0", "value": "gone",
              "text": {"type": "plain_text", "text": "Accept"}}  # fmt: skip
    review.blocks = [{"type": "actions", "block_id": "0|x", "elements": [button]}]
    return review


async def test_edits_that_change_no_words_and_edits_by_bots_say_nothing(bot: SlackBot) -> None:
    post, review = await share_a_post(bot)
    text, drawn, said = review.text, review.edited, len(bot.slack.messages)
    await bot.event(bot.people.changed_event(post, WORDS))  # a link got its picture
    robot = Message(bot.attendance, bot.slack.ts(1_700_000_000), "U0OTHER", "We ran a thing.")
    robot.bot_id = "B0OTHER"
    await bot.event(bot.people.changed_event(robot, "We ran another thing."))
    own = Message(bot.attendance, bot.slack.ts(1_700_000_000), BOT_USER, "We ran a thing.")
    await bot.event(bot.people.changed_event(own, "We ran another thing."))
    assert BOT
    assert (review.text, review.edited, len(bot.slack.messages)) == (text, drawn, said)


async def test_the_first_message_of_a_thread_that_is_deleted_counts_as_deleted(
    bot: SlackBot,
) -> None:
    post, review = await share_a_post(bot)
    await bot.event(
        bot.people.changed_event(
            post, "This message was deleted.", subtype="tombstone", user="USLACKBOT"
        )
    )
    assert "Withdrawn by its author." in review.text


async def test_a_message_that_was_shared_by_its_menu_is_followed_too(bot: SlackBot) -> None:
    text = f"Hi all,\n{WORDS}"
    post = bot.people.says(bot.officer, bot.general, text)
    await bot.interact(bot.people.shortcut(bot.officer, "ntg.share_message", post))
    await bot.submit(bot.officer, bot.slack.views[-1], title="A walking bus")
    draft = bot.slack.said(bot.direct(bot.officer))[-1]
    await bot.press(bot.officer, draft, opener(draft))
    await bot.submit(bot.officer, bot.slack.views[-1])
    [review] = bot.slack.said(bot.moderators)
    assert "two streets" in review.text
    await bot.event(bot.people.changed_event(post, NOW))
    assert "three streets" in review.text
    assert "To review: A walking bus" in review.text
    await bot.event(bot.people.deleted_event(post))
    assert "Withdrawn by its author." in review.text
