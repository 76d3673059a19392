"""Digests in words: a card for the chat, a page for mail and feeds, both out of the same lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from ntg_bot.conversation import facts
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
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.conversation.present.buttons import how_button
from ntg_bot.conversation.present.checks import take_up_line
from ntg_bot.domain.checks import Tally
from ntg_bot.domain.digest import Detail, DigestIssue, DigestItem, ItemKind, Week
from ntg_bot.services.library import Library
from ntg_bot.services.ports import DigestPage, PageLine, PageSection


class DigestWords:
    """What an item, a heading and an issue are in words."""

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._say = catalogue.say
        self._details: Mapping[Detail, Callable[[str], str]] = {
            Detail.NONE: lambda _: "",
            Detail.DIRECTION: lambda direction: self._say(f"direction.{direction}"),
            Detail.PEOPLE: lambda count: (
                self._say("people.one") if count == "1" else self._say("people.many", count=count)
            ),
            Detail.COUNT: str,
            Detail.DAY: lambda day: words.day(date.fromisoformat(day)),
            Detail.COMMUNITY: library.community_name,
            Detail.TALLY: lambda counts: take_up_line(
                self._say, Tally(*map(int, counts.split(",")))
            ),
        }

    def heading(self, community: str, week: Week) -> str:
        name = self._library.community_name(community)
        return self._say("digest.heading", community=name, week=words.day(week.monday))

    def line(self, item: DigestItem) -> PageLine:
        """What it is about, and why it is here: the evidence stays whatever a moderator wrote."""
        detail = self._details[item.traits.detail](item.detail)
        why = self._say(f"digest.why_{item.kind.value}", detail=detail)
        if item.evidence:
            why = f"{why} {self._say(f'direction.{item.evidence}')}"
        return PageLine(item.said or item.text, why)

    def sections(self, items: Sequence[DigestItem]) -> tuple[tuple[str, list[DigestItem]], ...]:
        """Items under the headings of their kinds, in the order of kinds."""
        found = []
        for kind in ItemKind:
            of_kind = [item for item in items if item.kind is kind]
            if of_kind:
                found.append((self._say(f"digest.{kind.value}"), of_kind))
        return tuple(found)

    def page(self, issue: DigestIssue, *, public_only: bool) -> DigestPage:
        """An issue as it is read outside the chat; `public_only` leaves out what is for the
        community: members' questions, the moderators' note.
        """
        items = [item for item in issue.items if item.traits.is_public or not public_only]
        name = self._library.community_name(issue.community)
        return DigestPage(
            id=issue.id,
            community=issue.community,
            name=name,
            week=str(issue.week),
            title=self.heading(issue.community, issue.week),
            at=issue.out_at,
            lead=(
                *((self._say("digest.late"),) if issue.is_late else ()),
                *(
                    (self._say("digest.note", note=issue.note),)
                    if issue.note and not public_only
                    else ()
                ),
            ),
            sections=tuple(
                PageSection(heading, tuple(map(self.line, of_kind)))
                for heading, of_kind in self.sections(items)
            ),
            closing=(
                *((self._say("digest.left_out", count=issue.left_out),) if issue.left_out else ()),
                self._say("digest.more"),
                self._say("digest.mail_why", community=name),
            ),
        )

    def stop(self, address: str) -> str:
        """How whoever reads it by mail stops it."""
        return self._say("digest.mail_stop", address=address)


class DigestCards:
    """Digests in the chat."""

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._words = DigestWords(library, catalogue)
        self._say = catalogue.say

    def digest(self, said: facts.Digest, issue: DigestIssue | None) -> Card:
        """One line an item, with why it is here; contents first."""
        items: Sequence[DigestItem] = issue.items if issue else said.items
        heading = self._words.heading(said.community, Week.parse(said.week))
        if not items:
            return card_of(Heading(heading), Text((Plain(self._say("digest.nothing")),)))
        elements: list[Element | None] = [Heading(heading)]
        if said.is_preview:
            elements.append(Context((Plain(self._say("digest.preview")),)))
        if issue.is_late if issue else said.is_late:
            elements.append(Context((Plain(self._say("digest.late")),)))
        if note := issue.note if issue else said.note:
            elements.append(Text((Strong(self._say("digest.note_from")), Plain(f" {note}"))))
        for title, of_kind in self._words.sections(items):
            elements.append(Text((Strong(title),)))
            elements.append(Bullets(tuple(map(self.spans, of_kind))))
        if left_out := issue.left_out if issue else said.left_out:
            elements.append(Context((Plain(self._say("digest.left_out", count=left_out)),)))
        elements.append(self._opening(items))
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

    def spans(self, item: DigestItem) -> tuple[Span, ...]:
        """One line: what it is about in bold, then why it is here."""
        line = self._words.line(item)
        if not line.about:
            return (Plain(line.why),)
        return (Strong(line.about), Plain(line.rest))

    def _opening(self, items: Sequence[DigestItem]) -> Actions | None:
        """Buttons that show each practice whole."""
        practices = {item.ref: item for item in items if item.traits.opens and item.ref}
        buttons = tuple(
            how_button(self._say, item.ref, item.text, words.shortened(item.text, 70))
            for item in practices.values()
        )
        return Actions(buttons) if buttons else None
