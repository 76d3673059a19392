"""Preparing digests in the chat: when a community's digest comes."""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.turn import Turn
from ntg_bot.domain.digest import TimeOfWeek
from ntg_bot.domain.people import Purpose
from ntg_bot.services.digest_timing import Timing
from ntg_bot.services.digests import DigestService
from ntg_bot.services.library import Library
from ntg_bot.services.membership import MembershipService

AS_USUAL = frozenset({"as usual", "default", "usual", "reset"})
"""words that give up a community's own time"""


class PreparingHandlers:
    """What moderators decide about digests; each checks the person's role when it is done."""

    def __init__(
        self, digests: DigestService, members: MembershipService, library: Library
    ) -> None:
        self._digests = digests
        self._members = members
        self._library = library

    def acts(self) -> Acts:
        return Acts(
            commands={"digest_time": self.time},
            grammar=patterns(
                (
                    "digest_time",
                    r"(when (does|is) the digest( come| due)?|(set |change )?(the )?digest"
                    r" (time|day|timing)s?)\b(?P<arg>.{0,200})",
                ),
            ),
        )

    async def time(self, turn: Turn, command: Command) -> None:
        """Says when a digest comes; with a day and a time, sets it."""
        named, when = TimeOfWeek.found_in(command.argument)
        for usual in AS_USUAL:
            if not when and named.casefold().endswith(usual):
                named, when = named[: -len(usual)], usual
        community = self._community(turn, _name(named))
        if not community:
            await turn.say(facts.Reply("digest.time_which"), only_me=True)
            return
        if not when:
            timing = await self._digests.timing_of(turn.work, community)
            await self._say(turn, community, timing, is_new=False)
            return
        chosen = None if when in AS_USUAL else TimeOfWeek.parse(when, self._digests.timing.zone)
        timing = await self._digests.choose_time(turn.work, turn.member, community, chosen)
        await self._say(turn, community, timing, is_new=True)

    async def _say(self, turn: Turn, community: str, timing: Timing, *, is_new: bool) -> None:
        slot = await self._digests.next_slot(turn.work, community)
        at = f"{timing.at:%H:%M}"
        await turn.say(
            facts.DigestTime(community, timing.day, at, timing.zone, slot, is_new), only_me=True
        )

    def _community(self, turn: Turn, named: str) -> str:
        """The community that is named, else that of the channel; empty where there is neither."""
        if named:
            return self._members.community(named).id
        binding = turn.binding
        is_community = binding is not None and binding.purpose is Purpose.COMMUNITY
        return binding.community if binding is not None and is_community else ""


def _name(text: str) -> str:
    """What is left of the words around a community's name."""
    words = text.split()
    while words and words[0].casefold() in ("for", "of", "in", "the", "to"):
        words.pop(0)
    while words and words[-1].casefold() in ("on", "to", "every", "each", "at", "is", "come"):
        words.pop()
    return " ".join(words)
