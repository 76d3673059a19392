"""How fast Slack's events are acknowledged, beside a Bolt app that does nothing.

Run by hand: `python -m benchmarks.slack`. Each server is a process of its own, on one aiohttp:

- `floor`: Bolt alone, its own check of the signature, a listener that does nothing;
- `ours`: the Slack platform; every event is committed to the inbox before it is acknowledged;
- `ours, answering`: the same with the worker answering meanwhile (nothing is posted).

The client shares the machine, so the ratios hold and the figures are worst cases. Prints, and
asserts nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import aiohttp
from aiohttp import web
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from ntg_bot.platforms.slack.signature import sign

SECRET, TEAM, BOT_USER = "benchmark", "T0BENCH", "U0BOT"
CALLERS = 50
EVENTS = 3_000
STEADY_RATE, STEADY_SECONDS = 200, 10
BURST = 1_000
WARM_UP = 50
ALL_EVENTS = WARM_UP + STEADY_RATE * STEADY_SECONDS + BURST + EVENTS
KINDS = ("floor", "ours", "ours, answering")
QUESTIONS = (
    "What helps children who miss a lot of school?",
    "does mentoring work for care leavers?",
    "what has been tried with young carers",
    "Is there evidence on reading at home for under fives?",
)


# --- the servers ----------------------------------------------------------------------------------


def floor() -> web.Application:
    """What every Bolt app pays."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=TEAM, bot_user_id=BOT_USER, bot_token=SECRET
        )

    logging.getLogger("slack_bolt").setLevel(logging.WARNING)
    app = AsyncApp(signing_secret=SECRET, authorize=authorize)

    @app.event("app_mention")
    async def nothing() -> None:
        return

    return app.web_app("/slack/events")


@asynccontextmanager
async def ours(folder: Path, *, is_answering: bool) -> AsyncIterator[web.Application]:
    """The whole bot, installed in a workspace: nobody need ask Slack who we are."""
    from ntg_bot.bootstrap import build
    from ntg_bot.cli.console import set_up_logging, start_is_over
    from ntg_bot.cli.serving import slack_platform
    from ntg_bot.server import create_app
    from ntg_bot.services.ports import Installation
    from ntg_bot.settings import Settings, Slack
    from ntg_bot.storage.keyring import new_key

    set_up_logging("warning")
    # Nothing listens there: what the bot would ask Slack of is refused at once.
    slack = Slack(
        signing_secret=SecretStr(SECRET),
        client_id="bench",
        client_secret=SecretStr("bench"),
        token_keys=SecretStr(new_key()),
        api_base_url="http://127.0.0.1:9/api/",
    )
    async with build(Settings(home=folder, semantic_model="off", slack=slack)) as bot:
        start_is_over()  # as `serve` does
        kept = bot.database.installations([new_key()])
        now = bot.clock.now()
        await kept.put(Installation("slack", TEAM, "Bench", BOT_USER, "B0", "xoxb-none", now))
        platform = slack_platform(bot, kept)
        stop = asyncio.Event()
        worker = asyncio.create_task(bot.joined.worker.run(stop)) if is_answering else None
        yield create_app([platform], bot.database.check)
        stop.set()
        if worker is not None:
            await worker
        await platform.end()


async def serve(kind: str, folder: Path) -> None:
    """Listens on a free port, which is printed, until standard input ends."""
    if kind == "floor":
        await _listen(floor())
    else:
        async with ours(folder, is_answering=kind != "ours") as app:
            await _listen(app)


async def _listen(app: web.Application) -> None:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


@contextmanager
def server(kind: str) -> Iterator[tuple[str, int]]:
    """(address, process id) of a server of that kind."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.slack", kind, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
        if process.stdin is None or process.stdout is None:
            raise AssertionError("both are pipes")
        port = process.stdout.readline().strip()
        try:
            yield f"http://127.0.0.1:{port}/slack/events", process.pid
        finally:
            process.stdin.close()
            process.wait()


def cpu_seconds(process: int) -> float:
    """What the process has worked so far; unlike a clock, it leaves other programs out."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# --- the client -----------------------------------------------------------------------------------


