"""What Slack shows besides messages: Home, prompts, the greeting, the question window."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from ntg_bot.platforms.slack.manifest import Tier, manifest
from ntg_bot.platforms.slack.settings import Mode, SlackSetup
from ntg_bot.platforms.slack.socket import GIVES_UP_AFTER, SocketDoor
from tests.fakes.slack.workspace import BOT_USER
from tests.scenarios.slack.setting import QUESTION, SlackBot


def home_button(view: dict[str, Any], label: str) -> dict[str, Any]:
    """A button of the Home tab, with its block's id."""
    for block in view["blocks"]:
        for element in block.get("elements", ()):
            if element.get("type") == "button" and element["text"]["text"] == label:
                return {**element, "block_id": block["block_id"]}
    raise AssertionError(label)


async def open_home(bot: SlackBot, user: str) -> dict[str, Any]:
    await bot.event(bot.people.event({"type": "app_home_opened", "user": user, "tab": "home"}))
    return bot.slack.homes[user]


async def test_home_shows_my_communities_and_what_i_shared(bot: SlackBot) -> None:
    first = json.dumps(await open_home(bot, bot.officer))
    assert "Show me round" in first
    assert "none yet" in first
    await bot.say(bot.officer, bot.direct(bot.officer), "join attendance")
    await bot.say(bot.officer, bot.direct(bot.officer), "share: We ran a walking bus on Elm Road.")
    await bot.mention(bot.officer, bot.general, QUESTION)
    home = json.dumps(await open_home(bot, bot.officer))
    assert "digest every week" in home
    assert "Walking bus on Elm Road" in home
    assert "a draft that only you see" in home
    assert QUESTION in home
    assert "Show me round" not in home
    assert QUESTION not in json.dumps(await open_home(bot, bot.colleague))


async def test_looking_at_home_makes_nobody_known(bot: SlackBot) -> None:
    await open_home(bot, bot.colleague)
    async with bot.world.database.uow(read_only=True) as work:
        [home] = [each for each in await work.workspaces.all() if each.platform == "slack"]
        assert await work.members.of_user(home.id, bot.colleague) is None


async def test_home_is_drawn_again_with_what_its_button_changed(bot: SlackBot) -> None:
    await bot.say(bot.officer, bot.direct(bot.officer), "join attendance")
    home = await open_home(bot, bot.officer)
    await bot.interact(bot.people.press_home(bot.officer, home_button(home, "Pause")))
    home = bot.slack.homes[bot.officer]
    assert "digest paused" in json.dumps(home)
    await bot.interact(bot.people.press_home(bot.officer, home_button(home, "Every month")))
    assert "digest every month" in json.dumps(bot.slack.homes[bot.officer])
    await bot.interact(bot.people.press_home(bot.officer, home_button(home, "Leave")))
    assert "none yet" in json.dumps(bot.slack.homes[bot.officer])


async def test_a_waiting_share_is_withdrawn_from_home(bot: SlackBot) -> None:
    await bot.interact(bot.people.shortcut(bot.officer, "ntg.share"))
    await bot.submit(bot.officer, bot.slack.views[-1], title="A walking bus", what="We ran one.")
    draft = bot.slack.said(bot.direct(bot.officer))[-1]
    form = next(e for e in draft.elements() if e["action_id"].startswith("form.open"))
    await bot.press(bot.officer, draft, str(form["text"]["text"]))
    await bot.submit(bot.officer, bot.slack.views[-1])
    home = await open_home(bot, bot.officer)
    assert "with the moderators" in json.dumps(home)
    await bot.interact(bot.people.press_home(bot.officer, home_button(home, "Do not share it")))
    assert "A walking bus" not in json.dumps(bot.slack.homes[bot.officer])
    [review, withdrawn] = bot.slack.said(bot.moderators)
    assert "Withdrawn by its author." in review.text
    assert "nothing to do" in withdrawn.text


async def test_ask_and_share_on_home_open_their_windows_at_once(bot: SlackBot) -> None:
    home = await open_home(bot, bot.officer)
    for label, title in (("Ask what works", "Ask what works"), ("Share a practice", "Share a")):
        await bot.interact(bot.people.press_home(bot.officer, home_button(home, label)))
        assert title in bot.slack.views[-1]["title"]["text"]


async def test_the_tour_is_one_message_that_turns_its_pages(bot: SlackBot) -> None:
    home = await open_home(bot, bot.officer)
    await bot.interact(bot.people.press_home(bot.officer, home_button(home, "Show me round")))
    [tour] = bot.slack.said(bot.direct(bot.officer))
    for step in (2, 3, 4):
        await bot.press(bot.officer, tour, "Next")
        assert f"Step {step} of 4" in tour.text
    await bot.press(bot.officer, tour, "Back")
    assert "Step 3 of 4" in tour.text
    assert len(bot.slack.said(bot.direct(bot.officer))) == 1


