"""Which practices are much like another, and which say the opposite of it.

The index proposes, words in common decide. It only ever proposes to a moderator.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ntg_bot.domain.asking import Audience
from ntg_bot.domain.curating import PairKind, disagree
from ntg_bot.domain.knowledge import Direction, Kind, Practice, PracticeStatus
from ntg_bot.domain.likeness import ALIKE, overlap, title_overlap
from ntg_bot.domain.sharing import Submission
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Retriever

MOST_NEAR = 3
_PROPOSED = 8
"""entries that the index proposes"""
SAME = 0.5
"""overlap of words from which two texts count as the same practice"""
SAME_SUBJECT = 0.25
"""overlap from which two practices are about one subject, so that they may contradict"""
SAME_SUBJECT_TITLE = 0.3
LONGEST_SEARCHED = 1_000
"""characters of a text that are searched with: more words find less"""
_NOTHING_CAME = re.compile(
    r"\b(no (real |clear |measurable )?(difference|change|effect|impact|improvement)"
    r"|(made|makes) no difference|did(n't| not) (work|help|change|make a difference)"
    r"|got worse|made (things|it) worse|did more harm|stayed the same|failed)\b",
    re.IGNORECASE,
)
"""a report of what happened that says: nothing came of it"""


@dataclass(frozen=True, slots=True)
class Near:
    """A practice that should be compared with what a moderator looks at."""

    practice_id: str
    kind: PairKind


class LikenessService:
    """Compares with the practices in use; searching takes milliseconds, so call it in a thread."""

    def __init__(self, library: Library, retriever: Retriever) -> None:
        self._library = library
        self._retriever = retriever

    def of_submission(self, submission: Submission) -> tuple[Near, ...]:
        """Practices much like what somebody shared, or whose evidence speaks against it."""
        text = f"{submission.title}. {submission.what}"
        told = reported(submission.what_happened)
        near = []
        for practice in self._proposed(text):
            kind = self._kind(submission.title, text, told, practice)
            if kind is not None:
                near.append(Near(practice.id, kind))
        return tuple(near[:MOST_NEAR])

    def of_practice(self, practice: Practice) -> tuple[Near, ...]:
        """Other practices much like it, or that say the opposite about the same thing."""
        text, direction = said(practice), practice.evidence.direction
        near = []
        for other in self._proposed(text):
            if other.id == practice.id:
                continue
            kind = self._kind(practice.title, text, direction, other)
            if kind is PairKind.CONTRADICTION and not _meet(practice, other):
                continue
            if kind is not None:
                near.append(Near(other.id, kind))
        return tuple(near[:MOST_NEAR])

    def of_waiting(self, submission: Submission, others: Iterable[Submission]) -> Submission | None:
        """Another submission that waits and tells of much the same."""
        text = f"{submission.title}. {submission.what}"
        for other in others:
            if other.id != submission.id and _same(
                submission.title, text, other.title, f"{other.title}. {other.what}"
            ):
                return other
        return None

    def _proposed(self, text: str) -> list[Practice]:
        found = self._retriever.search(
            text[:LONGEST_SEARCHED],
            audience=Audience(public_only=True),
            limit=_PROPOSED,
            kinds=frozenset({Kind.PRACTICE}),
        )
        items = (self._library.find(hit.kind, hit.id) for hit in found.hits)
        return [
            item
            for item in items
            if isinstance(item, Practice) and item.status is PracticeStatus.CURRENT
        ]

    @staticmethod
    def _kind(title: str, text: str, direction: Direction, other: Practice) -> PairKind | None:
        is_one_subject = (
            overlap(text, said(other)) >= SAME_SUBJECT
            or title_overlap(title, other.title) >= SAME_SUBJECT_TITLE
        )
        if is_one_subject and disagree(direction, other.evidence.direction):
            return PairKind.CONTRADICTION
        is_same = _same(title, text, other.title, said(other))
        return PairKind.DUPLICATE if is_same else None


def said(practice: Practice) -> str:
    """What a practice is compared by."""
    return f"{practice.title}. {practice.summary}"


def reported(what_happened: str) -> Direction:
    """Which way a sharer's own report points, for comparing alone: it is no evidence."""
    if not what_happened.strip():
        return Direction.UNCLEAR
    return Direction.NULL if _NOTHING_CAME.search(what_happened) else Direction.POSITIVE


def _same(title: str, text: str, other_title: str, other_text: str) -> bool:
    return title_overlap(title, other_title) >= ALIKE or overlap(text, other_text) >= SAME


def _meet(one: Practice, other: Practice) -> bool:
    """Whether both are for the same children, or of the same community."""
    return bool(
        set(one.groups) & set(other.groups) or set(one.communities) & set(other.communities)
    )
