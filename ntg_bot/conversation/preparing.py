"""Preparing digests in the chat: when a community's digest comes, and what moderators decide about
its draft.
"""

from __future__ import annotations

from collections.abc import Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.events import FormSubmitted
from ntg_bot.conversation.present.preparing import BETWEEN, fingerprint
from ntg_bot.conversation.turn import Turn, direct, moderators_channels
from ntg_bot.domain.digest import TimeOfWeek, Week
from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.people import Purpose, Workspace
from ntg_bot.domain.permissions import Act
from ntg_bot.services.digest_drafts import Drafted, DraftService
from ntg_bot.services.digest_timing import Timing
from ntg_bot.services.digests import DigestService
from ntg_bot.services.membership import MembershipService
from ntg_bot.services.ports import UnitOfWork
from ntg_bot.services.roles import RoleService

AS_USUAL = frozenset({"as usual", "default", "usual", "reset"})
"""words that give up a community's own time"""


class PreparingHandlers:
    """What moderators decide about digests; each checks the person's role when it is done."""

    def __init__(
        self, digests: DigestService, drafts: DraftService, members: MembershipService
    ) -> None:
        self._digests = digests
        self._drafts = drafts
        self._members = members

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "digest.draft": self.draft,
                "digest.drop": self.drop,
                "digest.note": self.ask_note,
                "digest.put_back": self.put_back,
                "digest.reword": self.ask_words,
            },
            forms={"digest.note": self.note, "digest.reword": self.reword},
            commands={
                "digest_draft": lambda turn, command: self.draft(turn, command.argument),
                "digest_time": self.time,
            },
            grammar=patterns(
                (
                    "digest_time",
                    r"(when (does|is) the digest( come| due)?|(set |change )?(the )?digest"
                    r" (time|day|timing)s?)\b(?P<arg>.{0,200})",
                ),
                (
                    "digest_draft",
                    r"((edit|prepare|draft|check) (the |this |our )?(next )?digest"
                    r"|(show )?(the )?digest draft)\b(?P<arg>.{0,100})",
                ),
            ),
        )

    # --- the draft ------------------------------------------------------------------------------

    async def draft(self, turn: Turn, named: str) -> None:
        """The draft of the digest that is being written."""
        community = self._community(turn, _name(named))
        if not community:
            await turn.say(facts.Reply("draft.which"), only_me=True)
            return
        drafted = await self._drafts.now(turn.work, turn.member, community)
        await turn.say(shown(drafted), only_me=not turn.is_among_moderators)

    async def drop(self, turn: Turn, value: str) -> None:
        """A line is left out."""
        community, week, mark = _read(value)
        await self._drafts.drop(turn.work, turn.member, community, week, mark)
        await self._redraw(turn, community, week)

    async def put_back(self, turn: Turn, value: str) -> None:
        community, week, mark = _read(value)
        await self._drafts.put_back(turn.work, turn.member, community, week, mark)
        await self._redraw(turn, community, week)

    async def ask_words(self, turn: Turn, value: str) -> None:
        """The form for other words of a line."""
        community, week, mark = _read(value)
        drafted = await self._drafts.of_week(turn.work, turn.member, community, week)
        item = drafted.item(mark)
        was = item.said or item.text
        await turn.say(facts.DigestLineForm(community, str(week), mark, was, was), only_me=True)

    async def reword(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        """The words came back; a fault is shown at the field with what was typed."""
        value, _, seen = value.rpartition(BETWEEN)
        community, week, mark = _read(value)
        typed = values.get("text", "")
        try:
            await self._drafts.reword(
                turn.work,
                turn.member,
                community,
                week,
                mark,
                typed,
                lambda words: fingerprint(words) == seen,
            )
        except InvalidInput as fault:
            drafted = await self._drafts.of_week(turn.work, turn.member, community, week)
            item = drafted.item(mark)
            was = item.said or item.text
            form = facts.DigestLineForm(
                community, str(week), mark, was, typed, facts.refusal(fault)
            )
            await turn.say(form, only_me=True)
            return
        await self._redraw(turn, community, week)

    async def ask_note(self, turn: Turn, value: str) -> None:
        """The form for a note to the readers."""
        community, week, _ = _read(value)
        drafted = await self._drafts.of_week(turn.work, turn.member, community, week)
        form = facts.DigestNoteForm(community, str(week), drafted.preview.note)
        await turn.say(form, only_me=True)

    async def note(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        community, week, _ = _read(value)
        typed = values.get("note", "")
        try:
            await self._drafts.note(turn.work, turn.member, community, week, typed)
        except InvalidInput as fault:
            form = facts.DigestNoteForm(community, str(week), typed, facts.refusal(fault))
            await turn.say(form, only_me=True)
            return
        await self._redraw(turn, community, week)

    async def _redraw(self, turn: Turn, community: str, week: Week) -> None:
        """The draft as it is now, in every place where it was given to look at, in every workspace,
        and where this moderator works on it.
        """
        said = shown(await self._drafts.of_week(turn.work, turn.member, community, week))
        drawn = set()
        looking: dict[str, list[str]] = {}  # moderators, who may have changed since it was given
        for given in await turn.work.outbox.begun_with(f"draft:{community}:{week}:"):
            workspace = await turn.work.workspaces.get(given.workspace_id)
            if workspace is None:
                continue
            if workspace.id not in looking:
                looking[workspace.id] = await places(turn.work, turn.roles, workspace, community)
            if given.channel not in looking[workspace.id]:
                continue
            await turn.post(said, channel=given.channel, replaces=given.key, workspace=workspace)
            if workspace.id == turn.workspace.id:
                drawn |= {given.key, given.channel}
        is_form = isinstance(turn.event, FormSubmitted)
        if turn.pressed in drawn or (is_form and turn.event.place.channel in drawn):
            return
        await turn.redraw(said, only_me=turn.is_private or not turn.is_among_moderators)

    # --- when it comes --------------------------------------------------------------------------

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


def draft_key(community: str, week: Week, workspace: Workspace, channel: str) -> str:
    """The delivery with which a draft was given to look at."""
    return f"draft:{community}:{week}:{workspace.id}:{channel}"


async def places(
    work: UnitOfWork, roles: RoleService, workspace: Workspace, community: str
) -> list[str]:
    """Where a workspace's moderators get a draft: their channels, else each by direct message."""
    channels = await moderators_channels(work, workspace)
    if channels:
        return channels
    people = await roles.who_may(work, workspace, Act.DIGEST, [community])
    return [direct(each.external_id) for each in people if each.external_id]


def shown(drafted: Drafted) -> facts.DraftedDigest:
    """A draft as it is said to its moderators."""
    preview = drafted.preview
    return facts.DraftedDigest(
        preview.community,
        str(preview.week),
        preview.items,
        preview.dropped,
        drafted.sends_at,
        preview.note,
        preview.left_out,
        drafted.is_frozen,
    )


def _read(value: str) -> tuple[str, Week, str]:
    """Community, week and mark out of a button's value; raises NotFound for what is none."""
    community, _, rest = value.partition(BETWEEN)
    week, _, mark = rest.partition(BETWEEN)
    try:
        return community, Week.parse(week), mark
    except InvalidInput:
        raise NotFound(key="refused.old_button") from None
