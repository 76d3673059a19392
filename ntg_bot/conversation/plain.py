"""A card as plain words: what a screen reader, a notification and a bare terminal get."""

from __future__ import annotations

from typing import assert_never

from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
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


def span_text(span: Span) -> str:
    """One span as words; a link says its address after its text."""
    match span:
        case Plain(text) | Strong(text) | Emphasis(text):
            return text
        case Link(text, url):
            return text if text == url else f"{text} ({url})"
        case Mention(_, name):
            return f"@{name}"
        case When(at):
            return f"{at:%A} {at.day} {at:%B %Y, %H:%M} {at.tzname()}"
        case _:
            assert_never(span)


def spans_text(spans: tuple[Span, ...]) -> str:
    return "".join(map(span_text, spans))


def element_text(element: Element) -> str:
    """One element as lines of words; empty for what only decorates."""
    match element:
        case Heading(text):
            return text
        case Text(spans) | Context(spans):
            return spans_text(spans)
        case Bullets(items):
            return "\n".join(f"- {spans_text(item)}" for item in items)
        case Facts(pairs):
            return "\n".join(f"{label}: {spans_text(spans)}" for label, spans in pairs)
        case Quote(text):
            return f"“{text}”"
        case Image(_, alt):
            return f"Picture: {alt}"
        case Divider():
            return ""
        case Actions(buttons):
            return "You can press: " + ", ".join(button.says or button.label for button in buttons)
        case Form(title=title, fields=fields):
            labels = ", ".join(field.label for field in fields)
            errors = [field.error for field in fields if field.error]
            return " ".join((f"Form: {title}. To fill in: {labels}.", *errors))
        case _:
            assert_never(element)


def card_of(*elements: Element | None) -> Card:
    """A card whose summary is all its words; elements that are None are left out."""
    body = tuple(element for element in elements if element is not None)
    lines = (element_text(element) for element in body)
    return Card("\n".join(line for line in lines if line), body)
