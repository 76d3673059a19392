"""An encoder that remembers: many texts go by the store, a single one by the encoder alone.

The search engine and the classifiers share one, so that no text is encoded twice. Questions are
single texts: they are never written to disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ntg_bot.retrieval.vectors import (
    STEP,
    Encoder,
    FileVectors,
    Stored,
    VectorStore,
    vectors_of,
)


class ShippedVectors:
    """What came with the knowledge base, and in front of it what this installation has added."""

    def __init__(self, shipped: Path, own: Path) -> None:
        self._shipped = FileVectors(shipped)
        self._own = FileVectors(own)
        self._used: dict[bytes, Stored] = {}

    def get(self, keys: Sequence[bytes]) -> Mapping[bytes, Stored]:
        """Those of `keys` that are kept in either."""
        found = {**self._shipped.get(keys), **self._own.get(keys)}
        self._used.update(found)
        return found

    def put(self, vectors: Mapping[bytes, Stored]) -> None:
        """Keeps `vectors` in this installation's own file."""
        self._used.update(vectors)
        self._own.put(vectors)

    @property
    def used(self) -> Mapping[bytes, Stored]:
        """Every vector that was asked for or made since this was opened."""
        return self._used


class KeptEncoder:
    """See vectors.Encoder. Rounded as stored, so that a cold and a warm store give the same."""

    def __init__(self, encoder: Encoder, store: VectorStore) -> None:
        self._encoder = encoder
        self._store = store

    @property
    def fingerprint(self) -> str:
        return self._encoder.fingerprint

    @property
    def size(self) -> int:
        return self._encoder.size

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, size) unit vectors."""
        if len(texts) == 1:
            return self._encoder.encode(texts)
        kept = vectors_of(texts, self._encoder, self._store).astype(np.float32)
        return np.multiply(kept, STEP)
