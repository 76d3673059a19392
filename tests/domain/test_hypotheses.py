"""Hypotheses: every step there is, and every one there is not."""

from __future__ import annotations

import itertools

import pytest

from ntg_bot.domain.checks import Tally
from ntg_bot.domain.errors import WrongState
from ntg_bot.domain.hypotheses import LEGAL_MOVES, HypothesisState, Threshold
from tests.storage.world import a_hypothesis, at


@pytest.mark.parametrize(
    ("before", "after"), list(itertools.product(HypothesisState, HypothesisState))
)
def test_only_legal_moves_are_made(before: HypothesisState, after: HypothesisState) -> None:
    hypothesis = a_hypothesis("h", 4, state=before)
    if after in LEGAL_MOVES[before]:
        moved = hypothesis.move(after, at(5))
        assert (moved.state, moved.changed_at, moved.version) == (after, at(5), 2)
    else:
        with pytest.raises(WrongState) as told:
            hypothesis.move(after, at(5))
        assert told.value.values["number"] == "4"


def test_what_ended_as_revised_never_moves_and_takes_no_threshold() -> None:
    assert LEGAL_MOVES[HypothesisState.REVISED] == frozenset()
    with pytest.raises(WrongState):
        a_hypothesis("h", 1, state=HypothesisState.REVISED).needing(Threshold(2, 1), at(0))


@pytest.mark.parametrize(
    ("tally", "is_met"),
    [
        (Tally(4, 1, 0), True),
        (Tally(4, 0, 0, 9), False),
        (Tally(3, 2, 0), False),
        (Tally(9, 0, 9), True),
        (Tally(), False),
    ],
)
def test_a_threshold_is_of_councils_that_tried_and_of_those_where_it_holds(
    tally: Tally, is_met: bool
) -> None:
    assert Threshold(5, 4).is_met(tally) is is_met
