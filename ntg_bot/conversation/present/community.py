"""Cards of community life: the list of communities, help, danger, a person's data."""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.conversation.belonging import SHOWN_ROWS
from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Element,
    Heading,
    Plain,
    Span,
    Strong,
    Style,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.services.library import Library


class CommunityCards:
    """Everything that is neither an answer nor a submission."""

    def __init__(self, library: Library, catalogue: Catalogue, safeguarding_route: str) -> None:
        self._library = library
        self._catalogue = catalogue
        self._say = catalogue.say
        self._route = safeguarding_route

    def reply(self, said: facts.Reply) -> Card:
        """Sentences of the catalogue; a person's own words stand apart in them."""
        buttons = tuple(
            Button(
                self._say(choice.reply),
                choice.action,
                choice.value,
                Style.PRIMARY if choice.is_primary else Style.PLAIN,
            )
            for choice in said.choices
        )
        text = self._say(said.key, **said.values)
        paragraphs = [Text((Plain(part),)) for part in text.split("\n") if part.strip()]
        return card_of(*paragraphs, Actions(buttons) if buttons else None)

    def safeguarding(self, said: facts.Safeguarding) -> Card:
        """Plain words, 999 and the local route; never anything from the knowledge base."""
        route = self._route or self._say("urgent.no_route")
        return card_of(
            Heading(self._say("urgent.heading")),
            Text((Strong(self._say("urgent.emergency")),)),
            Text((Plain(self._say("urgent.worried", route=route)),)),
            Text((Plain(self._say("urgent.self")),)),
            Text((Plain(self._say("urgent.bot")),)),
            Text((Plain(self._say("urgent.not_kept")),)) if said.not_kept else None,
        )

    def help(self, said: facts.Help) -> Card:
        """What can be said and pressed, in the order people need it."""
        lines = [f"help.line_{number}" for number in range(1, 10)]
        if said.is_moderator:
            lines += ["help.moderator", "help.channels"]
        if said.is_curator:
            lines.append("help.curator")
        if said.is_admin:
            lines.append("help.admin")
        return card_of(
            Text((Plain(self._say("help.lead")),)),
            Bullets(tuple(_named(self._say(line)) for line in lines)),
            Context((Plain(self._say("help.limits")),)),
            Actions(
                (
                    Button(self._say("button.share"), "share.start"),
                    Button(self._say("button.communities"), "community.list"),
                )
            ),
        )

    def communities(self, said: facts.Communities) -> Card:
        """All communities; each can be joined or left with one press."""
        elements: list[Element | None] = [Text((Plain(self._say("communities.lead")),))]
        for community in self._library.taxonomy.communities:
            is_member = community.id in said.joined
            mark = f" {self._say('communities.member')}" if is_member else ""
            elements.append(
                Text((Strong(community.name + "."), Plain(f" {community.scope}.{mark}")))
            )
            key, action = (
                ("button.leave", "community.leave")
                if is_member
                else ("button.join", "community.join")
            )
            elements.append(
                Actions(
                    (
                        Button(
                            self._say(key),
                            action,
                            community.id,
                            says=f"{self._say(key)}: {community.name}",
                        ),
                    )
                )
            )
        return card_of(*elements)

    def my_data(self, said: facts.MyData) -> Card:
        """What is held about the person, table by table."""
        elements: list[Element | None] = [Text((Plain(self._say("data.lead")),))]
        for table, rows in said.tables.items():
            lines = [line for line in rows.splitlines() if line.strip()]
            elements.append(Text((Strong(self._say("data.table", table=table, count=len(lines))),)))
            if lines:
                shown = lines[:SHOWN_ROWS]
                elements.append(Bullets(tuple((Plain(line),) for line in shown)))
            if len(lines) > SHOWN_ROWS:
                more = self._say("data.more", count=len(lines) - SHOWN_ROWS)
                elements.append(Context((Plain(more),)))
        elements.append(Context((Plain(self._say("data.forget_hint")),)))
        return card_of(*elements)


def _named(line: str) -> tuple[Span, ...]:
    """`Ask: ...` with what it is about in bold, so that the eye finds it."""
    about, colon, words = line.partition(":")
    return (Strong(about + colon), Plain(words))
