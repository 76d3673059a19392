"""From evidence to ANSWER, CLOSEST or NONE: a logistic regression with shipped coefficients.

`coefficients.json` holds two sets, for words alone and with sentence vectors, and says how they
were fitted and on what. `fit` makes a new set; nothing here refits by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from json import loads

import numpy as np
from numpy.typing import NDArray

from ntg_bot.domain.asking import Confidence
from ntg_bot.retrieval.evidence import NAMES, Evidence

_FILE = "coefficients.json"
_STEPS = 50
_SMALL = 1e-9
MOST_FALSE_ANSWERS = 0.05
"""share of the questions that have nothing to do with the base that may pass the bar of ANSWER;
most of these the intent classifier has refused before"""
MOST_TURNED_AWAY = 0.05
"""share of the questions that were answered rightly that may be given as NONE"""


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

    `weight` lets many questions of one source count as few of another. `is_foreign`: it has
    nothing to do with the base.
    """

    seen: Evidence
    is_right: bool
    weight: float = 1.0
    is_foreign: bool = False


@cache
def shipped(with_vectors: bool) -> Coefficients:
    """The coefficients that come with this package."""
    text = files("ntg_bot.retrieval").joinpath(_FILE).read_text(encoding="utf-8")
    return parsed(loads(text)[set_name(with_vectors)])


def set_name(with_vectors: bool) -> str:
    """Which of the two sets of a coefficients file."""
    return "vectors" if with_vectors else "words"


def parsed(data: object) -> Coefficients:
    """A set as `as_plain` wrote it; raises ValueError where it is not one."""
    weights = data.get("weights") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or not isinstance(weights, Mapping):
        raise ValueError("a set of coefficients has an intercept, weights and two bars")
    if set(weights) != set(NAMES):
        raise ValueError(f"weights must be given for {', '.join(NAMES)}")
    missing = {"intercept", "answer", "closest"} - set(data)
    if missing:
        raise ValueError(f"{', '.join(sorted(missing))} must be given")
    try:
        return Coefficients(
            intercept=float(str(data["intercept"])),
            weights=tuple(float(str(weights[name])) for name in NAMES),
            answer=float(str(data["answer"])),
            closest=float(str(data["closest"])),
        )
    except ValueError as error:
        raise ValueError("coefficients are numbers") from error


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
    strength: float = 0.05,
) -> Coefficients:
    """Coefficients for `observations`: weighted logistic regression with a Gaussian prior of
    precision `strength` around `prior` (around zero where there is none), no weight below zero.

    Where a weight would be negative its evidence is left out, the most negative first, until none
    is: all evidence is made to speak for the hit, and a sign the other way is chance.
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
    used = np.flatnonzero(np.ptp(x, axis=0) + (np.arange(x.shape[1]) == 0) + (centre > 0))
    while True:
        beta = _newton(x[:, used], rights, weight, centre[used], precision[used])
        lowest = 1 + int(np.argmin(beta[1:])) if len(beta) > 1 else 0
        if lowest == 0 or beta[lowest] >= 0:
            break
        used = np.delete(used, lowest)
    full = np.zeros(x.shape[1])
    full[used] = beta
    return Coefficients(
        intercept=float(full[0]),
        weights=tuple(float(b) for b in full[1:]),
        answer=prior.answer if prior else 0.5,
        closest=prior.closest if prior else 0.25,
    )


_Array = NDArray[np.float64]


def _newton(x: _Array, rights: _Array, weight: _Array, centre: _Array, precision: _Array) -> _Array:
    """Coefficients (k,) for x (n, k), by Newton's method."""
    beta: _Array = centre.copy()
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (rights - p)) - precision * (beta - centre)
        curvature = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(precision)
        step = np.linalg.solve(curvature, gradient).astype(np.float64)
        beta += step
        if float(np.abs(step).max()) < _SMALL:
            break
    return beta


def balanced(observations: Sequence[Observation]) -> list[Observation]:
    """The same with the wrong ones weighed so that they count in all as much as the right ones:
    how often each kind was drawn is no evidence. Half then means as likely right as wrong.
    """
    right = sum(one.weight for one in observations if one.is_right)
    wrong = sum(one.weight for one in observations if not one.is_right)
    if not right or not wrong:
        return list(observations)
    scale = right / wrong
    return [
        one if one.is_right else replace(one, weight=one.weight * scale) for one in observations
    ]


def separation(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The chance that a right one is put above a wrong one (AUROC; ties count half); 0.5 where
    there are none of one kind.
    """
    if not right or not wrong:
        return 0.5
    low = np.sort(np.array(wrong))
    below = np.searchsorted(low, right, "left")
    not_above = np.searchsorted(low, right, "right")
    return float((below + not_above).sum() / 2 / (len(right) * len(wrong)))


def with_bars(coefficients: Coefficients, observations: Sequence[Observation]) -> Coefficients:
    """The same coefficients with bars fitted to `observations`, best of one's own field.

    ANSWER: the lowest bar that at most MOST_FALSE_ANSWERS of the foreign questions pass.
    CLOSEST: the highest that turns away at most MOST_TURNED_AWAY of those answered rightly.
    Shares are by weight. Raises ValueError without foreign questions or without right ones.
    """
    right = [(coefficients.probability(o.seen), o.weight) for o in observations if o.is_right]
    foreign = [(coefficients.probability(o.seen), o.weight) for o in observations if o.is_foreign]
    if not right or not foreign:
        raise ValueError("the bars need questions of both kinds, ours and foreign ones")
    answer = _passed_by(foreign, MOST_FALSE_ANSWERS)
    closest = _passed_by(right, 1 - MOST_TURNED_AWAY)
    return replace(coefficients, answer=answer, closest=min(closest, answer))


def _passed_by(weighted: Sequence[tuple[float, float]], share: float) -> float:
    """The bar just over the first probability that would let more than `share` pass."""
    total = sum(weight for _, weight in weighted)
    passed = 0.0
    for probability, weight in sorted(weighted, reverse=True):
        passed += weight
        if passed > share * total:
            return float(np.nextafter(probability, 1))
    return 0.0
