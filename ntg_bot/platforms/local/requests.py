"""What the page may send, read and checked: raises InvalidInput with a plain sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ntg_bot.domain.errors import InvalidInput
from ntg_bot.platforms.base import storable

MAX_TEXT = 12_000
"""characters of a message or a field"""
MAX_FIELDS = 20
MAX_NAME = 300
MAX_VALUE = 2_000

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True, slots=True)
class Said:
    """A message. `key` is made by the page once, so that sending again does not say it twice."""

    channel: str
    thread: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a message."""

    message: str
    action: str
    value: str
    key: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form of a message; several choices are joined by commas."""

    message: str
    action: str
    value: str
    values: Mapping[str, str]
    key: str


def read_said(body: Mapping[str, Any]) -> Said:
    """The body of POST /api/messages."""
    text = _string(body, "text", MAX_TEXT, "The message").strip()
    if not text:
        raise InvalidInput("text", "There is nothing to send yet.", "Write something first.")
    return Said(
        channel=_string(body, "channel", MAX_NAME),
        thread=_string(body, "thread", MAX_NAME, default=""),
        text=text,
        key=_key(body),
    )


def read_pressed(body: Mapping[str, Any]) -> Pressed:
    """The body of POST /api/actions."""
    return Pressed(
        message=_string(body, "message", MAX_NAME),
        action=_string(body, "action", MAX_NAME),
        value=_string(body, "value", MAX_VALUE, default=""),
        key=_key(body),
    )


def read_submitted(body: Mapping[str, Any]) -> Submitted:
    """The body of POST /api/forms."""
    values = body.get("values")
    if not isinstance(values, dict) or len(values) > MAX_FIELDS:
        raise InvalidInput(
            "values", f"A form needs its values, at most {MAX_FIELDS}.", "Fill in the form again."
        )
    return Submitted(
        message=_string(body, "message", MAX_NAME),
        action=_string(body, "action", MAX_NAME),
        value=_string(body, "value", MAX_VALUE, default=""),
        values={storable(name): _field(name, value) for name, value in values.items()},
        key=_key(body),
    )


def _field(name: str, value: object) -> str:
    """One value of a form: text, or a list of choices."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = ",".join(value)
    if not isinstance(value, str):
        raise InvalidInput(name, f"The field “{name}” must be text.", "Fill it in again.")
    return _within(storable(value), name, MAX_TEXT, "This field")


def _key(body: Mapping[str, Any]) -> str:
    key = body.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise InvalidInput(
            "key",
            "The request has no usable key.",
            "Send 8 to 64 letters, digits, - or _, chosen at random and kept when sending again.",
        )
    return key


def _string(
    body: Mapping[str, Any], name: str, limit: int, what: str = "", default: str | None = None
) -> str:
    value = body.get(name, default)
    if not isinstance(value, str):
        raise InvalidInput(name, f"“{name}” must be text.", f"Send “{name}” as a string.")
    return _within(storable(value), name, limit, what or f"“{name}”")


def _within(text: str, name: str, limit: int, what: str) -> str:
    if len(text) > limit:
        raise InvalidInput(
            name,
            f"{what} is {len(text):,} characters long; at most {limit:,} can be sent.",
            "Shorten it, or send it in two parts.",
        )
    return text
