"""Windows (modals): opened inside the three seconds that a trigger id lives."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable

import structlog

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import Card, Field, Form
from ntg_bot.conversation.sharing import FROM_MESSAGE
from ntg_bot.domain.encoding import CannotDecode
from ntg_bot.domain.errors import DeliveryError, StorageError
from ntg_bot.platforms.slack import forms
from ntg_bot.platforms.slack.calls import SlackCalls
from ntg_bot.platforms.slack.render import Json
from ntg_bot.services.ports import UnitOfWorkFactory

log = structlog.get_logger(__name__)

WITHIN_SECONDS = 2.0
"""for opening: a later window would be refused anyhow"""
ASK = "ntg.ask"
LONGEST_QUESTION = 300

Draw = Callable[[facts.Said], Awaitable[Card]]


class Windows:
    """Opens forms. What a card's form holds is drawn anew from the delivery that posted it."""

    def __init__(self, calls: SlackCalls, uow: UnitOfWorkFactory, draw: Draw) -> None:
        self._calls = calls
        self._uow = uow
        self._draw = draw

    async def open_form(self, trigger: str, user: str, origin: forms.Origin, value: str) -> None:
        """The form behind a button; one that is gone is said to be gone."""
        card = await self._card(origin.delivery_key)
        number = int(value) if value.isdecimal() and len(value) < 4 else -1
        form = forms.form_of(card, number) if card is not None else None
        if form is None:
            await self.say(trigger, "No longer open", "This form is done with. Ask me again.")
            return
        await self._open(trigger, forms.window(form, origin))

    async def open_share(self, trigger: str, user: str, text: str = "", source: str = "") -> None:
        """The short form for sharing, filled with `text` where there is one.

        `source` is the message that the text comes from: `channel:ts`.
        """
        card = await self._draw(facts.ShareForm(typed={"what": text} if text else {}))
        form = forms.form_of(card, -1)
        if form is not None:
            if source:
                form = dataclasses.replace(form, value=f"{FROM_MESSAGE}{source}")
            origin = forms.Origin(f"@{user}", is_direct=True)
            await self._open(trigger, forms.window(form, origin))

    async def open_ask(self, trigger: str, user: str) -> None:
        """One field for a question; the answer comes as a direct message."""
        field = Field(
            "question",
            "What do you want to know?",
            "For example: what helps children in care move school?",
            multiline=True,
            max_length=LONGEST_QUESTION,
        )
        form = Form(ASK, "", "Ask what works", "Ask", (field,))
        await self._open(trigger, forms.window(form, forms.Origin(f"@{user}", is_direct=True)))

    def asked(self, returned: forms.Returned) -> str | None:
        """The question that came back from `open_ask`, None for every other window."""
        return returned.values.get("question", "").strip() if returned.action == ASK else None

    async def say(self, trigger: str, title: str, words: str) -> None:
        """A window with one sentence."""
        await self._open(trigger, forms.notice(title, words))

    async def _open(self, trigger: str, view: Json) -> None:
        try:
            await self._calls.call(
                "views.open", within=WITHIN_SECONDS, trigger_id=trigger, view=view
            )
        except DeliveryError as error:
            # The button is still there: a second press has a fresh trigger.
            log.warning("window not opened", reason=str(error))

    async def _card(self, delivery_key: str) -> Card | None:
        if not delivery_key:
            return None
        try:
            async with self._uow(read_only=True) as work:
                delivery = await work.outbox.by_key(delivery_key)
            return await self._draw(facts.decode(delivery.facts)) if delivery else None
        except (CannotDecode, StorageError) as error:
            log.error("form cannot be drawn", key=delivery_key, reason=str(error))
            return None
