"""A submission climbs its ladder and nothing else: a random walk over every move."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ntg_bot.domain.errors import WrongState
from ntg_bot.domain.screening import Finding, FindingKind, Spotted, Sureness
from ntg_bot.domain.sharing import IN_PLAIN_WORDS, LEGAL_MOVES, State, Submission

BEGIN = datetime(2026, 11, 18, tzinfo=UTC)
ENDS = {State.PUBLISHED, State.DECLINED, State.WITHDRAWN}


def draft() -> Submission:
    return Submission(
        id="s1",
        workspace_id="w1",
        member_id="m1",
        title="Walking bus",
        what="We walked.",
        for_whom="",
        what_happened="",
        how_known="",
        communities=("attendance",),
        state=State.DRAFT,
        created_at=BEGIN,
        changed_at=BEGIN,
    )


class Ladder(RuleBasedStateMachine):
    """Tries any move at any time, and keeps its own count of what should have happened."""

    def __init__(self) -> None:
        super().__init__()
        self.submission = draft()
        self.visited = [State.DRAFT]

    @rule(to=st.sampled_from(State))
    def move(self, to: State) -> None:
        before = self.submission
        at = before.changed_at + timedelta(minutes=1)
        if to in LEGAL_MOVES[before.state]:
            self.submission = before.move(to, at, reason="because")
            assert self.submission.changed_at == at
            assert self.submission.reason == "because"
            self.visited.append(to)
        else:
            with pytest.raises(WrongState) as refused:
                before.move(to, at)
            assert refused.value.values["state"] == IN_PLAIN_WORDS[before.state]

    @invariant()
    def its_version_counts_its_moves(self) -> None:
        assert self.submission.version == len(self.visited)

    @invariant()
    def nothing_is_published_that_did_not_wait_for_a_moderator(self) -> None:
        for before, after in zip(self.visited, self.visited[1:], strict=False):
            if after in (State.PUBLISHED, State.DECLINED, State.CHANGES_ASKED):
                assert before is State.SUBMITTED

    @invariant()
    def an_end_is_an_end(self) -> None:
        assert not any(state in ENDS for state in self.visited[:-1])


Ladder.TestCase.settings = settings(max_examples=60, stateful_step_count=12)
test_a_submission_only_ever_makes_legal_moves = Ladder.TestCase


def test_every_state_has_its_moves_and_its_plain_words() -> None:
    assert set(LEGAL_MOVES) == set(State) == set(IN_PLAIN_WORDS)


def test_a_withdrawn_submission_without_a_title_is_still_spoken_of_in_a_sentence() -> None:
    gone = draft().move(State.WITHDRAWN, BEGIN, title="")
    with pytest.raises(WrongState) as refused:
        gone.move(State.SUBMITTED, BEGIN)
    assert "title" not in refused.value.values


def a_name(text: str, *, insisted_by: str = "") -> Spotted:
    finding = Finding(FindingKind.PERSON, 0, len(text), Sureness.SURE, "screening.person")
    return Spotted("what", finding, insisted_by)


@pytest.mark.parametrize("state", [State.DRAFT, State.HELD, State.SUBMITTED, State.CHANGES_ASKED])
def test_words_with_an_open_finding_are_held_wherever_they_are_changed(state: State) -> None:
    later = BEGIN + timedelta(days=1)
    before = replace(draft(), state=state)
    held = before.reworded({"what": "Kim"}, [a_name("Kim")], later)
    assert (held.state, held.version) == (State.HELD, before.version + 1)
    clean = held.reworded({"what": "They walked."}, [], later)
    assert (clean.state, clean.spotted) == (State.DRAFT, ())
    unchanged = before.reworded({"what": "They walked."}, [], later)
    assert unchanged.state is (State.DRAFT if state is State.HELD else state)


@pytest.mark.parametrize("state", [State.PUBLISHED, State.DECLINED, State.MERGED, State.WITHDRAWN])
def test_words_of_what_is_over_are_not_changed(state: State) -> None:
    for found in ([], [a_name("Kim")]):
        with pytest.raises(WrongState):
            replace(draft(), state=state).reworded({"what": "Kim"}, found, BEGIN)


def test_others_read_masks_until_the_case_is_closed_without_the_words() -> None:
    insisted = replace(draft(), what="Kim", spotted=(a_name("Kim", insisted_by="m1"),))
    assert insisted.masked["what"] == "[name]"
    assert insisted.words["what"] == "Kim"
    closed = insisted.without_findings()
    assert (closed.what, closed.spotted) == ("[name]", ())
