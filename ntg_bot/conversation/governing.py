"""Channels and roles in the chat: what belongs where, and who decides."""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import Command
from ntg_bot.conversation.turn import NOTICES, Turn, direct
from ntg_bot.domain.errors import InvalidInput, NotAllowed
from ntg_bot.domain.people import Purpose, Role
from ntg_bot.domain.permissions import Act, require
from ntg_bot.services.channels import Caution, ChannelService
from ntg_bot.services.library import Library
from ntg_bot.services.membership import MembershipService
from ntg_bot.services.roles import RoleService

_SAID = {
    ("add", "moderator", False): "role.made_moderator",
    ("add", "moderator", True): "role.made_moderator_of",
    ("add", "admin", False): "role.made_admin",
    ("add", "facilitator", False): "role.made_facilitator",
    ("add", "facilitator", True): "role.made_facilitator_of",
    ("add", "curator", False): "role.made_curator",
    ("add", "curator", True): "role.made_curator_of",
    ("add", "nothing", False): "role.had_it",
    ("remove", "moderator", False): "role.no_moderator",
    ("remove", "moderator", True): "role.no_moderator_of",
    ("remove", "admin", False): "role.no_admin",
    ("remove", "facilitator", False): "role.no_facilitator",
    ("remove", "facilitator", True): "role.no_facilitator_of",
    ("remove", "curator", False): "role.no_curator",
    ("remove", "curator", True): "role.no_curator_of",
    ("remove", "nothing", False): "role.had_it_not",
}
"""what is said: (act, role or nothing, in one community)"""


