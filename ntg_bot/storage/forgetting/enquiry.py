"""What is held about a person in the programme's enquiry, handed out and forgotten.

Councils' answers and the steps of hypotheses stay: they are nobody's own. Who gave or took them
goes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select, update

from ntg_bot.domain import encoding
from ntg_bot.domain.checks import WordsState
from ntg_bot.domain.peers import HelpState, Meeting
from ntg_bot.storage import checks, hypotheses, peers
from ntg_bot.storage.forgetting.family import Family, Person
from ntg_bot.storage.tables import (
    hypothesis,
    hypothesis_move,
    introduction,
    neighbour,
    neighbour_set,
    peer_help,
    reality_check,
)


async def held(person: Person) -> dict[str, object]:
    session = person.session
    moves = await session.all(select(hypothesis_move).where(hypothesis_move.c.by == person.id))
    helps = await person.rows(peer_help)
    met = [row for help in helps for row in await session.all(_met(help.id))]
    given = await person.rows(reality_check)
    return {
        peer_help.name: [encoding.to_plain(peers.to_help(row)) for row in helps],
        introduction.name: [encoding.to_plain(peers.to_introduction(row)) for row in met],
        reality_check.name: [encoding.to_plain(checks.to_check(row)) for row in given],
        hypothesis_move.name: [encoding.to_plain(hypotheses.to_moved(row)) for row in moves],
    }


async def forget(person: Person) -> None:
    await _forget_checks(person)
    await _forget_helps(person)
    own: Any = hypothesis_move.c.by == person.id
    for row in await person.session.all(select(hypothesis_move).where(own)):
        if person.traces.are_in(row.reason):
            await person.session.execute(
                update(hypothesis_move).where(hypothesis_move.c.id == row.id).values(reason="")
            )
    await person.session.execute(update(hypothesis_move).where(own).values(by=""))


def _met(help_id: str) -> Any:
    return select(introduction).where(
        or_(introduction.c.offer_id == help_id, introduction.c.ask_id == help_id)
    )


async def _forget_helps(person: Person) -> None:
    """Their offers and asks close, proposals end, and nobody is told how to reach them any more."""
    for help in await person.rows(peer_help):
        for row in await person.session.all(_met(help.id)):
            side = "offer_reach" if row.offer_id == help.id else "ask_reach"
            changes: dict[str, object] = {side: ""}
            if row.state == Meeting.PROPOSED.value:
                changes |= {"state": Meeting.ENDED.value, "offer_reach": "", "ask_reach": ""}
            if person.traces.are_in(row.outcome):
                changes["outcome"] = ""
            await person.session.execute(
                update(introduction)
                .where(introduction.c.id == row.id)
                .values(**changes, version=row.version + 1)
            )
    await person.session.execute(
        update(peer_help)
        .where(person.of(peer_help))
        .values(member_id="", state=HelpState.CLOSED.value)
    )


async def _forget_checks(person: Person) -> None:
    """A check stays as its council's, without who gave it and with no words but those that
    everybody has read and that do not name the person.
    """
    own = person.of(reality_check)
    for row in await person.rows(reality_check):
        check = checks.to_check(row)
        words = f"{check.adapted} {check.for_whom} {check.measured}"
        if check.is_current and check.may_be_read and not person.traces.are_in(words):
            continue
        await person.session.execute(
            update(reality_check)
            .where(own, reality_check.c.id == check.id)
            .values(adapted="", for_whom="", measured="", words=WordsState.NONE.value)
        )
    await person.session.execute(
        update(reality_check).where(own).values(member_id="", wants_contact=False)
    )


ENQUIRY = Family(
    personal=(hypothesis_move, introduction, peer_help, reality_check),
    impersonal=(hypothesis, neighbour, neighbour_set),
    held=held,
    forget=forget,
)
