"""Digests as feeds: valid Atom over real HTTP, and nothing in it that is not public."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given

from ntg_bot.conversation.shelving import MOST_SHOWN, PublicShelf
from ntg_bot.domain.digest import DigestIssue, DigestItem, IssueStatus, ItemKind, Week
from ntg_bot.domain.errors import StorageError
from ntg_bot.publishing.feed import digest_feed
from ntg_bot.server import create_app
from ntg_bot.server.feeds import FeedRoutes
from ntg_bot.services.ports import DigestPage, IssuedDigests, PageLine, PageSection
from tests.conversation.drawn import HOSTILE
from tests.fakes.entries import ATTENDANCE
from tests.fakes.world import World, replies, world

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "https://ntg.council.example"
PATH = f"/feeds/{ATTENDANCE}.atom"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


@pytest.fixture
async def client(bot: World) -> AsyncIterator[Client]:
    shelf = PublicShelf(bot.library, replies(), bot.database.uow)
    app = create_app([FeedRoutes(shelf, ADDRESS + "/")], bot.database.check)
    async with TestClient(TestServer(app, host="127.0.0.1")) as opened:
        yield opened


async def send(bot: World, number: int, *items: DigestItem, note: str = "") -> None:
    at = MONDAY + timedelta(days=7 * number)
    status = IssueStatus.SENT if items else IssueStatus.EMPTY
    issue = DigestIssue(
        bot.ids.new(), ATTENDANCE, Week.of(at.date()), items, status, at, note=note, sent_at=at
    )
    async with bot.database.uow() as work:
        assert await work.digests.claim(issue)
        await work.commit()


def news(title: str) -> DigestItem:
    return DigestItem(ItemKind.NEW_PRACTICE, title, "club", "promising")


def valid(document: bytes) -> ElementTree.Element:
    """The feed, if it has all that RFC 4287 asks of one."""
    feed = ElementTree.fromstring(document)  # noqa: S314 - it is our own
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            [found] = element.findall(f"{ATOM}{name}")
            assert found.text
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", element.findtext(f"{ATOM}id", ""))
        assert MOMENT.fullmatch(element.findtext(f"{ATOM}updated", ""))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(ids) == len(set(ids))
    for entry in entries:
        [content] = entry.findall(f"{ATOM}content")
        assert content.get("type") == "html"
        assert content.text
    return feed


async def test_a_feed_holds_what_was_sent_the_latest_first_and_nothing_that_is_not_public(
    bot: World, client: Client
) -> None:
    question = DigestItem(ItemKind.WANTED, "do trampolines help?", "g1")
    await send(bot, 0, news("Homework club"), question, note="We meet on Thursday")
    await send(bot, 1)
    await send(bot, 2, question)
    await send(bot, 3, news("School choir"))
    answer = await client.get(PATH)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    document = await answer.read()
    feed = valid(document)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert titles == [
        "Attendance, behaviour and inclusion: week of 14 December 2026",
        "Attendance, behaviour and inclusion: week of 23 November 2026",
    ]
    link = feed.find(f"{ATOM}link")
    assert link is not None
    assert (link.get("rel"), link.get("href")) == ("self", ADDRESS + PATH)
    assert feed.findtext(f"{ATOM}updated") == "2026-12-14T09:00:00Z"
    text = document.decode()
    assert "Homework club" in text
    assert "trampolines" not in text
    assert "Thursday" not in text


async def test_a_program_that_has_it_already_is_told_so_in_short(
    bot: World, client: Client
) -> None:
    await send(bot, 0, news("Homework club"))
    first = await client.get(PATH)
    tag = first.headers["ETag"]
    again = await client.get(PATH, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", tag)
    head = await client.head(PATH)
    assert (head.status, head.headers["ETag"]) == (200, tag)
    await send(bot, 1, news("School choir"))
    assert (await client.get(PATH, headers={"If-None-Match": tag})).status == 200


async def test_a_feed_is_valid_before_the_first_digest_and_after_many(
    bot: World, client: Client
) -> None:
    empty = valid(await (await client.get(PATH)).read())
    assert empty.findall(f"{ATOM}entry") == []
    for number in range(MOST_SHOWN + 2):
        await send(bot, number, news(f"Practice {number}"))
    feed = valid(await (await client.get(PATH)).read())
    assert len(feed.findall(f"{ATOM}entry")) == MOST_SHOWN


@pytest.mark.parametrize(
    "path",
    ["/feeds/no-such.atom", "/feeds/.atom", "/feeds/..%2Fx.atom", "/feeds/", "/feeds/A.atom"],
)
async def test_what_is_no_community_is_not_there(client: Client, path: str) -> None:
    assert (await client.get(path)).status == 404


async def test_while_the_database_is_out_of_reach_it_says_to_come_back() -> None:
    class Broken:
        async def issued(self, community: str) -> IssuedDigests | None:
            raise StorageError("disk full")

    async def ready() -> None:
        """Nobody asks."""

    app = create_app([FeedRoutes(Broken())], ready)
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        answer = await client.get(PATH)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
        assert "disk" not in await answer.text()


@given(HOSTILE, HOSTILE)
def test_whatever_people_wrote_the_feed_stays_valid_and_its_words_stay_words(
    about: str, why: str
) -> None:
    page = DigestPage(
        id="0192",
        community=ATTENDANCE,
        name="Attendance",
        week="2026-W48",
        title=f"Attendance {about}",
        at=MONDAY,
        lead=(why,),
        sections=(PageSection(f"New {why}", (PageLine(f"A{about}", why), PageLine("", "B"))),),
        closing=(),
    )
    issued = IssuedDigests(ATTENDANCE, f"Attendance {about}", MONDAY, (page,))
    feed = valid(digest_feed(issued).document)
    html = feed.findtext(f"{ATOM}entry/{ATOM}content", "")
    tags = set(re.findall(r"<(/?\w+)", html))
    assert tags <= {"p", "/p", "h2", "/h2", "ul", "/ul", "li", "/li", "strong", "/strong"}
    changed = digest_feed(replace(issued, pages=(replace(page, lead=("other",)),)))
    again = valid(changed.document)
    assert again.findtext(f"{ATOM}entry/{ATOM}id") == feed.findtext(f"{ATOM}entry/{ATOM}id")
