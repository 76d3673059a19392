"""A local workspace for tests: the real platform over stores in memory, and an echo for a bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Emphasis,
    Facts,
    Field,
    Form,
    Heading,
    Link,
    Option,
    Plain,
    Quote,
    Strong,
    Style,
    Text,
    When,
)
from ntg_bot.conversation.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    MessagePosted,
    decode,
)
from ntg_bot.domain.errors import InvalidInput
from ntg_bot.domain.people import ChannelBinding, Member, Purpose, Role, Workspace
from ntg_bot.domain.taxonomy import Community
from ntg_bot.platforms.local.platform import LocalPlatform
from ntg_bot.services.ports import Delivery
from tests.fakes.inbox import MemoryInbox
from tests.fakes.local_store import MemoryLocalStore

COMMUNITIES = (
    Community("attendance", "Attendance and inclusion", "Absence, behaviour, exclusion"),
    Community("early-years", "Early years and family hubs", "Under-fives and family hubs"),
    Community("care-experienced", "Children in care and care leavers", "Fostering, leaving care"),
)


class SteppingClock:
    """Every look at it is a millisecond later."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC)

    def now(self) -> datetime:
        self._now += timedelta(milliseconds=1)
        return self._now


class CountingIds:
    """Ids that sort by time of making, as the real ones do."""

    def __init__(self) -> None:
        self._made = 0

    def new(self) -> str:
        self._made += 1
        return f"{self._made:032x}"


@dataclass
class Register:
    """Workspaces, members and bindings in memory, as one unit of work; commits are counted."""

    ids: CountingIds
    workspace: Workspace | None = None
    people: dict[str, Member] = field(default_factory=dict)
    bound: dict[str, ChannelBinding] = field(default_factory=dict)
    commits: int = 0

    @asynccontextmanager
    async def __call__(self, *, read_only: bool = False) -> AsyncIterator[Register]:
        yield self

    @property
    def workspaces(self) -> Register:
        return self

    @property
    def members(self) -> _Members:
        return _Members(self)

    @property
    def bindings(self) -> _Bindings:
        return _Bindings(self)

    async def ensure(self, platform: str, external_id: str, name: str) -> Workspace:
        self.workspace = self.workspace or Workspace(self.ids.new(), platform, external_id, name)
        return self.workspace

    async def commit(self) -> None:
        self.commits += 1


@dataclass
class _Members:
    register: Register

    async def ensure(
        self,
        workspace_id: str,
        external_id: str,
        name: str,
        *,
        role: Role | None = None,
        authority: str | None = None,
    ) -> Member:
        member = Member(
            self.register.ids.new(),
            workspace_id,
            external_id,
            name,
            role or Role.MEMBER,
            authority or "",
        )
        return self.register.people.setdefault(external_id, member)


@dataclass
class _Bindings:
    register: Register

    async def put(self, binding: ChannelBinding) -> None:
        self.register.bound[binding.channel] = binding

    async def of_channel(self, workspace_id: str, channel: str) -> ChannelBinding | None:
        return self.register.bound.get(channel)


def purposes(register: Register) -> dict[str, tuple[Purpose, str]]:
    """channel -> what it is bound to."""
    return {each.channel: (each.purpose, each.community) for each in register.bound.values()}


class OneShelf:
    """A Shelf with one practice, that takes everything but what is called `bad`."""

    def __init__(self) -> None:
        self.brought: list[tuple[str, str, str, int]] = []

    def practices(self) -> Sequence[tuple[str, str]]:
        return [("walking-bus", "Walking <bus>")]

    async def bring(
        self, platform: str, workspace: str, user: str, practice_id: str, name: str, data: bytes
    ) -> str:
        if name.startswith("bad"):
            raise InvalidInput("file", "That <file> is no good.")
        self.brought.append((user, practice_id, name, len(data)))
        return "m1"

    async def hand_out(self, id: str) -> tuple[str, str, bytes] | None:
        return ("Plan ü.pdf", "application/pdf", b"%PDF-1.7") if id == "m1" else None


