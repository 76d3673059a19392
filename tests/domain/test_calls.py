"""Calls for evidence: days, marks that stand, and the moves there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from ntg_bot.domain.calls import (
    CALL_MOVES,
    EVIDENCE_MOVES,
    Call,
    CallState,
    Evidence,
    EvidenceState,
    Hearing,
    Mark,
    Reading,
    agreed,
    readers_wanted,
    reminder_due,
)
from ntg_bot.domain.errors import WrongState

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
CALL = Call(
    id="early-language",
    title="Early language",
    question="What helps?",
    themes=("parents",),
    communities=(),
    nations=("England",),
    who="",
    opens_on=date(2027, 1, 4),
    closes_on=date(2027, 3, 28),
    state=CallState.OPEN,
    created_at=NOW,
    changed_at=NOW,
)


def reading(mark: Mark, number: int) -> Reading:
    return Reading("e", "w", f"m{number}", mark, "why", "more", NOW)


def test_the_last_day_ends_at_midnight_in_england_whatever_the_clocks_do() -> None:
    # The clocks go forward in the night before 28 March 2027: midnight after it is 23:00 UTC.
    assert CALL.is_open(datetime(2027, 3, 28, 22, 59, tzinfo=UTC))
    assert not CALL.is_open(datetime(2027, 3, 28, 23, 0, tzinfo=UTC))
    assert CALL.is_late(datetime(2027, 3, 28, 23, 0, tzinfo=UTC))
    assert CALL.is_late(datetime(2027, 4, 4, 22, 59, tzinfo=UTC))
    assert not CALL.is_late(datetime(2027, 4, 4, 23, 0, tzinfo=UTC))


def test_nothing_is_taken_before_the_first_day_or_from_a_draft() -> None:
    assert not CALL.is_open(datetime(2027, 1, 3, 23, 59, tzinfo=UTC))
    assert not replace(CALL, state=CallState.DRAFT).is_open(NOW)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2027, 3, 13), None),
        (date(2027, 3, 14), 14),
        (date(2027, 3, 24), 14),
        (date(2027, 3, 25), 3),
        (date(2027, 3, 27), 1),
        (date(2027, 3, 28), 1),
        (date(2027, 3, 29), None),
    ],
)
def test_the_latest_reminder_that_has_come_is_due(day: date, due: int | None) -> None:
    assert reminder_due(CALL, day) == due
    assert reminder_due(replace(CALL, state=CallState.READING), day) is None


def test_two_who_agree_settle_it_and_of_three_the_middle_stands() -> None:
    for first, second, third in product(Mark, repeat=3):
        two = [reading(first, 1), reading(second, 2)]
        assert readers_wanted([]) == 2
        assert readers_wanted(two[:1]) == 1
        assert agreed(two[:1]) is None
        if first is second:
            assert agreed(two) is first
            assert readers_wanted(two) == 0
        else:
            assert agreed(two) is None
            assert readers_wanted(two) == 1
        three = [*two, reading(third, 3)]
        assert agreed(three) is sorted((first, second, third), key=lambda m: m.rank)[1]
        assert readers_wanted(three) == 0


def test_a_call_moves_by_its_steps_alone() -> None:
    for state, to in product(CallState, repeat=2):
        call = replace(CALL, state=state)
        if to in CALL_MOVES[state]:
            assert call.move(to, NOW).version == 2
        else:
            with pytest.raises(WrongState):
                call.move(to, NOW)


def test_evidence_moves_by_its_steps_alone_and_a_grade_is_for_good() -> None:
    evidence = Evidence("e", "w", "m", "c", EvidenceState.DRAFT, NOW, NOW)
    for state, to in product(EvidenceState, repeat=2):
        if to in EVIDENCE_MOVES[state]:
            assert replace(evidence, state=state).move(to, NOW).state is to
        else:
            with pytest.raises(WrongState):
                replace(evidence, state=state).move(to, NOW)
    assert EVIDENCE_MOVES[EvidenceState.READ] == frozenset()


def test_witnesses_come_one_after_the_other() -> None:
    hearing = Hearing(NOW, "Committee Room 4A", minutes=25)
    assert [hearing.turn(n) - NOW for n in range(3)] == [
        timedelta(0),
        timedelta(minutes=25),
        timedelta(minutes=50),
    ]
