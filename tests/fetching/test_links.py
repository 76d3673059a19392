"""Asking web pages whether they are still there: a real server on this machine, nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from ntg_bot.domain.upkeep import LinkState
from ntg_bot.fetching import WHO_ASKS, HttpLinks

ASKED = web.AppKey("asked", list[tuple[str, str, str]])


@pytest.fixture
async def site() -> AsyncIterator[TestServer]:
    """Answers by the first part of the path; notes who asked how."""
    asked: list[tuple[str, str, str]] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append((request.method, request.path, request.headers["User-Agent"]))
        match request.path:
            case "/moved":
                raise web.HTTPFound("/fine")
            case "/ring":
                raise web.HTTPFound("/ring")
            case "/no-head" if request.method == "HEAD":
                return web.Response(status=405)
            case "/no-head-gone":
                return web.Response(status=405 if request.method == "HEAD" else 404)
            case path if path[1:].isdecimal():
                return web.Response(status=int(path[1:]))
        return web.Response(text="a page")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    app[ASKED] = asked
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest.mark.parametrize(
    ("path", "state", "methods"),
    [
        ("/fine", LinkState.FINE, ["HEAD"]),
        ("/moved", LinkState.FINE, ["HEAD", "HEAD"]),
        ("/404", LinkState.GONE, ["HEAD"]),
        ("/410", LinkState.GONE, ["HEAD"]),
        ("/no-head", LinkState.FINE, ["HEAD", "GET"]),
        ("/no-head-gone", LinkState.GONE, ["HEAD", "GET"]),
        ("/403", LinkState.UNSURE, ["HEAD", "GET"]),
        ("/429", LinkState.UNSURE, ["HEAD"]),
        ("/503", LinkState.UNSURE, ["HEAD"]),
    ],
)
async def test_the_head_is_asked_for_first_and_the_page_only_where_need_be(
    site: TestServer, path: str, state: LinkState, methods: list[str]
) -> None:
    assert await HttpLinks(5).check(str(site.make_url(path))) is state
    assert [method for method, _, _ in site.app[ASKED]] == methods
    assert {who for _, _, who in site.app[ASKED]} == {WHO_ASKS}


async def test_a_ring_of_redirects_ends(site: TestServer) -> None:
    assert await HttpLinks(5).check(str(site.make_url("/ring"))) is LinkState.UNSURE
    assert len(site.app[ASKED]) < 10


@pytest.mark.parametrize("url", ["ftp://example.org/a", "file:///etc/passwd", "http://", ""])
async def test_what_is_no_page_is_not_asked_for(url: str) -> None:
    assert await HttpLinks(5).check(url) is LinkState.UNSURE


async def test_nobody_there_is_no_proof_that_a_page_is_gone(site: TestServer) -> None:
    url = str(site.make_url("/fine"))
    await site.close()
    assert await HttpLinks(5).check(url) is LinkState.UNSURE
