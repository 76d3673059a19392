"""Incremental changes give the very ranking that a rebuild gives."""

from __future__ import annotations

import random

import pytest

from ntg_bot.domain.knowledge import Item, Kind
from ntg_bot.retrieval import Engine
from tests.retrieval.sample_base import AUTHORITIES, EVERYBODY, TAXONOMY, practice

_TEXT = """
attendance letters nursery language carers family conference mentor offending crime reading
tutoring parents engagement transition exclusion behaviour leadership governance wellbeing
anxiety speech games songs housing poverty breakfast counselling restorative placement kinship
fostering adoption virtual school pupils teacher coaching feedback phonics maths
"""
WORDS = _TEXT.split()


def made(number: int, dice: random.Random) -> Item:
    """A practice of random words, some of them its own."""
    own = f"topic{dice.randrange(400)}x"
    title = " ".join(dice.choices(WORDS, k=dice.randint(2, 6)))
    asked = tuple(" ".join(dice.choices(WORDS, k=4)) for _ in range(dice.randint(0, 3)))
    summary = " ".join(dice.choices([*WORDS, own], k=dice.randint(5, 40)))
    return practice(f"p{number}", title, summary, asked_as=asked)


def compare(changed: Engine, items: dict[int, Item], questions: list[str]) -> None:
    rebuilt = Engine(TAXONOMY, AUTHORITIES)
    rebuilt.replace(list(items.values()))
    for question in questions:
        one = changed.search(question, audience=EVERYBODY, limit=20)
        other = rebuilt.search(question, audience=EVERYBODY, limit=20)
        assert [hit.id for hit in one.hits] == [hit.id for hit in other.hits], question
        for hit, again in zip(one.hits, other.hits, strict=True):
            assert hit.score == pytest.approx(again.score, abs=1e-6)
            assert hit.why == again.why
        assert one.probability == pytest.approx(other.probability, abs=1e-6)
        assert one.corrections == other.corrections


def exercise(changes: int, entries: int, seed: int) -> None:
    dice = random.Random(seed)
    items = {number: made(number, dice) for number in range(entries)}
    engine = Engine(TAXONOMY, AUTHORITIES)
    engine.replace(list(items.values()))
    for change in range(changes):
        what = dice.random()
        number = dice.choice(list(items)) if what < 0.6 and items else entries + change
        if what < 0.3:
            engine.remove(Kind.PRACTICE, f"p{number}")
            del items[number]
        else:
            items[number] = made(number, dice)
            engine.put(items[number])
        questions = [
            " ".join(dice.choices([*WORDS, "atendance", "parnets", "topc17x"], k=3)),
            "what works for " + dice.choice(WORDS),
        ]
        compare(engine, items, questions)


def test_a_hundred_random_changes_rank_as_a_rebuild_does() -> None:
    exercise(changes=100, entries=120, seed=1)


@pytest.mark.soak
def test_a_thousand_random_changes_over_500_entries_rank_as_a_rebuild_does() -> None:
    exercise(changes=1000, entries=500, seed=2)


def test_a_merged_segment_ranks_as_a_rebuild_does() -> None:
    dice = random.Random(3)
    items = {number: made(number, dice) for number in range(300)}
    engine = Engine(TAXONOMY, AUTHORITIES)
    engine.replace(list(items.values()))
    for number in range(150, 600):
        items[number] = made(number, dice)
        engine.put(items[number])
    for number in range(100):
        engine.remove(Kind.PRACTICE, f"p{number}")
        del items[number]
    compare(engine, items, [" ".join(dice.choices(WORDS, k=3)) for _ in range(30)])
