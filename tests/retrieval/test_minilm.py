"""The sentence model's numbers stay what they were, alone, together, long and short."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ntg_bot.retrieval import Encoder, find_model, load_encoder
from ntg_bot.retrieval.model import can_load

KEPT = json.loads(Path(__file__).with_name("minilm_vectors.json").read_text(encoding="utf-8"))
TEXTS = [one["text"] for one in KEPT["sentences"]]
EVERY = 8


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    folder = find_model(None)
    if folder is None or not can_load():
        pytest.skip("the sentence model is not installed")
    return load_encoder(folder)


def test_each_sentence_has_the_vector_that_is_kept(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.size)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    for vector, one in zip(vectors, KEPT["sentences"], strict=True):
        assert np.allclose(vector[::EVERY], one["vector"], atol=2e-5)


def test_a_sentence_has_the_same_vector_whatever_is_encoded_beside_it(encoder: Encoder) -> None:
    together = encoder.encode([*TEXTS, "word " * 300])
    for place, text in enumerate(TEXTS):
        assert np.allclose(encoder.encode([text])[0], together[place], atol=1e-5)


def test_what_an_encoder_cannot_read_to_the_end_is_read_from_its_beginning(
    encoder: Encoder,
) -> None:
    long, longer = encoder.encode(["attendance " * 400, "attendance " * 500 + "kites"])
    assert np.allclose(long, longer, atol=1e-5)


def test_nothing_and_signs_alone_have_a_vector_of_length_one(encoder: Encoder) -> None:
    vectors = encoder.encode(["", "?!", "\U0001f642"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_of_words_that_fall_to_pieces_only_the_first_are_read(encoder: Encoder) -> None:
    gibberish = " ".join(f"xq{n}zvw{n}kj" for n in range(100, 160))
    longer = f"{gibberish} attendance"
    assert np.array_equal(encoder.encode([gibberish]), encoder.encode([longer]))
    plain = "what helps children who are often away from school " * 8
    assert not np.array_equal(encoder.encode([plain]), encoder.encode([f"{plain} fostering"]))


def test_of_what_is_mostly_signs_only_the_first_are_read(encoder: Encoder) -> None:
    signs = "<a>=1;{b}%" * 12
    longer = f"{signs} attendance"
    assert np.array_equal(encoder.encode([signs]), encoder.encode([longer]))


def test_a_text_asked_for_again_has_its_vector_whatever_was_done_to_the_first(
    encoder: Encoder,
) -> None:
    first = encoder.encode(["what works for young carers"])
    kept = first.copy()
    first[:] = 0.0
    again = encoder.encode(["What works for young carers"])
    assert np.array_equal(again, kept)
