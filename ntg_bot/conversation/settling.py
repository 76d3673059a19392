"""What screening saw in a shared practice: its author says what is to become of it, and a moderator
reads what the author insisted on.
"""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.sharing import show_draft
from ntg_bot.conversation.turn import Turn
from ntg_bot.domain.errors import WrongState
from ntg_bot.domain.sharing import Submission
from ntg_bot.services.reviewing import ReviewService
from ntg_bot.services.sharing import ShareService


class SettlingHandlers:
    """Edit is `share.edit`, and withdrawing `share.withdraw`: they are the same for every draft."""

    def __init__(self, shares: ShareService, reviews: ReviewService) -> None:
        self._shares = shares
        self._reviews = reviews

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "review.as_written": self.as_written,
                "share.insist": self.insist,
                "share.mask": self.mask,
            }
        )

    async def insist(self, turn: Turn, value: str) -> None:
        """It is not a person: one finding, or all. `value` is `submission@version` or
        `submission@version@number`.
        """
        id, version, *group = value.split("@")
        settled = await self._shares.insist(
            turn.work, turn.member, id, _number(version), _number(group[0]) if group else None
        )
        await self._show(turn, settled)

    async def mask(self, turn: Turn, value: str) -> None:
        """Remove it for me."""
        id, _, version = value.partition("@")
        await self._show(
            turn, await self._shares.mask(turn.work, turn.member, id, _number(version))
        )

    async def as_written(self, turn: Turn, submission_id: str) -> None:
        """A moderator reads what the author insisted on, alone; from then on they may accept it."""
        submission = await self._reviews.read_as_written(turn.work, turn.member, submission_id)
        await turn.say(facts.AsWritten(turn.workspace.id, submission.id), only_me=True)

    async def _show(self, turn: Turn, submission: Submission) -> None:
        await show_draft(turn, self._shares, submission, redraw=True)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise WrongState(key="refused.words_changed")
    return int(text)
