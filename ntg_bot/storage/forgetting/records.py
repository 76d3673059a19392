"""What somebody did, in the audit and in the history of the knowledge base.

Nothing of it is erased: neither a pseudonym nor a random id stands for anybody once the member is
gone.
"""

from __future__ import annotations

from sqlalchemy import select

from ntg_bot.storage.forgetting.family import Family, Person, plain
from ntg_bot.storage.tables import (
    audit,
    audit_head,
    counter,
    edition,
    erratum,
    knowledge,
    knowledge_version,
)


async def held(person: Person) -> dict[str, object]:
    acts = await person.audit.acts_of(person.id)
    changes = await person.session.all(
        select(knowledge_version).where(knowledge_version.c.changed_by == person.id)
    )
    return {
        audit.name: [plain(row, "at", "verb", "object_id") for row in acts],
        knowledge_version.name: [
            plain(row, "kind", "id", "version", "changed_at") for row in changes
        ],
    }


RECORDS = Family(
    personal=(audit, knowledge_version),
    impersonal=(audit_head, counter, edition, erratum, knowledge),
    held=held,
)
