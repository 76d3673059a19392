"""What is held about a person: handing it out, and forgetting it.

Each family of tables has its rules in a module of its own, joined in FAMILIES. Every table must be
in PERSONAL or IMPERSONAL; a test refuses a new one that is in neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from ntg_bot.domain.errors import NotFound
from ntg_bot.storage.audit import Audit
from ntg_bot.storage.counters import count_up
from ntg_bot.storage.forgetting.asking import ASKING
from ntg_bot.storage.forgetting.calls import CALLS
from ntg_bot.storage.forgetting.chats import CHATS
from ntg_bot.storage.forgetting.curating import CURATING
from ntg_bot.storage.forgetting.digests import DIGESTS
from ntg_bot.storage.forgetting.enquiry import ENQUIRY
from ntg_bot.storage.forgetting.family import Person
from ntg_bot.storage.forgetting.handing import HANDING
from ntg_bot.storage.forgetting.materials import MATERIALS
from ntg_bot.storage.forgetting.people import PEOPLE
from ntg_bot.storage.forgetting.programme import PROGRAMME
from ntg_bot.storage.forgetting.records import RECORDS
from ntg_bot.storage.forgetting.sharing import SHARING
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import binding, member, workspace
from ntg_bot.storage.traces import Forgotten, Traces

FAMILIES = (
    PEOPLE,
    ASKING,
    SHARING,
    ENQUIRY,
    DIGESTS,
    CALLS,
    PROGRAMME,
    CURATING,
    CHATS,
    MATERIALS,
    HANDING,
    RECORDS,
)
"""in the order of an export; forgetting goes the other way, so that the member goes last"""

PERSONAL = frozenset(table.name for family in FAMILIES for table in family.personal)
"""tables with rows of a person; those of audit hold a pseudonym made of the member's id and a
key, those of knowledge_version the random id: neither stands for anybody once the row is gone"""

IMPERSONAL = frozenset(table.name for family in FAMILIES for table in family.impersonal)

ERASED = "erased"
"""counter of the people who were forgotten"""


class Forgetting:
    """The part of MemberRepository that goes through all tables, inside one unit of work."""

    def __init__(self, session: Session, forgotten: Forgotten, audit: Audit) -> None:
        self._audit = audit
        self._session = session
        self._forgotten = forgotten

    async def export(self, workspace_id: str, id: str) -> Mapping[str, object]:
        """Everything held about the member by table, as plain JSON values; NotFound for none."""
        person = await self._person(workspace_id, id)
        held: dict[str, object] = {}
        for family in FAMILIES:
            held |= await family.held(person)
        return held

    async def forget(self, workspace_id: str, id: str) -> None:
        """Removes or blanks every row of the member; NotFound for none.

        The bytes are gone from the file after `Database.compact_if_due`.
        """
        await count_up(self._session, ERASED)
        person = await self._person(workspace_id, id)
        known = [await family.known(person) for family in FAMILIES]
        traces = Traces.of(
            [person.member.external_id, id, *(more for each in known for more in each.ids)],
            name=person.member.name,
            drafts=[words for each in known for words in each.words],
            shared=tuple(person.traces.shared),
        )
        self._forgotten.add(traces)
        person = replace(person, traces=traces)
        for family in reversed(FAMILIES):
            await family.forget(person)

    async def _person(self, workspace_id: str, id: str) -> Person:
        row = await self._session.first(
            select(member).where(member.c.workspace_id == workspace_id, member.c.id == id)
        )
        space = await self._session.first(select(workspace).where(workspace.c.id == workspace_id))
        if row is None or space is None:
            raise NotFound(key="refused.nothing_held")
        shared = await self._session.all(
            select(binding.c.channel).where(binding.c.workspace_id == workspace_id)
        )
        traces = Traces.of([id, row.external_id], shared=[each.channel for each in shared])
        return Person(self._session, self._audit, workspace_id, id, row, space, traces)
