"""Throwing away what is older than its limit. The limits are settings; 0 keeps for good.

Every table with rows of people is named in RULES, with what becomes of a row by age; a test refuses
a new one that is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Executable, delete, or_, update

from ntg_bot.domain.asking import Confidence, GapStatus
from ntg_bot.domain.sharing import State
from ntg_bot.storage.audit import Audit
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import (
    PENDING,
    digest_told,
    feedback,
    gap,
    handoff,
    inbox,
    note,
    outbox,
    question,
    slot,
    submission,
)

NOTES_DAYS = 30
"""what a conversation remembers for a while, such as a thread that was muted, has ended by then"""
SLOT_DAYS = 30
TOLD_DAYS = 90
"""what somebody was told longer ago is in no digest any more, whatever their rhythm"""

_STAYS = "stays until the person leaves it or asks to be forgotten"
RULES: Mapping[str, str] = {
    "appointment": _STAYS,
    "audit": "goes after `audit` days, from the beginning; the seals of the rest still hold",
    "call_evidence": "stays with its call, which is a publication",
    "call_reader": "stays with its call",
    "call_reading": "stays with its call",
    "claim": "lapses by itself",
    "contribution": "credit for what is published: " + _STAYS,
    "digest_told": f"goes after {TOLD_DAYS} days",
    "feedback": "goes after `questions` days",
    "follow": _STAYS,
    "steward": _STAYS,
    "gap": "words that nobody released go after `unanswered` days; the count stays",
    "gap_follower": _STAYS,
    "handoff": "goes after `questions` days, with its answers",
    "handoff_answer": "goes with its question",
    "hypothesis_move": "a random id: stays with the hypothesis",
    "inbox": "handled ones and those set aside go after `messages` days",
    "introduction": _STAYS,
    "joining": _STAYS,
    "knowledge_version": "a random id: stays with the version",
    "local_message": "the local workspace is the chat itself, for trying out: stays",
    "material": "stays with its practice, until it is taken away",
    "member": _STAYS,
    "membership": _STAYS,
    "note": f"goes after {NOTES_DAYS} days",
    "outbox": "what was said goes after `deliveries` days",
    "peer_help": _STAYS,
    "question": "words, asker and place go after `unanswered` or `questions` days",
    "reality_check": "a council's word: stays until it is withdrawn or the person forgotten",
    "seat": "its term stays in the list; " + _STAYS,
    "signature": "stays beside what was signed; without a name once the person is forgotten",
    "submission": "drafts go after `drafts` days, held ones after `held`; what was decided stays",
}


@dataclass(frozen=True, slots=True)
class Keeping:
    """How many days each is kept; 0 is for good."""

    questions: int = 365
    unanswered: int = 90
    messages: int = 30
    deliveries: int = 180
    drafts: int = 90
    held: int = 30
    audit: int = 2192


async def sweep(session: Session, audit: Audit, keeping: Keeping, now: datetime) -> dict[str, int]:
    """Drops and blanks what is too old; returns how many rows of each kind."""
    done: dict[str, int] = {}
    for name, days, statement in _statements(keeping):
        if days:
            ended = await session.execute(statement(now - timedelta(days=days)))
            if ended.rowcount:
                done[name] = done.get(name, 0) + ended.rowcount
    if keeping.audit:
        dropped = await audit.drop_before(now - timedelta(days=keeping.audit))
        if dropped:
            done["audit"] = dropped
    return done


def _statements(keeping: Keeping) -> Iterator[tuple[str, int, Callable[[datetime], Executable]]]:
    """(table, days, what is done with rows from before a moment)"""
    nobody = question.c.confidence == Confidence.NONE.value
    yield "question", keeping.unanswered, lambda at: _blanked(question.c.asked_at < at, nobody)
    yield "question", keeping.questions, lambda at: _blanked(question.c.asked_at < at, ~nobody)
    unreleased = gap.c.status != GapStatus.ASKED.value
    yield (
        "gap",
        keeping.unanswered,
        lambda at: (
            update(gap).where(gap.c.last_asked < at, unreleased, gap.c.text != "").values(text="")
        ),
    )
    yield "feedback", keeping.questions, lambda at: delete(feedback).where(feedback.c.given_at < at)
    yield "handoff", keeping.questions, lambda at: delete(handoff).where(handoff.c.asked_at < at)
    handled = inbox.c.state.in_(("done", "dead"))
    yield (
        "inbox",
        keeping.messages,
        lambda at: delete(inbox).where(handled, inbox.c.received_at < at),
    )
    said = outbox.c.state.notin_(PENDING)
    yield (
        "outbox",
        keeping.deliveries,
        lambda at: delete(outbox).where(said, outbox.c.created_at < at),
    )
    drafts = submission.c.state.in_((State.DRAFT.value, State.WITHDRAWN.value))
    held = submission.c.state == State.HELD.value
    old = submission.c.changed_at
    yield "submission", keeping.drafts, lambda at: delete(submission).where(drafts, old < at)
    yield "submission", keeping.held, lambda at: delete(submission).where(held, old < at)
    yield "note", NOTES_DAYS, lambda at: delete(note).where(note.c.at < at)
    yield "slot", SLOT_DAYS, lambda at: delete(slot).where(slot.c.taken_at < at)
    yield (
        "digest_told",
        TOLD_DAYS,
        lambda at: delete(digest_told).where(digest_told.c.told_at < at),
    )


def _blanked(*where: ColumnElement[bool]) -> Executable:
    has_words = or_(question.c.text != "", question.c.member_id != "")
    return (
        update(question)
        .where(*where, has_words)
        .values(text="", member_id="", channel="", thread="", is_public=False)
    )
