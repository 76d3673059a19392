"""Forms as Slack's windows (modals), and what comes back from them.

Everything the answer needs travels in the window's `private_metadata`; none of it carries any
power: who may do what is decided when the form arrives.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from ntg_bot.conversation.cards import Card, Element, Field, Form, Plain, Strong, Text
from ntg_bot.platforms.base import clean, one_line
from ntg_bot.platforms.slack import limits
from ntg_bot.platforms.slack.render import Json, blocks_of, plain_text

CALLBACK = "ntg.form"
WAITING = "ntg.waiting"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a window was opened: the answer goes back there."""

    channel: str
    thread: str = ""
    message: str = ""
    delivery_key: str = ""
    is_direct: bool = False
    reply_address: str = ""
    """of the private message that the window was opened from"""


@dataclass(frozen=True, slots=True)
class Returned:
    """A window that was sent off; choices of many are joined by commas."""

    action: str
    value: str
    origin: Origin
    values: Mapping[str, str]


def form_of(card: Card, number: int) -> Form | None:
    """The form at that place in the card, or its only form where the card has changed since."""
    if 0 <= number < len(card.body) and isinstance(form := card.body[number], Form):
        return form
    forms = [element for element in card.body if isinstance(element, Form)]
    return forms[0] if len(forms) == 1 else None


def window(form: Form, origin: Origin, lead: tuple[Element, ...] = ()) -> Json:
    """The form as a modal view for views.open. `lead` stands above the fields."""
    title = one_line(form.title)
    shown: list[Element] = []
    if len(title) > limits.VIEW_TITLE:
        shown.append(Text((Strong(title),)))
    shown.extend(lead)
    inputs = [block for field in form.fields for block in _field(field)]
    above, _ = blocks_of(shown, "", limits.BLOCKS_IN_VIEW - len(inputs))
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain_text(title, limits.VIEW_TITLE),
        "submit": plain_text(form.submit, limits.VIEW_SUBMIT),
        "close": plain_text("Cancel", limits.VIEW_SUBMIT),
        "private_metadata": _metadata(form, origin),
        "blocks": [*above, *inputs],
    }


def notice(title: str, words: str) -> Json:
    """A window that only says something."""
    above, _ = blocks_of((Text((Plain(words),)),), "", limits.BLOCKS_IN_VIEW)
    return {
        "type": "modal",
        "callback_id": WAITING,
        "title": plain_text(title, limits.VIEW_TITLE),
        "close": plain_text("Close", limits.VIEW_SUBMIT),
        "blocks": above,
    }


def read(view: Mapping[str, Any]) -> Returned | None:
    """What a window sent back; None for one that is not ours or not readable."""
    try:
        kept = json.loads(view.get("private_metadata") or "")
        origin = Origin(**kept["origin"])
        state: Mapping[str, Mapping[str, Any]] = view["state"]["values"]
        values = {
            name: _value(element) for block in state.values() for name, element in block.items()
        }
        return Returned(str(kept["action"]), str(kept["value"]), origin, values)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def faults(view: Mapping[str, Any], returned: Returned) -> dict[str, str]:
    """block_id -> what to mend: a required field with nothing but spaces, which Slack lets by."""
    found: dict[str, str] = {}
    for block in view.get("blocks") or ():
        if block.get("type") != "input" or block.get("optional"):
            continue
        name = (block.get("element") or {}).get("action_id", "")
        if not returned.values.get(name, "").strip():
            found[str(block.get("block_id"))] = "This one is needed. Write or choose something."
    return found


def _metadata(form: Form, origin: Origin) -> str:
    text = json.dumps(
        {"action": form.action, "value": form.value, "origin": asdict(origin)},
        separators=(",", ":"),
    )
    if len(text) > limits.PRIVATE_METADATA:
        raise ValueError(f"the form {form.action[:40]} carries {len(text)} characters")
    return text


def _value(element: Mapping[str, Any]) -> str:
    if "selected_options" in element:
        return ",".join(str(option["value"]) for option in element["selected_options"] or ())
    if "selected_option" in element:
        return str((element["selected_option"] or {}).get("value", ""))
    return str(element.get("value") or "")


def _field(field: Field) -> list[Json]:
    blocks: list[Json] = []
    if field.error:
        above, _ = blocks_of((Text((Strong(f"Please mend: {one_line(field.error)}"),)),), "", 3)
        blocks.extend(above)
    hint = field.hint
    if field.options:
        element, left_out = _choice(field)
        # Slack would refuse the whole window.
        if not (element.get("options") or element.get("option_groups")):
            nothing = f"{one_line(field.label)}: there is nothing to choose from."
            noted, _ = blocks_of((Text((Plain(nothing),)),), "", 3)
            return [*blocks, *noted]
        if left_out:
            hint = f"{hint} {left_out} more choices cannot be shown here.".strip()
    else:
        element, was_cut = _text(field)
        if was_cut:
            hint = f"{hint} Only the first {limits.INPUT_TEXT:,} characters fit here.".strip()
    block: Json = {
        "type": "input",
        "block_id": f"field.{field.name}"[: limits.BLOCK_ID],
        "label": plain_text(field.label, limits.LABEL),
        "element": element,
        "optional": not field.required,
    }
    if hint.strip():
        block["hint"] = plain_text(hint, limits.HINT)
    return [*blocks, block]


def _text(field: Field) -> tuple[Json, bool]:
    """The text field, and whether what it is filled with had to be cut."""
    most = min(field.max_length or limits.INPUT_TEXT, limits.INPUT_TEXT)
    value = clean(field.value) if field.multiline else one_line(field.value)
    element: Json = {
        "type": "plain_text_input",
        "action_id": field.name[: limits.ACTION_ID],
        "multiline": field.multiline,
        "max_length": most,
    }
    if value[:most].strip():
        element["initial_value"] = value[:most]
    return element, len(value) > most


def _choice(field: Field) -> tuple[Json, int]:
    """Boxes for a few options, a menu for more; and how many options had to be left out."""
    usable: dict[str, Json] = {}
    for option in field.options:
        if 0 < len(option.value) <= limits.OPTION_VALUE:
            drawn = {"text": plain_text(option.label, limits.OPTION_TEXT), "value": option.value}
            usable.setdefault(option.value, drawn)
    options = list(usable.values())[: limits.OPTIONS]
    headings = {option.value: option.group for option in field.options}
    is_short = len(options) <= limits.BOXES
    if field.many:
        kind = "checkboxes" if is_short else "multi_static_select"
        wanted = set(field.value.split(","))
    else:
        kind = "radio_buttons" if is_short else "static_select"
        wanted = {field.value}
    chosen = [option for option in options if option["value"] in wanted]
    element: Json = {
        "type": kind,
        "action_id": field.name[: limits.ACTION_ID],
    }
    if any(headings.values()) and not is_short:
        element["option_groups"] = [
            {"label": plain_text(heading or " ", limits.OPTION_TEXT), "options": list(group)}
            for heading, group in groupby(options, lambda each: headings[each["value"]])
        ]
    else:
        element["options"] = options
    if chosen and field.many:
        element["initial_options"] = chosen
    elif chosen:
        element["initial_option"] = chosen[0]
    return element, len(field.options) - len(options)
