"""A base that is read in blocks is the base that is read at once."""

from __future__ import annotations

import random

import numpy as np
import pytest

from ntg_bot.domain.knowledge import Kind
from ntg_bot.retrieval import building
from ntg_bot.retrieval.entries import Entry
from ntg_bot.retrieval.lexicon import SKIP, Lexicon
from ntg_bot.retrieval.setting import SETTING

_WORDS = ["attendance", "letters", "nursery", "family", "the", "of", "mentor", "pre-school"]


def _entry(number: int, dice: random.Random) -> Entry:
    return Entry(
        kind=Kind.FAQ,
        id=f"e{number}",
        phrasings=tuple(" ".join(dice.choices(_WORDS, k=3)) for _ in range(dice.randint(1, 3))),
        summary=" ".join(dice.choices(_WORDS, k=dice.randint(0, 6))),
        keywords="",
        body=" ".join(dice.choices([*_WORDS, f"own{number}"], k=dice.randint(0, 20))),
    )


def test_a_base_in_many_blocks_is_the_base_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(4)
    entries = [_entry(number, dice) for number in range(50)]
    whole, whole_counts = building.built_at_once(entries, Lexicon(), SETTING)
    monkeypatch.setattr(building, "_BLOCK", 7)
    parts, counts = building.built_at_once(entries, Lexicon(), SETTING)
    for name in ("start", "docs", "impacts", "stream", "stream_start", "fields", "phrase_words"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name)), name
    assert np.array_equal(whole.phrase_start, parts.phrase_start)
    assert np.array_equal(whole.phrase_of, parts.phrase_of)
    assert np.array_equal(whole_counts, counts)


def test_a_base_built_of_words_read_one_by_one_is_the_same() -> None:
    dice = random.Random(5)
    entries = [_entry(number, dice) for number in range(20)]
    lexicon = Lexicon()
    words = [building.read(entry, lexicon) for entry in entries]
    one_by_one = building.build(entries, words, lexicon.stems_by_word(), SETTING)
    at_once, counts = building.built_at_once(entries, Lexicon(), SETTING)
    assert np.array_equal(one_by_one.docs, at_once.docs)
    assert np.array_equal(one_by_one.impacts, at_once.impacts)
    assert np.array_equal(one_by_one.phrase_words, at_once.phrase_words)
    for doc, read in enumerate(words):
        assert np.array_equal(at_once.words(doc).stream, read.stream)
        assert np.array_equal(at_once.words(doc).fields, read.fields)
    every = [set(read.distinct.tolist()) for read in words]
    assert counts.tolist() == [sum(w in one for one in every) for w in range(len(counts))]


def test_nothing_gives_an_empty_base() -> None:
    segment, counts = building.built_at_once((), Lexicon(), SETTING)
    assert len(segment) == 0
    assert len(counts) == 0
    assert len(segment.postings(0)[0]) == 0


def test_function_words_have_no_number() -> None:
    lexicon = Lexicon()
    assert lexicon.number("the") == SKIP
    assert lexicon.find("the") is None
    assert lexicon.number("letters") == 0
    assert lexicon.words == ["letters"]
