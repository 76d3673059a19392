"""Materials in the chat: a link is brought, a moderator decides."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.turn import NOTICES, Turn, direct
from ntg_bot.domain.knowledge import Practice
from ntg_bot.domain.materials import Material
from ntg_bot.services.library import Library
from ntg_bot.services.materials import MaterialService

Named = Callable[[str], Awaitable[Practice]]
"""the practice that words mean"""


class MaterialHandlers:
    """Nobody but its author sees a material before a moderator's yes."""

    def __init__(self, materials: MaterialService, named: Named, library: Library) -> None:
        self._materials = materials
        self._named = named
        self._library = library

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "material.brought": self.brought,
                "material.accept": lambda turn, id: self.decide(turn, id, is_yes=True),
                "material.decline": lambda turn, id: self.decide(turn, id, is_yes=False),
                "material.remove": self.remove,
            },
            commands={"add_link": self.add_link},
            grammar=patterns(
                (
                    "add_link",
                    r"add (a |the |this )?(link|material) (?P<url>\S+)"
                    r"( to| for)? (the )?(?P<arg>.{2,100})",
                )
            ),
        )

    async def add_link(self, turn: Turn, command: Command) -> None:
        """`add link https://... to breakfast clubs`"""
        practice = await self._named(command.argument)
        url = command.parts["url"].strip("<>").partition("|")[0]
        material = await self._materials.add_link(
            turn.work, turn.member, turn.workspace.id, practice.id, url
        )
        await self._tell(turn, material, practice)

    async def brought(self, turn: Turn, id: str) -> None:
        """A file that came by a page: its author says that it is to be looked at."""
        material = await self._materials.own(turn.work, turn.member, id)
        await self._tell(turn, material, self._library.practice(material.practice_id))

    async def _tell(self, turn: Turn, material: Material, practice: Practice) -> None:
        told = await turn.tell_moderators(
            facts.MaterialReview(material.id),
            key=f"material:{material.id}",
            communities=practice.communities,
        )
        key = "material.waits" if told else "material.waits_for_nobody"
        values = {"title": material.title, "practice": practice.title}
        back = facts.Choice("button.take_back", "material.remove", material.id)
        await turn.say(facts.Reply(key, values, (back,)), only_me=True)

    async def decide(self, turn: Turn, id: str, *, is_yes: bool) -> None:
        material = await self._materials.decide(turn.work, turn.member, id, is_yes=is_yes)
        await turn.redraw(facts.MaterialReview(id))
        author = await turn.work.members.get(material.workspace_id, material.member_id)
        if author is not None and author.external_id:
            title = self._library.practice(material.practice_id).title
            values = {"title": material.title, "practice": title}
            key = "material.accepted" if is_yes else "material.declined"
            await turn.post(
                facts.Reply(key, values), channel=direct(author.external_id), priority=NOTICES
            )

    async def remove(self, turn: Turn, id: str) -> None:
        material = await self._materials.remove(turn.work, turn.member, id)

        async def drop() -> None:
            await self._materials.drop_unused(at_least_seconds=0, only=material.sha256)

        if material.is_file:
            turn.after_commit.append(drop)
        said = facts.Reply("material.removed", {"title": material.title})
        await turn.redraw(said, only_me=True)
