"""Workshops, boards and the register of data sets and research."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ntg_bot.conversation.facts.replies import Reply


@dataclass(frozen=True, slots=True)
class Meetings:
    """What is still to come, or all there were."""

    is_past_too: bool = False
    is_curator: bool = False


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """One meeting; `member_id` is who looks, so that it can say whether they come."""

    meeting_id: str
    member_id: str = ""
    is_curator: bool = False


@dataclass(frozen=True, slots=True)
class Boards:
    """The boards of the programme with their remits and members."""

    is_curator: bool = False


@dataclass(frozen=True, slots=True)
class RegisterShown:
    """What the register has: on `about`, or `overlaps`, `gaps`, or all of it."""

    about: str = ""
    kind: str = ""
    """data, research, or both where empty"""
    view: str = ""
    is_curator: bool = False


@dataclass(frozen=True, slots=True)
class ProgrammeForm:
    """A form of `meeting`, `note` (of the meeting `value`), `board` or `register`."""

    kind: str
    value: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    error_field: str = ""
    error: Reply | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The programme's phases and dates, with where its papers disagree."""


MeetingsSaid = Timeline | Meetings | MeetingShown | Boards | RegisterShown | ProgrammeForm
