"""Questions put to a community, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass

from ntg_bot.conversation.facts.replies import Reply


@dataclass(frozen=True, slots=True)
class CommunityQuestion:
    """A question put to its community by its asker's wish, as it stands when it is drawn."""

    text: str
    community: str
    workspace_id: str = ""
    """with `question_id` what it is known by; both empty in what an older version said"""
    question_id: str = ""


@dataclass(frozen=True, slots=True)
class AnswerCame:
    """A colleague's answer, for the asker or for somebody who follows the question."""

    workspace_id: str
    question_id: str
    number: int
    is_asker: bool


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """Asks for an answer."""

    workspace_id: str
    question_id: str
    error: Reply | None = None
    typed: str = ""


@dataclass(frozen=True, slots=True)
class AssignForm:
    """Asks who is to look after it; `people` are (member id, name)."""

    workspace_id: str
    question_id: str
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AskedQuestions:
    """Questions that wait for an answer; those settled since are left out."""

    workspace_id: str
    question_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WiderQuestion:
    """For the moderators: a question whose asker wishes that other workspaces are asked too."""

    workspace_id: str
    question_id: str


HandingSaid = (
    CommunityQuestion | AnswerCame | AnswerForm | AssignForm | AskedQuestions | WiderQuestion
)
