"""Sharing: from a member's words to a submission that waits for a moderator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.people import Member
from ntg_bot.domain.sharing import Routing, State, Submission
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, CommunityClassifier, Ids, UnitOfWork

POST_CHARACTERS = 12_000
"""the longest post that can be shared"""
TITLE_CHARACTERS = 80
MOST_COMMUNITIES = 2
FOLLOWED = frozenset({State.DRAFT, State.SUBMITTED, State.CHANGES_ASKED})
"""states in which a submission follows the message it was made from"""

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_GREETING = re.compile(
    # "Hi all", "Good morning everyone.", "Hello Sarah Jones," and no more: what follows is practice
    r"^(?:hi|hiya|hello|hey|dear|(?:good )?(?:morning|afternoon|evening))\b"
    r"(?:(?:\s+(?:all|everyone|everybody|team|folks|friends|colleagues|there|both|again))+"
    r"[,.!:]*(?:\s+[–—-]+)?\s+|(?:\s+[\w'’-]+){0,2}\s*[,!:]+\s+)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:just )?(?:wanted to share|sharing|to share)\b[^:.–—]{0,40}(?::|\s[–—-])\s+",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(up|down|fell|rose|halved|doubled|fewer|less|more|better|improved|improvement|reduced|"
    r"increased|dropped|result|results|since|now|came|attend(?:ed|ing)?|said|says|feedback|"
    r"saved|success|worked|works)\b|\d",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:for|with|to)\s+((?:[\w'’-]+\s+){0,5}?(?:children|kids|pupils|students|families|parents|"
    r"mums|dads|carers|babies|toddlers|teenagers|boys|girls|learners|care leavers|young people))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Shared:
    """What a person fills in: all in their own words."""

    title: str
    what: str
    for_whom: str = ""
    what_happened: str = ""
    how_known: str = ""


def read_post(text: str) -> Shared:
    """Title, what was done, for whom and what happened, as far as a chat message tells them."""
    tidy = " ".join(text.split())
    for opening in (_GREETING, _LEAD_IN):
        tidy = opening.sub("", tidy).strip() or tidy
    sentences = [part for part in _SENTENCE.split(tidy) if _has_words(part)]
    first = sentences[0] if sentences else tidy
    results = [sentence for sentence in sentences[1:] if _RESULT.search(sentence)]
    people = _PEOPLE.search(tidy)
    return Shared(
        title=_title(first),
        what=tidy,
        for_whom=people[1] if people else "",
        what_happened=" ".join(results),
    )


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _title(sentence: str) -> str:
    plain = sentence.strip(" .!?…:;,-–")
    if len(plain) > TITLE_CHARACTERS:
        plain = plain[: TITLE_CHARACTERS - 1].rsplit(" ", 1)[0].rstrip(" .,;:-–") + "…"
    return plain[:1].upper() + plain[1:]


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

    async def draft(
        self, work: UnitOfWork, member: Member, shared: Shared, source: str = ""
    ) -> Submission:
        """Keeps a draft that only its author sees; proposes one or two communities.

        `source` is the chat message that the words come from: `channel:message`.
        """
        _check(shared)
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
        _check(shared)
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
            raise InvalidInput(
                "communities", "No community is chosen yet.", "Choose one or two communities."
            )
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
        before, after = read_post(was), read_post(text)
        if before == after or not _has_words(after.what) or len(after.what) > POST_CHARACTERS:
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
            raise NotFound(
                "I do not have a draft of yours by that name.",
                "Say “share” to start a new one.",
            )
        return submission

    def _known(self, communities: Sequence[str]) -> tuple[str, ...]:
        known = self._library.taxonomy.community_by_id
        unknown = [id for id in communities if id not in known]
        if unknown:
            raise InvalidInput(
                "communities",
                f"There is no community called “{unknown[0]}”.",
                "Say “communities” for the list.",
            )
        if len(communities) > MOST_COMMUNITIES:
            raise InvalidInput(
                "communities",
                "A practice goes to one or two communities.",
                "Choose the two that need it most.",
            )
        return tuple(dict.fromkeys(communities))

    async def _audit(self, work: UnitOfWork, member: Member, verb: str, id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=member.id, verb=verb, object_id=id)


def propose(routing: Routing) -> tuple[str, ...]:
    """The first community, and the second where the two are close."""
    ranked = [found.community for found in routing.communities]
    return tuple(ranked[: 2 if routing.is_close else 1])


def _check(shared: Shared) -> None:
    if not _has_words(shared.title):
        raise InvalidInput("title", "It needs a name.", "Give it a short name in plain words.")
    if not _has_words(shared.what):
        raise InvalidInput(
            "what", "Say what you did.", "One or two sentences are enough to start with."
        )
    # Each by itself: what happened repeats sentences of a post that says both.
    for name in ("what", "for_whom", "what_happened", "how_known"):
        length = len(getattr(shared, name))
        if length > POST_CHARACTERS:
            raise InvalidInput(
                name,
                f"That is {length:,} characters; I can take {POST_CHARACTERS:,}.",
                "Share the main points, and link to the rest.",
            )
    if len(shared.title) > 2 * TITLE_CHARACTERS:
        raise InvalidInput(
            "title",
            f"The name is {len(shared.title)} characters; {2 * TITLE_CHARACTERS} is the most.",
            "Keep the name short and put the rest into what you did.",
        )
