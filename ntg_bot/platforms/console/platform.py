"""The bot in a terminal: a ChatPlatform that prints, and a loop that reads lines."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from ntg_bot.conversation.cards import Button, Card
from ntg_bot.conversation.events import ButtonPressed, FormSubmitted, MessagePosted, Place
from ntg_bot.domain.errors import StorageError
from ntg_bot.platforms.base import hand_in, storable
from ntg_bot.platforms.console.filling import MAX_TEXT, fill_in
from ntg_bot.platforms.console.render import Choice, choices, render_card
from ntg_bot.services.ports import Clock, Delivery, Inbox

PLATFORM = "console"
WORKSPACE = "console"
ANSWER_SECONDS = 10.0
"""how long the prompt waits for an answer before it is given back"""
SETTLE_SECONDS = 0.15
"""after a card came: how long another one of the same answer may take"""

GREETING = "Ask what works, or say what you did. /help says more, /quit or Ctrl-D ends."
HELP = """\
Ask in your own words: typos and acronyms are fine.
Where a message ends in numbers, type one of them to choose it.
Write what you did to share it.
/help   this text
/quit   end (Ctrl-D does too)
In an emergency ring 999: this bot cannot take reports about a child at risk."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A card on the screen and the delivery that brought it."""

    id: str
    delivery_key: str
    choices: tuple[Choice, ...]


class ConsolePlatform:
    """One person in a terminal. What is shown is kept for this session only."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        clock: Clock,
        console: Console | None = None,
        read: Callable[[str], str] = input,
        user: str = "you",
        user_name: str = "You",
    ) -> None:
        self._inbox = inbox
        self._clock = clock
        self._console = console or Console()
        self._read = read
        self._place = Place(
            platform=PLATFORM,
            workspace=WORKSPACE,
            channel=f"@{user}",
            thread="",
            user=user,
            user_name=user_name,
            is_direct=True,
        )
        self._session = secrets.token_hex(6)
        self._count = 0
        self._by_key: dict[str, str] = {}
        self._latest: _Shown | None = None
        self._came = asyncio.Event()
        self._is_over = False
        """the input ended, be it in the middle of a form"""

    @property
    def name(self) -> str:
        return PLATFORM

    # --- ChatPlatform -------------------------------------------------------------------------

    async def post(self, delivery: Delivery, card: Card) -> str:
        """Prints the card, unless a card with this delivery's key was printed before."""
        known = self._by_key.get(delivery.key)
        if known is not None:
            return known
        id = self._next("card")
        self._by_key[delivery.key] = id
        self._show(id, delivery.key, card)
        return id

    async def replace(self, delivery: Delivery, message: str, card: Card) -> str:
        """Prints the card anew: what scrolled by in a terminal cannot be redrawn."""
        self._show(message, delivery.replaces or delivery.key, card)
        return message

    async def find(self, delivery: Delivery) -> str | None:
        """The card printed under this delivery's key in this session, or None."""
        return self._by_key.get(delivery.key)

    def _show(self, id: str, delivery_key: str, card: Card) -> None:
        self._console.print()
        self._console.print(render_card(card, is_numbered=True))
        self._latest = _Shown(id, delivery_key, choices(card))
        self._came.set()

    # --- the loop -----------------------------------------------------------------------------

    async def run(self) -> None:
        """Reads and answers until /quit or the end of input."""
        self._say(GREETING)
        while not self._is_over:
            line = await self._ask("\nyou> ")
            if line is None or line.strip().lower() == "/quit":
                return
            text = storable(line).strip()
            if text.lower() == "/help":
                self._say(HELP)
            elif len(text) > MAX_TEXT:
                self._say(
                    f"That is {len(text):,} characters; at most {MAX_TEXT:,} can be sent. "
                    "Shorten it, or send it in two parts."
                )
            elif text:
                await self._take(text)

    async def _take(self, text: str) -> None:
        """Hands in what was typed and waits for the answer."""
        event = await self._event(text)
        if event is None:
            return
        self._came.clear()
        try:
            await hand_in(self._inbox, event, self._next("key"))
        except StorageError as error:
            self._say(f"That could not be saved, so nothing was done: {error}")
            return
        await self._until_answered()

    async def _event(self, text: str) -> MessagePosted | ButtonPressed | FormSubmitted | None:
        """What the line means: a number chooses, anything else is said. None: a form given up."""
        shown = self._latest
        now = self._clock.now()
        if shown is None or not text.isascii() or not text.isdecimal():
            return MessagePosted(self._place, self._next("said"), text, True, now)
        number = int(text) if len(text) < 4 else 0
        if not 0 < number <= len(shown.choices):
            return MessagePosted(self._place, self._next("said"), text, True, now)
        chosen = shown.choices[number - 1]
        if isinstance(chosen, Button):
            return ButtonPressed(
                self._place, chosen.action, chosen.value, shown.id, shown.delivery_key, now
            )
        values = await fill_in(chosen, self._ask, self._console)
        if values is None:
            return None
        return FormSubmitted(
            self._place,
            chosen.action,
            chosen.value,
            values,
            shown.id,
            shown.delivery_key,
            self._clock.now(),
        )

    async def _until_answered(self) -> None:
        """Until a card came and no further one follows at once; or with a word of patience."""
        try:
            await asyncio.wait_for(self._came.wait(), ANSWER_SECONDS)
        except TimeoutError:
            self._say("No answer yet. It will appear here when it comes.")
            return
        with suppress(TimeoutError):
            while True:
                self._came.clear()
                await asyncio.wait_for(self._came.wait(), SETTLE_SECONDS)

    async def _ask(self, prompt: str) -> str | None:
        """One line from the person, or None at the end of input; the bot goes on meanwhile.

        The thread is a daemon: an `input` that nobody answers must not hold up the end.
        """
        loop = asyncio.get_running_loop()
        typed: asyncio.Future[str | None] = loop.create_future()

        def deliver(line: str | None) -> None:
            if not typed.done():
                typed.set_result(line)

        def wait() -> None:
            try:
                line: str | None = self._read(prompt)
            except EOFError:
                line = None
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(deliver, line)

        threading.Thread(target=wait, name="console-input", daemon=True).start()
        line = await typed
        self._is_over = line is None
        return line

    def _say(self, words: str) -> None:
        self._console.print(Text(words, style="dim"))

    def _next(self, what: str) -> str:
        """An id that no other session uses."""
        self._count += 1
        return f"{what}-{self._session}-{self._count}"
