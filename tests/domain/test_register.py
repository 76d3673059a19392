"""The register: what overlaps and what nothing is about, always equal to a recount."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.domain.register import (
    Registered,
    RegisterKind,
    Sensitivity,
    overlaps,
    uncovered,
)

TODAY = date(2027, 1, 4)
GROUPS, OUTCOMES = ["g1", "g2", "g3"], ["o1", "o2"]

entries = st.lists(
    st.builds(
        Registered,
        id=st.uuids().map(str),
        kind=st.sampled_from(RegisterKind),
        title=st.just("T"),
        holder=st.sampled_from(["NFER", "nfer", "A council", "A charity"]),
        groups=st.lists(st.sampled_from(GROUPS), min_size=1, max_size=3, unique=True).map(tuple),
        outcomes=st.lists(st.sampled_from(OUTCOMES), min_size=1, unique=True).map(tuple),
        sensitivity=st.sampled_from(Sensitivity),
        how_often=st.just(""),
        until=st.sampled_from([None, date(2026, 1, 1), TODAY, date(2028, 1, 1)]),
        region=st.sampled_from(["", "London", "North West"]),
    ),
    max_size=8,
)


@given(entries)
def test_overlaps_are_those_pairs_and_no_others(found: list[Registered]) -> None:
    told = {frozenset((each.first, each.second)) for each in overlaps(found, TODAY)}
    for first, second in combinations(found, 2):
        shared = first.cells & second.cells
        wanted = (
            first.kind is second.kind
            and first.holder.casefold() != second.holder.casefold()
            and first.is_running(TODAY)
            and second.is_running(TODAY)
            and not (first.region and second.region and first.region != second.region)
            and 2 * len(shared) >= min(len(first.cells), len(second.cells))
            and bool(shared)
        )
        assert (frozenset((first.id, second.id)) in told) == wanted


@given(entries, st.sampled_from(RegisterKind))
def test_what_nothing_is_about_is_the_rest(found: list[Registered], kind: RegisterKind) -> None:
    missing = uncovered(found, kind, GROUPS, OUTCOMES, TODAY)
    for group in GROUPS:
        for outcome in OUTCOMES:
            is_covered = any(
                e.kind is kind and e.is_running(TODAY) and group in e.groups
                and outcome in e.outcomes
                for e in found
            )  # fmt: skip
            assert ((group, outcome) in missing) != is_covered
