"""A knowledge base of any size: the shipped one, and copies of its practices with other words."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ntg_bot.domain.knowledge import Item, Practice

SHARE = 0.25
"""of a copy's words are replaced"""


def many(items: Sequence[Item], count: int) -> Iterator[Item]:
    """`items`, and then their practices again and again with other words."""
    dice = random.Random(7)
    practices = [item for item in items if isinstance(item, Practice)]
    pool = [word for item in practices for word in f"{item.title} {item.summary}".split()]
    yield from items

    def changed(text: str) -> str:
        return " ".join(dice.choice(pool) if dice.random() < SHARE else w for w in text.split())

    for number in range(count - len(items)):
        like = practices[number % len(practices)]
        yield replace(
            like,
            id=f"copy-{number}",
            title=changed(like.title),
            summary=changed(like.summary),
            asked_as=tuple(map(changed, like.asked_as)),
            body=changed(like.body),
        )
