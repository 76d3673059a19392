"""What somebody sent to calls for evidence, and read for them."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement, and_, delete, select, update

from ntg_bot.domain import encoding
from ntg_bot.domain.calls import EvidenceState
from ntg_bot.storage.calls import Calls, from_evidence, to_reading
from ntg_bot.storage.forgetting.family import Family, Person
from ntg_bot.storage.tables import (
    call,
    call_evidence,
    call_notice,
    call_reader,
    call_reading,
    call_report,
)


async def held(person: Person) -> dict[str, object]:
    sent = await Calls(person.session).of_sender(person.workspace_id, person.id)
    panels = await person.rows(call_reader)
    made = await person.session.all(select(call_reading).where(_readings(person)))
    return {
        call_evidence.name: [encoding.to_plain(each) for each in sent],
        call_reader.name: [row.call_id for row in panels],
        call_reading.name: [encoding.to_plain(to_reading(row)) for row in made],
    }


async def forget(person: Person) -> None:
    """What was graded stays without its sender, for it was released; everything else goes.

    A reading goes with its reader: a mark that stands, stands in the evidence.
    """
    for evidence in await Calls(person.session).of_sender(person.workspace_id, person.id):
        here = (
            call_evidence.c.workspace_id == person.workspace_id,
            call_evidence.c.id == evidence.id,
        )
        if evidence.state is EvidenceState.READ:
            nobody = from_evidence(replace(evidence, member_id=""))
            await person.session.execute(update(call_evidence).where(*here).values(nobody))
        else:
            await person.session.execute(delete(call_evidence).where(*here))
    await person.remove(call_reader)
    await person.session.execute(delete(call_reading).where(_readings(person)))


def _readings(person: Person) -> ColumnElement[bool]:
    return and_(
        call_reading.c.workspace_id == person.workspace_id,
        call_reading.c.reader_id == person.id,
    )


CALLS = Family(
    personal=(call_evidence, call_reader, call_reading),
    impersonal=(call, call_notice, call_report),
    held=held,
    forget=forget,
)
