"""Words, n-grams and rows."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.retrieval.features import (
    MAX_WORDS,
    Counted,
    GramHasher,
    Grams,
    Vectoriser,
    char_grams,
    word_grams,
    words_of,
)

LINES = [
    words_of(text) for text in ("Our café, isn’t it?", "reading reading", "a walking bus", "?")
]


def fitted() -> Vectoriser:
    return Vectoriser.fit(Grams.of(LINES, GramHasher()), 1.0)


def test_words_are_lower_case_without_accents_and_keep_question_marks() -> None:
    assert words_of("Our café, isn’t it?") == ["our", "cafe", "isn't", "it", "?"]


def test_invisible_characters_do_not_split_words() -> None:
    assert words_of("atten\u200bdance \u202eplan") == ["attendance", "plan"]


def test_a_very_long_text_is_cut() -> None:
    assert len(words_of("word " * 50_000)) <= MAX_WORDS
    assert max(map(len, words_of("x" * 100_000))) < 30


def test_pairs_of_words_know_where_the_text_begins_and_ends() -> None:
    assert word_grams(["we", "ran"]) == ["we", "ran", "^ we", "we ran", "ran $"]


def test_character_grams_stay_inside_a_word_with_its_edges() -> None:
    grams = char_grams("bus")
    assert " bu" in grams
    assert "bus" in grams
    assert " bus " in grams
    assert char_grams("a") == [" a "]


def test_each_row_of_known_text_has_the_weight_of_its_two_blocks() -> None:
    rows = fitted().rows(Grams.of(LINES, GramHasher()))
    for i in range(len(rows)):
        _, values = rows.row(i)
        assert np.isclose(values @ values, 2.0, atol=1e-5)
    assert np.allclose(rows.known, 1.0)


def test_unfamiliar_words_shorten_a_row_and_lower_its_known_share() -> None:
    vectoriser = fitted()
    rows = vectoriser.rows(
        Grams.of([words_of("a walking bus"), words_of("a walking zebra")], GramHasher())
    )
    assert rows.known[0] > rows.known[1] > 0
    first, second = (float(values @ values) for _, values in map(rows.row, (0, 1)))
    assert first > second


def test_a_text_of_nothing_known_is_an_empty_row() -> None:
    rows = fitted().rows(Grams.of([["zzzz"], []], GramHasher()))
    assert [len(rows.row(i)[0]) for i in (0, 1)] == [0, 0]
    assert rows.known.tolist() == [0.0, 0.0]


def test_taking_some_lines_is_counting_those_lines() -> None:
    hasher = GramHasher()
    some = np.array([1, 3])
    taken = Grams.of(LINES, hasher).take(some).words
    counted = Counted.of([hasher.words(LINES[i]) for i in some])
    assert (taken.line == counted.line).all()
    assert (taken.key == counted.key).all()
    assert (taken.count == counted.count).all()


def test_every_gram_has_the_word_it_belongs_to() -> None:
    vectoriser = fitted()
    columns, owners = vectoriser.owned(words_of("zebra walking bus"))
    assert set(owners.tolist()) == {1, 2}
    assert columns.max() < vectoriser.width


@given(st.text(max_size=400))
def test_any_text_becomes_a_row(text: str) -> None:
    rows = fitted().rows(Grams.of([words_of(text)], GramHasher()))
    assert np.isfinite(rows.values).all()
