"""Server-sent events: order, who hears what, cut-off and a quick end."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import ClientResponse

from ntg_bot.conversation.cards import Card
from ntg_bot.platforms.local.channels import ChannelBook
from ntg_bot.platforms.local.hub import QUEUE_SIZE, Change, Hub
from ntg_bot.platforms.local.people import SAMPLE_PEOPLE
from tests.platforms.local.conftest import Visitor
from tests.platforms.local.workspace import COMMUNITIES, LocalSetting


async def connect(visitor: Visitor, persona: str) -> ClientResponse:
    """An open stream that has said it is ready."""
    stream = await visitor.client.get("/events", params={"persona": persona})
    name, _ = await following(stream)
    assert name == "ready"
    return stream


async def following(stream: ClientResponse) -> tuple[str, Any]:
    """The next event's name and data."""
    name, data = "", "{}"
    while True:
        line = (await stream.content.readline()).decode()
        if line.startswith("event: "):
            name = line[7:].strip()
        elif line.startswith("data: "):
            data = line[6:]
        elif line == "\n" and name:
            return name, json.loads(data)
        elif not line:
            return "end", None


async def test_messages_come_in_the_order_they_were_said(
    visitor: Visitor, setting: LocalSetting
) -> None:
    stream = await connect(visitor, "member")
    for number in range(20):
        await visitor.say(f"{number}", channel="c-attendance")
    heard = [await following(stream) for _ in range(20)]
    assert [data["text"] for _, data in heard] == [str(number) for number in range(20)]
    assert {name for name, _ in heard} == {"added"}
    stream.close()


async def test_a_redrawn_message_is_told_as_edited(visitor: Visitor, setting: LocalSetting) -> None:
    stream = await connect(visitor, "officer")
    delivery = setting.delivery("dm-officer")
    posted = await setting.platform.post(delivery, Card("One\nline <b>"))
    await setting.platform.replace(delivery, posted, Card("Two"))
    assert [
        (name, data["text"]) for name, data in (await following(stream), await following(stream))
    ] == [
        ("added", "One\nline <b>"),
        ("edited", "Two"),
    ]
    stream.close()


async def test_each_person_hears_only_what_is_for_them(
    visitor: Visitor, setting: LocalSetting
) -> None:
    streams = {who: await connect(visitor, who) for who in ("officer", "member", "moderator")}
    await setting.platform.post(setting.delivery("moderators"), Card("Review this"))
    await setting.platform.post(setting.delivery("dm-member"), Card("For Ben"))
    private = setting.delivery("c-attendance", only_for="officer")
    await setting.platform.post(private, Card("For Olivia only"))
    await visitor.say("/ntg share", persona="member", channel="c-attendance")
    await setting.platform.post(setting.delivery("c-attendance"), Card("For all"))
    heard: dict[str, list[str]] = {}
    for who, stream in streams.items():
        heard[who] = []
        while heard[who][-1:] != ["For all"]:
            heard[who].append((await following(stream))[1]["text"])
        stream.close()
    assert heard == {
        "officer": ["For Olivia only", "For all"],
        "member": ["For Ben", "/ntg share", "For all"],
        "moderator": ["Review this", "For all"],
    }


async def test_closing_ends_every_stream_at_once(visitor: Visitor, setting: LocalSetting) -> None:
    streams = [await connect(visitor, "officer") for _ in range(3)]
    await setting.platform.close()
    async with asyncio.timeout(2):
        assert [(await following(stream))[0] for stream in streams] == ["end"] * 3
        late = await connect(visitor, "officer")
        assert (await following(late))[0] == "end"


async def test_a_page_that_does_not_keep_up_is_cut_off_and_the_others_are_not(
    setting: LocalSetting,
) -> None:
    book = ChannelBook(COMMUNITIES, SAMPLE_PEOPLE)
    hub = Hub(book)
    posted = await setting.platform.post(setting.delivery("c-attendance"), Card("x"))
    message = await setting.store.get(posted)
    assert message is not None
    with hub.listen(book.person("officer")) as slow:
        for _ in range(QUEUE_SIZE):
            hub.tell(Change.ADDED, message)
        with hub.listen(book.person("member")) as quick:
            hub.tell(Change.ADDED, message)
            assert quick.queue.get_nowait() == (Change.ADDED, message)
        assert slow.queue.get_nowait() is None
        assert hub.listeners == 0
