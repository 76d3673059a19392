"""Recalling what went to the wrong community: its posts there say where it is now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.sharing import redraw_review, tell_sharer
from ntg_bot.conversation.turn import NOTICES, Turn
from ntg_bot.domain.errors import InvalidInput
from ntg_bot.domain.knowledge import Item
from ntg_bot.services.library import Library
from ntg_bot.services.ports import DeliveryState
from ntg_bot.services.recalling import Moved, RecallService

PUBLISHED = "published:"
"""begins the key of every post of a practice in a community's channel"""


class RecallingHandlers:
    """Every channel that had the post is told, in every workspace, bound today or not."""

    def __init__(
        self, recalls: RecallService, library: Library, show: Callable[[Item], Awaitable[None]]
    ) -> None:
        self._recalls = recalls
        self._library = library
        self._show = show

    def acts(self) -> Acts:
        return Acts(
            buttons={"review.recall": self.ask_where},
            forms={"review.recall": self.move},
        )

    async def ask_where(
        self, turn: Turn, submission_id: str, error: facts.Reply | str = ""
    ) -> None:
        """The form for where it belongs."""
        submission = await self._recalls.find(turn.work, turn.member, submission_id)
        await turn.say(facts.RecallForm(turn.workspace.id, submission.id, error), only_me=True)

    async def move(self, turn: Turn, submission_id: str, values: Mapping[str, str]) -> None:
        """The communities where it belongs came back."""
        chosen = [id for id in values.get("communities", "").split(",") if id]
        try:
            moved = await self._recalls.move(turn.work, turn.member, submission_id, chosen)
        except InvalidInput as fault:
            await self.ask_where(turn, submission_id, facts.refusal(fault))
            return
        await self._take_away(turn, moved)
        for community in moved.entered:
            await self._put(turn, moved, community)
        names = " and ".join(map(self._library.community_name, moved.practice.communities))
        said = {"title": moved.practice.title, "communities": names}
        key = f"recalled:{moved.submission.id}:{moved.submission.version}"
        await tell_sharer(turn, moved.submission, facts.Reply("share.recalled", said), key=key)
        await redraw_review(turn, moved.submission)
        await turn.say(facts.Reply("review.recalled", said), only_me=True)
        turn.after_commit.append(lambda: self._show(moved.practice))

    async def _take_away(self, turn: Turn, moved: Moved) -> None:
        """What was posted in the communities that it left says where it is now."""
        for posted in await turn.work.outbox.begun_with(f"{PUBLISHED}{moved.practice.id}:"):
            said = facts.decode(posted.facts) if posted.facts else None
            workspace = await turn.work.workspaces.get(posted.workspace_id)
            if (
                isinstance(said, facts.Published)
                and said.community in moved.left
                and posted.state is not DeliveryState.DEAD
                and workspace is not None
            ):
                await turn.post(
                    facts.MovedElsewhere(moved.practice.id, moved.practice.communities),
                    channel=posted.channel,
                    replaces=posted.key,
                    workspace=workspace,
                    priority=NOTICES,
                )

    @staticmethod
    async def _put(turn: Turn, moved: Moved, community: str) -> None:
        """Posts it in every channel of a community; a post that was there before is redrawn."""
        for binding in await turn.work.bindings.of_community(community):
            workspace = await turn.work.workspaces.get(binding.workspace_id)
            if workspace is None:
                continue
            key = f"{PUBLISHED}{moved.practice.id}:{binding.id}"
            is_again = await turn.work.outbox.by_key(key) is not None
            await turn.post(
                facts.Published(moved.practice.id, community),
                channel=binding.channel,
                workspace=workspace,
                priority=NOTICES,
                key="" if is_again else key,
                replaces=key if is_again else "",
            )
