"""What was typed into a field of a form: tidied and checked, with what to mend at that field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ntg_bot.domain.errors import InvalidInput


def text(values: Mapping[str, str], field: str, *, most: int, required: bool = True) -> str:
    """A field's words, tidied; raises InvalidInput for none or too many."""
    words = values.get(field, "").strip()
    if required and not any(character.isalnum() for character in words):
        raise InvalidInput(field, key="refused.field_empty")
    if len(words) > most:
        raise InvalidInput(field, key="refused.too_long", length=len(words), most=most)
    return words


def day(values: Mapping[str, str], field: str) -> date:
    """A day as 2026-12-31 or 31/12/2026."""
    typed = values.get(field, "").strip()
    turned = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", typed)
    if turned:
        typed = f"{turned[3]}-{int(turned[2]):02d}-{int(turned[1]):02d}"
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise InvalidInput(field, key="refused.no_day") from None


def link(typed: str) -> str:
    """An address of the web, or empty."""
    tidy = typed.strip()
    if tidy and not re.fullmatch(r"https?://[^\s<>\"]{3,500}", tidy):
        raise InvalidInput("link", key="refused.no_link")
    return tidy
