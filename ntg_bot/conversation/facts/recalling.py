"""A practice that went to the wrong community."""

from __future__ import annotations

from dataclasses import dataclass

from ntg_bot.conversation.facts.replies import Reply


@dataclass(frozen=True, slots=True)
class RecallForm:
    """Asks a moderator where a published practice belongs."""

    workspace_id: str
    submission_id: str
    error: Reply | str = ""


@dataclass(frozen=True, slots=True)
class MovedElsewhere:
    """In place of a post in the wrong community's channel."""

    practice_id: str
    communities: tuple[str, ...]


RecallingSaid = RecallForm | MovedElsewhere
