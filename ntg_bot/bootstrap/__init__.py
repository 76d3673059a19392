"""The composition root: the one place where ports meet what implements them.

Heavy parts are imported inside the functions, so that a command pays for what it uses.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from ntg_bot import storage
from ntg_bot.bootstrap.joining import Joined, Parts, join
from ntg_bot.bootstrap.learning import (
    load_classifiers,
    load_coefficients,
    load_encoder,
    load_screening,
)
from ntg_bot.bootstrap.surroundings import (
    RandomIds,
    SystemClock,
    audit_key,
    content_folder,
    home_exists,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.manners import Limits
from ntg_bot.conversation.ports import ChatPlatform
from ntg_bot.domain.errors import ConfigError
from ntg_bot.domain.hypotheses import Threshold
from ntg_bot.domain.upkeep import ReviewPeriods
from ntg_bot.scheduling import (
    CALL_TICK_SECONDS,
    COMPACTION_TICK_SECONDS,
    DIGEST_TICK_SECONDS,
    LINK_TICK_SECONDS,
    REFRESH_TICK_SECONDS,
    REMINDER_TICK_SECONDS,
    RETENTION_TICK_SECONDS,
    SWEEP_TICK_SECONDS,
    Ticker,
)
from ntg_bot.scheduling.holidays import is_bank_holiday
from ntg_bot.services.claiming import ReviewTerms
from ntg_bot.services.digest_timing import Timing
from ntg_bot.services.library import KnowledgeBase, Library
from ntg_bot.services.ports import Clock, Ids
from ntg_bot.settings import Settings

if TYPE_CHECKING:
    from ntg_bot.content import Knowledge
    from ntg_bot.retrieval.kept import ShippedVectors
    from ntg_bot.storage.database import Database

__all__ = [
    "SHIPPED_VECTORS",
    "Application",
    "RandomIds",
    "SystemClock",
    "audit_key",
    "build",
    "content_folder",
    "home_exists",
    "load_coefficients",
    "load_encoder",
    "opened_database",
]

log = structlog.get_logger(__name__)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
STOP_SECONDS = 22.0
"""how long what is in hand may take to end; a delivery takes 20 at most, and platforms that run
programs kill them half a minute after they told them to stop"""
SWITCH_SECONDS = 0.0005
"""how long a thread that thinks may keep the interpreter from one that takes events in, which asks
for it several times an event; Python's own 5 ms each time would be most of an acknowledgement"""
SHIPPED_VECTORS = "vectors.bin"
"""sentence vectors of the shipped knowledge, made by `ntg-bot kb vectors`"""


@dataclass
class Application:
    """Everything joined. Made by `build`; commands and the server use its parts."""

    settings: Settings
    clock: Clock
    ids: Ids
    database: Database
    parts: Parts
    joined: Joined
    vectors: ShippedVectors
    uses_meaning: bool
    """whether sentence vectors are in use"""
    ticker: Ticker = field(default_factory=Ticker)

    @property
    def library(self) -> Library:
        return self.parts.knowledge_base.library

    @property
    def platforms(self) -> dict[str, ChatPlatform]:
        """By name; whoever starts one puts it here."""
        return self.parts.platforms

    async def _drop_what_is_old(self) -> None:
        from ntg_bot.storage.retention import Keeping

        await self.database.sweep(Keeping(**self.settings.keep.model_dump()))
        await self.joined.materials.drop_unused()

    async def _refresh(self) -> None:
        if await self.parts.knowledge_base.refresh():
            gc.freeze()

    def _link_ticks(self) -> dict[str, tuple[float, Callable[[], Awaitable[object]]]]:
        """Nothing, unless the settings let the bot go out and look."""
        links = self.joined.links
        return {} if links is None else {"links": (LINK_TICK_SECONDS, links.tick)}

    @asynccontextmanager
    async def reading_along(self) -> AsyncIterator[None]:
        """What other processes publish is known here too, inside; `working` does that as well."""
        ticker = self.ticker
        ticker.start({"refresh": (REFRESH_TICK_SECONDS, self._refresh)})
        try:
            yield
        finally:
            ticker.stop()

    @asynccontextmanager
    async def working(self, stop: asyncio.Event) -> AsyncIterator[None]:
        """Worker, courier and clock at work inside; what is in hand is finished on leaving, but
        no longer than STOP_SECONDS after `stop`: what takes longer is taken up again by leases.
        """
        sys.setswitchinterval(SWITCH_SECONDS)
        ticker = self.ticker
        loops = [
            asyncio.create_task(self.joined.worker.run(stop)),
            asyncio.create_task(self.joined.courier.run(stop)),
        ]
        for loop in loops:
            # A loop that breaks takes the process along: half a bot answers nobody.
            loop.add_done_callback(lambda _: stop.set())
        ending = asyncio.create_task(_ended(loops, stop))
        ticker.start(
            {
                "digests": (DIGEST_TICK_SECONDS, self.joined.sender.tick),
                "calls": (CALL_TICK_SECONDS, self.joined.call_watch.tick),
                "drafts": (DIGEST_TICK_SECONDS, self.joined.previews.tick),
                "compaction": (COMPACTION_TICK_SECONDS, self.database.compact_if_due),
                "retention": (RETENTION_TICK_SECONDS, self._drop_what_is_old),
                "reminders": (REMINDER_TICK_SECONDS, self.joined.reminder.tick),
                "sweep": (SWEEP_TICK_SECONDS, self.joined.sweep.tick),
                "chasing": (REMINDER_TICK_SECONDS, self.joined.chaser.tick),
                "upkeep": (REMINDER_TICK_SECONDS, self.joined.upkeep.tick),
                **self._link_ticks(),
                "refresh": (REFRESH_TICK_SECONDS, self._refresh),
            }
        )
        try:
            yield
        finally:
            ticker.stop()
            stop.set()
            await ending


