"""The arithmetic of the linear classifiers: dual coordinate descent, margins, calibration.

Knows rows and numbers only, neither texts nor labels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ntg_bot.retrieval.features import Floats, Ints, Rows

Targets = NDArray[np.float32]
"""(n, K): +1 where a row belongs to a class, -1 where it does not"""

SEED = 2009
SETTLED = 0.01
"""training stops once no dual variable moved further than this in a pass"""
STEPS = 60
"""Newton steps of the logistic fits: they settle in about ten"""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of K machines: (columns, K) over n-grams, (d, K) over sentence vectors, (K,) biases."""

    sparse: Floats
    dense: Floats
    bias: Floats


def solve(rows: Rows, targets: Targets, costs: Floats, width: int, epochs: int) -> Weights:
    """K one-vs-rest machines: min |w|^2 / 2 + sum of cost * max(0, 1 - y w.x)^2, bias in w.

    Dual coordinate descent (Hsieh et al. 2008, algorithm 1, L2 loss); the K problems share the
    order of rows and are stepped together. `costs` is (n,), all above 0.
    """
    if targets.shape[1] == 1:
        return _solve_one(rows, targets[:, 0], costs, width, epochs)
    n, classes = targets.shape
    sparse = np.zeros((width, classes), dtype=np.float32)
    dense = np.zeros((rows.dense.shape[1], classes), dtype=np.float32)
    bias = np.zeros(classes, dtype=np.float32)
    alpha = np.zeros((n, classes), dtype=np.float32)
    slack = (0.5 / costs).astype(np.float32)
    has_dense = rows.dense.shape[1] > 0
    parts, norms = _parts(rows)
    shuffle = np.random.Generator(np.random.PCG64(SEED))
    for _ in range(epochs):
        furthest = 0.0
        for i in shuffle.permutation(n):
            columns, values = parts[i]
            gathered = sparse[columns]
            margin = values @ gathered + bias
            if has_dense:
                margin += rows.dense[i] @ dense
            y, a = targets[i], alpha[i]
            gradient = y * margin - 1 + slack[i] * a
            stepped = np.maximum(a - gradient / (norms[i] + slack[i]), 0)
            moved = stepped - a
            if not moved.any():
                continue
            furthest = max(furthest, float(np.abs(moved).max()))
            alpha[i] = stepped
            moved *= y
            sparse[columns] = gathered + values[:, None] * moved
            bias += moved
            if has_dense:
                dense += rows.dense[i][:, None] * moved
        if furthest < SETTLED:
            break
    return Weights(sparse, dense, bias)


def _solve_one(
    rows: Rows, signs: NDArray[np.float32], costs: Floats, width: int, epochs: int
) -> Weights:
    """`solve` for a single machine: the same steps on plain numbers, in a third of the time."""
    sparse = np.zeros(width, dtype=np.float32)
    dense = np.zeros(rows.dense.shape[1], dtype=np.float32)
    bias = 0.0
    alpha = [0.0] * len(signs)
    slack = (0.5 / costs).tolist()
    has_dense = rows.dense.shape[1] > 0
    parts, lengths = _parts(rows)
    norms, wanted = lengths.tolist(), signs.tolist()
    shuffle = np.random.Generator(np.random.PCG64(SEED))
    for _ in range(epochs):
        furthest = 0.0
        for i in shuffle.permutation(len(signs)).tolist():
            columns, values = parts[i]
            gathered = sparse.take(columns)
            margin = float(values.dot(gathered)) + bias
            if has_dense:
                margin += float(rows.dense[i].dot(dense))
            y, a = wanted[i], alpha[i]
            stepped = max(0.0, a - (y * margin - 1 + slack[i] * a) / (norms[i] + slack[i]))
            moved = stepped - a
            if moved == 0.0:
                continue
            furthest = max(furthest, abs(moved))
            alpha[i] = stepped
            moved *= y
            gathered += values * np.float32(moved)
            sparse[columns] = gathered
            bias += moved
            if has_dense:
                dense += rows.dense[i] * np.float32(moved)
        if furthest < SETTLED:
            break
    return Weights(sparse[:, None], dense[:, None], np.array([bias], dtype=np.float32))


