"""One digest, looked at everywhere it goes: the browser workspace, Slack's blocks, mail, text.

With NTG_TEST_PICTURES the pictures of docs/digests.md are left there.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from ntg_bot.conversation import facts
from ntg_bot.conversation.present.digests import DigestWords
from ntg_bot.domain.checks import Holds, RealityCheck, Subject, WordsState
from ntg_bot.domain.digest import DigestIssue, Week
from ntg_bot.platforms.local import LocalPlatform
from ntg_bot.platforms.slack.render import render
from ntg_bot.publishing.mail import Mail, digest_mail
from ntg_bot.server import create_app, listening
from tests.conversation.test_digests import publish
from tests.conversation.test_handing import release
from tests.fakes.entries import ATTENDANCE, SEND, TAXONOMY
from tests.fakes.slack.limits import check_message
from tests.fakes.world import ASKER, CHANNEL, SHARER, World, replies, world
from tests.scenarios.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PICTURES = os.environ.get("NTG_TEST_PICTURES", "")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE = f"c-{ATTENDANCE}"
LINES = (
    "Breakfast before the first lesson: Early signs are good, but not yet sure.",
    "Walking bus: Tried by 2 councils: 1 says it holds, 1 partly.",
    "do trampolines help? A member asks.",
)


@dataclass
class Place:
    """The bot at work over a workspace in the browser, with a digest on its way."""

    bot: World
    url: str

    async def issue(self) -> DigestIssue:
        """What was sent on Monday."""
        self.bot.clock.at = MONDAY
        await self.bot.sender.tick()
        async with self.bot.database.uow(read_only=True) as work:
            found = await work.digests.of_week(ATTENDANCE, Week(2026, 48))
        assert found is not None
        return found

    async def mail(self) -> Mail:
        words = DigestWords(self.bot.library, replies())
        page = words.page(await self.issue(), public_only=False)
        address = "mailto:digests@council.example?subject=stop"
        stop = words.stop("digests@council.example")
        return digest_mail(page, sender="digests@council.example", unsubscribe=address, stop=stop)


async def happen(bot: World) -> None:
    """A week of news of every kind."""
    bot.clock.at = MONDAY - timedelta(days=4)
    [answer] = await bot.post(ASKER, "do trampolines help?", CHANNEL)
    await bot.press(ASKER, answer, "Ask the community")
    await release(bot)
    await bot.post(ASKER, "do dogs calm anybody?", CHANNEL)
    async with bot.database.uow() as work:
        for council, holds in (("E08000035", Holds.HOLDS), ("E08000003", Holds.PARTLY)):
            await work.checks.add(
                RealityCheck(
                    id=bot.ids.new(),
                    workspace_id=bot.home.id,
                    member_id=bot.people[SHARER].id,
                    subject=Subject.PRACTICE,
                    subject_id="walking-bus",
                    authority=council,
                    holds=holds,
                    adapted="",
                    for_whom="",
                    measured="",
                    wants_contact=False,
                    words=WordsState.NONE,
                    given_at=bot.clock.now(),
                )
            )
        await work.commit()
    await publish(bot, "first-lesson", "Breakfast before the first lesson")
    await publish(bot, "texts", "A text message on the first missed day")
    await publish(bot, "calm", "A calm room for the first half hour", SEND)


@asynccontextmanager
async def at_work(bot: World) -> AsyncIterator[None]:
    stop = asyncio.Event()
    loops = [asyncio.create_task(each.run(stop)) for each in (bot.worker, bot.courier)]
    yield
    stop.set()
    await asyncio.gather(*loops)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """Drafted on Friday and introduced by its moderator in the browser; out on Monday."""
    async with world(tmp_path_factory.mktemp("everywhere")) as bot:
        local = LocalPlatform(
            store=bot.database.local_store,
            inbox=bot.database.inbox,
            uow=bot.database.uow,
            clock=bot.clock,
            ids=bot.ids,
            communities=TAXONOMY.communities,
        )
        bot.platforms[local.name] = local
        app = create_app([local], bot.database.check)
        async with listening(app, "127.0.0.1", 0) as url:
            await happen(bot)
            bot.clock.at = MONDAY - timedelta(days=3)
            await bot.joined.previews.tick()
            async with at_work(bot):
                yield Place(bot, url)


async def visit(page: Page, place: Place, persona: str, channel: str) -> None:
    async with page.expect_response(lambda answer: "/events" in answer.url):
        await page.goto(f"{place.url}?as={persona}&in={channel}")


async def picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


async def test_a_moderator_prepares_it_by_keyboard_and_its_channel_reads_it(
    open_page: OpenPage, place: Place
) -> None:
    page = await open_page(height=1100)
    await visit(page, place, "moderator", "moderators")
    draft = page.locator("#log article", has_text="Draft: Attendance, behaviour and inclusion")
    await expect(draft).to_have_count(1)
    leave_out = draft.get_by_role("button", name=re.compile("^Leave out: A text message"))
    await leave_out.focus()
    await page.keyboard.press("Enter")
    await expect(draft).to_contain_text("Left out: A text message on the first missed day")
    place.bot.clock.forward(minutes=1)  # the page draws what changed later than what it shows
    await draft.get_by_role("button", name="Add a note").click()
    form = page.locator("#log article").last
    await form.get_by_label("What readers should know first").fill("We meet on Thursday at four.")
    await form.get_by_role("button", name="Save").click()
    await expect(draft).to_contain_text("From the moderators: We meet on Thursday at four.")
    await draft.scroll_into_view_if_needed()
    await picture(page, "digest-draft")

    await place.issue()
    await page.set_viewport_size({"width": 1280, "height": 860})
    await visit(page, place, "officer", HERE)
    card = page.locator("#log article").last
    await expect(card.get_by_role("heading")).to_contain_text("week of 23 November 2026")
    for line in ("From the moderators: We meet on Thursday at four.", *LINES):
        await expect(card).to_contain_text(line)
    await expect(card).not_to_contain_text("A text message")
    await expect(card.get_by_role("button", name="Less often")).to_be_visible()
    await picture(page, "digest-channel")


async def test_as_block_kit_it_keeps_to_slacks_limits_and_says_the_same(
    open_page: OpenPage, place: Place
) -> None:
    issue = await place.issue()
    card = await place.bot.presenter.present(
        facts.Digest(ATTENDANCE, str(issue.week), issue_id=issue.id)
    )
    rendered = render(card, "key")
    check_message(rendered.blocks)
    assert rendered.dropped == 0
    words = " ".join(words_of(rendered.blocks))
    for line in LINES:
        about = re.split("[:?] ", line)[0]
        assert about in words
    page = await open_page(width=760, height=640)
    await page.set_content("".join(seen(rendered.blocks)))
    await picture(page, "digest-blocks")


async def test_as_mail_it_can_be_read_on_a_phone_and_fetches_nothing(
    open_page: OpenPage, place: Place, tmp_path: Path
) -> None:
    made = await place.mail()
    file = tmp_path / "digest.html"
    file.write_text(made.html, encoding="utf-8")
    page = await open_page(width=700, height=820)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    headings = await page.get_by_role("heading", level=2).all_inner_texts()
    assert headings == [
        "New practice",
        "What councils found",
        "Can you help?",
        "Nobody knows yet",
        "From another community",
    ]
    for line in LINES:
        await expect(page.get_by_role("listitem").filter(has_text=line)).to_have_count(1)
        assert line.split()[0] in made.text
    await picture(page, "digest-mail")
    await page.set_viewport_size({"width": 320, "height": 800})
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    if PICTURES:
        (Path(PICTURES) / "digest.txt").write_text(made.text, encoding="utf-8")


def words_of(value: Any) -> Iterator[str]:
    """All texts in blocks."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for inner in value.values():
            yield from words_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words_of(inner)


