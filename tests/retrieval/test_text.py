"""Tidying and folding: the same words however they are dressed, and quickly."""

from __future__ import annotations

from importlib.resources import files

import pytest
import snowballstemmer

from ntg_bot.retrieval.lexicon import Lexicon
from ntg_bot.retrieval.setting import LONGEST_QUESTION
from ntg_bot.retrieval.text import compounds, fold, tidy, tokens


@pytest.mark.parametrize(
    "dressed",
    [
        "par\u200bental engagement",
        "\u202eparental engagement\u202c",
        "\u0440\u0430r\u0435nt\u0430l \u0435ng\u0430g\u0435m\u0435nt",
        "\uff50\uff41\uff52\uff45\uff4e\uff54\uff41\uff4c\u3000\uff45\uff4e\uff47\uff41\uff47\uff45\uff4d\uff45\uff4e\uff54",
        "P\u00e1r\u00e9ntal  ENGAGEMENT",
        "p\u0327\u0338\u0327\u0338arental\tengagement\n",
        "parental\u00ad engagement\ufeff",
    ],
)
def test_dressed_words_are_the_plain_words(dressed: str) -> None:
    assert tokens(fold(tidy(dressed, 300).text)) == ["parental", "engagement"]


def test_folding_entries_and_tidying_questions_agree() -> None:
    text = "Caf\u00e9 \ufb01nances – children’s “PRE\u2011school”"
    assert tokens(fold(text)) == tokens(fold(tidy(text, 300).text))


def test_a_long_question_is_cut_at_a_word_and_says_so() -> None:
    cut = tidy("school " * 20_000, LONGEST_QUESTION)
    assert cut.was_cut
    assert len(cut.text) <= LONGEST_QUESTION
    assert cut.text.endswith("school")
    exactly = "x" * LONGEST_QUESTION
    assert tidy(exactly, LONGEST_QUESTION) == type(cut)(exactly, False)


def test_spaces_and_invisible_characters_do_not_count_as_length() -> None:
    assert not tidy("school" + " \u200b" * 50_000, 300).was_cut


def test_capitals_stay_for_acronyms() -> None:
    assert tidy("what is \u0420\u0410", 300).text == "what is PA"


def test_apostrophes_and_hyphens() -> None:
    assert tokens(fold("the children’s don't")) == ["the", "children", "dont"]
    assert compounds(fold("a pre-school, one-to-one, 14-16")) == ["preschool", "onetoone"]


def test_english_words_have_the_stems_that_porter_gives_them() -> None:
    """The plain endings are left out, for time: it is the unusual ones that might be missed."""
    listed = files("ntg_bot.retrieval").joinpath("english.txt").read_text(encoding="ascii")
    lines = [line for line in listed.splitlines() if not line.startswith("#")]
    words = {word for line in lines for word in line.split() if word[-1] not in "sdgye"}
    stemmer, lexicon = snowballstemmer.stemmer("english"), Lexicon()
    assert [word for word in words if lexicon.stem(word) != stemmer.stemWord(word)] == []
