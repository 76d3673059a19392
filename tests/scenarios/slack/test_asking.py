"""Questions in Slack: in channels, threads, direct messages and by command."""

from __future__ import annotations

from tests.scenarios.slack.conftest import hears_channels
from tests.scenarios.slack.setting import QUESTION, SlackBot


async def test_a_mention_is_answered_once_in_its_thread(bot: SlackBot) -> None:
    asked = await bot.mention(bot.officer, bot.general, QUESTION)
    [answer] = bot.slack.said(bot.general)
    assert answer.thread_ts == asked.ts
    assert "walking bus" in answer.text.casefold()
    assert answer.blocks[0]["type"] in ("header", "rich_text")
    assert answer.metadata is not None
    assert answer.metadata["event_payload"]["key"]


async def test_a_mention_that_comes_as_a_message_too_is_answered_once(bot: SlackBot) -> None:
    asked = bot.people.says(bot.officer, bot.general, f"<@U0BOT> {QUESTION}")
    await bot.event(bot.people.message_event(asked))
    await bot.event(bot.people.mention_event(asked))
    assert len(bot.slack.said(bot.general)) == 1


async def test_the_same_event_five_times_is_answered_once(bot: SlackBot) -> None:
    asked = bot.people.says(bot.officer, bot.general, f"<@U0BOT> {QUESTION}")
    event = bot.people.mention_event(asked)
    for _ in range(5):
        await bot.event(event)
    assert len(bot.slack.said(bot.general)) == 1


async def test_a_direct_message_is_answered_flat(bot: SlackBot) -> None:
    direct = bot.direct(bot.officer)
    await bot.say(bot.officer, direct, QUESTION)
    [answer] = bot.slack.said(direct)
    assert answer.thread_ts == ""


async def test_a_command_is_answered_to_the_person_alone(bot: SlackBot) -> None:
    await bot.command(bot.officer, bot.general, QUESTION)
    [answer] = bot.slack.said(bot.general)
    assert answer.only_for == bot.officer


async def test_a_command_where_the_bot_is_not_comes_back_by_its_own_address(bot: SlackBot) -> None:
    elsewhere = bot.slack.channel("elsewhere", bot=False)
    await bot.command(bot.officer, elsewhere.id, "help")
    [answer] = bot.slack.said(elsewhere.id)
    assert answer.only_for == bot.officer
    assert bot.slack.called("conversations.open") == []


@hears_channels
async def test_a_follow_up_in_a_thread_of_the_bot_needs_no_mention(bot: SlackBot) -> None:
    asked = await bot.mention(bot.officer, bot.general, QUESTION)
    await bot.say(bot.officer, bot.general, "and for primary schools?", asked.ts)
    assert len(bot.slack.said(bot.general, thread=asked.ts)) == 2


async def test_what_is_not_said_to_the_bot_gets_silence(bot: SlackBot) -> None:
    await bot.say(bot.officer, bot.general, "Shall we have lunch at one?")
    assert bot.slack.said(bot.general) == []


async def test_edits_deletions_and_bots_get_silence(bot: SlackBot) -> None:
    asked = bot.people.says(bot.officer, bot.general, f"<@U0BOT> {QUESTION}")
    for more in (
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"bot_id": "B0OTHER"},
        {"edited": {"user": bot.officer, "ts": "1.2"}},
        {"user": "U0BOT"},
    ):
        await bot.event(bot.people.message_event(asked, **more))
    assert bot.slack.said(bot.general) == []


async def test_a_verdict_is_counted_on_the_answer_in_a_thread(bot: SlackBot) -> None:
    await bot.mention(bot.officer, bot.general, QUESTION)
    [answer] = bot.slack.said(bot.general)
    await bot.press(bot.officer, answer, "Helpful")
    await bot.press(bot.colleague, answer, "Helpful (1)")
    assert answer.button("Helpful (2)")
    assert answer.edited == 2
    thanks = bot.slack.said(bot.general)[1:]
    assert {each.only_for for each in thanks} == {bot.officer, bot.colleague}


async def test_a_verdict_shows_as_pressed_where_one_person_reads_the_answer(
    bot: SlackBot,
) -> None:
    await bot.say(bot.officer, bot.direct(bot.officer), QUESTION)
    await bot.command(bot.officer, bot.general, QUESTION)
    [direct] = bot.slack.said(bot.direct(bot.officer))
    [private] = bot.slack.said(bot.general)
    for answer in (direct, private):
        await bot.press(bot.officer, answer, "Not helpful")
        assert answer.button("✓ Not helpful")["style"] == "primary"
        assert answer.edited == 1
    screen = bot.slack.said(bot.moderators)
    assert screen == [], "one person is no sign yet"
    await bot.command(bot.moderator, bot.moderators, "feedback")
    [screen] = bot.slack.said(bot.moderators)
    assert "A question that was asked in private" in screen.text
    assert QUESTION not in screen.text, "words said in private are shown to nobody else"
    assert screen.only_for == bot.moderator


async def test_a_private_answer_stays_private_when_its_buttons_are_pressed(bot: SlackBot) -> None:
    await bot.command(bot.officer, bot.general, QUESTION)
    [answer] = bot.slack.said(bot.general)
    label = next(each["text"]["text"] for each in answer.elements() if "how" in each["action_id"])
    await bot.press(bot.officer, answer, label)
    said = bot.slack.said(bot.general)
    assert len(said) == 2
    assert {each.only_for for each in said} == {bot.officer}


async def test_hostile_words_come_back_inert(bot: SlackBot) -> None:
    await bot.mention(bot.officer, bot.general, "what works for &lt;!channel&gt; *attendance*?")
    [answer] = bot.slack.said(bot.general)
    assert "<!channel>" not in answer.text
    assert "mrkdwn" not in str(answer.blocks)


async def test_a_private_answer_is_shared_with_everyone_once_by_the_one_who_got_it(
    bot: SlackBot,
) -> None:
    await bot.command(bot.officer, bot.general, QUESTION)
    [answer] = bot.slack.said(bot.general)
    await bot.press(bot.colleague, answer, "Share with everyone")
    assert len(bot.slack.said(bot.general)) == 1, "a guessed press of somebody else does nothing"
    for _ in range(2):
        await bot.press(bot.officer, answer, "Share with everyone")
    _, shared = bot.slack.said(bot.general)
    assert shared.only_for == ""
    assert shared.text == answer.text


async def test_what_is_personal_cannot_be_shared_with_everyone(bot: SlackBot) -> None:
    for text in ("my data", "share", "help"):
        await bot.command(bot.officer, bot.general, text)
    said = bot.slack.said(bot.general)
    assert len(said) == 3
    labels = {element["text"]["text"] for each in said for element in each.elements()}
    assert "Share with everyone" not in labels
