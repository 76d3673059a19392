"""Random worlds with something private in each, and a reader who looks everywhere for it.

A world is two workspaces bound to one community: people, a private channel, a guest, a channel that
others may read, and a change of who reads it on the way. What is private carries a canary, a word
that stands nowhere else, and who may read it. Worlds share one database, as workspaces do.
"""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import text

from ntg_bot.conversation import facts
from ntg_bot.conversation.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    MessagePosted,
    Place,
)
from ntg_bot.domain.people import ChannelBinding, Purpose, Role, Workspace
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.server.metrics import MetricsRoutes
from ntg_bot.services.ports import UnitOfWorkFactory
from ntg_bot.storage.forgetting import IMPERSONAL
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.unit_of_work import SqlUnitsOfWork
from tests.conversation.one_transaction import OneTransaction
from tests.fakes.entries import ATTENDANCE
from tests.fakes.world import World

AUTHOR, COLLEAGUE, MOD, GUEST = "author", "colleague", "mod", "guest"
OPEN, PRIVATE, MODS = "c-open", "c-private", "c-mods"
CANARY = re.compile(r"zq[a-z]{8}")
HOLDS_ALL = (facts.Answer, facts.Help, facts.Reply, facts.Safeguarding)
"""what is drawn from its facts, the catalogue and what is published; anything else is drawn here"""
ACTS = ("ask", "ask", "judge", "draft", "submit", "name", "disclose", "put")
"""what people do in private; asking comes twice as often"""
READ = ("open questions", "gaps", "feedback", "suggestions", "queue", "digest attendance")


@dataclass(frozen=True)
class Canary:
    """A word of something private, where it was written, and who but its author may read it."""

    word: str
    workspace: str
    place: str = ""
    """the channel it was written in; who reads there has read it"""
    is_for_moderators: bool = False
    """its author has sent it in: the workspace's moderators decide on it"""
    is_put: bool = False
    """its author has put it to the community, here and nowhere else"""


@dataclass
class Leaks:
    """What was found where it may not be."""

    found: list[str] = field(default_factory=list)
    worlds: int = 0
    looked_at: int = 0
    """texts that were read"""


