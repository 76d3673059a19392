"""The composition root: the one place where ports meet what implements them.

Heavy parts are imported inside the functions, so that a command pays for what it uses.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

import ntg_bot
from ntg_bot import storage
from ntg_bot.conversation.asking import AskingHandlers
from ntg_bot.conversation.belonging import BelongingHandlers
from ntg_bot.conversation.courier import Courier
from ntg_bot.conversation.digesting import DigestSender
from ntg_bot.conversation.governing import GoverningHandlers
from ntg_bot.conversation.handlers import Handlers
from ntg_bot.conversation.intents import Catalogue, Intent, Scope
from ntg_bot.conversation.manners import Limits
from ntg_bot.conversation.moderating import ModeratingHandlers
from ntg_bot.conversation.ports import ChatPlatform, IntentClassifier
from ntg_bot.conversation.present import Presenter
from ntg_bot.conversation.router import Conversation
from ntg_bot.conversation.sharing import SharingHandlers
from ntg_bot.conversation.understanding import Understanding
from ntg_bot.conversation.worker import Worker
from ntg_bot.domain.errors import ConfigError
from ntg_bot.domain.knowledge import Example, Practice
from ntg_bot.scheduling import (
    COMPACTION_TICK_SECONDS,
    DIGEST_TICK_SECONDS,
    NOTES_TICK_SECONDS,
    REFRESH_TICK_SECONDS,
    Ticker,
)
from ntg_bot.scheduling.holidays import bank_holidays
from ntg_bot.services.asking import AskService
from ntg_bot.services.channels import ChannelService
from ntg_bot.services.digests import DigestService, Timing
from ntg_bot.services.insight import InsightService
from ntg_bot.services.library import KnowledgeBase, Library
from ntg_bot.services.membership import MembershipService
from ntg_bot.services.phrasing import PhrasingService
from ntg_bot.services.ports import Clock, CommunityClassifier, Ids, Retriever
from ntg_bot.services.reviewing import ReviewService
from ntg_bot.services.roles import RoleService
from ntg_bot.services.sharing import ShareService
from ntg_bot.settings import Settings

if TYPE_CHECKING:
    from ntg_bot.content import Knowledge
    from ntg_bot.content.intentions import Words
    from ntg_bot.retrieval.confidence import Coefficients
    from ntg_bot.retrieval.kept import KeptEncoder, ShippedVectors
    from ntg_bot.retrieval.vectors import VectorStore
    from ntg_bot.storage.database import Database

log = structlog.get_logger(__name__)

SHIPPED_VECTORS = "vectors.bin"
"""sentence vectors of the shipped knowledge, made by `ntg-bot kb vectors`"""
SHARING = "share_practice"
"""the intent whose examples are posts that share practice"""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class RandomIds:
    """UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds, then version and randomness."""

    def new(self) -> str:
        milliseconds = time.time_ns() // 1_000_000
        random = int.from_bytes(os.urandom(10), "big")
        value = (milliseconds & (1 << 48) - 1) << 80 | random
        value = value & ~(0xF << 76) | 0x7 << 76
        value = value & ~(0x3 << 62) | 0x2 << 62
        return f"{value:032x}"


def content_folder(name: str) -> Path:
    """`knowledge` or `intents`: of the checkout, else as shipped inside the package."""
    package = Path(ntg_bot.__file__).parent
    for folder in (package.parent / name, package / "_data" / name):
        if folder.is_dir():
            return folder
    raise ConfigError("ntg-bot", f"the folder {name}/ is missing from this installation.")


@dataclass
class Application:
    """Everything joined. Made by `build`; commands and the server use its parts."""

    settings: Settings
    clock: Clock
    ids: Ids
    database: Database
    library: Library
    catalogue: Catalogue
    retriever: Retriever
    communities: CommunityClassifier
    intents: IntentClassifier
    knowledge_base: KnowledgeBase
    understanding: Understanding
    asks: AskService
    digests: DigestService
    digest_sender: DigestSender
    presenter: Presenter
    conversation: Conversation
    worker: Worker
    vectors: ShippedVectors
    uses_meaning: bool
    """whether sentence vectors are in use"""
    platforms: dict[str, ChatPlatform] = field(default_factory=dict)

    async def _refresh(self) -> None:
        if await self.knowledge_base.refresh():
            gc.freeze()

    @asynccontextmanager
    async def working(self, stop: asyncio.Event) -> AsyncIterator[None]:
        """Worker, courier and clock at work inside; what is in hand is finished on leaving."""
        # What stays for good is not searched for garbage again and again: with 20,000 entries that
        # takes 90 ms each time, in which nobody is answered.
        gc.freeze()
        courier = Courier(
            self.database.outbox, self.database.uow, self.presenter, self.platforms, self.clock
        )
        ticker = Ticker()
        loops = [
            asyncio.create_task(self.worker.run(stop)),
            asyncio.create_task(courier.run(stop)),
        ]
        for loop in loops:
            # A loop that breaks takes the process along: half a bot answers nobody.
            loop.add_done_callback(lambda _: stop.set())
        ticker.start(
            {
                "digests": (DIGEST_TICK_SECONDS, self.digest_sender.tick),
                "compaction": (COMPACTION_TICK_SECONDS, self.database.compact_if_due),
                "notes": (NOTES_TICK_SECONDS, self.database.drop_old_notes),
                "refresh": (REFRESH_TICK_SECONDS, self._refresh),
            }
        )
        try:
            yield
        finally:
            ticker.stop()
            stop.set()
            await asyncio.gather(*loops)


@asynccontextmanager
async def build(
    settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None
) -> AsyncIterator[Application]:
    """The application over the settings' database, which is made, migrated and filled if empty.

    Raises ConfigError, ContentErrors or StorageError, each in plain words.
    """
    from ntg_bot import content
    from ntg_bot.retrieval import Engine
    from ntg_bot.retrieval.kept import ShippedVectors

    the_clock, the_ids = clock or SystemClock(), ids or RandomIds()
    home_exists(settings)
    knowledge = content.load_knowledge(content_folder("knowledge"), cache=settings.cache)
    words = content.load_words(content_folder("intents"), settings.cache)
    catalogue = Catalogue(words.replies)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(
            storage.open_database(settings.database, clock=the_clock, ids=the_ids)
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
        communities, classifier = _classifiers(settings, library, words, encoder)
        yield _join(
            settings,
            the_clock,
            the_ids,
            database,
            catalogue,
            knowledge_base,
            retriever,
            communities,
            classifier,
            vectors=vectors,
            uses_meaning=encoder is not None,
        )


def _join(
    settings: Settings,
    clock: Clock,
    ids: Ids,
    database: Database,
    catalogue: Catalogue,
    knowledge_base: KnowledgeBase,
    retriever: Retriever,
    communities: CommunityClassifier,
    classifier: IntentClassifier,
    *,
    vectors: ShippedVectors,
    uses_meaning: bool,
) -> Application:
    library = knowledge_base.library
    asks = AskService(retriever, communities, library, clock, ids)
    timing = Timing(settings.digest.day, settings.digest.at, settings.digest.zone, bank_holidays())
    digests = DigestService(library, clock, ids, timing)
    understanding = Understanding(
        classifier,
        retriever,
        communities,
        learnt=[item.id for item in library.items],
    )
    roles = RoleService(clock, settings.admin_ids)
    presenter = Presenter(
        library,
        catalogue,
        database.uow,
        clock,
        safeguarding_route=settings.safeguarding.route,
        roles=roles,
    )
    insight = InsightService(library)
    members = MembershipService(library, clock)
    platforms: dict[str, ChatPlatform] = {}
    handlers = Handlers(
        understanding=understanding,
        asking=AskingHandlers(asks, insight, library),
        sharing=SharingHandlers(ShareService(communities, library, clock, ids), library),
        moderating=ModeratingHandlers(
            ReviewService(library, retriever, clock, ids),
            PhrasingService(library, clock),
            insight,
            library,
            knowledge_base.apply,
        ),
        belonging=BelongingHandlers(members, digests, library),
        governing=GoverningHandlers(ChannelService(clock, ids), roles, members, library),
        limits=Limits(settings.pace.of_a_person, settings.pace.of_a_channel),
    )
    conversation = Conversation(
        handlers,
        roles=roles,
        platforms=platforms,
        uow=database.uow,
        clock=clock,
    )
    return Application(
        settings=settings,
        clock=clock,
        ids=ids,
        database=database,
        library=library,
        catalogue=catalogue,
        retriever=retriever,
        communities=communities,
        intents=classifier,
        knowledge_base=knowledge_base,
        understanding=understanding,
        asks=asks,
        digests=digests,
        digest_sender=DigestSender(digests, database.uow, clock),
        presenter=presenter,
        conversation=conversation,
        worker=Worker(database.inbox, conversation, clock, ids),
        vectors=vectors,
        uses_meaning=uses_meaning,
        platforms=platforms,
    )


def home_exists(settings: Settings) -> None:
    """Makes NTG_HOME; raises ConfigError where that cannot be done."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            "NTG_HOME",
            f"cannot make the folder {settings.home} ({error.strerror}). Choose a folder that "
            "this user may write to.",
        ) from error


