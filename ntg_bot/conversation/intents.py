"""What an intent is, and the catalogue of everything the bot says."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ntg_bot.domain.errors import UserError


class Scope(StrEnum):
    """What kind of act an intent is."""

    QUESTION = "question"
    COMMAND = "command"
    SOCIAL = "social"
    SAFEGUARDING = "safeguarding"
    NONE = "none"
    """out of scope"""


@dataclass(frozen=True, slots=True)
class Intent:
    """One file of intents/: examples are our own, never from a test set."""

    id: str
    does: str
    scope: Scope
    slots: tuple[str, ...]
    examples: tuple[str, ...]


class Catalogue:
    """Every sentence the bot says, by key, with {named} places (intents/replies.yaml)."""

    def __init__(self, replies: Mapping[str, str]) -> None:
        self._replies = dict(replies)

    def say(self, key: str, /, **values: object) -> str:
        """The sentence of `key` with `values` filled in.

        Raises KeyError for an unknown key or a missing value: a fault of ours, found by tests.
        """
        return self._replies[key].format_map(values)

    def explain(self, fault: UserError) -> str:
        """What cannot be done and what to do instead: the same words in chat and elsewhere."""
        if fault.key:
            return self.say(fault.key, **fault.values)
        return f"{fault.message} {fault.hint}".strip()

    def keys(self) -> frozenset[str]:
        return frozenset(self._replies)

    def places(self, key: str) -> frozenset[str]:
        """The names of the places in the sentence of `key`."""
        parsed = string.Formatter().parse(self._replies[key])
        return frozenset(name for _, name, _, _ in parsed if name)
