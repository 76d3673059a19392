"""Throwing away what is older than its limit. The limits are settings; 0 keeps for good.

Every table with rows of people is named in RULES, with what becomes of a row by age; a test refuses
a new one that is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Delete, Update, bindparam, delete, or_, select, true, update

from ntg_bot.domain.asking import Confidence, GapStatus
from ntg_bot.domain.sharing import State
from ntg_bot.storage.audit import Audit, AuditKey
from ntg_bot.storage.sessions import Sessions
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

BATCH = 200
"""rows that go at a time, between which others may write"""
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


async def sweep(
    sessions: Sessions, key: AuditKey | None, keeping: Keeping, now: datetime
) -> dict[str, int]:
    """Drops and blanks what is too old; returns how many rows of each kind.

    However much that is, nobody waits for it: it is looked for without a lock, and each BATCH is a
    transaction of its own. What a crash leaves is found by the next sweep.
    """
    done: dict[str, int] = {}
    for name, days, statement in _statements(keeping):
        if days and (count := await _in_batches(sessions, statement(now - timedelta(days=days)))):
            done[name] = done.get(name, 0) + count
    if keeping.audit:
        async with sessions.writing() as session:
            dropped = await Audit(session, key).drop_before(now - timedelta(days=keeping.audit))
            await session.commit()
        if dropped:
            done["audit"] = dropped
    return done


async def _in_batches(sessions: Sessions, statement: Delete | Update) -> int:
    """Runs a statement for the rows that it is about, which are none of its rows afterwards."""
    keys = list(statement.table.primary_key)
    is_due = true() if statement.whereclause is None else statement.whereclause
    due = select(*keys).where(is_due).limit(BATCH)
    of_key = statement.where(*(key == bindparam(f"key_{key.name}") for key in keys))
    done = 0
    while True:
        async with sessions.reading() as session:
            found = await session.all(due)
        if not found:
            return done
        async with sessions.writing() as session:
            rows = [{f"key_{key.name}": row[n] for n, key in enumerate(keys)} for row in found]
            await session.execute(of_key, rows)
            await session.commit()
        done += len(found)


def _statements(
    keeping: Keeping,
) -> Iterator[tuple[str, int, Callable[[datetime], Delete | Update]]]:
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
    handled = _is_one_of(inbox.c.state, ("done", "dead"))
    yield (
        "inbox",
        keeping.messages,
        lambda at: delete(inbox).where(handled, inbox.c.received_at < at),
    )
    said = ~_is_one_of(outbox.c.state, PENDING)
    yield (
        "outbox",
        keeping.deliveries,
        lambda at: delete(outbox).where(said, outbox.c.created_at < at),
    )
    drafts = _is_one_of(submission.c.state, (State.DRAFT.value, State.WITHDRAWN.value))
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


def _is_one_of(column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
    """In words that a statement with many rows of values may have too, which `IN` is not."""
    return or_(*(column == value for value in values))


def _blanked(*where: ColumnElement[bool]) -> Update:
    has_words = or_(question.c.text != "", question.c.member_id != "")
    return (
        update(question)
        .where(*where, has_words)
        .values(text="", member_id="", channel="", thread="", is_public=False)
    )
