"""Upkeep in the chat: still right, needs an edit, who looks after it, what there is to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import patterns
from ntg_bot.conversation.telling import tell_followers
from ntg_bot.conversation.turn import NOTICES, Turn, direct
from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.knowledge import Item, Practice
from ntg_bot.domain.permissions import Act, require
from ntg_bot.domain.upkeep import Part
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Screening
from ntg_bot.services.roles import RoleService
from ntg_bot.services.screening import screened
from ntg_bot.services.upkeep import UpkeepService

MOST_PEOPLE = 100
LONGEST_WISH = 1_000


class UpkeepHandlers:
    """An owner can say that a practice is right; changing it is curators' and moderators'."""

    def __init__(
        self,
        upkeep: UpkeepService,
        roles: RoleService,
        library: Library,
        screening: Screening,
        show: Callable[[Item], Awaitable[None]],
    ) -> None:
        self._upkeep = upkeep
        self._roles = roles
        self._library = library
        self._screening = screening
        self._show = show

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "upkeep.deputy": lambda turn, id: self.ask_whom(turn, id, Part.DEPUTY),
                "upkeep.edit": self.ask_edit,
                "upkeep.list": lambda turn, _: self.to_do(turn),
                "upkeep.owner": lambda turn, id: self.ask_whom(turn, id, Part.OWNER),
                "upkeep.right": self.still_right,
                "upkeep.settle": self.settle,
            },
            forms={
                "upkeep.ask": self.ask_for,
                "upkeep.deputy": lambda turn, id, values: self.name(turn, id, Part.DEPUTY, values),
                "upkeep.edit": self.edit,
                "upkeep.owner": lambda turn, id, values: self.name(turn, id, Part.OWNER, values),
            },
            commands={
                "my_practices": lambda turn, _: self.mine(turn),
                "upkeep": lambda turn, _: self.to_do(turn),
            },
            grammar=patterns(
                ("upkeep", r"(show |list )?(me )?(the )?upkeep|what is due|what's due"),
                ("my_practices", r"(show |list )?(me )?(my practices|what i look after)"),
            ),
        )

    async def to_do(self, turn: Turn) -> None:
        """What there is to do, for whoever may do something about it."""
        require(turn.member, Act.CURATE)
        await turn.say(facts.Upkeep(turn.workspace.id, turn.member.id), only_me=True)

    async def mine(self, turn: Turn) -> None:
        """What this person looks after."""
        found = await turn.work.stewards.of_member(turn.workspace.id, turn.member.id)
        ids = tuple(dict.fromkeys(each.practice_id for each in found))
        await turn.say(facts.Due(ids), only_me=True)

    async def still_right(self, turn: Turn, practice_id: str) -> None:
        practice = await self._upkeep.still_right(turn.work, turn.member, practice_id)
        self._later(turn, practice)
        await turn.say(facts.Reply("upkeep.right", {"title": practice.title}), only_me=True)

    async def settle(self, turn: Turn, practice_id: str) -> None:
        practice = await self._upkeep.settle(turn.work, turn.member, practice_id)
        await turn.say(facts.Reply("upkeep.settled", {"title": practice.title}), only_me=True)

    # --- changing -----------------------------------------------------------------------------

    async def ask_edit(self, turn: Turn, practice_id: str) -> None:
        """The form, for who may change it; others say what should change."""
        practice = self._library.practice(practice_id)
        if self._upkeep.may_change(turn.member, practice):
            await turn.say(facts.EditForm(practice.id), only_me=True)
            return
        found = await turn.work.stewards.of_member(turn.workspace.id, turn.member.id)
        if not any(each.practice_id == practice.id for each in found):
            require(turn.member, Act.CURATE, practice.communities)
        await turn.say(facts.AskForm(practice.id), only_me=True)

    async def edit(self, turn: Turn, practice_id: str, values: Mapping[str, str]) -> None:
        """The form came back; a fault is shown at its field with all that was typed."""
        try:
            practice = await self._upkeep.edit(turn.work, turn.member, practice_id, values)
        except InvalidInput as fault:
            form = facts.EditForm(practice_id, fault.field, facts.refusal(fault), dict(values))
            await turn.say(form, only_me=True)
            return
        self._later(turn, practice)
        how = (facts.Choice("button.how", "practice.how", practice.id),)
        said = facts.Reply("upkeep.edited", {"title": practice.title}, how)
        await turn.say(said, only_me=True)
        key = f"edited:{practice.id}:{turn.row_id}"
        await tell_followers(turn, practice.id, said, key=key)

    async def ask_for(self, turn: Turn, practice_id: str, values: Mapping[str, str]) -> None:
        """An owner's wish goes to the moderators, in their words once nobody is in them."""
        wish = values.get("wish", "").strip()[:LONGEST_WISH]
        found = await screened(self._screening, {"wish": wish})
        key = "refused.few_words" if not wish else "refused.may_tell_who"
        if not wish or any(each.finding.holds for each in found):
            await turn.say(facts.AskForm(practice_id, facts.Reply(key)), only_me=True)
            return
        practice = await self._upkeep.ask_for(turn.work, turn.member, practice_id)
        look = facts.Choice("button.desk", "practice.desk", practice.id, is_primary=True)
        await turn.tell_moderators(
            facts.Reply("upkeep.wish", {"title": practice.title, "wish": wish}, (look,)),
            key=f"wish:{practice.id}:{turn.row_id}",
            communities=practice.communities,
        )
        await turn.say(facts.Reply("upkeep.passed_on", {"title": practice.title}), only_me=True)

    # --- who looks after it -------------------------------------------------------------------

    async def ask_whom(self, turn: Turn, practice_id: str, part: Part) -> None:
        """A form with the people of this workspace who come into question."""
        practice = self._library.practice(practice_id)
        require(turn.member, Act.CURATE, practice.communities)
        people: dict[str, str] = {turn.member.id: turn.member.name}
        for given in await turn.work.contributions.of_practice(practice.id):
            person = await turn.work.members.get(turn.workspace.id, given.member_id)
            if person is not None:
                people[person.id] = person.name
        for person in await self._roles.with_roles(turn.work, turn.workspace):
            people[person.id] = person.name
        for user, name in turn.mentioned:
            person = await turn.work.members.of_user(turn.workspace.id, user)
            if person is not None:
                people[person.id] = name
        chosen = tuple(people.items())[:MOST_PEOPLE]
        await turn.say(facts.StewardForm(practice.id, part.value, chosen), only_me=True)

    async def name(
        self, turn: Turn, practice_id: str, part: Part, values: Mapping[str, str]
    ) -> None:
        to = values.get("to", "")
        if not to:
            raise NotFound(key="refused.nobody_here")
        practice, member = await self._upkeep.name(turn.work, turn.member, practice_id, part, to)
        said = {"name": member.name, "title": practice.title}
        await turn.say(facts.Reply(f"upkeep.is_{part.value}", said), only_me=True)
        if member.id != turn.member.id and member.external_id:
            told = facts.Reply(
                f"upkeep.you_are_{part.value}",
                {"title": practice.title},
                (facts.Choice("button.how", "practice.how", practice.id),),
            )
            await turn.post(told, channel=direct(member.external_id), priority=NOTICES)

    def _later(self, turn: Turn, practice: Practice) -> None:
        turn.after_commit.append(lambda: self._show(practice))
