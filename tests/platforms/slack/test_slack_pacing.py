"""Turns in a channel, and the breaker: pure, with a time that the test says."""

from __future__ import annotations

from ntg_bot.platforms.slack.pacing import (
    BREAKS_AFTER,
    LONGEST_BREAK,
    MOST_LANES,
    Breaker,
    Lane,
    Lanes,
)


def test_who_is_promised_a_turn_gets_one_that_nobody_else_has() -> None:
    lane = Lane(free_at=11.0)
    promised = [10.0 + lane.promise(10.0, 1.0) for _ in range(4)]
    assert promised == [11.0, 12.0, 13.0, 14.0]
    assert 20.0 + lane.promise(20.0, 1.0) == 20.0, "promises that are past bind nobody"


def test_a_channel_that_was_told_to_wait_waits() -> None:
    lane = Lane()
    assert lane.wait(10.0, 1.0) == 0.0
    lane.hold(40.0)
    lane.hold(30.0)
    assert lane.wait(10.0, 1.0) == 30.0


def test_the_channel_quiet_longest_is_forgotten_first() -> None:
    lanes = Lanes()
    first, second = lanes.of("first"), lanes.of("second")
    first.hold(1.0)
    second.hold(1.0)
    for number in range(MOST_LANES - 1):
        lanes.of("second" if number % 2 else f"c{number}")
    for number in range(MOST_LANES // 2):
        lanes.of(f"d{number}")
    assert lanes.of("second").held_until == 1.0
    assert lanes.of("first").held_until == 0.0


def test_the_breaker_opens_after_failures_in_a_row_and_each_time_for_longer() -> None:
    breaker, now, breaks = Breaker(), 0.0, []
    for _ in range(BREAKS_AFTER + 10):
        breaker.failed(now)
        if breaker.open_until > now:
            breaks.append(breaker.open_until - now)
            now = breaker.open_until
    assert breaks[:4] == [1.0, 2.0, 4.0, 8.0]
    assert breaks[-1] == LONGEST_BREAK


def test_calls_that_were_under_way_when_it_opened_do_not_make_it_worse() -> None:
    breaker = Breaker()
    for _ in range(BREAKS_AFTER + 30):
        breaker.failed(0.0)
    assert breaker.open_until == 1.0


def test_one_call_that_works_closes_it() -> None:
    breaker = Breaker()
    for _ in range(BREAKS_AFTER):
        breaker.failed(0.0)
    breaker.worked()
    assert breaker.open_until == 0.0
    breaker.failed(2.0)
    assert breaker.open_until == 0.0
