"""Cards and people's words as HTML fragments for the local workspace's page.

Everything that is not ours is escaped here and nowhere else; a fragment has no script, no style
attribute and no event handler. Ids inside a fragment begin with the message's id.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import assert_never

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
from ntg_bot.platforms.local.render_form import form_html

MAX_ELEMENTS = 80
MAX_CHARACTERS = 40_000
"""of a fragment's HTML, before the note on what was left out"""

MENTION = re.compile(r"(?<![\w@.])@ntg(?:[ -]?bot)?(?![\w-])", re.IGNORECASE)
"""how people mention the bot in a message"""


def card_html(card: Card, uid: str) -> str:
    """The card as HTML. `uid` is the message's id and goes in front of every id inside.

    Over MAX_ELEMENTS or MAX_CHARACTERS whole elements are dropped from the end, and a last line
    says how many. A card without a body shows its summary.
    """
    parts: list[str] = []
    size = shown = 0
    for index, element in enumerate(card.body[:MAX_ELEMENTS]):
        html = _element(element, f"{uid}-{index}")
        if size + len(html) > MAX_CHARACTERS:
            break
        parts.append(html)
        size += len(html)
        shown += 1
    if size == 0:
        parts.append(f'<p class="words">{text(card.summary[:MAX_CHARACTERS])}</p>')
    left_out = len(card.body) - shown
    if left_out:
        noun = "part of this message was" if left_out == 1 else "parts of this message were"
        parts.append(f'<p class="context">{left_out} more {noun} too long to show here.</p>')
    return "".join(parts)


def words_html(words: str) -> str:
    """What a person typed, line breaks kept, nothing in it live but the mention of the bot."""
    shown: list[str] = []
    end = 0
    for match in MENTION.finditer(words):
        shown.append(text(words[end : match.start()]))
        shown.append(f'<span class="mention">{text(match[0])}</span>')
        end = match.end()
    shown.append(text(words[end:]))
    return f'<p class="words" dir="auto">{"".join(shown)}</p>'


def text(words: str) -> str:
    """Cleaned and escaped, for use between tags or inside a quoted attribute."""
    return escape(clean(words), quote=True)


def spans_html(spans: Sequence[Span]) -> str:
    """A run of spans."""
    return "".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    match span:
        case Plain():
            return f"<bdi>{text(span.text)}</bdi>" if span.text.strip() else text(span.text)
        case Strong():
            return f"<strong>{text(span.text)}</strong>"
        case Emphasis():
            return f"<em>{text(span.text)}</em>"
        case Link():
            return _link(span.text, span.url)
        case Mention():
            return f'<span class="mention">@{text(one_line(span.name))}</span>'
        case When():
            return f'<time datetime="{span.at.isoformat()}">{text(in_words(span.at))}</time>'
        case _:
            assert_never(span)


def _link(label: str, url: str) -> str:
    """A link with its host beside it; an address that is not safe is shown as text."""
    link = safe_link(url)
    if link is None:
        return f"<bdi>{text(label)}</bdi> <bdi>({text(url)})</bdi>"
    shown = text(label) if label.strip() else text(link.host)
    host = link.host if link.is_secure else f"{link.host}, not a secure address"
    is_said = link.is_secure and label.strip() in (link.host, link.url)
    beside = "" if is_said else f' <span class="host">({text(host)})</span>'
    return (
        f'<a href="{text(link.url)}" target="_blank" rel="noopener noreferrer"><bdi>{shown}</bdi>'
        f'<span class="for-ears"> (opens in a new tab)</span></a>{beside}'
    )


def _element(element: Element, uid: str) -> str:
    match element:
        case Heading():
            return f"<h3>{text(one_line(element.text))}</h3>"
        case Text():
            return f'<p class="words">{spans_html(element.spans)}</p>'
        case Bullets():
            items = "".join(f"<li>{spans_html(item)}</li>" for item in element.items)
            return f"<ul>{items}</ul>" if items else ""
        case Facts():
            pairs = "".join(
                f"<div><dt>{text(one_line(label))}</dt><dd>{spans_html(value)}</dd></div>"
                for label, value in element.pairs
            )
            return f"<dl>{pairs}</dl>" if pairs else ""
        case Quote():
            return f'<blockquote dir="auto"><p class="words">{text(element.text)}</p></blockquote>'
        case Context():
            return f'<p class="context">{spans_html(element.spans)}</p>'
        case Image():
            return _image(element)
        case Divider():
            return "<hr>"
        case Actions():
            buttons = "".join(_button(button) for button in element.buttons)
            return f'<div class="actions">{buttons}</div>' if buttons else ""
        case Form():
            return form_html(element, uid)
        case _:
            assert_never(element)


def _image(image: Image) -> str:
    """A picture of ours; one from elsewhere becomes a link, since the page loads nothing else."""
    if re.fullmatch(r"/(?!/)[\w./-]+", image.url) and ".." not in image.url:
        return f'<p><img src="{text(image.url)}" alt="{text(one_line(image.alt))}"></p>'
    return f'<p class="words">Picture: {_link(image.alt, image.url)}</p>'


def _button(button: Button) -> str:
    label = one_line(button.label)
    says = one_line(button.says)
    name = f' aria-label="{text(says)}"' if says and says != label else ""
    return (
        f'<button type="button" class="button {button.style.value}"'
        f' data-action="{text(button.action)}" data-value="{text(button.value)}"{name}>'
        f"{text(label)}</button>"
    )
