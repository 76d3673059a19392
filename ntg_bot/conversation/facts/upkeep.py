"""What is due for another look, and what those who look after practices should see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ntg_bot.conversation.facts.replies import Reply


@dataclass(frozen=True, slots=True)
class Due:
    """Practices of an owner or deputy that are due, as they are when it is drawn."""

    practice_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What there is to do in one workspace; `member_id` empty: all of it."""

    workspace_id: str
    member_id: str = ""


@dataclass(frozen=True, slots=True)
class EditForm:
    """What people read first of a practice, to be changed."""

    practice_id: str
    error_field: str = ""
    error: Reply | str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AskForm:
    """An owner without a role says what should change."""

    practice_id: str
    error: Reply | str = ""


@dataclass(frozen=True, slots=True)
class StewardForm:
    """Asks who looks after a practice; `people` are (member id, name)."""

    practice_id: str
    part: str
    people: tuple[tuple[str, str], ...]


UpkeepSaid = Due | Upkeep | EditForm | AskForm | StewardForm
