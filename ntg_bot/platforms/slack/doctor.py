"""Is everything there that the bot needs in Slack? Asked of Slack itself, answered in plain words.

Nothing is posted and nothing is changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from ntg_bot.platforms.base import Finding, Verdict, one_line
from ntg_bot.platforms.slack.manifest import SCOPES, Tier
from ntg_bot.platforms.slack.settings import Mode, SlackSetup
from ntg_bot.platforms.slack.signature import LATEST_SECONDS
from ntg_bot.services.ports import Clock, Installation

CLOCK_NOTE_SECONDS = 60
MOST_WORKSPACES = 50
"""asked about one by one; with more, the first ones"""
_SECRET = re.compile(r"[0-9a-f]{32}")
_WRONG_TOKEN = {
    "invalid_auth": "Slack does not know this token.",
    "not_authed": "Slack does not know this token.",
    "account_inactive": "The app was removed from the workspace, or the workspace is gone.",
    "token_revoked": "This token was taken back.",
    "token_expired": "This token has ended.",
    "not_allowed_token_type": "This is a token of another kind.",
}


class _NoAnswer(Exception):
    """Slack could not be asked; the message is why."""


@dataclass(frozen=True, slots=True)
class _Answer:
    error: str
    """Slack's own word, empty for yes"""
    data: Mapping[str, Any]
    headers: Mapping[str, str]
    """names in small letters"""


async def examine(
    setup: SlackSetup, installed: Sequence[Installation], clock: Clock
) -> list[Finding]:
    """Reachability, clock, tokens, scopes and secrets, in the order in which to mend them."""
    try:
        reached = await _ask(setup, "api.test", "")
    except _NoAnswer as error:
        return [
            _problem(
                "slack reachable",
                f"Slack cannot be reached at {setup.api_base_url} ({error}). Check this machine's "
                "way to the internet, and NTG_SLACK__API_BASE_URL.",
            )
        ]
    found = [_fine("slack reachable", f"Slack answers at {setup.api_base_url}.")]
    found += _clock(reached.headers.get("date", ""), clock.now())
    if setup.bot_token:
        found += await _token(setup, setup.bot_token, "NTG_SLACK__BOT_TOKEN")
    if setup.mode is Mode.SOCKET:
        found.append(await _app_token(setup))
    else:
        found.append(_signing_secret(setup.signing_secret))
    if setup.client_id:
        found.append(_fine("workspaces", f"{len(installed)} installed the app themselves."))
    for each in installed[:MOST_WORKSPACES]:
        found += await _token(setup, each.token, each.name or each.external_id)
    return found


def _clock(date: str, now: datetime) -> list[Finding]:
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return []
    theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    off = abs((now - theirs).total_seconds())
    if off >= LATEST_SECONDS:
        return [
            _problem(
                "clock",
                f"This machine's clock differs from Slack's by {_span(off)}. Slack's requests are "
                "refused as too old or too new: set the clock.",
            )
        ]
    if off >= CLOCK_NOTE_SECONDS:
        return [_note("clock", f"This machine's clock differs from Slack's by {_span(off)}.")]
    return [_fine("clock", "This machine's clock agrees with Slack's.")]


async def _token(setup: SlackSetup, token: str, whose: str) -> list[Finding]:
    check = f"token: {whose}"
    try:
        answer = await _ask(setup, "auth.test", token)
    except _NoAnswer as error:
        return [_problem(check, f"Slack did not say whether it takes this token ({error}).")]
    if answer.error:
        words = _WRONG_TOKEN.get(answer.error, f"Slack refuses it: {answer.error}.")
        mend = (
            "Copy the Bot User OAuth Token from your app's page, OAuth & Permissions."
            if whose.startswith("NTG_")
            else "Its admin can install the app anew, at /slack/install."
        )
        return [_problem(check, f"{words} {mend}")]
    if whose.startswith("NTG_") and not answer.data.get("bot_id"):
        return [_problem(check, "This is a person's token; the bot needs the one with xoxb-.")]
    team = one_line(str(answer.data.get("team") or "")) or "the workspace"
    granted = {each.strip() for each in answer.headers.get("x-oauth-scopes", "").split(",")}
    return [_fine(check, f"Slack takes it, for {team}."), *_scopes(granted - {""}, whose)]


