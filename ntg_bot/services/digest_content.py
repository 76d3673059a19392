"""Which of the items found make an issue: few, useful, of several kinds, nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ntg_bot.domain.digest import Detail, DigestItem, ItemKind

MOST_ITEMS = 7
"""of one issue: longer digests make people leave"""


@dataclass(frozen=True, slots=True)
class Content:
    """What an issue holds, and how much news found no room."""

    items: tuple[DigestItem, ...]
    left_out: int = 0


def compose(found: Iterable[DigestItem]) -> Content:
    """At most MOST_ITEMS, in the order of their kinds.

    Every kind that has something gets its best in, then its second, and so on, so that a week of
    many new practices still has the question that needs an answer. A practice is there once, for
    the first of its reasons. Without any item that is reason enough there is nothing.
    """
    by_kind = _once(found)
    if not any(items and items[0].traits.is_reason for items in by_kind.values()):
        return Content(())
    chosen: list[DigestItem] = []
    for place in range(MOST_ITEMS):
        for kind, items in by_kind.items():
            fits = place < min(len(items), items[0].traits.most if items else 0)
            if fits and len(chosen) < MOST_ITEMS:
                chosen.append(by_kind[kind][place])
    kinds = list(ItemKind)
    news = sum(len(items) for items in by_kind.values() if items and items[0].traits.is_news)
    shown = sum(item.traits.is_news for item in chosen)
    # A stable sort: within a kind the order of its source stays.
    return Content(
        tuple(sorted(chosen, key=lambda item: kinds.index(item.kind))), max(news - shown, 0)
    )


def _once(found: Iterable[DigestItem]) -> dict[ItemKind, list[DigestItem]]:
    """By kind, in the order of kinds; what is about the same thing counts for the first kind."""
    by_kind: dict[ItemKind, list[DigestItem]] = {kind: [] for kind in ItemKind}
    for item in found:
        by_kind[item.kind].append(item)
    seen: set[str] = set()
    for kind, items in by_kind.items():
        kept = []
        for item in items:
            about = item.ref or f"{kind.value}:{item.text}"
            if about not in seen:
                seen.add(about)
                kept.append(item)
        by_kind[kind] = kept
    return by_kind


def together(issues: Sequence[Sequence[DigestItem]]) -> tuple[DigestItem, ...]:
    """Items of several issues, the latest first: each thing once, counts of the same added up."""
    found: dict[tuple[ItemKind, str, str], DigestItem] = {}
    for items in issues:
        for item in items:
            same = (item.kind, item.ref, item.text)
            seen = found.get(same)
            found[same] = item if seen is None else added(seen, item)
    return tuple(found.values())


def added(one: DigestItem, other: DigestItem) -> DigestItem:
    """Two about the same, as one. People may be the same ones, so the larger number stands."""
    match one.traits.detail:
        case Detail.COUNT:
            return replace(one, detail=str(int(one.detail) + int(other.detail)))
        case Detail.PEOPLE:
            return max(one, other, key=lambda item: int(item.detail))
        case _:
            return one
