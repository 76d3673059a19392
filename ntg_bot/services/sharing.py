"""Sharing: from a member's words to a submission that waits for a moderator."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.people import Member
from ntg_bot.domain.screening import masked
from ntg_bot.domain.sharing import THE_AUTHORS, WORDS, Routing, State, Submission
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, CommunityClassifier, Ids, Screening, UnitOfWork
from ntg_bot.services.posts import TITLE_CHARACTERS, Shared, has_words, read_post, title_of
from ntg_bot.services.screening import screened

POST_CHARACTERS = 12_000
"""the longest post that can be shared"""
MOST_COMMUNITIES = 2
_MASKINGS = 3
"""how often a text is masked again where it still tells of somebody"""


@dataclass(frozen=True, slots=True)
class Detail:
    """What a person may add later, in their own words."""

    costs: str = ""
    staffing: str = ""
    beware: str = ""
    contact_wanted: bool = False


class ShareService:
    """Drafts, confirms, edits and withdraws. Every step is the author's own.

    All words are screened before they are kept; what tells of somebody in danger raises Disclosed.
    """

    def __init__(
        self,
        communities: CommunityClassifier,
        screening: Screening,
        library: Library,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._communities = communities
        self._screening = screening
        self._library = library
        self._clock = clock
        self._ids = ids

    async def route(self, text: str) -> Routing:
        """Whether `text` shares practice, and its communities ranked with reasons; thought out in
        a thread, as all that reads long texts: nobody else waits meanwhile.
        """
        return await asyncio.to_thread(self._communities.route, text[:POST_CHARACTERS])

    async def read(self, text: str) -> Shared:
        """What a chat message tells of a practice."""
        return await asyncio.to_thread(read_post, text, self._library.taxonomy)

    async def draft(
        self,
        work: UnitOfWork,
        member: Member,
        shared: Shared,
        source: str = "",
        *,
        is_from_private: bool = False,
    ) -> Submission:
        """Keeps a draft that only its author sees; proposes one or two communities.

        `source` is the chat message that the words come from: `channel:message`. The draft is
        HELD where screening saw what may identify somebody.
        """
        shared = _checked(shared)
        now = self._clock.now()
        routing = await self.route(f"{shared.title}. {shared.what} {shared.what_happened}")
        empty = Submission(
            id=self._ids.new(),
            workspace_id=member.workspace_id,
            member_id=member.id,
            title=shared.title.strip(),
            what=shared.what.strip(),
            for_whom=shared.for_whom.strip(),
            what_happened=shared.what_happened.strip(),
            how_known=shared.how_known.strip(),
            communities=propose(routing),
            state=State.DRAFT,
            created_at=now,
            changed_at=now,
            authority=member.authority,
            source=source,
            is_from_private=is_from_private,
        )
        drafted = await self._screened(empty, {}, now)
        submission = replace(drafted, version=empty.version)
        await work.submissions.add(submission)
        return submission

    async def edit(
        self, work: UnitOfWork, member: Member, id: str, shared: Shared, communities: Sequence[str]
    ) -> Submission:
        """Replaces the words (and communities, where given) until a moderator has decided."""
        shared = _checked(shared)
        submission = await self.to_edit(work, member, id)
        chosen = self._known(communities) or submission.communities
        edited = await self._screened(
            replace(submission, communities=chosen), _words_of(shared), self._clock.now()
        )
        await work.submissions.save(edited)
        await self._audit(work, member, "submission.edit", id)
        return edited

    async def add_detail(
        self, work: UnitOfWork, member: Member, id: str, detail: Detail
    ) -> Submission:
        """What it cost, who did it, what to beware of; until a moderator has decided."""
        submission = await self.to_edit(work, member, id)
        words = {
            "costs": detail.costs.strip(),
            "staffing": detail.staffing.strip(),
            "beware": detail.beware.strip(),
        }
        _check_lengths(words)
        detailed = await self._screened(
            replace(submission, contact_wanted=detail.contact_wanted), words, self._clock.now()
        )
        await work.submissions.save(detailed)
        await self._audit(work, member, "submission.detail", id)
        return detailed

    async def to_edit(self, work: UnitOfWork, member: Member, id: str) -> Submission:
        """The member's own submission while its words are still theirs to change."""
        submission = await self.own(work, member, id)
        if submission.state not in THE_AUTHORS:
            # Refused with the plain words of the ladder, rather than changed under a moderator.
            submission.move(State.DRAFT, self._clock.now())
        return submission

    async def insist(
        self, work: UnitOfWork, member: Member, id: str, version: int, group: int | None
    ) -> Submission:
        """The author says that a finding is nobody, or (`group` None) that all are: remembered
        with who said so. `group` counts `unsettled`, as it was in `version`, from 0.
        """
        submission = await self._held(work, member, id, version)
        unsettled = submission.unsettled
        if group is not None and not 0 <= group < len(unsettled):
            raise WrongState(key="refused.words_changed")
        meant = unsettled if group is None else unsettled[group : group + 1]
        said_of = {each for found in meant for each in found}
        now = self._clock.now()
        spotted = tuple(
            each.insisted(member.id, now) if each in said_of else each
            for each in submission.spotted
        )
        settled = submission.settled(spotted, now)
        await work.submissions.save(settled)
        await self._audit(work, member, "submission.insist", id)
        return settled

    async def mask(self, work: UnitOfWork, member: Member, id: str, version: int) -> Submission:
        """Writes something general in place of every finding that is open."""
        held = submission = await self._held(work, member, id, version)
        now = self._clock.now()
        for _ in range(_MASKINGS):
            words = {
                name: masked(
                    text,
                    (
                        each.finding
                        for each in submission.spotted
                        if each.field == name and each.is_open
                    ),
                )
                for name, text in submission.words.items()
            }
            submission = await self._screened(submission, words, now)
            if submission.state is not State.HELD:
                break
        saved = replace(submission, version=held.version + 1)
        await work.submissions.save(saved)
        await self._audit(work, member, "submission.mask", id)
        return saved

    async def _held(self, work: UnitOfWork, member: Member, id: str, version: int) -> Submission:
        submission = await self.own(work, member, id)
        if submission.state is not State.HELD or submission.version != version:
            raise WrongState(key="refused.words_changed")
        return submission

    async def confirm(
        self, work: UnitOfWork, member: Member, id: str, communities: Sequence[str] = ()
    ) -> Submission:
        """The author's yes: the submission goes to the moderators. It is screened once more, and
        HELD instead where the rules see today what they did not see when it was written.
        """
        submission = await self.own(work, member, id)
        chosen = self._known(communities) or submission.communities
        if not chosen:
            raise InvalidInput("communities", key="refused.no_community")
        now = self._clock.now()
        if submission.state in (State.DRAFT, State.CHANGES_ASKED):
            looked_at = await self._screened(submission, {}, now)
            if looked_at.state is State.HELD:
                await work.submissions.save(looked_at)
                await self._audit(work, member, "submission.hold", id)
                return looked_at
        moved = submission.move(
            State.SUBMITTED,
            now,
            communities=chosen,
            rounds=submission.rounds + 1,
        )
        await work.submissions.save(moved)
        await self._audit(work, member, "submission.confirm", id)
        return moved

    async def _screened(
        self, submission: Submission, words: Mapping[str, str], now: datetime
    ) -> Submission:
        """With these words instead, and with what screening sees in all of them."""
        found = await screened(self._screening, submission.words | dict(words))
        return submission.reworded(words, found, now)

    async def follow_edit(
        self, work: UnitOfWork, member: Member, source: str, was: str, text: str
    ) -> Sequence[Submission]:
        """What was made from a message follows its edit, as far as its words are still those of
        the message: what its author changed in the form since is theirs. Returns what changed.
        """
        before, after = await self.read(was), await self.read(text)
        if before == after or not has_words(after.what) or len(after.what) > POST_CHARACTERS:
            return []
        changed = []
        for submission in await work.submissions.of_source(member.workspace_id, source):
            if submission.member_id != member.id or submission.state not in THE_AUTHORS:
                continue
            words: dict[str, Any] = {}
            if submission.what == before.what.strip():
                words = {
                    name: getattr(after, name).strip()
                    for name in ("title", "what", "for_whom", "what_happened")
                    if getattr(submission, name) == getattr(before, name).strip()
                }
            elif submission.what == was.strip():
                words = {"what": text.strip()}
            if words:
                edited = await self._screened(submission, words, self._clock.now())
                await work.submissions.save(edited)
                await self._audit(work, member, "submission.follow_edit", edited.id)
                changed.append(edited)
        return changed

    async def made_from(
        self, work: UnitOfWork, member: Member, source: str
    ) -> Sequence[Submission]:
        """The member's own submissions that were made from a message."""
        found = await work.submissions.of_source(member.workspace_id, source)
        return [submission for submission in found if submission.member_id == member.id]

    async def withdraw(self, work: UnitOfWork, member: Member, id: str) -> Submission:
        """The author's no; their words are not kept."""
        submission = await self.own(work, member, id)
        moved = submission.move(
            State.WITHDRAWN,
            self._clock.now(),
            **dict.fromkeys(WORDS, ""),
            spotted=(),
        )
        await work.submissions.save(moved)
        await self._audit(work, member, "submission.withdraw", id)
        return moved

    async def own(self, work: UnitOfWork, member: Member, id: str) -> Submission:
        """The member's own submission; anybody else's is not found."""
        submission = await work.submissions.get(member.workspace_id, id)
        if submission is None or submission.member_id != member.id:
            raise NotFound(key="refused.no_draft")
        return submission

    def _known(self, communities: Sequence[str]) -> tuple[str, ...]:
        known = self._library.taxonomy.community_by_id
        unknown = [id for id in communities if id not in known]
        if unknown:
            raise InvalidInput("communities", key="refused.unknown_community", name=unknown[0])
        if len(communities) > MOST_COMMUNITIES:
            raise InvalidInput("communities", key="refused.how_many_communities")
        return tuple(dict.fromkeys(communities))

    async def _audit(self, work: UnitOfWork, member: Member, verb: str, id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=member.id, verb=verb, object_id=id)


