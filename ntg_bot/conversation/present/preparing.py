"""Cards for whoever prepares digests: when it comes, and its draft with a button a decision."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import assert_never

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Element,
    Field,
    Form,
    Heading,
    Plain,
    Strong,
    Style,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.conversation.present.digests import DigestCards, DigestWords
from ntg_bot.domain.digest import DigestItem, Week
from ntg_bot.services.digest_drafts import LINE_CHARACTERS, NOTE_CHARACTERS
from ntg_bot.services.library import Library

BETWEEN = "|"
"""stands between community, week and mark in a button's value"""


def fingerprint(text: str) -> str:
    """Tells whether words are those that a form was drawn with."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class PreparingCards:
    """Digests before they go out."""

    def __init__(self, library: Library, catalogue: Catalogue, digests: DigestCards) -> None:
        self._library = library
        self._say = catalogue.say
        self._words = DigestWords(library, catalogue)
        self._digests = digests

    def card(self, said: facts.PreparingSaid) -> Card:
        match said:
            case facts.DigestTime():
                return self._time(said)
            case facts.DraftedDigest():
                return self._draft(said)
            case facts.DigestLineForm():
                return self._line_form(said)
            case facts.DigestNoteForm():
                return self._note_form(said)
            case _:
                assert_never(said)

    def _time(self, said: facts.DigestTime) -> Card:
        text = self._say(
            "digest.time_set" if said.is_new else "digest.time",
            community=self._library.community_name(said.community),
            day=self._say(f"day.{said.day}"),
            time=said.at,
            zone=said.zone,
            next=_moment(said.next),
        )
        return card_of(Text((Plain(text),)))

    def _draft(self, said: facts.DraftedDigest) -> Card:
        """One line an item with what can be done to it; then what was left out."""
        value = f"{said.community}{BETWEEN}{said.week}"
        key = "draft.frozen" if said.is_frozen else "draft.open"
        elements: list[Element | None] = [
            Heading(self._say("draft.heading", title=self._heading(said.community, said.week))),
            Text((Plain(self._say(key, moment=_moment(said.sends_at))),)),
        ]
        if not said.items:
            elements.append(Text((Plain(self._say("draft.nothing")),)))
        if said.note:
            elements.append(Text((Strong(self._say("digest.note_from")), Plain(f" {said.note}"))))
        for title, of_kind in self._words.sections(said.items):
            elements.append(Text((Strong(title),)))
            for item in of_kind:
                elements.append(Bullets((self._digests.spans(item),)))
                elements.append(
                    Actions(
                        (
                            self._button("draft.reword", "digest.reword", value, item),
                            self._button("draft.drop", "digest.drop", value, item),
                        )
                    )
                )
        for item in said.dropped:
            elements.append(
                Context((Plain(self._say("draft.dropped", line=self._words.line(item).text)),))
            )
            elements.append(
                Actions((self._button("draft.put_back", "digest.put_back", value, item),))
            )
        if said.left_out:
            elements.append(Context((Plain(self._say("draft.waiting", count=said.left_out)),)))
        note = "draft.change_note" if said.note else "draft.add_note"
        elements.append(Actions((Button(self._say(note), "digest.note", value, Style.PRIMARY),)))
        return card_of(*elements)

    def _button(self, key: str, action: str, value: str, item: DigestItem) -> Button:
        label = self._say(key)
        about = words.shortened(item.said or item.text or self._words.line(item).text, 70)
        return Button(label, action, f"{value}{BETWEEN}{item.mark}", says=f"{label}: {about}")

    def _heading(self, community: str, week: str) -> str:
        return self._words.heading(community, Week.parse(week))

    def _line_form(self, said: facts.DigestLineForm) -> Card:
        field = Field(
            name="text",
            label=self._say("draft.line"),
            hint=self._say("draft.line_hint"),
            value=said.typed,
            required=False,
            multiline=True,
            max_length=LINE_CHARACTERS,
            error=words.fault(self._say, said.error),
        )
        value = BETWEEN.join((said.community, said.week, said.mark, fingerprint(said.was)))
        form = Form(
            "digest.reword", value, self._say("draft.line_title"), self._say("draft.save"), (field,)
        )
        return card_of(Text((Plain(self._say("draft.line_was", words=said.was or "–")),)), form)

    def _note_form(self, said: facts.DigestNoteForm) -> Card:
        field = Field(
            name="note",
            label=self._say("draft.note"),
            hint=self._say("draft.note_hint"),
            value=said.typed,
            required=False,
            multiline=True,
            max_length=NOTE_CHARACTERS,
            error=words.fault(self._say, said.error),
        )
        form = Form(
            "digest.note",
            f"{said.community}{BETWEEN}{said.week}",
            self._say("draft.note_title"),
            self._say("draft.save"),
            (field,),
        )
        lead = self._heading(said.community, said.week)
        return card_of(Text((Plain(lead),)), form)


def _moment(at: datetime) -> str:
    """A local time as people say it: Friday 20 November 2026, 14:00."""
    return f"{at:%A} {words.day(at.date())}, {at:%H:%M}"
