"""A digest ready for mail: HTML with its styles inline, plain text, and both as one message.

Nothing in it is fetched from elsewhere when it is read: no pictures, no fonts, no counting of who
opened it.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from ntg_bot.domain.errors import InvalidInput
from ntg_bot.publishing.setting import cleaned, template
from ntg_bot.services.ports import DigestPage

WIDTH = 72
"""of a line of plain text"""
_ADDRESS = re.compile(r"[^@\s<>\"(),:;\\]+@[^@\s<>\"(),:;\\]+")
_STOPPING = re.compile(r"mailto:[^@\s<>]+@[^@\s<>]+|https://[^\s<>]+")


@dataclass(frozen=True, slots=True)
class Mail:
    """One digest, three ways."""

    html: str
    text: str
    message: bytes
    """a whole message (RFC 5322) with both, to be sent by a mail program or server"""


def digest_mail(
    page: DigestPage, *, sender: str = "", unsubscribe: str = "", stop: str = ""
) -> Mail:
    """`page` ready to be mailed.

    `sender` is an address (`ntg@council.gov.uk`), `unsubscribe` where mail programs send who wants
    no more of it (`mailto:...` or `https://...`), `stop` the sentence that says so. Without a
    sender the message is marked as a draft, for a person's mail program to finish.
    Raises InvalidInput for what is no address.
    """
    if sender and not _ADDRESS.fullmatch(sender):
        raise InvalidInput("from", key="refused.no_address", text=sender)
    if unsubscribe and not _STOPPING.fullmatch(unsubscribe):
        raise InvalidInput("unsubscribe", key="refused.no_unsubscribe", text=unsubscribe)
    page = cleaned(replace(page, closing=(*page.closing, stop)) if stop else page)
    html = template("digest.html").render(page=page)
    text = _plain(page)
    return Mail(html, text, _message(page, html, text, sender, unsubscribe))


def _plain(page: DigestPage) -> str:
    """Lines of at most WIDTH characters, where words allow it."""
    blocks = [f"{page.title}\n{'=' * min(len(page.title), WIDTH)}", *map(_filled, page.lead)]
    for section in page.sections:
        under = "-" * min(len(section.heading), WIDTH)
        items = "\n".join(_filled(line.text, bullet="- ") for line in section.lines)
        blocks.append(f"{section.heading}\n{under}\n{items}")
    blocks.append("\n".join(map(_filled, page.closing)))
    return "\n\n".join(blocks) + "\n"


def _filled(text: str, bullet: str = "") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=bullet,
        subsequent_indent=" " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _message(page: DigestPage, html: str, text: str, sender: str, unsubscribe: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = page.title
    message["Date"] = format_datetime(page.at)
    # The same issue made twice is the same message: whoever gets both sees one.
    message["Message-ID"] = f"<{page.id}@digest.ntg-bot>"
    if sender:
        message["From"] = Address(page.name, addr_spec=sender)
    else:
        message["X-Unsent"] = "1"  # Outlook and others open it as a draft
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message.as_bytes()
