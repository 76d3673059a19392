"""The web side of the local workspace: the page, its JSON endpoints and the live stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from aiohttp import ClientConnectionResetError, web

from ntg_bot.domain.errors import NotFound
from ntg_bot.platforms.local.channels import ChannelBook
from ntg_bot.platforms.local.door import Door
from ntg_bot.platforms.local.guard import SECURITY_HEADERS, guarded, json_body
from ntg_bot.platforms.local.hub import Change, Hub, Listener
from ntg_bot.platforms.local.page import Page, StaticFile
from ntg_bot.platforms.local.people import BOT, BOT_NAME, SamplePerson
from ntg_bot.platforms.local.requests import read_pressed, read_said, read_submitted
from ntg_bot.services.ports import LocalMessage, LocalStore

HEARTBEAT_SECONDS = 15.0
RECENT = 30
"""messages a channel that the list of channels looks at for unread marks"""


class WebRoutes:
    """Handlers over the door, the store and the hub; every one of them guarded."""

    def __init__(
        self, *, store: LocalStore, door: Door, channels: ChannelBook, hub: Hub, page: Page
    ) -> None:
        self._store = store
        self._door = door
        self._channels = channels
        self._hub = hub
        self._page = page

    def routes(self) -> list[web.RouteDef]:
        """GET /, /local/{file}, /api/channels, /api/messages, /events; POST /api/..."""
        return [
            web.get("/", guarded(self._get_page)),
            web.get("/local/{file}", guarded(self._get_file)),
            web.get("/api/channels", guarded(self._get_channels)),
            web.get("/api/messages", guarded(self._get_messages)),
            web.get("/events", guarded(self._get_events)),
            web.post("/api/messages", guarded(self._post_message)),
            web.post("/api/actions", guarded(self._post_action)),
            web.post("/api/forms", guarded(self._post_form)),
        ]

    # --- the page -----------------------------------------------------------------------------

    async def _get_page(self, request: web.Request) -> web.Response:
        return _file_response(request, self._page.html)

    async def _get_file(self, request: web.Request) -> web.Response:
        file = self._page.file(request.match_info["file"])
        if file is None:
            raise NotFound("There is no such file.", "Reload the page.")
        return _file_response(request, file)

    # --- reading ------------------------------------------------------------------------------

    async def _get_channels(self, request: web.Request) -> web.Response:
        person = self._person(request.query.get("persona"))
        channels = []
        for channel in self._channels.visible_to(person):
            recent = await self._store.channel(channel.id, person.id, RECENT)
            channels.append(
                {
                    "id": channel.id,
                    "kind": channel.kind.value,
                    "name": channel.name,
                    "about": channel.about,
                    "recent": [each.id for each in recent if each.author != person.id],
                }
            )
        return _json({"persona": person.id, "channels": channels})

    async def _get_messages(self, request: web.Request) -> web.Response:
        person = self._person(request.query.get("persona"))
        channel = self._channels.open(person, request.query.get("channel", ""))
        messages = await self._store.channel(channel.id, person.id)
        shown = await self._with_first_messages(person, messages)
        return _json({"messages": [self._view(message) for message in shown]})

    async def _with_first_messages(
        self, person: SamplePerson, messages: Sequence[LocalMessage]
    ) -> list[LocalMessage]:
        """The messages, and before them the first message of any thread that began earlier."""
        there = {message.id for message in messages}
        missing = sorted({m.thread for m in messages if m.thread and m.thread not in there})
        earlier = [await self._store.get(id) for id in missing]
        firsts = [each for each in earlier if each and self._channels.may_read(person, each)]
        return [*firsts, *messages]

    async def _get_events(self, request: web.Request) -> web.StreamResponse:
        """Messages as they come, as server-sent events named `added` and `edited`.

        Nothing is replayed: a page that connects again fetches the messages again.
        """
        person = self._person(request.query.get("persona"))
        response = web.StreamResponse(
            headers={
                **SECURITY_HEADERS,
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        with self._hub.listen(person) as listener:
            await response.prepare(request)
            try:
                await self._stream(response, listener)
            except ClientConnectionResetError:
                return response  # the page was closed: nobody is left to tell
        return response

    async def _stream(self, response: web.StreamResponse, listener: Listener) -> None:
        await response.write(b"retry: 1000\n\nevent: ready\ndata: {}\n\n")
        while True:
            try:
                item = await asyncio.wait_for(listener.queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if item is None:
                return
            await response.write(self._event(*item))

    def _event(self, change: Change, message: LocalMessage) -> bytes:
        data = json.dumps(self._view(message), ensure_ascii=False)
        return f"event: {change.value}\ndata: {data}\n\n".encode()

    # --- writing ------------------------------------------------------------------------------

    async def _post_message(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        person = self._person(body.get("persona"))
        taken = await self._door.say(person, read_said(body))
        view = self._view(taken.message)
        return _json({"message": view, "expects_answer": taken.expects_answer})

    async def _post_action(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        person = self._person(body.get("persona"))
        await self._door.press(person, read_pressed(body))
        return _json({"ok": True})

    async def _post_form(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        person = self._person(body.get("persona"))
        await self._door.submit(person, read_submitted(body))
        return _json({"ok": True})

    # --- shapes -------------------------------------------------------------------------------

    def _person(self, id: object) -> SamplePerson:
        """Raises InvalidInput for nobody and for anybody unknown."""
        return self._channels.person(id if isinstance(id, str) else "")

    def _view(self, message: LocalMessage) -> dict[str, Any]:
        """A message as the page gets it; `html` is safe to insert as it is.

        `is_private` marks what others in the same channel do not see.
        """
        is_bot = message.author == BOT
        channel = self._channels.channel(message.channel)
        return {
            "id": message.id,
            "channel": message.channel,
            "thread": message.thread,
            "author": message.author,
            "name": BOT_NAME if is_bot else self._channels.name_of(message.author) or "Somebody",
            "is_bot": is_bot,
            "is_private": bool(message.only_for) and not (channel and channel.is_direct),
            "text": message.text,
            "html": message.body,
            "posted_at": message.posted_at.isoformat(),
            "edited_at": message.edited_at.isoformat() if message.edited_at else "",
        }


def _json(value: Any) -> web.Response:
    return web.json_response(value, headers={"Cache-Control": "no-store"})


def _file_response(request: web.Request, file: StaticFile) -> web.Response:
    headers = {"ETag": f'"{file.etag}"', "Cache-Control": "no-cache"}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return web.Response(status=304, headers=headers)
    return web.Response(
        body=file.body, content_type=file.content_type, charset="utf-8", headers=headers
    )
