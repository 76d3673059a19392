"""A digest before it goes out: what moderators decided about it, and what it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ntg_bot.domain.digest import DigestItem, Week
from ntg_bot.domain.errors import WrongState


@dataclass(frozen=True, slots=True)
class DigestDraft:
    """The draft of one community's issue of one week.

    Decisions are kept by an item's mark, so they hold while the items are still being gathered.
    Once it is frozen, its items are those found then.
    """

    community: str
    week: Week
    note: str = ""
    """what moderators tell the readers, before everything else"""
    words: Mapping[str, str] = field(default_factory=dict)
    """a moderator's words for an item, by its mark"""
    dropped: tuple[str, ...] = ()
    """marks of items that are left out"""
    found: tuple[DigestItem, ...] = ()
    frozen_at: datetime | None = None

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    def freeze(self, found: Iterable[DigestItem], at: datetime) -> DigestDraft:
        """From now on made of these; raises WrongState where it is frozen already."""
        if self.is_frozen:
            raise WrongState(key="refused.draft_frozen")
        return replace(self, found=tuple(found), frozen_at=at)

    def reword(self, mark: str, words: str) -> DigestDraft:
        """Other words for an item; none give it back its own."""
        kept = {key: text for key, text in self.words.items() if key != mark}
        return replace(self, words=kept | ({mark: words} if words else {}))

    def drop(self, mark: str) -> DigestDraft:
        return replace(self, dropped=tuple(dict.fromkeys((*self.dropped, mark))))

    def put_back(self, mark: str) -> DigestDraft:
        return replace(self, dropped=tuple(each for each in self.dropped if each != mark))

    def noted(self, note: str) -> DigestDraft:
        return replace(self, note=note)

    def applied(
        self, found: Iterable[DigestItem]
    ) -> tuple[tuple[DigestItem, ...], tuple[DigestItem, ...]]:
        """What stays of `found`, in the moderators' words, and what was left out."""
        reworded = [
            replace(item, said=self.words[item.mark]) if item.mark in self.words else item
            for item in found
        ]
        kept = tuple(item for item in reworded if item.mark not in self.dropped)
        return kept, tuple(item for item in reworded if item.mark in self.dropped)
