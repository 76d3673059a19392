"""What is said in sentences of the catalogue alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ntg_bot.domain.errors import UserError


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: `reply` is the catalogue key of its label."""

    reply: str
    action: str
    value: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """One sentence or a few of the catalogue, with buttons."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


def refusal(fault: UserError) -> Reply:
    """What is said to somebody whose request cannot be carried out."""
    if fault.key:
        return Reply(fault.key, fault.values)
    return Reply("error.user", {"message": fault.message, "hint": fault.hint})
