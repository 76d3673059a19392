"""What moderators see and fill in."""

from __future__ import annotations

from dataclasses import dataclass

from ntg_bot.conversation.facts.replies import Reply


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
    error: Reply | str = ""


@dataclass(frozen=True, slots=True)
class RouteForm:
    """Asks the moderator for other communities than those proposed."""

    workspace_id: str
    submission_id: str
    error: Reply | str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """The review queue as it was when asked for."""

    workspace_id: str
    submission_ids: tuple[str, ...]
    concerns: tuple[str, ...] = ()
    """ids of practices that should be looked at"""


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


ModeratingSaid = (
    Review | ReasonForm | RouteForm | Queue | Phrasings | FeedbackOverview | OpenQuestions
)
