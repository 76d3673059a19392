"""What is said of councils and their reality checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ntg_bot.conversation.facts.replies import Reply

SEEN = "#"
"""stands in the value of a form before what says which words screening has shown"""


@dataclass(frozen=True, slots=True)
class CouncilForm:
    """Asks which council a person is with; `then` is what the form leads on to."""

    then: str = ""
    error: Reply | str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class CheckForm:
    """Asks what the council of `authority` found of a practice or hypothesis."""

    subject: str
    subject_id: str
    authority: str
    workspace_id: str = ""
    check_id: str = ""
    """the person's own current check, to fill the form with"""
    error_field: str = ""
    error: Reply | str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    seen: str = ""
    """stands for the words in which screening saw somebody: sent again unchanged, they pass"""


@dataclass(frozen=True, slots=True)
class CheckWords:
    """What a council wrote beside its answer, for a moderator to read."""

    workspace_id: str
    check_id: str


@dataclass(frozen=True, slots=True)
class CouncilChecks:
    """What one council says now, for its own people."""

    authority: str


@dataclass(frozen=True, slots=True)
class TakeUp:
    """What all councils say of one practice or hypothesis."""

    subject: str
    subject_id: str


ChecksSaid = CouncilForm | CheckForm | CheckWords | CouncilChecks | TakeUp
