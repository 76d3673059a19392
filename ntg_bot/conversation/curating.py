"""Looking after a practice in the chat: its desk, its grade, its versions, its end and return."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.telling import tell_followers
from ntg_bot.conversation.turn import Turn
from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.knowledge import Grade, Item, Practice
from ntg_bot.domain.permissions import Act, require
from ntg_bot.services.curating import CurateService
from ntg_bot.services.library import Library

NO_GRADE = "none"


class CuratingHandlers:
    """Every act checks who may do it when it is done."""

    def __init__(
        self, curates: CurateService, library: Library, show: Callable[[Item], Awaitable[None]]
    ) -> None:
        self._curates = curates
        self._library = library
        self._show = show

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "practice.back": self.bring_back,
                "practice.changes": self.changes,
                "practice.desk": self.desk,
                "practice.grade": self.grade,
                "practice.restore": self.restore,
                "practice.retire": self.ask_why,
                "practice.versions": self.versions,
            },
            forms={"practice.retire": self.retire},
        )

    async def desk(self, turn: Turn, practice_id: str) -> None:
        """What is known of a practice, for those who look after it."""
        practice = self._library.practice(practice_id)
        require(turn.member, Act.CURATE, practice.communities)
        await turn.say(facts.Desk(turn.workspace.id, practice.id), only_me=True)

    async def grade(self, turn: Turn, value: str) -> None:
        """`practice id|grade`: whoever gave the practice is told, with what would lift it."""
        practice_id, _, named = value.partition("|")
        if named != NO_GRADE and named not in set(Grade):
            raise NotFound(key="refused.old_button")
        grade = None if named == NO_GRADE else Grade(named)
        practice = await self._curates.grade(turn.work, turn.member, practice_id, grade)
        self._later(turn, practice)
        if grade is None:
            await turn.say(facts.Reply("grade.taken", {"title": practice.title}), only_me=True)
            return
        said = facts.Reply(f"grade.set.{grade.value}", {"title": practice.title})
        await turn.say(said, only_me=True)
        how = (facts.Choice("button.how", "practice.how", practice.id),)
        told = facts.Reply(f"grade.told.{grade.value}", {"title": practice.title}, how)
        key = f"graded:{practice.id}:{grade.value}:{turn.row_id}"
        await tell_followers(turn, practice.id, told, key=key)

    async def ask_why(self, turn: Turn, practice_id: str, error: facts.Reply | str = "") -> None:
        practice = self._library.practice(practice_id)
        require(turn.member, Act.CURATE, practice.communities)
        await turn.say(facts.RetireForm(practice.id, error), only_me=True)

    async def retire(self, turn: Turn, practice_id: str, values: Mapping[str, str]) -> None:
        """The reason came back; an empty one is asked for again at its field."""
        try:
            practice = await self._curates.retire(
                turn.work, turn.member, practice_id, values.get("reason", "")
            )
        except InvalidInput as fault:
            await self.ask_why(turn, practice_id, facts.refusal(fault))
            return
        self._later(turn, practice)
        values = {"title": practice.title, "reason": practice.why_retired}
        back = facts.Choice("button.bring_back", "practice.back", practice.id)
        await turn.say(facts.Reply("retire.done", values, (back,)), only_me=True)
        key = f"retired:{practice.id}:{turn.row_id}"
        await tell_followers(turn, practice.id, facts.Reply("retire.told", values), key=key)

    async def bring_back(self, turn: Turn, practice_id: str) -> None:
        practice = await self._curates.bring_back(turn.work, turn.member, practice_id)
        self._later(turn, practice)
        values = {"title": practice.title}
        how = (facts.Choice("button.how", "practice.how", practice.id),)
        await turn.say(facts.Reply("retire.back", values, how), only_me=True)
        key = f"back:{practice.id}:{turn.row_id}"
        await tell_followers(turn, practice.id, facts.Reply("retire.back", values, how), key=key)

    async def versions(self, turn: Turn, practice_id: str) -> None:
        await self._curates.versions(turn.work, turn.member, practice_id)
        await turn.say(facts.Versions(turn.workspace.id, practice_id), only_me=True)

    async def changes(self, turn: Turn, value: str) -> None:
        """`practice id|version`: what that version changed."""
        practice_id, _, number = value.partition("|")
        found = await self._curates.compare(turn.work, turn.member, practice_id, _number(number))
        known = await self._curates.versions(turn.work, turn.member, practice_id)
        rows = tuple((each.field, each.added, each.removed) for each in found.differences)
        await turn.say(
            facts.Changes(
                practice_id,
                found.version.version,
                known[0].version,
                rows,
                is_first=found.before is None,
            ),
            only_me=True,
        )

    async def restore(self, turn: Turn, value: str) -> None:
        """`practice id|version|latest version seen`."""
        practice_id, number, seen = [*value.split("|", 2), "", ""][:3]
        practice = await self._curates.restore(
            turn.work, turn.member, practice_id, _number(number), _number(seen)
        )
        self._later(turn, practice)
        await turn.say(
            facts.Reply("version.restored", {"title": practice.title, "version": number}),
            only_me=True,
        )
        await turn.say(facts.Versions(turn.workspace.id, practice_id), only_me=True)

    def _later(self, turn: Turn, practice: Practice) -> None:
        turn.after_commit.append(lambda: self._show(practice))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1
