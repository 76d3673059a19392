"""What the bot says, platform-neutral: a closed union of elements, with no markup strings.

People's words travel only as `Plain`; each renderer uses its platform's non-parsing form.
Renderers end their match in `assert_never`. Platform limits live in the renderers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Plain:
    """Text as it is; nothing in it is markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """`text` names the target; `url` is https or http, anything else is shown as text."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A member of this workspace by the platform's user id; `name` is for where none can show."""

    user: str
    name: str


@dataclass(frozen=True, slots=True)
class When:
    """An instant, shown in the reader's zone where the platform can."""

    at: datetime


Span = Plain | Strong | Emphasis | Link | Mention | When


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value pairs."""

    pairs: tuple[tuple[str, tuple[Span, ...]], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, set apart."""

    text: str


@dataclass(frozen=True, slots=True)
class Context:
    """Small print."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Image:
    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Divider:
    pass


class Style(StrEnum):
    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """`action` says what it does, `value` with what. Neither carries any power by itself.

    `label` says the act; `says` adds the object for screen readers ("Accept: Walking bus").
    """

    label: str
    action: str
    value: str = ""
    style: Style = Style.PLAIN
    says: str = ""


@dataclass(frozen=True, slots=True)
class Actions:
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    group: str = ""
    """a heading over this option and those of the same that follow it; empty for none"""


@dataclass(frozen=True, slots=True)
class Field:
    """One input. With `options` it is a choice (of several where `many`), else text."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    """what is filled in; for `many`, values joined by commas"""
    required: bool = True
    multiline: bool = False
    max_length: int = 0
    """in characters; 0 is no limit of its own"""
    options: tuple[Option, ...] = ()
    many: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Comes back as a FormSubmitted event with this action and value; at most 5 fields."""

    action: str
    value: str
    title: str
    submit: str
    fields: tuple[Field, ...]


Element = Heading | Text | Bullets | Facts | Quote | Context | Image | Divider | Actions | Form


@dataclass(frozen=True, slots=True)
class Card:
    """`summary` is the whole answer in plain words: screen readers and notifications get it."""

    summary: str
    body: tuple[Element, ...] = field(default=())
