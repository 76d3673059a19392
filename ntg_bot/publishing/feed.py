"""A community's digests as an Atom feed (RFC 4287), for programs that read feeds."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from ntg_bot.publishing.setting import clean, cleaned, template
from ntg_bot.services.ports import DigestPage, IssuedDigests

TYPE = "application/atom+xml"
AUTHOR = "Narrowing the Gap bot"
_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "ntg-bot:digests")


@dataclass(frozen=True, slots=True)
class Feed:
    """The document, and when its latest entry was made."""

    document: bytes
    updated: datetime


def digest_feed(issued: IssuedDigests, address: str = "") -> Feed:
    """The feed of what was issued, the latest first. `address` is where it is read, if known.

    An issue keeps its id for good, so that a reader's program shows it once.
    """
    pages = [cleaned(page) for page in issued.pages if page.sections]
    updated = max((page.at for page in pages), default=issued.began)
    document = template("digest.atom").render(
        id=uuid.uuid5(_OURS, address or issued.community).urn,
        title=clean(issued.name),
        updated=_moment(updated),
        author=AUTHOR,
        address=address,
        entries=[_entry(page) for page in pages],
    )
    return Feed(document.encode(), updated)


def _entry(page: DigestPage) -> dict[str, str]:
    lines = [line.about or line.text for section in page.sections for line in section.lines]
    return {
        "id": _urn(page.id),
        "title": page.title,
        "at": _moment(page.at),
        "summary": "; ".join(lines),
        "html": template("entry.html").render(page=page),
    }


def _urn(id: str) -> str:
    """Runtime ids are UUIDs already; anything else gets one of its own, always the same."""
    try:
        return uuid.UUID(hex=id).urn
    except ValueError:
        return uuid.uuid5(_OURS, id).urn


def _moment(at: datetime) -> str:
    """RFC 3339, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