def _scopes(granted: set[str], whose: str) -> list[Finding]:
    check = f"permissions: {whose}"
    if not granted:
        return []
    wanted = [each for each in SCOPES if each.tier is Tier.BASE]
    missing = [each for each in wanted if each.name not in granted]
    if missing:
        names = "; ".join(f"{each.name} ({each.reason})" for each in missing)
        return [
            _problem(
                check,
                f"Missing: {names}. Paste the manifest of `ntg-bot slack manifest` under App "
                "Manifest, and reinstall the app.",
            )
        ]
    listening = [each.name for each in SCOPES if each.tier is Tier.LISTENING]
    has = [name for name in listening if name in granted]
    if has and len(has) < len(listening):
        lacks = ", ".join(sorted(set(listening) - set(has)))
        return [_note(check, f"It listens in some channels only: {lacks} is missing.")]
    tier = "listening" if has else "base"
    return [_fine(check, f"All that the bot needs is there (it hears: {tier}).")]


async def _app_token(setup: SlackSetup) -> Finding:
    check = "token: NTG_SLACK__APP_TOKEN"
    try:
        answer = await _ask(setup, "apps.connections.open", setup.app_token)
    except _NoAnswer as error:
        return _problem(check, f"Slack did not say whether it takes this token ({error}).")
    if not answer.error:
        return _fine(check, "Slack opens a connection for it.")
    if answer.error == "missing_scope":
        words = "This token lacks the scope connections:write."
    else:
        words = _WRONG_TOKEN.get(answer.error, f"Slack refuses it: {answer.error}.")
    return _problem(
        check,
        f"{words} Make an app-level token with the scope connections:write on your app's page, "
        "Basic Information, and turn Socket Mode on.",
    )


def _signing_secret(secret: str) -> Finding:
    if _SECRET.fullmatch(secret):
        return _fine("signing secret", "It looks like one. Only a request of Slack's can prove it.")
    return _note(
        "signing secret",
        "It does not look like Slack's, which have 32 digits and letters a to f. Compare it with "
        "Basic Information, App Credentials.",
    )


async def _ask(setup: SlackSetup, method: str, token: str) -> _Answer:
    client = AsyncWebClient(
        token=token or None,
        base_url=setup.api_base_url,
        timeout=max(1, round(setup.timeout_seconds)),
        retry_handlers=[],
    )
    try:
        response: Any = await client.api_call(method)
        error = ""
    except SlackApiError as refused:
        response = refused.response
        data = response.data if isinstance(response.data, Mapping) else {}
        error = one_line(str(data.get("error") or ""))[:80]
        if not error or response.status_code >= 500 or response.status_code == 429:
            raise _NoAnswer(f"status {response.status_code}") from None
    except (aiohttp.ClientError, TimeoutError, OSError) as fault:
        raise _NoAnswer(type(fault).__name__) from None
    except json.JSONDecodeError:
        raise _NoAnswer("what answers there is not Slack") from None
    data = response.data if isinstance(response.data, Mapping) else {}
    headers = {str(name).lower(): _one(value) for name, value in response.headers.items()}
    return _Answer(error, data, headers)


def _one(value: Any) -> str:
    return str(value[0]) if isinstance(value, list) and value else str(value)


def _span(seconds: float) -> str:
    if seconds < 2 * 60:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 2 * 3600 else f"{seconds / 3600:.0f} hours"


def _fine(check: str, words: str) -> Finding:
    return Finding(check, Verdict.FINE, words)


def _note(check: str, words: str) -> Finding:
    return Finding(check, Verdict.NOTE, words)


def _problem(check: str, words: str) -> Finding:
    return Finding(check, Verdict.PROBLEM, words)
