"""The manifest, its reasons, and the guide that shows them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ntg_bot.platforms.slack import listeners
from ntg_bot.platforms.slack.manifest import (
    EVENTS,
    PROMPTS,
    SCOPES,
    SHORTCUTS,
    Tier,
    manifest,
    of_tier,
)
from tests.cli.running import Shell

GUIDE = Path(__file__).parents[3] / "docs" / "slack.md"


def test_the_guide_gives_every_permission_and_event_with_its_reason() -> None:
    rows = {line for line in GUIDE.read_text(encoding="utf-8").splitlines() if "| `" in line}
    for each in (*SCOPES, *EVENTS):
        assert f"| `{each.name}` | {each.reason} | {each.tier.value} |" in rows


def test_the_base_tier_reads_no_channel() -> None:
    scopes, events = of_tier(SCOPES, Tier.BASE), of_tier(EVENTS, Tier.BASE)
    assert not {"channels:history", "groups:history", "mpim:history"} & set(scopes)
    assert not {"message.channels", "message.groups"} & set(events)
    assert not [scope for scope in scopes if scope.startswith(("admin", "users:read.", "files"))]


def test_listening_adds_to_the_base_and_takes_nothing_away() -> None:
    for asked in (SCOPES, EVENTS):
        assert set(of_tier(asked, Tier.BASE)) < set(of_tier(asked, Tier.LISTENING))


def test_over_http_every_address_is_the_bots_own() -> None:
    made = manifest(url="https://bot.example.org/")
    address = "https://bot.example.org/slack/events"
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"]["request_url"] == address
    assert made["features"]["slash_commands"][0]["url"] == address
    assert made["settings"]["socket_mode_enabled"] is False


def test_over_a_socket_there_is_no_address() -> None:
    made = manifest(socket=True)
    assert "request_url" not in json.dumps(made)
    assert "https://" not in json.dumps(made)
    assert made["settings"]["socket_mode_enabled"] is True


def test_names_keep_to_slacks_lengths() -> None:
    made = manifest()
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert 1 <= len(PROMPTS) <= 4
    assert all(len(name) <= 24 and len(id) <= 255 for _, name, id, _ in SHORTCUTS)


def test_every_shortcut_has_a_listener() -> None:
    known = {listeners.SHARE_MESSAGE, listeners.SHARE, listeners.ASK}
    assert {id for _, _, id, _ in SHORTCUTS} == known


def test_the_command_prints_json_and_nothing_else(tmp_path: Path) -> None:
    ended = Shell(tmp_path, tmp_path / "home").run("slack", "manifest", "--socket", "--listening")
    assert ended.code == 0
    assert json.loads(ended.out) == manifest(socket=True, tier=Tier.LISTENING)


@pytest.mark.parametrize(
    "arguments", [("--url", "http://x.example"), ("--url", "https://x", "--socket")]
)
def test_an_address_that_slack_would_not_take_is_refused(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    Shell(tmp_path, tmp_path / "home").run("slack", "manifest", *arguments).refused(1)
