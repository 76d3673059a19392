"""The forms of calls for evidence; at most five fields each, with what to mend at its field."""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import (
    Card,
    Context,
    Element,
    Field,
    Form,
    Heading,
    Option,
    Plain,
    Quote,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present.form_fields import FormFields
from ntg_bot.domain.calls import Call, Evidence, Mark
from ntg_bot.services.calls import LONGEST_TEXT, LONGEST_TITLE, NATIONS
from ntg_bot.services.library import Library


class CallForms:
    """What a curator, a sender or a reader fills in."""

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._say = catalogue.say
        self._field = FormFields(catalogue.say, "callform").field

    def of_call(self, said: facts.CallForm, call: Call | None) -> Card:
        """A new call, the first half of evidence, or the hearing."""
        if said.kind == "start" and call is not None:
            return card_of(
                Heading(call.title),
                Text((Plain(call.question),)),
                self._form(
                    said,
                    "evidence.start",
                    self._field(said, "organisation", LONGEST_TITLE),
                    self._field(
                        said, "nation", options=tuple(Option(each, each) for each in NATIONS)
                    ),
                    self._field(said, "title", LONGEST_TITLE),
                    self._field(said, "what", LONGEST_TEXT, multiline=True),
                    self._field(said, "for_whom", 500, required=False),
                ),
                Context((Plain(self._say("call.releases")),)),
            )
        if said.kind == "hearing":
            return card_of(
                self._form(
                    said,
                    "call.hearing",
                    self._field(said, "day", 10),
                    self._field(said, "time", 5),
                    self._field(said, "place", 200),
                    self._field(said, "minutes", 3, required=False),
                    self._field(said, "questions", 3_000, required=False, multiline=True),
                )
            )
        taxonomy = self._library.taxonomy
        themes = tuple(
            Option(each.id, each.name, self._say(heading))
            for heading, entries in (
                ("call.themes.lines", taxonomy.lines_of_enquiry),
                ("call.themes.outcomes", taxonomy.outcomes),
                ("call.themes.groups", taxonomy.groups),
            )
            for each in entries
        )
        return card_of(
            self._form(
                said,
                "call.new",
                self._field(said, "title", LONGEST_TITLE),
                self._field(said, "question", LONGEST_TEXT, multiline=True),
                self._field(
                    said,
                    "themes",
                    options=themes,
                    many=True,
                ),
                self._field(said, "opens_on", 10),
                self._field(said, "closes_on", 10),
            )
        )

    def finish(self, said: facts.CallForm) -> Card:
        """The second half of evidence: what came of it and how that is known."""
        return card_of(
            Text((Plain(self._say("evidence.finish_lead")),)),
            self._form(
                said,
                "evidence.finish",
                self._field(said, "what_happened", LONGEST_TEXT, multiline=True),
                self._field(said, "how_measured", LONGEST_TEXT, multiline=True),
                self._field(said, "link", 500, required=False),
            ),
        )

    def of_evidence(self, said: facts.CallForm, evidence: Evidence) -> Card:
        """A reader's judgement, a curator's refusal, or the note of the hearing."""
        if said.kind == "reading":
            form = self._form(
                said,
                "evidence.reading",
                self._field(
                    said,
                    "mark",
                    options=tuple(
                        Option(mark.value, self._say(f"mark.{mark.value}")) for mark in Mark
                    ),
                ),
                self._field(said, "reason", 2_000, multiline=True),
                self._field(said, "lift", 2_000, required=False, multiline=True),
            )
            return card_of(*self._words_of(evidence), form)
        kind = "note" if said.kind == "note" else "refuse"
        field = "note" if kind == "note" else "reason"
        return card_of(
            Heading(evidence.title),
            self._form(
                said, f"evidence.{kind}", self._field(said, field, LONGEST_TEXT, multiline=True)
            ),
        )

    def _words_of(self, evidence: Evidence) -> tuple[Element, ...]:
        """All that was sent, as it was sent; who sent it is the organisation alone."""
        parts = (
            ("what", evidence.what),
            ("for_whom", evidence.for_whom),
            ("what_happened", evidence.what_happened),
            ("how_measured", evidence.how_measured),
            ("link", evidence.link),
        )
        told: list[Element] = [
            Heading(evidence.title),
            Text((Plain(f"{evidence.organisation}, {evidence.nation}"),)),
        ]
        if evidence.is_insisted:
            told.append(Text((Plain(self._say("evidence.insisted")),)))
        for name, words in parts:
            if words:
                told += [Text((Plain(self._say(f"callform.{name}")),)), Quote(words)]
        return tuple(told)

    def _form(self, said: facts.CallForm, action: str, *fields: Field) -> Form:
        return Form(
            action=action,
            value=said.value,
            title=self._say(f"callform.{said.kind}_title"),
            submit=self._say(f"callform.{said.kind}_submit"),
            fields=fields,
        )