def _parts(rows: Rows) -> tuple[list[tuple[Ints, Floats]], Floats]:
    """Each row's columns and values, and (n,) squared lengths, the bias's 1 counted in."""
    parts = [rows.row(i) for i in range(len(rows))]
    norms = np.ones(len(rows), dtype=np.float32) + (rows.dense**2).sum(axis=1, dtype=np.float32)
    norms += np.array([values @ values for _, values in parts], dtype=np.float32)
    return parts, norms


def margins(rows: Rows, weights: Weights) -> Floats:
    """(n, K) distances from the K boundaries, positive on the class's side."""
    out = np.zeros((len(rows), len(weights.bias)), dtype=np.float32)
    for i in range(len(rows)):
        columns, values = rows.row(i)
        out[i] = values @ weights.sparse[columns]
    if rows.dense.shape[1]:
        out += rows.dense @ weights.dense
    return out + weights.bias


@dataclass(frozen=True, slots=True)
class Calibration:
    """Margins to probabilities, fitted on rows the machines had not seen.

    `sharpness` multiplies margins before the softmax; `scope` is (features + 1,): a logistic
    over the features of scope, its constant last; empty where nothing out of scope was known.
    """

    sharpness: float
    scope: Floats

    def share(self, inside: Floats) -> Floats:
        """Softmax over the classes inside: (n, K) -> (n, K), each row adding up to 1."""
        scaled = inside * self.sharpness
        scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return np.asarray(scaled / scaled.sum(axis=1, keepdims=True), dtype=np.float32)

    def within(self, evidence: Floats) -> Floats:
        """(n, features) -> (n,) probability of being in scope."""
        return sigmoid(evidence @ self.scope[:-1] + self.scope[-1])


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)) without overflow."""
    half = np.tanh(np.asarray(x, dtype=np.float64) / 2)
    return np.asarray(0.5 * (1 + half), dtype=np.float32)


def fit_sharpness(inside: Floats, right: NDArray[np.bool_]) -> float:
    """The factor under which a softmax of `inside` (n, K) best predicts `right` (n, K).

    A row with several right classes counts their sum. Golden numbers between 0.5 and 40.
    """
    tried = np.geomspace(0.5, 40.0, 45)
    empty = np.zeros(0, dtype=np.float32)

    def loss(sharpness: float) -> float:
        shares = Calibration(sharpness, empty).share(inside)
        return float(-np.log(np.maximum((shares * right).sum(axis=1), 1e-9)).mean())

    return float(min(tried, key=loss))


def fit_logistic(evidence: Floats, truth: NDArray[np.bool_], ridge: float = 1.0) -> Floats:
    """(features + 1,) coefficients, constant last, of a logistic with both outcomes weighing
    the same. Newton's method with an L2 penalty of `ridge` on all but the constant.
    """
    x = np.concatenate([evidence, np.ones((len(evidence), 1))], axis=1).astype(np.float64)
    y = truth.astype(np.float64)
    weight = np.where(truth, 0.5 / max(1, truth.sum()), 0.5 / max(1, (~truth).sum())) * len(y)
    penalty = np.diag([ridge] * evidence.shape[1] + [1e-6])
    beta = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 0.5 * (1 + np.tanh(x @ beta / 2))
        gradient = x.T @ (weight * (y - p)) - penalty @ beta
        curvature = (x * (weight * np.maximum(p * (1 - p), 1e-9))[:, None]).T @ x + penalty
        step = np.linalg.solve(curvature, gradient)
        length = float(np.abs(step).max())
        beta += step * min(1.0, 2.0 / max(length, 1e-12))
        if length < 1e-8:
            break
    return beta.astype(np.float32)


def folds(n: int, k: int) -> list[Ints]:
    """Row numbers of `k` parts of near-equal size, every row in one of them."""
    order = np.random.Generator(np.random.PCG64(SEED + 1)).permutation(n)
    return [np.sort(order[part::k]) for part in range(k)]
