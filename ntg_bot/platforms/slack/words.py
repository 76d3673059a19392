"""Slack's message text as the plain words that a person sees."""

from __future__ import annotations

import re

from ntg_bot.platforms.base import storable

_ENTITY = re.compile(r"<([^<>]{1,4000})>")
_PERSON = re.compile(r"<@([UW][A-Z0-9]{2,30})(?:\|([^<>|]{1,200}))?>")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def mentions(text: str, user: str) -> bool:
    """Whether the message names that user."""
    return bool(user) and (f"<@{user}>" in text or f"<@{user}|" in text)


def mentioned(text: str, bot_user: str = "") -> tuple[tuple[str, str], ...]:
    """(user id, name where Slack gives one) of the people named in the text, but for the bot."""
    found: dict[str, str] = {}
    for match in _PERSON.finditer(text):
        if match[1] != bot_user:
            found.setdefault(match[1], match[2] or "")
    return tuple(found.items())


def plain(text: str, bot_user: str = "") -> str:
    """The text without mentions of the bot; links, people and channels by what they are called."""

    def said(match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        if target.startswith("@"):
            return "" if target[1:] == bot_user else f"@{label or target[1:]}"
        if target.startswith("#"):
            return f"#{label or target[1:]}"
        if target.startswith("!"):
            return label or f"@{target[1:].partition('^')[0]}"
        address = target.removeprefix("mailto:")
        return label if label and label != address else address

    shown = _ENTITY.sub(said, text)
    for escaped, character in _ESCAPES:
        shown = shown.replace(escaped, character)
    lines = (" ".join(line.split()) for line in storable(shown).splitlines())
    return "\n".join(lines).strip(" \n,:")
