"""What is said of how long answers are, and of the lines of enquiry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lengths:
    """The three lengths to choose from; `now` is what was chosen, or empty."""

    now: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of enquiry, with what there is under each."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of enquiry: its practices, hypotheses, and groups for whom nothing is there."""

    line: str


ReadingSaid = Lengths | Lines | Line
