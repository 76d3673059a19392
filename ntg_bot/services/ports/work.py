"""The unit of work: every repository over one transaction."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from ntg_bot.services.ports.asking import GapRepository, QuestionRepository
from ntg_bot.services.ports.calls import CallRepository
from ntg_bot.services.ports.checks import CheckRepository
from ntg_bot.services.ports.curating import (
    ContributionRepository,
    FollowRepository,
    PairRepository,
)
from ntg_bot.services.ports.digests import DigestRepository
from ntg_bot.services.ports.editions import EditionRepository
from ntg_bot.services.ports.handing import HandoffRepository
from ntg_bot.services.ports.hypotheses import HypothesisRepository
from ntg_bot.services.ports.keeping import AuditRepository, NoteRepository
from ntg_bot.services.ports.knowledge import KnowledgeRepository
from ntg_bot.services.ports.materials import MaterialRepository
from ntg_bot.services.ports.measuring import MeasureRepository
from ntg_bot.services.ports.peers import HelpRepository, NeighbourRepository
from ntg_bot.services.ports.people import (
    BindingRepository,
    MemberRepository,
    MembershipRepository,
    WorkspaceRepository,
)
from ntg_bot.services.ports.programme import ProgrammeRepository
from ntg_bot.services.ports.queues import InboxRepository, OutboxRepository
from ntg_bot.services.ports.reviewing import ClaimRepository, SlotRepository
from ntg_bot.services.ports.sharing import SubmissionRepository
from ntg_bot.services.ports.upkeep import (
    ConcernRepository,
    LinkRepository,
    StewardRepository,
)


class UnitOfWork(Protocol):
    """One transaction. Leaving it without `commit` rolls back."""

    workspaces: WorkspaceRepository
    members: MemberRepository
    memberships: MembershipRepository
    bindings: BindingRepository
    knowledge: KnowledgeRepository
    questions: QuestionRepository
    gaps: GapRepository
    handoffs: HandoffRepository
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
    measures: MeasureRepository
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

    async def commit(self) -> None: ...


class UnitOfWorkFactory(Protocol):
    """`async with uow() as work:` writes; `uow(read_only=True)` never takes the write lock."""

    def __call__(self, *, read_only: bool = False) -> AbstractAsyncContextManager[UnitOfWork]: ...
