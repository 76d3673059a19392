"""Cards and words as HTML: every element, every span, hostile text, limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
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
from ntg_bot.platforms.local.render import (
    MAX_CHARACTERS,
    MAX_ELEMENTS,
    card_html,
    spans_html,
    words_html,
)
from tests.platforms.local.cards_for_tests import AT, URL, card_full_of
from tests.platforms.local.html_rules import faults, read, shape

HOSTILE = (
    "<script>alert(1)</script>",
    "</p></div></form><img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!-- --><![CDATA[x]]>",
    "</textarea><script>alert(1)</script>",
    "<!channel> <@U1> *bold* _it_ [x](javascript:alert(1))",
    "\u202egnp.exe\u202c",
    "\x1b[31mred\x00",
    "{{ 7*7 }} {% raw %}",
    "\ud83d",
)


def body(*elements: object) -> str:
    return card_html(Card("summary", elements), "m1")  # type: ignore[arg-type]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_change_nothing_but_words(words: str) -> None:
    assert shape(card_html(card_full_of("a" + words), "m1")) == shape(
        card_html(card_full_of("a"), "m1")
    )
    card_html(card_full_of(words), "m1").encode()


hostile_text = st.lists(
    st.one_of(st.sampled_from(HOSTILE), st.text(alphabet=st.characters(), max_size=20)),
    max_size=4,
).map(lambda parts: "a" + "".join(parts))


@given(hostile_text)
def test_no_part_of_any_text_becomes_markup(words: str) -> None:
    assert shape(card_html(card_full_of(words), "m1")) == shape(card_html(card_full_of("a"), "m1"))
    assert {tag for tag, _ in shape(words_html(words))} <= {"p", "span"}


@given(hostile_text)
def test_no_output_holds_a_bidi_control(words: str) -> None:
    html = card_html(card_full_of(words + "\u202e\u2066"), "m1") + words_html(words + "\u202e")
    assert not set(html) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068")


@pytest.mark.parametrize("words", ["a", *("a" + each for each in HOSTILE)])
def test_a_card_of_everything_keeps_every_rule(words: str) -> None:
    assert faults(card_html(card_full_of(words), "m1"), first_heading=3) == []


def test_spans_are_drawn_as_what_they_are() -> None:
    assert spans_html((Plain("a & b"),)) == "<bdi>a &amp; b</bdi>"
    assert spans_html((Strong("a"),)) == "<strong>a</strong>"
    assert '<span class="mention">@Ben</span>' in spans_html((Mention("member", "Ben"),))
    assert 'datetime="2026-03-02T14:30:00+00:00"' in spans_html((When(AT),))
    assert "Monday 2 March 2026, 2:30 pm UK time" in spans_html((When(AT),))


def test_a_link_names_its_host_and_opens_apart() -> None:
    html = spans_html((Link("Report", URL),))
    assert f'<a href="{URL}" target="_blank" rel="noopener noreferrer">' in html
    assert "(example.org)" in html
    assert "opens in a new tab" in html


def test_a_link_whose_text_only_looks_like_its_host_still_shows_the_host() -> None:
    assert "(evil.example)" in spans_html(
        (Link("www.gov.uk evil.example", "https://evil.example"),)
    )
    assert "(example.org)" not in spans_html((Link("example.org", URL),))


def test_a_link_without_encryption_says_so() -> None:
    html = spans_html((Link("Report", "http://example.org"),))
    assert "example.org, not a secure address" in html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://a@b.uk", ""])
def test_an_unsafe_address_is_shown_as_text(url: str) -> None:
    html = spans_html((Link("Report", url),))
    assert "<a" not in html
    assert "Report" in html
    assert f"({url})" in html


def test_elements_are_drawn_as_what_they_are() -> None:
    html = body(
        Heading("Walking bus"),
        Text((Plain("Words"),)),
        Bullets(((Plain("one"),), (Plain("two"),))),
        Facts((("Evidence", (Plain("strong"),)),)),
        Quote("said"),
        Divider(),
    )
    for part in (
        "<h3>Walking bus</h3>",
        "<li><bdi>one</bdi></li><li><bdi>two</bdi></li>",
        "<dt>Evidence</dt><dd><bdi>strong</bdi></dd>",
        "<blockquote",
        "<hr>",
    ):
        assert part in html


def test_pictures_of_ours_are_shown_and_others_become_links() -> None:
    assert '<img src="/local/map.svg" alt="A map">' in body(Image("/local/map.svg", "A map"))
    for url in ("https://example.org/a.png", "//evil.example/a.png", "/../secret"):
        assert "<img" not in body(Image(url, "A map"))
        assert "A map" in body(Image(url, "A map"))


def test_buttons_carry_action_value_and_a_name_for_ears() -> None:
    html = body(
        Actions(
            (
                Button("Accept", "review.accept", "s1", Style.PRIMARY, "Accept: Walking bus"),
                Button("Decline", "review.decline", "s1", Style.DANGER),
            )
        )
    )
    accept, decline = (node for node in read(html)[0] if node.tag == "button")
    assert accept.get("type") == "button"
    assert (accept.get("data-action"), accept.get("data-value")) == ("review.accept", "s1")
    assert accept.get("aria-label") == "Accept: Walking bus"
    assert "aria-label" not in decline.attributes
    assert decline.get("class") == "button danger"


FORM = Form(
    "share",
    "s1",
    "Share",
    "Send",
    (
        Field("title", "Title", hint="Short", value="Bus & co", max_length=60, error="Too long"),
        Field("what", "What", value="\nline", multiline=True, required=False),
        Field("age", "Age", value="6", options=(Option("0", "Under 5"), Option("6", "Older"))),
        Field("in", "Where", value="a,c", options=(Option("a", "A"), Option("b", "B")), many=True),
    ),
)


def test_a_field_is_tied_to_its_label_hint_and_error() -> None:
    nodes, nesting = read(body(FORM))
    assert nesting == []
    title = next(node for node in nodes if node.get("name") == "title")
    texts = {node.get("id"): node.words for node in nodes if node.get("id")}
    assert [texts[id] for id in title.get("aria-describedby").split()] == [
        "Short. Up to 60 characters.",
        "Too long",
    ]
    assert title.get("aria-invalid") == "true"
    assert "required" in title.attributes
    label = next(node for node in nodes if node.get("for") == title.get("id"))
    assert label.words == "Title (required)"
    assert title.get("value") == "Bus & co"


def test_what_was_typed_is_still_there() -> None:
    nodes, _ = read(body(FORM))
    area = next(node for node in nodes if node.tag == "textarea")
    assert "".join(area.text) == "\n\nline"  # a browser drops the first line break
    chosen = [node.get("value") for node in nodes if "checked" in node.attributes]
    assert chosen == ["6", "a"]


def test_choices_are_radio_buttons_or_checkboxes_in_a_named_group() -> None:
    nodes, _ = read(body(FORM))
    kinds = [
        (n.get("name"), n.get("type")) for n in nodes if n.get("type") in {"radio", "checkbox"}
    ]
    assert kinds == [("age", "radio"), ("age", "radio"), ("in", "checkbox"), ("in", "checkbox")]
    assert [n.words for n in nodes if n.tag == "legend"] == ["Age (required)", "Where (required)"]


def test_a_card_over_the_limit_loses_whole_parts_from_its_end_and_says_how_many() -> None:
    half = Text((Plain("x" * (MAX_CHARACTERS // 2)),))
    html = body(Heading("First"), half, half, half)
    assert "First" in html
    assert "2 more parts of this message were too long to show here." in html
    assert len(html) < MAX_CHARACTERS + 200
    many = body(*(Divider() for _ in range(MAX_ELEMENTS + 1)))
    assert many.count("<hr>") == MAX_ELEMENTS
    assert "1 more part of this message was too long" in many


def test_a_card_whose_first_part_is_too_long_shows_its_summary() -> None:
    html = body(Text((Plain("x" * MAX_CHARACTERS),)))
    assert html.startswith('<p class="words">summary</p>')
    assert "1 more part" in html


def test_a_card_without_a_body_is_its_summary() -> None:
    assert body() == '<p class="words">summary</p>'
    assert body(Bullets(()), Actions(()), Facts(())) == '<p class="words">summary</p>'


def test_the_mention_of_the_bot_stands_out_and_nothing_else_does() -> None:
    assert '<span class="mention">@ntg</span> hello' in words_html("@ntg hello")
    assert "mention" not in words_html("mail me at me@ntg.example or @ntgx")
    assert "<b>" not in words_html("<b>bold</b>")


def test_options_stand_under_their_headings_and_hostile_ones_stay_words() -> None:
    options = tuple(
        Option(f"v{n}", f"Theme {n}", HOSTILE[0] if n > 1 else "Lines") for n in range(4)
    )
    field = Field("themes", "Themes", options=options, many=True, value="v3")
    drawn = card_html(Card("Themes", (Form("a", "v", "New", "Send", (field,)),)), "u1")
    assert faults(drawn, 3) == []
    assert drawn.count('role="group"') == 2
    assert drawn.index(">Lines<") < drawn.index("Theme 0") < drawn.index("&lt;script&gt;")
    assert drawn.index("&lt;script&gt;") < drawn.index("Theme 2")
    assert drawn.count(" checked") == 1
