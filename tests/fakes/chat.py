"""A chat platform that writes down what it is told, and breaks when a test says so."""

from __future__ import annotations

from dataclasses import dataclass

from ntg_bot.conversation.cards import (
    Actions,
    Button,
    Card,
    Field,
    Form,
)
from ntg_bot.domain.errors import DeliveryError
from ntg_bot.services.ports import Delivery
from tests.fakes.clock import FrozenClock


@dataclass
class Message:
    """A message as it stands now; `drawn` counts how often it was drawn."""

    id: str
    delivery: Delivery
    card: Card
    drawn: int = 1

    @property
    def text(self) -> str:
        return self.card.summary

    def buttons(self) -> list[Button]:
        return [
            button
            for element in self.card.body
            if isinstance(element, Actions)
            for button in element.buttons
        ]

    def button(self, label: str) -> Button:
        """The first button with that label."""
        return next(button for button in self.buttons() if button.label == label)

    def form(self) -> Form:
        return next(element for element in self.card.body if isinstance(element, Form))

    def field(self, name: str) -> Field:
        return next(field for field in self.form().fields if field.name == name)


class RecordingPlatform:
    """A ChatPlatform. Faults are taken from their lists one a call, until a list is empty.

    `refuse`: the platform says no, nothing is posted. `hang_up`: it is posted, and the answer is
    lost on the way. `blind`: the look-up fails. `crash`: it raises what nobody expects. Where it
    `forgets`, no message can be found by its key.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self.messages: list[Message] = []
        self.posts = 0
        self.looked_up: list[str] = []
        self.refuse: list[DeliveryError] = []
        self.hang_up: list[DeliveryError] = []
        self.blind: list[DeliveryError] = []
        self.crash: list[Exception] = []
        self.forgets = False
        self.seconds_a_post = 0.0
        self.clock: FrozenClock | None = None
        """moved on by every post, where a test wants a slow platform"""

    @property
    def name(self) -> str:
        return self._name

    async def post(self, delivery: Delivery, card: Card) -> str:
        if self.crash:
            raise self.crash.pop(0)
        if self.refuse:
            raise self.refuse.pop(0)
        if self.clock is not None:
            self.clock.forward(seconds=self.seconds_a_post)
        self.posts += 1
        message = Message(f"m{len(self.messages) + 1}", delivery, card)
        self.messages.append(message)
        if self.hang_up:
            raise self.hang_up.pop(0)
        return message.id

    async def replace(self, delivery: Delivery, message: str, card: Card) -> str:
        if self.refuse:
            raise self.refuse.pop(0)
        found = next((each for each in self.messages if each.id == message), None)
        if found is None:
            raise DeliveryError(f"there is no message {message}", permanent=True)
        found.card, found.drawn = card, found.drawn + 1
        return message

    async def find(self, delivery: Delivery) -> str | None:
        self.looked_up.append(delivery.key)
        if self.blind:
            raise self.blind.pop(0)
        if self.forgets:
            return None
        found = (each.id for each in self.messages if each.delivery.key == delivery.key)
        return next(found, None)

    # --- what a test asks ---------------------------------------------------------------------

    def in_channel(self, channel: str) -> list[Message]:
        return [each for each in self.messages if each.delivery.channel == channel]

    def last(self) -> Message:
        return self.messages[-1]

    def of_key(self, key: str) -> Message:
        return next(each for each in self.messages if each.delivery.key == key)