async def _fill_if_empty(database: Database, knowledge: Knowledge, clock: Clock) -> None:
    from ntg_bot import content

    async with database.uow(read_only=True) as work:
        is_empty = await work.knowledge.version() == 0
    if is_empty:
        report = await content.sync(knowledge, database.uow, clock)
        log.info("knowledge base filled", entries=len(report.changes))


def load_coefficients(settings: Settings, *, with_vectors: bool) -> Coefficients:
    """How sure the bot is of what: the file that the settings name, else the shipped one.

    Raises ConfigError for a file that is none.
    """
    from ntg_bot.retrieval.confidence import parsed, set_name, shipped

    if not settings.coefficients:
        return shipped(with_vectors)
    try:
        document = json.loads(Path(settings.coefficients).read_text(encoding="utf-8"))
        return parsed(document.get(set_name(with_vectors)) if isinstance(document, dict) else None)
    except (OSError, ValueError) as error:
        raise ConfigError(
            "NTG_COEFFICIENTS",
            f"{settings.coefficients} is no file of `ntg-bot eval fit`: {error}.",
        ) from error


def load_encoder(settings: Settings, vectors: VectorStore) -> KeptEncoder | None:
    """The sentence-vector model, or None where it is switched off or not installed."""
    if settings.semantic_model == "off":
        return None
    from ntg_bot.retrieval.kept import KeptEncoder
    from ntg_bot.retrieval.model import can_load, find_model
    from ntg_bot.retrieval.model import load_encoder as load

    folder = find_model(settings.semantic_model or None)
    if folder is None or not can_load():
        return None
    return KeptEncoder(load(folder), vectors)


