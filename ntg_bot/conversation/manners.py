"""Manners in a chat: not too much at once, and silence where it was asked for.

What is remembered is a note of the workspace, in the same transaction as the answer: it holds for
every process, and a message that is handled twice counts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from ntg_bot.conversation.turn import Turn
from ntg_bot.services.ports import Note, UnitOfWork

WINDOW = timedelta(minutes=1)


@dataclass
class Limits:
    """How many messages to the bot are answered within a minute."""

    of_a_person: int = 10
    of_a_channel: int = 60


_FOR_GOOD = "mute"


class Pace(Enum):
    """Whether a message is answered."""

    FINE = auto()
    TOO_MUCH = auto()
    """the first that is not: it is said kindly, once"""
    SILENT = auto()


async def pace(turn: Turn, limits: Limits) -> Pace:
    """Counts this message for its author and its channel.

    The window begins with the first message after the one before it ended.
    """
    channel = "" if turn.event.place.is_direct else turn.event.place.channel
    for name, most in counted(turn.member.id, channel, limits):
        if (found := await _count(turn, name, most)) is not Pace.FINE:
            return found
    return Pace.FINE


def counted(member_id: str, channel: str, limits: Limits) -> list[tuple[str, int]]:
    """What a message counts for, and how many are answered; a direct one has no channel."""
    mine = (f"pace:{member_id}", limits.of_a_person)
    return [mine, (f"pace:#{channel}", limits.of_a_channel)] if channel else [mine]


async def is_too_much(
    work: UnitOfWork, workspace_id: str, names: Sequence[tuple[str, int]], at: datetime
) -> bool:
    """Whether one more would be more than is answered. Nothing is counted."""
    for name, most in names:
        note = await work.notes.get(workspace_id, name)
        if note is not None and abs(at - note.at) < WINDOW and int(note.value) >= most:
            return True
    return False


async def _count(turn: Turn, name: str, most: int) -> Pace:
    now = turn.event.at
    note = await turn.work.notes.get(turn.workspace.id, name)
    if note is None or abs(now - note.at) >= WINDOW:
        note = Note("0", now)
    count = int(note.value) + 1
    await turn.work.notes.put(turn.workspace.id, name, Note(str(count), note.at))
    if count <= most:
        return Pace.FINE
    return Pace.TOO_MUCH if count == most + 1 else Pace.SILENT


# --- threads that are left alone ------------------------------------------------------------------


def _quiet(turn: Turn) -> str:
    place = turn.event.place
    return f"quiet:{place.channel}:{place.thread}"


async def is_left_alone(turn: Turn) -> bool:
    """Whether people of this thread have said that they need nothing more."""
    return await turn.work.notes.get(turn.workspace.id, _quiet(turn)) is not None


async def leave_alone(turn: Turn, *, for_good: bool) -> None:
    """No follow-up in this thread is answered any more without naming the bot.

    After thanks until somebody names it with a question; for good until somebody says unmute.
    """
    note = await turn.work.notes.get(turn.workspace.id, _quiet(turn))
    if note is None or (for_good and note.value != _FOR_GOOD):
        value = _FOR_GOOD if for_good else ""
        await turn.work.notes.put(turn.workspace.id, _quiet(turn), Note(value, turn.event.at))


async def listen_again(turn: Turn, *, even_if_for_good: bool = False) -> None:
    """Follow-ups of this thread are answered again."""
    if not turn.event.place.thread:
        return
    note = await turn.work.notes.get(turn.workspace.id, _quiet(turn))
    if note is not None and (even_if_for_good or note.value != _FOR_GOOD):
        await turn.work.notes.remove(turn.workspace.id, _quiet(turn))
