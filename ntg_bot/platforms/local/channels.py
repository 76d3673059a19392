"""The channels of the local workspace and who may see which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ntg_bot.domain.errors import InvalidInput, NotAllowed, NotFound
from ntg_bot.domain.people import Purpose, Role
from ntg_bot.domain.taxonomy import Community
from ntg_bot.platforms.local.people import BOT_NAME, SamplePerson
from ntg_bot.services.ports import LocalMessage

MODERATORS = "moderators"


class ChannelKind(StrEnum):
    DIRECT = "direct"
    """one person and the bot"""
    COMMUNITY = "community"
    MODERATORS = "moderators"


@dataclass(frozen=True, slots=True)
class Channel:
    """A place to write. `community` is set for a community's channel, `person` for a direct one."""

    id: str
    kind: ChannelKind
    name: str
    about: str
    community: str = ""
    person: str = ""

    @property
    def is_direct(self) -> bool:
        return self.kind is ChannelKind.DIRECT

    @property
    def purpose(self) -> Purpose | None:
        """What a binding says of it; None for a direct message, which is bound to nothing."""
        if self.kind is ChannelKind.COMMUNITY:
            return Purpose.COMMUNITY
        return Purpose.MODERATORS if self.kind is ChannelKind.MODERATORS else None


def direct_channel(person: str) -> str:
    """The id of that person's conversation with the bot."""
    return f"dm-{person}"


class ChannelBook:
    """Every channel, and every check of who may be where."""

    def __init__(self, communities: Sequence[Community], people: Sequence[SamplePerson]) -> None:
        self.people = tuple(people)
        self._people = {person.id: person for person in people}
        direct = [
            Channel(
                direct_channel(person.id),
                ChannelKind.DIRECT,
                BOT_NAME,
                "Only you and the bot see this conversation.",
                person=person.id,
            )
            for person in people
        ]
        community = [
            Channel(f"c-{each.id}", ChannelKind.COMMUNITY, each.name, each.scope, community=each.id)
            for each in communities
        ]
        moderators = Channel(
            MODERATORS,
            ChannelKind.MODERATORS,
            "Moderators",
            "Where shared practice waits for a moderator's yes. Only moderators see it.",
        )
        self._channels = {each.id: each for each in (*direct, *community, moderators)}

    @property
    def bound(self) -> tuple[Channel, ...]:
        """The channels that are tied to a community or to moderating."""
        return tuple(each for each in self._channels.values() if each.purpose is not None)

    def person(self, id: str) -> SamplePerson:
        """Raises InvalidInput for anybody else."""
        if id not in self._people:
            known = ", ".join(self._people)
            raise InvalidInput("persona", "There is no such person here.", f"Use one of: {known}.")
        return self._people[id]

    def name_of(self, id: str) -> str | None:
        """The name of a person, None for somebody unknown."""
        person = self._people.get(id)
        return person.name if person else None

    def channel(self, id: str) -> Channel | None:
        """The channel a delivery names; `@` and a person's id is that person's direct message."""
        return self._channels.get(direct_channel(id[1:]) if id.startswith("@") else id)

    def may_see(self, person: SamplePerson, channel: Channel) -> bool:
        """Whether this person is in this channel."""
        match channel.kind:
            case ChannelKind.DIRECT:
                return channel.person == person.id
            case ChannelKind.MODERATORS:
                return person.role is Role.MODERATOR
            case ChannelKind.COMMUNITY:
                return True

    def may_read(self, person: SamplePerson, message: LocalMessage) -> bool:
        """Whether this person sees this message: an `only_for` one is for that person alone."""
        channel = self._channels.get(message.channel)
        if channel is None or not self.may_see(person, channel):
            return False
        return not message.only_for or message.only_for == person.id

    def visible_to(self, person: SamplePerson) -> tuple[Channel, ...]:
        """Direct message first, then the communities in their order, then moderating."""
        return tuple(each for each in self._channels.values() if self.may_see(person, each))

    def open(self, person: SamplePerson, id: str) -> Channel:
        """The channel, for this person. Raises NotFound, or NotAllowed where it is not theirs."""
        channel = self._channels.get(id)
        if channel is None:
            raise NotFound("There is no such channel.", "Choose one from the list of channels.")
        if not self.may_see(person, channel):
            raise NotAllowed(
                f"{person.name} is not in this channel.",
                "Switch to somebody who is, or choose another channel.",
            )
        return channel
