"""The local workspace as the courier sees it, joined with its web routes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiohttp import web

from ntg_bot.conversation.cards import Card
from ntg_bot.domain.errors import DeliveryError, StorageError, UserError
from ntg_bot.domain.people import ChannelBinding, Workspace
from ntg_bot.domain.taxonomy import Community
from ntg_bot.platforms.base import storable
from ntg_bot.platforms.local.channels import Channel, ChannelBook
from ntg_bot.platforms.local.door import PLATFORM, WORKSPACE, Door
from ntg_bot.platforms.local.files import FileRoutes
from ntg_bot.platforms.local.first_screen import SUGGESTIONS, Suggestion
from ntg_bot.platforms.local.hub import Change, Hub
from ntg_bot.platforms.local.page import Page
from ntg_bot.platforms.local.people import BOT, SAMPLE_PEOPLE, SamplePerson
from ntg_bot.platforms.local.render import card_html
from ntg_bot.platforms.local.routes import WebRoutes
from ntg_bot.services.ports import (
    Clock,
    Delivery,
    Ids,
    Inbox,
    LocalMessage,
    LocalStore,
    Shelf,
    UnitOfWork,
    UnitOfWorkFactory,
)

WORKSPACE_NAME = "Local workspace"
RETRY_SECONDS = 1.0


class LocalPlatform:
    """A chat workspace in the browser: a ChatPlatform and Routes in one.

    The database may be shared with another process, so posting goes by the store; pages open in
    this process hear of it at once, others when they next fetch.
    """

    def __init__(
        self,
        *,
        store: LocalStore,
        inbox: Inbox,
        uow: UnitOfWorkFactory,
        clock: Clock,
        ids: Ids,
        communities: Sequence[Community],
        people: Sequence[SamplePerson] = SAMPLE_PEOPLE,
        suggestions: Sequence[Suggestion] = SUGGESTIONS,
        shelf: Shelf | None = None,
        explain: Callable[[UserError], str] = str,
    ) -> None:
        self._store = store
        self._uow = uow
        self._clock = clock
        self._ids = ids
        self._channels = ChannelBook(communities, people)
        self._hub = Hub(self._channels)
        door = Door(
            store=store,
            inbox=inbox,
            channels=self._channels,
            hub=self._hub,
            clock=clock,
            ids=ids,
        )
        self._web = WebRoutes(
            store=store,
            door=door,
            channels=self._channels,
            hub=self._hub,
            page=Page(people, suggestions),
        )

        self._files = (
            FileRoutes(shelf, door, self._channels, explain) if shelf is not None else None
        )

    @property
    def name(self) -> str:
        return PLATFORM

    # --- Routes -------------------------------------------------------------------------------

    def routes(self) -> list[web.RouteDef]:
        """The page and its JSON endpoints."""
        return [*self._web.routes(), *(self._files.routes() if self._files else ())]

    async def start(self) -> None:
        """Makes the workspace, its sample people and its channel bindings where they are missing.

        A binding that somebody changed on purpose is put back: these channels have one meaning.
        """
        async with self._uow() as work:
            workspace = await work.workspaces.ensure(PLATFORM, WORKSPACE, WORKSPACE_NAME)
            for person in self._channels.people:
                await work.members.ensure(
                    workspace.id,
                    person.id,
                    person.name,
                    role=person.role,
                    authority=person.authority or None,
                )
            for channel in self._channels.bound:
                await self._bind(work, workspace, channel)
            await work.commit()

    async def close(self) -> None:
        """Ends the open streams, so that stopping does not wait for them."""
        self._hub.close()

    async def _bind(self, work: UnitOfWork, workspace: Workspace, channel: Channel) -> None:
        purpose = channel.purpose
        if purpose is None:
            return
        bound = await work.bindings.of_channel(workspace.id, channel.id)
        if bound and (bound.purpose, bound.community) == (purpose, channel.community):
            return
        await work.bindings.put(
            ChannelBinding(self._ids.new(), workspace.id, channel.id, purpose, channel.community)
        )

    # --- ChatPlatform -------------------------------------------------------------------------

    async def post(self, delivery: Delivery, card: Card) -> str:
        """Posts the card and returns its message's id; a key that was posted before is not again.

        A channel written `@` and a person's id is that person's direct message.
        """
        channel = self._channel(delivery)
        try:
            id = self._ids.new()
            message = LocalMessage(
                id=id,
                channel=channel.id,
                thread=await self._thread(channel, delivery.thread),
                author=BOT,
                text=storable(card.summary),
                body=card_html(card, id),
                only_for=delivery.only_for,
                delivery_key=delivery.key,
                posted_at=self._clock.now(),
            )
            if await self._store.add(message):
                self._hub.tell(Change.ADDED, message)
                return id
            earlier = await self._store.by_delivery_key(delivery.key)
        except StorageError as error:
            raise DeliveryError(str(error), retry_after=RETRY_SECONDS) from error
        if earlier is None:
            raise DeliveryError(f"message {delivery.key} vanished", retry_after=RETRY_SECONDS)
        return earlier.id

    async def replace(self, delivery: Delivery, message: str, card: Card) -> str:
        """Redraws a message of ours in its place; raises DeliveryError where there is none."""
        try:
            if await self._ours(message) is None:
                raise DeliveryError(f"there is no message {message} to redraw", permanent=True)
            await self._store.edit(
                message,
                text=storable(card.summary),
                body=card_html(card, message),
                at=self._clock.now(),
            )
            edited = await self._ours(message)
        except StorageError as error:
            raise DeliveryError(str(error), retry_after=RETRY_SECONDS) from error
        if edited is not None:
            self._hub.tell(Change.EDITED, edited)
        return message

    async def find(self, delivery: Delivery) -> str | None:
        """The message that carries the delivery's key, or None."""
        try:
            message = await self._store.by_delivery_key(delivery.key)
        except StorageError as error:
            raise DeliveryError(str(error), retry_after=RETRY_SECONDS) from error
        return message.id if message and message.author == BOT else None

    async def _ours(self, id: str) -> LocalMessage | None:
        message = await self._store.get(id)
        return message if message and message.author == BOT else None

    def _channel(self, delivery: Delivery) -> Channel:
        channel = self._channels.channel(delivery.channel)
        if channel is None:
            raise DeliveryError(f"there is no channel {delivery.channel}", permanent=True)
        return channel

    async def _thread(self, channel: Channel, thread: str) -> str:
        """The first message of the thread; an answer whose thread is gone starts its own."""
        first = await self._store.get(thread) if thread else None
        if first is None or first.channel != channel.id:
            return ""
        return first.thread or first.id
