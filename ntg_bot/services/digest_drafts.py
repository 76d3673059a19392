"""Digests before they go out: moderators look, reword a line, leave one out, add a note.

At a set time the draft is frozen and given to them to look at; it goes out at its time whether or
not anybody did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ntg_bot.domain.digest import DigestItem, Week
from ntg_bot.domain.drafting import DigestDraft
from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, require
from ntg_bot.services.digest_content import compose
from ntg_bot.services.digests import DigestService, Preview
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, Screening, UnitOfWork
from ntg_bot.services.screening import screened

LINE_CHARACTERS = 300
NOTE_CHARACTERS = 500
JOB = "digest-draft"
"""of the slots of the clock: one a community and week"""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft as its moderators see it."""

    preview: Preview
    sends_at: datetime
    """in local time"""
    is_frozen: bool

    def item(self, mark: str) -> DigestItem:
        """The item of that mark; raises NotFound for one that is not in it any more."""
        for item in (*self.preview.items, *self.preview.dropped):
            if item.mark == mark:
                return item
        raise NotFound(key="refused.draft_line_gone")


class DraftService:
    """Every act checks the role, and that the issue is not out yet."""

    def __init__(
        self, library: Library, digests: DigestService, screening: Screening, clock: Clock
    ) -> None:
        self._library = library
        self._digests = digests
        self._screening = screening
        self._clock = clock

    async def now(self, work: UnitOfWork, member: Member, community: str) -> Drafted:
        """The draft of the issue that is being written."""
        require(member, Act.DIGEST, [community])
        return await self._drafted(work, community, await self._digests.next_week(work, community))

    async def of_week(
        self, work: UnitOfWork, member: Member, community: str, week: Week
    ) -> Drafted:
        """The draft of one week; raises WrongState where that issue is out."""
        require(member, Act.DIGEST, [community])
        await self._open(work, community, week)
        return await self._drafted(work, community, week)

    async def reword(
        self,
        work: UnitOfWork,
        member: Member,
        community: str,
        week: Week,
        mark: str,
        text: str,
        is_seen: Callable[[str], bool],
    ) -> None:
        """Other words for a line, and nothing for its own again. What is said of the evidence
        stays behind it. `is_seen` says whether words are those that the moderator saw there.
        """
        drafted = await self.of_week(work, member, community, week)
        item = drafted.item(mark)
        if not is_seen(item.said or item.text):
            raise InvalidInput("text", key="refused.draft_line_changed", now=item.said or item.text)
        words = await self._checked("text", text, LINE_CHARACTERS)
        own = "" if words == item.text else words
        await self._change(
            work, member, community, week, "digest.reword", lambda draft: draft.reword(mark, own)
        )

    async def drop(
        self, work: UnitOfWork, member: Member, community: str, week: Week, mark: str
    ) -> None:
        """Leaves a line out; what found no room before may take its place."""
        (await self.of_week(work, member, community, week)).item(mark)
        await self._change(
            work, member, community, week, "digest.drop", lambda draft: draft.drop(mark)
        )

    async def put_back(
        self, work: UnitOfWork, member: Member, community: str, week: Week, mark: str
    ) -> None:
        require(member, Act.DIGEST, [community])
        await self._open(work, community, week)
        await self._change(
            work, member, community, week, "digest.put_back", lambda draft: draft.put_back(mark)
        )

    async def note(
        self, work: UnitOfWork, member: Member, community: str, week: Week, text: str
    ) -> None:
        """What the readers are told before everything else; empty for nothing."""
        require(member, Act.DIGEST, [community])
        await self._open(work, community, week)
        words = await self._checked("note", text, NOTE_CHARACTERS)
        await self._change(
            work, member, community, week, "digest.note", lambda draft: draft.noted(words)
        )

    # --- the clock's part -----------------------------------------------------------------------

    async def to_freeze(self, work: UnitOfWork) -> Sequence[tuple[str, Week]]:
        """Communities and weeks whose draft moderators should have by now, as far as is known."""
        found = []
        for community in self._library.taxonomy.communities:
            timing = await self._digests.timing_of(work, community.id)
            for week in timing.weeks_to_look_at(self._clock.now()):
                is_out = await work.digests.of_week(community.id, week) is not None
                if not is_out and not await work.slots.is_taken(JOB, f"{community.id}:{week}"):
                    found.append((community.id, week))
        return found

    async def freeze(self, work: UnitOfWork, community: str, week: Week) -> Drafted | None:
        """Freezes the draft; None where another process did, or where there is nothing in it.

        What comes up later in a week that was empty goes out without having been looked at.
        """
        now = self._clock.now()
        if not await work.slots.take(JOB, f"{community}:{week}", now):
            return None
        preview = await self._digests.preview_of(work, community, week)
        if not compose(preview.found).items:
            return None
        draft = await work.digests.open_draft(community, week)
        await work.digests.put_draft(draft.freeze(preview.found, preview.end))
        return await self._drafted(work, community, week)

    # --- inside ---------------------------------------------------------------------------------

    async def _drafted(self, work: UnitOfWork, community: str, week: Week) -> Drafted:
        draft = await work.digests.draft(community, week)
        timing = await self._digests.timing_of(work, community)
        return Drafted(
            await self._digests.preview_of(work, community, week),
            timing.slot(week),
            draft is not None and draft.is_frozen,
        )

    @staticmethod
    async def _open(work: UnitOfWork, community: str, week: Week) -> DigestDraft:
        # The draft first: whoever sends the issue meanwhile waits, or has sent it.
        draft = await work.digests.open_draft(community, week)
        if await work.digests.of_week(community, week) is not None:
            raise WrongState(key="refused.draft_is_out")
        return draft

    async def _change(
        self,
        work: UnitOfWork,
        member: Member,
        community: str,
        week: Week,
        verb: str,
        change: Callable[[DigestDraft], DigestDraft],
    ) -> None:
        draft = await self._open(work, community, week)
        await work.digests.put_draft(change(draft))
        await work.audit.add(
            at=self._clock.now(), actor=member.id, verb=verb, object_id=f"{community}:{week}"
        )

    async def _checked(self, field: str, text: str, most: int) -> str:
        """The words on one line; raises InvalidInput where they are too long, or where somebody
        may be told by them: many read a digest, and nobody reads it first.
        """
        words = " ".join(text.split())
        if len(words) > most:
            raise InvalidInput(field, key="refused.too_long", length=len(words), most=most)
        for spotted in await screened(self._screening, {field: words}):
            if spotted.finding.holds:
                raise InvalidInput(
                    field, key="refused.draft_identifies", words=spotted.words({field: words})
                )
        return words
