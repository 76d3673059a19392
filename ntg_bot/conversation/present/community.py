"""Cards of community life: digests, the list of communities, help, danger, a person's data."""

from __future__ import annotations

from collections.abc import Sequence

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
    Quote,
    Span,
    Strong,
    Style,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.domain.digest import DigestIssue, DigestItem, ItemKind, Week
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

    def safeguarding(self) -> Card:
        """Plain words, 999 and the local route; never anything from the knowledge base."""
        route = self._route or self._say("urgent.no_route")
        return card_of(
            Heading(self._say("urgent.heading")),
            Text((Strong(self._say("urgent.emergency")),)),
            Text((Plain(self._say("urgent.worried", route=route)),)),
            Text((Plain(self._say("urgent.self")),)),
            Text((Plain(self._say("urgent.bot")),)),
        )

    def help(self, said: facts.Help) -> Card:
        """What can be said and pressed, in the order people need it."""
        lines = [f"help.line_{number}" for number in range(1, 8)]
        if said.is_moderator:
            lines += ["help.moderator", "help.channels"]
        if said.is_admin:
            lines.append("help.admin")
        return card_of(
            Text((Plain(self._say("help.lead")),)),
            Bullets(tuple((Plain(self._say(line)),) for line in lines)),
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

    def community_question(self, said: facts.CommunityQuestion) -> Card:
        """A member's question, put to the community by their wish."""
        return card_of(
            Text((Plain(self._say("gap.posted")),)),
            Quote(said.text),
            Context((Plain(self._say("gap.reply_here")),)),
        )

    def digest(self, said: facts.Digest, issue: DigestIssue | None) -> Card:
        """One line an item, with why it is here; contents first."""
        items: Sequence[DigestItem] = issue.items if issue else said.items
        name = self._library.community_name(said.community)
        week = Week.parse(said.week)
        heading = self._say("digest.heading", community=name, week=words.day(week.monday))
        if not items:
            return card_of(Heading(heading), Text((Plain(self._say("digest.nothing")),)))
        elements: list[Element | None] = [Heading(heading)]
        if said.is_preview:
            elements.append(Context((Plain(self._say("digest.preview")),)))
        if issue is not None and issue.is_late:
            elements.append(Context((Plain(self._say("digest.late")),)))
        for kind in ItemKind:
            of_kind = [item for item in items if item.kind is kind]
            if of_kind:
                elements.append(Text((Strong(self._say(f"digest.{kind.value}")),)))
                elements.append(Bullets(tuple(self._item(item) for item in of_kind)))
        practices = [
            item
            for item in items
            if item.kind in (ItemKind.NEW_PRACTICE, ItemKind.UPDATED_PRACTICE)
        ]
        if practices:
            buttons = tuple(
                Button(
                    words.shortened(item.text, 70),
                    "practice.how",
                    item.ref,
                    says=self._say("button.how_says", title=item.text),
                )
                for item in practices[:5]
            )
            elements.append(Actions(buttons))
        if not said.is_preview:
            elements.append(
                Actions(
                    (
                        Button(self._say("button.less_often"), "digest.less", said.community),
                        Button(self._say("button.stop_digest"), "digest.stop", said.community),
                    )
                )
            )
        return card_of(*elements)

    def _item(self, item: DigestItem) -> tuple[Span, ...]:
        match item.kind:
            case ItemKind.NEW_PRACTICE | ItemKind.UPDATED_PRACTICE:
                return (
                    Strong(item.text),
                    Plain(f": {self._say(f'direction.{item.detail}')}"),
                )
            case ItemKind.ANSWERED:
                return (
                    Plain(
                        self._say("digest.item_answered", title=item.text, times=self._times(item))
                    ),
                )
            case ItemKind.UNANSWERED:
                return (Plain(self._say("digest.item_unanswered", count=item.detail)),)
            case ItemKind.WANTED:
                return (Plain(self._say("digest.item_wanted", text=item.text)),)

    def _times(self, item: DigestItem) -> str:
        if item.detail == "1":
            return self._say("times.once")
        return self._say("times.many", count=item.detail)

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
