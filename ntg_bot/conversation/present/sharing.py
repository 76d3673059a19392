"""Cards of sharing and reviewing: the form, the draft, the review, the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Element,
    Facts,
    Field,
    Form,
    Heading,
    Option,
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
from ntg_bot.conversation.present.reviewing import UNKNOWN, ReviewingCards, Standing
from ntg_bot.domain.sharing import DETAIL, IN_PLAIN_WORDS, WORDS, State, Submission
from ntg_bot.services.library import Library
from ntg_bot.services.posts import TITLE_CHARACTERS

OPEN = (State.DRAFT, State.CHANGES_ASKED)


class SharingCards:
    """A sharer sees their own words back; moderators see what they decide on."""

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._say = catalogue.say
        self._reviewing = ReviewingCards(library, catalogue)

    def form(self, said: facts.ShareForm, submission: Submission | None) -> Card:
        """The short form, filled with the draft or with what was typed before an error."""
        filled: Mapping[str, str] = said.typed or (
            {
                "title": submission.title,
                "what": submission.what,
                "for_whom": submission.for_whom,
                "what_happened": submission.what_happened,
                "how_known": submission.how_known,
            }
            if submission
            else {}
        )

        def text(name: str, *, required: bool, multiline: bool, most: int) -> Field:
            return self._field(
                said, filled, name, required=required, multiline=multiline, most=most
            )

        form = Form(
            action="share.form",
            value=said.submission_id,
            title=self._say("form.share_title"),
            submit=self._say("form.share_submit"),
            fields=(
                text("title", required=False, multiline=False, most=2 * TITLE_CHARACTERS),
                text("what", required=True, multiline=True, most=6_000),
                text("for_whom", required=False, multiline=False, most=500),
                text("what_happened", required=False, multiline=True, most=3_000),
                text("how_known", required=False, multiline=False, most=500),
            ),
        )
        return card_of(Text((Plain(self._say("form.share_lead")),)), form)

    def detail_form(self, said: facts.DetailForm, submission: Submission | None) -> Card:
        """The second form: all of it is optional, and what is there already is filled in."""
        if submission is None:
            return card_of(Text((Plain(self._say("share.gone")),)))
        filled = said.typed or {
            **{name: getattr(submission, name) for name in DETAIL},
            "contact": "yes" if submission.contact_wanted else "no",
        }
        form = Form(
            action="share.detail",
            value=submission.id,
            title=self._say("form.detail_title"),
            submit=self._say("form.detail_submit"),
            fields=(
                *(
                    self._field(said, filled, name, required=False, multiline=True, most=3_000)
                    for name in DETAIL
                ),
                Field(
                    name="contact",
                    label=self._say("form.contact"),
                    hint=self._say("form.contact_hint"),
                    value=filled.get("contact", "no"),
                    options=(
                        Option("no", self._say("form.contact_no")),
                        Option("yes", self._say("form.contact_yes")),
                    ),
                ),
            ),
        )
        return card_of(Text((Plain(self._say("form.detail_lead")),)), form)

    def _field(
        self,
        said: facts.ShareForm | facts.DetailForm,
        filled: Mapping[str, str],
        name: str,
        *,
        required: bool,
        multiline: bool,
        most: int,
    ) -> Field:
        return Field(
            name=name,
            label=self._say(f"form.{name}"),
            hint=self._say(f"form.{name}_hint"),
            value=filled.get(name, ""),
            required=required,
            multiline=multiline,
            max_length=most,
            error=words.fault(self._say, said.error) if said.error_field == name else "",
        )

    def draft(self, said: facts.Draft, submission: Submission | None) -> Card:
        """The sharer's draft: their words, the proposed communities and why, three ways on."""
        if submission is None:
            return card_of(Text((Plain(self._say("share.gone")),)))
        if submission.state not in OPEN:
            line = self._say("share.stands", state=IN_PLAIN_WORDS[submission.state])
            heading = Heading(submission.title) if submission.title else None
            return card_of(heading, Text((Plain(line),)))
        reasons: list[tuple[Span, ...]] = []
        for community, found in said.reasons:
            if found and community in submission.communities:
                line = self._say(
                    "draft.because",
                    community=self._library.community_name(community),
                    words=words.listed(found[:4]),
                )
                reasons.append((Plain(line),))
        options = self._options(submission, [community for community, _ in said.reasons])
        key = "draft.close" if said.is_close else "draft.proposal"
        names = words.listed([self._library.community_name(id) for id in submission.communities])
        confirm = Form(
            action="share.confirm",
            value=submission.id,
            title=self._say("draft.form_title"),
            submit=self._say("draft.submit"),
            fields=(
                Field(
                    name="communities",
                    label=self._say("draft.communities"),
                    hint=self._say("draft.communities_hint"),
                    value=",".join(submission.communities),
                    options=options,
                    many=True,
                ),
            ),
        )
        return card_of(
            Text((Plain(self._say("draft.lead")),)),
            Heading(submission.title),
            Facts(self._words_of(submission, submission.words)),
            Context((Plain(self._say("draft.private")),)) if submission.is_from_private else None,
            Text((Plain(self._say(key, communities=names)),)),
            Bullets(tuple(reasons)) if reasons else None,
            Context((Plain(self._say("draft.no_names")),)),
            confirm,
            Actions(
                (
                    Button(
                        self._say("button.edit"),
                        "share.edit",
                        submission.id,
                        says=self._say("button.edit_says", title=submission.title),
                    ),
                    Button(
                        self._say("button.detail"),
                        "share.more",
                        submission.id,
                        says=self._say("button.detail_says", title=submission.title),
                    ),
                    Button(
                        self._say("button.withdraw"),
                        "share.withdraw",
                        submission.id,
                        says=self._say("button.withdraw_says", title=submission.title),
                    ),
                )
            ),
        )

    def _options(self, submission: Submission, near: Sequence[str] = ()) -> tuple[Option, ...]:
        """All communities, the likely ones first."""
        likely = [*submission.communities, *near]
        everything = [community.id for community in self._library.taxonomy.communities]
        return tuple(
            Option(id, self._library.community_name(id))
            for id in dict.fromkeys([*likely, *everything])
        )

    def _words_of(
        self, submission: Submission, texts: Mapping[str, str]
    ) -> tuple[tuple[str, tuple[Span, ...]], ...]:
        """The author's words by field, as `texts` has them."""
        rows = [(self._say(f"form.{name}"), texts[name]) for name in WORDS if name != "title"]
        if submission.contact_wanted:
            rows.append((self._say("form.contact"), self._say("form.contact_yes")))
        return tuple((label, (Plain(text),)) for label, text in rows if text)

    def review(
        self,
        submission: Submission | None,
        now: datetime,
        standing: Standing = UNKNOWN,
        near: Sequence[Element] = (),
    ) -> Card:
        """What a moderator decides on; once decided, it says by whom and how."""
        if submission is None:
            return card_of(Text((Plain(self._say("share.gone")),)))
        if submission.state in (State.WITHDRAWN, State.HELD, State.DRAFT):
            is_gone = submission.state is State.WITHDRAWN
            line = self._say("review.state.WITHDRAWN" if is_gone else "review.state.HELD")
            return card_of(Text((Strong(line),)))
        texts = submission.words if submission.state is State.PUBLISHED else submission.masked
        names = words.listed([self._library.community_name(id) for id in submission.communities])
        council = self._library.authority_name(submission.authority)
        about: list[tuple[str, tuple[Span, ...]]] = [*self._words_of(submission, texts)]
        about.append((self._say("label.community"), (Plain(names),)))
        if council:
            about.append((self._say("label.from"), (Plain(council),)))
        about.append((self._say("label.waiting"), (Plain(self._age(submission, now)),)))
        if submission.state is State.SUBMITTED:
            about += self._reviewing.facts_of(standing)
        elements: list[Element | None] = [
            Heading(self._say("review.heading", title=texts["title"])),
            Facts(tuple(about)),
        ]
        if submission.is_from_private:
            elements.append(Context((Plain(self._say("review.private")),)))
        if submission.state is State.SUBMITTED:
            if submission.insisted:
                elements.append(
                    Text((Strong(self._say("review.masked", count=len(submission.insisted))),))
                )
            elements += near
            if any(not each.finding.holds for each in submission.spotted):
                elements.append(Context((Plain(self._say("review.of_work")),)))
            elements.append(Context((Plain(self._say("review.check")),)))
            elements.append(self._decisions(submission))
            elements.append(self._reviewing.buttons(submission, standing))
        else:
            who = standing.decided_by or self._say("review.somebody")
            line = self._say(f"review.state.{submission.state.value}", who=who)
            elements.append(Text((Strong(line),)))
            if submission.reason:
                elements.append(Quote(submission.reason))
            if submission.state is State.PUBLISHED:
                label = self._say("button.recall")
                says = f"{label}: {submission.title}"
                elements.append(
                    Actions((Button(label, "review.recall", submission.id, says=says),))
                )
        return card_of(*elements)

    def _decisions(self, submission: Submission) -> Actions:
        def button(
            key: str, action: str, style: Style = Style.PLAIN, value: str = submission.id
        ) -> Button:
            label = self._say(key)
            return Button(label, action, value, style, says=f"{label}: {submission.shown_title}")

        as_written = (button("button.as_written", "review.as_written"),)
        return Actions(
            (
                *(as_written if submission.insisted else ()),
                button(
                    "button.accept",
                    "review.accept",
                    Style.PRIMARY,
                    f"{submission.id}@{submission.version}",
                ),
                button("button.changes", "review.changes"),
                button("button.route", "review.route"),
                button("button.decline", "review.decline", Style.DANGER),
            )
        )

    def reason_form(self, said: facts.ReasonForm, submission: Submission | None) -> Card:
        """Asks the moderator for the reason that the sharer is told."""
        if submission is None:
            return card_of(Text((Plain(self._say("share.gone")),)))
        key = "decline" if said.act == "decline" else "changes"
        form = Form(
            action=f"review.{key}",
            value=submission.id,
            title=self._say(f"form.{key}_title", title=submission.shown_title),
            submit=self._say(f"form.{key}_submit"),
            fields=(
                Field(
                    name="reason",
                    label=self._say(f"form.{key}_reason"),
                    hint=self._say("form.reason_hint"),
                    multiline=True,
                    max_length=2_000,
                    error=words.fault(self._say, said.error),
                ),
            ),
        )
        return card_of(form)

    def route_form(self, said: facts.RouteForm, submission: Submission | None) -> Card:
        """Where it belongs, as the moderator sees it."""
        if submission is None:
            return card_of(Text((Plain(self._say("share.gone")),)))
        return card_of(
            Form(
                action="review.route",
                value=submission.id,
                title=self._say("form.route_title", title=submission.shown_title),
                submit=self._say("form.route_submit"),
                fields=(
                    Field(
                        name="communities",
                        label=self._say("draft.communities"),
                        hint=self._say("draft.communities_hint"),
                        value=",".join(submission.communities),
                        options=self._options(submission),
                        many=True,
                        error=words.fault(self._say, said.error),
                    ),
                ),
            )
        )

    def queue(
        self,
        waiting: Sequence[tuple[Submission, Standing]],
        now: datetime,
        concerns: Sequence[Element] = (),
    ) -> Card:
        """What waits, oldest first, each with its number and age."""
        if not waiting:
            return card_of(Text((Plain(self._say("queue.empty")),)), *concerns)
        elements: list[Element | None] = [
            Text((Plain(self._say("queue.lead", count=len(waiting))),))
        ]
        for number, (submission, standing) in enumerate(waiting, start=1):
            shown = f"{number}. {submission.shown_title}"
            age = self._age(submission, now)
            elements.append(Text(self._reviewing.line(shown, submission, standing, age)))
            elements.append(self._reviewing.open_button(submission))
        elements.append(Context((Plain(self._say("queue.typed")),)))
        elements += concerns
        return card_of(*elements)

    def _age(self, submission: Submission, now: datetime) -> str:
        days = (now - submission.changed_at).days
        if days == 0:
            return self._say("age.today")
        return self._say("age.day") if days == 1 else self._say("age.days", count=days)
