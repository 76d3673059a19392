"""Where the conversation is put together: services, handlers, presenter, worker, courier.

The bot and the tests' world are joined here alike; they differ in the parts they bring.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from ntg_bot.conversation.asking import AskingHandlers
from ntg_bot.conversation.belonging import BelongingHandlers
from ntg_bot.conversation.calling import CallWatch
from ntg_bot.conversation.calls import CallHandlers
from ntg_bot.conversation.chasing import HandoffReminder
from ntg_bot.conversation.checks import CheckHandlers
from ntg_bot.conversation.claiming import ClaimingHandlers
from ntg_bot.conversation.courier import Courier
from ntg_bot.conversation.curating import CuratingHandlers
from ntg_bot.conversation.digesting import DigestSender
from ntg_bot.conversation.editions import EditionHandlers
from ntg_bot.conversation.following import Following
from ntg_bot.conversation.gaps import GapHandlers
from ntg_bot.conversation.governing import GoverningHandlers
from ntg_bot.conversation.handing import HandingHandlers
from ntg_bot.conversation.handlers import Handlers
from ntg_bot.conversation.hypotheses import HypothesisHandlers
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.keeping_fresh import LinkRound, WeeklyUpkeep
from ntg_bot.conversation.manners import Limits
from ntg_bot.conversation.materials import MaterialHandlers
from ntg_bot.conversation.meetings import MeetingHandlers
from ntg_bot.conversation.merging import MergingHandlers
from ntg_bot.conversation.moderating import ModeratingHandlers
from ntg_bot.conversation.peers import PeerHandlers
from ntg_bot.conversation.ports import ChatPlatform, IntentClassifier
from ntg_bot.conversation.preparing import PreparingHandlers
from ntg_bot.conversation.present import Presenter
from ntg_bot.conversation.previewing import DraftTeller
from ntg_bot.conversation.reading import ReadingHandlers
from ntg_bot.conversation.recalling import RecallingHandlers
from ntg_bot.conversation.recording import RecordingHandlers
from ntg_bot.conversation.reminding import ReviewReminder
from ntg_bot.conversation.router import Conversation
from ntg_bot.conversation.settling import SettlingHandlers
from ntg_bot.conversation.sharing import SharingHandlers
from ntg_bot.conversation.tending import WeeklySweep
from ntg_bot.conversation.troubles import Troubles
from ntg_bot.conversation.understanding import Understanding
from ntg_bot.conversation.upkeeping import UpkeepHandlers
from ntg_bot.conversation.widening import WideningHandlers
from ntg_bot.conversation.worker import Worker
from ntg_bot.domain.hypotheses import Threshold
from ntg_bot.domain.reviewing import ServiceTarget
from ntg_bot.domain.upkeep import ReviewPeriods
from ntg_bot.services.asking import AskService
from ntg_bot.services.boards import BoardService
from ntg_bot.services.calls import CallService
from ntg_bot.services.channels import ChannelService
from ntg_bot.services.checks import CheckService
from ntg_bot.services.claiming import ClaimService, ReviewTerms
from ntg_bot.services.councils import CouncilService
from ntg_bot.services.curating import CurateService
from ntg_bot.services.digest_drafts import DraftService
from ntg_bot.services.digest_timing import Timing
from ntg_bot.services.digests import DigestService
from ntg_bot.services.editions import EditionService
from ntg_bot.services.evidence import EvidenceService
from ntg_bot.services.gap_map import GapMapService
from ntg_bot.services.gaps import GapService
from ntg_bot.services.handing import HandoffService
from ntg_bot.services.hearings import HearingService
from ntg_bot.services.hypotheses import HypothesisService
from ntg_bot.services.insight import InsightService
from ntg_bot.services.library import KnowledgeBase
from ntg_bot.services.likeness import LikenessService
from ntg_bot.services.materials import MaterialService
from ntg_bot.services.meetings import MeetingService
from ntg_bot.services.membership import MembershipService
from ntg_bot.services.merging import MergeService
from ntg_bot.services.neighbours import NeighbourService
from ntg_bot.services.peers import PeerService
from ntg_bot.services.phrasing import PhrasingService
from ntg_bot.services.ports import (
    Clock,
    CommunityClassifier,
    FileStore,
    Ids,
    Inbox,
    LinkChecker,
    Outbox,
    Retriever,
    Screening,
    UnitOfWorkFactory,
)
from ntg_bot.services.recalling import RecallService
from ntg_bot.services.register import RegisterService
from ntg_bot.services.reviewing import ReviewService
from ntg_bot.services.roles import RoleService
from ntg_bot.services.sharing import ShareService
from ntg_bot.services.sweeping import SweepService
from ntg_bot.services.upkeep import UpkeepService
from ntg_bot.services.widening import WideningService


@dataclass(frozen=True)
class Parts:
    """What a conversation is made of."""

    clock: Clock
    ids: Ids
    uow: UnitOfWorkFactory
    inbox: Inbox
    outbox: Outbox
    knowledge_base: KnowledgeBase
    retriever: Retriever
    communities: CommunityClassifier
    screening: Screening
    intents: IntentClassifier
    catalogue: Catalogue
    timing: Timing
    safeguarding_route: str
    files: FileStore
    """where the files of materials lie"""
    admin_ids: tuple[str, ...] = ()
    threshold: Threshold = field(default_factory=Threshold)
    """what a hypothesis needs to be called supported, unless it has one of its own"""
    limits: Limits = field(default_factory=Limits)
    files_at: str = ""
    """the address under which they are handed out, if any"""
    handoff_days: int = 10
    """working days within which a question that the community was asked is to be answered"""
    review: ReviewTerms = field(default_factory=ReviewTerms)
    periods: ReviewPeriods = field(default_factory=ReviewPeriods)
    upkeep_weekday: int = 1
    """the day of weekly nudges, from Monday, 0"""
    link_checker: LinkChecker | None = None
    platforms: dict[str, ChatPlatform] = field(default_factory=dict)
    """filled by whoever starts them"""


@dataclass(frozen=True)
class Joined:
    """The parts at work together."""

    roles: RoleService
    asks: AskService
    shares: ShareService
    reviews: ReviewService
    members: MembershipService
    digests: DigestService
    phrasings: PhrasingService
    checks: CheckService
    hypotheses: HypothesisService
    neighbours: NeighbourService
    peers: PeerService
    councils: CouncilService
    understanding: Understanding
    presenter: Presenter
    conversation: Conversation
    sender: DigestSender
    previews: DraftTeller
    reminder: ReviewReminder
    call_watch: CallWatch
    evidence: EvidenceService
    sweep: WeeklySweep
    upkeep: WeeklyUpkeep
    links: LinkRound | None
    """None unless the settings let the bot go out and look"""
    chaser: HandoffReminder
    editions: EditionService
    gaps: GapMapService
    open_gaps: GapService
    materials: MaterialService
    meetings: MeetingService
    boards: BoardService
    register: RegisterService
    worker: Worker
    courier: Courier


def join(parts: Parts) -> Joined:
    """Puts the parts together."""
    clock, ids, uow, base = parts.clock, parts.ids, parts.uow, parts.knowledge_base
    library = base.library
    roles = RoleService(clock, parts.admin_ids)
    asks = AskService(parts.retriever, parts.communities, library, clock, ids)
    shares = ShareService(parts.communities, parts.screening, library, clock, ids)
    reviews = ReviewService(library, parts.retriever, clock, ids, parts.periods)
    phrasings = PhrasingService(library, parts.screening, clock)
    members = MembershipService(library, clock)
    digests = DigestService(library, clock, ids, parts.timing, periods=parts.periods)
    drafts = DraftService(library, digests, parts.screening, clock)
    insight = InsightService(library)
    checks = CheckService(library, parts.screening, clock, ids)
    councils = CouncilService(library, clock)
    calls = CallService(library, clock)
    gaps = GapMapService(library, parts.retriever, clock)
    editions = EditionService(library, gaps, clock)
    meetings = MeetingService(library, clock)
    boards = BoardService(clock)
    register = RegisterService(library, parts.retriever, clock)
    evidence = EvidenceService(parts.screening, clock, ids)
    call_handlers = CallHandlers(
        calls,
        evidence,
        HearingService(library, clock),
        roles,
        library,
    )
    neighbours = NeighbourService(library, clock)
    peers = PeerService(neighbours, library, parts.screening, clock, ids)
    hypotheses = HypothesisService(checks, library, parts.screening, clock, ids, parts.threshold)
    understanding = Understanding(
        parts.intents,
        parts.retriever,
        parts.communities,
        learnt=[item.id for item in library.items],
    )
    timing = parts.timing
    target = ServiceTarget(parts.review.target_days, timing.zone, timing.is_holiday)
    claims = ClaimService(reviews, roles, clock, timedelta(hours=parts.review.claim_hours))
    likeness = LikenessService(library, parts.retriever)
    merges = MergeService(reviews, library, clock, ids)
    sweeps = SweepService(library, likeness, clock)
    upkeep = UpkeepService(library, parts.screening, clock, parts.periods)
    presenter = Presenter(
        library,
        parts.catalogue,
        uow,
        clock,
        safeguarding_route=parts.safeguarding_route,
        files_at=parts.files_at,
        checks=checks,
        hypotheses=hypotheses,
        editions=editions,
        gaps=gaps,
        neighbours=neighbours,
        meetings=meetings,
        boards=boards,
        register=register,
        roles=roles,
        target=target,
        likeness=likeness,
        upkeep=upkeep,
        periods=parts.periods,
    )
    materials = MaterialService(library, parts.files, parts.screening, uow, clock, ids)
    open_gaps = GapService(library, parts.retriever, clock)
    answered_by = ServiceTarget(parts.handoff_days, timing.zone, timing.is_holiday)
    handoffs = HandoffService(parts.screening, clock, answered_by)
    widening = WideningService(handoffs, clock, answered_by)
    moderating = ModeratingHandlers(reviews, phrasings, insight, library, base.apply)
    asking = AskingHandlers(asks, insight, library)
    peer_handlers = PeerHandlers(peers, councils, asks, asking, library)
    handlers = Handlers(
        understanding=understanding,
        asking=asking,
        sharing=SharingHandlers(shares, library),
        following=Following(shares),
        moderating=moderating,
        belonging=BelongingHandlers(members, digests, library),
        governing=GoverningHandlers(ChannelService(clock, ids), roles, members, library),
        handing=HandingHandlers(handoffs, asks, library, widening),
        limits=parts.limits,
        others=(
            GapHandlers(open_gaps).acts(),
            WideningHandlers(widening, library).acts(),
            RecordingHandlers(handoffs, shares).acts(),
            MaterialHandlers(materials, open_gaps.practice_named, library).acts(),
            ClaimingHandlers(claims, reviews, moderating.numbered).acts(),
            SettlingHandlers(shares, reviews).acts(),
            RecallingHandlers(RecallService(reviews, library, clock), library, base.apply).acts(),
            CheckHandlers(checks, councils, asks, peer_handlers, library).acts(),
            call_handlers.acts(),
            HypothesisHandlers(hypotheses, library).acts(),
            UpkeepHandlers(upkeep, roles, library, parts.screening, base.apply).acts(),
            CuratingHandlers(CurateService(library, clock), library, base.apply).acts(),
            MergingHandlers(
                merges, reviews, likeness, sweeps, library, base.apply, moderating.numbered
            ).acts(),
            PreparingHandlers(digests, drafts, members).acts(),
            EditionHandlers(editions, gaps, library).acts(),
            ReadingHandlers(library).acts(),
            peer_handlers.acts(),
            MeetingHandlers(meetings, boards, register, roles).acts(),
        ),
    )
    conversation = Conversation(
        handlers, roles=roles, platforms=parts.platforms, uow=uow, clock=clock
    )
    return Joined(
        roles=roles,
        asks=asks,
        shares=shares,
        reviews=reviews,
        members=members,
        digests=digests,
        phrasings=phrasings,
        checks=checks,
        hypotheses=hypotheses,
        neighbours=neighbours,
        peers=peers,
        councils=councils,
        understanding=understanding,
        presenter=presenter,
        conversation=conversation,
        sender=DigestSender(digests, uow, clock),
        previews=DraftTeller(drafts, uow, roles, clock),
        reminder=ReviewReminder(uow, roles, clock, target, timing.at),
        editions=editions,
        gaps=gaps,
        meetings=meetings,
        boards=boards,
        register=register,
        evidence=evidence,
        call_watch=CallWatch(calls, library, uow, clock),
        sweep=WeeklySweep(uow, sweeps, clock, target),
        upkeep=WeeklyUpkeep(
            uow,
            upkeep,
            parts.platforms,
            clock,
            target,
            weekday=parts.upkeep_weekday,
            at=timing.at,
        ),
        links=LinkRound(uow, library, parts.link_checker, clock) if parts.link_checker else None,
        open_gaps=open_gaps,
        materials=materials,
        chaser=HandoffReminder(handoffs, roles, uow, clock),
        worker=Worker(parts.inbox, conversation, clock, ids),
        courier=Courier(
            parts.outbox,
            uow,
            presenter,
            parts.platforms,
            clock,
            troubles=Troubles(uow, roles, clock),
        ),
    )
