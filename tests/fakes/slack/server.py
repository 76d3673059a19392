"""The stand-in on a loopback port: HTTP for the Web API and response_urls, a WebSocket for
Socket Mode, with the faults that a test asked for.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import WSMsgType, web

from ntg_bot.platforms.slack.manifest import SCOPES, Tier, of_tier
from tests.fakes.slack.api import WebApi
from tests.fakes.slack.authorizing import Authorizing
from tests.fakes.slack.limits import Refused, check_message
from tests.fakes.slack.workspace import BOT, BOT_USER, Fault, Json, Message, Workspace

POSTS = ("chat.postMessage", "chat.postEphemeral")
_EVERY_SCOPE = frozenset(of_tier(SCOPES, Tier.LISTENING))
RESPONSES = 5
"""uses of a response_url"""


class StandIn:
    """A Slack of one workspace. `api_url` is what NTG_SLACK__API_BASE_URL would hold."""

    def __init__(self, *, pace: float = 0.0) -> None:
        self.workspace = Workspace()
        self.api = WebApi(self.workspace, pace=pace)
        self.apis = {self.workspace.team: self.api}
        """every workspace's; a call goes to the one whose token it bears"""
        self.oauth = Authorizing(self.apis)
        self.api_url = ""
        self.origin = ""
        self._sockets: list[web.WebSocketResponse] = []
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._connected = asyncio.Event()
        self._opened = asyncio.Event()
        self._released = asyncio.Event()
        self.connections = 0
        self.is_mute = False
        """accepts sockets and pings, answers no ping"""
        self.stale_links = 0
        """how many of the next links from apps.connections.open open no socket"""
        self.hello_after = 0.0
        """seconds that the next socket is open before Slack says hello and sends anything"""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[StandIn]:
        """Listens on an ephemeral port inside."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/oauth/v2/authorize", self.oauth.authorize),
                web.post("/api/oauth.v2.access", self.oauth.access),
                web.route("*", "/api/{method}", self._method),
                web.post("/response/{team}/{id}", self._response),
                web.get("/socket", self._socket),
            ]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.origin = f"http://127.0.0.1:{port}"
        self.api_url = f"{self.origin}/api/"
        self.api.socket_url = f"ws://127.0.0.1:{port}/socket"
        try:
            yield self
        finally:
            self._released.set()
            for socket in list(self._sockets):
                await socket.close()
            await runner.cleanup()

    def workspace_without_the_app(self, team: str, name: str) -> Workspace:
        """One more workspace of the same Slack, where the app is not installed yet."""
        workspace = Workspace(team, name, token="")
        self.apis[team] = WebApi(workspace, pace=self.api.pace)
        return workspace

    # --- triggers and addresses that a payload carries ----------------------------------------

    def trigger(self, workspace: Workspace) -> str:
        """A trigger id, good for three seconds and one window there."""
        id = f"{workspace.next_id('')}.{workspace.team}.trigger"
        workspace.triggers[id] = time.monotonic()
        return id

    def response_url(self, workspace: Workspace, channel: str, user: str, ts: str = "") -> str:
        id = workspace.next_id("R")
        workspace.response_urls[id] = {"channel": channel, "user": user, "ts": ts, "uses": 0}
        return f"{self.origin}/response/{workspace.team}/{id}"

    # --- HTTP ---------------------------------------------------------------------------------

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        arguments = await _arguments(request)
        api = next((each for each in self.apis.values() if each.knows(token)), self.api)
        workspace = api.workspace
        faults = workspace.faults.get(method)
        fault = faults.popleft() if faults else workspace.chance(method)
        workspace.on_call()
        if fault is not None and fault.kind == "held":
            await workspace.held.wait()
            fault = None
        if fault is not None and not fault.kind.startswith("stored"):
            workspace.calls.append((method, arguments))
            return await self._faulty(request, fault)
        if method in POSTS and api.pace and api.too_fast(str(arguments.get("channel"))):
            workspace.refused.append(f"{method} ratelimited")
            return _limited(1)
        try:
            answer = api.call(method, token, arguments)
        except Refused as error:
            workspace.refused.append(f"{method} {error}")
            return web.json_response(
                {"ok": False, "error": error.error,
                 "response_metadata": {"messages": [error.detail]}}
            )  # fmt: skip
        if fault is not None:
            return await self._faulty(request, fault)
        scopes = ",".join(sorted(workspace.scopes or _EVERY_SCOPE))
        return web.json_response({"ok": True, **answer}, headers={"X-OAuth-Scopes": scopes})

    async def _faulty(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        match fault.kind.removeprefix("stored_"):
            case "429":
                return _limited(fault.retry_after)
            case "500":
                return web.Response(status=500, text="<html>oops</html>", content_type="text/html")
            case "503":
                return web.json_response({"ok": False, "error": "service_unavailable"}, status=503)
            case "hang":
                await self._released.wait()
                return web.Response(status=500)
            case "drop":
                if request.transport is not None:
                    request.transport.abort()
                return web.Response(status=500)
            case error:
                return web.json_response({"ok": False, "error": error})

    async def _response(self, request: web.Request) -> web.Response:
        workspace = self.apis[request.match_info["team"]].workspace
        kept = workspace.response_urls.get(request.match_info["id"])
        if kept is None or kept["uses"] >= RESPONSES:
            return web.Response(status=404, text="used_url")
        body = await request.json()
        try:
            check_message(body.get("blocks", []))
        except Refused as error:
            workspace.refused.append(f"response_url {error}")
            return web.Response(status=400)
        kept["uses"] += 1
        private = kept["user"] if body.get("response_type") != "in_channel" else ""
        earlier = workspace.find(kept["channel"], kept["ts"]) if kept["ts"] else None
        if body.get("replace_original") and earlier is not None:
            earlier.text, earlier.blocks = body["text"], body.get("blocks", [])
            earlier.edited += 1
        else:
            now = time.time()
            workspace.messages.append(
                Message(kept["channel"], workspace.ts(now), BOT_USER, body["text"],
                        body.get("blocks", []), only_for=private, bot_id=BOT)
            )  # fmt: skip
        workspace.posted.set()
        return web.Response(text="ok")

    # --- Socket Mode --------------------------------------------------------------------------

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        if self.stale_links:
            self.stale_links -= 1
            raise web.HTTPNotFound
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.connections += 1
        self._opened.set()
        wait, self.hello_after = self.hello_after, 0.0
        hello = asyncio.create_task(self._say_hello(socket, wait))
        try:
            async for message in socket:
                if message.type is WSMsgType.PING and not self.is_mute:
                    await socket.pong(message.data)
                elif message.type is WSMsgType.TEXT:
                    answer = json.loads(message.data)
                    waiting = self._acks.pop(answer.get("envelope_id", ""), None)
                    if waiting is not None and not waiting.done():
                        waiting.set_result(answer)
        finally:
            hello.cancel()
            self._gone(socket)
        return socket

    def _gone(self, socket: web.WebSocketResponse) -> None:
        if socket in self._sockets:
            self._sockets.remove(socket)
        if not self._sockets:
            self._connected.clear()

    async def _say_hello(self, socket: web.WebSocketResponse, after: float) -> None:
        await asyncio.sleep(after)
        self._sockets.append(socket)
        with suppress(ConnectionError):
            await socket.send_json({"type": "hello", "num_connections": len(self._sockets)})
        if socket in self._sockets:  # it may have been cut meanwhile
            self._connected.set()

    async def connected(self, timeout: float = 10.0) -> None:
        """Until a socket is open."""
        await asyncio.wait_for(self._connected.wait(), timeout)

    async def opened(self) -> None:
        """Until one more socket was opened since the last time this was asked."""
        await self._opened.wait()
        self._opened.clear()

    async def send(self, kind: str, payload: Json, timeout: float = 5.0) -> Json | None:
        """An envelope over the socket; the acknowledgement, or None where none came in time."""
        await self.connected(30.0)
        if not self._sockets:  # it was there, and is gone when its waiter comes to run
            return None
        envelope_id = self.workspace.next_id("E")
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._acks[envelope_id] = waiting
        body = {"envelope_id": envelope_id, "type": kind, "payload": payload,
                "accepts_response_payload": kind != "events_api"}  # fmt: skip
        socket = self._sockets[-1]
        try:
            await socket.send_json(body)
            return await asyncio.wait_for(waiting, timeout)
        except TimeoutError:
            return None
        except ConnectionError:
            self._gone(socket)
            return None

    async def refresh_sockets(self) -> None:
        """Slack asks for every connection to be opened anew, and closes it itself, as it does
        every few hours.
        """
        self._connected.clear()
        asked, self._sockets = self._sockets, []
        for socket in asked:
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
            await socket.close()

    async def cut_sockets(self) -> None:
        """Every connection is dropped without a word."""
        self._connected.clear()
        for socket in list(self._sockets):
            transport = socket._req.transport if socket._req else None
            if transport is not None:
                transport.abort()
        self._sockets.clear()


def _limited(seconds: int) -> web.Response:
    return web.json_response(
        {"ok": False, "error": "ratelimited"},
        status=429,
        headers={"Retry-After": str(seconds)},
    )


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    if request.method == "GET":
        return dict(request.query)
    return dict(await request.post())
