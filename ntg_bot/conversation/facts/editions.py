"""Editions and the evidence gap map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ntg_bot.conversation.facts.replies import Reply


@dataclass(frozen=True, slots=True)
class GapMapShown:
    """The map as it is when it is drawn: of one group, of one line of enquiry, or all."""

    group: str = ""
    line: str = ""
    may_call: bool = False
    """this person may open a call for evidence"""


@dataclass(frozen=True, slots=True)
class EditionList:
    """All editions; curators can make the next."""

    is_curator: bool = False


@dataclass(frozen=True, slots=True)
class EditionShown:
    """One edition: foreword, what is in it, errata."""

    number: int
    is_curator: bool = False


@dataclass(frozen=True, slots=True)
class EditionForm:
    """For the next edition (`edition` 0), or for an erratum to one."""

    edition: int = 0
    typed: Mapping[str, str] = field(default_factory=dict)
    error_field: str = ""
    error: Reply | None = None


@dataclass(frozen=True, slots=True)
class EditionDraft:
    """What the next edition would hold, before it is published for good."""

    typed: Mapping[str, str]


EditionsSaid = GapMapShown | EditionList | EditionShown | EditionForm | EditionDraft
