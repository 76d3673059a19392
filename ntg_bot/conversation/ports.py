"""What the conversation needs from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ntg_bot.conversation.cards import Card
from ntg_bot.conversation.intents import Intent as Intent
from ntg_bot.domain.people import ChannelAbout
from ntg_bot.services.ports import Delivery


@dataclass(frozen=True, slots=True)
class IntentGuess:
    """An intent id of intents/*.yaml and how sure the classifier is, 0 to 1.

    `in_scope` is the probability that the message is anything the bot is for.
    """

    intent: str
    probability: float
    in_scope: float


class IntentClassifier(Protocol):
    """Trained from intents/*.yaml: no I/O, no waiting."""

    def classify(self, text: str) -> tuple[IntentGuess, ...]:
        """Guesses best first (at most 5)."""
        ...

    def is_urgent(self, text: str) -> bool:
        """High-recall rules plus the classifier: a child or person may be in danger."""
        ...


@runtime_checkable
class ChannelDirectory(Protocol):
    """A chat platform that can say what a channel is. Raises DeliveryError."""

    async def about(self, workspace: str, channel: str) -> ChannelAbout:
        """By the platform's own ids. A channel that the bot cannot see is one without the bot."""
        ...


@runtime_checkable
class PeopleDirectory(Protocol):
    """A chat platform whose workspaces have guests. Raises DeliveryError."""

    async def is_guest(self, workspace: str, user: str) -> bool:
        """Whether the person is none of the workspace's own; by the platform's own ids."""
        ...


@runtime_checkable
class LeaverDirectory(Protocol):
    """A chat platform that knows who has left. Raises DeliveryError."""

    async def has_left(self, workspace: str, user: str) -> bool:
        """Whether the person's account there has ended; by the platform's own ids."""
        ...


class ChatPlatform(Protocol):
    """One chat platform as the courier sees it. Raises DeliveryError."""

    @property
    def name(self) -> str: ...

    async def post(self, delivery: Delivery, card: Card) -> str:
        """Posts and returns the platform's id of the message; carries `delivery.key` along."""
        ...

    async def replace(self, delivery: Delivery, message: str, card: Card) -> str:
        """Redraws an earlier message of ours; returns its id."""
        ...

    async def find(self, delivery: Delivery) -> str | None:
        """The id of the message that carries `delivery.key`, or None where there is none."""
        ...
