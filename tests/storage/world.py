"""A small world for tests of the database: a stopped clock, counted ids, made-up rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from ntg_bot.domain.asking import Confidence, Gap, GapStatus, Hit, Question, Why
from ntg_bot.domain.checks import Holds, RealityCheck, Subject, WordsState
from ntg_bot.domain.digest import DigestIssue, DigestItem, IssueStatus, ItemKind, Week
from ntg_bot.domain.hypotheses import Hypothesis, HypothesisState
from ntg_bot.domain.knowledge import (
    AuthorityRef,
    Direction,
    Evidence,
    Example,
    Faq,
    Item,
    Kind,
    Organisation,
    Practice,
    ReportedOutcome,
    Source,
)
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.services.ports import Delivery, Envelope, LocalMessage

AUDIT_KEY = "a key of thirty-two characters or more"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class StoppedClock:
    """Time that passes when a test says so."""

    def __init__(self, at: datetime = NOON) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def pass_seconds(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)


class CountedIds:
    """Ids in order of making, different in every instance that has another `start`."""

    def __init__(self, start: int = 0) -> None:
        self._last = start

    def new(self) -> str:
        self._last += 1
        return f"{self._last:032x}"


def at(seconds: float) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def an_event(key: str, payload: bytes = b"{}", *, workspace: str = "T1") -> Envelope:
    return Envelope("local", key, workspace, "MessagePosted", payload)


def a_delivery(key: str, workspace_id: str, **changes: object) -> Delivery:
    delivery = Delivery(key, "local", workspace_id, "C1", b'{"type":"Help"}')
    return replace(delivery, **changes)  # type: ignore[arg-type]


def a_question(id: str, workspace_id: str, **changes: object) -> Question:
    question = Question(
        id=id,
        workspace_id=workspace_id,
        member_id="m1",
        channel="C1",
        thread="",
        text="what helps with breakfast",
        intent="ask",
        confidence=Confidence.ANSWER,
        hits=(Hit("breakfast-clubs", Kind.PRACTICE, 0.75, Why(words=("breakfast",))),),
        asked_at=NOON,
    )
    return replace(question, **changes)  # type: ignore[arg-type]


def a_gap(id: str, **changes: object) -> Gap:
    gap = Gap(id, "who lends tents", "camping", 1, GapStatus.OPEN, NOON, NOON)
    return replace(gap, **changes)  # type: ignore[arg-type]


def a_submission(id: str, workspace_id: str, **changes: object) -> Submission:
    submission = Submission(
        id=id,
        workspace_id=workspace_id,
        member_id="m1",
        title="Walking bus",
        what="Parents walk children to school together.",
        for_whom="Infants",
        what_happened="Fewer were late.",
        how_known="Registers",
        communities=("attendance", "early-years"),
        state=State.DRAFT,
        created_at=NOON,
        changed_at=NOON,
    )
    return replace(submission, **changes)  # type: ignore[arg-type]


def a_check(id: str, workspace_id: str, **changes: object) -> RealityCheck:
    check = RealityCheck(
        id=id,
        workspace_id=workspace_id,
        member_id="m1",
        subject=Subject.PRACTICE,
        subject_id="walking-bus",
        authority="E08000035",
        holds=Holds.HOLDS,
        adapted="",
        for_whom="",
        measured="",
        wants_contact=False,
        words=WordsState.NONE,
        given_at=NOON,
    )
    return replace(check, **changes)  # type: ignore[arg-type]


def a_hypothesis(id: str, number: int, **changes: object) -> Hypothesis:
    hypothesis = Hypothesis(
        id=id,
        number=number,
        line="parents",
        statement="If we walk children to school, fewer are late, because somebody expects them.",
        practices=("walking-bus",),
        research=("Report on walking",),
        levels=("integrated-processes",),
        state=HypothesisState.DRAFT,
        created_at=NOON,
        changed_at=NOON,
    )
    return replace(hypothesis, **changes)  # type: ignore[arg-type]


def an_issue(id: str, community: str = "attendance", week: str = "2026-W10") -> DigestIssue:
    return DigestIssue(
        id=id,
        community=community,
        week=Week.parse(week),
        items=(DigestItem(ItemKind.NEW_PRACTICE, "Walking bus", "walking-bus", "promising"),),
        status=IssueStatus.CLAIMED,
        frozen_at=NOON,
        is_late=True,
    )


def a_message(id: str, **changes: object) -> LocalMessage:
    message = LocalMessage(
        id=id,
        channel="attendance",
        thread="",
        author="anna",
        text="Good morning",
        body="<p>Good morning</p>",
        only_for="",
        delivery_key="",
        posted_at=NOON,
    )
    return replace(message, **changes)  # type: ignore[arg-type]


_SOURCE = Source("A report", "A body", "2024", "https://example.org/a", True, "original")
_EVIDENCE = Evidence("Own standard", "3 of 5", "+2 months", "Pupils", Direction.PROMISING, "Trial")


def a_practice(id: str, **changes: object) -> Practice:
    practice = Practice(
        id=id,
        title=f"Practice {id}",
        summary="What it is, in a sentence of some length that a person would read.",
        line_of_enquiry=("early-help",),
        outcomes=("attendance",),
        groups=("eligible-for-free-school-meals",),
        age_range="5-11",
        setting=("primary school",),
        communities=("attendance",),
        how_it_works=("First one thing.", "Then another thing.", "Then see."),
        how_it_works_basis="source",
        evidence=_EVIDENCE,
        cost="low",
        cautions=("Numbers are small.",),
        sources=(_SOURCE, _SOURCE),
        organisations=("a-body",),
        keywords=("breakfast", "club", "morning"),
        acronyms=("FSM",),
        reviewed=date(2026, 1, 5),
        review_by=date(2027, 1, 5),
        asked_as=("how do we get them in on time",),
        body="Further notes.",
    )
    return replace(practice, **changes)  # type: ignore[arg-type]


def an_example(id: str) -> Example:
    return Example(
        id=id,
        title=f"Example {id}",
        authorities=(AuthorityRef("Anytown", "E06000999", "North"),),
        place="",
        region="North",
        year_from=2021,
        year_to=None,
        organisations=(),
        line_of_enquiry=("early-help",),
        outcomes=("attendance",),
        groups=(),
        age_range="all-ages",
        setting=("home",),
        communities=("attendance",),
        what_they_did="They knocked on doors.",
        how=("One", "Two"),
        how_basis="source",
        outcomes_reported=(ReportedOutcome("Absence", "from 9% to 7%", None, "2021 to 2022"),),
        evidence_design="before and after",
        validation=None,
        cost=None,
        cautions=("One place.",),
        practice_ids=("walking-bus",),
        keywords=(),
        sources=(_SOURCE,),
        reviewed=date(2026, 1, 5),
    )


def a_faq(id: str) -> Faq:
    return Faq(
        id, "What is it?", "A thing.", ("what's this",), (), (), (_SOURCE,), date(2026, 1, 5)
    )


def an_organisation(id: str) -> Organisation:
    return Organisation(id, "AB", "A Body", "It is still there.", "active", True, "its own site")


def one_of_each() -> tuple[Item, ...]:
    return a_practice("p"), an_example("e"), a_faq("f"), an_organisation("o")
