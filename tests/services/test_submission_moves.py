"""Everything that authors and moderators can do to submissions, in any order, over a real
database: no state that the ladder does not lead to, none lost, and every move in the audit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from ntg_bot.domain.errors import UserError
from ntg_bot.domain.people import Member
from ntg_bot.domain.sharing import LEGAL_MOVES, State, Submission
from ntg_bot.services.claiming import ClaimService
from ntg_bot.services.merging import MergeService
from ntg_bot.services.ports import UnitOfWork
from ntg_bot.services.posts import Shared
from ntg_bot.storage.tables import audit
from tests.fakes.entries import ATTENDANCE, SEND
from tests.fakes.world import ASKER, MODERATOR, OTHER_MODERATOR, SHARER, World, world

_A_DAY = timedelta(days=1)
PEOPLE = st.sampled_from([MODERATOR, MODERATOR, OTHER_MODERATOR, SHARER])
"""who tries what is the moderators': mostly those who may"""
AUTHORS = st.sampled_from([SHARER, SHARER, SHARER, ASKER, MODERATOR])
"""who tries what is the author's, who is Shaz"""
WORDS = st.sampled_from(
    [
        "We ran a homework club and detentions fell.",
        "We walk to school together, which parents like.",
        "Ring his mother on 01632 960123 about the club we ran.",
        "",
    ]
)
VERBS = {
    "edit", "insist", "mask", "hold", "confirm", "withdraw", "accept", "decline",
    "ask_for_changes", "merge", "reroute", "take", "take_over", "put_back", "hand_over",
    "read_as_written",
}  # fmt: skip
MODERATORS_ALONE = {
    "accept", "decline", "ask_for_changes", "merge", "reroute", "take", "take_over", "put_back",
    "hand_over",
}  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """A submission as it was after the last act."""

    state: State
    version: int
    acts: int
    """rows of the audit that are about it"""


