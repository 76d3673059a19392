"""Slack's events at a steady rate for minutes, into a whole bot that answers meanwhile.

Run by hand: `python -m benchmarks.load --minutes 10` (one process over SQLite), or with
`--database postgresql` (two web and two worker processes over a PostgreSQL from the wheel). First
comes a Bolt app that does nothing, at the same rate, for what the machine and the client cost.

Events are acknowledged once committed; answers may queue. What is posted goes to a null Slack in a
process of its own, which writes down how long after its question each answer came. Client and null
Slack share the machine, so the figures are worst cases. Prints, and asserts nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import func, select

from benchmarks.slack import BOT_USER, QUESTIONS, SECRET, _listen, cpu_seconds, floor
from ntg_bot.platforms.slack.signature import sign
from ntg_bot.storage.keyring import new_key
from ntg_bot.storage.sessions import Sessions
from ntg_bot.storage.tables import inbox, outbox
from ntg_bot.storage.urls import normalised

TEAMS, CHANNELS, USERS = 20, 50, 500
"""teams, and channels and users of each"""
WARM_UP_SECONDS, SAMPLE_SECONDS = 3.0, 2.0


def team(number: int) -> str:
    return f"T{number % TEAMS:03}"


# --- the null Slack -------------------------------------------------------------------------------


class NullSlack:
    """Says yes to everything, and keeps how long after its question each answer came."""

    def __init__(self) -> None:
        self._delays: list[float] = []
        self._posts = 0

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.get("/figures", self.figures), web.post("/api/{method}", self.call)])
        return app

    async def figures(self, _: web.Request) -> web.Response:
        delays = sorted(self._delays)
        return web.json_response(
            {
                "posts": self._posts,
                "delays": [delays[int(len(delays) * q)] for q in (0.5, 0.99)] if delays else [],
            }
        )

    async def call(self, request: web.Request) -> web.Response:
        method, now = request.match_info["method"], time.time()
        given = await (
            request.json() if request.content_type == "application/json" else request.post()
        )
        answer: dict[str, object] = {"ok": True}
        match method:
            case "chat.postMessage" | "chat.postEphemeral":
                self._posts += 1
                if given.get("thread_ts"):
                    self._delays.append(now - float(given["thread_ts"]))
                answer |= {"ts": f"{now:.6f}", "message_ts": f"{now:.6f}",
                           "channel": given["channel"]}  # fmt: skip
            case "users.info":
                answer["user"] = {"id": given.get("user"), "name": "somebody", "profile": {}}
            case "conversations.info":
                answer["channel"] = {"id": given.get("channel"), "name": "some", "is_channel": True}
            case "conversations.open":
                answer["channel"] = {"id": f"D{given.get('users')}"}
            case "conversations.history" | "conversations.replies":
                answer["messages"] = []
            case _:
                pass
        return web.json_response(answer)


# --- the bot --------------------------------------------------------------------------------------


async def bot(role: str, folder: Path, database: str, api_url: str, key: str) -> None:
    """`ntg-bot serve --role ROLE` but for its words, until standard input ends."""
    from ntg_bot.bootstrap import build
    from ntg_bot.cli.console import set_up_logging, start_is_over
    from ntg_bot.cli.serving import slack_platform
    from ntg_bot.server import create_app
    from ntg_bot.services.ports import Installation
    from ntg_bot.settings import Settings, Slack

    set_up_logging("error")
    slack = Slack(
        signing_secret=SecretStr(SECRET),
        client_id="bench",
        client_secret=SecretStr("bench"),
        token_keys=SecretStr(key),
        api_base_url=api_url,
    )
    settings = Settings(home=folder, semantic_model="off", slack=slack)
    if database:
        settings = settings.model_copy(update={"database_url": database})
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(build(settings))
        start_is_over()  # as `serve` does: what a start makes is never searched for garbage
        kept = made.database.installations([key])
        if role in ("all", "fill"):
            for number in range(TEAMS):
                now = made.clock.now()
                await kept.put(
                    Installation("slack", team(number), "Bench", BOT_USER, "B0", "xoxb-none", now)
                )
        if role == "fill":
            return
        platform = slack_platform(made, kept)
        stack.push_async_callback(platform.end)
        stop = asyncio.Event()
        if role == "web":
            await stack.enter_async_context(made.reading_along())
        else:
            await stack.enter_async_context(made.working(stop))
        if role == "worker":
            print("0", flush=True)
            await asyncio.to_thread(sys.stdin.read)
        else:
            await _listen(create_app([platform], made.database.check))
        stop.set()


@contextmanager
def process(*arguments: str) -> Iterator[tuple[int, int]]:
    """(port, process id) of this program in another role."""
    started = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.load", "--role", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    if started.stdin is None or started.stdout is None:
        raise AssertionError("both are pipes")
    port = started.stdout.readline().strip()
    if not port:
        raise SystemExit(f"{arguments[0]} did not start")
    try:
        yield int(port), started.pid
    finally:
        started.stdin.close()
        started.wait()


# --- the client -----------------------------------------------------------------------------------


@dataclass
class Seen:
    """What a run showed."""

    waited: list[float] = field(default_factory=list)
    acknowledged: int = 0
    refused: int = 0
    memory: list[float] = field(default_factory=list)
    """MB of all processes of the bot, at SAMPLE_SECONDS"""


class Sender:
    def __init__(self, session: aiohttp.ClientSession, addresses: Sequence[str]) -> None:
        self._session = session
        self._addresses = addresses
        self._sent = 0

    async def send(self, seen: Seen) -> None:
        self._sent += 1
        number, now = self._sent, time.time()
        ts = f"{now:.6f}"
        mine = number // TEAMS
        event = {
            "type": "app_mention", "user": f"U{mine % USERS}", "ts": ts, "event_ts": ts,
            "text": f"<@{BOT_USER}> {QUESTIONS[mine % len(QUESTIONS)]}",
            "channel": f"C{mine % CHANNELS}{number % TEAMS:03}",
        }  # fmt: skip
        body = json.dumps(
            {
                "token": "unused", "team_id": team(number), "api_app_id": "A0", "event": event,
                "type": "event_callback", "event_id": f"Ev{number}", "event_time": int(now),
                "authorizations": [
                    {"team_id": team(number), "user_id": BOT_USER, "is_bot": True}
                ],
            }
        ).encode()  # fmt: skip
        at = str(int(now)).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": at.decode(),
            "X-Slack-Signature": sign(SECRET, at, body).decode(),
        }
        address = self._addresses[number % len(self._addresses)]
        start = time.perf_counter()
        try:
            async with self._session.post(address, data=body, headers=headers) as answer:
                await answer.read()
                is_fine = answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            is_fine = False
        seen.waited.append(time.perf_counter() - start)
        seen.acknowledged += is_fine
        seen.refused += not is_fine


async def steady(addresses: Sequence[str], ids: Sequence[int], rate: int, seconds: float) -> Seen:
    seen, warm = Seen(), Seen()
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=500), timeout=timeout
    ) as session:
        sender = Sender(session, addresses)
        watch = asyncio.create_task(_watch(ids, seen))
        start, tasks = time.perf_counter(), set()
        for number in range(int(rate * (WARM_UP_SECONDS + seconds))):
            await asyncio.sleep(max(0.0, start + number / rate - time.perf_counter()))
            into = warm if number < rate * WARM_UP_SECONDS else seen
            task = asyncio.create_task(sender.send(into))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)
        watch.cancel()
    seen.acknowledged += warm.acknowledged
    seen.refused += warm.refused
    return seen


async def _watch(ids: Sequence[int], seen: Seen) -> None:
    while True:
        seen.memory.append(sum(map(_megabytes, ids)))
        await asyncio.sleep(SAMPLE_SECONDS)


def _megabytes(process_id: int) -> float:
    pages = Path(f"/proc/{process_id}/statm").read_text(encoding="utf-8").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


async def stored(url: str) -> tuple[dict[str, int], dict[str, int]]:
    """Rows of inbox and outbox by state."""
    sessions = Sessions(normalised(url))
    try:
        async with sessions.reading() as session:
            counted = []
            for table in (inbox, outbox):
                query = select(table.c.state, func.count()).group_by(table.c.state)
                counted.append({row[0]: row[1] for row in await session.all(query)})
        return counted[0], counted[1]
    finally:
        await sessions.close()


# --- the run --------------------------------------------------------------------------------------


def line(name: str, seen: Seen, cpu: float) -> None:
    waited = sorted(seen.waited)
    slowest = int(len(waited) * 0.99)
    p50, p99, most = (
        1e3 * each for each in (waited[len(waited) // 2], waited[slowest], waited[-1])
    )
    tenth = max(1, len(seen.memory) // 10)
    early, late = (statistics.mean(part) for part in (
        seen.memory[tenth : 2 * tenth] or seen.memory, seen.memory[-tenth:]))  # fmt: skip
    print(
        f"{name:<34}{p50:8.1f}{p99:8.1f}{most:9.1f}{seen.refused:9}"
        f"{cpu / max(1, seen.acknowledged) * 1e3:10.2f}{early:10.0f}{late:9.0f}",
        flush=True,
    )


async def measure(
    name: str, ports: Sequence[int], ids: Sequence[int], rate: int, seconds: float
) -> Seen:
    before = sum(map(cpu_seconds, ids))
    addresses = [f"http://127.0.0.1:{port}/slack/events" for port in ports]
    seen = await steady(addresses, ids, rate, seconds)
    line(name, seen, sum(map(cpu_seconds, ids)) - before)
    return seen


def whole_bot(rate: int, seconds: float, folder: str, database: str) -> None:
    key = new_key()
    with process("null") as (null, _):
        common = (folder, database, f"http://127.0.0.1:{null}/api/", key)
        if database:
            subprocess.run(
                [sys.executable, "-m", "benchmarks.load", "--role", "fill", *common], check=True
            )
        roles = ("web", "web", "worker", "worker") if database else ("all",)
        with AsyncExit(roles, common) as made:
            ports = [port for port, _ in made if port]
            ids = [id for _, id in made]
            name = "2 web, 2 worker, PostgreSQL" if database else "one process, SQLite"
            seen = asyncio.run(measure(name, ports, ids, rate, seconds))
            figures = asyncio.run(_figures(null))
        url = database or f"sqlite:///{folder}/ntg.db"
        events, said = asyncio.run(stored(url))
    total = sum(events.values())
    if not database:
        size = sum(each.stat().st_size for each in Path(folder).glob("ntg.db*"))
        print(f"database: {size / 1e6:.0f} MB with its log, {size / total / 1e3:.1f} kB an event")
    print(
        f"acknowledged {seen.acknowledged}, in the database {total}, "
        f"lost {max(0, seen.acknowledged - total)}; of these answered {events.get('done', 0)}, "
        f"waiting {total - events.get('done', 0) - events.get('dead', 0)}, "
        f"set aside {events.get('dead', 0)}"
    )
    delays = [f"{each:.1f} s" for each in figures["delays"]] or ["none", "none"]
    print(
        f"answers posted during the run: {figures['posts'] / (seconds + WARM_UP_SECONDS):.0f} a "
        f"second, {delays[0]} (median) and {delays[1]} (99 of 100) after their questions; "
        f"outbox {said}"
    )


class AsyncExit:
    """Several processes, ended together."""

    def __init__(self, roles: Sequence[str], common: Sequence[str]) -> None:
        self._made = [process(role, *common) for role in roles]

    def __enter__(self) -> list[tuple[int, int]]:
        return [each.__enter__() for each in self._made]

    def __exit__(self, *_: object) -> None:
        for each in reversed(self._made):
            each.__exit__(None, None, None)


async def _figures(null: int) -> dict[str, list[float]]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{null}/figures") as answer,
    ):
        return await answer.json()


def run(minutes: float, rate: int, database: str) -> None:
    print(f"{rate} events a second for {minutes:g} minutes, from {TEAMS} workspaces")
    print(f"{'':<34}  p50 ms  p99 ms   max ms  refused  CPU ms/e  MB early  MB late")
    with process("floor") as (port, id):
        asyncio.run(measure("Bolt that does nothing", [port], [id], rate, 60 * min(minutes, 1)))
    with tempfile.TemporaryDirectory() as folder:
        if database == "sqlite":
            whole_bot(rate, 60 * minutes, folder, "")
            return
        from ntg_bot import storage
        from tests.postgresql import Databases, server

        with server() as first:
            url = Databases(first).empty()
            storage.upgrade(url)
            whole_bot(rate, 60 * minutes, folder, url)


def main() -> None:
    if sys.argv[1:2] == ["--role"]:
        role, *rest = sys.argv[2:]
        if role == "floor":
            asyncio.run(_listen(floor()))
        elif role == "null":
            asyncio.run(_listen(NullSlack().app()))
        else:
            folder, database, api_url, key = rest
            asyncio.run(bot(role, Path(folder), database, api_url, key))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--rate", type=int, default=200, help="events a second")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    chosen = parser.parse_args()
    run(chosen.minutes, chosen.rate, chosen.database)


if __name__ == "__main__":
    main()
