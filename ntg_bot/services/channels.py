"""Channels tied to communities, and the moderators' channel."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from ntg_bot.domain.errors import InvalidInput, NotAllowed, NotFound, WrongState
from ntg_bot.domain.people import ChannelAbout, ChannelBinding, Member, Purpose
from ntg_bot.domain.permissions import Act, require
from ntg_bot.services.ports import Clock, Ids, UnitOfWork


class Caution(StrEnum):
    """Why a moderator is asked twice."""

    NONE = "none"
    PRIVATE = "private"
    """a community's channel that not everybody in the workspace can read"""
    SHARED = "shared"
    """a channel that people of other organisations read"""
    PUBLIC = "public"
    """a moderators' channel that everybody in the workspace can read"""


class ChannelService:
    """A channel has one meaning: one community's, the moderators', or none."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids

    def caution(
        self, member: Member, about: ChannelAbout | None, purpose: Purpose, community: str = ""
    ) -> Caution:
        """What is to be asked before `bind`. Raises UserError where it may not be done at all."""
        self._require(member, purpose, community)
        if about is None:
            raise WrongState(key="refused.channel_unseen")
        if about.is_direct:
            raise InvalidInput("channel", key="refused.not_a_channel")
        if not about.has_bot:
            raise WrongState(key="refused.not_in_channel")
        if purpose is Purpose.MODERATORS:
            if about.is_shared:
                raise NotAllowed(key="refused.moderators_shared")
            return Caution.NONE if about.is_private else Caution.PUBLIC
        if about.is_shared:
            return Caution.SHARED
        return Caution.PRIVATE if about.is_private else Caution.NONE

    async def bind(
        self,
        work: UnitOfWork,
        member: Member,
        about: ChannelAbout | None,
        purpose: Purpose,
        community: str = "",
    ) -> tuple[ChannelBinding, bool]:
        """Binds the channel, in place of what it was; False where it was so already."""
        self.caution(member, about, purpose, community)
        assert about is not None  # noqa: S101 - `caution` refuses it
        was = await work.bindings.of_channel(member.workspace_id, about.id)
        if was is not None:
            if (was.purpose, was.community) == (purpose, community):
                return was, False
            self._require(member, was.purpose, was.community)
        binding = ChannelBinding(
            self._ids.new(),
            member.workspace_id,
            about.id,
            purpose,
            community,
            about.name,
            about.is_private,
        )
        await work.bindings.put(binding)
        await self._audit(work, member, "channel.bind", about.id)
        return binding, True

    async def unbind(self, work: UnitOfWork, member: Member, channel: str) -> ChannelBinding:
        """Frees the channel; returns what it was."""
        require(member, Act.BIND)
        was = await work.bindings.of_channel(member.workspace_id, channel)
        if was is None:
            raise NotFound(key="refused.channel_free")
        self._require(member, was.purpose, was.community)
        await work.bindings.remove(member.workspace_id, channel)
        await self._audit(work, member, "channel.unbind", channel)
        return was

    async def bindings(self, work: UnitOfWork, member: Member) -> Sequence[ChannelBinding]:
        """All bound channels of the workspace, for those who may tie them."""
        require(member, Act.BIND)
        return await work.bindings.of_workspace(member.workspace_id)

    @staticmethod
    def _require(member: Member, purpose: Purpose, community: str) -> None:
        """The moderators' channel concerns all communities and is theirs; another one its own."""
        if purpose is Purpose.COMMUNITY:
            require(member, Act.BIND, [community])
        else:
            require(member, Act.REVIEW, ())

    async def _audit(self, work: UnitOfWork, member: Member, verb: str, id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=member.id, verb=verb, object_id=id)
