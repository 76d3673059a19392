"""Gaps in the chat: the list, who looks after what, and the word to those who asked."""

from __future__ import annotations

from collections.abc import Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import patterns
from ntg_bot.conversation.turn import NOTICES, Turn, direct
from ntg_bot.domain.errors import UserError
from ntg_bot.services.gaps import Closed, GapService, GapShown

MOST_SHOWN = 8


class GapHandlers:
    """For those who look after communities and what is published."""

    def __init__(self, gaps: GapService) -> None:
        self._gaps = gaps

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "gap.list": lambda turn, _: self.gaps(turn),
                "gap.own": self.own,
                "gap.disown": self.disown,
                "gap.close": self.ask_practice,
                "gap.close_with": self.close,
            },
            forms={"gap.close": self.name_practice},
            commands={"gaps": lambda turn, _: self.gaps(turn)},
            grammar=patterns(("gaps", r"(show |list )?(me )?(the |our )?gaps")),
        )

    async def gaps(self, turn: Turn, *, redraw: bool = False) -> None:
        """The most wanted ones of one's own communities."""
        found = await self._gaps.shown_to(turn.work, turn.member, MOST_SHOWN)
        said = facts.Gaps(tuple([await self._row(turn, each) for each in found]))
        if redraw:
            await turn.redraw(said, only_me=not turn.is_among_moderators)
        else:
            await turn.say(said, only_me=not turn.is_among_moderators)

    async def own(self, turn: Turn, id: str) -> None:
        await self._gaps.own(turn.work, turn.member, id)
        await self.gaps(turn, redraw=True)

    async def disown(self, turn: Turn, id: str) -> None:
        await self._gaps.disown(turn.work, turn.member, id)
        await self.gaps(turn, redraw=True)

    async def ask_practice(self, turn: Turn, id: str) -> None:
        await self._gaps.to_close(turn.work, turn.member, id)
        await turn.say(facts.CloseForm(id), only_me=True)

    async def name_practice(self, turn: Turn, id: str, values: Mapping[str, str]) -> None:
        """The practice that was meant is shown first: words may mean another one."""
        await self._gaps.to_close(turn.work, turn.member, id)
        typed = values.get("practice", "")
        try:
            practice = await self._gaps.practice_named(typed)
        except UserError as fault:
            await turn.say(facts.CloseForm(id, facts.refusal(fault), typed), only_me=True)
            return
        close = facts.Choice("button.close_gap", "gap.close_with", f"{id}|{practice.id}", True)
        look = facts.Choice("button.how", "practice.how", practice.id)
        said = facts.Reply("gap.close_sure", {"title": practice.title}, (close, look))
        await turn.say(said, only_me=True)

    async def close(self, turn: Turn, value: str) -> None:
        """Everybody who asked it, and who follows it, is told in their own workspace."""
        id, _, practice_id = value.partition("|")
        closed = await self._gaps.close(turn.work, turn.member, id, practice_id)
        told = await self._tell(turn, closed)
        values = {"title": closed.practice.title, "count": str(told)}
        await turn.say(facts.Reply("gap.closed", values), only_me=True)

    async def _tell(self, turn: Turn, closed: Closed) -> int:
        how = facts.Choice("button.how", "practice.how", closed.practice.id)
        told = 0
        for workspace_id, member_id, text in closed.tell:
            workspace = await turn.work.workspaces.get(workspace_id)
            member = await turn.work.members.get(workspace_id, member_id)
            if workspace is None or member is None or not member.external_id:
                continue
            title = closed.practice.title
            said = facts.Reply("gap.followed_closed", {"title": title}, (how,))
            if text:
                said = facts.Reply("gap.yours_closed", {"title": title, "text": text}, (how,))
            await turn.post(
                said,
                channel=direct(member.external_id),
                workspace=workspace,
                priority=NOTICES,
                key=f"gap-closed:{closed.gap.id}:{member_id}",
            )
            told += 1
        return told

    @staticmethod
    async def _row(turn: Turn, shown: GapShown) -> facts.GapRow:
        gap = shown.gap
        is_mine = (gap.owner_workspace, gap.owner_id) == (turn.workspace.id, turn.member.id)
        owner = ""
        if gap.owner_id:
            member = await turn.work.members.get(gap.owner_workspace, gap.owner_id)
            # Names of other workspaces' people stay there.
            is_here = member is not None and gap.owner_workspace == turn.workspace.id
            owner = member.name if member is not None and is_here else "…"
        return facts.GapRow(
            gap.id,
            shown.words,
            gap.community,
            gap.groups,
            gap.outcomes,
            gap.count,
            gap.unhelped,
            owner,
            is_mine,
            shown.practice_id,
        )
