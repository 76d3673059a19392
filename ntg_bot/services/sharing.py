"""Sharing: from a member's words to a submission that waits for a moderator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.people import Member
from ntg_bot.domain.sharing import Routing, State, Submission
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, CommunityClassifier, Ids, UnitOfWork
from ntg_bot.services.posts import TITLE_CHARACTERS, Shared, has_words, read_post, title_of

POST_CHARACTERS = 12_000
"""the longest post that can be shared"""
MOST_COMMUNITIES = 2
FOLLOWED = frozenset({State.DRAFT, State.SUBMITTED, State.CHANGES_ASKED})
"""states in which a submission follows the message it was made from"""


class ShareService:
    """Drafts, confirms, edits and withdraws. Every step is the author's own."""

    def __init__(
        self, communities: CommunityClassifier, library: Library, clock: Clock, ids: Ids
    ) -> None:
        self._communities = communities
        self._library = library
        self._clock = clock
        self._ids = ids

    def route(self, text: str) -> Routing:
        """Whether `text` shares practice, and its communities ranked with reasons."""
        return self._communities.route(text[:POST_CHARACTERS])

    def read(self, text: str) -> Shared:
        """What a chat message tells of a practice."""
        return read_post(text, self._library.taxonomy)

    async def draft(
        self, work: UnitOfWork, member: Member, shared: Shared, source: str = ""
    ) -> Submission:
        """Keeps a draft that only its author sees; proposes one or two communities.

        `source` is the chat message that the words come from: `channel:message`.
        """
        shared = _checked(shared)
        now = self._clock.now()
        routing = self.route(f"{shared.title}. {shared.what} {shared.what_happened}")
        submission = Submission(
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
        )
        await work.submissions.add(submission)
        return submission

    async def edit(
        self, work: UnitOfWork, member: Member, id: str, shared: Shared, communities: Sequence[str]
    ) -> Submission:
        """Replaces the words (and communities, where given) while it is still with its author."""
        shared = _checked(shared)
        submission = await self.to_edit(work, member, id)
        chosen = self._known(communities) or submission.communities
        edited = replace(
            submission,
            title=shared.title.strip(),
            what=shared.what.strip(),
            for_whom=shared.for_whom.strip(),
            what_happened=shared.what_happened.strip(),
            how_known=shared.how_known.strip(),
            communities=chosen,
            changed_at=self._clock.now(),
            version=submission.version + 1,
        )
        await work.submissions.save(edited)
        return edited

    async def to_edit(self, work: UnitOfWork, member: Member, id: str) -> Submission:
        """The member's own submission while its words are still theirs to change."""
        submission = await self.own(work, member, id)
        if submission.state not in (State.DRAFT, State.CHANGES_ASKED):
            # Refused with the plain words of the ladder, rather than changed under a moderator.
            submission.move(State.DRAFT, self._clock.now())
        return submission

    async def confirm(
        self, work: UnitOfWork, member: Member, id: str, communities: Sequence[str] = ()
    ) -> Submission:
        """The author's yes: the submission goes to the moderators."""
        submission = await self.own(work, member, id)
        chosen = self._known(communities) or submission.communities
        if not chosen:
            raise InvalidInput("communities", key="refused.no_community")
        moved = submission.move(
            State.SUBMITTED,
            self._clock.now(),
            communities=chosen,
            rounds=submission.rounds + 1,
        )
        await work.submissions.save(moved)
        await self._audit(work, member, "submission.confirm", id)
        return moved

    async def follow_edit(
        self, work: UnitOfWork, member: Member, source: str, was: str, text: str
    ) -> Sequence[Submission]:
        """What was made from a message follows its edit, as far as its words are still those of
        the message: what its author changed in the form since is theirs. Returns what changed.
        """
        before, after = self.read(was), self.read(text)
        if before == after or not has_words(after.what) or len(after.what) > POST_CHARACTERS:
            return []
        changed = []
        for submission in await work.submissions.of_source(member.workspace_id, source):
            if submission.member_id != member.id or submission.state not in FOLLOWED:
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
                edited = replace(submission, **words, version=submission.version + 1)
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
            title="",
            what="",
            what_happened="",
            how_known="",
            for_whom="",
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


def _checked(shared: Shared) -> Shared:
    """What may be kept, with a name made from its words where none was given."""
    if not has_words(shared.what):
        raise InvalidInput("what", key="refused.no_story")
    # Each by itself: what happened repeats sentences of a post that says both.
    for name in ("what", "for_whom", "what_happened", "how_known"):
        length = len(getattr(shared, name))
        if length > POST_CHARACTERS:
            raise InvalidInput(
                name, key="refused.too_long", length=f"{length:,}", most=f"{POST_CHARACTERS:,}"
            )
    if len(shared.title) > 2 * TITLE_CHARACTERS:
        raise InvalidInput(
            "title",
            key="refused.title_too_long",
            length=len(shared.title),
            most=2 * TITLE_CHARACTERS,
        )
    return shared if has_words(shared.title) else replace(shared, title=title_of(shared.what))
