"""What is held about a person: handing it out, and forgetting it.

Every table must be named in PERSONAL or IMPERSONAL; a test refuses a new one that is in neither.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, and_, delete, select, update

from ntg_bot.domain import encoding
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.sharing import WORDS, State
from ntg_bot.services.ports import DeliveryState
from ntg_bot.storage import calls, forgetting_handing, mapping, programme
from ntg_bot.storage.audit import Audit
from ntg_bot.storage.forgetting_enquiry import (
    IMPERSONAL_OF_ENQUIRY,
    PERSONAL_OF_ENQUIRY,
    export_enquiry,
    forget_enquiry,
)
from ntg_bot.storage.outbox import FORGOTTEN, blank
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import (
    PENDING,
    appointment,
    audit,
    audit_head,
    binding,
    call,
    call_evidence,
    call_notice,
    call_reader,
    call_reading,
    call_report,
    claim,
    concern,
    contribution,
    counter,
    digest_draft,
    digest_issue,
    digest_timing,
    digest_told,
    edition,
    erratum,
    feedback,
    follow,
    gap,
    gap_follower,
    handoff,
    handoff_answer,
    inbox,
    install_state,
    installation,
    joining,
    knowledge,
    knowledge_version,
    link,
    local_message,
    material,
    member,
    membership,
    note,
    outbox,
    pair,
    programme_record,
    question,
    seat,
    signature,
    slot,
    steward,
    submission,
    workspace,
)
from ntg_bot.storage.traces import Forgotten, Traces, are_in_delivery

PERSONAL = frozenset(
    table.name
    for table in (
        *PERSONAL_OF_ENQUIRY,
        joining,
        seat,
        signature,
        appointment,
        audit,
        claim,
        digest_told,
        call_evidence,
        call_reader,
        call_reading,
        steward,
        contribution,
        feedback,
        follow,
        gap,
        gap_follower,
        handoff,
        handoff_answer,
        inbox,
        knowledge_version,
        local_message,
        material,
        member,
        membership,
        note,
        outbox,
        question,
        submission,
    )
)
"""tables with rows of a person; those of audit hold a pseudonym made of the member's id and a
key, those of knowledge_version the random id: neither stands for anybody once the row is gone"""

IMPERSONAL = frozenset(
    table.name
    for table in (
        *IMPERSONAL_OF_ENQUIRY,
        programme_record,
        audit_head,
        binding,
        call,
        call_notice,
        call_report,
        counter,
        digest_draft,
        digest_issue,
        edition,
        erratum,
        digest_timing,
        install_state,
        installation,
        knowledge,
        concern,
        link,
        pair,
        slot,
        workspace,
    )
)

ERASED = "erased"
"""counter of the people who were forgotten"""
_CHUNK = 500


class Forgetting:
    """The part of MemberRepository that goes through all tables, inside one unit of work."""

    def __init__(self, session: Session, forgotten: Forgotten, audit_: Audit) -> None:
        self._audit = audit_
        self._session = session
        self._forgotten = forgotten

    async def export(self, workspace_id: str, id: str) -> Mapping[str, object]:
        """Everything held about the member by table, as plain JSON values; NotFound for none."""
        person, space = await self._person(workspace_id, id)
        ids = Traces.of(
            [person.id, person.external_id], shared=await self._shared_channels(workspace_id)
        )
        mine: dict[str, object] = {
            "member": encoding.to_plain(mapping.to_member(person)),
            "workspace": encoding.to_plain(mapping.to_workspace(space)),
        }
        for table, of_row in (
            (membership, mapping.to_membership),
            (question, mapping.to_question),
            (feedback, mapping.to_feedback),
            (submission, mapping.to_submission),
        ):
            rows = await self._session.all(
                select(table).where(table.c.workspace_id == workspace_id, table.c.member_id == id)
            )
            mine[table.name] = [encoding.to_plain(of_row(row)) for row in rows]
        mine |= await export_enquiry(self._session, workspace_id, id)
        given = await self._session.all(
            select(appointment).where(
                appointment.c.workspace_id == workspace_id, appointment.c.member_id == id
            )
        )
        mine["appointment"] = [_plain(row, "role", "community") for row in given]
        taken = await self._session.all(
            select(claim).where(claim.c.workspace_id == workspace_id, claim.c.member_id == id)
        )
        mine["claim"] = [_plain(row, "submission_id", "taken_at", "lapses_at") for row in taken]
        told = await self._session.all(
            select(digest_told)
            .where(digest_told.c.workspace_id == workspace_id, digest_told.c.member_id == id)
            .order_by(digest_told.c.told_at, digest_told.c.item)
        )
        mine["digest_told"] = [_plain(row, "item", "told_at") for row in told]
        mine.update(await calls.held_of(self._session, workspace_id, id))
        mine.update(await programme.held_of(self._session, workspace_id, id))
        for table, names in (
            (contribution, ("practice_id", "submission_id", "at")),
            (follow, ("practice_id", "since")),
            (steward, ("practice_id", "part", "since")),
        ):
            found = await self._session.all(
                select(table).where(table.c.workspace_id == workspace_id, table.c.member_id == id)
            )
            mine[table.name] = [_plain(row, *names) for row in found]
        mine["note"] = [
            _plain(row, "name", "value", "at")
            for row in await self._session.all(_notes_of(workspace_id))
            if ids.are_in(row.name)
        ]
        deliveries = await self._session.all(
            select(outbox).where(outbox.c.workspace_id == workspace_id).order_by(outbox.c.seq)
        )
        mine["outbox"] = [
            _plain(row, "channel", "thread", "created_at", "state", facts=row.facts)
            for row in deliveries
            if are_in_delivery(ids, mapping.to_delivery(row))
        ]
        mine["inbox"] = [
            _plain(row, "kind", "received_at", "state", payload=row.payload)
            for row in await self._session.all(_events_of(space))
            if ids.are_in_payload(row.payload)
        ]
        if space.platform == "local":
            messages = await self._session.all(select(local_message).order_by(local_message.c.seq))
            mine["local_message"] = [
                encoding.to_plain(mapping.to_local_message(row))
                for row in messages
                if person.external_id in (row.author, row.only_for)
                or ids.are_in_channel(row.channel)
            ]
        brought = await self._session.all(
            select(material).where(
                material.c.workspace_id == workspace_id, material.c.member_id == id
            )
        )
        mine["material"] = [
            _plain(row, "id", "practice_id", "title", "url", "name", "state", "added_at")
            for row in brought
        ]
        mine |= await forgetting_handing.export(self._session, workspace_id, id)
        acts = await self._audit.acts_of(id)
        mine["audit"] = [_plain(row, "at", "verb", "object_id") for row in acts]
        changes = await self._session.all(
            select(knowledge_version).where(knowledge_version.c.changed_by == id)
        )
        mine["knowledge_version"] = [
            _plain(row, "kind", "id", "version", "changed_at") for row in changes
        ]
        return mine

    async def forget(self, workspace_id: str, id: str) -> None:
        """Removes or blanks every row of the member; NotFound for none.

        The bytes are gone from the file after `Database.compact_if_due`.
        """
        await self._session.execute(
            self._session.insert_new(counter, "name").values(name=ERASED, value=0)
        )
        await self._session.execute(
            update(counter).where(counter.c.name == ERASED).values(value=counter.c.value + 1)
        )
        person, space = await self._person(workspace_id, id)
        drafts = await self._session.all(
            select(submission).where(
                submission.c.workspace_id == workspace_id,
                submission.c.member_id == id,
                submission.c.state != State.PUBLISHED.value,
            )
        )
        traces = Traces.of(
            [person.external_id, person.id, *(row.id for row in drafts)],
            name=person.name,
            drafts=[
                *(text for row in drafts for text in _words_of(row)),
                *await forgetting_handing.words_of(self._session, workspace_id, id),
            ],
            shared=await self._shared_channels(workspace_id),
        )
        self._forgotten.add(traces)
        await self._forget_submissions(workspace_id, id, [row.id for row in drafts])
        await self._forget_questions(workspace_id, id, traces)
        await forget_enquiry(self._session, workspace_id, id, traces)
        await self._forget_materials(workspace_id, id, traces)
        await forgetting_handing.forget(self._session, workspace_id, id, traces)
        silenced = await self._forget_deliveries(workspace_id, traces)
        await self._forget_events(space, traces)
        if space.platform == "local":
            await self._forget_local_messages(person.external_id, traces, silenced)
        notes = await self._session.all(_notes_of(workspace_id))
        telling = [row.name for row in notes if traces.are_in(row.name) or traces.are_in(row.value)]
        here = note.c.workspace_id == workspace_id
        await self._each(telling, lambda some: delete(note).where(here, note.c.name.in_(some)))
        await calls.forget_of(self._session, workspace_id, id)
        await programme.forget_of(self._session, workspace_id, id)
        of_theirs = (
            appointment,
            claim,
            contribution,
            digest_told,
            feedback,
            follow,
            steward,
            membership,
        )
        for table in of_theirs:
            await self._session.execute(
                delete(table).where(table.c.workspace_id == workspace_id, table.c.member_id == id)
            )
        await self._session.execute(
            delete(member).where(member.c.workspace_id == workspace_id, member.c.id == id)
        )

    async def _person(self, workspace_id: str, id: str) -> tuple[Row[Any], Row[Any]]:
        person = await self._session.first(
            select(member).where(member.c.workspace_id == workspace_id, member.c.id == id)
        )
        space = await self._session.first(select(workspace).where(workspace.c.id == workspace_id))
        if person is None or space is None:
            raise NotFound(key="refused.nothing_held")
        return person, space

    async def _shared_channels(self, workspace_id: str) -> Sequence[str]:
        rows = await self._session.all(
            select(binding.c.channel).where(binding.c.workspace_id == workspace_id)
        )
        return [row.channel for row in rows]

    async def _forget_submissions(
        self, workspace_id: str, member_id: str, drafts: Sequence[str]
    ) -> None:
        here = submission.c.workspace_id == workspace_id
        await self._each(
            drafts, lambda some: delete(submission).where(here, submission.c.id.in_(some))
        )
        await self._session.execute(
            update(submission)
            .where(here, submission.c.member_id == member_id)
            .values(member_id="", source="", spotted="[]")
        )
        await self._session.execute(
            update(submission)
            .where(here, submission.c.decided_by == member_id)
            .values(decided_by="")
        )

    async def _forget_questions(self, workspace_id: str, member_id: str, traces: Traces) -> None:
        """Questions stay without asker and place; one that names its asker goes."""
        own = and_(question.c.workspace_id == workspace_id, question.c.member_id == member_id)
        rows = await self._session.all(select(question.c.id, question.c.text).where(own))
        telling = [row.id for row in rows if traces.are_in(row.text)]
        await self._each(telling, lambda some: delete(question).where(own, question.c.id.in_(some)))
        await self._session.execute(
            update(question).where(own).values(member_id="", channel="", thread="")
        )

    async def _forget_materials(self, workspace_id: str, member_id: str, traces: Traces) -> None:
        """What is shown stays without who brought it, unless it names them; the rest goes."""
        own = and_(material.c.workspace_id == workspace_id, material.c.member_id == member_id)
        rows = await self._session.all(select(material).where(own))
        gone = [
            row.id
            for row in rows
            if row.state != "shown" or any(map(traces.are_in, (row.title, row.url, row.name)))
        ]
        await self._each(gone, lambda some: delete(material).where(own, material.c.id.in_(some)))
        await self._session.execute(update(material).where(own).values(member_id=""))

    async def _forget_deliveries(self, workspace_id: str, traces: Traces) -> list[str]:
        """Blanks what was said about the person, now or once it is said; returns the keys."""
        rows = await self._session.all(select(outbox).where(outbox.c.workspace_id == workspace_id))
        keys = [row.key for row in rows if are_in_delivery(traces, mapping.to_delivery(row))]
        await self._each(
            keys,
            lambda some: (
                update(outbox)
                .where(outbox.c.key.in_(some), outbox.c.state.in_(PENDING))
                .values(is_to_be_blanked=True)
            ),
        )
        ended = [state.value for state in DeliveryState if state.value not in PENDING]
        await self._each(
            keys,
            lambda some: (
                update(outbox)
                .where(outbox.c.key.in_(some), outbox.c.state.in_(ended))
                .values(blank())
            ),
        )
        return keys

    async def _forget_events(self, space: Row[Any], traces: Traces) -> None:
        """Events under way are blanked when done; those set aside would stay, so they go now."""
        rows = await self._session.all(_events_of(space).where(inbox.c.state == "dead"))
        telling = [row.seq for row in rows if traces.are_in_payload(row.payload)]
        await self._each(telling, lambda some: delete(inbox).where(inbox.c.seq.in_(some)))

    async def _forget_local_messages(
        self, external_id: str, traces: Traces, silenced: Sequence[str]
    ) -> None:
        """Removes the person's messages and what the bot said about them.

        The first message of a thread that others answered is emptied instead, so that their
        answers keep their place.
        """
        rows = await self._session.all(select(local_message))
        keys = frozenset(silenced)
        gone = {
            row.id
            for row in rows
            if external_id in (row.author, row.only_for)
            or row.delivery_key in keys
            or traces.are_in_channel(row.channel)
            or (row.author == "bot" and (traces.are_in(row.text) or traces.are_in(row.body)))
        }
        emptied = {row.thread for row in rows if row.id not in gone} & gone
        await self._each(
            sorted(gone - emptied),
            lambda some: delete(local_message).where(local_message.c.id.in_(some)),
        )
        await self._each(
            sorted(emptied),
            lambda some: (
                update(local_message)
                .where(local_message.c.id.in_(some))
                .values(author=FORGOTTEN, text="", body="", only_for="", delivery_key=None)
            ),
        )

    async def _each(self, keys: Sequence[Any], statement: Any) -> None:
        """Runs `statement` over `keys` in parts that fit every database's parameter limit."""
        for start in range(0, len(keys), _CHUNK):
            await self._session.execute(statement(keys[start : start + _CHUNK]))


def _words_of(draft: Row[Any]) -> tuple[str, ...]:
    return tuple(getattr(draft, name) for name in WORDS)


def _events_of(space: Row[Any]) -> Any:
    return select(inbox).where(
        inbox.c.platform == space.platform, inbox.c.workspace == space.external_id
    )


def _notes_of(workspace_id: str) -> Any:
    return select(note).where(note.c.workspace_id == workspace_id)


def _plain(row: Row[Any], *names: str, **payloads: bytes) -> dict[str, object]:
    plain: dict[str, object] = {name: encoding.to_plain(row._mapping[name]) for name in names}
    for name, payload in payloads.items():
        try:
            plain[name] = json.loads(payload)
        except ValueError:
            plain[name] = payload.decode(errors="replace")
    return plain
