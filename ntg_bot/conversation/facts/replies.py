"""What is said in sentences of the catalogue alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
