"""`GET /slack/install` and `GET /slack/oauth_redirect`: a workspace's admin lets the bot in.

A state is random, good once and for ten minutes, kept in the database by its digest alone, and
bound to the browser that asked by a cookie: nobody can finish what another began. No token and no
code gets into a log or a page.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
import structlog
from aiohttp import web

from ntg_bot.domain.errors import DeliveryError, StorageError
from ntg_bot.platforms.base import one_line
from ntg_bot.platforms.slack.calls import SlackCalls, SlackRefused, SlackUnreachable
from ntg_bot.platforms.slack.manifest import REDIRECT_PATH, SCOPES, Tier, of_tier
from ntg_bot.platforms.slack.pages import Offer, page
from ntg_bot.platforms.slack.reading import PLATFORM
from ntg_bot.platforms.slack.settings import SlackSetup
from ntg_bot.services.ports import Clock, Installation, Installations

log = structlog.get_logger(__name__)

INSTALL_PATH = "/slack/install"
COOKIE = "ntg-slack-install"
STATE_LIFE = timedelta(minutes=10)
_LONGEST = 2_000
"""characters of a code or a state; Slack's are far shorter"""
_AGAIN = "Please start again from the installation page; nothing was changed."


class InstallDoor:
    """The two addresses. `installed` is told the workspace's id in Slack after each success."""

    def __init__(
        self,
        setup: SlackSetup,
        installations: Installations,
        clock: Clock,
        installed: Callable[[str], Awaitable[None]],
    ) -> None:
        self._setup = setup
        self._installations = installations
        self._clock = clock
        self._installed = installed

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(INSTALL_PATH, self.offer, allow_head=False),
            web.get(REDIRECT_PATH, self.finish, allow_head=False),
        ]

    async def offer(self, request: web.Request) -> web.Response:
        """The page with the ways to install; sets the cookie that binds the browser."""
        state = secrets.token_urlsafe(32)
        try:
            is_begun = await self._installations.issue_state(state, self._clock.now() + STATE_LIFE)
        except StorageError as error:
            log.error("installation not begun", reason=str(error))
            is_begun = False
        if not is_begun:
            return page(
                "Not now", "Too much is going on here. Please try again in ten minutes.", status=503
            )
        made = page(
            "Add Narrowing the Gap to your Slack workspace",
            "Slack will show what the bot asks for, and ask you to allow it. You can take it back "
            "at any time in Slack, under Manage apps.",
            offers=(
                Offer(
                    "It hears what is said to it",
                    "It answers where it is named, in its own conversation and to /ntg. It cannot "
                    "read your channels.",
                    "Add to Slack",
                    self._address(state, Tier.BASE),
                ),
                Offer(
                    "It listens in the channels it is invited to",
                    "It also notices shared practice and follow-up questions there. Posts that are "
                    "neither are not kept. Choose this only if the people there will be told.",
                    "Add to Slack, listening",
                    self._address(state, Tier.LISTENING),
                ),
            ),
        )
        made.set_cookie(
            COOKIE,
            state,
            max_age=int(STATE_LIFE.total_seconds()),
            path=REDIRECT_PATH,
            httponly=True,
            samesite="Lax",
            secure=request.secure or request.headers.get("X-Forwarded-Proto") == "https",
        )
        return made

    async def finish(self, request: web.Request) -> web.Response:
        """Slack sends the browser back: the code becomes a token, which is sealed and stored."""
        made = await self._finished(request.query, request.cookies.get(COOKIE, ""))
        made.del_cookie(COOKIE, path=REDIRECT_PATH)
        return made

    async def _finished(self, query: Mapping[str, str], cookie: str) -> web.Response:
        state, code = query.get("state", ""), query.get("code", "")
        if not state or len(state) > _LONGEST or len(code) > _LONGEST:
            return page("This link is not complete", _AGAIN, status=400)
        if not hmac.compare_digest(state.encode(), cookie.encode()):
            return page("This was begun in another browser", _AGAIN, status=400)
        try:
            if not await self._installations.use_state(state):
                return page("This link is used or too old", _AGAIN, status=400)
            if "error" in query or not code:
                return page("Not installed", "Slack says that it was not allowed.", _AGAIN)
            made = await self._exchanged(code)
            await self._installations.put(made)
            await self._installed(made.external_id)
        except SlackRefused as error:
            log.warning("installation refused", reason=error.error)
            return page("Slack did not accept it", _words_of(error.error), _AGAIN, status=400)
        except DeliveryError as error:
            log.error("installation not finished", reason=str(error))
            return page("Slack did not answer", _AGAIN, status=502)
        except StorageError as error:
            log.error("installation not stored", reason=str(error))
            return page("It could not be stored here", _AGAIN, status=503)
        log.info("workspace installed", team=made.external_id, scopes=len(made.scopes))
        return page(
            "Installed",
            f"Narrowing the Gap is now in {made.name or 'your workspace'}.",
            "In Slack, open it under Apps and ask a question, or invite it to a channel. "
            "You can close this page.",
        )

    def _address(self, state: str, tier: Tier) -> str:
        """Slack's page that asks for leave, beside the Web API."""
        asked = {
            "client_id": self._setup.client_id,
            "scope": ",".join(of_tier(SCOPES, tier)),
            "state": state,
        }
        return (
            f"{self._setup.api_base_url.removesuffix('api/')}oauth/v2/authorize?{urlencode(asked)}"
        )

    async def _exchanged(self, code: str) -> Installation:
        answer = await access(self._setup, code=code)
        made = installation_of(answer, self._clock)
        calls = SlackCalls(
            token=made.token,
            base_url=self._setup.api_base_url,
            timeout_seconds=self._setup.timeout_seconds,
            doubt_seconds=0.0,
        )
        try:
            me = await calls.call("auth.test")  # once an installation; events never ask
        finally:
            await calls.close()
        return installation_of(answer, self._clock, bot=str(me.get("bot_id") or ""))