class Slack:
    """Sends events that nobody has seen, signed, and writes down how long each waited."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self._address = address
        self._sent = 0
        self.refused = 0

    async def send(self) -> float:
        """Seconds until the acknowledgement."""
        self._sent += 1
        number, now = self._sent, str(int(time.time())).encode()
        event = {
            "type": "app_mention",
            "user": f"U{number % 500}",
            "text": f"<@{BOT_USER}> {QUESTIONS[number % len(QUESTIONS)]}",
            "ts": f"1790000000.{number:06d}",
            "channel": f"C{number % 50}",
            "event_ts": f"1790000000.{number:06d}",
        }
        body = json.dumps(
            {
                "token": "unused",
                "team_id": TEAM,
                "api_app_id": "A0",
                "event": event,
                "type": "event_callback",
                "event_id": f"Ev{number}",
                "event_time": 1_790_000_000,
                "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
            }
        ).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": now.decode(),
            "X-Slack-Signature": sign(SECRET, now, body).decode(),
        }
        start = time.perf_counter()
        async with self._session.post(self._address, data=body, headers=headers) as answer:
            await answer.read()
            self.refused += answer.status != 200
        return time.perf_counter() - start


async def closed_loop(slack: Slack) -> float:
    """Events a second with CALLERS at a time."""
    left = iter(range(EVENTS))

    async def caller() -> None:
        for _ in left:
            await slack.send()

    start = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return EVENTS / (time.perf_counter() - start)


async def steady(slack: Slack) -> list[float]:
    """Events that come at a fixed rate, whether or not the earlier ones are acknowledged."""
    start, tasks = time.perf_counter(), []
    for number in range(STEADY_RATE * STEADY_SECONDS):
        await asyncio.sleep(max(0.0, start + number / STEADY_RATE - time.perf_counter()))
        tasks.append(asyncio.create_task(slack.send()))
    return list(await asyncio.gather(*tasks))


async def burst(slack: Slack) -> float:
    """Seconds until the last of BURST at once is acknowledged."""
    return max(await asyncio.gather(*(slack.send() for _ in range(BURST))))


async def measure(address: str) -> tuple[float, float, float, float, int]:
    """(events a second, steady p50 and p99 in milliseconds, seconds of a burst, refused)"""
    connector = aiohttp.TCPConnector(limit=BURST)
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        slack = Slack(session, address)
        for _ in range(WARM_UP):
            await slack.send()
        waited = sorted(await steady(slack))
        at_once = await burst(slack)
        rate = await closed_loop(slack)
        p99 = waited[int(len(waited) * 0.99)]
        return rate, statistics.median(waited) * 1e3, p99 * 1e3, at_once, slack.refused


def main() -> None:
    if len(sys.argv) == 3:
        asyncio.run(serve(sys.argv[1], Path(sys.argv[2])))
        return
    print(
        f"{'':<16} events/s  of the floor  p50 ms  p99 ms  {BURST} at once, s  refused"
        "  CPU ms an event"
    )
    base = 0.0
    for kind in KINDS:
        with server(kind) as (address, process):
            before = cpu_seconds(process)
            rate, p50, p99, at_once, refused = asyncio.run(measure(address))
            worked = cpu_seconds(process) - before
        base = base or rate
        print(
            f"{kind:<16} {rate:8.0f}  {rate / base:12.2f}  {p50:6.1f}  {p99:6.1f}"
            f"  {at_once:15.2f}  {refused:7}  {worked / ALL_EVENTS * 1e3:15.2f}",
            flush=True,
        )
    print(f"p50 and p99 at {STEADY_RATE} events a second; events/s with {CALLERS} at a time.")


if __name__ == "__main__":
    main()
