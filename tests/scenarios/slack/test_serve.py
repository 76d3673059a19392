"""`ntg-bot serve` with Slack's settings: a process of its own, from start to a first answer."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from typing import BinaryIO

import aiohttp
import pytest

from ntg_bot.cli.console import FAILED
from ntg_bot.domain.errors import ConfigError
from ntg_bot.settings import load
from ntg_bot.storage.keyring import new_key
from tests.cli.running import Shell
from tests.fakes.slack.sender import People, send_http
from tests.fakes.slack.server import StandIn
from tests.fakes.slack.workspace import (
    APP_TOKEN,
    BOT_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    SECRET,
    Workspace,
)

PATIENCE = 120.0
"""seconds after which a process that hangs is given up; nothing is measured by it"""


@asynccontextmanager
async def serving(
    shell: Shell, *options: str, log: BinaryIO | None = None, **settings: str
) -> AsyncIterator[str]:
    """`ntg-bot serve` on a free port, ended as a supervisor would; gives its address, if any."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ntg_bot", "serve", "--port", "0", *options,
        cwd=shell.folder,
        env=shell.environment(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=log,
    )  # fmt: skip
    try:
        async with asyncio.timeout(PATIENCE):
            address = ""
            assert process.stdout is not None
            async for line in process.stdout:
                if found := re.search(r"http://\S+", line.decode()):
                    address = address or found[0].split("slack/")[0]
                if b"Stop it" in line:
                    break
            assert address or "worker" in options, "it ended without saying where it listens"
            yield address
    finally:
        if process.returncode is None:
            process.terminate()
            async with asyncio.timeout(PATIENCE):
                await process.communicate()
    assert process.returncode == 0


async def until(workspace: Workspace, is_so: Callable[[], bool]) -> None:
    """Waits for what the bot does there."""
    async with asyncio.timeout(PATIENCE):
        while not is_so():
            workspace.posted.clear()
            await workspace.posted.wait()


async def answer(workspace: Workspace, channel: str) -> str:
    """The first thing that the bot says there."""
    await until(workspace, lambda: bool(workspace.said(channel)))
    return workspace.said(channel)[0].text


@pytest.mark.soak
async def test_a_workspace_installs_the_app_in_a_process_and_no_token_is_found_anywhere(
    tmp_path: Path,
) -> None:
    shell = Shell(tmp_path, tmp_path / "home")
    settings = {
        "NTG_SLACK__SIGNING_SECRET": SECRET,
        "NTG_SLACK__CLIENT_ID": CLIENT_ID,
        "NTG_SLACK__CLIENT_SECRET": CLIENT_SECRET,
        "NTG_SLACK__TOKEN_KEYS": new_key(),
        "NTG_LOG_LEVEL": "debug",
    }
    jar = aiohttp.CookieJar(unsafe=True)
    async with StandIn().serving() as stand_in, aiohttp.ClientSession(cookie_jar=jar) as session:
        settings["NTG_SLACK__API_BASE_URL"] = stand_in.api_url
        north = stand_in.workspace_without_the_app("T0NORTH", "Northshire")
        stand_in.oauth.chooses = north.team
        people = People(stand_in, north)
        channel = north.direct(north.person("ann")).id
        with (tmp_path / "log").open("wb") as log:
            async with serving(shell, log=log, **settings) as address:
                stand_in.oauth.redirect_url = f"{address}slack/oauth_redirect"
                async with session.get(f"{address}slack/install") as page:
                    offer = re.findall(r'href="([^"]+)"', await page.text())[0]
                async with session.get(unescape(offer)) as done:
                    assert done.status == 200
                asked = people.says(north.channels[channel].user, channel, "what helps attendance?")
                event = people.message_event(asked)
                client = At(session, address.rstrip("/"))
                assert (await send_http(client, "events_api", event)).status == 200
                await answer(north, channel)
                stored = _bytes_in(shell.home)
        logged = (tmp_path / "log").read_bytes()
    assert b"Northshire" in stored and b"workspace installed" in logged
    for secret in (north.token.encode(), b"xoxb-", CLIENT_SECRET.encode()):
        assert secret not in stored + logged


def _bytes_in(folder: Path) -> bytes:
    """Every file, while the database is open: its write-ahead log too."""
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    assert any(file.name.endswith("-wal") for file in files)
    return b"".join(file.read_bytes() for file in files)


@pytest.mark.soak
async def test_a_process_that_cannot_open_its_connection_ends_and_says_so(tmp_path: Path) -> None:
    shell = Shell(tmp_path, tmp_path / "home")
    async with StandIn().serving() as stand_in:
        stand_in.workspace.break_next("apps.connections.open", *["internal_error"] * 1_000)
        settings = {
            "NTG_SLACK__MODE": "socket",
            "NTG_SLACK__BOT_TOKEN": BOT_TOKEN,
            "NTG_SLACK__APP_TOKEN": APP_TOKEN,
            "NTG_SLACK__API_BASE_URL": stand_in.api_url,
        }
        ended = await asyncio.to_thread(shell.run, "serve", "--port", "0", **settings)
    assert "five times in a row" in ended.refused(FAILED)


class At:
    """A session whose paths are of one address."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session, self._address = session, address

    async def post(self, path: str, **more: object) -> aiohttp.ClientResponse:
        return await self._session.post(f"{self._address}{path}", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"BOT_TOKEN": "xoxb-1"}, "NTG_SLACK__SIGNING_SECRET"),
        ({"SIGNING_SECRET": "abc"}, "NTG_SLACK__BOT_TOKEN"),
        ({"BOT_TOKEN": "xoxb-1", "MODE": "socket"}, "NTG_SLACK__APP_TOKEN"),
        ({"CLIENT_ID": "1.2", "SIGNING_SECRET": "abc"}, "NTG_SLACK__CLIENT_SECRET"),
        (
            {"CLIENT_ID": "1.2", "CLIENT_SECRET": "abc", "SIGNING_SECRET": "abc"},
            "NTG_SLACK__TOKEN_KEYS",
        ),
        ({"TOKEN_KEYS": "k", "BOT_TOKEN": "xoxb-1"}, "NTG_SLACK__SIGNING_SECRET"),
        ({"API_BASE_URL": "https://slack.com/"}, "NTG_SLACK__API_BASE_URL"),
    ],
    ids=str,
)
def test_half_of_slacks_settings_is_refused_by_name(
    given: dict[str, str], missing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)  # whose .env is nobody's
    for name, value in given.items():
        monkeypatch.setenv(f"NTG_SLACK__{name}", value)
    with pytest.raises(ConfigError) as fault:
        _ = load().slack.is_on
    assert fault.value.setting == missing
    assert "xoxb-1" not in str(fault.value)


def test_slack_is_off_without_its_settings_and_on_with_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load().slack.is_on is False
    monkeypatch.setenv("NTG_SLACK__MODE", "Socket")
    monkeypatch.setenv("NTG_SLACK__BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("NTG_SLACK__APP_TOKEN", "xapp-1")
    settings = load()
    assert settings.slack.is_on is True
    assert "xoxb-1" not in repr(settings) + str(settings.model_dump(mode="json"))
