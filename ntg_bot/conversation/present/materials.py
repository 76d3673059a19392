"""Materials on cards: offered with their practice, and shown to moderators first."""

from __future__ import annotations

from collections.abc import Sequence

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Element,
    Heading,
    Link,
    Plain,
    Span,
    Strong,
    Style,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.materials import Material, MaterialState
from ntg_bot.services.library import Library
from ntg_bot.services.ports import UnitOfWorkFactory

_KILO = 1024


class MaterialCards:
    """`files_at` is the address under which files are handed out; empty where none is."""

    def __init__(
        self, library: Library, catalogue: Catalogue, uow: UnitOfWorkFactory, files_at: str
    ) -> None:
        self._library = library
        self._say = catalogue.say
        self._uow = uow
        self._files_at = files_at

    async def offered(self, card: Card, practice_id: str) -> Card:
        """The practice's card with its materials, above its buttons."""
        async with self._uow(read_only=True) as work:
            found = await work.materials.of_practice(practice_id)
        if not found:
            return card
        lines: list[Element] = [
            Text((Strong(self._say("label.materials")),)),
            Bullets(tuple(self._line(each) for each in found)),
        ]
        if any(each.is_file for each in found) and not self._files_at:
            lines.append(Context((Plain(self._say("material.ask_for_file")),)))
        body = list(card.body)
        place = next(
            (number for number, each in enumerate(body) if isinstance(each, Actions)), len(body)
        )
        return card_of(*body[:place], *lines, *body[place:])

    async def present(self, said: facts.MaterialsSaid) -> Card:
        async with self._uow(read_only=True) as work:
            material = await work.materials.get(said.material_id)
        if material is None:
            raise NotFound(key="refused.material_gone")
        title = self._library.practice(material.practice_id).title
        says = f": {material.title}"
        waits = material.state is MaterialState.WAITING
        buttons: Sequence[tuple[str, str, Style]] = (
            ("button.accept", "material.accept", Style.PRIMARY),
            ("button.decline", "material.decline", Style.PLAIN),
        )
        return card_of(
            Heading(self._say("material.review", practice=title)),
            Text(self._line(material, for_moderators=True)),
            Context((Plain(self._say(f"material.state.{material.state.value}")),)),
            Context((Plain(self._say("material.check")),)) if waits else None,
            Actions(
                tuple(
                    Button(self._say(key), action, material.id, style, self._say(key) + says)
                    for key, action, style in buttons
                )
            )
            if waits
            else None,
        )

    def _line(self, material: Material, *, for_moderators: bool = False) -> tuple[Span, ...]:
        if not material.is_file:
            return (Link(material.title, material.url),)
        size = f"{max(1, round(material.size / _KILO)):,} kB"
        about = f" ({material.name.rpartition('.')[2].upper()}, {size})"
        if self._files_at and not for_moderators:
            return (Link(material.title, f"{self._files_at}/materials/{material.id}"), Plain(about))
        return (Plain(material.title + about),)
