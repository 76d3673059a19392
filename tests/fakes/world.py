"""The whole bot in one process over a real SQLite file, with everything a test may decide.

Only search, the classifiers, the chat platform, the clock and the ids stand in for the real ones.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ntg_bot.bootstrap.joining import Joined, Parts, join
from ntg_bot.content import load_replies
from ntg_bot.conversation import facts
from ntg_bot.conversation.courier import Courier
from ntg_bot.conversation.digesting import DigestSender
from ntg_bot.conversation.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    MessagePosted,
    Place,
    encode,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.manners import Limits
from ntg_bot.conversation.ports import ChatPlatform
from ntg_bot.conversation.present import Presenter
from ntg_bot.conversation.router import Conversation
from ntg_bot.conversation.worker import Worker
from ntg_bot.domain.people import Member, Workspace
from ntg_bot.retrieval.english import is_english
from ntg_bot.screening import Screener
from ntg_bot.services.asking import AskService
from ntg_bot.services.digest_timing import Timing
from ntg_bot.services.digests import DigestService
from ntg_bot.services.library import KnowledgeBase, Library
from ntg_bot.services.membership import MembershipService
from ntg_bot.services.phrasing import PhrasingService
from ntg_bot.services.ports import Clock, Delivery, Envelope, Ids
from ntg_bot.services.reviewing import ReviewService
from ntg_bot.services.sharing import ShareService
from ntg_bot.storage import open_database
from ntg_bot.storage.database import Database
from ntg_bot.storage.materials import FolderFiles
from tests.fakes.chat import Message, RecordingPlatform
from tests.fakes.classifiers import RuledCommunities, RuledIntents
from tests.fakes.clock import CountingIds, FrozenClock
from tests.fakes.entries import ATTENDANCE, AUTHORITIES, TAXONOMY
from tests.fakes.retriever import RuledRetriever
from tests.fakes.seeds import (
    ADMIN,
    ASKER,
    AUDIT_KEY,
    AWAY,
    CHANNEL,
    FILE,
    HOME,
    MODERATOR,
    MODERATORS,
    NAMES,
    OTHER_MODERATOR,
    ROUTE,
    SEND_CHANNEL,
    SHARER,
    SLACK_ADMIN,
    fill_server,
    seed,
    url_of,
)

__all__ = [
    "ADMIN",
    "ASKER",
    "AUDIT_KEY",
    "AWAY",
    "CHANNEL",
    "FILE",
    "HOME",
    "MODERATOR",
    "MODERATORS",
    "NAMES",
    "OTHER_MODERATOR",
    "ROUTE",
    "SEND_CHANNEL",
    "SHARER",
    "SLACK_ADMIN",
    "CountingIds",
    "Named",
    "World",
    "fill_server",
    "opened",
    "replies",
    "url_of",
    "world",
]

Named = tuple[tuple[str, str], ...]


@cache
def replies() -> Catalogue:
    """The shipped catalogue, as replies.yaml has it."""
    return load_replies(Path(__file__).parents[2] / "intents")


@dataclass
class World:
    """Every part, by name; `home` and `away` are two workspaces of the same programme."""

    database: Database
    clock: FrozenClock
    ids: CountingIds
    library: Library
    retriever: RuledRetriever
    communities: RuledCommunities
    intents: RuledIntents
    knowledge_base: KnowledgeBase
    asks: AskService
    shares: ShareService
    reviews: ReviewService
    members: MembershipService
    digests: DigestService
    phrasings: PhrasingService
    sender: DigestSender
    presenter: Presenter
    conversation: Conversation
    worker: Worker
    courier: Courier
    chat: RecordingPlatform
    platforms: dict[str, ChatPlatform]
    joined: Joined
    """every other part"""
    home: Workspace
    away: Workspace
    people: Mapping[str, Member]
    limits: Limits
    events: int = field(default=0)
    seconds_between: float = field(default=1)
    """that pass before each message"""

    # --- what people do -----------------------------------------------------------------------

    def place(
        self, user: str, channel: str = CHANNEL, *, thread: str = "", workspace: str = HOME
    ) -> Place:
        """Where `user` acts; a channel that starts with @ is a direct message."""
        name = NAMES.get(user, user)
        return Place("chat", workspace, channel, thread, user, name, channel.startswith("@"))

    async def happen(self, event: Event, key: str = "") -> str:
        """The event goes through inbox and worker; returns the key it had."""
        self.events += 1
        key = key or f"e{self.events}"
        kind, payload = encode(event)
        await self.database.inbox.put(
            Envelope(event.place.platform, key, event.place.workspace, kind, payload)
        )
        await self.worker.step()
        return key

    async def deliver(self) -> list[Message]:
        """Everything that is due is delivered; returns the messages that are new."""
        before = len(self.chat.messages)
        while await self.courier.step():
            pass
        return self.chat.messages[before:]

    async def post(
        self,
        user: str,
        text: str,
        channel: str = "",
        *,
        thread: str = "",
        addressed: bool = True,
        workspace: str = HOME,
    ) -> list[Message]:
        """`user` writes (by default to the bot, directly); returns what the bot says."""
        self.clock.forward(seconds=self.seconds_between)
        place = self.place(user, channel or f"@{user}", thread=thread, workspace=workspace)
        message = f"msg{self.events + 1}"
        await self.happen(MessagePosted(place, message, text, addressed, self.clock.now()))
        return await self.deliver()

    async def nominate(self, author: str, text: str, message: str = "n1") -> list[Message]:
        """A colleague points at the message of `author`, who is asked directly."""
        source = f"{CHANNEL}:{message}"
        return await self.send_form(author, "share.nominated", source, what=text)

    async def send_form(
        self, user: str, action: str, value: str, channel: str = "", **values: str
    ) -> list[Message]:
        """A form that stands on no card of this test comes back from `user`."""
        self.clock.forward(seconds=self.seconds_between)
        place = self.place(user, channel or f"@{user}")
        await self.happen(FormSubmitted(place, action, value, values, "", "", self.clock.now()))
        return await self.deliver()

    async def command(
        self,
        user: str,
        text: str,
        channel: str = CHANNEL,
        *,
        mentioned: Named = (),
        workspace: str = HOME,
    ) -> list[Message]:
        self.clock.forward(seconds=self.seconds_between)
        place = self.place(user, channel, workspace=workspace)
        await self.happen(CommandGiven(place, text, self.clock.now(), mentioned))
        return await self.deliver()

    async def press(
        self, user: str, message: Message, label: str, *, workspace: str = HOME
    ) -> list[Message]:
        """`user` presses the button of that label on `message`."""
        button = message.button(label)
        return await self.press_raw(
            user, button.action, button.value, message=message, workspace=workspace
        )

    async def press_raw(
        self,
        user: str,
        action: str,
        value: str,
        *,
        message: Message | None = None,
        channel: str = CHANNEL,
        workspace: str = HOME,
    ) -> list[Message]:
        self.clock.forward(seconds=1)
        on = message.delivery if message else None
        place = self.place(
            user,
            on.channel if on else channel,
            thread=on.thread if on else "",
            workspace=workspace,
        )
        await self.happen(
            ButtonPressed(
                place,
                action,
                value,
                message.id if message else "gone",
                on.key if on else "",
                self.clock.now(),
            )
        )
        return await self.deliver()

    async def fill_in(
        self, user: str, message: Message, workspace: str = HOME, **values: str
    ) -> list[Message]:
        """`user` sends the form of `message`, with what it was filled with but for `values`."""
        self.clock.forward(seconds=1)
        form = message.form()
        filled = {each.name: each.value for each in form.fields} | values
        on = message.delivery
        await self.happen(
            FormSubmitted(
                self.place(user, on.channel, thread=on.thread, workspace=workspace),
                form.action,
                form.value,
                filled,
                message.id,
                on.key,
                self.clock.now(),
            )
        )
        return await self.deliver()

    # --- what is said -------------------------------------------------------------------------

    async def card(self, said: facts.Said) -> str:
        """The words of the card that is drawn from these facts now."""
        return (await self.presenter.present(said)).summary

    async def delivery(self, key: str) -> Delivery | None:
        async with self.database.uow(read_only=True) as work:
            return await work.outbox.by_key(key)


@asynccontextmanager
async def world(folder: Path, timing: Timing | None = None) -> AsyncIterator[World]:
    """A world over a new database in `folder`, filled as `seed` says."""
    filled = await seed()
    shutil.copy(filled.file, folder / FILE)
    ids = CountingIds()
    ids.made = filled.ids_made
    async with opened(folder, FrozenClock(), ids, timing) as made:
        yield made


@asynccontextmanager
async def opened(
    folder: Path, clock: Clock, ids: Ids, timing: Timing | None = None, *, url: str = ""
) -> AsyncIterator[World]:
    """A world over the database that a first one made in `folder`, as in a second process; or
    over the one at `url`, where its rows were moved to.
    """
    async with open_database(
        url or url_of(folder / FILE), clock=clock, ids=ids, audit_key=AUDIT_KEY
    ) as database:
        library = Library(TAXONOMY, AUTHORITIES)
        retriever = RuledRetriever()
        base = KnowledgeBase(library, retriever, database.uow)
        await base.refresh()
        yield await _join(
            database,
            clock,
            ids,
            base,
            retriever,
            timing or Timing(),
            FolderFiles(folder / "materials"),
        )


async def _join(
    database: Database,
    clock: Clock,
    ids: Ids,
    base: KnowledgeBase,
    retriever: RuledRetriever,
    timing: Timing,
    files: FolderFiles,
) -> World:
    async with database.uow(read_only=True) as work:
        home = await work.workspaces.of_platform("chat", HOME)
        away = await work.workspaces.of_platform("chat", AWAY)
        people = {user: await work.members.of_user(home.id, user) for user in NAMES}
    chat, communities, intents = (
        RecordingPlatform("chat"),
        RuledCommunities(ATTENDANCE),
        RuledIntents(),
    )
    parts = Parts(
        clock=clock,
        ids=ids,
        uow=database.uow,
        inbox=database.inbox,
        outbox=database.outbox,
        knowledge_base=base,
        retriever=retriever,
        communities=communities,
        screening=Screener(
            terms=(each.name for each in AUTHORITIES.values()),
            is_english=is_english,
            is_urgent=intents.is_urgent,
        ),
        intents=intents,
        catalogue=replies(),
        timing=timing,
        safeguarding_route=ROUTE,
        files=files,
        files_at="http://127.0.0.1:8080",
        admin_ids=(ADMIN, SLACK_ADMIN),
        platforms={"chat": chat},
    )
    joined = join(parts)
    return World(
        limits=parts.limits,
        database=database,
        clock=clock,
        ids=ids,
        library=base.library,
        retriever=retriever,
        communities=communities,
        intents=intents,
        knowledge_base=base,
        asks=joined.asks,
        shares=joined.shares,
        reviews=joined.reviews,
        members=joined.members,
        digests=joined.digests,
        phrasings=joined.phrasings,
        sender=joined.sender,
        presenter=joined.presenter,
        conversation=joined.conversation,
        worker=joined.worker,
        courier=joined.courier,
        chat=chat,
        platforms=parts.platforms,
        joined=joined,
        home=home,
        away=away,
        people=people,
    )