def seen(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """The blocks much as Slack draws them, to be looked at."""
    yield (
        "<body style='font:15px Arial;margin:24px;max-width:640px'>"
        "<b>NTG bot</b> <small style='background:#ddd;padding:1px 4px'>APP</small> 09:00"
    )
    for block in blocks:
        words = html.escape(" ".join(words_of(block)))
        match block["type"]:
            case "header":
                yield f"<h2 style='font-size:18px'>{words}</h2>"
            case "context":
                yield f"<p style='font-size:12px;color:#616061'>{words}</p>"
            case "actions":
                labels = (html.escape(each["text"]["text"]) for each in block["elements"])
                style = "border:1px solid #bbb;border-radius:4px;padding:5px 10px;margin:3px"
                yield "".join(f"<button style='{style}'>{label}</button>" for label in labels)
            case "rich_text":
                yield f"<div style='margin:8px 0'>{''.join(map(_rich, block['elements']))}</div>"
            case _:
                yield f"<p>{words}</p>"


def _rich(element: dict[str, Any]) -> str:
    if element["type"] == "rich_text_list":
        items = "".join(f"<li>{_rich(each)}</li>" for each in element["elements"])
        return f"<ul>{items}</ul>"
    parts = []
    for each in element["elements"]:
        text = html.escape(each.get("text", ""))
        parts.append(f"<b>{text}</b>" if each.get("style", {}).get("bold") else text)
    inside = "".join(parts)
    return (
        inside if element["type"] == "rich_text_section" else f"<blockquote>{inside}</blockquote>"
    )
