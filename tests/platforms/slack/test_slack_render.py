"""Cards as Block Kit: whatever is in them, Slack takes it and nothing in it is live."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Divider,
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
from ntg_bot.platforms.slack import forms
from ntg_bot.platforms.slack.render import action_of, key_of, render
from tests.fakes.slack.limits import check_message, check_view
from tests.platforms.local.cards_for_tests import card_full_of

HOSTILE = (
    "<!channel> <!here> <@U012ABC> <#C1|general> <https://evil.example|gov.uk>",
    "*bold* _it_ ~no~ `code` :bulb: @here & < > &lt;!channel&gt;",
    "\u202eevil\u200f \x00\x1b[31m \ud800",
    "x" * 20_000,
    "&" * 13_000,
    "",
    " \n\t ",
    "a|b|c.d|9",
)


def valid(card: Card, key: str = "k-1") -> list[dict[str, Any]]:
    """The blocks, after both Slack's own models and the stand-in's limits took them."""
    rendered = render(card, key)
    check_message(rendered.blocks)
    for block in Block.parse_all(rendered.blocks):
        block.validate_json()
    json.dumps(rendered.blocks).encode("utf-8")
    assert 0 < len(rendered.text) <= 12_000
    return rendered.blocks


def texts(value: Any) -> list[dict[str, Any]]:
    """Every inline element of every rich_text."""
    if isinstance(value, dict):
        here = [value] if value.get("type") in ("text", "link", "user", "broadcast") else []
        return here + [each for inner in value.values() for each in texts(inner)]
    return [each for inner in value for each in texts(inner)] if isinstance(value, list) else []


def without_mrkdwn(value: Any) -> bool:
    return "mrkdwn" not in json.dumps(value) and '"markdown"' not in json.dumps(value)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_fit_every_limit_and_are_never_markup(words: str) -> None:
    blocks = valid(card_full_of(words))
    assert without_mrkdwn(blocks)
    assert {each["type"] for each in texts(blocks)} <= {"text", "link"}
    assert {each["url"] for each in texts(blocks) if each["type"] == "link"} <= {
        "https://example.org/report"
    }


@settings(max_examples=25)
@given(st.text(max_size=400), st.integers(1, 60))
def test_any_words_in_any_number_of_elements_make_a_message_slack_takes(
    words: str, times: int
) -> None:
    body = card_full_of(words).body * times
    blocks = valid(Card(words, body))
    assert without_mrkdwn(blocks)
    assert len(blocks) <= 50


def test_what_is_too_long_is_dropped_whole_from_the_end_and_counted() -> None:
    rendered = render(Card("s", tuple(Text((Plain(f"part {n}"),)) for n in range(60))))
    assert len(rendered.blocks) == 50
    assert rendered.dropped == 11
    assert rendered.blocks[-2]["elements"][0]["elements"][0]["text"] == "part 48"
    assert rendered.blocks[-1]["elements"][0]["text"] == (
        "11 more parts are too long to show here."
    )


def test_one_dropped_element_is_one() -> None:
    rendered = render(Card("s", (Text((Plain("short"),)), Quote("x" * 12_000))))
    assert rendered.blocks[-1]["elements"][0]["text"] == "1 more part is too long to show here."


def test_the_text_is_the_whole_summary_and_nothing_in_it_is_live() -> None:
    rendered = render(Card("Ask <!channel> & <@U1>", (Divider(),)))
    assert rendered.text == "Ask &lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_a_cut_summary_has_no_half_entity() -> None:
    text = render(Card("&" * 13_000, (Divider(),))).text
    assert text.removesuffix("…").replace("&amp;", "") == ""


def test_every_element_has_its_native_form() -> None:
    at = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    card = Card(
        "All of it",
        (
            Heading("Walking bus"),
            Text((Plain("Read "), Link("the report", "https://example.org/r"), When(at))),
            Bullets(((Plain("one"),), (Strong("two"),))),
            Facts((("Evidence", (Plain("strong"),)),)),
            Quote("we tried it"),
            Context((Plain("small print"),)),
            Image("https://example.org/a.png", "A chart"),
            Divider(),
            Text((Mention("U012AB", "Sam"),)),
        ),
    )
    blocks = valid(card)
    kinds = [block["type"] for block in blocks]
    assert kinds == [
        "header", "rich_text", "rich_text", "rich_text", "rich_text", "context", "image", "divider",
        "rich_text",
    ]  # fmt: skip
    link = texts(blocks)[1]
    assert link == {"type": "link", "url": "https://example.org/r", "text": "the report"}
    assert texts(blocks)[2]["text"] == " (example.org)"
    assert texts(blocks)[-1] == {"type": "user", "user_id": "U012AB"}
    date = blocks[1]["elements"][0]["elements"][-1]
    assert date["timestamp"] == int(at.timestamp())
    assert date["fallback"] == "Monday 2 March 2026, 2:30 pm UK time"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "slack://x", "https://gov.uk@evil.example"]
)
def test_an_unsafe_link_is_text(url: str) -> None:
    blocks = valid(Card("s", (Text((Link("press", url),)),)))
    assert [each["type"] for each in texts(blocks)] == ["text"]
    assert texts(blocks)[0]["text"] == f"press ({url})"


def test_a_button_carries_its_action_value_key_and_what_a_screen_reader_says() -> None:
    button = Button("Accept", "review.accept", "s-1", Style.PRIMARY, "Accept: Walking bus")
    [block] = valid(Card("s", (Actions((button, button)),)), key="review:s-1:0")
    first, second = block["elements"]
    assert first["accessibility_label"] == "Accept: Walking bus"
    assert (first["style"], first["value"]) == ("primary", "s-1")
    assert first["action_id"] != second["action_id"]
    assert action_of(second["action_id"]) == "review.accept"
    assert key_of(block["block_id"]) == "review:s-1:0"


def test_many_buttons_make_several_blocks_and_all_know_their_delivery() -> None:
    buttons = tuple(Button(f"b{n}", "community.join", str(n)) for n in range(60))
    blocks = valid(Card("s", (Actions(buttons),)))
    assert [len(block["elements"]) for block in blocks] == [25, 25, 10]
    assert {key_of(block["block_id"]) for block in blocks} == {"k-1"}


# --- forms --------------------------------------------------------------------------------------

ORIGIN = forms.Origin("C1", "1.2", "1.3", "key-1", is_direct=False)


def view_of(form: Form) -> dict[str, Any]:
    view = forms.window(form, ORIGIN)
    check_view(view)
    View(**view).validate_json()
    return view


def test_a_form_in_a_message_is_a_button_that_opens_it() -> None:
    form = Form("share.form", "d-1", "Share a practice", "Send", (Field("title", "Title"),))
    card = Card("s", (Text((Plain("Fill this in"),)), form))
    button = valid(card)[-1]["elements"][0]
    assert action_of(button["action_id"]) == "form.open"
    assert button["text"]["text"] == "Share a practice"
    assert forms.form_of(card, int(button["value"])) is form


def test_a_window_has_labels_hints_limits_and_errors_at_the_field() -> None:
    form = Form(
        "share.form",
        "d-1",
        "Share what you did with the others",
        "Send",
        (
            Field("title", "Title", "A few words", "Old", max_length=200, error="Too short"),
            Field("what", "What", value="y" * 4_000, multiline=True, max_length=6_000),
            Field("communities", "Where", value="a,c", many=True,
                  options=tuple(Option(n, n.upper()) for n in "abc")),
            Field("one", "One", value="7", required=False,
                  options=tuple(Option(str(n), f"Choice {n}") for n in range(120))),
        ),
    )  # fmt: skip
    view = view_of(form)
    whole, error, title, what, many, one = view["blocks"]
    assert texts(whole)[0]["text"] == "Share what you did with the others"
    assert texts(error)[0]["text"] == "Please mend: Too short"
    assert title["element"]["initial_value"] == "Old"
    assert title["hint"]["text"] == "A few words"
    assert len(what["element"]["initial_value"]) == 3_000
    assert what["hint"]["text"] == "Only the first 3,000 characters fit here."
    assert [each["value"] for each in many["element"]["initial_options"]] == ["a", "c"]
    assert (one["element"]["type"], one["optional"]) == ("static_select", True)
    assert one["element"]["initial_option"]["value"] == "7"
    assert one["hint"]["text"] == "20 more choices cannot be shown here."


@pytest.mark.parametrize("words", HOSTILE[:4])
def test_a_hostile_form_makes_a_window_slack_takes(words: str) -> None:
    options = (Option(words, words), Option("x", words))
    fields = (
        Field("a", words, words, words, error=words),
        Field("b", words, words, words, options=options, many=True, error=words),
    )
    view = view_of(Form("act", "v", words, words, fields))
    assert without_mrkdwn(view)


def test_what_a_window_sends_back_is_read_with_its_origin() -> None:
    form = Form("share.confirm", "d-1", "Send", "Send", (Field("t", "T"), Field("c", "C")))
    view = view_of(form)
    view["state"] = {
        "values": {
            "field.t": {"t": {"type": "plain_text_input", "value": "  "}},
            "field.c": {"c": {"type": "checkboxes", "selected_options": [
                {"value": "a"}, {"value": "b"}]}},
        }
    }  # fmt: skip
    returned = forms.read(view)
    assert returned is not None
    assert returned.origin == ORIGIN
    assert (returned.action, returned.value) == ("share.confirm", "d-1")
    assert returned.values == {"t": "  ", "c": "a,b"}
    assert list(forms.faults(view, returned)) == ["field.t"]


@pytest.mark.parametrize("metadata", ["", "[]", "{}", '{"origin":{"x":1}}', "{", "null"])
def test_a_window_that_is_not_ours_is_not_read(metadata: str) -> None:
    assert forms.read({"private_metadata": metadata, "state": {"values": {}}}) is None
