"""What knowledge/ and intents/ are when they have been read and checked.

Nothing here reads: a start that finds these values in its cache needs neither YAML nor models.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ntg_bot.conversation.intents import Intent
from ntg_bot.domain.knowledge import Authority, Example, Faq, Item, Organisation, Practice
from ntg_bot.domain.taxonomy import Taxonomy


@dataclass(frozen=True)
class Knowledge:
    """Everything in knowledge/, checked: items by id, organisations in the order of their file."""

    practices: tuple[Practice, ...]
    examples: tuple[Example, ...]
    faqs: tuple[Faq, ...]
    organisations: tuple[Organisation, ...]
    taxonomy: Taxonomy
    authorities: Mapping[str, Authority]
    """by ONS code"""

    @property
    def items(self) -> tuple[Item, ...]:
        """All that an answer can show."""
        return (*self.practices, *self.examples, *self.faqs, *self.organisations)


@dataclass(frozen=True, slots=True)
class SharingLine:
    """A post that tells of practice, with the communities it belongs to, best first."""

    text: str
    communities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoutingLines:
    """What teaches the router: posts that share, and messages that share nothing."""

    sharing: tuple[SharingLine, ...]
    not_sharing: tuple[str, ...]
    urgent: tuple[str, ...] = ()
    """messages of danger"""
    not_urgent: tuple[str, ...] = ()
    """messages on the same themes that are not"""


@dataclass(frozen=True, slots=True)
class Words:
    """Everything in intents/, checked: what people say, what the bot says, what teaches it."""

    intents: tuple[Intent, ...]
    replies: Mapping[str, str]
    routing: RoutingLines
