"""Cards that hold one text in every place where a text can stand, to be rendered and checked."""

from __future__ import annotations

from datetime import UTC, datetime

from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Divider,
    Emphasis,
    Facts,
    Field,
    Form,
    Heading,
    Image,
    Link,
    Mention,
    Option,
    Plain,
    Quote,
    Strong,
    Style,
    Text,
    When,
)

URL = "https://example.org/report"
AT = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


def card_full_of(words: str) -> Card:
    """Every element and every span, with `words` as each text."""
    spans = (
        Plain(words),
        Strong(words),
        Emphasis(words),
        Link(words, URL),
        Mention(words, words),
        When(AT),
    )
    options = (Option(words, words), Option("other", words))
    return Card(
        summary=words,
        body=(
            Heading(words),
            Text(spans),
            Bullets((spans, (Plain(words),))),
            Facts(((words, spans), (words, (Plain(words),)))),
            Quote(words),
            Context(spans),
            Image("/local/bot.svg", words),
            Image(URL, words),
            Divider(),
            Actions(
                (
                    Button(words, words, words, Style.PRIMARY, words + " more"),
                    Button(words, words, words, Style.DANGER),
                )
            ),
            Form(
                action=words,
                value=words,
                title=words,
                submit=words,
                fields=(
                    Field(words, words, words, words, error=words, max_length=9),
                    Field(words, words, words, words, multiline=True, required=False),
                    Field(words, words, words, words, options=options, error=words),
                    Field(words, words, words, options=options, many=True),
                ),
            ),
        ),
    )
