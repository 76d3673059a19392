"""Digests as mail: whole, safe, and readable without anything from elsewhere."""

from __future__ import annotations

import email
import re
from datetime import UTC, datetime
from email.policy import default
from html.parser import HTMLParser

import pytest
from hypothesis import given

from ntg_bot.domain.errors import InvalidInput
from ntg_bot.publishing.mail import WIDTH, digest_mail
from ntg_bot.publishing.setting import clean
from ntg_bot.services.ports import DigestPage, PageLine, PageSection
from tests.conversation.drawn import HOSTILE

STOP = "mailto:stop@council.example?subject=stop"


def page(*words: str) -> DigestPage:
    about, why = words or ("Homework club", "Early signs are good, but not yet sure.")
    return DigestPage(
        id="0192",
        community="attendance",
        name=f"Attendance {about}",
        week="2026-W48",
        title=f"Attendance: week of 23 November 2026 {about}",
        at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        lead=("This digest is late.", why),
        sections=(PageSection("New practice", (PageLine(about, why), PageLine("", "Three."))),),
        closing=("Ask me about any of these by name.", about),
    )


class Seen(HTMLParser):
    """What a mail program finds in the page: words, and all that might be fetched."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def test_the_message_holds_both_forms_and_says_how_to_stop() -> None:
    made = digest_mail(page(), sender="ntg@council.example", unsubscribe=STOP, stop="To stop: x.")
    message = email.message_from_bytes(made.message, policy=default)
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == made.text
    assert html.get_content().replace("\r\n", "\n").strip() == made.html.strip()
    assert message["List-Unsubscribe"] == f"<{STOP}>"
    assert message["Subject"] == page().title
    assert message["From"].addresses[0].addr_spec == "ntg@council.example"
    assert message["Date"].datetime == page().at
    assert "X-Unsent" not in message
    assert made.text.endswith("To stop: x.\n")


def test_without_a_sender_it_is_a_draft_for_a_mail_program() -> None:
    message = email.message_from_bytes(digest_mail(page()).message, policy=default)
    assert message["X-Unsent"] == "1"
    assert "From" not in message
    assert "List-Unsubscribe" not in message


def test_the_same_issue_is_the_same_message() -> None:
    one, other = (digest_mail(page()).message for _ in range(2))
    pair = [email.message_from_bytes(each, policy=default) for each in (one, other)]
    assert pair[0]["Message-ID"] == pair[1]["Message-ID"]


@pytest.mark.parametrize(
    "wrong",
    ["nobody", "a@b\r\nBcc: c@d", "a b@c", "<a@b>", "a@b, c@d"],
)
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidInput, match="no_address"):
        digest_mail(page(), sender=wrong)


@pytest.mark.parametrize("wrong", ["stop", "http://a.example", "mailto:a", "https://a b", "a@b"])
def test_what_is_no_address_to_stop_at_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidInput, match="no_unsubscribe"):
        digest_mail(page(), unsubscribe=wrong)


@given(HOSTILE, HOSTILE)
def test_whatever_people_wrote_stays_words(about: str, why: str) -> None:
    made = digest_mail(page(about, why))
    plain = digest_mail(page("x", "y"))
    seen, usual = Seen(made.html), Seen(plain.html)
    assert seen.tags - {"strong"} == usual.tags - {"strong"}
    assert seen.attributes == usual.attributes
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", made.html + made.text)
    message = email.message_from_bytes(made.message, policy=default)
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "text/html",
    ]
    assert "Bcc" not in message
    assert set(clean(why).split()) <= set(seen.words)


def test_nothing_is_fetched_when_it_is_read() -> None:
    seen = Seen(digest_mail(page()).html)
    assert not seen.tags & {"img", "script", "link", "iframe", "style", "object", "video", "a"}
    assert not seen.attributes & {"src", "href", "background", "srcset"}
    assert "url(" not in digest_mail(page()).html


def test_plain_text_fits_its_width_and_marks_its_headings() -> None:
    text = digest_mail(page("Homework club", "word " * 60)).text
    assert all(len(line) <= WIDTH for line in text.splitlines())
    assert "New practice\n------------\n- Homework club: word" in text