class Moves(RuleBasedStateMachine):
    """Whoever may not do a thing tries it too."""

    submissions = Bundle("submissions")

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._folder = TemporaryDirectory()
        self._open = AsyncExitStack()
        self.bot: World = self._run(self._open.enter_async_context(world(Path(self._folder.name))))
        bot = self.bot
        self._claims = ClaimService(bot.reviews, bot.joined.roles, bot.clock, _A_DAY)
        self._merges = MergeService(bot.reviews, bot.library, bot.clock, bot.ids)
        self._seen: dict[str, Seen] = {}

    def _run(self, work):  # type: ignore[no-untyped-def]
        return self._runner.run(work)

    def teardown(self) -> None:
        verdict = self._run(self.bot.database.audit_log.verify())
        assert verdict.broken_at is None, verdict.reason
        self._run(self._open.aclose())
        self._runner.close()
        self._folder.cleanup()

    # --- what people do ---------------------------------------------------------------------------

    @rule(target=submissions, words=WORDS.filter(bool))
    def draft(self, words: str) -> str:
        made = self._run(
            self._in_work(
                lambda work: self.bot.shares.draft(work, self._of(SHARER), _shared(words))
            )
        )
        self._seen[made.id] = self._run(self._looked_at(made.id))
        assert made.state in (State.DRAFT, State.HELD)
        return made.id

    @rule(target=submissions)
    def send(self) -> str:
        """A draft that its author confirms at once: most of what happens comes after that."""
        id = self.draft("We ran a homework club and detentions fell.")
        self.confirm(id, SHARER)
        return id

    @rule(id=submissions, who=AUTHORS, words=WORDS)
    def edit(self, id: str, who: str, words: str) -> None:
        self._act(id, who, lambda work, me: self.bot.shares.edit(work, me, id, _shared(words), ()))

    @rule(id=submissions, who=AUTHORS)
    def insist(self, id: str, who: str) -> None:
        version = self._seen[id].version
        self._act(id, who, lambda work, me: self.bot.shares.insist(work, me, id, version, None))

    @rule(id=submissions, who=AUTHORS)
    def mask(self, id: str, who: str) -> None:
        version = self._seen[id].version
        self._act(id, who, lambda work, me: self.bot.shares.mask(work, me, id, version))

    @rule(id=submissions, who=AUTHORS)
    def confirm(self, id: str, who: str) -> None:
        self._act(id, who, lambda work, me: self.bot.shares.confirm(work, me, id, [ATTENDANCE]))

    @rule(id=submissions, who=AUTHORS)
    def withdraw(self, id: str, who: str) -> None:
        self._act(id, who, lambda work, me: self.bot.shares.withdraw(work, me, id))

    @rule(id=submissions, who=PEOPLE, is_over=st.booleans())
    def take(self, id: str, who: str, is_over: bool) -> None:
        self._act(id, who, lambda work, me: self._claims.take(work, me, id, is_over=is_over))

    @rule(id=submissions, who=PEOPLE)
    def put_back(self, id: str, who: str) -> None:
        self._act(id, who, lambda work, me: self._claims.put_back(work, me, id))

    @rule(id=submissions, who=PEOPLE, to=PEOPLE)
    def hand_over(self, id: str, who: str, to: str) -> None:
        home, receiver = self.bot.home, self._of(to).id
        self._act(id, who, lambda work, me: self._claims.hand_over(work, home, me, id, receiver))

    @rule(id=submissions, who=PEOPLE)
    def read_as_written(self, id: str, who: str) -> None:
        self._act(id, who, lambda work, me: self.bot.reviews.read_as_written(work, me, id))

    @rule(id=submissions, who=PEOPLE)
    def accept(self, id: str, who: str) -> None:
        self._act(id, who, lambda work, me: self.bot.reviews.accept(work, me, id))

    @rule(id=submissions, who=PEOPLE, reason=st.sampled_from(["say for how long", " "]))
    def ask_for_changes(self, id: str, who: str, reason: str) -> None:
        self._act(id, who, lambda work, me: self.bot.reviews.ask_for_changes(work, me, id, reason))

    @rule(id=submissions, who=PEOPLE)
    def decline(self, id: str, who: str) -> None:
        self._act(id, who, lambda work, me: self.bot.reviews.decline(work, me, id, "no"))

    @rule(id=submissions, who=PEOPLE, into=st.sampled_from(["walking-bus", "gone"]))
    def merge(self, id: str, who: str, into: str) -> None:
        self._act(id, who, lambda work, me: self._merges.merge_submission(work, me, id, into))

    @rule(id=submissions, who=PEOPLE, to=st.sampled_from([SEND, ATTENDANCE, "nowhere"]))
    def reroute(self, id: str, who: str, to: str) -> None:
        self._act(id, who, lambda work, me: self.bot.reviews.reroute(work, me, id, [to]))

    @rule(hours=st.sampled_from([1, 30]))
    def time_passes(self, hours: int) -> None:
        self.bot.clock.forward(hours=hours)

    # --- what must hold ---------------------------------------------------------------------------

    @invariant()
    def none_is_lost_and_none_is_nowhere(self) -> None:
        kept = self._run(self._all())
        assert set(kept) == set(self._seen)
        for id, submission in kept.items():
            assert submission.state is self._seen[id].state
            assert (submission.state is State.PUBLISHED) <= bool(submission.practice_id)

    def _act(
        self, id: str, who: str, act: Callable[[UnitOfWork, Member], Awaitable[object]]
    ) -> None:
        """One act of somebody: refused and nothing changed, or one legal move and one act more."""
        before = self._seen[id]
        try:
            self._run(self._in_work(lambda work: act(work, self._of(who))))
        except UserError:
            assert self._run(self._looked_at(id)) == before, "what was refused changed something"
            return
        after = self._run(self._looked_at(id))
        self._seen[id] = after
        if after.state is not before.state:
            assert after.state in LEGAL_MOVES[before.state], f"{before.state} to {after.state}"
            assert after.version == before.version + 1
        if after != before:
            assert after.acts == before.acts + 1, "a change that the audit does not know"
            verb = self._run(self._last_verb(id))
            assert verb in VERBS
            is_theirs = who in (MODERATOR, OTHER_MODERATOR)
            assert is_theirs or verb not in MODERATORS_ALONE

    def _of(self, user: str) -> Member:
        return self.bot.people[user]

    async def _in_work(self, act):  # type: ignore[no-untyped-def]
        async with self.bot.database.uow() as work:
            done = await act(work)
            await work.commit()
        return done

    async def _all(self) -> dict[str, Submission]:
        async with self.bot.database.uow(read_only=True) as work:
            found = await work.submissions.in_state(self.bot.home.id, *State)
        return {each.id: each for each in found}

    async def _looked_at(self, id: str) -> Seen:
        async with self.bot.database.uow(read_only=True) as work:
            found = await work.submissions.get(self.bot.home.id, id)
        assert found is not None
        return Seen(found.state, found.version, len(await self._acts(id)))

    async def _acts(self, id: str) -> list[str]:
        async with self.bot.database._sessions.reading() as session:
            rows = await session.all(
                audit.select().where(audit.c.object_id == id).order_by(audit.c.seq)
            )
        return [row.verb.removeprefix("submission.") for row in rows]

    async def _last_verb(self, id: str) -> str:
        return (await self._acts(id))[-1]


def _shared(words: str) -> Shared:
    return Shared("", words, "", "", "")


def _moves(examples: int, steps: int) -> type:
    machine = type(f"Moves{examples}", (Moves,), {}).TestCase  # type: ignore[attr-defined]
    machine.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        suppress_health_check=list(HealthCheck),
    )
    return machine


TestMoves = _moves(8, 30)
TestManyMoves = pytest.mark.soak(_moves(80, 50))
