"""A local workspace, and a client that speaks to it over loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from tests.platforms.local.workspace import LocalSetting


class Visitor:
    """Speaks to the workspace as the page does."""

    def __init__(self, client: TestClient[web.Request, web.Application]) -> None:
        self.client = client
        self._keys = 0

    def key(self) -> str:
        self._keys += 1
        return f"key-{self._keys:08d}"

    async def post(self, path: str, **body: Any) -> ClientResponse:
        return await self.client.post(path, json={"key": self.key(), **body})

    async def say(self, text: str, **more: Any) -> ClientResponse:
        body = {"persona": "officer", "channel": "dm-officer", "text": text, **more}
        return await self.post("/api/messages", **body)

    async def messages(self, persona: str, channel: str) -> list[dict[str, Any]]:
        answer = await self.client.get(
            "/api/messages", params={"persona": persona, "channel": channel}
        )
        assert answer.status == 200, await answer.text()
        found: list[dict[str, Any]] = (await answer.json())["messages"]
        return found


@pytest.fixture
def setting() -> LocalSetting:
    return LocalSetting()


@pytest.fixture
async def visitor(setting: LocalSetting) -> AsyncIterator[Visitor]:
    app = web.Application()
    app.add_routes(setting.platform.routes())

    async def close(_: web.Application) -> None:
        await setting.platform.close()

    app.on_shutdown.append(close)
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        yield Visitor(client)
