"""Cards as Block Kit messages.

What does not fit Slack's limits is dropped as whole elements from the end, and a last line says
how many. A form becomes a button that opens it: Slack shows forms in a window of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Divider,
    Element,
    Facts,
    Form,
    Heading,
    Image,
    Plain,
    Quote,
    Strong,
    Style,
    Text,
)
from ntg_bot.conversation.turn import HOME
from ntg_bot.platforms.base import clean, one_line, safe_link
from ntg_bot.platforms.slack import limits, rich

Json = dict[str, Any]

OPEN_FORM = "form.open"
"""the action of a button that opens a form; its value is the form's place in the card"""
SHARE_ALL = "slack.share_all"
"""the action of the button that says a private answer to the whole channel"""
VERDICT = "answer.verdict"
"""the action of Slack's own pair of feedback buttons; its value holds ours and the button's"""
_VERDICTS = ("answer.helpful", "answer.not_helpful")
_SEPARATOR = "|"
_HALF_ENTITY = re.compile(r"&[a-z]{0,3}$")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message for chat.postMessage. `text` is escaped; `dropped` counts elements left out."""

    text: str
    blocks: list[Json]
    dropped: int


def render(card: Card, key: str = "", *, new_blocks: bool = False) -> Rendered:
    """The card as a message. `key` is its delivery's, and comes back with every button.

    With `new_blocks` the pair Helpful and Not helpful is Slack's own, until somebody has pressed.
    """
    text = fallback(card.summary)
    blocks, dropped = blocks_of(card.body, key, limits.BLOCKS_IN_MESSAGE, new_blocks=new_blocks)
    if not blocks:
        blocks = [_rich([s])] if (s := rich.section((Plain(card.summary[:3_000] or "…"),))) else []
    return Rendered(text, blocks, dropped)


def home_view(card: Card) -> Json:
    """The card as somebody's Home tab; its buttons say that they were pressed there."""
    blocks, _ = blocks_of(card.body, HOME, limits.BLOCKS_IN_VIEW)
    return {"type": "home", "blocks": blocks}


def share_button(key: str) -> Json:
    """A block with the button that says the private answer of that delivery to everyone."""
    button = Button("Share with everyone", SHARE_ALL, says="Share this answer with the channel")
    return next(_actions((button,), limits.BLOCKS_IN_MESSAGE, key))


def blocks_of(
    body: Sequence[Element], key: str, most: int, *, new_blocks: bool = False
) -> tuple[list[Json], int]:
    """At most `most` blocks, and how many elements had to be left out."""
    blocks: list[Json] = []
    length = 0
    for number, element in enumerate(body):
        drawn = list(_element(element, number, key))
        if new_blocks and isinstance(element, Actions):
            drawn = list(_with_feedback(element, number, key))
        length += sum(map(_length, drawn))
        if len(blocks) + len(drawn) > most - 1 or length > limits.TEXT_IN_MESSAGE - 100:
            left = len(body) - number
            blocks.append(
                _small(
                    f"{left} more {'part is' if left == 1 else 'parts are'} too long to show here."
                )
            )
            return blocks, left
        blocks.extend(drawn)
    return blocks, 0


def fallback(summary: str) -> str:
    """The whole answer as `text`: nothing in it is live, and it is never empty."""
    shown = clean(summary).strip() or "…"
    escaped = escape(shown)
    if len(escaped) <= limits.FALLBACK_TEXT:
        return escaped
    return _HALF_ENTITY.sub("", escaped[: limits.FALLBACK_TEXT - 1]) + "…"


def escape(text: str) -> str:
    """Slack's rule for text: these three characters, and no other."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, most: int) -> str:
    """One line of at most `most` characters."""
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def plain_text(text: str, most: int) -> Json:
    """A plain_text object; `emoji` off shows :words: as they were typed."""
    return {"type": "plain_text", "text": cut(text, most) or "…", "emoji": False}


def block_id(number: int, key: str) -> str:
    """Unique in its message, and carries the delivery's key (empty where that is too long)."""
    id = f"{number}{_SEPARATOR}{key}"
    return id if len(id) <= limits.BLOCK_ID else f"{number}{_SEPARATOR}"


def key_of(block_id: str) -> str:
    """The delivery key that a block of ours carries, or an empty text."""
    number, found, key = block_id.partition(_SEPARATOR)
    return key if found and number.replace(".", "").isdecimal() else ""


def action_of(action_id: str) -> str:
    """The card's action that an `action_id` of ours stands for."""
    action, _, _ = action_id.rpartition(_SEPARATOR)
    return action


