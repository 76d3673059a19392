"""The page itself: its HTML keeps the rules, its colours can be read, its files are our own."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from ntg_bot.platforms.local.first_screen import SUGGESTIONS
from ntg_bot.platforms.local.people import ABOUT_THE_PEOPLE
from tests.platforms.local.conftest import Visitor
from tests.platforms.local.html_rules import faults, read

STATIC = files("ntg_bot.platforms.local").joinpath("static")


async def page(visitor: Visitor) -> str:
    return await (await visitor.client.get("/")).text()


async def test_the_page_keeps_every_rule(visitor: Visitor) -> None:
    assert faults(await page(visitor), first_heading=1) == []


async def test_the_page_has_its_landmarks_language_and_live_regions(visitor: Visitor) -> None:
    nodes, _ = read(await page(visitor))
    tags = [node.tag for node in nodes]
    assert [tags.count(tag) for tag in ("h1", "main", "nav", "aside")] == [1, 1, 1, 1]
    assert next(node for node in nodes if node.tag == "html").get("lang") == "en-GB"
    logs = [node for node in nodes if node.get("role") == "log"]
    assert {node.get("aria-live") for node in logs} == {"polite"}
    assert len(logs) == 2
    skip = next(node for node in nodes if node.get("class") == "skip")
    assert skip.get("href") == "#message"


async def test_the_page_says_that_its_people_are_invented(visitor: Visitor) -> None:
    html = await page(visitor)
    assert ABOUT_THE_PEOPLE in html
    for name in ("Olivia Marsh", "Ben Carter", "Maya Okafor"):
        assert name in html
    assert 'data-max-text="12000"' in html


async def test_five_things_to_try_are_offered(visitor: Visitor) -> None:
    nodes, _ = read(await page(visitor))
    buttons = [node for node in nodes if "data-text" in node.attributes]
    assert [node.get("data-text") for node in buttons] == [each.text for each in SUGGESTIONS]
    assert [node.get("data-sends") for node in buttons].count("no") == 1
    assert len(buttons) == 5


async def test_the_page_and_its_scripts_fetch_nothing_from_elsewhere(visitor: Visitor) -> None:
    nodes, _ = read(await page(visitor))
    wanted = [node.get("src") or node.get("href") for node in nodes]
    for name in (path for path in wanted if path.startswith("/")):
        assert (await visitor.client.get(name)).status == 200, name
    for file in STATIC.iterdir():
        text = file.read_text(encoding="utf-8")
        addresses = set(re.findall(r"https?://[^\s\"']+", text))
        assert addresses <= {"http://www.w3.org/2000/svg"}, file.name
        for module in re.findall(r'from "\./([^"]+)"', text):
            assert (await visitor.client.get(f"/local/{module}")).status == 200, module


@pytest.mark.parametrize("name", ["none.js", "..%2fpage.py", "%2e%2e/render.py", "app.js/x"])
async def test_only_the_page_s_own_files_are_served(visitor: Visitor, name: str) -> None:
    assert (await visitor.client.get(f"/local/{name}")).status == 404


async def test_a_file_that_has_not_changed_is_not_sent_again(visitor: Visitor) -> None:
    first = await visitor.client.get("/local/app.js")
    assert first.headers["Content-Type"].startswith("text/javascript")
    headers = {"If-None-Match": first.headers["ETag"]}
    assert (await visitor.client.get("/local/app.js", headers=headers)).status == 304


# --- contrast, computed from the style sheet (WCAG 2.2, relative luminance) ---------------------

TEXT = [  # (ink, paper): at least 4.5 to 1
    ("ink", "paper"), ("ink", "raised"), ("ink", "accent-soft"), ("ink", "danger-soft"),
    ("quiet", "paper"), ("quiet", "raised"), ("quiet", "accent-soft"),
    ("accent", "paper"), ("accent", "raised"), ("accent", "accent-soft"),
    ("on-accent", "accent"), ("danger", "paper"), ("danger", "raised"), ("danger", "danger-soft"),
    ("on-note", "note"), ("on-side", "side"), ("on-side", "side-line"), ("side-quiet", "side"),
    ("on-side-here", "side-here"), ("on-badge", "badge"),
]  # fmt: skip
EDGES = [  # (edge or focus ring, what it stands on): at least 3 to 1
    ("edge", "paper"), ("edge", "raised"), ("focus", "paper"), ("focus", "raised"),
    ("side-focus", "side"), ("side-focus", "side-here"), ("side-quiet", "side"),
    ("danger", "raised"), ("accent", "paper"),
]  # fmt: skip


def colours(scheme: str) -> dict[str, str]:
    sheet = STATIC.joinpath("theme.css").read_text(encoding="utf-8")
    light, dark = sheet.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        found.update(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_edges_stand_out_enough(scheme: str) -> None:
    known = colours(scheme)
    weak = [
        f"{a} on {b}: {contrast(known[a], known[b]):.2f}"
        for pairs, least in ((TEXT, 4.5), (EDGES, 3.0))
        for a, b in pairs
        if contrast(known[a], known[b]) < least
    ]
    assert weak == []


def test_no_style_sheet_but_the_theme_names_a_colour() -> None:
    for name in ("page.css", "writing.css", "message.css"):
        text = STATIC.joinpath(name).read_text(encoding="utf-8")
        assert re.findall(r"#[0-9a-fA-F]{3,6}\b(?!-)", text) == []
