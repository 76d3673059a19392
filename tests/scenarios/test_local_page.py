"""Journeys through the local workspace's page in a real browser, with an echo for a bot."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, expect

from ntg_bot.conversation.cards import Card, Plain, Text
from ntg_bot.platforms.local.platform import LocalPlatform
from tests.platforms.local.cards_for_tests import card_full_of
from tests.platforms.local.workspace import COMMUNITIES, EchoBot, LocalSetting
from tests.scenarios.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LETTERS = "Personalised letters home about days missed"


@pytest.fixture
def setting() -> LocalSetting:
    return LocalSetting()


@pytest_asyncio.fixture(loop_scope="session")
async def url(setting: LocalSetting) -> AsyncIterator[str]:
    """The address of a workspace whose bot echoes."""
    app = web.Application()
    app.add_routes(setting.platform.routes())

    async def close(_: web.Application) -> None:
        await setting.platform.close()

    app.on_shutdown.append(close)
    async with TestServer(app, host="127.0.0.1") as server, EchoBot(setting):
        yield str(server.make_url("/"))


async def visit(page: Page, url: str, *, persona: str = "officer", channel: str = "") -> None:
    """Opens the page as somebody, somewhere, and waits until it listens."""
    place = channel or f"dm-{persona}"
    async with page.expect_response(lambda answer: "/events" in answer.url):
        await page.goto(f"{url}?as={persona}&in={place}")


async def test_a_newcomer_is_offered_five_things_and_gets_an_answer_to_the_first(
    browser_page: Page, url: str
) -> None:
    page = browser_page
    await visit(page, url)
    await expect(page.locator("#log .tries button")).to_have_count(5)
    await page.locator("#log .tries button").first.click()
    answer = page.locator("#log article", has_text=LETTERS)
    await expect(answer).to_be_visible()
    await expect(page.locator("#log .welcome")).to_have_count(0)
    await expect(page.locator("#thinking")).to_have_text("")
    await expect(page.locator("#message")).to_be_focused()
    await page.get_by_role("button", name="Things to try").click()
    await page.locator("#tries button", has_text="Share something you did").click()
    assert "Saturday mornings" in await page.locator("#message").input_value()


async def test_enter_sends_and_shift_enter_starts_a_line(
    browser_page: Page, url: str, setting: LocalSetting
) -> None:
    page = browser_page
    await visit(page, url)
    await page.keyboard.type("silence")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("second line")
    await page.keyboard.press("Enter")
    mine = page.locator("#log article").first
    await expect(mine.locator(".words")).to_have_text("silence\nsecond line")
    await expect(page.locator("#message")).to_have_value("")


async def test_while_an_answer_is_awaited_a_line_says_so(browser_page: Page, url: str) -> None:
    page = browser_page
    await visit(page, url)
    await page.locator("#message").fill("silence")
    await page.keyboard.press("Enter")
    await expect(page.locator("#thinking")).to_have_text("NTG bot is looking that up…")


async def test_a_message_that_is_too_long_is_kept_and_told(
    browser_page: Page, url: str, setting: LocalSetting
) -> None:
    page = browser_page
    await visit(page, url)
    await page.locator("#message").fill("x" * 11_500)
    await expect(page.locator("#message-count")).to_have_text("500 characters left")
    await page.locator("#message").fill("x" * 12_001)
    await expect(page.locator("#message-count")).to_have_text("1 characters too many")
    await page.keyboard.press("Enter")
    await expect(page.locator("#composer .fault")).to_contain_text("1 characters too long")
    assert len(await page.locator("#message").input_value()) == 12_001
    assert setting.events() == []


async def test_a_mention_in_a_channel_is_answered_in_a_thread_that_opens(
    browser_page: Page, url: str
) -> None:
    page = browser_page
    await visit(page, url, channel="c-attendance")
    await page.locator("#message").fill("We are short of ideas.")
    await page.keyboard.press("Enter")
    await expect(page.locator("#log article")).to_have_count(1)
    await expect(page.locator("#thread")).to_be_hidden()
    await page.locator("#message").fill("@ntg what helps with lateness?")
    await page.keyboard.press("Enter")
    await expect(page.locator("#thread-log article", has_text=LETTERS)).to_be_visible()
    await expect(page.locator("#log article")).to_have_count(2)
    await expect(page.locator("#log .replies").nth(1)).to_have_text("1 reply")
    await page.locator("#reply").fill("@ntg and in primary?")
    await page.keyboard.press("Enter")
    await expect(page.locator("#thread-log article")).to_have_count(4)
    await expect(page.locator("#log .replies").nth(1)).to_have_text("3 replies")
    await expect(page.locator("#thread-thinking")).to_have_text("")
    await page.keyboard.press("Escape")
    await expect(page.locator("#thread")).to_be_hidden()
    await expect(page.locator("#log .replies").nth(1)).to_be_focused()


async def test_going_back_and_reloading_lead_where_one_was(browser_page: Page, url: str) -> None:
    page = browser_page
    await visit(page, url, channel="c-attendance")
    await page.get_by_role("link", name="Early years and family hubs").click()
    await expect(page.locator("#channel-name")).to_have_text("Early years and family hubs")
    await page.locator("#message").fill("half a thought")
    await page.go_back()
    await expect(page.locator("#channel-name")).to_have_text("Attendance and inclusion")
    await expect(page.locator("#message")).to_have_value("")
    await page.go_forward()
    await expect(page.locator("#message")).to_have_value("half a thought")
    await page.reload()
    await expect(page.locator("#channel-name")).to_have_text("Early years and family hubs")
    await expect(page.locator("#message")).to_have_value("half a thought")


async def test_a_button_redraws_its_message_and_keeps_the_focus_there(
    browser_page: Page, url: str
) -> None:
    page = browser_page
    await visit(page, url)
    await page.locator("#message").fill("what helps?")
    await page.keyboard.press("Enter")
    answer = page.locator("#log article").nth(1)
    await answer.get_by_role("button", name="How it works").click()
    await expect(page.locator("#log article").nth(2)).to_contain_text("You pressed how.")
    await answer.get_by_role("button", name="Helpful", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(answer.locator(".body")).to_have_text("Thank you. Noted.")
    await expect(answer.locator(".changed")).to_be_visible()
    await expect(answer).to_be_focused()


async def test_the_answer_to_a_button_far_above_comes_into_view(
    browser_page: Page, url: str, setting: LocalSetting
) -> None:
    page = browser_page
    await visit(page, url)
    for number in range(3):
        await page.locator("#message").fill(f"question {number}")
        await page.keyboard.press("Enter")
        await expect(page.locator("#log article")).to_have_count(2 * number + 2)
    await page.locator("#log article").nth(1).get_by_role("button", name="How it works").click()
    await expect(page.locator("#log article").nth(6)).to_be_in_viewport()
    await page.locator("#log").evaluate("log => { log.scrollTop = 0; }")
    await setting.platform.post(setting.delivery("dm-officer"), Card("By the way"))
    newer = page.get_by_role("button", name="New messages below")
    await expect(page.locator("#log article").nth(7)).not_to_be_in_viewport()
    await newer.click()
    await expect(page.locator("#log article").nth(7)).to_be_in_viewport()
    await expect(newer).to_be_hidden()


async def test_a_form_names_its_faults_and_sends_what_was_filled_in(
    browser_page: Page, url: str
) -> None:
    page = browser_page
    await visit(page, url)
    await page.locator("#message").fill("form")
    await page.keyboard.press("Enter")
    form = page.locator("#log form.card-form")
    await form.get_by_role("button", name="Send it").click()
    summary = form.get_by_role("alert")
    await expect(summary).to_be_focused()
    await expect(summary.get_by_role("link")).to_have_count(3)
    await summary.get_by_role("link", name="Fill in “Name of the practice”.").click()
    title = form.get_by_label("Name of the practice")
    await expect(title).to_be_focused()
    await expect(title).to_have_attribute("aria-invalid", "true")
    await expect(title).to_have_accessible_description(
        "A few words. Up to 60 characters. Fill in “Name of the practice”."
    )
    await page.keyboard.type("Walking bus")
    await form.get_by_role("group", name="How old are they").get_by_label("Under 5").check()
    await form.get_by_label("At home").check()
    await form.get_by_label("Family hub").check()
    await form.get_by_role("button", name="Send it").click()
    received = page.locator("#log article", has=page.get_by_role("heading", name="Received"))
    await expect(received.locator("dl")).to_have_text("age0-5titleWalking buswhatwherehome,hub")
    await expect(summary).to_be_hidden()


async def test_each_person_sees_what_is_theirs_and_unread_messages_are_marked(
    browser_page: Page, url: str, setting: LocalSetting
) -> None:
    page = browser_page
    await visit(page, url)
    places = page.get_by_role("navigation", name="Channels")
    await expect(places.get_by_role("link", name="Moderators")).to_have_count(0)
    private = setting.delivery("c-attendance", only_for="member")
    await setting.platform.post(private, Card("For Ben", (Text((Plain("For Ben alone"),)),)))
    await setting.platform.post(setting.delivery("moderators"), Card("Review this"))
    await setting.platform.post(setting.delivery("c-attendance"), Card("For all"))
    marked = places.get_by_role("link", name="Attendance and inclusion 1 unread message")
    await expect(marked).to_be_visible()
    await expect(page).to_have_title("(1) NTG bot – NTG bot")
    # With more channels than fit, the list scrolls and the page stays where it is.
    await marked.evaluate("link => { link.closest('ul').style.paddingTop = '1500px'; }")
    longer = "() => document.scrollingElement.scrollHeight - innerHeight"
    assert await page.evaluate(longer) == 0
    await marked.click()
    await expect(page.locator("#log article .body")).to_have_text(["For all"])
    await expect(page).to_have_title("Attendance and inclusion – NTG bot")
    await page.get_by_label("You are").select_option("member")
    await expect(page.locator("#log article .body")).to_have_text(["For Ben alone", "For all"])
    await expect(page.locator("#log")).to_contain_text("only you can see this")
    await page.get_by_label("You are").select_option("moderator")
    await places.get_by_role("link", name="Moderators 1 unread message").click()
    await expect(page.locator("#log article .body")).to_have_text(["Review this"])
    await page.get_by_label("You are").select_option("officer")
    await expect(page.locator("#channel-name")).to_have_text("NTG bot")
    await expect(places.get_by_role("link", name="Moderators")).to_have_count(0)


async def test_what_one_person_writes_another_sees_at_once(open_page: OpenPage, url: str) -> None:
    olivia, ben = await open_page(), await open_page()
    await visit(olivia, url, channel="c-attendance")
    await visit(ben, url, persona="member", channel="c-attendance")
    await olivia.locator("#message").fill("Who has tried a walking bus?")
    await olivia.keyboard.press("Enter")
    await expect(ben.locator("#log article")).to_contain_text("Who has tried a walking bus?")
    await ben.locator("#log article").hover()
    await ben.get_by_role("button", name="Reply in thread").click()
    await ben.keyboard.type("We have.")
    await ben.keyboard.press("Enter")
    await expect(olivia.locator("#log .replies")).to_have_text("1 reply")


async def test_everything_can_be_done_without_a_mouse(browser_page: Page, url: str) -> None:
    page = browser_page
    await visit(page, url)
    await page.get_by_label("You are").focus()
    await page.keyboard.press("Shift+Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await expect(page.locator(".skip")).to_be_in_viewport()
    await page.keyboard.press("Tab")
    await expect(page.get_by_label("You are")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("link", name="Attendance and inclusion")).to_be_focused()
    await page.keyboard.press("End")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    last = page.get_by_role("link", name="Children in care and care leavers")
    await expect(last).to_be_focused()
    ring = await last.evaluate("each => getComputedStyle(each).outlineWidth")
    assert ring == "3px"
    await page.keyboard.press("Enter")
    await expect(page.locator("#channel-name")).to_have_text("Children in care and care leavers")
    await expect(page.locator("#message")).to_be_focused()
    await page.keyboard.type("@ntg what helps?")
    await page.keyboard.press("Enter")
    await expect(page.locator("#thread-log article", has_text=LETTERS)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#log .replies")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#reply")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    helpful = page.locator("#thread-log").get_by_role("button", name="Not helpful")
    await expect(helpful).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#thread-log article").nth(2)).to_contain_text("You pressed not.")


async def test_a_narrow_window_keeps_everything_in_reach(
    open_page: OpenPage, url: str, setting: LocalSetting
) -> None:
    page = await open_page(width=320, height=640)
    await visit(page, url)
    await expect(page.locator("#side")).to_be_hidden()
    await page.locator("#message").fill("form")
    await page.keyboard.press("Enter")
    await expect(page.locator("#log form.card-form")).to_be_visible()
    await page.locator("#message").fill("what helps? " + "x" * 300)
    await page.keyboard.press("Enter")
    await expect(page.locator("#log article", has_text=LETTERS)).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    assert await page.locator("#log").evaluate("log => log.scrollWidth - log.clientWidth") == 0
    small = await page.evaluate(
        """() => [...document.querySelectorAll("button, select, textarea, input, a.place")]
            .filter((each) => each.checkVisibility() && each.closest("dialog") === null)
            .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
            .filter(([_, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
    )
    assert small == []
    menu = page.get_by_role("button", name="Channels", exact=False).first
    await menu.click()
    await expect(page.locator("#side")).to_be_visible()
    await expect(page.get_by_role("button", name="Close the list of channels")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#side")).to_be_hidden()
    await expect(page.locator("#open-side")).to_be_focused()
    await menu.click()
    await page.get_by_role("link", name="Attendance and inclusion").click()
    await expect(page.locator("#side")).to_be_hidden()
    await page.locator("#message").fill("@ntg what helps?")
    await page.keyboard.press("Enter")
    await expect(page.locator("#thread-log article", has_text=LETTERS)).to_be_visible()
    await expect(page.locator("#reply")).to_be_focused()
    assert await page.evaluate("document.documentElement.scrollWidth") == 320


async def test_dark_colours_follow_the_system(open_page: OpenPage, url: str) -> None:
    page = await open_page(dark=True)
    await visit(page, url)
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(20, 25, 28)"
    )


HOSTILE = (
    "</p></div></textarea></title><script>window.hit = 1</script>"
    '"><img src=x onerror="window.hit = 1"><svg/onload="window.hit = 1">'
    "' autofocus onfocus='window.hit = 1' x='<a href=\"javascript:window.hit=1\">click</a>"
    "<style>*{display:none}</style>\u202e<form action=https://evil.example>"
)


async def test_hostile_words_stay_words_in_a_real_browser(
    browser_page: Page, url: str, setting: LocalSetting
) -> None:
    page = browser_page
    await visit(page, url, channel="c-attendance")
    await page.locator("#message").fill(HOSTILE)
    await page.keyboard.press("Enter")
    await expect(page.locator("#log article")).to_have_count(1)
    await setting.platform.post(setting.delivery("c-attendance"), card_full_of(HOSTILE))
    plain = await setting.platform.post(setting.delivery("c-early-years"), card_full_of("a"))
    await expect(page.locator("#log article")).to_have_count(2)
    await expect(page.locator("#log article").first.locator(".words")).to_have_text(
        HOSTILE.replace("\u202e", "")
    )
    tags = "each => [...each.querySelectorAll('*')].map((one) => one.tagName).join(' ')"
    hostile_tags = await page.locator("#log article .body").nth(1).evaluate(tags)
    assert await page.evaluate("window.hit") is None
    await page.get_by_role("link", name="Early years and family hubs").click()
    harmless = page.locator(f"#m-{plain} .body")
    await expect(harmless).to_be_visible()
    assert hostile_tags == await harmless.evaluate(tags)


async def test_an_answer_given_by_another_process_appears(
    browser_page: Page, url: str, setting: LocalSetting
) -> None:
    page = browser_page
    await visit(page, url)
    await page.locator("#message").fill("silence")
    await page.keyboard.press("Enter")
    await expect(page.locator("#thinking")).to_contain_text("looking that up")
    elsewhere = LocalPlatform(
        store=setting.store,
        inbox=setting.inbox,
        uow=setting.register,  # type: ignore[arg-type]
        clock=setting.clock,
        ids=setting.ids,
        communities=COMMUNITIES,
    )
    await elsewhere.post(setting.delivery("dm-officer"), Card("Said over there"))
    await expect(page.locator("#log article").nth(1)).to_contain_text("Said over there")
    await expect(page.locator("#thinking")).to_have_text("")
