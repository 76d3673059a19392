"""Sentence vectors kept between runs, by fingerprint of model and text.

A vector is stored as 16-bit fixed point: two bytes a number, steps of 3e-5. What was computed is
rounded before its first use, so that answers are the same from a cold and from a warm store.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence, Sized
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Stored = NDArray[np.int16]
STEP = np.float32(1 / 32767)
_MAGIC = b"ntgvec01"
_KEY = 16
_DIGEST = 32
_BLOCK = 4096


class Encoder(Protocol):
    """Turns texts into unit vectors. Deterministic; no I/O."""

    @property
    def fingerprint(self) -> str:
        """Names the model: vectors of another one are never mixed in."""
        ...

    @property
    def size(self) -> int:
        """Numbers a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, size) unit vectors."""
        ...


class VectorStore(Protocol):
    """Keeps vectors by key (see `key_of`)."""

    def get(self, keys: Sequence[bytes]) -> Mapping[bytes, Stored]:
        """Those of `keys` that are kept."""
        ...

    def put(self, vectors: Mapping[bytes, Stored]) -> None:
        """Keeps `vectors`; returns once they would survive a restart, if the store does."""
        ...


def key_of(fingerprint: str, text: str) -> bytes:
    """The key of one text under one model."""
    told = f"{fingerprint}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=_KEY).digest()


def rounded(vectors: NDArray[np.float32]) -> Stored:
    """Unit vectors as stored."""
    stored: Stored = np.rint(np.clip(vectors, -1, 1) * 32767).astype(np.int16)
    return stored


def vectors_of(
    texts: Iterable[str], encoder: Encoder, store: VectorStore, *, count: int | None = None
) -> Stored:
    """(texts, size) vectors: kept ones from `store`, the others computed and put there.

    `count` is how many `texts` there are, where they have no length: they are then read a block at
    a time, for the passages of a large knowledge base together take more room than its vectors.
    """
    told = iter(texts)
    total = count if count is not None else len(texts) if isinstance(texts, Sized) else 0
    vectors = np.empty((total, encoder.size), np.int16)
    missing: dict[bytes, str] = {}
    places: dict[bytes, list[int]] = {}
    for low in range(0, total, _BLOCK):
        keyed = [(key_of(encoder.fingerprint, text), text) for text in islice(told, _BLOCK)]
        kept = store.get([key for key, _ in keyed])
        for place, (key, text) in enumerate(keyed, low):
            vector = kept.get(key)
            if vector is None:
                missing.setdefault(key, text)
                places.setdefault(key, []).append(place)
            else:
                vectors[place] = vector
    if missing:
        computed = rounded(encoder.encode(list(missing.values())))
        store.put(dict(zip(missing, computed, strict=True)))
        for key, vector in zip(missing, computed, strict=True):
            vectors[places[key]] = vector
    return vectors


class MemoryVectors:
    """Vectors kept as long as the process lives."""

    def __init__(self) -> None:
        self._kept: dict[bytes, Stored] = {}

    def get(self, keys: Sequence[bytes]) -> Mapping[bytes, Stored]:
        """Those of `keys` that are kept."""
        return {key: self._kept[key] for key in keys if key in self._kept}

    def put(self, vectors: Mapping[bytes, Stored]) -> None:
        """Keeps `vectors`."""
        self._kept.update(vectors)


class FileVectors:
    """Vectors kept in one file, replaced whole at each write: a crash leaves the old or the new.

    The file is a cache: one that is missing, damaged or of another make is as good as empty.
    Layout: magic, SHA-256 of the rest, numbers a vector (4 bytes), then key and vector by turns.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._kept = _read(path)

    def get(self, keys: Sequence[bytes]) -> Mapping[bytes, Stored]:
        """Those of `keys` that are kept."""
        return {key: self._kept[key] for key in keys if key in self._kept}

    def put(self, vectors: Mapping[bytes, Stored]) -> None:
        """Keeps `vectors` on disk. What another process wrote meanwhile stays.

        Raises OSError where the file cannot be written.
        """
        with self._lock:
            kept = _read(self._path)
            kept.update(self._kept)
            kept.update(vectors)
            write_vectors(self._path, kept)
            self._kept = kept


def _read(path: Path) -> dict[bytes, Stored]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    head = len(_MAGIC) + _DIGEST
    payload = memoryview(data)[head:]
    if data[: len(_MAGIC)] != _MAGIC or len(payload) < 4:
        return {}
    if hashlib.sha256(payload).digest() != data[len(_MAGIC) : head]:
        return {}
    size = int.from_bytes(payload[:4], "little")
    record = np.dtype([("key", f"V{_KEY}"), ("vector", "<i2", (size,))])
    rows = np.frombuffer(payload[4:], record)
    vectors = rows["vector"].astype(np.int16)
    return {key.tobytes(): vector for key, vector in zip(rows["key"], vectors, strict=True)}


def write_vectors(path: Path, kept: Mapping[bytes, Stored]) -> None:
    """Writes `kept`, sorted by key, in place of what was there; raises OSError."""
    sizes = {len(vector) for vector in kept.values()}
    if not sizes:
        return
    size = max(sizes)
    parts = [size.to_bytes(4, "little")]
    for key, vector in sorted(kept.items()):
        if len(vector) == size:
            parts += [key, vector.astype("<i2").tobytes()]
    payload = b"".join(parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(_MAGIC + hashlib.sha256(payload).digest() + payload)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
