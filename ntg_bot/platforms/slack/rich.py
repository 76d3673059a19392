"""Spans as `rich_text`, the one form of Slack in which no character of a text is markup.

People's words therefore cannot notify a channel, make a link or put on a style.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, assert_never

from ntg_bot.conversation.cards import Emphasis, Link, Mention, Plain, Span, Strong, When
from ntg_bot.platforms.base import clean, in_words, one_line, safe_link
from ntg_bot.platforms.slack import limits

Json = dict[str, Any]

_USER_ID = re.compile(r"[UW][A-Z0-9]{2,30}")
_DATE = "{date_long} at {time}"


def section(spans: Sequence[Span]) -> Json | None:
    """One paragraph, or None where there is nothing to say."""
    elements = [element for span in spans for element in _span(span)]
    return {"type": "rich_text_section", "elements": elements} if elements else None


def words(text: str, **style: bool) -> list[Json]:
    """A text element, or none: Slack refuses an empty one."""
    shown = clean(text)
    if not shown:
        return []
    element: Json = {"type": "text", "text": shown}
    if style:
        element["style"] = dict(style)
    return [element]


def plain_words(spans: Sequence[Span]) -> str | None:
    """The spans as bare text, or None where one of them is more than words."""
    if any(isinstance(span, Link | Mention | When) for span in spans):
        return None
    return clean(
        "".join(span.text for span in spans if isinstance(span, Plain | Strong | Emphasis))
    )


def _span(span: Span) -> list[Json]:
    match span:
        case Plain():
            return words(span.text)
        case Strong():
            return words(span.text, bold=True)
        case Emphasis():
            return words(span.text, italic=True)
        case Link():
            return _link(span)
        case Mention():
            if _USER_ID.fullmatch(span.user):
                return [{"type": "user", "user_id": span.user}]
            return words(f"@{one_line(span.name)}", bold=True)
        case When():
            return [
                {
                    "type": "date",
                    "timestamp": int(span.at.timestamp()),
                    "format": _DATE,
                    "fallback": in_words(span.at),
                }
            ]
        case _:
            assert_never(span)


def _link(link: Link) -> list[Json]:
    """A live link only to a plain web address; anything else is shown as what it is: text."""
    target = safe_link(link.url)
    if target is None or len(target.url) > limits.URL:
        return words(f"{link.text} ({link.url})")
    element: Json = {"type": "link", "url": target.url}
    text = one_line(link.text)
    if text:
        element["text"] = text
    # The host stands beside the words, so that nobody is led elsewhere by what a link is called.
    return [element, *([] if target.host in text else words(f" ({target.host})"))]
