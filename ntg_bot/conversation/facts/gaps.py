"""What nobody could answer, for those who look after it."""

from __future__ import annotations

from dataclasses import dataclass

from ntg_bot.conversation.facts.replies import Reply


@dataclass(frozen=True, slots=True)
class GapRow:
    """One gap as it was when it was asked for."""

    id: str
    words: str
    """empty where nobody released any"""
    community: str
    groups: tuple[str, ...]
    outcomes: tuple[str, ...]
    count: int
    unhelped: int
    owner: str
    """a shown name, empty where nobody looks after it"""
    is_mine: bool
    practice_id: str
    """what seems to answer it now"""


@dataclass(frozen=True, slots=True)
class Gaps:
    rows: tuple[GapRow, ...]


@dataclass(frozen=True, slots=True)
class CloseForm:
    """Asks which practice answers a gap."""

    gap_id: str
    error: Reply | None = None
    typed: str = ""


GapsSaid = Gaps | CloseForm
