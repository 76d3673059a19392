"""Reality checks: what may become of one, and how they add up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ntg_bot.domain.checks import Ended, Holds, Tally, WordsState
from ntg_bot.domain.errors import WrongState
from tests.storage.world import a_check, at


def test_a_check_ends_once() -> None:
    ended = a_check("c1", "w").end(Ended.REVISED, at(1))
    assert (ended.is_current, ended.ended_at, ended.ended_as) == (False, at(1), Ended.REVISED)
    for act in (lambda: ended.end(Ended.WITHDRAWN, at(2)), lambda: ended.decide(is_shown=True)):
        with pytest.raises(WrongState):
            act()


def test_words_are_decided_on_once_and_only_where_they_wait() -> None:
    waiting = a_check("c1", "w", adapted="mornings", words=WordsState.WAITING)
    assert waiting.may_be_read is False
    assert waiting.decide(is_shown=True).may_be_read is True
    kept = waiting.decide(is_shown=False)
    assert (kept.words, kept.may_be_read) == (WordsState.KEPT_BACK, False)
    for decided in (kept, waiting.decide(is_shown=True), a_check("c2", "w")):
        with pytest.raises(WrongState):
            decided.decide(is_shown=True)


def test_councils_that_tried_it_are_those_that_found_something() -> None:
    found = [Holds.HOLDS] * 6 + [Holds.PARTLY] * 2 + [Holds.DOES_NOT] + [Holds.NOT_TRIED] * 3
    checks = [a_check(f"c{n}", "w", holds=holds) for n, holds in enumerate(found)]
    tally = Tally.of([*checks, replace(checks[0], ended_at=at(0))])
    assert tally == Tally(6, 2, 1, 3)
    assert (tally.tried, tally.answered) == (9, 12)