class LocalSetting:
    """The platform with everything it stands on."""

    def __init__(self, communities: Sequence[Community] = COMMUNITIES) -> None:
        self.clock = SteppingClock()
        self.ids = CountingIds()
        self.store = MemoryLocalStore()
        self.inbox = MemoryInbox(self.clock)
        self.register = Register(self.ids)
        self.shelf = OneShelf()
        self.platform = LocalPlatform(
            store=self.store,
            inbox=self.inbox,
            uow=self.register,  # type: ignore[arg-type]
            clock=self.clock,
            ids=self.ids,
            communities=communities,
            shelf=self.shelf,
            explain=lambda fault: fault.message or fault.key,
        )

    def delivery(self, channel: str, **more: object) -> Delivery:
        """A delivery with a key of its own."""
        key = more.pop("key", f"d-{self.ids.new()}")
        return Delivery(
            key=str(key),
            platform="local",
            workspace_id="w",
            channel=channel,
            facts=b"{}",
            **more,  # type: ignore[arg-type]
        )

    def events(self) -> list[Event]:
        """Everything that reached the inbox."""
        return [decode(envelope.payload) for envelope in self.inbox.envelopes]


FORM = Form(
    action="tell",
    value="7",
    title="Tell us what you did",
    submit="Send it",
    fields=(
        Field("title", "Name of the practice", hint="A few words", max_length=60),
        Field("what", "What you did", multiline=True, required=False),
        Field("age", "How old are they", options=(Option("0-5", "Under 5"), Option("6", "Older"))),
        Field(
            "where",
            "Where it happened",
            options=(Option("home", "At home"), Option("hub", "Family hub")),
            many=True,
        ),
    ),
)


class EchoBot:
    """Answers what is addressed to it with a card of every element; knows a form by `form`."""

    def __init__(self, setting: LocalSetting) -> None:
        self._setting = setting
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> EchoBot:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        inbox = self._setting.inbox
        while True:
            for row in await inbox.claim(10, 30.0):
                await self._answer(decode(row.envelope.payload), row.id)
                await inbox.done(row.id)
            await inbox.wait(1.0)

    async def _answer(self, event: Event, cause: str) -> None:
        match event:
            case MessagePosted(addressed=False):
                return
            case MessagePosted(text="form"):
                await self._post(event, cause, Card("A form", (FORM,)))
            case MessagePosted(text="silence"):
                return
            case MessagePosted():
                await self._post(event, cause, echo_card(event.text, event.at))
            case CommandGiven():
                card = Card(f"Only you: {event.text}", (Text((Plain(event.text),)),))
                await self._post(event, cause, card, only_for=event.place.user)
            case ButtonPressed(action="helpful"):
                delivery = self._setting.delivery(event.place.channel, key=cause)
                card = Card("Thank you", (Text((Strong("Thank you."), Plain(" Noted."))),))
                await self._setting.platform.replace(delivery, event.message, card)
            case ButtonPressed():
                await self._post(event, cause, Card(f"You pressed {event.action}."))
            case FormSubmitted(values=values):
                pairs = tuple((name, (Plain(value),)) for name, value in values.items())
                await self._post(
                    event, cause, Card("Received", (Heading("Received"), Facts(pairs)))
                )

    async def _post(self, event: Event, cause: str, card: Card, only_for: str = "") -> None:
        place = event.place
        thread = place.thread
        if not thread and not place.is_direct and not isinstance(event, CommandGiven):
            thread = event.message
        delivery = self._setting.delivery(
            place.channel, key=cause, thread=thread, only_for=only_for
        )
        await self._setting.platform.post(delivery, card)


def echo_card(text: str, at: datetime) -> Card:
    """One card that looks like an answer."""
    return Card(
        summary=f"You said: {text}",
        body=(
            Text((Plain("Searched for: "), Strong("persistent absence"), Plain("."))),
            Heading("Personalised letters home about days missed"),
            Quote(text),
            Text((Plain("Parents were told "), Emphasis("how many"), Plain(" days were missed."))),
            Facts(
                (
                    ("Evidence", (Strong("Positive"), Plain(", from one large trial"))),
                    ("Checked", (When(at),)),
                    ("Why it matched", (Plain("absence, letters, parents"),)),
                )
            ),
            Bullets(((Plain("Small effect"),), (Plain("Cheap to send"),))),
            Text((Link("Report of the trial", "https://example.org/report"),)),
            Context((Plain("Beware: works less well where absence is already severe."),)),
            Actions(
                (
                    Button("How it works", "how", "1", Style.PRIMARY),
                    Button("We tried this", "tried", "1", says="We tried this: letters home"),
                    Button("Helpful", "helpful", "1"),
                    Button("Not helpful", "not", "1"),
                )
            ),
        ),
    )
