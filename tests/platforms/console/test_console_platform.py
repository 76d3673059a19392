"""The loop of the terminal: words, numbers, forms, and the end of input."""

from __future__ import annotations

import asyncio
import io
import queue
from collections.abc import Callable

import pytest
from rich.console import Console

from ntg_bot.conversation.cards import Actions, Button, Card, Field, Form, Option, Plain, Text
from ntg_bot.conversation.events import (
    ButtonPressed,
    Event,
    FormSubmitted,
    MessagePosted,
    decode,
)
from ntg_bot.conversation.ports import ChatPlatform
from ntg_bot.platforms.console import ConsolePlatform
from ntg_bot.services.ports import Delivery
from tests.fakes.inbox import MemoryInbox
from tests.platforms.local.workspace import SteppingClock

BUTTONS = Card(
    "Choose", (Actions((Button("Helpful", "helpful", "q1"), Button("How", "how", "p1"))),)
)
FORM = Card(
    "Fill in",
    (
        Form(
            "tell",
            "7",
            "Tell us",
            "Send",
            (
                Field("title", "Title", max_length=10),
                Field("what", "What you did", multiline=True, required=False),
                Field("age", "Age", options=(Option("0", "Under 5"), Option("6", "Older"))),
                Field(
                    "where", "Where", options=(Option("a", "Home"), Option("b", "Hub")), many=True
                ),
                Field("kept", "Kept", value="as it was"),
            ),
        ),
    ),
)


class Terminal:
    """A person who types given lines, and the bot's answers to each message."""

    def __init__(self, answer: Callable[[Event], Card | None]) -> None:
        self.clock = SteppingClock()
        self.inbox = MemoryInbox(self.clock)
        self.out = io.StringIO()
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._answer = answer
        self.events: list[Event] = []
        self.platform = ConsolePlatform(
            inbox=self.inbox,
            clock=self.clock,
            console=Console(file=self.out, width=100, color_system=None),
            read=self._read,
        )

    def _read(self, prompt: str) -> str:
        line = self._lines.get(timeout=10)
        if line is None:
            raise EOFError
        return line

    async def types(self, *lines: str) -> str:
        """Runs the loop over these lines up to the end of input; gives all that was shown."""
        for line in lines:
            self._lines.put(line)
        self._lines.put(None)
        bot = asyncio.create_task(self._bot())
        try:
            async with asyncio.timeout(20):
                await self.platform.run()
        finally:
            bot.cancel()
            await asyncio.gather(bot, return_exceptions=True)
        return self.out.getvalue()

    async def _bot(self) -> None:
        while True:
            for row in await self.inbox.claim(10, 30.0):
                event = decode(row.envelope.payload)
                self.events.append(event)
                card = self._answer(event)
                if card is not None:
                    await self.platform.post(delivery(row.id), card)
                await self.inbox.done(row.id)
            await self.inbox.wait(1.0)


def delivery(key: str, replaces: str = "") -> Delivery:
    return Delivery(key, "console", "w", "@you", b"{}", replaces=replaces)


def echo(event: Event) -> Card:
    said = event.text if isinstance(event, MessagePosted) else event.action  # type: ignore[union-attr]
    return Card(f"Heard: {said}", (Text((Plain(f"Heard: {said}"),)),))


async def test_what_is_typed_is_answered_until_the_input_ends() -> None:
    terminal = Terminal(echo)
    text = await terminal.types("what helps?", "", "   ", "and in year 8?")
    assert text.index("Heard: what helps?") < text.index("Heard: and in year 8?")
    assert [event.text for event in terminal.events] == ["what helps?", "and in year 8?"]  # type: ignore[union-attr]
    [first, _] = terminal.events
    assert isinstance(first, MessagePosted)
    assert first.addressed
    assert first.place.is_direct
    assert (first.place.platform, first.place.channel, first.place.user) == (
        "console",
        "@you",
        "you",
    )


async def test_quit_ends_and_help_helps() -> None:
    terminal = Terminal(echo)
    text = await terminal.types("/help", "/quit", "never read")
    assert "ring 999" in text
    assert terminal.events == []


async def test_a_number_presses_the_button_of_the_latest_card() -> None:
    terminal = Terminal(lambda event: BUTTONS if isinstance(event, MessagePosted) else echo(event))
    await terminal.types("hello", "2")
    pressed = terminal.events[1]
    assert isinstance(pressed, ButtonPressed)
    assert (pressed.action, pressed.value) == ("how", "p1")
    assert pressed.delivery_key
    assert pressed.message


@pytest.mark.parametrize("typed", ["3", "0", "99999999999999999999", "²", "2 of them"])
async def test_a_number_nobody_offered_is_just_said(typed: str) -> None:
    terminal = Terminal(lambda _: BUTTONS)
    await terminal.types("hello", typed)
    said = terminal.events[1]
    assert isinstance(said, MessagePosted)
    assert said.text == typed


async def test_a_form_is_asked_field_by_field_and_faults_are_asked_again() -> None:
    terminal = Terminal(lambda event: FORM if isinstance(event, MessagePosted) else echo(event))
    text = await terminal.types(
        "share",
        "1",
        "",  # the title is required
        "far too long a title",
        "Bus",
        "first line",
        "second line",
        "",
        "1,2",  # one only
        "7",  # no such
        "2",
        "2, 1, 2",
        "",  # keeps what was there
    )
    sent = terminal.events[1]
    assert isinstance(sent, FormSubmitted)
    assert (sent.action, sent.value) == ("tell", "7")
    assert sent.values == {
        "title": "Bus",
        "what": "first line\nsecond line",
        "age": "6",
        "where": "b,a",
        "kept": "as it was",
    }
    for fault in (
        "This one is needed. Write something.",
        "That is 20 characters; at most 10 can be sent.",
        "Only one can be chosen.",
        "There is no “7”. Type 1 to 2.",
    ):
        assert fault in text


@pytest.mark.parametrize("rest", [("/cancel",), ("Bus", "/cancel"), ()])
async def test_a_form_given_up_sends_nothing(rest: tuple[str, ...]) -> None:
    terminal = Terminal(lambda _: FORM)
    text = await terminal.types("share", "1", *rest)
    assert "The form was not sent." in text
    assert len(terminal.events) == 1


async def test_a_message_over_the_limit_is_refused_with_its_length() -> None:
    terminal = Terminal(echo)
    assert "12,001 characters" in await terminal.types("x" * 12_001)
    assert terminal.events == []


async def test_an_inbox_out_of_reach_is_told_in_a_sentence() -> None:
    terminal = Terminal(echo)
    terminal.inbox.is_broken = True
    assert "could not be saved" in await terminal.types("hello")


async def test_a_delivery_is_printed_once_and_found_again() -> None:
    terminal = Terminal(echo)
    platform: ChatPlatform = terminal.platform
    card = Card("Only once")
    assert await platform.find(delivery("d1")) is None
    first = await platform.post(delivery("d1"), card)
    assert await platform.post(delivery("d1"), card) == first
    assert await platform.find(delivery("d1")) == first
    assert terminal.out.getvalue().count("Only once") == 1
    assert await platform.replace(delivery("d2", "d1"), first, Card("Thank you")) == first
    assert "Thank you" in terminal.out.getvalue()
