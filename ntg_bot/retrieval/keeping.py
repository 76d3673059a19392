"""Keeps trained classifiers in files, so that a start costs nothing.

A file is named by the SHA-256 of everything that made it: the lines, the settings, the encoder
and this package's own code. Files hold plain arrays (npz, never pickle); one that cannot be read
is made again. Nothing is kept without a folder. Sentence vectors are the encoder's own business
(see kept.KeptEncoder).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ntg_bot.retrieval import classifier, features, mending, solving
from ntg_bot.retrieval.classifier import Labelled, LinearClassifier, train
from ntg_bot.retrieval.features import Vectoriser
from ntg_bot.retrieval.mending import Mender
from ntg_bot.retrieval.solving import Calibration, Weights
from ntg_bot.retrieval.vectors import Encoder

Arrays = Mapping[str, NDArray[np.generic]]


def train_or_load(
    examples: Sequence[Labelled],
    cache: Path | None,
    encoder: Encoder | None = None,
    *,
    name: str = "classifier",
    outside: str = "",
) -> LinearClassifier:
    """The classifier of `examples`: read from `cache` where it was made before, else trained.

    `cache` is a folder, made where it is missing; None trains every time. Older files of the
    same `name` are removed. Raises ValueError without an example inside the scope, OSError
    where the folder cannot be written.
    """
    if cache is None:
        return train(examples, outside=outside, encoder=encoder)
    path = cache / f"{name}-{fingerprint(examples, outside, encoder)}.npz"
    stored = _read(path)
    if stored is not None:
        return _unpacked(stored, encoder)
    trained = train(examples, outside=outside, encoder=encoder)
    _write(path, _packed(trained), older=f"{name}-*.npz")
    return trained


def fingerprint(examples: Sequence[Labelled], outside: str, encoder: Encoder | None) -> str:
    """SHA-256 in hexadecimal of the lines, the settings, the encoder's output and our code."""
    digest = hashlib.sha256()
    for module in (features, mending, solving, classifier):
        digest.update(Path(str(module.__file__)).read_bytes())
    digest.update(Path(__file__).read_bytes())
    digest.update((encoder.fingerprint if encoder else "words alone").encode())
    lines = [(e.text, e.labels, e.weight) for e in examples]
    digest.update(json.dumps([outside, lines], ensure_ascii=True).encode())
    return digest.hexdigest()


def _packed(trained: LinearClassifier) -> Arrays:
    words = trained.mender.vocabulary
    return {
        "labels": np.array(trained.labels),
        "outside": np.array(trained.outside),
        "word_keys": trained.vectoriser.word_keys,
        "char_keys": trained.vectoriser.char_keys,
        "idf": trained.vectoriser.idf,
        "scale": np.array([trained.vectoriser.unseen_idf, trained.vectoriser.weight]),
        "words": np.array(list(words)),
        "counts": np.array(list(words.values()), dtype=np.int64),
        "sparse": trained.weights.sparse,
        "dense": trained.weights.dense,
        "bias": trained.weights.bias,
        "sharpness": np.array(trained.calibration.sharpness),
        "scope": trained.calibration.scope,
    }


def _unpacked(arrays: Arrays, encoder: Encoder | None) -> LinearClassifier:
    unseen_idf, weight = arrays["scale"].astype(np.float64).tolist()
    counts = arrays["counts"].astype(np.int64).tolist()
    return LinearClassifier(
        tuple(str(label) for label in arrays["labels"]),
        str(arrays["outside"]),
        Vectoriser(
            arrays["word_keys"].astype(np.int64),
            arrays["char_keys"].astype(np.int64),
            arrays["idf"].astype(np.float32),
            unseen_idf,
            weight,
        ),
        Mender(dict(zip((str(word) for word in arrays["words"]), counts, strict=True))),
        Weights(
            arrays["sparse"].astype(np.float32),
            arrays["dense"].astype(np.float32),
            arrays["bias"].astype(np.float32),
        ),
        Calibration(float(arrays["sharpness"]), arrays["scope"].astype(np.float32)),
        encoder,
    )


def _read(path: Path) -> dict[str, NDArray[np.generic]] | None:
    """The arrays of `path`, or None where it is missing, broken or holds objects."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return {key: stored[key] for key in stored.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return None


def _write(path: Path, arrays: Arrays, *, older: str) -> None:
    """Writes whole or not at all, then removes other files that match `older`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".making-")
    try:
        with os.fdopen(handle, "wb") as out:
            np.savez(out, allow_pickle=False, **arrays)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    for other in path.parent.glob(older):
        if other != path:
            other.unlink(missing_ok=True)