class GoverningHandlers:
    """The acts of moderators on channels and of admins on roles, checked when they are done."""

    def __init__(
        self,
        channels: ChannelService,
        roles: RoleService,
        members: MembershipService,
        library: Library,
    ) -> None:
        self._channels = channels
        self._roles = roles
        self._members = members
        self._library = library

    # --- channels -----------------------------------------------------------------------------

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "channel.bind": lambda turn, name: self.bind(turn, name, is_sure=True),
                "channel.keep": lambda turn, _: self.keep(turn),
                "channel.list": lambda turn, _: self.channels(turn),
                "channel.moderators": lambda turn, _: self.moderators_channel(turn, is_sure=True),
                "channel.unbind": self.unbind,
                "role.list": lambda turn, _: self.who_moderates(turn),
            },
            commands={
                "appoint": self.appoint,
                "bind": lambda turn, command: self.bind(turn, command.argument),
                "moderators_channel": lambda turn, _: self.moderators_channel(turn),
                "unbind": lambda turn, _: self.unbind(turn),
                "who_moderates": lambda turn, _: self.who_moderates(turn),
            },
        )

    async def bind(self, turn: Turn, text: str, *, is_sure: bool = False) -> None:
        """Ties this channel to the community that `text` names."""
        require(turn.member, Act.BIND)
        if not text:
            await turn.say(facts.Reply("channel.which_community"), only_me=True)
            return
        community = self._members.community(text)
        caution = self._channels.caution(turn.member, turn.about, Purpose.COMMUNITY, community.id)
        if caution is not Caution.NONE and not is_sure:
            await self._ask_twice(
                turn,
                caution,
                community.name,
                facts.Choice("button.bind", "channel.bind", community.id),
            )
            return
        binding, is_new = await self._channels.bind(
            turn.work, turn.member, turn.about, Purpose.COMMUNITY, community.id
        )
        values = {"community": community.name}
        if not is_new:
            await turn.say(facts.Reply("channel.was_bound", values), only_me=True)
            return
        await self._answer(turn, facts.Reply("channel.bound", values), is_sure=is_sure)
        await turn.post(
            facts.Reply("channel.notice", values),
            channel=binding.channel,
            priority=NOTICES,
            key=f"bound:{binding.id}",
        )

    async def moderators_channel(self, turn: Turn, *, is_sure: bool = False) -> None:
        """What is shared comes to this channel for a decision."""
        caution = self._channels.caution(turn.member, turn.about, Purpose.MODERATORS)
        if caution is not Caution.NONE and not is_sure:
            await self._ask_twice(
                turn, caution, "", facts.Choice("button.bind", "channel.moderators")
            )
            return
        _, is_new = await self._channels.bind(
            turn.work, turn.member, turn.about, Purpose.MODERATORS
        )
        key = "channel.moderators_set" if is_new else "channel.moderators_was"
        await self._answer(turn, facts.Reply(key), is_sure=is_sure)

    async def keep(self, turn: Turn) -> None:
        """No after all."""
        await turn.redraw(facts.Reply("channel.kept"), only_me=True)

    async def unbind(self, turn: Turn, channel: str = "") -> None:
        """This channel, or the one of a button, belongs to nothing any more."""
        was = await self._channels.unbind(
            turn.work, turn.member, channel or turn.event.place.channel
        )
        if was.purpose is Purpose.MODERATORS:
            await turn.say(facts.Reply("channel.moderators_unset"), only_me=True)
            return
        name = self._library.community_name(was.community)
        await turn.say(facts.Reply("channel.unbound", {"community": name}), only_me=True)

    async def channels(self, turn: Turn) -> None:
        """All bound channels, for moderators."""
        await self._channels.bindings(turn.work, turn.member)
        await turn.say(facts.Channels(turn.workspace.id), only_me=not turn.is_among_moderators)

    async def _ask_twice(
        self, turn: Turn, caution: Caution, community: str, yes: facts.Choice
    ) -> None:
        await turn.say(
            facts.Reply(
                f"channel.sure_{caution.value}",
                {"community": community},
                (yes, facts.Choice("button.keep_channel", "channel.keep")),
            ),
            only_me=True,
        )

    @staticmethod
    async def _answer(turn: Turn, said: facts.Reply, *, is_sure: bool) -> None:
        """A second question is answered in its place, so that it is not answered twice."""
        if is_sure:
            await turn.redraw(said, only_me=True)
        else:
            await turn.say(said, only_me=True)

    # --- roles --------------------------------------------------------------------------------

    async def who_moderates(self, turn: Turn) -> None:
        """Moderators and admins; everybody may know who decides."""
        people = await self._roles.with_roles(turn.work, turn.workspace)
        rows = tuple(
            (
                each.external_id,
                each.name,
                each.is_admin,
                each.moderates_all,
                each.moderated,
            )
            for each in people
            if each.is_moderator
        )
        helping = tuple(
            (each.external_id, each.name, given.role.value, given.community)
            for each in people
            for given in each.appointments
            if given.role is not Role.MODERATOR
        )
        await turn.say(facts.WhoModerates(rows, helping), only_me=True)

    async def appoint(self, turn: Turn, command: Command) -> None:
        """`moderator add @person [community]` and its like."""
        named, act = command.parts["role"].casefold(), command.parts["act"].casefold()
        role = Role(named)
        people = tuple(dict.fromkeys(turn.mentioned))
        community = self._community(command.argument, people)
        if len(people) != 1:
            raise InvalidInput("person", key="refused.whom", example=f"{named} {act} @Sam")
        if act == "add" and people[0][0] in turn.guests:
            raise NotAllowed(key="refused.guest_role")
        change = self._roles.appoint if act == "add" else self._roles.dismiss
        member, is_changed = await change(
            turn.work, turn.workspace, turn.member, people[0], role, community
        )
        name = member.name or f"@{member.external_id}"
        where = self._library.community_name(community) if community else ""
        key = _SAID[act, role.value if is_changed else "nothing", bool(where and is_changed)]
        await turn.say(facts.Reply(key, {"name": name, "community": where}), only_me=True)
        if is_changed and act == "add":
            told = facts.Reply(f"role.told_{role.value}")
            if where:
                told = facts.Reply(f"role.told_{role.value}_of", {"community": where})
            await turn.post(told, channel=direct(member.external_id), priority=NOTICES)

    def _community(self, text: str, people: tuple[tuple[str, str], ...]) -> str:
        """The id of the community named besides the people; empty where there is none."""
        for user, name in people:
            for shown in (name, user):
                text = text.replace(f"@{shown}", " ") if shown else text
        rest = " ".join(word for word in text.split() if not word.startswith("@"))
        rest = rest.strip(" ,.:").removeprefix("for ").removeprefix("of ").removeprefix("in ")
        return self._members.community(rest).id if rest else ""
