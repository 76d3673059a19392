"""Feeds of the communities' digests, for anybody: `/feeds/<community>.atom`."""

from __future__ import annotations

import hashlib

from aiohttp import ETag, web

from ntg_bot.domain.errors import StorageError
from ntg_bot.publishing.feed import TYPE, digest_feed
from ntg_bot.services.ports import DigestShelf

FRESH_SECONDS = 300
"""for which a reader's program need not ask again"""


class FeedRoutes:
    """platforms.base.Routes. What it serves is public, so it asks nobody who they are."""

    name = "feeds"

    def __init__(self, shelf: DigestShelf, address: str = "") -> None:
        self._shelf = shelf
        self._address = address.rstrip("/")

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/feeds/{community:[a-z0-9-]{1,80}}.atom", self._feed)]

    async def start(self) -> None:
        """Nothing to do."""

    async def close(self) -> None:
        """No stream stays open."""

    async def _feed(self, request: web.Request) -> web.Response:
        community = request.match_info["community"]
        try:
            issued = await self._shelf.issued(community)
        except StorageError:
            return web.Response(
                status=503, text="Please try again in a minute.", headers={"Retry-After": "60"}
            )
        if issued is None:
            return web.Response(status=404, text="There is no community of that name.")
        address = f"{self._address}/feeds/{community}.atom" if self._address else ""
        feed = digest_feed(issued, address)
        etag = ETag(hashlib.sha256(feed.document).hexdigest()[:32])
        is_known = any(known in (etag, ETag("*")) for known in request.if_none_match or ())
        response = web.Response(status=304) if is_known else web.Response(body=feed.document)
        if not is_known:
            response.content_type, response.charset = TYPE, "utf-8"
        response.etag = etag
        response.last_modified = feed.updated
        response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