def propose(routing: Routing) -> tuple[str, ...]:
    """The first community, and the second where the two are close."""
    ranked = [found.community for found in routing.communities]
    return tuple(ranked[: 2 if routing.is_close else 1])


def _words_of(shared: Shared) -> dict[str, str]:
    return {
        name: getattr(shared, name).strip()
        for name in ("title", "what", "for_whom", "what_happened", "how_known")
    }


def _checked(shared: Shared) -> Shared:
    """What may be kept, with a name made from its words where none was given."""
    if not has_words(shared.what):
        raise InvalidInput("what", key="refused.no_story")
    words = _words_of(shared)
    title = words.pop("title")
    _check_lengths(words)
    if len(title) > 2 * TITLE_CHARACTERS:
        raise InvalidInput(
            "title", key="refused.title_too_long", length=len(title), most=2 * TITLE_CHARACTERS
        )
    return shared if has_words(title) else replace(shared, title=title_of(shared.what))


def _check_lengths(words: Mapping[str, str]) -> None:
    """Each by itself: what happened repeats sentences of a post that says both."""
    for name, text in words.items():
        if len(text) > POST_CHARACTERS:
            raise InvalidInput(
                name, key="refused.too_long", length=f"{len(text):,}", most=f"{POST_CHARACTERS:,}"
            )
