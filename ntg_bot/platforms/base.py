"""What chat platforms share: web routes, handing events to the inbox, safe links, clean text.

Nothing here knows a platform. A platform folder has `platform.py` (the ChatPlatform), `render.py`
(cards to its own form) and, where it listens to the web, `routes.py`.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from ntg_bot.conversation.events import Event, encode
from ntg_bot.services.ports import Envelope, Inbox

if TYPE_CHECKING:  # the terminal imports this module too and must not wait for a web server
    from aiohttp import web


class Routes(Protocol):
    """Something the web server carries. `close` must end open streams: stopping waits for it."""

    @property
    def name(self) -> str: ...

    def routes(self) -> list[web.RouteDef]:
        """All its routes, each with its own checks."""
        ...

    async def start(self) -> None:
        """Called once, before the first request."""
        ...

    async def close(self) -> None:
        """Called once, when the server begins to stop (aiohttp's `on_shutdown`)."""
        ...


async def hand_in(inbox: Inbox, event: Event, key: str) -> bool:
    """Puts `event` in the inbox under `key`; returns after the commit: True if it was new.

    Raises StorageError where it could not be stored: then nothing may be acknowledged.
    """
    kind, payload = encode(event)
    place = event.place
    return await inbox.put(
        Envelope(
            platform=place.platform,
            key=key,
            workspace=place.workspace,
            kind=kind,
            payload=payload,
        )
    )


# --- what a doctor finds ----------------------------------------------------------------------


class Verdict(StrEnum):
    """How it stands: a note is worth knowing, a problem keeps people from being answered."""

    FINE = "fine"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `words` say what it is and, for a problem, what to do."""

    check: str
    verdict: Verdict
    words: str


# --- links ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SafeLink:
    """A web address fit to be a link. `host` is punycode where it was not ASCII."""

    url: str
    host: str
    is_secure: bool


_HOST_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


def safe_link(url: str) -> SafeLink | None:
    """`url` as a link, or None where it must be shown as text.

    Only http and https with a plain host pass: no user names ("https://gov.uk@elsewhere"), no
    backslashes, spaces or control characters, which browsers and people read differently.
    """
    if any(ch in '\\"<>`' or ch.isspace() or not ch.isprintable() for ch in url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not parts.hostname:
        return None
    host = _ascii_host(parts.hostname)
    if host is None:
        return None
    netloc = host if parts.port is None else f"{host}:{parts.port}"
    return SafeLink(parts._replace(netloc=netloc).geturl(), netloc, parts.scheme == "https")


def _ascii_host(host: str) -> str | None:
    """The host as DNS knows it; None where it is not a host name or an address."""
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host)}]"
        except ValueError:
            return None
    try:
        ascii_host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = ascii_host.removesuffix(".").split(".")
    return ascii_host if all(_HOST_LABEL.fullmatch(label) for label in labels) else None


# --- text -------------------------------------------------------------------------------------

_BIDI_CONTROLS = "\u061c\u200e\u200f" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
_BREAKS = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x85": "\n"}


def clean(text: str) -> str:
    """`text` fit to be shown: line breaks as `\\n`, no control or bidi characters.

    Control characters could drive a terminal and bidi controls could reorder what surrounds them.
    Half of a surrogate pair, which JSON can carry and UTF-8 cannot, becomes U+FFFD.
    """
    if text.isprintable():  # then there is none of them; most texts are
        return text
    for other, newline in _BREAKS.items():
        text = text.replace(other, newline)
    return "".join(_shown(ch) for ch in text)


def _shown(ch: str) -> str:
    if ch in "\n\t":
        return ch
    if ch in _BIDI_CONTROLS:
        return ""
    category = unicodedata.category(ch)
    if category == "Cs":
        return "\ufffd"
    return "" if category == "Cc" else ch


def storable(text: str) -> str:
    """`text` as typed but for what UTF-8 or a database cannot hold: NUL and half surrogates."""
    if text.isprintable():
        return text
    return "".join("\ufffd" if "\ud800" <= ch <= "\udfff" else ch for ch in text if ch != "\0")


def one_line(text: str) -> str:
    """`clean` text on one line, for labels and titles."""
    return " ".join(clean(text).split())


_UK = ZoneInfo("Europe/London")


def in_words(at: datetime) -> str:
    """An instant as staff in England read it: `Monday 2 March 2026, 2:30 pm UK time`."""
    local = at.astimezone(_UK)
    hour = local.hour % 12 or 12
    half = "am" if local.hour < 12 else "pm"
    return f"{local:%A} {local.day} {local:%B %Y}, {hour}:{local:%M} {half} UK time"