async def _ended(loops: Sequence[asyncio.Task[None]], stop: asyncio.Event) -> None:
    """Returns when the loops have ended after `stop`; those that do not are broken off."""
    await stop.wait()
    _, late = await asyncio.wait(loops, timeout=STOP_SECONDS)
    for loop in late:
        log.error("broken off while stopping", seconds=STOP_SECONDS)
        loop.cancel()
    for ended in await asyncio.gather(*loops, return_exceptions=True):
        if isinstance(ended, Exception):
            raise ended


def _files_at(settings: Settings) -> str:
    """Where files are handed out: by the local workspace, where it runs at a known port."""
    is_local = (
        not settings.slack.is_on if settings.local.enabled is None else settings.local.enabled
    )
    return f"http://{settings.host}:{settings.port}" if is_local and settings.port else ""


@asynccontextmanager
async def opened_database(settings: Settings, *, clock: Clock, ids: Ids) -> AsyncIterator[Database]:
    """The settings' database with its audit sealed; ConfigError where the key is another one."""
    from ntg_bot.storage.audit import WrongAuditKey

    key = audit_key(settings)
    async with AsyncExitStack() as stack:
        try:
            database = await stack.enter_async_context(
                storage.open_database(settings.database, clock=clock, ids=ids, audit_key=key)
            )
        except WrongAuditKey as error:
            raise ConfigError("NTG_AUDIT_KEY", str(error)) from None
        yield database


@asynccontextmanager
async def build(
    settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None
) -> AsyncIterator[Application]:
    """The application over the settings' database, which is made, migrated and filled if empty.

    Raises ConfigError, ContentErrors or StorageError, each in plain words.
    """
    from ntg_bot import content
    from ntg_bot.fetching import HttpLinks
    from ntg_bot.retrieval import Engine
    from ntg_bot.retrieval.kept import ShippedVectors
    from ntg_bot.storage.materials import FolderFiles

    the_clock, the_ids = clock or SystemClock(), ids or RandomIds()
    home_exists(settings)
    knowledge = content.load_knowledge(content_folder("knowledge"), cache=settings.cache)
    words = content.load_words(content_folder("intents"), settings.cache)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(
            opened_database(settings, clock=the_clock, ids=the_ids)
        )
        await _fill_if_empty(database, knowledge, the_clock)
        vectors = ShippedVectors(
            content_folder("knowledge") / SHIPPED_VECTORS, settings.cache / "vectors.bin"
        )
        encoder = load_encoder(settings, vectors)
        retriever = Engine(
            knowledge.taxonomy,
            knowledge.authorities,
            encoder,
            vectors,
            coefficients=load_coefficients(settings, with_vectors=encoder is not None),
        )
        library = Library(knowledge.taxonomy, knowledge.authorities)
        knowledge_base = KnowledgeBase(library, retriever, database.uow)
        await knowledge_base.refresh()
        communities, classifier = load_classifiers(settings, library, words, encoder)
        parts = Parts(
            clock=the_clock,
            ids=the_ids,
            uow=database.uow,
            inbox=database.inbox,
            outbox=database.outbox,
            knowledge_base=knowledge_base,
            retriever=retriever,
            communities=communities,
            screening=load_screening(library),
            intents=classifier,
            catalogue=Catalogue(words.replies),
            timing=Timing(
                settings.digest.day,
                settings.digest.at,
                settings.digest.zone,
                is_bank_holiday,
                settings.digest.preview_days,
            ),
            safeguarding_route=settings.safeguarding.route,
            admin_ids=tuple(settings.admin_ids),
            files=FolderFiles(settings.home / "materials"),
            files_at=_files_at(settings),
            handoff_days=settings.handoff.days,
            review=ReviewTerms(settings.review.target_days, settings.review.claim_hours),
            threshold=Threshold(settings.hypotheses.councils, settings.hypotheses.holding),
            upkeep_weekday=WEEKDAYS.index(settings.upkeep.day),
            link_checker=(
                HttpLinks(settings.upkeep.link_timeout_seconds)
                if settings.upkeep.check_links
                else None
            ),
            periods=ReviewPeriods(settings.upkeep.published_months, settings.upkeep.local_months),
            limits=Limits(settings.pace.of_a_person, settings.pace.of_a_channel),
        )
        yield Application(
            settings=settings,
            clock=the_clock,
            ids=the_ids,
            database=database,
            parts=parts,
            joined=join(parts),
            vectors=vectors,
            uses_meaning=encoder is not None,
        )


async def _fill_if_empty(database: Database, knowledge: Knowledge, clock: Clock) -> None:
    from ntg_bot import content

    async with database.uow(read_only=True) as work:
        is_empty = await work.knowledge.version() == 0
    if is_empty:
        report = await content.sync(knowledge, database.uow, clock)
        log.info("knowledge base filled", entries=len(report.changes))