def _element(element: Element, number: int, key: str) -> Iterator[Json]:
    match element:
        case Heading():
            yield from _heading(element)
        case Text():
            yield from _sections(rich.section(element.spans))
        case Bullets():
            yield from _bullets(element)
        case Facts():
            facts = [
                rich.section((Strong(f"{one_line(label)}: "), *value))
                for label, value in element.pairs
            ]
            yield from _sections(*facts)
        case Quote():
            if said := rich.words(element.text):
                yield _rich([{"type": "rich_text_quote", "elements": said}])
        case Context():
            bare = rich.plain_words(element.spans)
            if bare is not None and len(bare) <= limits.CONTEXT:
                if bare.strip():
                    yield _small(bare)
            else:
                yield from _sections(rich.section(element.spans))
        case Image():
            yield from _image(element)
        case Divider():
            yield {"type": "divider"}
        case Actions():
            yield from _actions(element.buttons, number, key)
        case Form():
            opener = Button(
                element.title,
                OPEN_FORM,
                str(number),
                Style.PRIMARY,
                f"Open the form: {element.title}",
            )
            yield from _actions((opener,), number, key)
        case _:
            assert_never(element)


def _rich(elements: Sequence[Json]) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def _sections(*found: Json | None) -> Iterator[Json]:
    """One block of the sections that say something, each on lines of its own."""
    sections = [each for each in found if each is not None]
    if sections:
        yield _rich(sections)


def _small(text: str) -> Json:
    return {"type": "context", "elements": [{"type": "plain_text", "text": text, "emoji": False}]}


def _heading(heading: Heading) -> Iterator[Json]:
    text = one_line(heading.text)
    if not text:
        return
    if len(text) <= limits.HEADER:
        yield {"type": "header", "text": plain_text(text, limits.HEADER)}
    else:
        yield _rich([{"type": "rich_text_section", "elements": rich.words(text, bold=True)}])


def _bullets(bullets: Bullets) -> Iterator[Json]:
    items = [found for item in bullets.items if (found := rich.section(item)) is not None]
    if items:
        yield _rich([{"type": "rich_text_list", "style": "bullet", "elements": items}])


def _image(image: Image) -> Iterator[Json]:
    link = safe_link(image.url)
    alt = cut(image.alt, limits.ALT_TEXT)
    if link is not None and link.is_secure and alt and len(link.url) <= limits.URL:
        yield {"type": "image", "image_url": link.url, "alt_text": alt}
    elif alt:
        yield from _sections(rich.section((Plain(f"Picture: {alt}"),)))


def _actions(buttons: Sequence[Button], number: int, key: str) -> Iterator[Json]:
    """Buttons in blocks of 25; one that could not come back whole is left out."""
    drawn = [
        button for index, each in enumerate(buttons) if (button := _button(each, index)) is not None
    ]
    step = limits.ELEMENTS_IN_ACTIONS
    for part, start in enumerate(range(0, len(drawn), step)):
        id = (
            block_id(number, key)
            if not part
            else block_id(number, key).replace("|", f".{part}|", 1)
        )
        yield {
            "type": "actions",
            "block_id": id[: limits.BLOCK_ID],
            "elements": drawn[start : start + step],
        }


def _with_feedback(actions: Actions, number: int, key: str) -> Iterator[Json]:
    """The buttons, with Helpful and Not helpful as Slack's own pair.

    What was pressed already says so in its label, which Slack's pair could not show to others.
    """
    pair = {each.action: each for each in actions.buttons if each.action in _VERDICTS}
    if len(pair) != len(_VERDICTS) or any(each.says for each in pair.values()):
        yield from _actions(actions.buttons, number, key)
        return
    good, bad = (pair[action] for action in _VERDICTS)
    yield {
        "type": "context_actions",
        "block_id": block_id(number, key).replace(_SEPARATOR, f".9{_SEPARATOR}", 1),
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": f"{VERDICT}{_SEPARATOR}0",
                "positive_button": _feedback(good),
                "negative_button": _feedback(bad),
            }
        ],
    }
    rest = [each for each in actions.buttons if each.action not in _VERDICTS]
    if rest:
        yield from _actions(rest, number, key)


def _feedback(button: Button) -> Json:
    return {
        "text": plain_text(button.label, limits.BUTTON_TEXT),
        "value": f"{button.action}{_SEPARATOR}{button.value}",
    }


def _button(button: Button, index: int) -> Json | None:
    action_id = f"{button.action}{_SEPARATOR}{index}"
    if len(action_id) > limits.ACTION_ID or len(button.value) > limits.BUTTON_VALUE:
        return None
    element: Json = {
        "type": "button",
        "text": plain_text(button.label, limits.BUTTON_TEXT),
        "action_id": action_id,
    }
    if button.value:
        element["value"] = button.value
    if button.style is not Style.PLAIN:
        element["style"] = button.style.value
    if says := cut(button.says, limits.ACCESSIBILITY_LABEL):
        element["accessibility_label"] = says
    return element


def _length(value: Any) -> int:
    """Characters of every text inside."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_length(each) for name, each in value.items() if name != "type")
    if isinstance(value, list):
        return sum(map(_length, value))
    return 0
