"""What there is to say, as facts: kept in the outbox and drawn into a card when it is delivered.

A retry draws with the code of today, so facts hold ids and what the moment alone knew (how a
question was read), never layout or sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ntg_bot.domain import encoding
from ntg_bot.domain.asking import Confidence, Correction, Hit
from ntg_bot.domain.digest import DigestItem


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: `reply` is the catalogue key of its label."""

    reply: str
    action: str
    value: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """One sentence or a few of the catalogue, with buttons."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question: what was found and how the question was read."""

    question_id: str
    confidence: Confidence
    hits: tuple[Hit, ...]
    corrections: tuple[Correction, ...] = ()
    expansions: tuple[Correction, ...] = ()
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = ()
    community: str = ""
    wants_negative: bool = False
    was_cut: bool = False
    rated_in: str = ""
    """id of the workspace, once somebody has pressed Helpful or Not helpful"""
    is_for_one: bool = False
    """one person alone reads it; filled in once it is rated"""


@dataclass(frozen=True, slots=True)
class HowItWorks:
    """One practice whole: how, evidence, cautions, sources, examples."""

    practice_id: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two practices side by side."""

    practice_ids: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tried:
    """Who has tried it: examples by id; `place` is the region or council asked for."""

    topic: str
    example_ids: tuple[str, ...]
    place: str = ""
    elsewhere: bool = False
    """none in `place`: these are from other places"""


@dataclass(frozen=True, slots=True)
class TermMeaning:
    """A term of the field with its other words; two or more `meanings` ask which."""

    term: str
    meanings: tuple[str, ...]
    variants: tuple[str, ...] = ()
    relates_to: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationFound:
    organisation_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeAnswer:
    faq_id: str


@dataclass(frozen=True, slots=True)
class ShareForm:
    """The short form; with `submission_id` it edits that draft."""

    submission_id: str = ""
    workspace_id: str = ""
    error_field: str = ""
    error: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    """what was typed before an error: nobody types twice"""


@dataclass(frozen=True, slots=True)
class Draft:
    """The sharer's own draft with the proposed communities and why."""

    workspace_id: str
    submission_id: str
    reasons: tuple[tuple[str, tuple[str, ...]], ...] = ()
    is_close: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """A submission for the moderators, with buttons while it waits."""

    workspace_id: str
    submission_id: str


@dataclass(frozen=True, slots=True)
class ReasonForm:
    """Asks the moderator for the reason; `act` is decline or changes."""

    workspace_id: str
    submission_id: str
    act: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class RouteForm:
    """Asks the moderator for other communities than those proposed."""

    workspace_id: str
    submission_id: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A newly accepted practice, for its community's channel."""

    practice_id: str
    community: str


@dataclass(frozen=True, slots=True)
class Queue:
    """The review queue as it was when asked for."""

    workspace_id: str
    submission_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrasings:
    """Questions that could become phrasings: (question id, its words, practice id)."""

    suggestions: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class FeedbackOverview:
    """How answers fared, for moderators; see services.insight.Verdicts."""

    flagged: tuple[tuple[str, int], ...]
    not_helpful: tuple[tuple[str, str], ...]
    helpful: int


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """Questions that nobody could answer: (words, community, how often)."""

    questions: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """An issue that is sent, or (with `items`) a preview of one."""

    community: str
    week: str
    issue_id: str = ""
    items: tuple[DigestItem, ...] = ()
    is_preview: bool = False


@dataclass(frozen=True, slots=True)
class Communities:
    """The list, with those the member has joined."""

    joined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommunityQuestion:
    """A question put to its community by its asker's wish."""

    text: str
    community: str


@dataclass(frozen=True, slots=True)
class Safeguarding:
    """Somebody may be in danger: plain words, 999 and the local route."""


@dataclass(frozen=True, slots=True)
class Help:
    is_moderator: bool
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class Channels:
    """The bound channels of a workspace, for its moderators."""

    workspace_id: str


@dataclass(frozen=True, slots=True)
class WhoModerates:
    """Moderators and admins: (user id, name, is an admin, moderates all, communities)."""

    people: tuple[tuple[str, str, bool, bool, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Home:
    """A person's own page, as it is when it is drawn; both ids are the platform's."""

    platform: str
    workspace: str
    user: str


@dataclass(frozen=True, slots=True)
class Tour:
    """One step of the first look round."""

    step: int


@dataclass(frozen=True, slots=True)
class MyData:
    """What is held about a member, as the export gave it: {table: rows}."""

    tables: Mapping[str, str]
    """table name -> its rows as readable lines"""


Said = (
    Reply
    | Answer
    | HowItWorks
    | Comparison
    | Tried
    | TermMeaning
    | OrganisationFound
    | ProgrammeAnswer
    | ShareForm
    | Draft
    | Review
    | ReasonForm
    | RouteForm
    | Published
    | Queue
    | Phrasings
    | FeedbackOverview
    | OpenQuestions
    | Digest
    | Communities
    | CommunityQuestion
    | Safeguarding
    | Help
    | Channels
    | WhoModerates
    | Home
    | Tour
    | MyData
)

KINDS: dict[str, type[Said]] = {
    kind.__name__: kind
    for kind in (
        Reply,
        Answer,
        HowItWorks,
        Comparison,
        Tried,
        TermMeaning,
        OrganisationFound,
        ProgrammeAnswer,
        ShareForm,
        Draft,
        Review,
        ReasonForm,
        RouteForm,
        Published,
        Queue,
        Phrasings,
        FeedbackOverview,
        OpenQuestions,
        Digest,
        Communities,
        CommunityQuestion,
        Safeguarding,
        Help,
        Channels,
        WhoModerates,
        Home,
        Tour,
        MyData,
    )
}


def encode(said: Said) -> bytes:
    """Facts for an outbox row."""
    return encoding.dumps(said, tagged=True)


def decode(payload: bytes) -> Said:
    """The inverse of `encode`; raises CannotDecode for anything else."""
    return encoding.loads_tagged(KINDS, payload)
