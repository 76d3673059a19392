"""Keeps trained classifiers in files, so that a start costs nothing.

A file is named by the SHA-256 of everything that made it: what the lines are made of, the settings,
the encoder and this package's own code. Files hold plain arrays (npz, never pickle); one that
cannot be read is made again. Nothing is kept without a folder. Sentence vectors are the encoder's
own business (see kept.KeptEncoder).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache as once
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ntg_bot.retrieval.classifier import Labelled, LinearClassifier, train
from ntg_bot.retrieval.features import Vectoriser
from ntg_bot.retrieval.mending import Mender
from ntg_bot.retrieval.solving import Calibration, Weights
from ntg_bot.retrieval.vectors import Encoder

Arrays = Mapping[str, NDArray[np.generic]]


Lessons = Sequence[Labelled] | Callable[[], Sequence[Labelled]]
"""lines to learn from, or what makes them: marking thousands of lines takes a second"""


def train_or_load(
    lessons: Lessons,
    cache: Path | None,
    encoder: Encoder | None = None,
    *,
    made_of: object = None,
    name: str = "classifier",
    outside: str = "",
) -> LinearClassifier:
    """The classifier of `lessons`: read from `cache` where it was made before, else trained.

    `made_of` is all that lessons are made from by this package's code, as JSON takes it; lessons
    that are not made but given say it themselves. `cache` is a folder, made where it is missing;
    None trains every time. Older files of the same `name` are removed. Raises ValueError without
    an example inside the scope, OSError where the folder cannot be written.
    """
    if cache is None:
        return train(_lines(lessons), outside=outside, encoder=encoder)
    source = _lines(lessons) if made_of is None else made_of
    path = cache / f"{name}-{fingerprint(source, outside, encoder)}.npz"
    stored = _read(path)
    if stored is not None:
        return _unpacked(stored, encoder)
    trained = train(_lines(lessons), outside=outside, encoder=encoder)
    _write(path, _packed(trained), older=f"{name}-*.npz")
    return trained


def fingerprint(made_of: object, outside: str, encoder: Encoder | None) -> str:
    """SHA-256 in hexadecimal of the lines, the settings, the encoder's output and our code."""
    digest = hashlib.sha256(_code())
    digest.update((encoder.fingerprint if encoder else "words alone").encode())
    digest.update(json.dumps([outside, made_of], ensure_ascii=True, default=_plain).encode())
    return digest.hexdigest()


@once
def _code() -> bytes:
    """SHA-256 of every file of this package: any of them may have a part in how lines are made."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.iterdir()):
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{path.name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.digest()


def _lines(lessons: Lessons) -> Sequence[Labelled]:
    return lessons() if callable(lessons) else lessons


def _plain(lesson: object) -> object:
    if isinstance(lesson, Labelled):
        return lesson.text, lesson.labels, lesson.weight
    raise TypeError(f"{type(lesson).__name__} is nothing that lessons are made of")


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
