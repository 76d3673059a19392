"""Files of materials in the browser: a plain page takes them in, and they are saved, not shown."""

from __future__ import annotations

import io

from aiohttp import FormData

from ntg_bot.conversation.events import ButtonPressed, decode
from ntg_bot.platforms.local.files import MOST_BYTES
from tests.platforms.local.conftest import Visitor
from tests.platforms.local.html_rules import faults
from tests.platforms.local.workspace import LocalSetting


def form(name: str = "Plan.pdf", data: bytes = b"%PDF-1.7", person: str = "officer") -> FormData:
    made = FormData()
    made.add_field("person", person)
    made.add_field("practice", "walking-bus")
    made.add_field("file", io.BytesIO(data), filename=name, content_type="application/octet-stream")
    return made


async def test_a_file_is_brought_and_the_bot_is_told_whose_it_is(
    visitor: Visitor, setting: LocalSetting
) -> None:
    answer = await visitor.client.post("/materials", data=form())
    assert answer.status == 200 and "with the moderators" in await answer.text()
    assert setting.shelf.brought == [("officer", "walking-bus", "Plan.pdf", 8)]
    [row] = await setting.inbox.claim(9, 60)
    event = decode(row.envelope.payload)
    assert isinstance(event, ButtonPressed)
    assert (event.action, event.value, event.place.user) == ("material.brought", "m1", "officer")


async def test_the_page_keeps_every_rule_and_says_what_was_wrong(visitor: Visitor) -> None:
    page = await (await visitor.client.get("/materials")).text()
    assert faults(page, first_heading=1) == []
    assert "Walking &lt;bus&gt;" in page
    refused = await visitor.client.post("/materials", data=form(name="bad.pdf"))
    told = await refused.text()
    assert (refused.status, "That &lt;file&gt; is no good." in told) == (400, True)
    assert faults(told, first_heading=1) == []


async def test_what_is_too_large_is_read_no_further(
    visitor: Visitor, setting: LocalSetting
) -> None:
    await visitor.client.post("/materials", data=form(data=bytes(MOST_BYTES + 3_000_000)))
    [(_, _, _, size)] = setting.shelf.brought
    assert MOST_BYTES < size <= MOST_BYTES + 64 * 1024


async def test_nobody_unknown_and_no_other_form_brings_anything(
    visitor: Visitor, setting: LocalSetting
) -> None:
    assert (await visitor.client.post("/materials", data=form(person="mallory"))).status == 400
    assert (await visitor.client.post("/materials", json={"file": "x"})).status == 400
    elsewhere = {"Origin": "https://example.org"}
    assert (await visitor.client.post("/materials", data=form(), headers=elsewhere)).status == 403
    assert setting.shelf.brought == []


async def test_a_file_is_saved_under_its_name_and_never_opened_as_a_page(visitor: Visitor) -> None:
    answer = await visitor.client.get("/materials/m1")
    assert (answer.status, await answer.read()) == (200, b"%PDF-1.7")
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Plan%20%C3%BC.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (await visitor.client.get("/materials/m2")).status == 404
