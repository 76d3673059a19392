"""Links, text and the way into the inbox that all platforms share."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.conversation.events import CommandGiven, Place, decode
from ntg_bot.platforms.base import clean, hand_in, in_words, one_line, safe_link, storable
from tests.fakes.inbox import MemoryInbox

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class StillClock:
    def now(self) -> datetime:
        return NOON


@pytest.mark.parametrize(
    "url",
    [
        "https://www.gov.uk/government/publications?x=1#top",
        "http://example.org",
        "https://example.org:8443/path",
        "https://[2001:db8::1]/",
    ],
)
def test_web_addresses_are_links(url: str) -> None:
    link = safe_link(url)
    assert link is not None
    assert link.url == url
    assert link.is_secure == url.startswith("https")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "slack://open",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "/relative",
        "https://",
        "https://gov.uk@evil.example/",
        "https://user:word@gov.uk/",
        "https:\\\\evil.example",
        "https://evil.example\\@gov.uk",
        'https://gov.uk/"onmouseover="x',
        "https://gov.uk/<script>",
        "https://go v.uk/",
        "https://gov.uk/\u202egpj.exe",
        "https://gov.uk:notaport/",
        "https://gov.uk:99999/",
        "https://[::1",
        "https://-gov.uk/",
        "https://gov..uk/",
        "https://" + "a" * 70 + ".uk/",
        "https://gov_uk%2eevil.example/",
    ],
)
def test_anything_else_is_no_link(url: str) -> None:
    assert safe_link(url) is None


def test_a_host_in_other_letters_is_shown_in_punycode() -> None:
    link = safe_link("https://g\u043ev.uk/")  # a Cyrillic o
    assert link is not None
    assert link.host == "xn--gv-fmc.uk"
    assert link.url == "https://xn--gv-fmc.uk/"


@given(st.text())
def test_no_text_makes_a_link_of_another_scheme_or_breaks_the_reader(text: str) -> None:
    for url in (text, f"https://{text}", f"https://gov.uk/{text}"):
        link = safe_link(url)
        if link is not None:
            assert link.url.lower().startswith(("http://", "https://"))
            assert link.url.isprintable()
            assert link.host.isascii()


@given(st.text(alphabet=st.characters()))
def test_clean_text_holds_no_control_and_no_bidi_character(text: str) -> None:
    shown = clean(text + "\u202e\x1b[31m\x00")
    assert not set(shown) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067")
    assert all(ch in "\n\t" or ch >= " " for ch in shown)
    shown.encode()


def test_clean_text_keeps_emoji_and_letters_and_joins_line_breaks() -> None:
    assert clean("a\r\nb\u2028c 👩‍👧 ﷽ é") == "a\nb\nc 👩‍👧 ﷽ é"
    assert one_line(" a\n b\tc ") == "a b c"


def test_half_a_surrogate_and_nul_can_not_reach_the_database() -> None:
    assert storable("a\ud83db\0c\u202e") == "a\ufffdbc\u202e"


def test_instants_are_told_in_uk_time() -> None:
    assert in_words(NOON) == "Monday 23 November 2026, 12:00 pm UK time"
    summer = datetime(2026, 7, 1, 23, 5, tzinfo=UTC)
    assert in_words(summer) == "Thursday 2 July 2026, 12:05 am UK time"


async def test_an_event_reaches_the_inbox_once_under_its_key() -> None:
    inbox = MemoryInbox(StillClock())
    place = Place("local", "local", "c-a", "", "officer", "Olivia", False)
    event = CommandGiven(place, "help", NOON)
    assert await hand_in(inbox, event, "k1")
    assert not await hand_in(inbox, event, "k1")
    [envelope] = inbox.envelopes
    assert (envelope.platform, envelope.workspace, envelope.key) == ("local", "local", "k1")
    assert decode(envelope.payload) == event
