"""The doctor names what is missing in Slack, in plain words and without a secret."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ntg_bot.platforms.base import Finding, Verdict
from ntg_bot.platforms.slack.doctor import examine
from ntg_bot.platforms.slack.manifest import SCOPES, Tier, of_tier
from ntg_bot.platforms.slack.settings import Mode, SlackSetup
from ntg_bot.services.ports import Installation
from tests.fakes.slack.server import StandIn
from tests.fakes.slack.workspace import APP_TOKEN, BOT_TOKEN

SECRET = "0123456789abcdef0123456789abcdef"
BASE, LISTENING = (set(of_tier(SCOPES, tier)) for tier in (Tier.BASE, Tier.LISTENING))


class Machine:
    """A machine whose clock is off by so much."""

    def __init__(self, **off: float) -> None:
        self._off = timedelta(**off)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._off


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    async with StandIn().serving() as made:
        yield made


async def look(
    stand_in: StandIn, *installed: Installation, clock: Machine | None = None, **setup: object
) -> list[Finding]:
    chosen = SlackSetup(BOT_TOKEN, Mode.HTTP, SECRET, APP_TOKEN, stand_in.api_url)
    found = await examine(
        replace(chosen, **setup),  # type: ignore[arg-type]
        installed,
        clock or Machine(),
    )
    words = " ".join(each.words + each.check for each in found)
    assert "xox" not in words.replace("xoxb-.", "") and "xapp" not in words and SECRET not in words
    return found


def problems(found: list[Finding]) -> list[str]:
    return [each.check for each in found if each.verdict is Verdict.PROBLEM]


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize(("scopes", "tier"), [(BASE, "base"), (LISTENING, "listening")])
async def test_where_nothing_is_missing_it_says_so(
    stand_in: StandIn, mode: Mode, scopes: set[str], tier: str
) -> None:
    stand_in.workspace.scopes = scopes
    found = await look(stand_in, mode=mode)
    assert {each.verdict for each in found} == {Verdict.FINE}
    assert any(f"hears: {tier}" in each.words for each in found)
    assert stand_in.workspace.messages == []


async def test_a_missing_permission_is_named_with_its_reason(stand_in: StandIn) -> None:
    stand_in.workspace.scopes = BASE - {"reactions:read"}
    found = await look(stand_in)
    [problem] = [each for each in found if each.verdict is Verdict.PROBLEM]
    assert "reactions:read (to see a :bulb:" in problem.words
    assert "commands" not in problem.words


async def test_half_a_tier_is_a_note(stand_in: StandIn) -> None:
    stand_in.workspace.scopes = LISTENING - {"groups:history"}
    found = await look(stand_in)
    assert problems(found) == []
    assert any("groups:history is missing" in each.words for each in found)


@pytest.mark.parametrize(
    ("setup", "check"),
    [
        ({"bot_token": "xoxb-wrong"}, "token: NTG_SLACK__BOT_TOKEN"),
        ({"mode": Mode.SOCKET, "app_token": "xapp-wrong"}, "token: NTG_SLACK__APP_TOKEN"),
        ({"api_base_url": "http://127.0.0.1:9/api/"}, "slack reachable"),
    ],
    ids=str,
)
async def test_what_slack_does_not_take_is_named(
    stand_in: StandIn, setup: dict[str, object], check: str
) -> None:
    assert problems(await look(stand_in, **setup)) == [check]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("account_inactive", "removed from the workspace"),
        ("token_revoked", "taken back"),
        ("something_new", "something_new"),
    ],
)
async def test_why_a_token_is_not_taken_is_said_in_words(
    stand_in: StandIn, error: str, words: str
) -> None:
    stand_in.workspace.break_next("auth.test", error)
    found = await look(stand_in)
    assert any(words in each.words for each in found if each.verdict is Verdict.PROBLEM)


async def test_a_slack_that_breaks_in_the_middle_is_said(stand_in: StandIn) -> None:
    stand_in.workspace.break_next("auth.test", "500")
    assert problems(await look(stand_in)) == ["token: NTG_SLACK__BOT_TOKEN"]


@pytest.mark.parametrize(
    ("off", "verdict"),
    [
        ({"seconds": 10}, Verdict.FINE),
        ({"seconds": -90}, Verdict.NOTE),
        ({"minutes": 6}, Verdict.PROBLEM),
        ({"days": -2}, Verdict.PROBLEM),
    ],
    ids=str,
)
async def test_a_clock_that_is_wrong_is_found(
    stand_in: StandIn, off: dict[str, float], verdict: Verdict
) -> None:
    found = await look(stand_in, clock=Machine(**off))
    assert [each.verdict for each in found if each.check == "clock"] == [verdict]


async def test_a_secret_that_looks_wrong_is_a_note(stand_in: StandIn) -> None:
    found = await look(stand_in, signing_secret="https://example.org")
    assert [each.check for each in found if each.verdict is Verdict.NOTE] == ["signing secret"]


async def test_every_workspace_that_installed_the_app_is_asked_about(stand_in: StandIn) -> None:
    north = stand_in.workspace_without_the_app("T0NORTH", "Northshire")
    north.token = "xoxb-north"
    now = Machine().now()
    installed = [
        Installation("slack", "T0NORTH", "Northshire", "U", "B", "xoxb-north", now),
        Installation("slack", "T0SOUTH", "Southshire", "U", "B", "xoxb-gone", now),
    ]
    found = await look(stand_in, *installed, bot_token="", client_id="1.2")
    assert problems(found) == ["token: Southshire"]
