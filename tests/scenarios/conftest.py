"""A real browser for journeys: the system's Chromium, headless, driven by Playwright.

Where there is no Chromium the journeys skip with one line; in CI that is a failure. One browser
serves all journeys of a test process, so they share one event loop: a module of journeys says

    pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

and its own async fixtures are `pytest_asyncio.fixture(loop_scope="session")`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    async_playwright,
    expect,
)

BROWSER_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")

expect.set_options(timeout=45_000)

OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; skips (in CI: fails) where it is nowhere."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        reason = "no Chromium here: install the package chromium to run the browser journeys"
        if os.environ.get("CI", "").lower() in ("true", "1"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """A running browser; every page has a context of its own."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser) -> AsyncIterator[OpenPage]:
    """`await open_page(width=1280, height=850, dark=False)`: a page in a context of its own.

    Whatever a page complains about in its console, the content-security policy included, fails the
    test at its end.
    """
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def hear(said: ConsoleMessage) -> None:
        is_lost = "net::ERR_" in said.text  # the server may stop before the page does
        if said.type == "error" and not is_lost:
            complaints.append(said.text)

    async def opened(*, width: int = 1280, height: int = 850, dark: bool = False) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
        )
        contexts.append(context)
        context.set_default_timeout(45_000)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", hear)
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def browser_page(open_page: OpenPage) -> Page:
    """A page of a desk's size, in light colours."""
    return await open_page()
