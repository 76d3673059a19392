"""`/metrics` for operators, in the text form of Prometheus: counts and ages, and nothing else.

Every name and label is a word of the program's own. Nothing is counted as events come: the page is
made when it is asked for, out of the database and of what this process knows of itself.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from aiohttp import web

from ntg_bot.conversation.turn import ANSWERS, DIGESTS, NOTICES
from ntg_bot.domain.errors import StorageError
from ntg_bot.services.ports import Clock, Measures, UnitOfWorkFactory, Waiting

if TYPE_CHECKING:
    from prometheus_client import Metric

KEPT_SECONDS = 15
"""for which counts are kept, however often somebody asks"""
PRIORITIES = {ANSWERS: "answers", NOTICES: "notices", DIGESTS: "digests"}


class MetricsRoutes:
    """platforms.base.Routes. Only who knows the token is shown anything.

    `ticks`: seconds since each tick of this process's clock was last done; `broken`: of how many
    workspaces the chat is being left alone for a while, since its calls kept failing.
    """

    name = "metrics"

    def __init__(
        self,
        token: str,
        *,
        uow: UnitOfWorkFactory,
        clock: Clock,
        version: str,
        ticks: Callable[[], Mapping[str, float]] = dict,
        broken: Callable[[], int] = lambda: 0,
    ) -> None:
        self._expected = f"Bearer {token}".encode()
        self._uow = uow
        self._clock = clock
        self._version = version
        self._ticks = ticks
        self._broken = broken
        self._measured: tuple[datetime, Measures] | None = None
        self._measuring = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/metrics", self._answer)]

    async def start(self) -> None:
        """Nothing to do."""

    async def close(self) -> None:
        """No stream stays open."""

    async def _answer(self, request: web.Request) -> web.Response:
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, self._expected):
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        from prometheus_client import CONTENT_TYPE_LATEST

        try:
            page = await self.page()
        except StorageError:
            return web.Response(
                status=503, text="The database is away.", headers={"Retry-After": "60"}
            )
        return web.Response(
            body=page, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
        )

    async def page(self) -> bytes:
        """The whole page. Raises StorageError while the database cannot be read."""
        from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
        from prometheus_client.registry import Collector

        measures = await self._measures()
        now = self._clock.now()
        families = [*self._of_database(measures, now), *self._of_process()]

        class Made(Collector):
            def collect(self) -> Iterable[Metric]:
                return families

        registry = CollectorRegistry()
        registry.register(Made())
        ProcessCollector(registry=registry)
        return generate_latest(registry)

    async def _measures(self) -> Measures:
        async with self._measuring:
            now = self._clock.now()
            kept = self._measured
            if kept is None or not 0 <= (now - kept[0]).total_seconds() < KEPT_SECONDS:
                async with self._uow(read_only=True) as work:
                    kept = self._measured = (now, await work.measures.all())
            return kept[1]

    def _of_database(self, measures: Measures, now: datetime) -> Iterator[Metric]:
        yield _counter("ntg_events", "Events taken in and acknowledged.", measures.events)
        yield _counter("ntg_deliveries", "Things put into the outbox.", measures.deliveries)
        yield _gauge("ntg_inbox_waiting", "Events that wait.", {"": measures.inbox.count})
        yield _gauge(
            "ntg_inbox_oldest_seconds",
            "How long the oldest event has waited.",
            {"": _age(measures.inbox, now)},
        )
        lines = {
            PRIORITIES.get(priority, str(priority)): waiting
            for priority, waiting in measures.outbox.items()
        }
        lines = dict.fromkeys(PRIORITIES.values(), Waiting(0, None)) | lines
        yield _gauge(
            "ntg_outbox_waiting",
            "Deliveries that wait.",
            {line: waiting.count for line, waiting in lines.items()},
            "priority",
        )
        yield _gauge(
            "ntg_outbox_oldest_seconds",
            "How long the oldest delivery has waited.",
            {line: _age(waiting, now) for line, waiting in lines.items()},
            "priority",
        )
        for name, about, counted, label in (
            ("ntg_inbox_kept", "Events that are kept; dead: set aside.",
             {"dead": 0} | dict(measures.events_kept), "state"),
            ("ntg_outbox_kept", "Deliveries that are kept; dead: set aside.",
             {"dead": 0, "uncertain": 0} | dict(measures.deliveries_kept), "state"),
            ("ntg_questions_kept", "Questions that are kept, by how sure the answer was.",
             measures.questions, "confidence"),
            ("ntg_verdicts_kept", "What people said of answers.", measures.verdicts, "verdict"),
        ):  # fmt: skip
            yield _gauge(name, about, counted, label)

    def _of_process(self) -> Iterator[Metric]:
        yield _gauge("ntg_build", "The version that runs.", {self._version: 1}, "version")
        yield _gauge(
            "ntg_tick_age_seconds",
            "Seconds since a tick of this process's clock was last done.",
            self._ticks(),
            "tick",
        )
        yield _gauge(
            "ntg_chat_broken",
            "Workspaces whose chat this process leaves alone for a while.",
            {"": self._broken()},
        )


def _age(waiting: Waiting, now: datetime) -> float:
    return max(0.0, (now - waiting.oldest).total_seconds()) if waiting.oldest else 0.0


def _counter(name: str, about: str, value: float) -> Metric:
    from prometheus_client.core import CounterMetricFamily

    return CounterMetricFamily(name, about, value=value)


def _gauge(name: str, about: str, values: Mapping[str, float], label: str = "") -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(name, about, labels=[label] if label else [])
    for key, value in values.items():
        family.add_metric([key] if label else [], value)
    return family
