"""Who has taken what, and what waits too long."""

from __future__ import annotations

from dataclasses import dataclass

from ntg_bot.conversation.facts.replies import Reply


@dataclass(frozen=True, slots=True)
class HandOverForm:
    """Asks to which moderator a submission goes; `receivers` are (member id, name)."""

    workspace_id: str
    submission_id: str
    receivers: tuple[tuple[str, str], ...]
    error: Reply | str = ""


@dataclass(frozen=True, slots=True)
class Overdue:
    """Submissions that wait longer than they should; those decided since are left out."""

    workspace_id: str
    submission_ids: tuple[str, ...]


ReviewingSaid = HandOverForm | Overdue
