"""What operators may watch: over real HTTP, in the form of Prometheus, to who knows the token."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from ntg_bot.conversation.events import CommandGiven, encode
from ntg_bot.domain.asking import Confidence, SearchResult
from ntg_bot.domain.errors import ConfigError, StorageError
from ntg_bot.platforms.slack.pacing import BREAKS_AFTER
from ntg_bot.scheduling import Ticker
from ntg_bot.server import create_app
from ntg_bot.server.metrics import KEPT_SECONDS, MetricsRoutes
from ntg_bot.services.ports import Envelope
from ntg_bot.settings import load
from tests.fakes.slack.server import StandIn
from tests.fakes.world import ASKER, World, world
from tests.scenarios.slack.setting import a_platform

TOKEN = "a-token-of-this-test"


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


def routes(bot: World, **more: object) -> MetricsRoutes:
    return MetricsRoutes(
        TOKEN,
        uow=bot.database.uow,
        clock=bot.clock,
        version="1.2.3",
        **more,  # type: ignore[arg-type]
    )


async def read(metrics: MetricsRoutes) -> dict[str, float]:
    """The page as a program reads it, `name{value of its label}` by value."""
    families = text_string_to_metric_families((await metrics.page()).decode())
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


async def test_only_who_knows_the_token_is_shown_anything(bot: World) -> None:
    app = create_app([routes(bot)], bot.database.check)
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        for given in ("", "Bearer ", "Bearer wrong", TOKEN, f"bearer {TOKEN}", f"Bearer {TOKEN}é"):
            answer = await client.get("/metrics", headers={"Authorization": given})
            assert (answer.status, await answer.text()) == (401, "")
        answer = await client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=")
        assert "ntg_build" in await answer.text()
    async with TestClient(TestServer(create_app([], bot.database.check))) as client:
        assert (await client.get("/metrics")).status == 404, "there is none unless it is offered"


async def test_what_waits_and_what_came_of_it_is_counted(bot: World) -> None:
    metrics = routes(bot)
    before = await read(metrics)
    assert (before["ntg_inbox_waiting"], before["ntg_outbox_waiting{answers}"]) == (0, 0)
    bot.retriever.rules["bees"] = SearchResult(Confidence.NONE, (), 0.1)
    [answer] = await bot.post(ASKER, "does a walking bus help?")
    await bot.press(ASKER, answer, "Helpful")
    await bot.post(ASKER, "what works for bees?")
    place = bot.place(ASKER, f"@{ASKER}")
    kind, payload = encode(CommandGiven(place, "help", bot.clock.now()))
    await bot.database.inbox.put(Envelope("chat", "waits", place.workspace, kind, payload))
    kept = MetricsRoutes._measures
    assert await kept(metrics) is await kept(metrics), "kept for a while"
    bot.clock.forward(seconds=KEPT_SECONDS)
    now = await read(metrics)
    assert now["ntg_inbox_waiting"] == 1
    assert now["ntg_inbox_oldest_seconds"] == KEPT_SECONDS
    assert now["ntg_events_total"] == before["ntg_events_total"] + 4
    assert now["ntg_deliveries_total"] > before["ntg_deliveries_total"]
    assert now["ntg_questions_kept{NONE}"] == 1
    assert now["ntg_verdicts_kept{helpful}"] == 1
    assert now["ntg_inbox_kept{done}"] == 3
    assert now["ntg_inbox_kept{dead}"] == now["ntg_outbox_kept{uncertain}"] == 0
    await bot.worker.step()
    bot.clock.forward(seconds=KEPT_SECONDS)
    later = await read(metrics)
    assert (later["ntg_inbox_waiting"], later["ntg_inbox_oldest_seconds"]) == (0, 0)
    assert later["ntg_outbox_waiting{answers}"] == 1
    assert later["ntg_outbox_oldest_seconds{answers}"] == KEPT_SECONDS
    assert later["ntg_outbox_waiting{digests}"] == 0


async def test_an_away_database_is_said_and_nothing_of_why(bot: World) -> None:
    def away(**_: object) -> object:
        raise StorageError("secret of the address")

    metrics = routes(bot)
    metrics._uow = away  # type: ignore[assignment]
    app = create_app([metrics], bot.database.check)
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        answer = await client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status == 503 and "secret" not in await answer.text()


async def test_the_process_says_which_tick_was_last_done_and_which_chat_is_left_alone(
    bot: World,
) -> None:
    done = asyncio.Event()

    async def tick() -> None:
        done.set()

    async def never() -> None:
        raise StorageError("away")

    ticker = Ticker()
    ticker.start({"digests": (0.01, tick), "refresh": (1_000, never)})
    await done.wait()
    async with StandIn().serving() as stand_in:
        platform = a_platform(bot, stand_in)
        metrics = routes(bot, ticks=lambda: ticker.ages, broken=lambda: platform.broken)
        found = await read(metrics)
        assert set(ticker.ages) == {"digests", "refresh"}
        assert found["ntg_tick_age_seconds{digests}"] >= 0
        assert found["ntg_chat_broken"] == 0
        assert platform._desks.own is not None
        for _ in range(BREAKS_AFTER):
            platform._desks.own.calls._breaker.failed(bot.clock.now().timestamp())
        assert (await read(metrics))["ntg_chat_broken"] == 1
        await platform.end()
    ticker.stop()


def test_a_token_that_is_easily_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTG_METRICS__TOKEN", "short")
    with pytest.raises(ConfigError, match="NTG_METRICS__TOKEN"):
        load()
