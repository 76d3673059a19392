"""Screens one text: asks every family of rules and joins what they saw."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from ntg_bot.domain.screening import IDENTIFIERS, Finding, FindingKind, Sureness
from ntg_bot.screening.details import birthday_after, birthdays, files, homes, mails, web_addresses
from ntg_bot.screening.disclosures import disclosures
from ntg_bot.screening.groups import initials, situations, small_groups
from ntg_bot.screening.letters import read
from ntg_bot.screening.marks import Mark
from ntg_bot.screening.numbers import numbers
from ntg_bot.screening.people import names
from ntg_bot.screening.words import Vocabulary, split

_IDENTIFIER_RULES = (numbers, mails, web_addresses, homes, birthdays, files)
_GROUP_RULES = (initials, small_groups, situations)


class Screener:
    """Finds what may identify a child, a parent or a worker in a text. No I/O; safe in any thread.

    It misses some: docs/privacy.md states how many. A person must read every text as well.
    """

    def __init__(
        self,
        *,
        terms: Iterable[str],
        is_english: Callable[[str], bool],
        is_urgent: Callable[[str], bool],
        names: Collection[str] | None = None,
    ) -> None:
        """`terms`: capital words that are no person's name here, such as councils' and practices'
        names; `is_english`: whether a folded word is plain English; `is_urgent`: whether a message
        speaks of somebody in danger; `names`: given names in place of the package's list.
        """
        self._vocabulary = Vocabulary(terms, is_english, names)
        self._is_urgent = is_urgent

    def findings(self, text: str) -> tuple[Finding, ...]:
        """What was seen, first to last. Identifiers and names do not overlap each other; a
        description or a disclosure may hold them. Never raises; linear in the text's length.
        """
        reading = read(text)
        return tuple(
            Finding(mark.kind, *reading.span(mark.start, mark.end), mark.sureness, _reason(mark))
            for mark in sorted(
                _without_overlaps(self._marks(reading.plain)),
                key=lambda mark: (mark.start, -mark.end),
            )
        )

    def _marks(self, plain: str) -> Iterator[Mark]:
        for identifiers in _IDENTIFIER_RULES:
            yield from identifiers(plain)
        words, sentences = split(plain, self._vocabulary)
        for name in names(plain, words, sentences):
            yield name
            if birthday := birthday_after(plain, name.end):
                yield birthday
        for groups in _GROUP_RULES:
            yield from groups(plain)
        yield from disclosures(plain, self._is_urgent)


_ALONE = IDENTIFIERS | {FindingKind.PERSON, FindingKind.INITIALS}
_RANK = {Sureness.SURE: 0, Sureness.LIKELY: 1, Sureness.POSSIBLE: 2}


def _without_overlaps(marks: Iterable[Mark]) -> list[Mark]:
    """Identifiers and names that overlap become one of the surest kind, so that none is left."""
    alone: list[Mark] = []
    kept: list[Mark] = []
    for mark in marks:
        (alone if mark.kind in _ALONE else kept).append(mark)
    alone.sort(key=lambda mark: (mark.start, mark.end))
    for mark in alone:
        last = kept[-1] if kept else None
        if last is None or last.kind not in _ALONE or last.end <= mark.start:
            kept.append(mark)
            continue
        best = min(last, mark, key=_weight)
        kept[-1] = replace(best, start=last.start, end=max(last.end, mark.end))
    return kept


def _weight(mark: Mark) -> tuple[bool, bool, int, int]:
    """Less is better: a web address with all it holds, identifiers, the surest, the longest."""
    return (
        mark.kind is not FindingKind.URL,
        mark.kind not in IDENTIFIERS,
        _RANK[mark.sureness],
        mark.start - mark.end,
    )


def _reason(mark: Mark) -> str:
    is_possible = mark.sureness is Sureness.POSSIBLE
    return f"screening.{mark.kind}{'_of_work' if is_possible else ''}"
