"""Calls of the Web API that write: paced, never repeated here, their failures in our own words.

The outbox owns every retry: a library that repeats a post by itself can post twice.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from ntg_bot.domain.errors import DeliveryError, Obstacle
from ntg_bot.platforms.slack.pacing import Breaker, Lane, Lanes, Ticking

for _name in ("slack_bolt", "slack_sdk"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below it they write bodies and tokens

PERMANENT = frozenset(
    {
        "access_denied", "account_inactive", "cannot_dm_bot", "cant_update_message",
        "channel_not_found", "edit_window_closed", "ekm_access_denied", "invalid_arguments",
        "invalid_auth", "invalid_blocks", "invalid_blocks_format", "is_archived",
        "message_not_found", "messages_tab_disabled", "metadata_too_large", "missing_scope",
        "msg_blocks_too_long", "msg_too_long", "no_permission", "no_text", "not_allowed_token_type",
        "not_authed", "not_in_channel", "org_login_required", "restricted_action",
        "team_access_not_granted", "thread_not_found", "token_expired", "token_revoked",
        "user_disabled", "user_not_found", "user_not_in_channel", "users_not_found",
    }
)  # fmt: skip
"""errors that no repetition mends; every other one is temporary"""
REVOKED = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
)

OBSTACLES = {
    "not_in_channel": Obstacle.NOT_IN_CHANNEL,
    "channel_not_found": Obstacle.NOT_IN_CHANNEL,  # so Slack says of a private one
    "is_archived": Obstacle.ARCHIVED,
    "restricted_action": Obstacle.MAY_NOT_POST,
    "missing_scope": Obstacle.PERMISSION,
    "no_permission": Obstacle.PERMISSION,
    "org_login_required": Obstacle.SHUT_OUT,
    "team_access_not_granted": Obstacle.SHUT_OUT,
    **dict.fromkeys(REVOKED, Obstacle.SHUT_OUT),
}
"""errors that an admin of the workspace can mend"""

LONGEST_PAUSE = 0.5
"""seconds that a call waits for its turn in a channel; for a later one it must come again"""


class SlackRefused(DeliveryError):
    """Slack said no; `error` is its own word for why."""

    def __init__(self, method: str, error: str) -> None:
        super().__init__(
            f"{method}: {error}", permanent=error in PERMANENT, obstacle=OBSTACLES.get(error)
        )
        self.error = error


class MustWait(DeliveryError):
    """Nothing was sent, or Slack took nothing: not before `retry_after`. It counts as no try."""

    def __init__(self, method: str, why: str, retry_after: float) -> None:
        super().__init__(f"{method}: {why}", retry_after=retry_after, is_try=False)


class SlackUnreachable(DeliveryError):
    """No answer, or none that says whether it was done."""


class SlackCalls:
    """The Web API of one workspace. Open it with `open`, end it with `close`.

    `doubt_seconds` is how long to wait before looking for what may have been posted: Slack's
    history can lag. `pace_seconds` is the least time between two posts to a channel. `ticking`
    gives seconds that only rise.
    """

    def __init__(
        self,
        *,
        token: str,
        base_url: str,
        timeout_seconds: float,
        doubt_seconds: float,
        pace_seconds: float = 1.0,
        ticking: Ticking = time.monotonic,
    ) -> None:
        self.token = token
        self._ticking = ticking
        self._base_url = base_url
        self._timeout = timeout_seconds
        self._doubt = doubt_seconds
        self._pace = pace_seconds
        self._lanes = Lanes()
        self._held: dict[str, float] = {}
        """methods that Slack told to wait, and until when"""
        self._breaker = Breaker()
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None

    @property
    def client(self) -> AsyncWebClient:
        """The library's client over one session; it repeats nothing by itself."""
        if self._client is None or self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._timeout)
            )
            self._client = AsyncWebClient(
                token=self.token,
                base_url=self._base_url,
                session=self._session,
                retry_handlers=[],
            )
        return self._client

    @property
    def is_broken(self) -> bool:
        """Whether calls fail at once for a while, since they kept failing."""
        return self._breaker.open_until > self._ticking()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(self, method: str, channel: str, **arguments: Any) -> Mapping[str, Any]:
        """A call that puts a message into a channel, in that channel's turn."""
        self._not_broken(method, self._ticking())
        lane = self._lanes.of(channel)
        if lane.wait(self._ticking(), self._pace) > LONGEST_PAUSE:
            raise self._later(method, lane)
        lane.waiting += 1
        try:
            async with asyncio.timeout(LONGEST_PAUSE):
                await lane.turn.acquire()
        except TimeoutError:
            raise self._later(method, lane) from None
        finally:
            lane.waiting -= 1
        try:
            wait = max(lane.free_at, lane.held_until) - self._ticking()
            if wait > LONGEST_PAUSE:  # the post before was told to wait
                raise self._later(method, lane)
            await asyncio.sleep(max(0.0, wait))
            try:
                return await self._call(method, None, {"channel": channel, **arguments})
            except MustWait as error:
                lane.hold(self._ticking() + (error.retry_after or 0.0))
                raise
            finally:
                lane.free_at = self._ticking() + self._pace
        finally:
            lane.turn.release()

    def _later(self, method: str, lane: Lane) -> MustWait:
        wait = lane.promise(self._ticking(), self._pace)
        return MustWait(method, "the channel's turns are taken", wait)

    async def call(
        self, method: str, *, within: float | None = None, **arguments: Any
    ) -> Mapping[str, Any]:
        """Any call. Raises SlackRefused, MustWait or SlackUnreachable, each a DeliveryError."""
        with self._in_turn(method):
            return await self._call(method, within, arguments)

    async def _call(
        self, method: str, within: float | None, arguments: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        self._not_broken(method, self._ticking())
        given = {name: value for name, value in arguments.items() if value not in (None, "")}
        try:
            async with asyncio.timeout(within):
                response = await self.client.api_call(method, json=given)
        except SlackApiError as error:
            raise self._refused(method, error, self._ticking()) from None
        except (aiohttp.ClientConnectorError, ConnectionRefusedError) as error:
            self._breaker.failed(self._ticking())
            raise SlackUnreachable(f"{method}: {type(error).__name__}") from None
        except (aiohttp.ClientError, TimeoutError, OSError, json.JSONDecodeError) as error:
            self._breaker.failed(self._ticking())
            raise self._in_doubt(method, type(error).__name__) from None
        self._breaker.worked()
        data = response.data
        return data if isinstance(data, Mapping) else {}

    async def answer(self, url: str, body: Mapping[str, Any]) -> None:
        """Answers an interaction by its response_url. Raises DeliveryError."""
        _ = self.client
        assert self._session is not None  # noqa: S101 - made with the client
        try:
            async with self._session.post(url, json=body, allow_redirects=False) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise self._in_doubt("response_url", type(error).__name__) from None
        if status == 429:
            raise MustWait("response_url", "ratelimited", 1.0)
        if status >= 500:
            raise SlackUnreachable(f"response_url: status {status}", retry_after=1.0)
        if status >= 400:
            raise SlackRefused("response_url", "expired")

    async def form(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """A reading call, whose arguments Slack takes as a query only."""
        given = {name: value for name, value in arguments.items() if value not in (None, "")}
        with self._in_turn(method):
            try:
                response = await self.client.api_call(method, http_verb="GET", params=given)
            except SlackApiError as error:
                raise self._refused(method, error, self._ticking()) from None
            except (aiohttp.ClientError, TimeoutError, OSError, json.JSONDecodeError) as error:
                raise self._in_doubt(method, type(error).__name__) from None
        data = response.data
        return data if isinstance(data, Mapping) else {}

    @contextmanager
    def _in_turn(self, method: str) -> Iterator[None]:
        """Raises MustWait for a method that Slack told to wait, and remembers what it tells."""
        if (wait := self._held.get(method, 0.0) - self._ticking()) > 0:
            raise MustWait(method, "ratelimited", wait)
        try:
            yield
        except MustWait as error:
            self._held[method] = self._ticking() + (error.retry_after or 0.0)
            raise

    def _not_broken(self, method: str, now: float) -> None:
        """Raises MustWait while the workspace's calls are held back after many failures."""
        if (wait := self._breaker.open_until - now) > 0:
            raise MustWait(method, "Slack is failing", wait)

    def _refused(self, method: str, error: SlackApiError, now: float) -> DeliveryError:
        """What Slack's answer means; its words are left out, but for its own name of the error."""
        response = error.response
        status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
        data = getattr(response, "data", None)
        name = str(data.get("error", "")) if isinstance(data, Mapping) else ""
        if status == 429 or name in ("ratelimited", "rate_limited"):
            return MustWait(method, "ratelimited", _seconds(response.headers))
        if status >= 500 or not name or name in ("internal_error", "fatal_error"):
            self._breaker.failed(now)
            return self._in_doubt(method, name or f"status {status}")
        self._breaker.worked()
        return SlackRefused(method, name)

    def _in_doubt(self, method: str, reason: str) -> DeliveryError:
        """It may have been done: the next try begins with a look, late enough to find it."""
        return SlackUnreachable(f"{method}: {reason}", retry_after=self._doubt)


def _seconds(headers: Mapping[str, Any]) -> float:
    """Retry-After, at least one second."""
    value = next((v for name, v in headers.items() if name.lower() == "retry-after"), "")
    text = value[0] if isinstance(value, list) and value else str(value)
    return max(1.0, float(text)) if text.isdecimal() else 1.0
