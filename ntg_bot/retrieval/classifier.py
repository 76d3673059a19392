"""A linear text classifier trained in numpy: one-vs-rest support vector machines over n-grams.

One trainer serves the intents, the sharing detector and the community router. Each class has a
linear L2-regularised squared-hinge machine, solved by dual coordinate descent (Hsieh et al.,
"A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML 2008), all classes at once.
Training is deterministic. Keeping trained classifiers in files is `keeping`'s business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ntg_bot.retrieval import solving
from ntg_bot.retrieval.features import (
    SIGN,
    Floats,
    GramHasher,
    Grams,
    Ints,
    Vectoriser,
    words_of,
)
from ntg_bot.retrieval.mending import Mender
from ntg_bot.retrieval.solving import Calibration, Weights
from ntg_bot.retrieval.vectors import Encoder

WORDS_ALONE = 1.0
BESIDE_VECTORS = 0.7
"""length of each n-gram block without and with sentence vectors (whose length is 1)"""
ENCODED_WORDS = 48
"""words of a line that the encoder reads: its time grows with them, what is meant comes first"""
EPOCHS = 8
FOLDS = 3
FOLD_EPOCHS = 5
BY_MARGIN = np.array([2.0, 0.0, 1.0, 0.5], dtype=np.float32)
"""scope from the best margin and the known share where no line out of scope was given"""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A training line. `weight` is how much a mistake on it costs, 1 being usual."""

    text: str
    labels: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What the classifier makes of some texts: (n, labels) margins and (n,) known shares."""

    margins: Floats
    known: Floats


class LinearClassifier:
    """A trained classifier. `labels` name the columns of margins; `outside` is the label for
    what is out of scope, or empty.
    """

    def __init__(
        self,
        labels: tuple[str, ...],
        outside: str,
        vectoriser: Vectoriser,
        mender: Mender,
        weights: Weights,
        calibration: Calibration,
        encoder: Encoder | None,
    ) -> None:
        self.labels, self.outside = labels, outside
        self.vectoriser, self.mender, self.weights = vectoriser, mender, weights
        self.calibration, self._encoder = calibration, encoder

    @property
    def inside(self) -> tuple[str, ...]:
        """The labels but for `outside`."""
        return tuple(label for label in self.labels if label != self.outside)

    def read(self, texts: Sequence[str]) -> Reading:
        """Margins of `texts`: above 0 speaks for a label, below against it."""
        lines = [self.mender.mend(words_of(text)) for text in texts]
        dense = encoded(lines, self._encoder)
        rows = self.vectoriser.rows(Grams.of(lines, self.vectoriser.hasher), dense)
        return Reading(solving.margins(rows, self.weights), rows.known)

    def probabilities(self, reading: Reading) -> Floats:
        """(n, inside) probabilities over the labels inside, each row adding up to 1."""
        inside = [self.labels.index(label) for label in self.inside]
        return self.calibration.share(reading.margins[:, inside])

    def in_scope(self, reading: Reading) -> Floats:
        """(n,) probability, 0 to 1, that a text is anything inside."""
        return self.calibration.within(
            evidence_of(reading.margins, reading.known, self.labels, self.outside)
        )

    def words_for(self, text: str, label: str) -> list[tuple[str, float]]:
        """Each word of `text` as read, with how much it speaks for `label` (n-grams only)."""
        line = self.mender.mend(words_of(text))
        columns, owners = self.vectoriser.owned(line)
        spoken = np.zeros(len(line), dtype=np.float32)
        if len(columns):
            weight = self.weights.sparse[columns, self.labels.index(label)]
            np.add.at(spoken, owners, weight * self.vectoriser.idf[columns])
        return list(zip(line, spoken.tolist(), strict=True))


def evidence_of(margins: Floats, known: Floats, labels: Sequence[str], outside: str) -> Floats:
    """(n, 3) features of scope: best margin inside, its lead over `outside`, known share."""
    inside = [i for i, label in enumerate(labels) if label != outside]
    best = margins[:, inside].max(axis=1)
    lead = best - margins[:, labels.index(outside)] if outside in labels else best
    return np.stack([best, lead, known], axis=1).astype(np.float32)


def encoded(lines: Sequence[Sequence[str]], encoder: Encoder | None) -> Floats | None:
    """Sentence vectors of `lines` (n, d), or None without an encoder."""
    if encoder is None:
        return None
    texts = [sentence_of(line) for line in lines]
    return np.asarray(encoder.encode(texts), dtype=np.float32)


def sentence_of(line: Sequence[str]) -> str:
    """What the encoder reads of a line: its first words, without signs (see features.SIGN)."""
    return " ".join(word for word in line[:ENCODED_WORDS] if not word.startswith(SIGN))


@dataclass(frozen=True, slots=True)
class _Material:
    """Training lines ready for arithmetic."""

    grams: Grams
    targets: Floats
    costs: Floats
    vectors: Floats | None

    def part(self, which: Ints) -> _Material:
        return _Material(
            self.grams.take(which),
            self.targets[which],
            self.costs[which],
            None if self.vectors is None else self.vectors[which],
        )


def train(
    examples: Sequence[Labelled],
    *,
    outside: str = "",
    encoder: Encoder | None = None,
    cost: float = 1.0,
) -> LinearClassifier:
    """Trains on `examples`, at least one of them inside.

    Raises ValueError without an example inside.
    """
    labels = tuple(sorted({label for example in examples for label in example.labels}))
    if not set(labels) - {outside}:
        raise ValueError("a classifier needs at least one labelled line inside its scope")
    lines = [words_of(example.text) for example in examples]
    material = _Material(
        Grams.of(lines, GramHasher()),
        _targets(examples, labels),
        np.array([cost * example.weight for example in examples], dtype=np.float32),
        encoded(lines, encoder),
    )
    vectoriser, weights = _fitted(material, EPOCHS)
    calibration = _calibrated(material, labels, outside)
    mender = Mender.fit(lines)
    return LinearClassifier(labels, outside, vectoriser, mender, weights, calibration, encoder)


def _targets(examples: Sequence[Labelled], labels: Sequence[str]) -> Floats:
    column = {label: i for i, label in enumerate(labels)}
    targets = np.full((len(examples), len(labels)), -1.0, dtype=np.float32)
    for i, example in enumerate(examples):
        targets[i, [column[label] for label in example.labels]] = 1.0
    return targets


def _fitted(material: _Material, epochs: int) -> tuple[Vectoriser, Weights]:
    length = WORDS_ALONE if material.vectors is None else BESIDE_VECTORS
    vectoriser = Vectoriser.fit(material.grams, length)
    rows = vectoriser.rows(material.grams, material.vectors)
    weights = solving.solve(rows, material.targets, material.costs, vectoriser.width, epochs)
    return vectoriser, weights


def _calibrated(material: _Material, labels: Sequence[str], outside: str) -> Calibration:
    """Fitted on each part as seen by machines trained on the other parts."""
    n = len(material.costs)
    unseen = np.zeros_like(material.targets)
    known = np.zeros(n, dtype=np.float32)
    everything = np.arange(n)
    for part in solving.folds(n, FOLDS):
        rest = np.setdiff1d(everything, part)
        if not len(rest) or not len(part):
            continue
        vectoriser, weights = _fitted(material.part(rest), FOLD_EPOCHS)
        held = material.part(part)
        rows = vectoriser.rows(held.grams, held.vectors)
        unseen[part] = solving.margins(rows, weights)
        known[part] = rows.known
    inside = [i for i, label in enumerate(labels) if label != outside]
    right = material.targets[:, inside] > 0
    belongs: NDArray[np.bool_] = np.asarray(right.any(axis=1))
    sharpness = solving.fit_sharpness(unseen[belongs][:, inside], right[belongs])
    evidence = evidence_of(unseen, known, labels, outside)
    if belongs.all():
        return Calibration(sharpness, BY_MARGIN)
    return Calibration(sharpness, solving.fit_logistic(evidence, belongs))
