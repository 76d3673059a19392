"""Asking the web whether a page is still there. The one room that goes out of this machine by
itself, so it does nothing unless the settings say so (`NTG_UPKEEP__CHECK_LINKS`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ntg_bot.domain.upkeep import LinkState

if TYPE_CHECKING:
    from aiohttp import ClientSession

WHO_ASKS = "ntg-bot (asks once a month whether a page is still there)"
GONE = frozenset({404, 410})
NO_HEAD = frozenset({400, 403, 405, 501})
"""answers of sites that do not know HEAD, or do not like it"""
MOST_REDIRECTS = 5


class HttpLinks:
    """services.ports.LinkChecker over HTTP: the head of a page first, the page itself where a
    site knows no head. Nothing of the page is read.
    """

    def __init__(self, timeout_seconds: float) -> None:
        self._timeout = timeout_seconds

    async def check(self, url: str) -> LinkState:
        if urlsplit(url).scheme not in ("http", "https"):
            return LinkState.UNSURE
        import aiohttp

        timeout = aiohttp.ClientTimeout(total=self._timeout)
        headers = {"User-Agent": WHO_ASKS}
        try:
            async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
                status = await self._status(session, "HEAD", url)
                if status in NO_HEAD:
                    status = await self._status(session, "GET", url)
        except (aiohttp.ClientError, TimeoutError, ValueError, OSError):
            return LinkState.UNSURE
        if status in GONE:
            return LinkState.GONE
        return LinkState.FINE if status < 400 else LinkState.UNSURE

    @staticmethod
    async def _status(session: ClientSession, method: str, url: str) -> int:
        async with session.request(
            method, url, allow_redirects=True, max_redirects=MOST_REDIRECTS
        ) as answer:
            return int(answer.status)
