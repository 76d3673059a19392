"""What was said to somebody and by them: events, deliveries, local messages, notes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, delete, select, update

from ntg_bot.domain import encoding
from ntg_bot.services.ports import DeliveryState
from ntg_bot.storage import mapping
from ntg_bot.storage.forgetting.family import Family, Person, everything, plain
from ntg_bot.storage.outbox import FORGOTTEN, blank
from ntg_bot.storage.tables import PENDING, inbox, local_message, note, outbox
from ntg_bot.storage.traces import are_in_delivery


async def held(person: Person) -> dict[str, object]:
    traces, session = person.traces, person.session
    notes = await session.all(everything(note, person.workspace_id))
    deliveries = await session.all(everything(outbox, person.workspace_id).order_by(outbox.c.seq))
    found: dict[str, object] = {
        note.name: [plain(row, "name", "value", "at") for row in notes if traces.are_in(row.name)],
        outbox.name: [
            plain(row, "channel", "thread", "created_at", "state", facts=row.facts)
            for row in deliveries
            if are_in_delivery(traces, mapping.to_delivery(row))
        ],
        inbox.name: [
            plain(row, "kind", "received_at", "state", payload=row.payload)
            for row in await session.all(_events(person))
            if traces.are_in_payload(row.payload)
        ],
    }
    if person.workspace.platform == "local":
        messages = await session.all(select(local_message).order_by(local_message.c.seq))
        found[local_message.name] = [
            encoding.to_plain(mapping.to_local_message(row))
            for row in messages
            if person.member.external_id in (row.author, row.only_for)
            or traces.are_in_channel(row.channel)
        ]
    return found


async def forget(person: Person) -> None:
    silenced = await _forget_deliveries(person)
    await _forget_events(person)
    if person.workspace.platform == "local":
        await _forget_local_messages(person, silenced)
    await _forget_notes(person)


async def _forget_deliveries(person: Person) -> list[str]:
    """Blanks what was said about the person, now or once it is said; returns the keys."""
    rows = await person.session.all(everything(outbox, person.workspace_id))
    keys = [row.key for row in rows if are_in_delivery(person.traces, mapping.to_delivery(row))]
    await person.each(
        keys,
        lambda some: (
            update(outbox)
            .where(outbox.c.key.in_(some), outbox.c.state.in_(PENDING))
            .values(is_to_be_blanked=True)
        ),
    )
    ended = [state.value for state in DeliveryState if state.value not in PENDING]
    await person.each(
        keys,
        lambda some: (
            update(outbox).where(outbox.c.key.in_(some), outbox.c.state.in_(ended)).values(blank())
        ),
    )
    return keys


async def _forget_events(person: Person) -> None:
    """Events under way are blanked when done; those set aside would stay, so they go now."""
    rows = await person.session.all(_events(person).where(inbox.c.state == "dead"))
    telling = [row.seq for row in rows if person.traces.are_in_payload(row.payload)]
    await person.each(telling, lambda some: delete(inbox).where(inbox.c.seq.in_(some)))


async def _forget_local_messages(person: Person, silenced: Sequence[str]) -> None:
    """Removes the person's messages and what the bot said about them.

    The first message of a thread that others answered is emptied instead, so that their
    answers keep their place.
    """
    traces = person.traces
    rows = await person.session.all(select(local_message))
    keys = frozenset(silenced)
    gone = {
        row.id
        for row in rows
        if person.member.external_id in (row.author, row.only_for)
        or row.delivery_key in keys
        or traces.are_in_channel(row.channel)
        or (row.author == "bot" and (traces.are_in(row.text) or traces.are_in(row.body)))
    }
    emptied = {row.thread for row in rows if row.id not in gone} & gone
    await person.each(
        sorted(gone - emptied),
        lambda some: delete(local_message).where(local_message.c.id.in_(some)),
    )
    await person.each(
        sorted(emptied),
        lambda some: (
            update(local_message)
            .where(local_message.c.id.in_(some))
            .values(author=FORGOTTEN, text="", body="", only_for="", delivery_key=None)
        ),
    )


async def _forget_notes(person: Person) -> None:
    traces = person.traces
    notes = await person.session.all(everything(note, person.workspace_id))
    telling = [row.name for row in notes if traces.are_in(row.name) or traces.are_in(row.value)]
    here = note.c.workspace_id == person.workspace_id
    await person.each(telling, lambda some: delete(note).where(here, note.c.name.in_(some)))


def _events(person: Person) -> Select[tuple[object, ...]]:
    return select(inbox).where(
        inbox.c.platform == person.workspace.platform,
        inbox.c.workspace == person.workspace.external_id,
    )


CHATS = Family(personal=(inbox, outbox, local_message, note), held=held, forget=forget)
