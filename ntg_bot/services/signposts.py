"""Signposts: who else works on what an answer is about, by today's names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ntg_bot.domain.knowledge import Kind, Organisation, Practice
from ntg_bot.services.library import Library

MOST = 5
"""bodies that one answer points to"""


@dataclass(frozen=True, slots=True)
class Signpost:
    """A body that works on it; `for_whom` is the one whose work it took over, where it did."""

    name: str
    for_whom: str = ""


class Signposts:
    """Follows names that bodies had to those that do their work now."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def of_practices(self, ids: Iterable[str]) -> tuple[Signpost, ...]:
        """Bodies that these practices name, in their order; without any, those of their themes."""
        practices = [
            item
            for id in ids
            if isinstance(item := self._library.find(Kind.PRACTICE, id), Practice)
        ]
        named = [name for practice in practices for name in practice.organisations]
        if named:
            return self.today(named)
        themes = dict.fromkeys(theme for each in practices for theme in each.communities)
        return self.of_communities(themes)

    def of_communities(self, ids: Iterable[str]) -> tuple[Signpost, ...]:
        """Bodies that the practices of these communities name most."""
        wanted = set(ids)
        counted = Counter(
            name
            for practice in self._library.practices()
            if wanted.intersection(practice.communities)
            for name in practice.organisations
        )
        return self.today([name for name, _ in counted.most_common(3 * MOST)])

    def today(self, names: Sequence[str]) -> tuple[Signpost, ...]:
        """The bodies of these names as they are now, each once; those that ended without a
        successor are left out.
        """
        known = self._by_name()
        found: dict[str, Signpost] = {}
        for name in names:
            body = known.get(_key(name))
            if body is None:
                found.setdefault(_key(name), Signpost(name))
                continue
            for now in self.now(body):
                was = "" if now.id == body.id else body.acronym or body.name
                found.setdefault(now.id, Signpost(now.name, was))
        return tuple(found.values())[:MOST]

    def now(self, body: Organisation) -> tuple[Organisation, ...]:
        """The body itself while it works; else those that took its work over, however far on."""
        found: dict[str, Organisation] = {}
        waiting, seen = [body], {body.id}
        while waiting:
            each = waiting.pop(0)
            if not each.successors and each.status not in ENDED:
                found.setdefault(each.id, each)
            for id in each.successors:
                after = self._library.find(Kind.ORGANISATION, id)
                if isinstance(after, Organisation) and id not in seen:
                    seen.add(id)
                    waiting.append(after)
        return tuple(found.values())

    def practices_of(self, body: Organisation) -> tuple[Practice, ...]:
        """Practices that name the body, by whichever of its names."""
        names = {_key(name) for name in (body.name, body.acronym, *body.aliases) if name}
        return tuple(
            practice
            for practice in self._library.practices()
            if names.intersection(map(_key, practice.organisations))
        )

    def _by_name(self) -> dict[str, Organisation]:
        known: dict[str, Organisation] = {}
        for item in self._library.of_kind(Kind.ORGANISATION):
            if isinstance(item, Organisation):
                for name in (item.name, item.acronym, *item.aliases):
                    if name:
                        known.setdefault(_key(name), item)
        return known


ENDED = frozenset({"closed", "merged", "replaced"})
"""what `status` of an organisation says of one that is no more"""


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("’", "'").split()).removeprefix("the ")
