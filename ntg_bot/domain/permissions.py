"""Who may do what: the one table that every service asks, when the act is done.

A role counts in the whole workspace, or in one community where an admin gave it there. An admin may
do everything. Whatever is not here everybody may do, with what is their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from ntg_bot.domain.errors import NotAllowed
from ntg_bot.domain.people import Member, Role


class Act(StrEnum):
    """What needs a role."""

    REVIEW = "review"
    """decide on what is shared: accept, decline, ask for changes, send elsewhere"""
    CURATE = "curate"
    """change what is published: its phrasings"""
    BIND = "bind"
    """tie channels to communities, and free them"""
    ASSIGN = "assign"
    """say who looks after a question that the community was asked"""
    GAPS = "gaps"
    """see what nobody could answer and what did not help, look after it, close it"""
    DIGEST = "digest"
    """say when a community's digest comes, and what is in it"""
    APPOINT = "appoint"
    """give roles and take them away"""


WHO_MAY: Mapping[Act, frozenset[Role]] = {
    Act.REVIEW: frozenset({Role.MODERATOR}),
    Act.CURATE: frozenset({Role.MODERATOR, Role.CURATOR}),
    Act.BIND: frozenset({Role.MODERATOR, Role.FACILITATOR}),
    Act.ASSIGN: frozenset({Role.MODERATOR, Role.FACILITATOR}),
    Act.GAPS: frozenset({Role.MODERATOR, Role.FACILITATOR, Role.CURATOR}),
    Act.DIGEST: frozenset({Role.MODERATOR}),
    Act.APPOINT: frozenset(),
}
"""beside admins"""

_REFUSED: Mapping[Act, tuple[str, str]] = {
    Act.REVIEW: ("refused.not_moderator", "refused.not_its_moderator"),
    Act.CURATE: ("refused.not_curator", "refused.not_its_curator"),
    Act.BIND: ("refused.not_facilitator", "refused.not_its_facilitator"),
    Act.ASSIGN: ("refused.not_facilitator", "refused.not_its_facilitator"),
    Act.GAPS: ("refused.no_role_for_gaps", "refused.no_role_for_gaps"),
    Act.DIGEST: ("refused.not_moderator", "refused.not_its_moderator"),
    Act.APPOINT: ("refused.only_admin", "refused.only_admin"),
}
"""what is said: to who may do it nowhere, and to who may do it elsewhere"""


def may(member: Member, act: Act, communities: Iterable[str] | None = None) -> bool:
    """Whether the member may do it for at least one of `communities`; None: anywhere at all;
    none of them: in the whole workspace.
    """
    if member.is_admin:
        return True
    return not WHO_MAY[act].isdisjoint(member.roles_for(communities))


def require(member: Member, act: Act, communities: Iterable[str] | None = None) -> None:
    """Raises NotAllowed where `may` says no."""
    nowhere, elsewhere = _REFUSED[act]
    if not may(member, act):
        raise NotAllowed(key=nowhere)
    if not may(member, act, communities):
        raise NotAllowed(key=elsewhere)
