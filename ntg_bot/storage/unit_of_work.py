"""The unit of work: every repository over one transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ntg_bot.services.ports import (
    AuditRepository,
    BindingRepository,
    CallRepository,
    CheckRepository,
    ClaimRepository,
    Clock,
    ConcernRepository,
    ContributionRepository,
    DigestRepository,
    EditionRepository,
    FollowRepository,
    GapRepository,
    HandoffRepository,
    HelpRepository,
    HypothesisRepository,
    Ids,
    InboxRepository,
    KnowledgeRepository,
    LinkRepository,
    MaterialRepository,
    MeasureRepository,
    MemberRepository,
    MembershipRepository,
    NeighbourRepository,
    NoteRepository,
    OutboxRepository,
    PairRepository,
    ProgrammeRepository,
    QuestionRepository,
    SlotRepository,
    StewardRepository,
    SubmissionRepository,
    UnitOfWork,
    WorkspaceRepository,
)
from ntg_bot.storage.asking import Gaps, Questions
from ntg_bot.storage.audit import Audit, AuditKey
from ntg_bot.storage.calls import Calls
from ntg_bot.storage.checks import Checks
from ntg_bot.storage.curating import Contributions, Follows, Pairs
from ntg_bot.storage.digests import Digests
from ntg_bot.storage.editions import Editions
from ntg_bot.storage.forgetting import Forgetting
from ntg_bot.storage.handing import Handoffs
from ntg_bot.storage.hypotheses import Hypotheses
from ntg_bot.storage.inbox import InboxInWork
from ntg_bot.storage.knowledge import Knowledge
from ntg_bot.storage.materials import Materials
from ntg_bot.storage.measuring import SqlMeasures
from ntg_bot.storage.notes import Notes
from ntg_bot.storage.outbox import OutboxInWork
from ntg_bot.storage.peers import Helps, Neighbours
from ntg_bot.storage.people import Bindings, Members, Memberships, Workspaces
from ntg_bot.storage.programme import Programme
from ntg_bot.storage.reviewing import Claims, Slots
from ntg_bot.storage.sessions import Session, Sessions
from ntg_bot.storage.sharing import Submissions
from ntg_bot.storage.traces import Forgotten
from ntg_bot.storage.upkeep import Concerns, Links, Stewards
from ntg_bot.storage.waking import Bell


class SqlUnitOfWork:
    """services.ports.UnitOfWork"""

    workspaces: WorkspaceRepository
    members: MemberRepository
    memberships: MembershipRepository
    bindings: BindingRepository
    knowledge: KnowledgeRepository
    questions: QuestionRepository
    gaps: GapRepository
    handoffs: HandoffRepository
    measures: MeasureRepository
    materials: MaterialRepository
    submissions: SubmissionRepository
    claims: ClaimRepository
    slots: SlotRepository
    checks: CheckRepository
    hypotheses: HypothesisRepository
    contributions: ContributionRepository
    follows: FollowRepository
    pairs: PairRepository
    stewards: StewardRepository
    concerns: ConcernRepository
    links: LinkRepository
    neighbours: NeighbourRepository
    helps: HelpRepository
    digests: DigestRepository
    calls: CallRepository
    editions: EditionRepository
    programme: ProgrammeRepository
    notes: NoteRepository
    audit: AuditRepository
    inbox: InboxRepository
    outbox: OutboxRepository

    def __init__(
        self,
        session: Session,
        *,
        clock: Clock,
        ids: Ids,
        outbox_bell: Bell,
        audit_key: AuditKey | None,
    ) -> None:
        forgotten = Forgotten()
        self._audit = Audit(session, audit_key)
        self._session = session
        self.workspaces = Workspaces(session, ids)
        self.members = Members(session, ids, Forgetting(session, forgotten, self._audit))
        self.memberships = Memberships(session)
        self.bindings = Bindings(session)
        self.knowledge = Knowledge(session)
        self.questions = Questions(session)
        self.gaps = Gaps(session)
        self.handoffs = Handoffs(session)
        self.measures = SqlMeasures(session)
        self.materials = Materials(session)
        self.submissions = Submissions(session)
        self.claims = Claims(session)
        self.slots = Slots(session)
        self.checks = Checks(session)
        self.hypotheses = Hypotheses(session)
        self.contributions = Contributions(session)
        self.follows = Follows(session)
        self.pairs = Pairs(session)
        self.stewards = Stewards(session)
        self.concerns = Concerns(session)
        self.links = Links(session)
        self.neighbours = Neighbours(session)
        self.helps = Helps(session)
        self.digests = Digests(session)
        self.calls = Calls(session)
        self.editions = Editions(session)
        self.programme = Programme(session, ids)
        self.notes = Notes(session)
        self.audit = self._audit
        self.inbox = InboxInWork(session, clock)
        self.outbox = OutboxInWork(session, outbox_bell, forgotten)

    async def commit(self) -> None:
        await self._audit.flush()
        await self._session.commit()


class SqlUnitsOfWork:
    """services.ports.UnitOfWorkFactory"""

    def __init__(
        self,
        sessions: Sessions,
        *,
        clock: Clock,
        ids: Ids,
        outbox_bell: Bell,
        audit_key: AuditKey | None = None,
    ) -> None:
        self._audit_key = audit_key
        self._sessions = sessions
        self._clock = clock
        self._ids = ids
        self._outbox_bell = outbox_bell

    @asynccontextmanager
    async def __call__(self, *, read_only: bool = False) -> AsyncIterator[UnitOfWork]:
        opening = self._sessions.reading() if read_only else self._sessions.writing()
        async with opening as session:
            yield SqlUnitOfWork(
                session,
                clock=self._clock,
                ids=self._ids,
                outbox_bell=self._outbox_bell,
                audit_key=self._audit_key,
            )
