"""What Slack refuses in blocks and views, written from its reference and not from our renderer."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack.types import fault_of_type

Json = dict[str, Any]

MESSAGE_BLOCKS = {
    "actions", "context", "divider", "header", "image", "input", "rich_text", "section", "markdown",
    "context_actions",
}  # fmt: skip
VIEW_BLOCKS = MESSAGE_BLOCKS - {"markdown", "context_actions"}
RICH_ELEMENTS = {
    "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"
}  # fmt: skip


class Refused(Exception):
    """Slack's `error`, with what its `response_metadata.messages` would say."""

    def __init__(self, error: str, detail: str = "") -> None:
        super().__init__(f"{error}: {detail}")
        self.error = error
        self.detail = detail


def check_message(blocks: Any) -> None:
    """Raises Refused('invalid_blocks') for what chat.postMessage would not take."""
    _blocks(blocks, 50, MESSAGE_BLOCKS)
    if _length(blocks) > 13_200:
        raise Refused("msg_blocks_too_long")
    fault = fault_of_type("Message", {"blocks": blocks})
    _need(not fault, fault)


def check_view(view: Any) -> None:
    """Raises Refused('invalid_arguments') for what views.open or views.publish would not take."""
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        raise Refused("invalid_arguments", "view.type")
    blocks = view.get("blocks")
    if view["type"] == "modal":
        _text(view.get("title"), 24, "title")
        for name in ("submit", "close"):
            if name in view:
                _text(view[name], 24, name)
        _need(len(view.get("private_metadata", "")) <= 3000, "private_metadata")
        _need(len(view.get("callback_id", "")) <= 255, "callback_id")
        has_input = any(block.get("type") == "input" for block in blocks or ())
        _need(not has_input or "submit" in view, "submit is needed with an input")
    _blocks(blocks, 100, VIEW_BLOCKS)
    fault = fault_of_type("Window", view)
    _need(not fault, fault)


def _blocks(blocks: Any, most: int, known: set[str]) -> None:
    _need(isinstance(blocks, list) and len(blocks) <= most, f"at most {most} blocks")
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    _need(len(ids) == len(set(ids)), "block_id is not unique")
    for block in blocks:
        kind = block.get("type")
        _need(kind in known, f"unknown block {kind}")
        if "block_id" in block:
            _need(0 < len(block["block_id"]) <= 255, "block_id")
        _CHECKS[kind](block)


def _header(block: Json) -> None:
    _text(block.get("text"), 150, "header.text")


def _rich_text(block: Json) -> None:
    _need(bool(block.get("elements")), "rich_text.elements")
    for element in block["elements"]:
        _need(element.get("type") in RICH_ELEMENTS, f"rich_text element {element.get('type')}")
        if element["type"] == "rich_text_list":
            _need(element.get("style") in ("bullet", "ordered"), "list style")
            _need(bool(element.get("elements")), "list elements")
            for item in element["elements"]:
                _need(item.get("type") == "rich_text_section", "list item")
                _inline(item)
        else:
            _inline(element)


def _inline(holder: Json) -> None:
    for each in holder.get("elements", ()):
        match each.get("type"):
            case "text":
                _need(isinstance(each.get("text"), str) and each["text"] != "", "empty text")
            case "link":
                _need(0 < len(each.get("url", "")) <= 3000, "link url")
                _need(each.get("text") != "", "empty link text")
            case "user":
                _need(bool(each.get("user_id")), "user_id")
            case "date":
                _need(isinstance(each.get("timestamp"), int), "timestamp")
                _need("{date" in each.get("format", "") or "{time" in each["format"], "format")
            case "emoji" | "channel" | "usergroup" | "broadcast" | "color":
                raise Refused("invalid_blocks", f"our bot never says {each['type']}")
            case other:
                raise Refused("invalid_blocks", f"inline {other}")


def _context(block: Json) -> None:
    elements = block.get("elements")
    _need(isinstance(elements, list) and 0 < len(elements) <= 10, "context elements")
    for element in elements:
        if element.get("type") == "image":
            _need(bool(element.get("alt_text")), "alt_text")
        else:
            _any_text(element, 3000, "context text")


def _image(block: Json) -> None:
    _need(block.get("image_url", "").startswith("http"), "image_url")
    _need(len(block["image_url"]) <= 3000, "image_url length")
    _need(0 < len(block.get("alt_text", "")) <= 2000, "alt_text")


