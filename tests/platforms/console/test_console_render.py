"""Cards in a terminal: every element, nothing that could drive the terminal, numbers to type."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Divider,
    Element,
    Emphasis,
    Facts,
    Field,
    Form,
    Heading,
    Image,
    Link,
    Mention,
    Plain,
    Quote,
    Strong,
    Text,
    When,
)
from ntg_bot.platforms.console.render import MAX_ELEMENTS, choices, render_card, render_text
from tests.platforms.local.cards_for_tests import AT, card_full_of


def shown(card: Card) -> str:
    """What a person in a wide terminal without colours sees, numbers included."""
    out = io.StringIO()
    Console(file=out, width=200, color_system=None).print(render_card(card, is_numbered=True))
    return out.getvalue()


def card(*elements: Element) -> Card:
    return Card("summary", elements)


def test_every_element_is_told_in_words() -> None:
    text = render_text(
        card(
            Heading("Walking bus"),
            Text((Plain("Plain, "), Strong("strong, "), Emphasis("slanted."))),
            Bullets(((Plain("first"),), (Plain("second"),))),
            Facts((("Evidence", (Plain("from one trial"),)),)),
            Quote("said so"),
            Context((Mention("u1", "Ben"), Plain(" "), When(AT))),
            Image("/local/map.svg", "A map of councils"),
            Divider(),
            Text((Link("Report", "https://example.org/r"), Link(" bad", "javascript:x"))),
        )
    )
    for part in (
        "Walking bus",
        "Plain, strong, slanted.",
        "- first",
        "- second",
        "Evidence: from one trial",
        "“said so”",
        "@Ben Monday 2 March 2026, 2:30 pm UK time",
        "Picture: A map of councils (/local/map.svg)",
        "────",
        "Report (https://example.org/r) bad (javascript:x)",
    ):
        assert part in text


def test_buttons_and_forms_are_numbered_in_one_row_of_numbers() -> None:
    several = card(
        Actions((Button("Helpful", "h"), Button("How", "how", says="How it works: Walking bus"))),
        Form("f", "1", "Tell us", "Send", (Field("a", "A"),)),
        Actions((Button("Stop", "s"),)),
    )
    text = shown(several)
    for line in (
        "[1] Helpful",
        "[2] How it works: Walking bus",
        "[3] Fill in: Tell us",
        "[4] Stop",
    ):
        assert line in text
    assert [getattr(each, "action", "") for each in choices(several)] == ["h", "how", "f", "s"]


def test_plain_text_offers_nothing_that_nobody_could_press() -> None:
    text = render_text(card(Text((Plain("Words"),)), Actions((Button("Helpful", "h"),))))
    assert text == "Words\n"


def test_a_card_without_a_body_is_its_summary() -> None:
    assert render_text(Card("All in one line")) == "All in one line\n"


def test_a_card_over_the_limit_says_how_much_is_left_out() -> None:
    text = render_text(card(*(Heading(str(n)) for n in range(MAX_ELEMENTS + 2))))
    assert "2 more parts" in text


@given(st.text(alphabet=st.characters()))
def test_no_words_can_drive_the_terminal_or_become_markup(words: str) -> None:
    hostile = f"[bold red]{words}[/]\x1b]0;title\x07\x1b[2J\u202e:smile:"
    text = shown(card_full_of(hostile)) + render_text(card_full_of(hostile))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "[bold red]" in text
    assert ":smile:" in text