@dataclass
class Worlds:
    """Makes worlds over one bot, and reads what came of them."""

    bot: World
    uow: UnitOfWorkFactory
    session: Session
    chance: random.Random
    leaks: Leaks = field(default_factory=Leaks)
    canaries: dict[str, Canary] = field(default_factory=dict)
    private_acts: int = 1
    """in each world, at most"""
    acts: tuple[str, ...] = ACTS
    read: tuple[str, ...] = READ
    """what readers say to the bot"""
    made: int = 0
    steps: int = 0
    here: tuple[Workspace, Workspace] = field(init=False)
    is_open: bool = True

    async def run(self, count: int) -> Leaks:
        for _ in range(count):
            await self._world()
        await self.look_everywhere()
        return self.leaks

    async def _world(self) -> None:
        self.made += 1
        self.is_open = True
        await self._people()
        acts = [getattr(self, f"_{act}") for act in self.acts]
        changes = (self._change_audience, self._guest_asks)
        chosen = self.chance.sample(acts, self.chance.randint(1, self.private_acts))
        chosen.insert(self.chance.randint(0, len(chosen)), self.chance.choice(changes))
        for act in chosen:
            await act()
        user = self.chance.choice((MOD, MOD, COLLEAGUE))
        channel = MODS if user is MOD else OPEN
        workspace = self.chance.choice(self.here)
        await self._say(user, self.chance.choice(self.read), channel, workspace)
        await self._look()
        self.leaks.worlds += 1

    async def _people(self) -> None:
        ids = self.bot.ids
        async with self.uow() as work:
            spaces = []
            for side in "ab":
                space = await work.workspaces.ensure("chat", f"{side}{self.made}", "")
                spaces.append(space)
                await work.members.ensure(space.id, MOD, "Mo", role=Role.MODERATOR)
                await work.bindings.put(
                    ChannelBinding(ids.new(), space.id, OPEN, Purpose.COMMUNITY, ATTENDANCE)
                )
                await work.bindings.put(
                    ChannelBinding(ids.new(), space.id, MODS, Purpose.MODERATORS, is_private=True)
                )
            await work.bindings.put(
                ChannelBinding(
                    ids.new(), spaces[0].id, PRIVATE, Purpose.COMMUNITY, ATTENDANCE, is_private=True
                )
            )
            await work.commit()
        self.here = (spaces[0], spaces[1])

    # --- what people do -----------------------------------------------------------------------

    async def _ask(self) -> None:
        """Nobody knows: asked directly, in a private or an unknown channel, or by a command."""
        channel = self.chance.choice((f"@{AUTHOR}", PRIVATE, "c-unknown", OPEN))
        if channel == OPEN and self.is_open:
            await self._command(f"what helps with {self._canary('')} abroad?")
        else:
            await self._say(AUTHOR, f"what helps with {self._canary(channel)} abroad?", channel)

    async def _judge(self) -> None:
        """An answer that helped, or did not."""
        word = self._canary(f"@{AUTHOR}")
        await self._say(AUTHOR, f"does a walking bus help {word}?", f"@{AUTHOR}")
        async with self.uow(read_only=True) as work:
            member = await work.members.of_user(self.here[0].id, AUTHOR)
            assert member is not None
            [asked, *_] = await work.questions.of_member(self.here[0].id, member.id, 1)
        action = self.chance.choice(("answer.helpful", "answer.not_helpful"))
        await self._press(AUTHOR, action, asked.id, f"@{AUTHOR}")

    async def _put(self) -> None:
        """Put to the community here; whether others are asked is wished for, or kept here."""
        word = self._canary("", is_put=True)
        await self._say(AUTHOR, f"what helps with {word} abroad?", f"@{AUTHOR}")
        async with self.uow(read_only=True) as work:
            member = await work.members.of_user(self.here[0].id, AUTHOR)
            assert member is not None
            [asked, *_] = await work.questions.of_member(self.here[0].id, member.id, 1)
        await self._press(AUTHOR, "gap.ask", asked.id, f"@{AUTHOR}")
        if self.chance.random() < 0.7:
            await self._press(AUTHOR, "handoff.widen", asked.id, f"@{AUTHOR}")
            await self._press(COLLEAGUE, "handoff.release", asked.id, MODS)
            if self.chance.random() < 0.5:
                await self._press(MOD, "handoff.keep", asked.id, MODS)

    async def _draft(self) -> None:
        """Words that are offered back and never sent in."""
        channel = self.chance.choice((PRIVATE, f"@{AUTHOR}"))
        told = f"share: We ran a club on {self._canary(channel)} for pupils. Absence fell."
        await self._say(AUTHOR, told, channel)

    async def _submit(self) -> None:
        """Sent in: the moderators here read it, and nobody else before they accept it."""
        word = self._canary("", is_for_moderators=True)
        await self._form("share.form", "", title="A club", what=f"We ran a club on {word}.")
        made = await self._latest()
        await self._form("share.confirm", made.id, communities=ATTENDANCE)
        if self.chance.random() < 0.5:
            await self._press(MOD, "review.decline", made.id, MODS)
            await self._form("review.decline", made.id, user=MOD, reason="Not yet.")

    async def _name(self) -> None:
        """A name that its author insists on, takes out, or leaves: moderators read a mask."""
        word = self._canary("")
        name = word.capitalize()
        await self._form(
            "share.form",
            "",
            title="A club",
            what=f"We ran a club. {name} Hasznan, 9, told his mum.",
        )
        made = await self._latest()
        assert made.state is State.HELD, "screening must see the name for this to be a test"
        way = self.chance.choice(("share.insist", "share.mask", ""))
        if way:
            await self._press(AUTHOR, way, f"{made.id}@{made.version}", f"@{AUTHOR}")
            await self._form("share.confirm", made.id, communities=ATTENDANCE)
            await self._press(MOD, "review.open", made.id, MODS)
            await self._press(MOD, "review.accept", made.id, MODS)

    async def _disclose(self) -> None:
        word = self._canary("")
        await self._form(
            "share.form", "", title=f"About {word}", what=f"Her dad is hurting her, says {word}."
        )

    async def _change_audience(self) -> None:
        """The open channel becomes private, or its binding says so, or others read it by now."""
        self.is_open = False
        if self.chance.random() < 0.5:
            async with self.uow() as work:
                await work.bindings.put(
                    ChannelBinding(
                        self.bot.ids.new(), self.here[0].id, OPEN, Purpose.COMMUNITY, ATTENDANCE,
                        is_private=True,
                    )
                )  # fmt: skip
                await work.commit()
        word = self._canary(OPEN)
        await self._say(AUTHOR, f"what works for {word} at home?", OPEN)

    async def _guest_asks(self) -> None:
        """Somebody of another organisation, in the channel that is shared with them."""
        said = self.chance.choice(("what helps at home?", "queue", "open questions", "my data"))
        place = replace(self._place(GUEST, OPEN, self.here[0]), is_outsider=True)
        await self._happen(MessagePosted(place, self._id(), said, True, self.bot.clock.now()))

    # --- how it is done -----------------------------------------------------------------------

    def _canary(self, place: str, *, is_for_moderators: bool = False, is_put: bool = False) -> str:
        word = "zq" + "".join(self.chance.choices("bcdfghjklmnprstvw", k=8))
        self.canaries[word] = Canary(
            word, self.here[0].id, place, is_for_moderators or is_put, is_put
        )
        return word

    def _id(self) -> str:
        self.steps += 1
        return f"s{self.steps}"

    def _place(self, user: str, channel: str, workspace: Workspace) -> Place:
        is_direct = channel.startswith("@")
        is_public = None if channel != OPEN else self.is_open or workspace is not self.here[0]
        return Place(
            "chat", workspace.external_id, channel, "", user, user, is_direct, is_public=is_public
        )

    async def _say(
        self, user: str, words: str, channel: str, workspace: Workspace | None = None
    ) -> None:
        place = self._place(user, channel, workspace or self.here[0])
        await self._happen(MessagePosted(place, self._id(), words, True, self.bot.clock.now()))

    async def _command(self, words: str) -> None:
        place = self._place(AUTHOR, OPEN, self.here[0])
        await self._happen(CommandGiven(place, words, self.bot.clock.now()))

    async def _press(self, user: str, action: str, value: str, channel: str) -> None:
        place = self._place(user, channel, self.here[0])
        now = self.bot.clock.now()
        await self._happen(ButtonPressed(place, action, value, "m", "", now))

    async def _form(self, action: str, value: str, *, user: str = AUTHOR, **values: str) -> None:
        place = self._place(user, f"@{user}", self.here[0])
        await self._happen(
            FormSubmitted(place, action, value, values, "m", "", self.bot.clock.now())
        )

    async def _happen(self, event: Event) -> None:
        self.bot.clock.forward(seconds=31)
        await self.bot.conversation.handle(self._id(), event)

    async def _latest(self) -> Submission:
        async with self.uow(read_only=True) as work:
            member = await work.members.of_user(self.here[0].id, AUTHOR)
            assert member is not None
            return (await work.submissions.of_member(self.here[0].id, member.id))[-1]

    # --- the reader ---------------------------------------------------------------------------

    async def _look(self) -> None:
        """All that was said in this world, as bytes and as drawn now, and everybody's own page."""
        for workspace in self.here:
            here = "SELECT channel, only_for, facts FROM outbox WHERE workspace_id = :workspace"
            for channel, only_for, payload in await self._rows(here, workspace=workspace.id):
                said = facts.decode(payload)
                self._read(payload.decode(), workspace, channel, only_for, "bytes of a delivery")
                if not isinstance(said, HOLDS_ALL):
                    card = await self.bot.presenter.present(said)
                    drawn = f"{card.summary} {card.body}"
                    self._read(drawn, workspace, channel, only_for, type(said).__name__)
            for user in (MOD, self.chance.choice((COLLEAGUE, GUEST))):
                page = await self.bot.card(facts.Home("chat", workspace.external_id, user))
                self._read(page, workspace, f"home:{user}", user, f"page of {user}")

    def _read(
        self, words: str, workspace: Workspace, channel: str, only_for: str, what: str
    ) -> None:
        self.leaks.looked_at += 1
        for word in CANARY.findall(words.casefold()):
            canary = self.canaries[word]
            reader = only_for or channel.removeprefix("@")
            is_theirs = workspace.id == canary.workspace and (
                reader == AUTHOR
                or (canary.place and reader == canary.place)
                or (canary.is_put and reader in (OPEN, PRIVATE, COLLEAGUE, f"home:{COLLEAGUE}"))
                or (canary.is_for_moderators and reader in (MODS, MOD, f"home:{MOD}"))
            )
            if not is_theirs:
                self.leaks.found.append(f"{what}, read by {reader}")

    async def look_everywhere(self) -> None:
        """What belongs to the programme, so to everybody: no canary at all."""
        for table in sorted(IMPERSONAL | {"audit"}):
            # The wording of a gap is shown once somebody has put it to the community.
            where = " WHERE status = 'asked'" if table == "gap" else ""
            for row in await self._rows(f"SELECT * FROM {table}{where}"):
                self._everybody(" ".join(map(_text, row)), f"table {table}")
        async with self.uow(read_only=True) as work:
            preview = await self.bot.digests.preview(work, ATTENDANCE)
            gaps = await self.bot.joined.open_gaps.for_operators(work)
        self._everybody(str(preview), "digest")
        await self.read_metrics()
        self._everybody(" ".join(each.words for each in gaps), "export of gaps", self._put_words)

    @property
    def _put_words(self) -> Set[str]:
        return {each.word for each in self.canaries.values() if each.is_put}

    async def read_metrics(self) -> None:
        """What operators see, who belong to no workspace."""
        metrics = MetricsRoutes("token", uow=self.uow, clock=self.bot.clock, version="1")
        self._everybody((await metrics.page()).decode(), "metrics")

    def _everybody(self, words: str, what: str, but: Set[str] = frozenset()) -> None:
        self.leaks.looked_at += 1
        if set(CANARY.findall(words.casefold())) - but:
            self.leaks.found.append(what)

    def read_log(self, logged: object) -> None:
        self._everybody(str(logged), "log")

    async def _rows(self, sql: str, **values: str) -> Sequence[Any]:
        return (await self.session.execute(text(sql).bindparams(**values))).all()


@asynccontextmanager
async def worlds(bot: World, seed: int, private_acts: int = 1) -> AsyncIterator[Worlds]:
    """A maker of worlds over `bot`; nothing of them stays in its database."""
    units = bot.database.uow
    assert isinstance(units, SqlUnitsOfWork)
    async with bot.database._sessions.writing() as session:
        one = OneTransaction(units, session)
        bot.conversation._uow = bot.presenter._uow = one
        yield Worlds(bot, one, session, random.Random(seed), private_acts=private_acts)


def _text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
