"""Answers reach Slack once, whatever breaks on the way; nothing is acknowledged that was lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from ntg_bot.conversation import facts
from ntg_bot.domain.errors import ConfigError, StorageError
from ntg_bot.platforms.slack.pacing import BREAKS_AFTER
from ntg_bot.platforms.slack.settings import Mode
from ntg_bot.services.ports import Delivery
from tests.fakes.slack.workspace import BOT_TOKEN, TEAM, Fault
from tests.scenarios.slack.setting import QUESTION, SlackBot, slack_bot

POST = "chat.postMessage"


async def until_delivered(bot: SlackBot, seconds: int = 40) -> None:
    """Time goes on, a quarter of a second at a time."""
    for _ in range(4 * seconds):
        bot.world.clock.forward(seconds=0.25)
        await bot.settle()


@pytest.mark.parametrize(
    "kinds",
    [
        ("429",),
        ("500", "500"),
        ("503",),
        ("drop",),
        ("hang",),
        ("stored_drop",),
        ("stored_500",),
        ("stored_hang",),
        ("500", "stored_drop"),
        ("internal_error",),
        ("429", "drop", "stored_500"),
    ],
    ids="+".join,
)
async def test_one_answer_whatever_the_call_meets(
    http_bot: SlackBot, kinds: tuple[str, ...]
) -> None:
    http_bot.slack.break_next(POST, *kinds)
    asked = await http_bot.mention(http_bot.officer, http_bot.general, QUESTION)
    await until_delivered(http_bot, 10)
    [answer] = http_bot.slack.said(http_bot.general)
    assert answer.thread_ts == asked.ts


async def test_the_look_up_waits_for_a_history_that_lags(http_bot: SlackBot) -> None:
    http_bot.slack.history_lag = 3600.0
    http_bot.slack.break_next(POST, "stored_drop")
    await http_bot.mention(http_bot.officer, http_bot.general, QUESTION)
    http_bot.world.clock.forward(seconds=0.4)
    assert await http_bot.courier.step() == 0, "looked before the delay was over"
    for message in http_bot.slack.messages:
        message.visible_at = 0.0
    await until_delivered(http_bot, 10)
    assert len(http_bot.slack.said(http_bot.general)) == 1


async def test_retry_after_is_waited_for(http_bot: SlackBot) -> None:
    http_bot.slack.break_next(POST, "429", retry_after=7)
    await http_bot.mention(http_bot.officer, http_bot.general, QUESTION)
    http_bot.world.clock.forward(seconds=6.5)
    await http_bot.settle()
    assert len(http_bot.slack.called(POST)) == 1


@pytest.mark.parametrize(
    "error", ["account_inactive", "token_revoked", "not_in_channel", "is_archived", "msg_too_long"]
)
async def test_a_refusal_for_good_is_set_aside_with_its_reason(
    http_bot: SlackBot, error: str
) -> None:
    http_bot.slack.break_next(POST, error)
    await http_bot.mention(http_bot.officer, http_bot.general, QUESTION)
    await until_delivered(http_bot, 5)
    tries = [each for each in http_bot.slack.called(POST) if each["channel"] == http_bot.general]
    assert len(tries) == 1
    assert http_bot.slack.said(http_bot.general) == []


async def test_without_the_scope_to_look_an_answer_is_sent_again(http_bot: SlackBot) -> None:
    http_bot.slack.scopes = {"chat:write", "im:write", "im:history"}
    http_bot.slack.break_next(POST, "drop")
    await http_bot.mention(http_bot.officer, http_bot.general, QUESTION)
    await until_delivered(http_bot, 5)
    assert len(http_bot.slack.said(http_bot.general)) == 1


async def test_what_cannot_be_stored_is_not_acknowledged(http_bot: SlackBot) -> None:
    asked = http_bot.people.says(http_bot.officer, http_bot.general, f"<@U0BOT> {QUESTION}")
    event = http_bot.people.mention_event(asked)
    http_bot.world.database.inbox.put = _broken  # type: ignore[method-assign]
    status, _ = await http_bot.send("events_api", event)
    assert status == 503
    del http_bot.world.database.inbox.put
    await http_bot.event(event)
    assert len(http_bot.slack.said(http_bot.general)) == 1


async def _broken(_: object) -> bool:
    raise StorageError("the disk is full")


async def test_a_channel_gets_a_post_a_second_at_most(tmp_path: Path) -> None:
    async with slack_bot(tmp_path, Mode.HTTP, pace=0.03) as bot:
        asked = [
            bot.people.says(bot.officer, bot.general, f"<@U0BOT> {QUESTION}") for _ in range(8)
        ]
        for message in asked:
            await bot.send("events_api", bot.people.mention_event(message))
        await until_delivered(bot, 5)
        assert len(bot.slack.said(bot.general)) == 8
        assert bot.slack.refused == []


async def test_a_failing_slack_is_left_alone_for_a_while(http_bot: SlackBot) -> None:
    http_bot.slack.break_next(POST, *["503"] * 50)
    await http_bot.mention(http_bot.officer, http_bot.general, QUESTION)
    while len(http_bot.slack.called(POST)) < BREAKS_AFTER:
        http_bot.world.clock.forward(seconds=0.5)
        await http_bot.settle()
    asked = [http_bot.people.says(http_bot.officer, http_bot.general, QUESTION) for _ in range(5)]
    for message in asked:
        await http_bot.send("events_api", http_bot.people.mention_event(message))
    await http_bot.settle()
    assert len(http_bot.slack.called(POST)) == BREAKS_AFTER, "nobody tries meanwhile"
    http_bot.world.clock.forward(seconds=1.1)
    await http_bot.settle()
    assert len(http_bot.slack.called(POST)) > BREAKS_AFTER


@pytest.mark.parametrize("answers", [40, pytest.param(2_000, marks=pytest.mark.soak)])
async def test_after_half_an_hour_away_everything_is_said_in_its_order(
    http_bot: SlackBot, answers: int
) -> None:
    slack, clock = http_bot.slack, http_bot.world.clock
    threads = [http_bot.people.says(http_bot.officer, http_bot.general, f"{n}") for n in range(20)]
    async with http_bot.world.database.uow() as work:
        home = await work.workspaces.ensure("slack", TEAM, TEAM)
        for number in range(answers):
            delivery = Delivery(
                f"k{number}", "slack", home.id, http_bot.general,
                facts.encode(facts.Reply("thanks")), thread=threads[number % 20].ts,
            )  # fmt: skip
            await work.outbox.add(delivery, clock.now())
        await work.commit()
    slack.chance = lambda _: Fault("503")
    for _ in range(30):
        clock.forward(minutes=1)
        await http_bot.courier.step()
    assert slack.said(http_bot.general) == []
    slack.chance = lambda _: None
    while len(slack.said(http_bot.general)) < answers:
        clock.forward(seconds=1)
        await http_bot.settle()
    for thread in threads:
        said = [each.metadata or {} for each in slack.said(http_bot.general, thread=thread.ts)]
        keys = [int(each["event_payload"]["key"][1:]) for each in said]
        assert keys == sorted(keys) and len(keys) == answers // 20


async def test_an_old_message_of_ours_is_found_page_by_page(http_bot: SlackBot) -> None:
    await http_bot.mention(http_bot.officer, http_bot.general, QUESTION)
    [answer] = http_bot.slack.said(http_bot.general)
    assert answer.metadata is not None
    for number in range(40):
        http_bot.people.says(http_bot.officer, http_bot.general, f"{number}", answer.thread_ts)
    found = await http_bot.platform.find(_delivery(http_bot, answer.thread_ts, "another key"))
    assert found is None
    key = answer.metadata["event_payload"]["key"]
    found = await http_bot.platform.find(_delivery(http_bot, answer.thread_ts, key))
    assert found == f"{http_bot.general}:{answer.ts}"
    assert len(http_bot.slack.called("conversations.replies")) >= 3


def _delivery(bot: SlackBot, thread: str, key: str) -> Delivery:
    return Delivery(key, "slack", "w", bot.general, b"", thread=thread)


async def test_no_token_and_no_word_of_a_message_is_logged(
    http_bot: SlackBot, capfd: pytest.CaptureFixture[str]
) -> None:
    http_bot.slack.break_next(POST, "500", "stored_drop", "429", "hang", "is_archived")
    http_bot.slack.break_next("views.open", "500")
    await http_bot.mention(http_bot.officer, http_bot.general, "canary walking bus?")
    await http_bot.interact(http_bot.people.shortcut(http_bot.officer, "ntg.ask"))
    await until_delivered(http_bot, 10)
    logged = "".join(capfd.readouterr())
    assert BOT_TOKEN not in logged
    assert "canary" not in logged


async def test_a_refused_token_stops_the_start_with_its_setting(http_bot: SlackBot) -> None:
    platform = http_bot.another(bot_token="xoxb-wrong")
    with pytest.raises(ConfigError) as fault:
        await platform.start()
    assert fault.value.setting == "NTG_SLACK__BOT_TOKEN"
    assert "xoxb" not in str(fault.value)


async def test_a_slack_that_is_away_at_the_start_is_asked_again_by_the_first_event(
    http_bot: SlackBot,
) -> None:
    platform = http_bot.another()
    http_bot.slack.break_next("auth.test", "500")
    await platform.start()
    assert (await platform.identity()).team == "T0NTG"
    await platform.end()


async def test_one_press_that_comes_twenty_times_at_once_is_one_press(
    http_bot: SlackBot,
) -> None:
    """A press has no event id: its trigger id makes it one."""
    await http_bot.mention(http_bot.officer, http_bot.general, QUESTION)
    [answer] = http_bot.slack.said(http_bot.general)
    payload = http_bot.people.press(http_bot.officer, answer, "How it works")
    await asyncio.gather(*(http_bot.send("interactive", payload) for _ in range(20)))
    await http_bot.settle()
    assert len(http_bot.slack.said(http_bot.general)) == 2
