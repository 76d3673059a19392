"""What is published, as a browser and a screen reader have it: the gap map and an edition."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page

from ntg_bot.domain.checks import Tally
from ntg_bot.domain.editions import FrozenEdition, Signpost, sections_of
from ntg_bot.domain.gap_map import Asked, gap_map
from ntg_bot.domain.knowledge import Practice
from ntg_bot.publishing.editions import documents as edition_documents
from ntg_bot.publishing.gap_map import documents, in_words
from tests.fakes.entries import ITEMS, TAXONOMY

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PRACTICES = [item for item in ITEMS if isinstance(item, Practice)]


async def test_a_screen_reader_gets_every_cell_of_the_gap_map_in_words(
    browser_page: Page, tmp_path: Path
) -> None:
    groups = [(each.id, each.name) for each in TAXONOMY.groups]
    outcomes = [(each.id, each.name) for each in TAXONOMY.outcomes]
    found = gap_map(
        groups,
        outcomes,
        PRACTICES,
        [Asked((groups[0][0],), (outcomes[0][0],), (), False)] * 4,
        made_on=date(2026, 11, 27),
        since=date(2025, 11, 27),
    )
    file = tmp_path / "gap-map.html"
    file.write_bytes(documents(found)["gap-map.html"])
    await browser_page.goto(file.as_uri())
    table = browser_page.get_by_role("table", name="The same in words")
    for id, name in groups:
        row = table.get_by_role("row").filter(has=browser_page.get_by_role("rowheader", name=name))
        cells = await row.get_by_role("cell").all_inner_texts()
        assert cells[: len(outcomes)] == [in_words(cell) for cell in found.row(id)]
    picture = browser_page.get_by_role("img")
    assert "stands in the table" in await picture.aria_snapshot()
    await browser_page.keyboard.press("Tab")
    focused = await browser_page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "The map as a picture", "what scrolls can be reached by keyboard"


async def test_an_edition_can_be_walked_by_its_headings_and_links(
    browser_page: Page, tmp_path: Path
) -> None:
    edition = FrozenEdition(
        1,
        "For the test",
        "Read the cautions first.",
        datetime(2026, 11, 27, tzinfo=UTC),
        sections_of(1, TAXONOMY.lines_of_enquiry, PRACTICES, dict(TAXONOMY.names), {}, {}),
        (),
        (Signpost("A body", "It became another."),),
    )
    file = tmp_path / "edition.html"
    file.write_bytes(edition_documents(edition)["edition-1.html"])
    await browser_page.goto(file.as_uri())
    await browser_page.keyboard.press("Tab")
    await browser_page.keyboard.press("Enter")
    assert browser_page.url.endswith("#contents")
    for entry in edition.entries:
        article = browser_page.get_by_role("article", name=entry.title)
        assert await article.count() == 1
        assert entry.take_up == Tally()
        assert "No council has reported on it yet." in await article.inner_text()
    levels = await browser_page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))"
    )
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    margin = await browser_page.evaluate(
        "[...document.styleSheets[0].cssRules].find(r => r instanceof CSSPageRule).style.margin"
    )
    assert margin == "20mm", "what is printed can be held and punched"
    pdf = await browser_page.pdf()
    assert pdf.startswith(b"%PDF")
