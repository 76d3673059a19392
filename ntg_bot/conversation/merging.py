"""Comparing and merging in the chat, and following a practice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.claiming import Numbered
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.moderating import show_review
from ntg_bot.conversation.sharing import tell_sharer
from ntg_bot.conversation.telling import tell_followers, tell_member
from ntg_bot.conversation.turn import Turn
from ntg_bot.domain.curating import Follow
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.knowledge import Item
from ntg_bot.domain.sharing import State
from ntg_bot.services.library import Library
from ntg_bot.services.likeness import LikenessService
from ntg_bot.services.merging import MergeService
from ntg_bot.services.reviewing import ReviewService
from ntg_bot.services.sweeping import SweepService

MOST_PAIRS = 10


class MergingHandlers:
    """Nothing is merged by itself: a moderator compares first."""

    def __init__(
        self,
        merges: MergeService,
        reviews: ReviewService,
        likeness: LikenessService,
        sweeps: SweepService,
        library: Library,
        show: Callable[[Item], Awaitable[None]],
        numbered: Numbered,
    ) -> None:
        self._merges = merges
        self._reviews = reviews
        self._likeness = likeness
        self._sweeps = sweeps
        self._library = library
        self._show = show
        self._numbered = numbered

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "pair.compare": self.compare_pair,
                "pair.different": self.different,
                "pair.list": lambda turn, _: self.pairs(turn),
                "pair.merge": self.merge_pair,
                "practice.follow": self.follow,
                "practice.unfollow": self.unfollow,
                "review.compare": self.compare,
                "review.merge": self.merge,
            },
            commands={
                "compare_submission": self.compare_named,
                "pairs": lambda turn, _: self.pairs(turn),
            },
            grammar=patterns(
                ("compare_submission", r"(merge|compare) (?P<arg>\d{1,4}|[0-9a-f]{32})"),
                ("pairs", r"(show |list )?(me )?(the )?(pairs|duplicates|contradictions)"),
            ),
            moderators_only=frozenset({"compare_submission"}),
        )

    # --- a submission beside a practice -------------------------------------------------------

    async def compare(self, turn: Turn, value: str) -> None:
        """Both side by side: `submission id|practice id`."""
        id, _, practice_id = value.partition("|")
        submission = await self._reviews.find(turn.work, turn.member, id)
        practice = self._library.practice(practice_id)
        await turn.say(
            facts.NearComparison(turn.workspace.id, submission.id, practice.id),
            only_me=not turn.is_among_moderators,
        )

    async def compare_named(self, turn: Turn, command: Command) -> None:
        """`compare 2`: with the practice that is most like it."""
        id = await self._numbered(turn, command.argument)
        submission = await self._reviews.find(turn.work, turn.member, id)
        near = await asyncio.to_thread(self._likeness.of_submission, submission)
        if not near:
            title = {"title": submission.shown_title}
            await turn.say(facts.Reply("near.nothing", title), only_me=True)
            return
        await self.compare(turn, f"{submission.id}|{near[0].practice_id}")

    async def merge(self, turn: Turn, value: str) -> None:
        """`submission id@version|practice id`: its account becomes a part of the practice.

        What its author has changed since the card was drawn is shown first.
        """
        named, _, practice_id = value.partition("|")
        id, _, seen = named.partition("@")
        submission = await self._reviews.find(turn.work, turn.member, id)
        if submission.state is State.SUBMITTED and seen and str(submission.version) != seen:
            review = facts.Review(turn.workspace.id, submission.id)
            await turn.redraw(review, only_me=not turn.is_among_moderators)
            await turn.say(facts.Reply("review.changed_meanwhile"), only_me=True)
            return
        merged = await self._merges.merge_submission(turn.work, turn.member, id, practice_id)
        values = {"title": merged.submission.title, "practice": merged.practice.title}
        how = (facts.Choice("button.how", "practice.how", merged.practice.id),)
        await tell_sharer(
            turn,
            merged.submission,
            facts.Reply("share.merged", values, how),
            key=f"merged:{merged.submission.id}",
        )
        for each in merged.contributions:
            if each.submission_id != merged.submission.id:
                key = f"joined:{merged.submission.id}:{each.submission_id}"
                said = facts.Reply("merge.another_account", values, how)
                await tell_member(turn, each.workspace_id, each.member_id, said, key=key)
        await show_review(turn, merged.submission)
        self._show_all(turn, merged.changed)

    # --- two practices ------------------------------------------------------------------------

    async def pairs(self, turn: Turn) -> None:
        """What the weekly look found and nobody has settled."""
        found = await self._sweeps.pairs(turn.work, turn.member)
        rows = tuple((each.first, each.second, each.kind.value) for each in found[:MOST_PAIRS])
        await turn.say(facts.Pairs(rows, len(found)), only_me=not turn.is_among_moderators)

    async def compare_pair(self, turn: Turn, value: str) -> None:
        first, _, second = value.partition("|")
        ids = (self._library.practice(first).id, self._library.practice(second).id)
        await turn.say(facts.Comparison(ids))

    async def different(self, turn: Turn, value: str) -> None:
        """The moderator says that these two are two things."""
        first, _, second = value.partition("|")
        await self._sweeps.settle(turn.work, turn.member, first, second)
        await turn.say(facts.Reply("pair.settled"), only_me=True)

    async def merge_pair(self, turn: Turn, value: str) -> None:
        """`gone|kept`: the first becomes a part of the second."""
        gone_id, _, kept_id = value.partition("|")
        merged = await self._merges.merge_practices(turn.work, turn.member, gone_id, kept_id)
        values = {"title": merged.gone.title, "practice": merged.kept.title}
        how = (facts.Choice("button.how", "practice.how", merged.kept.id),)
        await turn.say(facts.Reply("merge.done", values, how), only_me=True)
        said = facts.Reply("merge.told", values, how)
        await tell_followers(turn, merged.kept.id, said, key=f"merge:{gone_id}:{kept_id}")
        self._show_all(turn, merged.changed)

    def _show_all(self, turn: Turn, changed: tuple[Item, ...]) -> None:
        for item in changed:
            turn.after_commit.append(lambda item=item: self._show(item))  # type: ignore[misc]

    # --- following ----------------------------------------------------------------------------

    async def follow(self, turn: Turn, practice_id: str) -> None:
        """Be told when something becomes of a practice."""
        practice = self._library.practice(practice_id)
        since = turn.clock.now()
        await turn.work.follows.put(Follow(turn.workspace.id, turn.member.id, practice.id, since))
        stop = facts.Choice("button.unfollow", "practice.unfollow", practice.id)
        said = facts.Reply("follow.follows", {"title": practice.title}, (stop,))
        await turn.say(said, only_me=True)

    async def unfollow(self, turn: Turn, practice_id: str) -> None:
        practice = self._library.practice(practice_id)
        if not await turn.work.follows.remove(turn.workspace.id, turn.member.id, practice.id):
            raise NotFound(key="refused.not_followed", title=practice.title)
        said = facts.Reply("follow.follows_no_more", {"title": practice.title})
        await turn.redraw(said, only_me=True)
