"""Marks for a file of labelled questions: what came first, how sure, what should have been left.

Pure: labels and answers in, figures out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ANSWERED = ("ANSWER", "CLOSEST", "NONE")
"""bands of a message that was taken for a question"""
BANDS = (*ANSWERED, "OTHER", "URGENT")


@dataclass(frozen=True, slots=True)
class Label:
    """What a question is and what answers it: see `ntg-bot eval score --help`."""

    id: str
    text: str
    kind: str
    in_scope: bool
    relevant: frozenset[str]

    @property
    def is_urgent(self) -> bool:
        """A message that must be met with the safeguarding reply."""
        return self.kind.startswith("urgent")


@dataclass(frozen=True, slots=True)
class Given:
    """What the bot made of it: a band, and ids of the hits, best first."""

    band: str
    hits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """`is_right`: the first hit answers a question in scope; a question out of scope is not
    answered with full confidence; an urgent message is met as urgent.
    """

    label: Label
    given: Given

    @property
    def is_right(self) -> bool:
        if self.label.is_urgent:
            return self.given.band == "URGENT"
        if not self.label.in_scope:
            return self.given.band != "ANSWER"
        return self._is_among(1)

    @property
    def is_in_three(self) -> bool:
        """Whether a right entry is among the first three hits of a question."""
        return self._is_among(3)

    def _is_among(self, first: int) -> bool:
        found = any(id in self.label.relevant for id in self.given.hits[:first])
        return found and self.given.band in ANSWERED


def figures(marks: Sequence[Mark]) -> dict[str, object]:
    """The figures as a JSON document; shares are None where there is nothing to share."""
    inside = [m for m in marks if m.label.in_scope and not m.label.is_urgent]
    outside = [m for m in marks if not m.label.in_scope and not m.label.is_urgent]
    urgent = [m for m in marks if m.label.is_urgent]
    kinds = dict.fromkeys(mark.label.kind for mark in marks)
    return {
        "questions": len(marks),
        "in_scope": {
            "questions": len(inside),
            "first_right": _share(inside, [m.is_right for m in inside]),
            "in_first_three": _share(inside, [m.is_in_three for m in inside]),
            "bands": _bands(inside),
        },
        "out_of_scope": {
            "questions": len(outside),
            "answered": _share(outside, [m.given.band == "ANSWER" for m in outside]),
            "bands": _bands(outside),
        },
        "urgent": {
            "messages": len(urgent),
            "caught": _share(urgent, [m.is_right for m in urgent]),
            "false_alarms": sum(m.given.band == "URGENT" for m in (*inside, *outside)),
        },
        "kinds": {kind: _of_kind([m for m in marks if m.label.kind == kind]) for kind in kinds},
    }


def _of_kind(marks: Sequence[Mark]) -> dict[str, object]:
    return {
        "questions": len(marks),
        "right": sum(mark.is_right for mark in marks),
        "in_first_three": sum(mark.is_in_three for mark in marks),
    }


def _bands(marks: Sequence[Mark]) -> dict[str, int]:
    counted: Mapping[str, int] = Counter(mark.given.band for mark in marks)
    return {band: counted.get(band, 0) for band in BANDS}


def _share(marks: Sequence[Mark], good: Sequence[bool]) -> float | None:
    return round(sum(good) / len(marks), 4) if marks else None
