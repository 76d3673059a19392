"""Cards about what screening saw: for the author alone, and for a moderator who asks."""

from __future__ import annotations

from ntg_bot.conversation.cards import (
    Actions,
    Button,
    Card,
    Context,
    Element,
    Facts,
    Heading,
    Plain,
    Strong,
    Style,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.domain.screening import PEOPLE, Spotted
from ntg_bot.domain.sharing import WORDS, State, Submission

MOST_SHOWN = 8
"""findings with a button each; more are counted"""
LONGEST = 120
"""characters of a finding that are shown"""


class SettlingCards:
    """The words that were found are drawn here and nowhere else."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._say = catalogue.say

    def held(self, submission: Submission) -> Card:
        """To the author: what was seen, why, and three ways on."""
        groups = submission.unsettled
        value = f"{submission.id}@{submission.version}"
        elements: list[Element | None] = [
            Heading(self._say("held.heading")),
            Text((Plain(self._say("held.lead")),)),
        ]
        for number, group in enumerate(groups[:MOST_SHOWN]):
            elements += self._finding(submission, group, number)
        if len(groups) > MOST_SHOWN:
            more = self._say("held.more", count=len(groups) - MOST_SHOWN)
            elements.append(Context((Plain(more),)))
        buttons = [
            Button(self._say("button.mask"), "share.mask", value, Style.PRIMARY),
            Button(self._say("button.edit"), "share.edit", submission.id),
        ]
        if len(groups) > 1:
            buttons.append(Button(self._say("button.insist_all"), "share.insist", value))
        buttons.append(Button(self._say("button.withdraw"), "share.withdraw", submission.id))
        elements.append(Text((Plain(self._say("held.ways")),)))
        elements.append(Actions(tuple(buttons)))
        elements.append(Context((Plain(self._say("held.misses")),)))
        return card_of(*elements)

    def _finding(
        self, submission: Submission, group: tuple[Spotted, ...], number: int
    ) -> tuple[Element, ...]:
        first = group[0]
        found = self._found(submission, first)
        where = words.listed(list(dict.fromkeys(self._say(f"form.{each.field}") for each in group)))
        key = "button.insist" if first.finding.kind in PEOPLE else "button.insist_nobodys"
        label = self._say(key)
        return (
            Text(
                (
                    Strong(f"{number + 1}. "),
                    Plain(f"“{found}” ({where}). {self._say(first.finding.reason)}"),
                )
            ),
            Actions(
                (
                    Button(
                        label,
                        "share.insist",
                        f"{submission.id}@{submission.version}@{number}",
                        says=f"{label}: {found}",
                    ),
                )
            ),
        )

    def as_written(self, submission: Submission | None) -> Card:
        """To a moderator who asked: every word, and what the author said is nobody."""
        if submission is None:
            return card_of(Text((Plain(self._say("share.gone")),)))
        if submission.state is not State.SUBMITTED:
            return card_of(Text((Strong(self._say("as_written.not_now")),)))
        rows = tuple(
            (self._say(f"form.{name}"), (Plain(text),))
            for name in WORDS
            if (text := submission.words[name])
        )
        elements: list[Element | None] = [
            Heading(self._say("as_written.heading")),
            Facts(rows),
            Text((Strong(self._say("as_written.lead")),)),
        ]
        for group in submission.insisted:
            found = self._found(submission, group[0])
            elements.append(Text((Plain(f"“{found}”. {self._say(group[0].finding.reason)}"),)))
        elements.append(Context((Plain(self._say("as_written.how")),)))
        accept = self._say("button.accept")
        elements.append(
            Actions(
                (
                    Button(accept, "review.accept", f"{submission.id}@{submission.version}"),
                    Button(self._say("button.changes"), "review.changes", submission.id),
                    Button(
                        self._say("button.decline"), "review.decline", submission.id, Style.DANGER
                    ),
                )
            )
        )
        return card_of(*elements)

    @staticmethod
    def _found(submission: Submission, spotted: Spotted) -> str:
        return words.shortened(" ".join(spotted.words(submission.words).split()), LONGEST)
