"""The evidence gap map always equals a recount, whatever practices and questions there are."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.domain.gap_map import HOT_FROM, TESTED, Asked, GapKind, gap_map
from ntg_bot.domain.knowledge import Direction, Evidence, Practice, PracticeStatus
from tests.fakes.entries import practice

GROUPS = [("g1", "Young carers"), ("g2", "Children in care"), ("g3", "Young offenders")]
OUTCOMES = [("o1", "Being healthy"), ("o2", "Staying safe")]
LINES = ["l1", "l2"]

ids = st.lists(st.sampled_from(["g1", "g2", "g3", "other"]), max_size=3, unique=True).map(tuple)
outcomes = st.lists(st.sampled_from(["o1", "o2", "other"]), max_size=2, unique=True).map(tuple)
lines = st.lists(st.sampled_from(LINES), max_size=2, unique=True).map(tuple)


def made(
    groups: tuple[str, ...],
    named: tuple[str, ...],
    of: tuple[str, ...],
    direction: Direction,
    design: str,
    status: PracticeStatus,
) -> Practice:
    plain = practice("p", "P")
    evidence: Evidence = replace(plain.evidence, direction=direction, design=design)
    return replace(
        plain,
        groups=groups,
        outcomes=named,
        line_of_enquiry=of,
        evidence=evidence,
        status=status,
    )


practices = st.builds(
    made,
    ids,
    outcomes,
    lines,
    st.sampled_from(Direction),
    st.sampled_from(["RCT", "Systematic review", "meta-analysis", "survey"]),
    st.sampled_from(PracticeStatus),
)
asked = st.builds(Asked, ids, outcomes, lines, st.booleans())


@given(st.lists(practices, max_size=12), st.lists(asked, max_size=12), st.sampled_from(["", "l1"]))
def test_every_cell_equals_a_recount(
    known: list[Practice], questions: list[Asked], line: str
) -> None:
    found = gap_map(GROUPS, OUTCOMES, known, questions, line=(line, line))
    assert len(found.cells) == len(GROUPS) * len(OUTCOMES)
    for cell in found.cells:
        here = [
            p
            for p in known
            if p.status is PracticeStatus.CURRENT
            and cell.group in p.groups
            and cell.outcome in p.outcomes
            and (not line or line in p.line_of_enquiry)
        ]
        tested = [p for p in here if p.evidence.direction in TESTED]
        wanted = [
            q
            for q in questions
            if cell.group in q.groups
            and cell.outcome in q.outcomes
            and (not line or line in q.lines)
        ]
        assert cell.practices == len(here)
        assert cell.tested == len(tested)
        assert cell.reviewed == sum(
            "review" in p.evidence.design.casefold() or "meta" in p.evidence.design for p in tested
        )
        assert cell.questions == len(wanted)
        assert cell.unanswered == sum(not q.is_answered for q in wanted)
        assert (cell.kind is GapKind.ABSOLUTE) == (not here)
        assert cell.is_hot_and_empty == (not here and len(wanted) >= HOT_FROM)
    for group, count in found.without_outcome:
        assert count == sum(
            group in q.groups and not q.outcomes and (not line or line in q.lines)
            for q in questions
        )
