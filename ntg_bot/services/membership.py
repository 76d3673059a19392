"""Joining and leaving communities, how often the digest comes, and what is held about a person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.likeness import words
from ntg_bot.domain.people import Member, Membership
from ntg_bot.domain.taxonomy import Community
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, UnitOfWork

RHYTHMS = ("weekly", "fortnightly", "monthly", "never")

_ASKING = frozenset(  # a list of words is easier to read as words
    """
    add again communities community digest digests get group groups join leave less like often out
    me my people please remove show sign stop subscribe team unsubscribe up want week weekly weeks
    """.split()  # noqa: SIM905
)
"""what people say around the name of a community when they ask to join, leave or hear of it"""


class MembershipService:
    """A member's own choices. Nobody joins, leaves or erases for somebody else."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    def community(self, text: str) -> Community:
        """The community that `text` names: by id, name, or most of its telling words."""
        wanted = words(text) - _ASKING
        spoken = set(re.findall(r"\w+", text.casefold()))
        best, best_score = None, 0.0
        for community in self._library.taxonomy.communities:
            if text.strip().casefold() in (community.id, community.name.casefold()):
                return community
            terms = words(community.name) | words(community.id.replace("-", " "))
            for term in community.key_terms:
                if term.casefold() in spoken or (
                    " " in term and term.casefold() in text.casefold()
                ):
                    terms |= words(term)
            score = len(wanted & terms) / len(wanted) if wanted else 0.0
            if score > best_score:
                best, best_score = community, score
        if best is None or best_score < 0.34:
            raise NotFound(key="refused.which_community")
        return best

    async def join(self, work: UnitOfWork, member: Member, community: str) -> bool:
        """Joins; False where the member was in it already."""
        mine = await self.mine(work, member)
        if any(membership.community == community for membership in mine):
            return False
        await work.memberships.put(Membership(member.id, member.workspace_id, community))
        return True

    async def leave(self, work: UnitOfWork, member: Member, community: str) -> bool:
        """Leaves; False where the member was not in it."""
        mine = await self.mine(work, member)
        if not any(membership.community == community for membership in mine):
            return False
        await work.memberships.remove(member.workspace_id, member.id, community)
        return True

    async def mine(self, work: UnitOfWork, member: Member) -> Sequence[Membership]:
        return await work.memberships.of_member(member.workspace_id, member.id)

    async def set_rhythm(
        self, work: UnitOfWork, member: Member, rhythm: str, community: str = ""
    ) -> Sequence[Membership]:
        """Sets how often the digest comes, for one community or all of the member's.

        Asking for the digest of a community one is not in joins it.
        """
        if rhythm not in RHYTHMS:
            raise InvalidInput("rhythm", key="refused.no_rhythm", rhythm=rhythm)
        if community and rhythm != "never":
            await self.join(work, member, community)
        changed = [
            replace(membership, digest=rhythm)
            for membership in await self.mine(work, member)
            if not community or membership.community == community
        ]
        for membership in changed:
            await work.memberships.put(membership)
        return changed

    async def less_often(
        self, work: UnitOfWork, member: Member, community: str = ""
    ) -> Sequence[Membership]:
        """One step down for each: weekly, fortnightly, monthly, never."""
        changed = []
        for membership in await self.mine(work, member):
            if community and membership.community != community:
                continue
            step = min(RHYTHMS.index(membership.digest) + 1, len(RHYTHMS) - 1)
            slower = replace(membership, digest=RHYTHMS[step])
            await work.memberships.put(slower)
            changed.append(slower)
        return changed

    async def my_data(self, work: UnitOfWork, member: Member) -> Mapping[str, object]:
        """Everything held about the member, by table."""
        return await work.members.export(member.workspace_id, member.id)

    async def forget_me(self, work: UnitOfWork, member: Member) -> None:
        """Erases the member; what was published stays, without their name."""
        await work.members.forget(member.workspace_id, member.id)
        await work.audit.add(at=self._clock.now(), actor="", verb="member.forget", person=member.id)