def _classifiers(
    settings: Settings, library: Library, words: Words, encoder: KeptEncoder | None
) -> tuple[CommunityClassifier, IntentClassifier]:
    from ntg_bot.retrieval.intent import LinearIntents
    from ntg_bot.retrieval.routing import PHRASES, PHRASES_WITH_VECTORS, CommunityRouter

    practices = list(library.practices())
    phrases = PHRASES if encoder is None else PHRASES_WITH_VECTORS
    topics = [
        phrase
        for practice in practices
        for phrase in (practice.title, *practice.asked_as[:phrases])
    ]
    intents, lines = words.intents, words.routing
    classifier = LinearIntents(
        intents,
        topics=topics,
        urgent_lines=lines.urgent,
        # Questions about practice and posts that share it, however grave, are nobody in danger.
        calm_lines=[
            *lines.not_urgent,
            *lines.not_sharing,
            *(line.text for line in lines.sharing),
        ],
        cache=settings.cache,
        encoder=encoder,
    )
    router = CommunityRouter(
        library.taxonomy,
        practices,
        [item for item in library.items if isinstance(item, Example)],
        posts=[(line.text, line.communities) for line in lines.sharing],
        sharing=[line for intent in intents if intent.id == SHARING for line in intent.examples],
        not_sharing=[*lines.not_sharing, *_other_words(intents)],
        corrections=placed_by_moderators(practices),
        encoder=encoder,
        cache=settings.cache,
    )
    return router, classifier


def placed_by_moderators(practices: Sequence[Practice]) -> list[tuple[str, tuple[str, ...]]]:
    """What members shared, as they told it, with the communities the moderators let it go to."""
    from ntg_bot.content.models import SHARERS_OWN

    return [
        (practice.summary, practice.communities)
        for practice in practices
        if practice.shared_by or practice.how_it_works_basis == SHARERS_OWN
    ]


def _other_words(intents: tuple[Intent, ...]) -> list[str]:
    """What people write that shares nothing. A cry for help is not an example of anything."""
    return [
        example
        for intent in intents
        if intent.id != SHARING and intent.scope is not Scope.SAFEGUARDING
        for example in intent.examples
    ]
