"""What there is to say, as facts: kept in the outbox and drawn into a card when it is delivered.

A retry draws with the code of today, so facts hold ids and what the moment alone knew (how a
question was read), never layout or sentences.
"""

from __future__ import annotations

from typing import get_args

from ntg_bot.conversation.facts.asking import (
    Answer,
    AskingSaid,
    Comparison,
    HowItWorks,
    OrganisationFound,
    ProgrammeAnswer,
    Safeguarding,
    TermMeaning,
    Tried,
)
from ntg_bot.conversation.facts.belonging import (
    BelongingSaid,
    Communities,
    Digest,
    Help,
    Home,
    MyData,
    Tour,
)
from ntg_bot.conversation.facts.calls import (
    CallForm,
    CallNews,
    Calls,
    CallsSaid,
    CallStands,
    EvidenceStands,
    Invitation,
    LateEvidence,
    Shortlist,
)
from ntg_bot.conversation.facts.checks import (
    SEEN,
    CheckForm,
    ChecksSaid,
    CheckWords,
    CouncilChecks,
    CouncilForm,
    TakeUp,
)
from ntg_bot.conversation.facts.curating import (
    Changes,
    CuratingSaid,
    Desk,
    RetireForm,
    Versions,
)
from ntg_bot.conversation.facts.editions import (
    EditionDraft,
    EditionForm,
    EditionList,
    EditionShown,
    EditionsSaid,
    GapMapShown,
)
from ntg_bot.conversation.facts.gaps import CloseForm, GapRow, Gaps, GapsSaid
from ntg_bot.conversation.facts.governing import Channels, GoverningSaid, WhoModerates
from ntg_bot.conversation.facts.handing import (
    AnswerCame,
    AnswerForm,
    AskedQuestions,
    AssignForm,
    CommunityQuestion,
    HandingSaid,
    WiderQuestion,
)
from ntg_bot.conversation.facts.hypotheses import (
    Hypotheses,
    HypothesesSaid,
    HypothesisForm,
    HypothesisMoveForm,
    HypothesisShown,
)
from ntg_bot.conversation.facts.materials import MaterialReview, MaterialsSaid
from ntg_bot.conversation.facts.meetings import (
    Boards,
    Meetings,
    MeetingShown,
    MeetingsSaid,
    ProgrammeForm,
    RegisterShown,
    Timeline,
)
from ntg_bot.conversation.facts.merging import MergingSaid, NearComparison, Pairs
from ntg_bot.conversation.facts.moderating import (
    FeedbackOverview,
    ModeratingSaid,
    OpenQuestions,
    Phrasings,
    Queue,
    ReasonForm,
    Review,
    RouteForm,
)
from ntg_bot.conversation.facts.peers import (
    OutcomeForm,
    OwnHelp,
    PeersSaid,
    PeersShown,
    PeersTried,
    Proposal,
    ReachForm,
)
from ntg_bot.conversation.facts.preparing import (
    DigestLineForm,
    DigestNoteForm,
    DigestTime,
    DraftedDigest,
    PreparingSaid,
)
from ntg_bot.conversation.facts.reading import Lengths, Line, Lines, ReadingSaid
from ntg_bot.conversation.facts.recalling import MovedElsewhere, RecallForm, RecallingSaid
from ntg_bot.conversation.facts.replies import Choice, Reply, refusal
from ntg_bot.conversation.facts.reviewing import HandOverForm, Overdue, ReviewingSaid
from ntg_bot.conversation.facts.sharing import (
    AsWritten,
    DetailForm,
    Draft,
    Published,
    ShareForm,
    SharingSaid,
)
from ntg_bot.conversation.facts.upkeep import (
    AskForm,
    Due,
    EditForm,
    StewardForm,
    Upkeep,
    UpkeepSaid,
)
from ntg_bot.domain import encoding

Said = (
    Reply
    | AskingSaid
    | HandingSaid
    | BelongingSaid
    | ChecksSaid
    | CallsSaid
    | EditionsSaid
    | GapsSaid
    | MaterialsSaid
    | GoverningSaid
    | HypothesesSaid
    | CuratingSaid
    | MeetingsSaid
    | UpkeepSaid
    | MergingSaid
    | PeersSaid
    | ModeratingSaid
    | PreparingSaid
    | ReadingSaid
    | RecallingSaid
    | ReviewingSaid
    | SharingSaid
)
"""everything there is to say, one union a family"""

KINDS: dict[str, type[Said]] = {kind.__name__: kind for kind in get_args(Said)}


def encode(said: Said) -> bytes:
    """Facts for an outbox row."""
    return encoding.dumps(said, tagged=True)


def decode(payload: bytes) -> Said:
    """The inverse of `encode`; raises CannotDecode for anything else."""
    return encoding.loads_tagged(KINDS, payload)


__all__ = [
    "KINDS",
    "SEEN",
    "Answer",
    "AnswerCame",
    "AnswerForm",
    "AsWritten",
    "AskForm",
    "AskedQuestions",
    "AskingSaid",
    "AssignForm",
    "BelongingSaid",
    "Boards",
    "CallForm",
    "CallNews",
    "CallStands",
    "Calls",
    "CallsSaid",
    "Changes",
    "Channels",
    "CheckForm",
    "CheckWords",
    "ChecksSaid",
    "Choice",
    "CloseForm",
    "Communities",
    "CommunityQuestion",
    "Comparison",
    "CouncilChecks",
    "CouncilForm",
    "CuratingSaid",
    "Desk",
    "DetailForm",
    "Digest",
    "DigestLineForm",
    "DigestNoteForm",
    "DigestTime",
    "Draft",
    "DraftedDigest",
    "Due",
    "EditForm",
    "EditionDraft",
    "EditionForm",
    "EditionList",
    "EditionShown",
    "EditionsSaid",
    "EvidenceStands",
    "FeedbackOverview",
    "GapMapShown",
    "GapRow",
    "Gaps",
    "GapsSaid",
    "GoverningSaid",
    "HandOverForm",
    "HandingSaid",
    "Help",
    "Home",
    "HowItWorks",
    "Hypotheses",
    "HypothesesSaid",
    "HypothesisForm",
    "HypothesisMoveForm",
    "HypothesisShown",
    "Invitation",
    "LateEvidence",
    "Lengths",
    "Line",
    "Lines",
    "MaterialReview",
    "MaterialsSaid",
    "MeetingShown",
    "Meetings",
    "MeetingsSaid",
    "MergingSaid",
    "ModeratingSaid",
    "MovedElsewhere",
    "MyData",
    "NearComparison",
    "OpenQuestions",
    "OrganisationFound",
    "OutcomeForm",
    "Overdue",
    "OwnHelp",
    "Pairs",
    "PeersSaid",
    "PeersShown",
    "PeersTried",
    "Phrasings",
    "PreparingSaid",
    "ProgrammeAnswer",
    "ProgrammeForm",
    "Proposal",
    "Published",
    "Queue",
    "ReachForm",
    "ReadingSaid",
    "ReasonForm",
    "RecallForm",
    "RecallingSaid",
    "RegisterShown",
    "Reply",
    "RetireForm",
    "Review",
    "ReviewingSaid",
    "RouteForm",
    "Safeguarding",
    "Said",
    "ShareForm",
    "SharingSaid",
    "Shortlist",
    "StewardForm",
    "TakeUp",
    "TermMeaning",
    "Timeline",
    "Tour",
    "Tried",
    "Upkeep",
    "UpkeepSaid",
    "Versions",
    "WhoModerates",
    "WiderQuestion",
    "decode",
    "encode",
    "refusal",
]
