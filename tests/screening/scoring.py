"""Scores screening on labelled sentences: what was found, missed, and held in vain."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ntg_bot.domain.screening import IDENTIFIERS, PEOPLE, Finding, FindingKind
from tests.screening.generated import Line

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).with_name("labelled")

Findings = Callable[[str], Sequence[Finding]]


@dataclass(frozen=True)
class Sentence:
    """A sentence whose author marked what may identify somebody."""

    text: str
    origin: str
    """of the names in it; `none` where nobody is in it"""
    spans: tuple[tuple[int, int, FindingKind], ...]


@dataclass
class Tally:
    """How many there are, how many were found, and how many of all findings were right."""

    there: int = 0
    found: int = 0
    claimed: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.there if self.there else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.claimed if self.claimed else 1.0


@cache
def sentences(half: str) -> tuple[Sentence, ...]:
    """The `blind` half, written before the rules and never tuned on, or the `seen` half."""
    lines = (FOLDER / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(
        Sentence(
            row["text"],
            row["origin"],
            tuple((start, end, FindingKind(kind)) for start, end, kind in row["spans"]),
        )
        for row in map(json.loads, lines)
    )


POSTS = ("blind", "blind2", "seen")
"""`blind2` was written on 27 November 2026, when the rules stood, without a look at them. 96 of its
100 passed when it was first run; words of the field were added after that, so it is blind no more.
"""


@cache
def posts(part: str) -> tuple[str, ...]:
    """Ordinary practice posts with nobody in them."""
    return tuple((FOLDER / f"posts_{part}.txt").read_text(encoding="utf-8").splitlines())


@cache
def councils() -> tuple[str, ...]:
    """The names of the councils, as a caller gives them."""
    with (ROOT / "knowledge" / "authorities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(row[column] for row in rows for column in ("name", "official_name"))


def people(
    found: Findings, labelled: Iterable[Sentence], kinds: frozenset[FindingKind] = PEOPLE
) -> Tally:
    """Recall and precision by span: a name counts as found only if no letter of it is left.

    A description (a small group, a situation) counts where a finding touches it. A finding is right
    where it touches a label of a person. Findings that hold nothing up are not counted.
    """
    tally = Tally()
    for sentence in labelled:
        claimed = [finding for finding in found(sentence.text) if finding.holds]
        covered = _covered(claimed)
        labels = [span for span in sentence.spans if span[2] in kinds]
        for start, end, kind in labels:
            letters = set(range(start, end))
            is_name = kind in (FindingKind.PERSON, FindingKind.INITIALS)
            is_found = letters <= covered if is_name else bool(letters & covered)
            tally.there += 1
            tally.found += is_found
            if not is_found:
                tally.missed.append(f"{sentence.text[start:end]} | {sentence.text}")
        for finding in claimed:
            if finding.kind not in kinds:
                continue
            is_right = any(
                finding.start < end and start < finding.end and kind in PEOPLE
                for start, end, kind in sentence.spans
            )
            tally.claimed += 1
            tally.right += is_right
            if not is_right:
                words = sentence.text[finding.start : finding.end]
                tally.wrong.append(f"{words} | {sentence.text}")
    return tally


def identifiers(found: Findings, lines: Iterable[Line]) -> dict[str, Tally]:
    """By kind: real ones found whole and as what they are, and look-alikes left alone."""
    tallies: dict[str, Tally] = {}
    for line in lines:
        tally = tallies.setdefault(line.like, Tally())
        claimed = [
            finding for finding in found(line.text) if finding.holds and finding.kind in IDENTIFIERS
        ]
        tally.claimed += bool(claimed)
        if not line.kind:
            if claimed:
                tally.wrong.append(line.text)
            continue
        tally.there += 1
        same = [finding for finding in claimed if finding.kind == line.kind]
        is_found = set(range(line.start, line.end)) <= _covered(same)
        tally.found += is_found
        tally.right += bool(claimed)
        if not is_found:
            tally.missed.append(line.text)
    return tallies


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them as one."""
    whole = Tally()
    for tally in tallies:
        whole.there += tally.there
        whole.found += tally.found
        whole.claimed += tally.claimed
        whole.right += tally.right
    return whole


def held(found: Findings, texts: Iterable[str]) -> list[str]:
    """The texts that would have to wait."""
    return [text for text in texts if any(finding.holds for finding in found(text))]


def origins(labelled: Iterable[Sentence]) -> list[str]:
    """Origins of names, the most frequent first."""
    counted = Counter(
        sentence.origin for sentence in labelled if any(s[2] in PEOPLE for s in sentence.spans)
    )
    return [origin for origin, _ in counted.most_common()]


def _covered(findings: Iterable[Finding]) -> set[int]:
    return {place for finding in findings for place in range(finding.start, finding.end)}
