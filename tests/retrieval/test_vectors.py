"""Sentence vectors: what is kept, that answers do not depend on it, and the model's own figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ntg_bot.domain.asking import SearchResult
from ntg_bot.domain.errors import ConfigError
from ntg_bot.domain.knowledge import Kind
from ntg_bot.retrieval import Engine, FileVectors, MemoryVectors, find_model, load_encoder, vectors
from ntg_bot.retrieval.model import PACKAGE, can_load
from ntg_bot.retrieval.vectors import VectorStore, key_of, rounded
from tests.retrieval.sample_base import AUTHORITIES, EVERYBODY, ITEMS, PRACTICES, TAXONOMY, practice
from tests.retrieval.small_encoder import SmallEncoder

QUESTIONS = ("bunking off", "letters for kids", "nursery talk", "atendance", "what is the gap")


def built(store: VectorStore, encoder: SmallEncoder | None = None) -> Engine:
    engine = Engine(TAXONOMY, AUTHORITIES, encoder or SmallEncoder(), store)
    engine.replace(ITEMS)
    return engine


def answers(engine: Engine) -> list[SearchResult]:
    return [engine.search(question, audience=EVERYBODY) for question in QUESTIONS]


def test_meaning_finds_what_no_word_finds() -> None:
    by_words = Engine(TAXONOMY, AUTHORITIES)
    by_words.replace(ITEMS)
    item = practice("truancy-sweeps", "truancy", "Teams look for children in the streets.")
    engine = built(MemoryVectors())
    for one in (by_words, engine):
        one.put(item)
    assert by_words.search("bunking", audience=EVERYBODY).hits == ()
    hit = engine.search("bunking", audience=EVERYBODY).hits[0]
    assert hit.id == "truancy-sweeps"
    assert hit.why.by_meaning


def test_answers_are_the_same_from_a_cold_and_from_a_warm_store(tmp_path: Path) -> None:
    path = tmp_path / "vectors.bin"
    cold = answers(built(FileVectors(path)))
    encoder = SmallEncoder()
    warm_engine = built(FileVectors(path), encoder)
    assert encoder.encoded == []
    assert answers(warm_engine) == cold
    assert answers(built(MemoryVectors())) == cold


def test_texts_read_block_by_block_get_their_own_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_BLOCK", 3)
    store, encoder = MemoryVectors(), SmallEncoder()
    texts = [f"text {number % 7}" for number in range(20)]
    found = vectors.vectors_of(iter(texts), encoder, store, count=20)
    assert np.array_equal(found, rounded(SmallEncoder().encode(texts)))
    assert sorted(encoder.encoded) == sorted(set(texts))
    assert np.array_equal(vectors.vectors_of(texts, encoder, store), found)
    assert len(encoder.encoded) == 7
    assert vectors.vectors_of([], encoder, store).shape == (0, encoder.size)


def test_only_changed_texts_are_encoded_again() -> None:
    store = MemoryVectors()
    built(store)
    encoder = SmallEncoder()
    engine = built(store, encoder)
    engine.put(practice("nursery-talk", "Talking games at nursery", "Something new is said."))
    assert encoder.encoded == ["Talking games at nursery. Something new is said."]


def test_incremental_changes_rank_as_a_rebuild_does_with_vectors_too() -> None:
    store = MemoryVectors()
    engine = built(store)
    engine.remove(Kind.PRACTICE, PRACTICES[0].id)
    new = practice("new-one", "Walking buses", "Children walk to school together.")
    engine.put(new)
    engine.put(PRACTICES[0])
    other = Engine(TAXONOMY, AUTHORITIES, SmallEncoder(), store)
    other.replace(
        [*ITEMS, practice("new-one", "Walking buses", "Children walk to school together.")]
    )
    assert answers(engine) == answers(other)


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"ntgvec01" + b"x" * 60])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "vectors.bin"
    path.write_bytes(damage)
    cold = answers(built(FileVectors(path)))
    assert cold == answers(built(MemoryVectors()))


def test_a_torn_file_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "vectors.bin"
    store = FileVectors(path)
    key = key_of("m", "text")
    store.put({key: rounded(np.ones((1, 4), np.float32) / 2)[0]})
    assert list(FileVectors(path).get([key])) == [key]
    path.write_bytes(path.read_bytes()[:-1])
    assert FileVectors(path).get([key]) == {}


def test_two_stores_on_one_file_lose_nothing_of_each_other(tmp_path: Path) -> None:
    path = tmp_path / "vectors.bin"
    one, other = FileVectors(path), FileVectors(path)
    vector = rounded(np.ones((1, 4), np.float32) / 2)[0]
    one.put({key_of("m", "a"): vector})
    other.put({key_of("m", "b"): vector})
    both = [key_of("m", "a"), key_of("m", "b")]
    assert list(FileVectors(path).get(both)) == both
    assert [p.name for p in tmp_path.iterdir()] == ["vectors.bin"]


def test_vectors_of_another_model_are_not_used() -> None:
    assert key_of("model-1", "text") != key_of("model-2", "text")


def test_a_folder_without_the_model_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not hold"):
        find_model(str(tmp_path))
    with pytest.raises(ConfigError, match="cannot be read"):
        load_encoder(tmp_path)


def test_files_that_are_not_the_models_own_are_refused(tmp_path: Path) -> None:
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    assert find_model(str(tmp_path)) == tmp_path
    with pytest.raises(ConfigError, match="not the model's own file"):
        load_encoder(tmp_path)


def test_looking_for_the_model_does_not_import_its_package() -> None:
    import sys

    find_model(None)
    assert PACKAGE not in sys.modules


def test_the_encoder_gives_the_figures_that_the_models_authors_publish() -> None:
    # similarities printed in the quick start of sentence-transformers for this model
    folder = find_model(None)
    if folder is None or not can_load():
        pytest.skip("the sentence model is not installed")
    encoder = load_encoder(folder)
    vectors = encoder.encode(
        ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]
    )
    expected = [[1.0, 0.6660, 0.1046], [0.6660, 1.0, 0.1411], [0.1046, 0.1411, 1.0]]
    assert np.allclose(vectors @ vectors.T, expected, atol=6e-5)
    alone = encoder.encode(["He drove to the stadium."])[0]
    assert float(alone @ vectors[2]) == pytest.approx(1.0, abs=1e-6)
