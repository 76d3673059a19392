"""Who somebody is, where they belong, and what they may do."""

from __future__ import annotations

from sqlalchemy import delete

from ntg_bot.domain import encoding
from ntg_bot.storage import mapping
from ntg_bot.storage.forgetting.family import Family, Person, columns, whole
from ntg_bot.storage.tables import (
    appointment,
    binding,
    install_state,
    installation,
    member,
    membership,
    workspace,
)


async def held(person: Person) -> dict[str, object]:
    return {
        member.name: encoding.to_plain(mapping.to_member(person.member)),
        workspace.name: encoding.to_plain(mapping.to_workspace(person.workspace)),
        **await whole(person, [(membership, mapping.to_membership)]),
        **await columns(person, [(appointment, ("role", "community"))]),
    }


async def forget(person: Person) -> None:
    """All of it, the member last."""
    await person.remove(appointment, membership)
    await person.session.execute(
        delete(member).where(member.c.workspace_id == person.workspace_id, member.c.id == person.id)
    )


PEOPLE = Family(
    personal=(member, membership, appointment),
    impersonal=(binding, install_state, installation, workspace),
    held=held,
    forget=forget,
)
