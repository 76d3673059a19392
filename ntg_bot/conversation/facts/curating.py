"""A practice as those see it who look after it."""

from __future__ import annotations

from dataclasses import dataclass

from ntg_bot.conversation.facts.replies import Reply


@dataclass(frozen=True, slots=True)
class Desk:
    """One practice with what can be done about it, as it is when it is drawn."""

    workspace_id: str
    practice_id: str


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of a practice, the latest first."""

    workspace_id: str
    practice_id: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What one version changed: (field, added, removed)."""

    practice_id: str
    version: int
    latest: int
    changes: tuple[tuple[str, str, str], ...]
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class RetireForm:
    """Asks why a practice should not be used any more."""

    practice_id: str
    error: Reply | str = ""


CuratingSaid = Desk | Versions | Changes | RetireForm
