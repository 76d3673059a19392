"""What the services need from outside, as Protocols. Adapters implement them; bootstrap joins them.

Every query over a workspace's rows takes `workspace_id`. Times are aware datetimes in UTC. There is
one module a family; everybody imports from here.
"""

from ntg_bot.services.ports.asking import GapRepository, QuestionRepository
from ntg_bot.services.ports.base import Clock, Ids, Reference
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
from ntg_bot.services.ports.installations import Installation, Installations
from ntg_bot.services.ports.keeping import AuditRepository, Note, NoteRepository
from ntg_bot.services.ports.knowledge import KnowledgeRepository, KnowledgeRow, KnowledgeVersion
from ntg_bot.services.ports.local import LocalMessage, LocalStore
from ntg_bot.services.ports.materials import FileStore, MaterialRepository, Shelf
from ntg_bot.services.ports.measuring import MeasureRepository, Measures, Waiting
from ntg_bot.services.ports.peers import HelpRepository, NeighbourRepository
from ntg_bot.services.ports.people import (
    BindingRepository,
    MemberRepository,
    MembershipRepository,
    WorkspaceRepository,
)
from ntg_bot.services.ports.programme import (
    ProgrammeRecord,
    ProgrammeRepository,
    RecordKind,
)
from ntg_bot.services.ports.publishing import (
    DigestPage,
    DigestShelf,
    IssuedDigests,
    PageLine,
    PageSection,
)
from ntg_bot.services.ports.queues import (
    Delivery,
    DeliveryState,
    Envelope,
    Inbox,
    InboxRepository,
    InboxRow,
    Outbox,
    OutboxRepository,
)
from ntg_bot.services.ports.reviewing import ClaimRepository, SlotRepository
from ntg_bot.services.ports.screening import Screening
from ntg_bot.services.ports.searching import CommunityClassifier, Retriever
from ntg_bot.services.ports.sharing import SubmissionRepository
from ntg_bot.services.ports.upkeep import (
    ConcernRepository,
    LinkChecker,
    LinkRepository,
    StewardRepository,
)
from ntg_bot.services.ports.work import UnitOfWork, UnitOfWorkFactory

__all__ = [
    "AuditRepository",
    "BindingRepository",
    "CallRepository",
    "CheckRepository",
    "ClaimRepository",
    "Clock",
    "CommunityClassifier",
    "ConcernRepository",
    "ContributionRepository",
    "Delivery",
    "DeliveryState",
    "DigestPage",
    "DigestRepository",
    "DigestShelf",
    "EditionRepository",
    "Envelope",
    "FileStore",
    "FollowRepository",
    "GapRepository",
    "HandoffRepository",
    "HelpRepository",
    "HypothesisRepository",
    "Ids",
    "Inbox",
    "InboxRepository",
    "InboxRow",
    "Installation",
    "Installations",
    "IssuedDigests",
    "KnowledgeRepository",
    "KnowledgeRow",
    "KnowledgeVersion",
    "LinkChecker",
    "LinkRepository",
    "LocalMessage",
    "LocalStore",
    "MaterialRepository",
    "MeasureRepository",
    "Measures",
    "MemberRepository",
    "MembershipRepository",
    "NeighbourRepository",
    "Note",
    "NoteRepository",
    "Outbox",
    "OutboxRepository",
    "PageLine",
    "PageSection",
    "PairRepository",
    "ProgrammeRecord",
    "ProgrammeRepository",
    "QuestionRepository",
    "RecordKind",
    "Reference",
    "Retriever",
    "Screening",
    "Shelf",
    "SlotRepository",
    "StewardRepository",
    "SubmissionRepository",
    "UnitOfWork",
    "UnitOfWorkFactory",
    "Waiting",
    "WorkspaceRepository",
]