def _divider(block: Json) -> None:
    _need(set(block) <= {"type", "block_id"}, "divider")


def _section(block: Json) -> None:
    _need("text" in block or "fields" in block, "section text or fields")
    if "text" in block:
        _any_text(block["text"], 3000, "section.text")
    _need(len(block.get("fields", ())) <= 10, "section.fields")
    for field in block.get("fields", ()):
        _any_text(field, 2000, "section.field")
    if "accessory" in block:
        _element(block["accessory"])


def _actions(block: Json) -> None:
    elements = block.get("elements")
    _need(isinstance(elements, list) and 0 < len(elements) <= 25, "actions elements")
    ids = [element.get("action_id") for element in elements]
    _need(len(ids) == len(set(ids)), "action_id is not unique")
    for element in elements:
        _element(element)


def _context_actions(block: Json) -> None:
    _need(0 < len(block.get("elements", ())) <= 5, "context_actions")
    for element in block["elements"]:
        _need(element.get("type") == "feedback_buttons", "context_actions element")
        _need(0 < len(element.get("action_id", "")) <= 255, "action_id")
        for name in ("positive_button", "negative_button"):
            button = element.get(name) or {}
            _text(button.get("text"), 75, name)
            _need(0 < len(button.get("value", "")) <= 2000, f"{name} value")


def _markdown(block: Json) -> None:
    _need(0 < len(block.get("text", "")) <= 12_000, "markdown")


def _input(block: Json) -> None:
    _text(block.get("label"), 2000, "label")
    if "hint" in block:
        _text(block["hint"], 2000, "hint")
    _need("element" in block, "element")
    _element(block["element"])


def _element(element: Json) -> None:
    kind = element.get("type")
    _need(0 < len(element.get("action_id", "")) <= 255, "action_id")
    match kind:
        case "button":
            _text(element.get("text"), 75, "button.text")
            _need(0 < len(element.get("value", "x")) <= 2000, "button.value")
            _need(element.get("style") in (None, "primary", "danger"), "button.style")
            _need(0 < len(element.get("accessibility_label", "x")) <= 75, "accessibility_label")
        case "plain_text_input":
            most = element.get("max_length", 3000)
            _need(1 <= most <= 3000, "max_length")
            _need(0 < len(element.get("initial_value", "x")) <= most, "initial_value")
        case "checkboxes" | "radio_buttons":
            _options(element, 10)
        case "static_select" | "multi_static_select":
            _options(element, 100)
        case _:
            raise Refused("invalid_blocks", f"element {kind}")


def _options(element: Json, most: int) -> None:
    groups = element.get("option_groups")
    options = element.get("options")
    if groups is not None:
        _need(options is None and 0 < len(groups) <= 100, "option_groups")
        _need(element["type"] in ("static_select", "multi_static_select"), "option_groups")
        for group in groups:
            _any_text(group.get("label"), 75, "option_groups.label")
        options = [option for group in groups for option in group["options"]]
    _need(isinstance(options, list) and 0 < len(options) <= most, "options")
    for option in options:
        _any_text(option.get("text"), 75, "option.text")
        _need(0 < len(option.get("value", "")) <= 150, "option.value")
    chosen = element.get("initial_options", [element.get("initial_option")])
    _need(chosen != [], "initial_options")
    _need(all(each is None or each in options for each in chosen), "initial option")


def _text(value: Any, most: int, where: str) -> None:
    _need(isinstance(value, dict) and value.get("type") == "plain_text", f"{where}: plain_text")
    _any_text(value, most, where)


def _any_text(value: Any, most: int, where: str) -> None:
    _need(isinstance(value, dict), where)
    _need(value.get("type") in ("plain_text", "mrkdwn"), where)
    _need(0 < len(value.get("text", "")) <= most, f"{where}: 1 to {most} characters")


def _need(is_met: bool, detail: str) -> None:
    if not is_met:
        raise Refused("invalid_blocks", detail)


def _length(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_length(each) for name, each in value.items() if name != "type")
    return sum(map(_length, value)) if isinstance(value, list) else 0


_CHECKS = {
    "actions": _actions,
    "context": _context,
    "context_actions": _context_actions,
    "divider": _divider,
    "header": _header,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "section": _section,
}