async def access(setup: SlackSetup, **form: str) -> Mapping[str, Any]:
    """`oauth.v2.access`: a code, or a refresh token, for a token. Raises DeliveryError."""
    data = {"client_id": setup.client_id, "client_secret": setup.client_secret, **form}
    timeout = aiohttp.ClientTimeout(total=setup.timeout_seconds)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(f"{setup.api_base_url}oauth.v2.access", data=data) as response,
        ):
            answer = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, OSError, json.JSONDecodeError) as error:
        raise SlackUnreachable(f"oauth.v2.access: {type(error).__name__}") from None
    if not isinstance(answer, dict) or not answer.get("ok"):
        said = answer.get("error") if isinstance(answer, dict) else None
        raise SlackRefused("oauth.v2.access", one_line(str(said or "no_answer"))[:80])
    return answer


def installation_of(answer: Mapping[str, Any], clock: Clock, *, bot: str = "") -> Installation:
    """What Slack granted. Raises SlackRefused for anything but a workspace's bot token."""
    if answer.get("is_enterprise_install"):
        raise SlackRefused("oauth.v2.access", "org_install")
    team = answer.get("team")
    team = team if isinstance(team, Mapping) else {}
    token, id = str(answer.get("access_token") or ""), str(team.get("id") or "")
    if not token or not id or answer.get("token_type") != "bot":
        raise SlackRefused("oauth.v2.access", "no_bot_token")
    now, seconds = clock.now(), answer.get("expires_in")
    return Installation(
        platform=PLATFORM,
        external_id=id,
        name=one_line(str(team.get("name") or "")),
        bot_user=str(answer.get("bot_user_id") or ""),
        bot=bot,
        token=token,
        installed_at=now,
        scopes=tuple(filter(None, str(answer.get("scope") or "").split(","))),
        refresh_token=str(answer.get("refresh_token") or ""),
        expires_at=now + timedelta(seconds=seconds) if isinstance(seconds, int) else None,
    )


def _words_of(error: str) -> str:
    match error:
        case "org_install":
            return "The bot is installed in one workspace at a time, not in a whole organisation."
        case "invalid_code" | "code_already_used":
            return "The link was used before, or is too old."
        case "bad_client_secret" | "invalid_client_id":
            return "The bot's own client id or secret is wrong. Please tell whoever runs it."
        case _:
            return f"It gave this reason: {error}."
