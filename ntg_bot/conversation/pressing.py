"""Buttons and forms: each says what it is, and is checked by whoever carries it out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from ntg_bot.conversation import facts, outsiders
from ntg_bot.conversation.acts import Acts, joined
from ntg_bot.conversation.handlers import Handlers
from ntg_bot.conversation.turn import Turn
from ntg_bot.conversation.understanding import Understood
from ntg_bot.domain.errors import NotFound

_STEPS = ("1", "2", "3", "4")
"""of the tour"""


class Pressing:
    """Finds the handler of an action; an action nobody knows is from an older version."""

    def __init__(self, handlers: Handlers) -> None:
        self._understanding = handlers.understanding
        self._asking = handlers.asking
        self._sharing = handlers.sharing
        self._acts = joined(handlers.acts(), self._own_acts())

    def _own_acts(self) -> Acts:
        """What belongs to no family, or to two."""
        return Acts(buttons={"doubt.ask": self._doubt_settled, "tour.show": self._tour})

    async def button(self, turn: Turn, action: str, value: str) -> None:
        outsiders.check_action(turn, action)
        act = self._acts.buttons.get(action)
        if act is None:
            raise NotFound(key="refused.old_button")
        await act(turn, value)

    async def form(self, turn: Turn, action: str, value: str, values: Mapping[str, str]) -> None:
        outsiders.check_action(turn, action)
        act = self._acts.forms.get(action)
        if act is None:
            raise NotFound(key="refused.old_form")
        if action in self._acts.telling and await asyncio.to_thread(
            self._understanding.is_urgent, " ".join(values.values())
        ):
            # Said first. What was typed into the form goes on to screening all the same, for a
            # practice may tell of danger too; what screening takes for a cry for help is not kept,
            # and a message that was only pointed at is not even read.
            await turn.say(facts.Safeguarding(), only_me=True)
            if action == "share.nominated":
                return
        await act(turn, value, values)

    async def _doubt_settled(self, turn: Turn, value: str) -> None:
        text = await self._sharing.settle_as_question(turn, value)
        await self._asking.ask(turn, text, Understood("ask_what_works"), "")

    async def _tour(self, turn: Turn, step: str) -> None:
        await turn.redraw(facts.Tour(int(step) if step in _STEPS else 1), only_me=True)
