"""Which council somebody speaks for, in the words in which people name councils."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ntg_bot.domain.errors import InvalidInput
from ntg_bot.domain.knowledge import Authority
from ntg_bot.domain.people import Member
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, UnitOfWork

_AROUND = frozenset(
    "and borough city corporation council county district metropolitan of royal the upon".split()  # noqa: SIM905 - easier to read
)
"""words around the name of a council that do not tell it from another"""
MOST_NAMED = 4
"""councils that a doubtful name is said to fit"""
LONGEST_NAME = 100


class CouncilService:
    """A person says which council they are with; nobody says it for them."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    def find(self, text: str) -> Authority:
        """The council that `text` names; raises InvalidInput where it names none, or several."""
        typed = text.strip()[:LONGEST_NAME]
        known = self._library.authorities
        if typed.upper() in known:
            return known[typed.upper()]
        said = _telling(typed)
        everyone = list(known.values())
        whole = typed.casefold()
        for each in everyone:
            if whole in (each.name.casefold(), each.official_name.casefold()):
                return each
        same = [each for each in everyone if said in (_telling(each.name), _full(each))]
        found = same or [each for each in everyone if said and said <= _telling(each.name)]
        if len(found) == 1 and said != {"london"}:
            return found[0]
        if 1 < len(found) <= MOST_NAMED:
            names = " or ".join(sorted(each.name for each in found))
            raise InvalidInput("council", key="refused.which_council", names=names)
        raise InvalidInput("council", key="refused.no_council", name=typed)

    async def choose(self, work: UnitOfWork, member: Member, text: str) -> tuple[Member, Authority]:
        """The member with the council that they name, kept."""
        council = self.find(text)
        await work.members.ensure(
            member.workspace_id, member.external_id, "", authority=council.ons_code
        )
        await work.audit.add(
            at=self._clock.now(), actor=member.id, verb="council.choose", object_id=council.ons_code
        )
        return replace(member, authority=council.ons_code), council

    def of(self, member: Member) -> Authority | None:
        """The member's council; None where they have not said it, or it is no more."""
        return self._library.authorities.get(member.authority)

    def names(self, codes: Iterable[str]) -> list[str]:
        """Names of councils by code, in order of the alphabet; unknown codes are left out."""
        return sorted(name for name in map(self._library.authority_name, codes) if name)


def _telling(text: str) -> frozenset[str]:
    plain = text.casefold().replace("&", " and ").replace("'", "").replace("’", "")
    return frozenset(re.findall(r"[a-z]+", plain)) - _AROUND


def _full(authority: Authority) -> frozenset[str]:
    return _telling(authority.official_name)
