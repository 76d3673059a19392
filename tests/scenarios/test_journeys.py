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
    waiting = moderator.locator("#log article", has_text="toy library").last
    # By its id: what follows speaks of the toy library too.
    review = moderator.locator(f"#{await waiting.get_attribute('id')}")
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


FIVE = (
    "We opened a toy repair bench at the family centre on Saturdays. Forty dads came with their "
    "children in the first term, and nine now run it.",
    "Our family centre has a toy repair bench on Saturdays where dads mend toys with their "
    "children. Twelve dads came in the first month.",
    "We gave every year 6 class a pen pal in year 8 of the secondary school. It was lovely.",
    "We put up a poster about kindness.",
    "Foster carers and the virtual school met on the first Monday of the month to read reports "
    "together. Attendance of children in care rose from 91% to 94%.",
)
"""what members share on a moderator's first day: two of them are the same thing"""


async def share(page: Page, text: str) -> None:
    """Shares and sends it in, with the community that is proposed."""
    await send(page, f"share: {text}")
    draft = page.locator("#log article").last
    await expect(draft).to_contain_text("This is your draft. Only you can see it.")
    if not await draft.get_by_role("checkbox", checked=True).count():
        await draft.get_by_role("checkbox").first.check()
    await draft.get_by_role("button", name="Yes, send it").click()
    await expect(page.locator("#log article").last).to_contain_text("is with the moderators")


async def test_a_new_moderators_day_from_a_cold_start_to_five_submissions_handled(
    open_page: OpenPage, served: Served
) -> None:
    member = await open_page()
    await visit(member, served, "member")
    for text in FIVE:
        await share(member, text)

    page = await open_page()
    await visit(page, served, "moderator")
    await send(page, "help")
    await expect(page.locator("#log article").last).to_contain_text("Moderate: “queue”")
    await send(page, "queue")
    queue = page.locator("#log article").last
    await expect(queue).to_contain_text("Waiting for a moderator: 5.")
    await picture(page, "moderating-queue")

    # The first: looked at, taken, accepted, graded.
    await queue.get_by_role("button", name=re.compile("^Open")).first.click()
    review = page.locator("#log article").last
    await expect(review).to_contain_text("Decide by")
    await review.get_by_role("button", name=re.compile("^I will take it")).click()
    await expect(review).to_contain_text("Taken by")
    await picture(page, "moderating-review")
    await review.get_by_role("button", name=re.compile("^Accept")).click()
    graded = page.locator("#log article").last
    await expect(graded).to_contain_text("been tested?")
    await expect(page.locator("#log")).to_contain_text("Accepted by Maya Okafor")
    await graded.get_by_role("button", name="Emerging").click()
    await expect(page.locator("#log article").last).to_contain_text("is Emerging now")

    # The second is much like it: compared and merged.
    await send(page, "queue")
    queue = page.locator("#log article").last
    await queue.get_by_role("button", name=re.compile("^Open")).first.click()
    review = page.locator("#log article").last
    await expect(review).to_contain_text("which is there already")
    await review.get_by_role("button", name=re.compile("^Compare")).first.click()
    beside = page.locator("#log article").last
    await expect(beside).to_contain_text("Side by side")
    await picture(page, "moderating-compare")
    await beside.get_by_role("button", name=re.compile("^Merge them")).click()
    await expect(page.locator("#log")).to_contain_text("Merged by Maya Okafor")

    # The third goes back for more, the fourth is declined, both in words.
    await send(page, "queue")
    await expect(page.locator("#log article").last).to_contain_text("Waiting for a moderator: 3.")
    await send(page, "changes 1 What changed for the children, and how do you know?")
    await expect(page.locator("#log")).to_contain_text("Maya Okafor asked for changes.")
    await send(page, "decline 2 A poster alone is not yet something others can learn from.")
    await expect(page.locator("#log")).to_contain_text("Declined by Maya Okafor.")
    await picture(page, "moderating-words")

    # The fifth is accepted, and its desk shows how it is looked after.
    await send(page, "accept 3")
    await expect(page.locator("#log article").last).to_contain_text("been tested?")
    await send(page, "queue")
    await expect(page.locator("#log article").last).to_contain_text("The queue is empty.")
    await send(page, "how does it help when foster carers and the virtual school read reports?")
    answer = page.locator("#log article").last
    await answer.get_by_role("button", name=re.compile("^How it works")).first.click()
    whole = page.locator("#log article").last
    await whole.get_by_role("button", name=re.compile("^Look after it")).click()
    desk = page.locator("#log article").last
    await expect(desk).to_contain_text("Looked after by")
    await picture(page, "moderating-desk")

    log = member.locator("#log")
    for heard in ("Good news.", "is published as a part of", "ask for a change first",
                  "have decided not to publish"):  # fmt: skip
        await expect(log).to_contain_text(heard)
