"""From evidence to ANSWER, CLOSEST or NONE: a logistic regression with shipped coefficients.

`coefficients.json` holds two sets, for words alone and with sentence vectors, and says how they
were fitted and on what. `fit` makes a new set with an old one as prior; nothing here refits by
itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from ntg_bot.domain.asking import Confidence
from ntg_bot.retrieval.evidence import NAMES, Evidence

_FILE = "coefficients.json"
_STEPS = 50
_SMALL = 1e-9
MOST_FALSE_ANSWERS = 0.02
"""share of the questions without an answer that may be given as ANSWER, where bars are fitted"""


@dataclass(frozen=True, slots=True)
class Coefficients:
    """probability = 1 / (1 + exp(-(intercept + weights . evidence))); bars between the bands."""

    intercept: float
    weights: tuple[float, ...]
    answer: float
    closest: float

    def probability(self, seen: Evidence) -> float:
        """That the first hit answers the question, 0 to 1."""
        total = self.intercept + float(np.dot(self.weights, seen.values()))
        return float(1 / (1 + np.exp(-np.clip(total, -30, 30))))

    def band(self, probability: float, *, by_corrections_alone: bool = False) -> Confidence:
        """The band of a probability; corrected words alone never make an ANSWER."""
        if probability >= self.answer and not by_corrections_alone:
            return Confidence.ANSWER
        return Confidence.CLOSEST if probability >= self.closest else Confidence.NONE


@dataclass(frozen=True, slots=True)
class Observation:
    """One labelled question: its evidence, and whether the first hit answers it.

    `weight` lets many questions of one source count as few of another.
    """

    seen: Evidence
    is_right: bool
    weight: float = 1.0


@cache
def shipped(with_vectors: bool) -> Coefficients:
    """The coefficients that come with this package."""
    text = files("ntg_bot.retrieval").joinpath(_FILE).read_text(encoding="utf-8")
    return parsed(json.loads(text)["vectors" if with_vectors else "words"])


def parsed(data: dict[str, object]) -> Coefficients:
    """A set as `as_plain` wrote it; raises KeyError or ValueError where it is not one."""
    weights = data["weights"]
    if not isinstance(weights, dict) or set(weights) != set(NAMES):
        raise ValueError(f"weights must be given for {', '.join(NAMES)}")
    return Coefficients(
        intercept=float(str(data["intercept"])),
        weights=tuple(float(weights[name]) for name in NAMES),
        answer=float(str(data["answer"])),
        closest=float(str(data["closest"])),
    )


def as_plain(coefficients: Coefficients) -> dict[str, object]:
    """A set as plain JSON values, weights by name."""
    named = zip(NAMES, coefficients.weights, strict=True)
    return {
        "intercept": round(coefficients.intercept, 4),
        "weights": {name: round(weight, 4) for name, weight in named},
        "answer": round(coefficients.answer, 3),
        "closest": round(coefficients.closest, 3),
    }


def fit(
    observations: Sequence[Observation],
    prior: Coefficients | None = None,
    strength: float = 1.0,
) -> Coefficients:
    """Coefficients for `observations`: weighted logistic regression by Newton's method, with a
    Gaussian prior of precision `strength` around `prior` (around zero where there is none).

    The bars are `prior`'s; see `with_bars`. Raises ValueError without right and wrong ones.
    """
    rights = np.array([o.is_right for o in observations], np.float64)
    if not len(rights) or rights.min() == rights.max():
        raise ValueError("fitting needs questions that were answered and some that were not")
    x = np.array([(1.0, *o.seen.values()) for o in observations], np.float64)
    weight = np.array([o.weight for o in observations], np.float64)
    centre = np.zeros(x.shape[1])
    if prior is not None:
        centre = np.array((prior.intercept, *prior.weights))
    precision = np.full(x.shape[1], strength)
    precision[0] = _SMALL if prior is None else strength
    beta = centre.copy()
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (rights - p)) - precision * (beta - centre)
        curvature = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(precision)
        step = np.linalg.solve(curvature, gradient)
        beta += step
        if float(np.abs(step).max()) < _SMALL:
            break
    return Coefficients(
        intercept=float(beta[0]),
        weights=tuple(float(b) for b in beta[1:]),
        answer=prior.answer if prior else 0.5,
        closest=prior.closest if prior else 0.25,
    )


def with_bars(coefficients: Coefficients, observations: Sequence[Observation]) -> Coefficients:
    """The same coefficients with bars fitted to `observations` (best from our own domain).

    ANSWER: the lowest bar that lets at most MOST_FALSE_ANSWERS of the wrong ones over it.
    CLOSEST: where the shares of right ones kept and of wrong ones refused add up to most.
    """
    right = np.array([coefficients.probability(o.seen) for o in observations if o.is_right])
    wrong = np.array([coefficients.probability(o.seen) for o in observations if not o.is_right])
    candidates = np.unique(np.concatenate((right, wrong)))
    allowed = [bar for bar in candidates if (wrong >= bar).mean() <= MOST_FALSE_ANSWERS]
    answer = float(allowed[0]) if allowed else 1.0
    kept = [float((right >= bar).mean() + (wrong < bar).mean()) for bar in candidates]
    closest = min(float(candidates[int(np.argmax(kept))]), answer)
    return Coefficients(coefficients.intercept, coefficients.weights, answer, closest)
