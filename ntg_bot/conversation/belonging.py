"""Communities, digests and a person's own data, in the chat."""

from __future__ import annotations

from collections.abc import Sequence

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import patterns
from ntg_bot.conversation.turn import Turn
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.people import Membership, Purpose
from ntg_bot.services.digests import DigestService
from ntg_bot.services.library import Library
from ntg_bot.services.membership import RHYTHMS, MembershipService

SHOWN_ROWS = 10
"""of a table of somebody's data in a card; thousands of rows would make it too large to deliver"""
LONGEST_ROW = 600
"""in characters"""


class BelongingHandlers:
    """A member's own choices, and this week's digest."""

    def __init__(
        self, members: MembershipService, digests: DigestService, library: Library
    ) -> None:
        self._members = members
        self._digests = digests
        self._library = library

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "community.join": self.join,
                "community.leave": self.leave,
                "community.list": lambda turn, _: self.communities(turn),
                "data.forget": lambda turn, _: self.forget(turn),
                "data.keep": lambda turn, _: turn.say(facts.Reply("data.kept"), only_me=True),
                "digest.less": self.less_often,
                "digest.rhythm": self._rhythm_pressed,
                "digest.show": self.show_digest,
                "digest.stop": self.stop,
            },
            intents={
                "forget_me": lambda turn, _: self.ask_forget(turn),
                "join_community": lambda turn, wish: self.join(turn, wish.named),
                "leave_community": lambda turn, wish: self.leave(turn, wish.named),
                "less_often": lambda turn, wish: self.less_often(turn, wish.named),
                "list_communities": lambda turn, _: self.communities(turn),
                "my_data": lambda turn, _: self.my_data(turn),
                "show_digest": lambda turn, wish: self.show_digest(turn, wish.named),
                "stop_digest": lambda turn, wish: self.stop(turn, wish.named),
                "subscribe_digest": lambda turn, wish: self.subscribe(turn, wish.named),
            },
            commands={
                "mute_community": lambda turn, command: self.mute(turn, command.argument),
                "unmute_community": lambda turn, command: self.unmute(turn, command.argument),
            },
            grammar=patterns(
                ("mute_community", r"mute (the )?(?P<arg>\S.{0,100})"),
                ("unmute_community", r"unmute (the )?(?P<arg>\S.{0,100})"),
            ),
        )

    async def _rhythm_pressed(self, turn: Turn, value: str) -> None:
        community, _, rhythm = value.partition("|")
        await self.set_rhythm(turn, community, rhythm)

    def names_community(self, text: str) -> bool:
        """Whether `text` names a community at all."""
        try:
            self._members.community(text)
        except NotFound:
            return False
        return True

    async def communities(self, turn: Turn) -> None:
        mine = await self._members.mine(turn.work, turn.member)
        await turn.say(facts.Communities(tuple(membership.community for membership in mine)))

    async def join(self, turn: Turn, text: str) -> None:
        community = self._members.community(text)
        is_new = await self._members.join(turn.work, turn.member, community.id)
        key = "community.joined" if is_new else "community.was_member"
        choices = _rhythms(community.id, "weekly") if is_new else ()
        await turn.say(facts.Reply(key, {"community": community.name}, choices))

    async def leave(self, turn: Turn, text: str) -> None:
        community = self._members.community(text)
        was_member = await self._members.leave(turn.work, turn.member, community.id)
        key = "community.left" if was_member else "community.was_not_member"
        await turn.say(facts.Reply(key, {"community": community.name}))

    async def subscribe(self, turn: Turn, text: str) -> None:
        community = self._one_of(turn, text)
        if not community and not await self._members.mine(turn.work, turn.member):
            await turn.say(facts.Reply("digest.which"))
            return
        changed = await self._members.set_rhythm(turn.work, turn.member, "weekly", community)
        await self._say_rhythm(turn, changed)

    async def less_often(self, turn: Turn, text: str) -> None:
        community = self._one_of(turn, text)
        changed = await self._members.less_often(turn.work, turn.member, community)
        await self._say_rhythm(turn, changed)

    async def set_rhythm(self, turn: Turn, community: str, rhythm: str) -> None:
        """How often one's own digest of a community comes, from a button."""
        known = self._members.community(community).id
        mine = await self._members.mine(turn.work, turn.member)
        if not any(membership.community == known for membership in mine):
            await turn.say(facts.Reply("digest.not_a_member"), only_me=True)
            return
        changed = await self._members.set_rhythm(turn.work, turn.member, rhythm, known)
        await self._say_rhythm(turn, changed)

    async def stop(self, turn: Turn, text: str) -> None:
        community = self._one_of(turn, text)
        changed = await self._members.set_rhythm(turn.work, turn.member, "never", community)
        await self._say_rhythm(turn, changed)

    async def mute(self, turn: Turn, text: str) -> None:
        """Stays a member and hears nothing of the community directly, until unmuted."""
        await self._set_muted(turn, text, "never", "community.muted")

    async def unmute(self, turn: Turn, text: str) -> None:
        await self._set_muted(turn, text, "weekly", "community.unmuted")

    async def _set_muted(self, turn: Turn, text: str, rhythm: str, key: str) -> None:
        community = self._members.community(text)
        mine = await self._members.mine(turn.work, turn.member)
        if not any(membership.community == community.id for membership in mine):
            said = facts.Reply("community.was_not_member", {"community": community.name})
            await turn.say(said, only_me=True)
            return
        await self._members.set_rhythm(turn.work, turn.member, rhythm, community.id)
        await turn.say(facts.Reply(key, {"community": community.name}), only_me=True)

    async def show_digest(self, turn: Turn, text: str) -> None:
        """What the next issue of a community holds so far, or the last one sent."""
        community = self._one_of(turn, text)
        if not community:
            mine = await self._members.mine(turn.work, turn.member)
            if len(mine) != 1:
                await turn.say(facts.Reply("digest.which"))
                return
            community = mine[0].community
        preview = await self._digests.preview(turn.work, community)
        latest = await self._digests.latest(turn.work, community)
        if preview.items or latest is None:
            await turn.say(
                facts.Digest(
                    community,
                    str(preview.week),
                    items=preview.items,
                    is_preview=True,
                    left_out=preview.left_out,
                    note=preview.note,
                )
            )
            return
        await turn.say(facts.Digest(community, str(latest.week), issue_id=latest.id))

    async def my_data(self, turn: Turn) -> None:
        """Everything held about the person, privately."""
        held = await self._members.my_data(turn.work, turn.member)
        tables = {name: _readable(rows) for name, rows in held.items()}
        await turn.say(facts.MyData(tables), only_me=True)

    async def ask_forget(self, turn: Turn) -> None:
        """Erasing cannot be undone, so it is asked once."""
        await turn.say(
            facts.Reply(
                "data.forget_sure",
                {},
                (
                    facts.Choice("button.forget_me", "data.forget"),
                    facts.Choice("button.keep", "data.keep"),
                ),
            ),
            only_me=True,
        )

    async def forget(self, turn: Turn) -> None:
        await self._members.forget_me(turn.work, turn.member)
        await turn.say(facts.Reply("data.forgotten"), only_me=True)

    def _one_of(self, turn: Turn, text: str) -> str:
        """The community named in `text`, else that of the channel, else empty."""
        try:
            return self._members.community(text).id if text.strip() else self._here(turn)
        except NotFound:
            return self._here(turn)

    @staticmethod
    def _here(turn: Turn) -> str:
        binding = turn.binding
        is_community = binding is not None and binding.purpose is Purpose.COMMUNITY
        return binding.community if binding is not None and is_community else ""

    async def _say_rhythm(self, turn: Turn, memberships: Sequence[Membership]) -> None:
        if not memberships:
            await turn.say(facts.Reply("digest.not_a_member"))
            return
        lines = ", ".join(
            f"{self._library.community_name(membership.community)}: {membership.digest}"
            for membership in memberships
        )
        one = memberships[0] if len(memberships) == 1 else None
        choices = _rhythms(one.community, one.digest) if one is not None else ()
        await turn.say(facts.Reply("digest.rhythm", {"rhythms": lines}, choices))


def _rhythms(community: str, now: str) -> tuple[facts.Choice, ...]:
    """A button for every other rhythm: whoever wants another one presses once."""
    return tuple(
        facts.Choice(f"button.rhythm_{rhythm}", "digest.rhythm", f"{community}|{rhythm}")
        for rhythm in RHYTHMS
        if rhythm != now
    )


def _readable(held: object) -> str:
    """One line a row. A card shows `SHOWN_ROWS` of them; the others are only counted there."""
    rows = held if isinstance(held, (list, tuple)) else [held]
    return "\n".join(
        _line(row)[:LONGEST_ROW] if number < SHOWN_ROWS else "…" for number, row in enumerate(rows)
    )


def _line(row: object) -> str:
    told = row if isinstance(row, dict) else {"": row}
    parts = (
        f"{name}: {_told(value)}" if name else _told(value) for name, value in told.items() if value
    )
    return " ".join("; ".join(parts).split())


def _told(value: object) -> str:
    """A value as a person reads it, whatever lies in it."""
    if isinstance(value, dict):
        return f"({'; '.join(f'{name}: {_told(inner)}' for name, inner in value.items() if inner)})"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_told, value))
    return str(value)