async def test_home_of_a_moderator_shows_the_queue_and_opens_it(bot: SlackBot) -> None:
    await bot.command(bot.officer, bot.general, "share: We ran a walking bus on Elm Road.")
    draft = bot.slack.said(bot.general)[-1]
    form = next(e for e in draft.elements() if e["action_id"].startswith("form.open"))
    await bot.press(bot.officer, draft, str(form["text"]["text"]))
    await bot.submit(bot.officer, bot.slack.views[-1])
    home = await open_home(bot, bot.moderator)
    assert "Waiting for a moderator" in json.dumps(home)
    await bot.interact(bot.people.press_home(bot.moderator, home_button(home, "Open")))
    [card] = bot.slack.said(bot.direct(bot.moderator))
    await bot.press(bot.moderator, card, "Accept")
    assert "Accepted by mo" in card.text
    assert "Waiting for a moderator" not in json.dumps(await open_home(bot, bot.colleague))


async def test_a_button_of_home_answers_in_the_direct_message(bot: SlackBot) -> None:
    home = await open_home(bot, bot.officer)
    await bot.interact(bot.people.press_home(bot.officer, home_button(home, "See the communities")))
    [answer] = bot.slack.said(bot.direct(bot.officer))
    assert "Attendance" in answer.text


async def test_home_of_a_moderator_has_what_moderators_do(bot: SlackBot) -> None:
    assert home_button(await open_home(bot, bot.moderator), "Suggested phrasings")
    with pytest.raises(AssertionError):
        home_button(await open_home(bot, bot.officer), "Suggested phrasings")


async def test_the_messages_tab_gets_prompts_in_the_new_view_and_the_old(bot: SlackBot) -> None:
    direct = bot.direct(bot.officer)
    opened = {
        "type": "app_home_opened",
        "user": bot.officer,
        "tab": "messages",
        "channel": direct,
    }
    await bot.event(bot.people.event(opened))
    thread = {"user_id": bot.officer, "channel_id": direct, "thread_ts": "1.2", "context": {}}
    started = {"type": "assistant_thread_started", "assistant_thread": thread}
    await bot.event(bot.people.event(started))
    new, old = bot.slack.prompts
    assert "thread_ts" not in new
    assert old["thread_ts"] == "1.2"
    assert len(new["prompts"]) == 4


async def test_the_bot_greets_a_channel_once(bot: SlackBot) -> None:
    for _ in range(2):
        joined = {"type": "member_joined_channel", "user": BOT_USER, "channel": bot.general}
        await bot.event(bot.people.event(joined))
    joined = {"type": "member_joined_channel", "user": bot.officer, "channel": bot.general}
    await bot.event(bot.people.event(joined))
    assert len(bot.slack.said(bot.general)) == 1


async def test_ask_what_works_opens_a_window_and_answers_directly(bot: SlackBot) -> None:
    await bot.interact(bot.people.shortcut(bot.officer, "ntg.ask"))
    [view] = bot.slack.views
    await bot.submit(bot.officer, view, question=QUESTION)
    [answer] = bot.slack.said(bot.direct(bot.officer))
    assert "walking bus" in answer.text.casefold()


@pytest.mark.parametrize("tier", list(Tier))
async def test_every_event_of_the_manifest_is_taken(http_bot: SlackBot, tier: Tier) -> None:
    events = manifest(tier=tier)["settings"]["event_subscriptions"]["bot_events"]
    for name in events:
        kind = name.partition(".")[0] if name.startswith("message.") else name
        status, _ = await http_bot.send("events_api", http_bot.people.event({"type": kind}))
        assert status == 200, name


async def test_options_closed_windows_and_unknown_events_are_acknowledged(bot: SlackBot) -> None:
    for payload in (
        {"type": "block_suggestion", "action_id": "x", "block_id": "y", "value": "a"},
        {"type": "view_closed", "view": {"callback_id": "ntg.form", "type": "modal"}},
        {"type": "view_submission", "view": {"callback_id": "other", "type": "modal"}},
        {"type": "shortcut", "callback_id": "another", "trigger_id": "t"},
        {"type": "block_actions", "actions": [{"type": "overflow", "action_id": "a|0"}]},
    ):
        whole = {"team": {"id": "T0NTG"}, "user": {"id": bot.officer}, **payload}
        status, _ = await bot.send("interactive", whole)
        assert status == 200, payload
    assert (await bot.send("events_api", bot.people.event({"type": "emoji_changed"})))[0] == 200
    assert bot.slack.messages == []


async def test_a_process_that_slack_cannot_reach_any_more_says_that_it_is_not_alive(
    http_bot: SlackBot,
) -> None:
    assert (await http_bot.client.get("/live")).status == 200
    socket = SocketDoor(AsyncApp(token="x", signing_secret="x"), SlackSetup("xoxb-1", Mode.SOCKET))
    http_bot.platform._socket = socket
    socket.failed = GIVES_UP_AFTER
    answer = await http_bot.client.get("/live")
    assert (answer.status, await answer.json()) == (503, {"live": False, "dead": ["slack"]})
