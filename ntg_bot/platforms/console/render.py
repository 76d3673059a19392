"""Cards as text for a terminal: rich renderables, or plain text where nobody is looking.

People's words go in as `Text`, which reads no markup, after control characters were taken out:
an escape sequence in a practice must not drive anybody's terminal.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import assert_never

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text as RichText

from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Divider,
    Element,
    Emphasis,
    Facts,
    Form,
    Heading,
    Image,
    Link,
    Mention,
    Plain,
    Quote,
    Span,
    Strong,
    Text,
    When,
)
from ntg_bot.platforms.base import clean, in_words, one_line, safe_link

MAX_ELEMENTS = 80
PLAIN_WIDTH = 88
"""columns of `render_text`"""

Choice = Button | Form
"""what can be chosen by typing its number"""


def choices(card: Card) -> tuple[Choice, ...]:
    """The buttons and forms of the card in the order they are shown: number 1 is the first."""
    found: list[Choice] = []
    for element in card.body[:MAX_ELEMENTS]:
        if isinstance(element, Actions):
            found.extend(element.buttons)
        elif isinstance(element, Form):
            found.append(element)
    return tuple(found)


def render_card(card: Card, *, is_numbered: bool = False) -> RenderableType:
    """The card for `Console.print`. Buttons and forms are shown only where they have numbers.

    Over MAX_ELEMENTS whole elements are dropped from the end, and a last line says how many.
    """
    parts: list[RenderableType] = []
    number = 1
    for element in card.body[:MAX_ELEMENTS]:
        if isinstance(element, Actions):
            if is_numbered:
                parts.append(_buttons(element, number))
                number += len(element.buttons)
        elif isinstance(element, Form):
            if is_numbered:
                parts.append(_form(element, number))
                number += 1
        else:
            parts.append(_element(element))
    if not parts:
        parts.append(RichText(clean(card.summary)))
    left_out = len(card.body) - MAX_ELEMENTS
    if left_out > 0:
        parts.append(RichText(f"{left_out} more parts are too long to show here.", style="dim"))
    return Group(*parts)


def render_text(card: Card) -> str:
    """The card as plain text, PLAIN_WIDTH columns wide, without any terminal codes."""
    out = io.StringIO()
    Console(file=out, width=PLAIN_WIDTH, color_system=None, force_terminal=False).print(
        render_card(card)
    )
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _element(element: Element) -> RenderableType:
    match element:
        case Heading():
            return RichText(f"\n{one_line(element.text)}", style="bold")
        case Text():
            return _spans(element.spans)
        case Bullets():
            return _bullets(element)
        case Facts():
            return Group(*(_fact(label, value) for label, value in element.pairs))
        case Quote():
            return Padding(RichText(f"“{clean(element.text)}”", style="italic"), (0, 0, 0, 4))
        case Context():
            return RichText("", style="dim").append_text(_spans(element.spans))
        case Image():
            return RichText(f"Picture: {one_line(element.alt)} ({clean(element.url)})")
        case Divider():
            return Rule(style="dim")
        case Actions():
            return _buttons(element, 1)
        case Form():
            return _form(element, 1)
        case _:
            assert_never(element)


def _spans(spans: Sequence[Span]) -> RichText:
    text = RichText()
    for span in spans:
        text.append_text(_span(span))
    return text


def _span(span: Span) -> RichText:
    match span:
        case Plain():
            return RichText(clean(span.text))
        case Strong():
            return RichText(clean(span.text), style="bold")
        case Emphasis():
            return RichText(clean(span.text), style="italic")
        case Link():
            link = safe_link(span.url)
            return RichText(f"{clean(span.text)} ({link.url if link else clean(span.url)})")
        case Mention():
            return RichText(f"@{one_line(span.name)}", style="bold")
        case When():
            return RichText(in_words(span.at))
        case _:
            assert_never(span)


def _bullets(bullets: Bullets) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=3, justify="right")
    grid.add_column(overflow="fold")
    for item in bullets.items:
        grid.add_row("-", _spans(item))
    return grid


def _fact(label: str, value: Sequence[Span]) -> RichText:
    return RichText(f"{one_line(label)}: ", style="bold").append_text(
        RichText("", style="not bold").append_text(_spans(value))
    )


def _buttons(actions: Actions, first: int) -> RenderableType:
    labels = (
        f"[{number}] {one_line(button.says or button.label)}"
        for number, button in enumerate(actions.buttons, first)
    )
    return RichText("\n" + "\n".join(labels), style="cyan")


def _form(form: Form, number: int) -> RenderableType:
    return RichText(f"\n[{number}] Fill in: {one_line(form.title)}", style="cyan")
