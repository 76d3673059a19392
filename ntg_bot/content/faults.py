"""Collects what is wrong with content files and words it for the person who mends the file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from ntg_bot.content.located import Located, Place
from ntg_bot.domain.errors import ContentError, NtgError

_TYPES = {
    "string_type": "must be text{got}",
    "list_type": "must be a list, one `- item` a line{got}",
    "bool_type": "must be true or false{got}",
    "int_type": "must be a whole number{got}",
    "date_type": "is not a date{got}; write it as year-month-day without quotes: 2026-11-21",
    "model_type": "must have its own keys below it{got}",
    "model_attributes_type": "must have its own keys below it{got}",
    "dict_type": "must have its own keys below it{got}",
    "string_too_long": "is too long: {max_length} characters at most",
    "greater_than_equal": "is too small{got}",
    "less_than_equal": "is too large{got}",
}
_EMPTY_LIST = {
    "cautions": "is empty: say at least one thing to beware of",
    "sources": "is empty: say at least one source",
    "asked_as": "is empty: give at least one way in which people ask",
}


class ContentErrors(NtgError):
    """All faults of a folder at once, in the order of files and lines."""

    def __init__(self, errors: Iterable[ContentError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


@dataclass
class Faults:
    """The faults found so far. `folder` is how the caller named the folder; files are below it."""

    folder: str
    found: list[ContentError] = field(default_factory=list)

    def add(self, file: str, line: int, reason: str) -> None:
        """A fault in `file` (relative to the folder), line counted from 1, 0 for all of it."""
        self.found.append(
            ContentError(f"{self.folder}/{file}" if file else self.folder, line, reason)
        )

    def at(self, file: str, located: Located, place: Place, reason: str) -> None:
        """A fault at a place of a value that was read, its keys named before the reason."""
        self.add(file, located.line(place), f"{_path(place)} {reason}".lstrip())

    def shape(
        self, file: str, located: Located, error: ValidationError, model: type[BaseModel]
    ) -> None:
        """Everything that the model found, each at its own line."""
        for detail in error.errors(include_url=False):
            place: Place = detail["loc"]
            self.at(file, located, place, _reason(detail, model))

    def in_order(self) -> list[ContentError]:
        """Without doubles, by file and line."""
        unique = {(error.file, error.line, error.reason): error for error in self.found}
        return [unique[key] for key in sorted(unique)]


def _path(place: Place) -> str:
    """`sources title` rather than positions: the line says which one."""
    return ".".join(str(step) for step in place if isinstance(step, str))


def _reason(detail: Any, model: type[BaseModel]) -> str:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        known = list(model.model_fields) if len(detail["loc"]) == 1 else []
        near = difflib.get_close_matches(str(detail["loc"][-1]), known, n=1)
        return "is no key that we know" + (f"; did you mean {near[0]}?" if near else "")
    if kind == "value_error":
        return str(context["error"])
    if kind in {"enum", "literal_error"}:
        given = "empty (in YAML a bare null is nothing)" if given is None else repr(given)
        return f"is {given:.60}; it must be one of {context['expected']}, in quotes"
    if kind == "string_pattern_mismatch":
        return _pattern(str(given), str(context["pattern"]))
    if kind == "too_short":
        key = next((step for step in reversed(detail["loc"]) if isinstance(step, str)), "")
        return _EMPTY_LIST.get(key, f"needs at least {context['min_length']}")
    if kind in _TYPES:
        return _TYPES[kind].format(got=_got(given), **context)
    return str(detail["msg"])


def _pattern(given: str, pattern: str) -> str:
    if pattern.startswith("^[EWSN]"):
        return f"is {given!r:.40}, no ONS code such as E06000021"
    if "_" in pattern:
        return f"is {given!r:.60}; only small letters, digits and underscores may be in it"
    return f"is {given!r:.60}; only small letters, digits and single dashes may be in it"


def _got(given: object) -> str:
    if given is None:
        return " and is empty"
    if isinstance(given, bool):
        return f" and is {str(given).lower()}; put it in quotes if it is meant as a word"
    if isinstance(given, (int, float)):
        return f" and is the number {given}; put it in quotes if it is meant as text"
    if isinstance(given, str):
        return f" and is {given!r:.60}"
    if isinstance(given, list):
        return " and is a list"
    if isinstance(given, dict):
        return " and has keys below it (is there a colon that belongs in quotes?)"
    return f" and is {given}; put it in quotes if it is meant as text"
