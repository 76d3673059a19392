"""Workspaces install the app themselves: from the page to a first answer, and out again."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp.test_utils import TestClient, TestServer

from ntg_bot.conversation import facts
from ntg_bot.server import create_app
from ntg_bot.services.ports import Delivery, DeliveryState
from tests.fakes.slack.workspace import BOT_TOKEN, CLIENT_SECRET
from tests.scenarios.slack.installed import NORTH, SOUTH, Open, Web, open_bot, public_platform


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Open]:
    async with open_bot(tmp_path) as made:
        yield made


async def test_from_the_page_to_a_first_answer(bot: Open) -> None:
    done = await bot.install()
    assert done.status == 200
    assert "Northshire" in await done.text()
    channel = await bot.ask(bot.north)
    assert len(bot.north.said(channel)) == 1
    assert len(bot.north.called("auth.test")) == 1, "asked at the installation, by no event"


async def test_the_page_offers_both_tiers_and_asks_for_no_more_than_each_needs(bot: Open) -> None:
    base, listening = (
        set(parse_qs(urlsplit(address).query)["scope"][0].split(","))
        for address in await bot.offers()
    )
    assert base < listening
    assert listening - base == {"channels:history", "groups:history"}


async def test_the_pages_can_be_read_by_everybody_and_framed_by_nobody(bot: Open) -> None:
    for address in ("/slack/install", "/slack/oauth_redirect"):
        page = await bot.browser.get(address)
        text = await page.text()
        assert '<html lang="en-GB">' in text and text.count("<h1>") == 1 and "<main>" in text
        assert "<script" not in text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Cache-Control"] == "no-store"


async def test_two_workspaces_have_their_answers_each_with_its_own_token(bot: Open) -> None:
    await bot.install(NORTH)
    await bot.install(SOUTH)
    for workspace in (bot.north, bot.south):
        channel = await bot.ask(workspace)
        assert len(workspace.said(channel)) == 1
        assert workspace.refused == []
    assert len({bot.north.token, bot.south.token, BOT_TOKEN}) == 3


async def test_a_workspace_without_the_app_is_left_alone(bot: Open) -> None:
    await bot.install(NORTH)
    channel = await bot.ask(bot.south)
    assert bot.south.messages and bot.south.said(channel) == []


async def back(bot: Open, state: str, code: str, browser: Web | None = None) -> int:
    """Somebody opens the address that Slack would send them back to."""
    answer = await (browser or bot.browser).get(
        "/slack/oauth_redirect", params={"state": state, "code": code}
    )
    return answer.status


async def approved(bot: Open) -> tuple[str, str]:
    """(state, code) of an installation that Slack has allowed and that is not finished."""
    answer = await bot.browser.session.get((await bot.offers())[0], allow_redirects=False)
    found = parse_qs(urlsplit(answer.headers["Location"]).query)
    return found["state"][0], found["code"][0]


async def test_a_state_is_good_once(bot: Open) -> None:
    bot.stand_in.oauth.chooses = NORTH
    state, code = await approved(bot)
    cookie = {"Cookie": f"ntg-slack-install={state}"}
    for status in (200, 400):
        answer = await bot.browser.get(
            "/slack/oauth_redirect", params={"state": state, "code": code}, headers=cookie
        )
        assert answer.status == status


async def test_a_state_is_too_old_after_ten_minutes(bot: Open) -> None:
    bot.stand_in.oauth.chooses = NORTH
    state, code = await approved(bot)
    bot.world.clock.forward(minutes=10, seconds=1)
    assert await back(bot, state, code) == 400
    assert await bot.kept.all("slack") == []


async def test_what_one_browser_began_another_cannot_finish(bot: Open) -> None:
    bot.stand_in.oauth.chooses = NORTH
    state, code = await approved(bot)
    async with TestClient(bot.browser.server) as other:
        assert await back(bot, state, code, other) == 400
        await other.get("/slack/install")
        assert await back(bot, state, code, other) == 400
    assert await bot.kept.all("slack") == []


@pytest.mark.parametrize(
    "query", ["", "state=", "code=x", "state=made-up&code=x", "state=%F0%9F&code=%00", "error=x"]
)
async def test_a_made_up_return_installs_nothing(bot: Open, query: str) -> None:
    answer = await bot.browser.get(f"/slack/oauth_redirect?{query}")
    assert answer.status == 400
    assert await bot.kept.all("slack") == []


async def test_who_presses_cancel_is_told_so(bot: Open) -> None:
    bot.stand_in.oauth.allows = False
    assert "Not installed" in await (await bot.install()).text()
    assert await bot.kept.all("slack") == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"ok": False, "error": "invalid_code"}, 400),
        ({"ok": False, "error": "<script>alert(1)</script>"}, 400),
        ({"ok": True}, 400),
        ({"ok": True, "access_token": "xoxp-1", "token_type": "user", "team": {"id": "T"}}, 400),
        ({"ok": True, "access_token": "xoxb-1", "token_type": "bot", "team": None,
          "is_enterprise_install": True, "enterprise": {"id": "E1"}}, 400),
        ([], 400),
    ],
    ids=range(6),
)  # fmt: skip
async def test_what_is_no_workspaces_token_is_not_kept(bot: Open, answer: Any, status: int) -> None:
    bot.stand_in.oauth.fault = answer
    page = await bot.install()
    assert page.status == status
    assert "<script" not in await page.text()
    assert await bot.kept.all("slack") == []


@pytest.mark.parametrize(
    ("kind", "more"), [("app_uninstalled", {}), ("tokens_revoked", {"tokens": {"bot": ["UBOT"]}})]
)
async def test_when_the_app_is_taken_out_its_token_goes_and_nothing_is_tried_for_ever(
    bot: Open, kind: str, more: dict[str, Any]
) -> None:
    await bot.install()
    await bot.ask(bot.north)
    [installed] = await bot.kept.all("slack")
    bot.north.token = ""
    delivery = Delivery(
        "waiting", "slack", installed.workspace_id, "C1", facts.encode(facts.Reply("thanks"))
    )
    async with bot.world.database.uow() as work:
        await work.outbox.add(delivery, bot.world.clock.now() + timedelta(hours=1))
        await work.commit()
    assert await bot.event(bot.gone(bot.north, kind, **more)) == 200
    assert await bot.kept.all("slack") == []
    dead = await bot.world.delivery("waiting")
    assert dead is not None and dead.state is DeliveryState.DEAD
    calls = len(bot.north.calls)
    await bot.ask(bot.north)
    assert len(bot.north.calls) == calls, "what comes from there is left alone"


async def test_what_is_still_said_to_a_workspace_without_the_app_is_set_aside(bot: Open) -> None:
    async with bot.world.database.uow() as work:
        left = await work.workspaces.ensure("slack", "T0LEFT", "Left")
        delivery = Delivery("k", "slack", left.id, "C1", facts.encode(facts.Reply("thanks")))
        await work.outbox.add(delivery, bot.world.clock.now())
        await work.commit()
    await bot.settle()
    dead = await bot.world.delivery("k")
    assert dead is not None and dead.state is DeliveryState.DEAD


async def test_a_persons_token_taken_back_is_not_the_bots(bot: Open) -> None:
    await bot.install()
    await bot.event(bot.gone(bot.north, "tokens_revoked", tokens={"oauth": ["U1"], "bot": []}))
    assert len(await bot.kept.all("slack")) == 1


async def test_late_word_of_a_removal_does_not_undo_the_installation_after_it(bot: Open) -> None:
    await bot.install()
    late = bot.gone(bot.north, "app_uninstalled")
    bot.world.clock.forward(minutes=2)
    await bot.install()
    await bot.event(late)
    assert len(bot.north.said(await bot.ask(bot.north))) == 1


async def test_a_removal_counts_though_our_clock_is_ahead_of_slacks(bot: Open) -> None:
    bot.world.clock.forward(minutes=4)
    await bot.install()
    bot.north.token = ""
    early = bot.gone(bot.north, "app_uninstalled")
    await bot.event({**early, "event_time": early["event_time"] - 240})
    assert await bot.kept.all("slack") == []


async def test_a_removal_that_nobody_told_is_noticed_with_the_next_answer(bot: Open) -> None:
    await bot.install()
    bot.north.break_next("chat.postMessage", "account_inactive")
    await bot.ask(bot.north)
    assert await bot.kept.all("slack") == []


async def test_a_new_token_is_taken_up_by_a_process_that_knew_the_old_one(bot: Open) -> None:
    await bot.install()
    first = await bot.ask(bot.north)
    second = public_platform(bot.world, bot.stand_in, bot.kept)
    app = create_app([second], bot.world.database.check)
    async with TestClient(TestServer(app, host="127.0.0.1")) as other:
        bot.stand_in.oauth.redirect_url = str(other.make_url("/slack/oauth_redirect"))
        page = await other.get("/slack/install")
        await other.session.get(unescape(re.findall(r'href="([^"]+)"', await page.text())[0]))
    await second.end()
    again = await bot.ask(bot.north)
    assert len(bot.north.said(first)) + len(bot.north.said(again)) == 2
    assert bot.stand_in.workspace.refused == ["chat.postMessage invalid_auth: "]


async def test_a_token_that_ends_is_exchanged_once_by_however_many(bot: Open) -> None:
    bot.stand_in.oauth.rotates = True
    await bot.install()
    before = bot.north.token
    bot.world.clock.forward(hours=11, minutes=45)
    others = [public_platform(bot.world, bot.stand_in, bot.kept) for _ in range(20)]
    channel = bot.north.channel("general").id
    await asyncio.gather(*(each.about(NORTH, channel) for each in others))
    for each in others:
        await each.end()
    assert bot.stand_in.oauth.refreshed == 1
    assert bot.north.token != before
    await bot.platform._desks.forget(NORTH)
    assert len(bot.north.said(await bot.ask(bot.north))) == 1


async def test_no_token_is_found_in_the_database_its_log_or_ours(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with open_bot(tmp_path) as bot:
        bot.stand_in.oauth.rotates = True
        await bot.install(NORTH)
        await bot.install(SOUTH, listening=True)
        await bot.ask(bot.north)
        bot.north.break_next("chat.postMessage", "500", "is_archived")
        await bot.ask(bot.north)
        bot.stand_in.oauth.fault = {"ok": False, "error": "invalid_code"}
        await bot.install(NORTH)
        await bot.event(bot.gone(bot.south, "app_uninstalled"))
        stored = _bytes_in(tmp_path)
    said = "".join(capfd.readouterr()).encode()
    assert b"Northshire" in stored and b"workspace installed" in said
    for secret in (b"xoxb-", b"xoxe-", CLIENT_SECRET.encode(), b"code-1"):
        assert secret not in stored
        assert secret not in said


def _bytes_in(folder: Path) -> bytes:
    """The database and its write-ahead log, as they lie on the disk while it is open."""
    files = sorted(folder.glob("ntg.db*"))
    assert any(file.name.endswith("-wal") for file in files)
    return b"".join(file.read_bytes() for file in files)
