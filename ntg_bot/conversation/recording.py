"""From the answers to a community's question to a draft: of one's own words, or of a thread's."""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.community_questions import question_here
from ntg_bot.conversation.sharing import show_draft
from ntg_bot.conversation.turn import NOTICES, Turn, direct
from ntg_bot.services.handing import HandoffService
from ntg_bot.services.sharing import ShareService


class RecordingHandlers:
    """Nobody's words are used but by their own yes."""

    def __init__(self, handoffs: HandoffService, shares: ShareService) -> None:
        self._handoffs = handoffs
        self._shares = shares

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "handoff.draft": self.draft,
                "handoff.record": self.record,
                "handoff.agree": lambda turn, id: self.agree(turn, id, is_yes=True),
                "handoff.refuse": lambda turn, id: self.agree(turn, id, is_yes=False),
                "handoff.make": self.make,
            },
            commands={"record_thread": self._record_here},
            grammar=patterns(
                ("record_thread", r"(record|write up) (this|the) thread|make (this|it) a record"),
            ),
        )

    async def _record_here(self, turn: Turn, _: Command) -> None:
        await self.record(turn, await question_here(turn))

    async def draft(self, turn: Turn, value: str) -> None:
        """The author's own answer as a draft; the second tap sends it to the moderators."""
        id, _, number = value.partition("|")
        answer = await self._handoffs.own_answer(
            turn.work, turn.member, id, int(number) if number.isdecimal() else 0
        )
        submission = await self._shares.draft(
            turn.work,
            turn.member,
            await self._shares.read(answer.text),
            answer.source,
            is_from_private=await self._is_private(turn, id),
        )
        await show_draft(turn, self._shares, submission)

    async def record(self, turn: Turn, id: str) -> None:
        """The first tap: the others who answered are asked, each privately, about their words."""
        _, to_ask = await self._handoffs.ask_for_record(turn.work, turn.member, id)
        authors: dict[str, list[str]] = {}
        for answer in to_ask:
            authors.setdefault(answer.member_id, []).append(answer.text)
        for author_id, texts in authors.items():
            author = await turn.work.members.get(turn.workspace.id, author_id)
            if author is None or not author.external_id:
                continue
            quoted = "\n".join(f"“{text}”" for text in texts)
            await turn.post(
                facts.Reply(
                    "handoff.may_record",
                    {"who": turn.member.name, "text": quoted},
                    (
                        facts.Choice("button.agree", "handoff.agree", id, is_primary=True),
                        facts.Choice("button.rather_not", "handoff.refuse", id),
                    ),
                ),
                channel=direct(author.external_id),
                priority=NOTICES,
                key=f"record:{id}:{turn.member.id}:{author_id}",
            )
        make = facts.Choice("button.make_draft", "handoff.make", id, is_primary=True)
        key = "handoff.record_asked" if authors else "handoff.record_ready"
        await turn.say(facts.Reply(key, {"count": str(len(authors))}, (make,)), only_me=True)

    async def agree(self, turn: Turn, id: str, *, is_yes: bool) -> None:
        handoff = await self._handoffs.agree(turn.work, turn.member, id, is_yes=is_yes)
        await turn.redraw(facts.Reply("handoff.agreed" if is_yes else "handoff.refused"))
        recorder = await turn.work.members.get(turn.workspace.id, handoff.recorder_id)
        if is_yes and recorder is not None and recorder.external_id:
            make = facts.Choice("button.make_draft", "handoff.make", id, is_primary=True)
            await turn.post(
                facts.Reply("handoff.somebody_agreed", choices=(make,)),
                channel=direct(recorder.external_id),
                priority=NOTICES,
            )

    async def make(self, turn: Turn, id: str) -> None:
        """The second tap: a draft of what may be used, which only the person who taps sees."""
        record = await self._handoffs.record(turn.work, turn.member, id)
        submission = await self._shares.draft(
            turn.work,
            turn.member,
            await self._shares.read(record.text),
            is_from_private=await self._is_private(turn, id),
        )
        await show_draft(turn, self._shares, submission)
        if record.waiting:
            said = facts.Reply("handoff.some_not_heard", {"count": str(record.waiting)})
            await turn.say(said, only_me=True)

    async def _is_private(self, turn: Turn, id: str) -> bool:
        """Whether not everybody in the workspace could read where it was asked."""
        handoff = await self._handoffs.get(turn.work, turn.workspace.id, id)
        return any(
            binding.is_private
            for binding in await turn.work.bindings.of_community(handoff.community)
            if binding.workspace_id == turn.workspace.id
        )
