"""Training, mending, calibration and keeping of the linear classifiers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ntg_bot.retrieval import solving
from ntg_bot.retrieval.classifier import Labelled, LinearClassifier, train
from ntg_bot.retrieval.features import GramHasher, Grams, Vectoriser, words_of
from ntg_bot.retrieval.keeping import fingerprint, train_or_load
from ntg_bot.retrieval.kept import KeptEncoder
from ntg_bot.retrieval.mending import Mender
from ntg_bot.retrieval.vectors import MemoryVectors

FRUIT = ("apple", "pear", "plum", "cherry", "orange", "banana", "melon", "grape")
TOOLS = ("hammer", "chisel", "spanner", "pliers", "wrench", "mallet", "screwdriver", "drill")
SHAPES = ("I would like a {}", "where is the {}", "one {} please", "the {} is mine")

EXAMPLES = [
    *(Labelled(shape.format(word), ("fruit",)) for word in FRUIT for shape in SHAPES),
    *(Labelled(shape.format(word), ("tools",)) for word in TOOLS for shape in SHAPES),
    *(
        Labelled(text, ("oos",))
        for text in (
            "when does the train leave",
            "it rains again today",
            "who won the match",
            "my leg hurts a bit",
            "turn the radio down",
            "what a lovely morning",
            "the library closes at six",
            "did you ring your sister",
        )
    ),
]


class LettersEncoder:
    """A real encoder of a silly kind: how often each letter comes, as a unit vector."""

    fingerprint = "letters"
    size = 384

    def __init__(self) -> None:
        self.encoded = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += len(texts)
        counts = np.array(
            [[text.count(chr(97 + i % 26)) + (i == 26) for i in range(384)] for text in texts],
            dtype=np.float32,
        )
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


def best(classifier: LinearClassifier, text: str) -> str:
    shares = classifier.probabilities(classifier.read([text]))[0]
    return classifier.inside[int(shares.argmax())]


def scope(classifier: LinearClassifier, text: str) -> float:
    return float(classifier.in_scope(classifier.read([text]))[0])


def test_it_learns_what_it_is_told() -> None:
    classifier = train(EXAMPLES, outside="oos")
    assert best(classifier, "could I have an apple and a pear") == "fruit"
    assert best(classifier, "pass me the spanner or the drill") == "tools"


def test_a_mistyped_word_is_read_as_what_was_meant() -> None:
    classifier = train(EXAMPLES, outside="oos")
    assert best(classifier, "one chrery please") == "fruit"
    assert best(classifier, "where is the scredwriver") == "tools"


def test_texts_in_scope_score_above_texts_out_of_scope() -> None:
    classifier = train(EXAMPLES, outside="oos")
    inside = [scope(classifier, text) for text in ("a banana please", "where is my mallet")]
    outside = [scope(classifier, text) for text in ("does it rain at six", "who rang the radio")]
    assert min(inside) > max(outside)
    assert all(0 <= score <= 1 for score in inside + outside)


def test_probabilities_add_up_to_one() -> None:
    classifier = train(EXAMPLES, outside="oos")
    shares = classifier.probabilities(classifier.read(["an apple", "", "zzz qqq"]))
    assert np.allclose(shares.sum(axis=1), 1.0, atol=1e-5)


def test_without_lines_out_of_scope_familiar_text_still_scores_higher() -> None:
    classifier = train([e for e in EXAMPLES if e.labels != ("oos",)], outside="oos")
    assert scope(classifier, "where is the plum") > scope(classifier, "vortex quasar nebula")


def test_lines_without_a_label_teach_what_is_not_meant() -> None:
    lines = [Labelled(e.text, e.labels if e.labels == ("fruit",) else ()) for e in EXAMPLES]
    classifier = train(lines)
    assert scope(classifier, "a pear please") > 0.5 > scope(classifier, "where is the wrench")


def test_training_twice_gives_the_same_weights() -> None:
    first, second = (train(EXAMPLES, outside="oos") for _ in range(2))
    assert (first.weights.sparse == second.weights.sparse).all()
    assert (first.calibration.scope == second.calibration.scope).all()


def test_nothing_inside_is_a_plain_error() -> None:
    with pytest.raises(ValueError, match="at least one"):
        train([Labelled("hello", ("oos",))], outside="oos")


def test_one_single_line_can_be_trained_on() -> None:
    assert best(train([Labelled("hello there", ("greeting",))]), "hello") == "greeting"


def test_the_words_that_speak_for_a_label_are_named() -> None:
    classifier = train(EXAMPLES, outside="oos")
    spoken = dict(classifier.words_for("where is the hammer", "tools"))
    assert spoken["hammer"] == max(spoken.values())


def test_the_solver_reaches_the_optimum_of_its_problem() -> None:
    """At the optimum w = sum of 2 cost (1 - y w.x)+ y x: the gradient of the primal is nought."""
    lines = [words_of(e.text) for e in EXAMPLES]
    grams = Grams.of(lines, GramHasher())
    vectoriser = Vectoriser.fit(grams, 1.0)
    rows = vectoriser.rows(grams)
    targets = np.where(np.arange(len(lines)) < 32, 1.0, -1.0).astype(np.float32)[:, None]
    costs = np.ones(len(lines), dtype=np.float32)
    weights = solving.solve(rows, targets, costs, vectoriser.width, 200)
    slack = np.maximum(0, 1 - targets * solving.margins(rows, weights))
    gradient = weights.sparse.copy()
    for i in range(len(rows)):
        columns, values = rows.row(i)
        gradient[columns] -= 2 * costs[i] * slack[i] * targets[i] * values[:, None]
    assert np.abs(gradient).max() < 0.05  # it stops once no dual variable moves by 0.01


def test_vectors_stand_beside_the_words() -> None:
    encoder = LettersEncoder()
    classifier = train(EXAMPLES, outside="oos", encoder=encoder)
    assert classifier.weights.dense.shape == (384, 3)
    assert best(classifier, "a banana please") == "fruit"


def test_a_kept_classifier_is_read_and_gives_the_same_answers(tmp_path: Path) -> None:
    texts = ["one chrery please", "where is my mallet", "it rains"]
    made = train_or_load(EXAMPLES, tmp_path, outside="oos")
    stamp = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    read = train_or_load(EXAMPLES, tmp_path, outside="oos")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == stamp
    assert np.array_equal(made.read(texts).margins, read.read(texts).margins)
    assert np.array_equal(made.in_scope(made.read(texts)), read.in_scope(read.read(texts)))
    assert made.labels == read.labels
    assert made.outside == read.outside


def test_other_lines_make_another_file_and_the_old_one_goes(tmp_path: Path) -> None:
    train_or_load(EXAMPLES, tmp_path, outside="oos")
    train_or_load(EXAMPLES[:-1], tmp_path, outside="oos")
    assert len(list(tmp_path.glob("classifier-*.npz"))) == 1
    assert fingerprint(EXAMPLES, "oos", None) != fingerprint(EXAMPLES[:-1], "oos", None)
    assert fingerprint(EXAMPLES, "oos", None) != fingerprint(EXAMPLES, "", None)


def test_lines_are_made_only_where_nothing_is_kept_of_what_they_are_made_of(tmp_path: Path) -> None:
    made: list[int] = []

    def lessons() -> list[Labelled]:
        made.append(1)
        return EXAMPLES

    for source in (["a"], ["a"], ["b"], ["b"]):
        train_or_load(lessons, tmp_path, made_of=source, outside="oos")
    assert len(made) == 2
    with pytest.raises(TypeError, match="object is nothing"):
        train_or_load(lessons, tmp_path, made_of=[object()])


def test_a_broken_file_is_made_again(tmp_path: Path) -> None:
    made = train_or_load(EXAMPLES, tmp_path, outside="oos")
    (path,) = tmp_path.glob("classifier-*.npz")
    for broken in (b"", b"not an archive", path.read_bytes()[:200]):
        path.write_bytes(broken)
        again = train_or_load(EXAMPLES, tmp_path, outside="oos")
        assert np.array_equal(made.weights.sparse, again.weights.sparse)


def test_a_line_is_encoded_once_whatever_is_trained_from_it(tmp_path: Path) -> None:
    letters = LettersEncoder()
    encoder = KeptEncoder(letters, MemoryVectors())
    train_or_load(EXAMPLES, tmp_path, encoder, outside="oos")
    first = letters.encoded
    assert first <= len(EXAMPLES)
    train_or_load(EXAMPLES[1:], tmp_path, encoder, outside="oos")
    assert letters.encoded == first


def test_another_encoder_makes_another_classifier() -> None:
    letters = LettersEncoder()
    other = LettersEncoder()
    other.fingerprint = "other letters"
    assert fingerprint(EXAMPLES, "oos", letters) != fingerprint(EXAMPLES, "oos", other)
    assert fingerprint(EXAMPLES, "oos", letters) != fingerprint(EXAMPLES, "oos", None)


def test_mending_leaves_plurals_short_words_and_numbers_alone() -> None:
    mender = Mender.fit([words_of("tablet attendance boy 2024 fostering")])
    words = ["tablets", "bot", "2025", "attendnce", "fosterng", "zebra"]
    assert mender.mend(words) == ["tablets", "bot", "2025", "attendance", "fostering", "zebra"]
