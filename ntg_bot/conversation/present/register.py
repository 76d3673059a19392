"""Cards of the register: who holds what, where two do the same, and where nobody does."""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Card,
    Context,
    Element,
    Heading,
    Link,
    Plain,
    Span,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.conversation.present.buttons import named_button
from ntg_bot.domain.register import Registered, RegisterKind
from ntg_bot.services.library import Library
from ntg_bot.services.ports import UnitOfWork
from ntg_bot.services.register import RegisterService

MOST_SHOWN = 15
"""of a list on one card; the command line lists all"""


class RegisterCards:
    """Drawn inside the unit of work that is open."""

    def __init__(self, library: Library, catalogue: Catalogue, register: RegisterService) -> None:
        self._library = library
        self._say = catalogue.say
        self._register = register

    async def card(self, work: UnitOfWork, said: facts.RegisterShown) -> Card:
        kind = RegisterKind(said.kind) if said.kind in set(RegisterKind) else None
        buttons = [
            named_button(self._say, "register.overlaps"),
            named_button(self._say, "register.gaps"),
        ]
        if said.is_curator:
            buttons.append(named_button(self._say, "register.new"))
        below = Actions(tuple(buttons))
        if said.view == "overlaps":
            return await self._overlaps(work)
        if said.view == "gaps":
            return await self._gaps(work)
        if said.about:
            found = await self._register.about(work, said.about, kind)
            lead = self._say("register.about" if found else "register.nothing", about=said.about)
        else:
            found = await self._register.all(work, kind)
            lead = self._say("register.lead" if found else "register.empty")
        rows: list[Element | None] = []
        for entry in found[:MOST_SHOWN]:
            rows += self._entry(entry)
        if len(found) > MOST_SHOWN:
            more = self._say("meeting.more", count=len(found) - MOST_SHOWN)
            rows.append(Context((Plain(more),)))
        return card_of(Text((Plain(lead),)), *rows, below)

    def _entry(self, entry: Registered) -> list[Element | None]:
        names = self._library.taxonomy.names
        until = (
            self._say("register.until", day=words.day(entry.until))
            if entry.until
            else self._say("register.no_end")
        )
        about = words.listed([names.get(id, id) for id in (*entry.groups, *entry.outcomes)])
        line = self._say(
            "register.row",
            kind=self._say(f"register.kind.{entry.kind.value}"),
            holder=entry.holder,
            about=about,
            who=self._say(f"register.sensitivity.{entry.sensitivity.value}"),
            often=entry.how_often or self._say("register.no_rhythm"),
        )
        spans: list[Span] = [Plain(f"{line} {until} {entry.note}".strip())]
        if entry.link:
            spans += [Plain(" "), Link(self._say("register.link"), entry.link)]
        return [Heading(entry.title), Text(tuple(spans))]

    async def _overlaps(self, work: UnitOfWork) -> Card:
        names = self._library.taxonomy.names
        titles = {each.id: each.title for each in await self._register.all(work)}
        found = await self._register.overlaps(work)
        if not found:
            return card_of(Text((Plain(self._say("register.no_overlaps")),)))
        rows = tuple(
            (
                Plain(
                    self._say(
                        "register.overlap",
                        first=titles[each.first],
                        second=titles[each.second],
                        shared=words.listed(
                            [f"{names.get(g, g)}, {names.get(o, o)}" for g, o in each.shared[:4]]
                        ),
                    )
                ),
            )
            for each in found[:MOST_SHOWN]
        )
        return card_of(Text((Plain(self._say("register.overlaps")),)), Bullets(rows))

    async def _gaps(self, work: UnitOfWork) -> Card:
        elements: list[Element | None] = []
        for kind in RegisterKind:
            missing: dict[str, list[str]] = {}
            for group, outcome in await self._register.uncovered(work, kind):
                missing.setdefault(group, []).append(outcome)
            if not missing:
                continue
            elements.append(Heading(self._say(f"register.gaps.{kind.value}")))
            rows = [
                (Plain(f"{group}: {words.listed(outcomes).lower()}"),)
                for group, outcomes in missing.items()
            ]
            elements.append(Bullets(tuple(rows)))
        if not elements:
            return card_of(Text((Plain(self._say("register.no_gaps")),)))
        return card_of(*elements)
