"""`POST /slack/events`: events, commands, interactions and options over HTTP.

The signature is checked on the raw bytes before anything is read; a request that is not Slack's is
a 401 without a word, in the answer or in the log. What people press, type or send off goes through
Bolt, which knows how each is to be answered. An event wants no answer but the acknowledgement, and
events are what comes in numbers: they go to who listens straight away.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from ntg_bot.platforms.slack.signature import is_genuine
from ntg_bot.services.ports import Clock

PATH = "/slack/events"
MAX_BODY = 1024 * 1024
"""bytes; Slack's own payloads stay far below"""
DEEPEST = 100
"""levels of nested JSON"""
_SIGNED_WITH = ("x-slack-request-timestamp", "x-slack-signature")

Payload = dict[str, Any]


class HttpDoor:
    """The one address that the app's settings name at Slack.

    `on_event` takes an event and gives the status to answer with; without it Bolt takes all.
    """

    def __init__(
        self,
        app: AsyncApp,
        signing_secret: str,
        clock: Clock,
        on_event: Callable[[Payload], Awaitable[int]] | None = None,
    ) -> None:
        self._app = app
        self._on_event = on_event
        self._secret = signing_secret
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self.take)]

    async def take(self, request: web.Request) -> web.Response:
        """401 for what is not Slack's, 400 for what cannot be read, 503 for what was not stored."""
        body = await _body(request)
        if body is None:
            return web.Response(status=413)
        headers = {name: request.headers.getall(name, ()) for name in _SIGNED_WITH}
        if not is_genuine(self._secret, headers, body, self._clock.now().timestamp()):
            return web.Response(status=401)
        payload = _payload(body, request.content_type)
        if payload is None:
            return web.Response(status=400)
        if self._on_event is not None and _is_event(payload):
            return web.Response(status=await self._on_event(payload))
        # Read already, as it is over a socket: Bolt would take a command with the word "payload"
        # in it for an interaction.
        asked = AsyncBoltRequest(body=payload, mode="socket_mode")
        answer = await self._app.async_dispatch(asked)
        if answer.status == 404:  # nothing of ours, yet Slack's: an answer it does not repeat for
            return web.Response(status=200)
        kind = "application/json" if answer.body.startswith(("{", "[")) else "text/plain"
        return web.Response(status=answer.status, text=answer.body, content_type=kind)


async def _body(request: web.Request) -> bytes | None:
    """The raw bytes, or None where they are too many."""
    if (request.content_length or 0) > MAX_BODY:
        return None
    parts = bytearray()
    while part := await request.content.readany():
        parts += part
        if len(parts) > MAX_BODY:
            return None
    return bytes(parts)


def _is_event(payload: Payload) -> bool:
    event = payload.get("event")
    if payload.get("type") != "event_callback" or not isinstance(event, dict):
        return False
    return isinstance(event.get("type"), str)


def _payload(body: bytes, content_type: str) -> Payload | None:
    """What was sent, as Bolt takes it: an object of JSON, be it in a form, or a form's fields."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if content_type != "application/x-www-form-urlencoded":
        return _object(text)
    try:
        form = parse_qs(text, keep_blank_values=True, max_num_fields=1_000)
    except ValueError:
        return None
    if "payload" in form:
        return _object(form["payload"][0])
    return {name: values[0] for name, values in form.items()}


def _object(text: str) -> Payload | None:
    if text.count("[") + text.count("{") > DEEPEST and _depth(text) > DEEPEST:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _depth(text: str) -> int:
    """How deeply brackets nest, those inside strings included: an upper bound."""
    deepest = depth = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest
