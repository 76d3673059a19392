"""What a family of handlers can be asked for: buttons, forms, wishes of a message, commands.

Each family says its own; `joined` puts them together and refuses a name that two of them claim.
Whoever finds out what an event is for (hearing, pressing) knows the names only.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from ntg_bot.conversation.commands import Command, Pattern
from ntg_bot.conversation.turn import Turn
from ntg_bot.conversation.understanding import Understood

_Act = TypeVar("_Act")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a message wants: its words, how they were understood, the thread's question before."""

    text: str
    understood: Understood
    context: str = ""

    @property
    def named(self) -> str:
        """What an explicit message names (a community, a number), else all its words."""
        return self.understood.argument or self.text


Press = Callable[[Turn, str], Awaitable[None]]
"""a button, with its value"""
Send = Callable[[Turn, str, Mapping[str, str]], Awaitable[None]]
"""a form, with its value and what was filled in"""
Want = Callable[[Turn, Wish], Awaitable[None]]
"""a message whose intent is known"""
Give = Callable[[Turn, Command], Awaitable[None]]
"""a message that is a command word for word"""


@dataclass(frozen=True)
class Acts:
    """By name; a name belongs to one family."""

    buttons: Mapping[str, Press] = field(default_factory=dict)
    forms: Mapping[str, Send] = field(default_factory=dict)
    intents: Mapping[str, Want] = field(default_factory=dict)
    commands: Mapping[str, Give] = field(default_factory=dict)
    grammar: tuple[Pattern, ...] = ()
    """how this family's commands are typed, beyond those of `commands.GRAMMAR`"""
    moderators_only: frozenset[str] = frozenset()
    """commands to moderators only; said by anybody else they are words like any others"""
    telling: frozenset[str] = frozenset()
    """forms in which people tell what happened, so that danger is looked for in them"""


def joined(*families: Acts) -> Acts:
    """All of them as one; raises ValueError where two families claim a name."""
    return Acts(
        _merged(each.buttons for each in families),
        _merged(each.forms for each in families),
        _merged(each.intents for each in families),
        _merged(each.commands for each in families),
        tuple(pattern for each in families for pattern in each.grammar),
        frozenset().union(*(each.moderators_only for each in families)),
        frozenset().union(*(each.telling for each in families)),
    )


def _merged(parts: Iterable[Mapping[str, _Act]]) -> dict[str, _Act]:
    whole: dict[str, _Act] = {}
    for part in parts:
        if twice := whole.keys() & part.keys():
            raise ValueError(f"two families answer to {', '.join(sorted(twice))}")
        whole.update(part)
    return whole
