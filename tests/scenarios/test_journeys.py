"""A newcomer's journeys through the whole bot: real process, real database, real browser."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.homes import Prepared
from tests.scenarios.conftest import OpenPage
from tests.scenarios.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PICTURES = os.environ.get("NTG_TEST_PICTURES", "")
"""a folder: the journeys then leave pictures for the README there"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, prepared: Prepared) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("journeys") / "home"
    prepared.copy(home)
    running = Served(home)
    yield running
    assert running.stop() == 0


async def visit(page: Page, served: Served, persona: str, channel: str = "") -> None:
    async with page.expect_response(lambda answer: "/events" in answer.url):
        await page.goto(f"{served.url}?as={persona}&in={channel or f'dm-{persona}'}")


async def send(page: Page, text: str) -> None:
    await page.locator("#message").fill(text)
    await page.locator("#message").press("Enter")


async def picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


async def test_a_question_full_of_typos_is_answered_with_evidence_and_a_caution(
    open_page: OpenPage, served: Served
) -> None:
    page = await open_page()
    await visit(page, served, "officer")
    await send(page, "wat helps with persistant absense")
    answer = page.locator("#log article").last
    await expect(answer).to_contain_text("Searched for: persistent, absence")
    await expect(answer).to_contain_text("Evidence")
    await expect(answer).to_contain_text("Beware")
    await expect(answer).to_contain_text("Last checked")
    await picture(page, "ask")
    await answer.get_by_role("button", name=re.compile("^How it works")).first.click()
    whole = page.locator("#log article").last
    await expect(whole).to_contain_text("Sources")
    await expect(whole).to_contain_text("Before you use it")


async def test_a_message_about_danger_gets_the_safeguarding_reply_and_nothing_else(
    open_page: OpenPage, served: Served
) -> None:
    page = await open_page()
    await visit(page, served, "member")
    await send(page, "a boy in my class told me his uncle hits him, he is scared to go home")
    answer = page.locator("#log article").last
    await expect(answer).to_contain_text("call 999")
    await expect(answer).to_contain_text("call the duty team on 01234 567890.")
    await expect(answer).not_to_contain_text("Evidence")
    await picture(page, "urgent")


async def test_a_share_reaches_its_channel_after_a_yes_is_found_by_a_question_and_is_in_the_digest(
    open_page: OpenPage, served: Served
) -> None:
    member = await open_page()
    await visit(member, served, "member")
    await send(
        member,
        "share: Our family hub opened a toy library next to the baby clinic for parents of "
        "toddlers. Families borrow a play bag and a health visitor shows how to use it. "
        "Borrowing went from 4 to 31 families in one term.",
    )
    draft = member.locator("#log article").last
    await expect(draft).to_contain_text("This is your draft. Only you can see it.")
    await expect(draft).to_contain_text("Early years, family hubs")
    choice = draft.get_by_role("checkbox", name=re.compile("^Early years, family hubs"))
    await expect(choice).to_be_checked()
    await picture(member, "share")
    await draft.get_by_role("button", name="Yes, send it").click()
    await expect(member.locator("#log article").last).to_contain_text("is with the moderators")

    moderator = await open_page()
    await visit(moderator, served, "moderator", "moderators")
    review = moderator.locator("#log article", has_text="toy library").last
    await picture(moderator, "review")
    await review.get_by_role("button", name=re.compile("^Accept")).click()
    await expect(review).to_contain_text("Accepted by Maya Okafor")

    officer = await open_page()
    await visit(officer, served, "officer", "c-early-years-family-hubs")
    await expect(officer.locator("#log article", has_text="toy library")).to_be_visible()
    other = await open_page()
    await visit(other, served, "officer", "c-youth-justice-and-violence")
    await expect(other.locator("#log article", has_text="toy library")).to_have_count(0)

    await visit(officer, served, "officer")
    await send(officer, "has anyone set up a toy library with play bags to borrow?")
    await expect(officer.locator("#log article").last).to_contain_text("toy library")
    await expect(officer.locator("#log article").last).to_contain_text("not graded")

    await send(officer, "show me the digest for early years and family hubs")
    digest = officer.locator("#log article").last
    await expect(digest).to_contain_text("New practice")
    await expect(digest).to_contain_text("Toy library")
    await picture(officer, "digest")

    await expect(member.locator("#log article", has_text="Good news")).to_be_visible()
