"""What is held about a person in the programme's enquiry, handed out and forgotten.

Councils' answers and the steps of hypotheses stay: they are nobody's own. Who gave or took them
goes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select, update

from ntg_bot.domain import encoding
from ntg_bot.domain.checks import WordsState
from ntg_bot.domain.peers import HelpState, Meeting
from ntg_bot.storage import checks, hypotheses, peers
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import (
    hypothesis,
    hypothesis_move,
    introduction,
    neighbour,
    neighbour_set,
    peer_help,
    reality_check,
)
from ntg_bot.storage.traces import Traces

PERSONAL_OF_ENQUIRY = (hypothesis_move, introduction, peer_help, reality_check)
IMPERSONAL_OF_ENQUIRY = (hypothesis, neighbour, neighbour_set)


async def export_enquiry(session: Session, workspace_id: str, id: str) -> dict[str, object]:
    """By table, as plain JSON values."""
    given = await session.all(
        select(reality_check).where(
            reality_check.c.workspace_id == workspace_id, reality_check.c.member_id == id
        )
    )
    moves = await session.all(select(hypothesis_move).where(hypothesis_move.c.by == id))
    helps = await session.all(_helps_of(workspace_id, id))
    met = [row for help in helps for row in await session.all(_met(help.id))]
    return {
        peer_help.name: [encoding.to_plain(peers.to_help(row)) for row in helps],
        introduction.name: [encoding.to_plain(peers.to_introduction(row)) for row in met],
        reality_check.name: [encoding.to_plain(checks.to_check(row)) for row in given],
        hypothesis_move.name: [encoding.to_plain(hypotheses.to_moved(row)) for row in moves],
    }


async def forget_enquiry(session: Session, workspace_id: str, id: str, traces: Traces) -> None:
    """Inside the unit of work that forgets the person."""
    await _forget_checks(session, workspace_id, id, traces)
    await _forget_helps(session, workspace_id, id, traces)
    own: Any = hypothesis_move.c.by == id
    for row in await session.all(select(hypothesis_move).where(own)):
        if traces.are_in(row.reason):
            await session.execute(
                update(hypothesis_move).where(hypothesis_move.c.id == row.id).values(reason="")
            )
    await session.execute(update(hypothesis_move).where(own).values(by=""))


def _helps_of(workspace_id: str, id: str) -> Any:
    return select(peer_help).where(
        peer_help.c.workspace_id == workspace_id, peer_help.c.member_id == id
    )


def _met(help_id: str) -> Any:
    return select(introduction).where(
        or_(introduction.c.offer_id == help_id, introduction.c.ask_id == help_id)
    )


async def _forget_helps(session: Session, workspace_id: str, id: str, traces: Traces) -> None:
    """Their offers and asks close, proposals end, and nobody is told how to reach them any more."""
    for help in await session.all(_helps_of(workspace_id, id)):
        for row in await session.all(_met(help.id)):
            side = "offer_reach" if row.offer_id == help.id else "ask_reach"
            changes: dict[str, object] = {side: ""}
            if row.state == Meeting.PROPOSED.value:
                changes |= {"state": Meeting.ENDED.value, "offer_reach": "", "ask_reach": ""}
            if traces.are_in(row.outcome):
                changes["outcome"] = ""
            await session.execute(
                update(introduction)
                .where(introduction.c.id == row.id)
                .values(**changes, version=row.version + 1)
            )
    await session.execute(
        update(peer_help)
        .where(peer_help.c.workspace_id == workspace_id, peer_help.c.member_id == id)
        .values(member_id="", state=HelpState.CLOSED.value)
    )


async def _forget_checks(
    session: Session, workspace_id: str, member_id: str, traces: Traces
) -> None:
    """A check stays as its council's, without who gave it and with no words but those that
    everybody has read and that do not name the person.
    """
    own = and_(reality_check.c.workspace_id == workspace_id, reality_check.c.member_id == member_id)
    for row in await session.all(select(reality_check).where(own)):
        check = checks.to_check(row)
        words = f"{check.adapted} {check.for_whom} {check.measured}"
        if check.is_current and check.may_be_read and not traces.are_in(words):
            continue
        await session.execute(
            update(reality_check)
            .where(own, reality_check.c.id == check.id)
            .values(adapted="", for_whom="", measured="", words=WordsState.NONE.value)
        )
    await session.execute(
        update(reality_check).where(own).values(member_id="", wants_contact=False)
    )
