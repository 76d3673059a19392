"""Cards of what is much alike: side by side, and the list."""

from __future__ import annotations

from collections.abc import Sequence

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import (
    Actions,
    Button,
    Card,
    Context,
    Element,
    Facts,
    Heading,
    Plain,
    Span,
    Strong,
    Style,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.domain.curating import PairKind
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.knowledge import Practice, PracticeStatus
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.services.library import Library
from ntg_bot.services.likeness import Near


class MergingCards:
    """Shows why two are put beside each other; the moderator judges."""

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._catalogue = catalogue
        self._say = catalogue.say

    def near(
        self, submission: Submission, near: Sequence[Near], twin: Submission | None
    ) -> list[Element]:
        """What a review card says of practices that are like the submission."""
        elements: list[Element] = []
        if near or twin is not None:
            elements.append(Text((Strong(self._say("near.lead")),)))
        for each in near:
            practice = self._library.practice(each.practice_id)
            key = f"near.{each.kind.value}"
            direction = words.direction(practice, self._catalogue)
            line = self._say(key, title=practice.title, direction=direction)
            elements.append(Text((Plain(line),)))
            elements.append(Actions((self._compare(submission, practice),)))
        if twin is not None:
            elements.append(Text((Plain(self._say("near.waiting", title=twin.shown_title)),)))
        return elements

    def _compare(self, submission: Submission, practice: Practice) -> Button:
        label = self._say("button.compare")
        value = f"{submission.id}|{practice.id}"
        return Button(label, "review.compare", value, says=f"{label}: {practice.title}")

    def comparison(self, submission: Submission | None, practice: Practice) -> Card:
        """The submission's words and the practice's, the same facts in the same order."""
        if submission is None:
            return card_of(Text((Plain(self._say("share.gone")),)))
        texts, nothing = submission.masked, self._say("compare.no_cost")
        shared: tuple[tuple[str, str], ...] = (
            ("form.what", texts["what"]),
            ("label.population", texts["for_whom"]),
            ("label.effect", texts["what_happened"]),
            ("form.how_known", texts["how_known"]),
        )
        elements: list[Element | None] = [
            Text((Plain(self._say("near.beside")),)),
            Heading(self._say("near.shared", title=submission.shown_title)),
            Facts(tuple((self._say(key), (Plain(text or nothing),)) for key, text in shared)),
            Heading(self._say("near.held", title=practice.title)),
            Facts(
                (
                    (self._say("field.summary"), (Plain(practice.summary),)),
                    (self._say("label.population"), (Plain(practice.evidence.population),)),
                    (self._say("label.effect"), (Plain(practice.evidence.effect),)),
                    (self._say("label.evidence"), words.evidence(practice, self._catalogue)),
                )
            ),
        ]
        if submission.state is State.SUBMITTED:
            elements.append(Context((Plain(self._say("near.merging")),)))
            label = self._say("button.merge")
            merge = Button(
                label,
                "review.merge",
                f"{submission.id}@{submission.version}|{practice.id}",
                Style.PRIMARY,
                says=f"{label}: {submission.shown_title}",
            )
            back = Button(
                self._say("button.open"),
                "review.open",
                submission.id,
                says=self._say("button.open_says", title=submission.shown_title),
            )
            elements.append(Actions((merge, back)))
        return card_of(*elements)

    def pairs(self, said: facts.Pairs) -> Card:
        """Practices to compare, each pair with three ways on; those that are gone are left out."""
        elements: list[Element | None] = []
        for first, second, why in said.pairs:
            both = [self._in_use(first), self._in_use(second)]
            if both[0] is None or both[1] is None:
                continue
            elements += self._pair(both[0], both[1], why)
        if not elements:
            return card_of(Text((Plain(self._say("pair.none")),)))
        lead = Text((Plain(self._say("pair.lead", count=said.count)),))
        return card_of(lead, *elements, Context((Plain(self._say("pair.how")),)))

    def _pair(self, first: Practice, second: Practice, why: str) -> list[Element]:
        kind = PairKind(why) if why in set(PairKind) else PairKind.DUPLICATE
        line = self._say(f"pair.{kind.value}", first=first.title, second=second.title)
        value = f"{first.id}|{second.id}"
        buttons = [self._button("compare", "pair.compare", value, f"{first.title}, {second.title}")]
        if kind is PairKind.DUPLICATE:
            # A published standard does not become a part of one council's account.
            for gone, kept in ((first, second), (second, first)):
                if gone.is_local or not kept.is_local:
                    label = self._say("pair.merge_into", title=words.shortened(kept.title, 50))
                    says = self._say("pair.merge_into_says", kept=kept.title, gone=gone.title)
                    merge = f"{gone.id}|{kept.id}"
                    buttons.append(Button(label, "pair.merge", merge, says=says))
        buttons.append(
            self._button("different", "pair.different", value, f"{first.title}, {second.title}")
        )
        spans: tuple[Span, ...] = (Plain(line),)
        return [Text(spans), Actions(tuple(buttons))]

    def _button(self, key: str, action: str, value: str, what: str) -> Button:
        label = self._say(f"button.{key}")
        return Button(label, action, value, says=f"{label}: {what}")

    def _in_use(self, practice_id: str) -> Practice | None:
        try:
            practice = self._library.practice(practice_id)
        except NotFound:
            return None
        is_itself = practice.id == practice_id and practice.status is PracticeStatus.CURRENT
        return practice if is_itself else None
