"""What becomes of what was made from a message, when the message is changed or deleted."""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.conversation.sharing import redraw_review, take_back
from ntg_bot.conversation.turn import Turn, direct
from ntg_bot.domain.sharing import THE_AUTHORS, State
from ntg_bot.services.ports import Note
from ntg_bot.services.sharing import ShareService


class Following:
    """The message is its author's, so what was made from it follows without a word of theirs."""

    def __init__(self, shares: ShareService) -> None:
        self._shares = shares

    async def message_edited(self, turn: Turn, was: str, text: str) -> None:
        """What waits is changed as its message was; moderators and author see it."""
        for submission in await self._shares.follow_edit(
            turn.work, turn.member, turn.source, was, text
        ):
            if submission.state is State.HELD:
                await redraw_review(turn, submission)
                draft = facts.Draft(turn.workspace.id, submission.id)
                await turn.post(draft, channel=direct(turn.event.place.user))
            elif submission.state is not State.DRAFT:
                await redraw_review(turn, submission)
                await self._tell_author(turn, "share.followed_edit", submission.title)

    async def message_deleted(self, turn: Turn) -> None:
        """What waits is withdrawn with its message; of what is published, moderators are told."""
        # The deletion may come before the message itself, and wins all the same.
        gone = Note("", turn.clock.now())
        await turn.work.notes.put(turn.workspace.id, f"gone:{turn.source}", gone)
        for submission in await self._shares.made_from(turn.work, turn.member, turn.source):
            if submission.state in THE_AUTHORS:
                await take_back(turn, self._shares, submission)
                if submission.state is not State.DRAFT:
                    await self._tell_author(turn, "share.followed_delete", submission.title)
            elif submission.state is State.PUBLISHED:
                await turn.tell_moderators(
                    facts.Reply(
                        "review.source_deleted",
                        {"title": submission.shown_title},
                        (facts.Choice("button.how", "practice.how", submission.practice_id),),
                    ),
                    key=f"source-deleted:{submission.id}",
                    communities=submission.communities,
                )

    @staticmethod
    async def _tell_author(turn: Turn, key: str, title: str) -> None:
        await turn.post(facts.Reply(key, {"title": title}), channel=direct(turn.event.place.user))
