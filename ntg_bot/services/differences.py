"""What differs between two versions of a practice, field by field, in words added and removed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from ntg_bot.domain.knowledge import Practice, Source

LONGEST_SHOWN = 400
"""characters of what was added to, or removed from, one field"""
_WORD = re.compile(r"\S+")
_COMPARED = (
    "title", "summary", "how_it_works", "evidence.effect", "evidence.population",
    "evidence.direction", "evidence.rating", "evidence.standard", "evidence.design", "grade",
    "cost", "cautions", "communities", "age_range", "groups", "outcomes", "setting",
    "line_of_enquiry", "levels", "organisations", "keywords", "acronyms", "asked_as", "sources",
    "reviewed",
    "review_by", "status", "why_retired", "merged_into", "shared_by", "also_shared_by",
    "how_it_works_basis", "body",
)  # fmt: skip
"""every field of a practice but its id, what people see first first"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what is there now and was not, and what was there and is not."""

    field: str
    added: str
    removed: str


def differences(old: Practice, new: Practice) -> tuple[Difference, ...]:
    """Empty where both say the same."""
    found = []
    for name in _COMPARED:
        before, after = _value(old, name), _value(new, name)
        if before != after:
            added, removed = _compared(before, after)
            found.append(Difference(name, _cut(added), _cut(removed)))
    return tuple(found)


def _value(practice: Practice, name: str) -> object:
    value: object = practice
    for part in name.split("."):
        value = getattr(value, part)
    return value


def _compared(before: object, after: object) -> tuple[str, str]:
    """(added, removed): items of a list, words of a text, whole values of anything else."""
    if isinstance(before, tuple) and isinstance(after, tuple):
        new = [each for each in after if each not in before]
        gone = [each for each in before if each not in after]
        return "; ".join(map(_text, new)), "; ".join(map(_text, gone))
    if isinstance(before, str) and isinstance(after, str) and len(_WORD.findall(before)) > 1:
        return _words(before, after)
    return _text(after), _text(before)


def _words(before: str, after: str) -> tuple[str, str]:
    """The runs of words that came and went."""
    one, two = _WORD.findall(before), _WORD.findall(after)
    added: list[str] = []
    removed: list[str] = []
    for tag, start, end, from_, to in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag != "equal":
            removed.append(" ".join(one[start:end]))
            added.append(" ".join(two[from_:to]))
    return _runs(added), _runs(removed)


def _runs(parts: Sequence[str]) -> str:
    return " … ".join(part for part in parts if part)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Source):
        return f"{value.title} ({value.organisation}, {value.year})"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return str(value)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1].rstrip() + "…"
