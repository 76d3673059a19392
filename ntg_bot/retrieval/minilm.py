"""all-MiniLM-L6-v2 in plain numpy: text -> a unit vector of 384 numbers.

BERT (Devlin et al. 2019) with 6 layers, 12 heads, hidden size 384, then the mean over tokens and
L2 normalisation, as sentence-transformers runs it. Agrees with the reference to about 1e-7 in
cosine (docs/matching.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

Matrix = NDArray[np.float32]

SIZE = 384
_LAYERS = 6
_HEADS = 12
_DEPTH = SIZE // _HEADS
_MOST_TOKENS = 256
_BATCH_TOKENS = 1024
_SHATTERED = 1.9
"""tokens a word of a text that is in no language the model knows: English has about 1.3"""
_DENSE = 2.5
"""characters a token of a text that is mostly signs: English has about 5, ill typed about 3"""
_FEW_TOKENS = 48
"""read of such a text: each token takes time, and these mean little"""
_REMEMBERED = 64
"""single texts: one question is encoded once, whoever asks for it, with capitals and without"""
_GELU_ROWS = 32
"""rows that are worked on at once, so that what is between the steps stays near the processor"""
_EPSILON = np.float32(1e-12)


class MiniLM:
    """An encoder (see vectors.Encoder) over the model's weights and its tokenizer."""

    size = SIZE

    def __init__(
        self, weights: Mapping[str, Matrix], tokenizer: Tokenizer, fingerprint: str
    ) -> None:
        self.fingerprint = fingerprint
        self._tokenizer = tokenizer
        tokenizer.enable_truncation(_MOST_TOKENS)
        tokenizer.no_padding()
        self._words = weights["embeddings.word_embeddings.weight"]
        self._places = (
            weights["embeddings.position_embeddings.weight"]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._first_norm = _norm_of(weights, "embeddings.LayerNorm")
        self._layers = [_Layer(weights, f"encoder.layer.{n}.") for n in range(_LAYERS)]
        self._of_one = lru_cache(_REMEMBERED)(lambda numbers: self._run([numbers]))

    def encode(self, texts: Sequence[str]) -> Matrix:
        """(texts, 384) unit vectors. A text beyond 256 tokens is read to there."""
        vectors = np.zeros((len(texts), SIZE), np.float32)
        numbers = [
            _readable(encoding, len(text))
            for encoding, text in zip(self._tokenizer.encode_batch(list(texts)), texts, strict=True)
        ]
        if len(numbers) == 1:
            return self._of_one(tuple(numbers[0])).copy()
        order = sorted(range(len(texts)), key=lambda n: len(numbers[n]))
        batch: list[int] = []
        held = 0
        for n in order:
            if batch and held + len(numbers[n]) > _BATCH_TOKENS:
                vectors[batch] = self._run([numbers[b] for b in batch])
                batch, held = [], 0
            batch.append(n)
            held += len(numbers[n])
        if batch:
            vectors[batch] = self._run([numbers[b] for b in batch])
        return vectors

    def _run(self, batch: Sequence[Sequence[int]]) -> Matrix:
        """Texts lie one after another: nothing is padded, attention stays within each."""
        lengths = [len(ids) for ids in batch]
        ends = np.cumsum(lengths).tolist()
        spans = [(end - length, end) for end, length in zip(ends, lengths, strict=True)]
        places = np.concatenate([np.arange(length) for length in lengths])
        state = self._words[np.concatenate([np.asarray(ids) for ids in batch])]
        state = _normalised(state + self._places[places], self._first_norm)
        for layer in self._layers:
            state = layer(state, spans)
        pooled = np.stack([state[low:high].mean(axis=0) for low, high in spans])
        length = np.sqrt((pooled * pooled).sum(axis=1, keepdims=True))
        unit: Matrix = pooled / np.maximum(length, _EPSILON)
        return unit


def _readable(encoding: Encoding, characters: int) -> list[int]:
    """The tokens that are read: of a text whose words fall to pieces, or that is mostly signs,
    only the first.
    """
    ids: list[int] = encoding.ids
    if len(ids) <= _FEW_TOKENS:
        return ids
    words = len(set(encoding.word_ids))
    if len(ids) > _SHATTERED * words or len(ids) * _DENSE > characters:
        return [*ids[: _FEW_TOKENS - 1], ids[-1]]
    return ids


class _Layer:
    def __init__(self, weights: Mapping[str, Matrix], prefix: str) -> None:
        def dense(name: str) -> tuple[Matrix, Matrix]:
            weight = weights[f"{prefix}{name}.weight"]
            return np.ascontiguousarray(weight.T), weights[f"{prefix}{name}.bias"]

        parts = [dense(f"attention.self.{name}") for name in ("query", "key", "value")]
        self._mixed = np.concatenate([weight for weight, _ in parts], axis=1)
        self._mixed_bias = np.concatenate([bias for _, bias in parts])
        self._out, self._out_bias = dense("attention.output.dense")
        self._norm = _norm_of(weights, f"{prefix}attention.output.LayerNorm")
        self._up, self._up_bias = dense("intermediate.dense")
        self._down, self._down_bias = dense("output.dense")
        self._last_norm = _norm_of(weights, f"{prefix}output.LayerNorm")

    def __call__(self, state: Matrix, spans: Sequence[tuple[int, int]]) -> Matrix:
        mixed = state @ self._mixed + self._mixed_bias
        seen = np.empty_like(state)
        for low, high in spans:
            seen[low:high] = _attention(mixed[low:high])
        state = _normalised(state + seen @ self._out + self._out_bias, self._norm)
        wide: Matrix = state @ self._up
        wide += self._up_bias
        for low in range(0, len(wide), _GELU_ROWS):
            wide[low : low + _GELU_ROWS] = _gelu(wide[low : low + _GELU_ROWS])
        return _normalised(state + wide @ self._down + self._down_bias, self._last_norm)


def _attention(mixed: Matrix) -> Matrix:
    """Softmax(q k' / sqrt(depth)) v, head by head: (tokens, 3 * 384) -> (tokens, 384)."""
    tokens = len(mixed)
    heads = mixed.reshape(tokens, 3, _HEADS, _DEPTH).transpose(1, 2, 0, 3)
    query, key, value = heads[0], heads[1], heads[2]
    scores = (query @ key.transpose(0, 2, 1)) / np.float32(np.sqrt(_DEPTH))
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    attended: Matrix = (scores @ value).transpose(1, 0, 2).reshape(tokens, SIZE)
    return attended


def _norm_of(weights: Mapping[str, Matrix], name: str) -> tuple[Matrix, Matrix]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _normalised(state: Matrix, norm: tuple[Matrix, Matrix]) -> Matrix:
    centred = state - state.mean(axis=-1, keepdims=True)
    variance = (centred * centred).mean(axis=-1, keepdims=True)
    normed: Matrix = centred / np.sqrt(variance + _EPSILON) * norm[0] + norm[1]
    return normed


def _gelu(x: Matrix) -> Matrix:
    """x * Phi(x), with erf by Abramowitz and Stegun 7.1.26 (error below 1.5e-7)."""
    z = np.abs(x) * np.float32(0.7071067811865476)
    t = 1 / (1 + np.float32(0.3275911) * z)
    poly = np.float32(1.061405429) * t
    for c in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        poly += np.float32(c)
        poly *= t
    tail = poly * np.exp(-z * z)
    gelu: Matrix = x * np.where(x >= 0, 1 - 0.5 * tail, 0.5 * tail).astype(np.float32)
    return gelu
