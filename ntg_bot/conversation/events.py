"""What happened in a chat, platform-neutral, and its encoding for the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ntg_bot.domain import encoding


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened and by whom. All ids are the platform's own.

    `thread` is the id of the thread's first message; empty outside threads.
    """

    platform: str
    workspace: str
    channel: str
    thread: str
    user: str
    user_name: str
    is_direct: bool
    """a one-to-one conversation with the bot"""
    is_outsider: bool = False
    """the person belongs to another organisation, with whom the channel is shared"""
    reply_address: str = ""
    """where the platform takes private answers to this very act, for a while; opaque, and secret"""
    is_public: bool | None = None
    """everybody in the workspace can read what is written here; None where the platform does not
    say, which counts as what the channel was when it was bound, and for an unbound one as no"""


@dataclass(frozen=True, slots=True)
class MessagePosted:
    """Somebody wrote. `addressed` is true for a mention or a direct message."""

    place: Place
    message: str
    """the platform's id of the message; an answer goes into its thread"""
    text: str
    """without the mention of the bot"""
    addressed: bool
    at: datetime
    mentioned: tuple[tuple[str, str], ...] = ()
    """(user id, name where it is known) of the people named in the text, but for the bot"""


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """Somebody changed what they had written; `place.user` wrote it."""

    place: Place
    message: str
    was: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    """A message is gone; `place.user` had written it."""

    place: Place
    message: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CommandGiven:
    """A slash command; `text` is what follows it. Answers are for the person only."""

    place: Place
    text: str
    at: datetime
    mentioned: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """A button of one of our cards."""

    place: Place
    action: str
    value: str
    message: str
    """the platform's id of the message that holds the button"""
    delivery_key: str
    """the delivery that posted that message, where known"""
    at: datetime


@dataclass(frozen=True, slots=True)
class FormSubmitted:
    """A form of one of our cards; choices of many are joined by commas."""

    place: Place
    action: str
    value: str
    values: Mapping[str, str]
    message: str
    delivery_key: str
    at: datetime
    extra: Mapping[str, str] = field(default_factory=dict)


Event = (
    MessagePosted | MessageEdited | MessageDeleted | CommandGiven | ButtonPressed | FormSubmitted
)

_KINDS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        MessagePosted,
        MessageEdited,
        MessageDeleted,
        CommandGiven,
        ButtonPressed,
        FormSubmitted,
    )
}


def encode(event: Event) -> tuple[str, bytes]:
    """(kind, payload) for an inbox envelope."""
    return type(event).__name__, encoding.dumps(event, tagged=True)


def decode(payload: bytes) -> Event:
    """The inverse of `encode`; raises CannotDecode for anything else."""
    return encoding.loads_tagged(_KINDS, payload)
