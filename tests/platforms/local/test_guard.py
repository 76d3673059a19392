"""Who may speak to the workspace at all, and the headers of every reply."""

from __future__ import annotations

import pytest

from ntg_bot.domain.errors import ConfigError
from ntg_bot.platforms.local.loopback import host_of, is_loopback, require_loopback
from tests.platforms.local.conftest import Visitor
from tests.platforms.local.workspace import LocalSetting

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "[::1]", "localhost"])
def test_this_machine_is_taken(host: str) -> None:
    require_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "0.0.0.0",  # noqa: S104 - the point is that it is refused
        "::",
        "192.168.1.5",
        "128.0.0.1",
        "::ffff:127.0.0.1",
        "::1%eth0",
        "localhost.example.org",
        "127.0.0.1.example.org",
        "example.org",
        "127.1",
        "0x7f000001",
    ],
)
def test_any_other_address_is_refused_with_what_to_do(host: str) -> None:
    with pytest.raises(ConfigError) as caught:
        require_loopback(host)
    assert caught.value.setting == "NTG_HOST"
    assert "NTG_HOST=127.0.0.1" in str(caught.value)


def test_the_host_is_read_without_its_port() -> None:
    assert host_of("127.0.0.1:8080") == "127.0.0.1"
    assert host_of("[::1]:8080") == "[::1]"
    assert host_of("localhost") == "localhost"
    assert host_of("[::1") == ""
    assert not is_loopback(host_of("evil.example:8080"))


@pytest.mark.parametrize("path", ["/", "/local/app.js", "/local/none.js", "/api/channels"])
async def test_every_reply_carries_the_policy(visitor: Visitor, path: str) -> None:
    answer = await visitor.client.get(path, params={"persona": "officer"})
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_refusals_and_the_stream_carry_the_policy_too(visitor: Visitor) -> None:
    refused = await visitor.client.get("/api/channels", params={"persona": "nobody"})
    assert refused.headers["Content-Security-Policy"] == POLICY
    stream = await visitor.client.get("/events", params={"persona": "officer"})
    assert stream.headers["Content-Security-Policy"] == POLICY
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    stream.close()


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8080", "192.168.1.5", "10.0.0.1:80"]
)
async def test_a_name_that_only_points_here_is_refused(
    visitor: Visitor, setting: LocalSetting, host: str
) -> None:
    for path in ("/", "/api/channels?persona=officer", "/events?persona=officer"):
        answer = await visitor.client.get(path, headers={"Host": host})
        assert answer.status == 403
    refused = await visitor.client.post(
        "/api/messages",
        json={"persona": "officer", "channel": "dm-officer", "text": "x", "key": "key-12345678"},
        headers={"Host": host},
    )
    assert refused.status == 403
    assert setting.events() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    ],
)
async def test_another_site_can_neither_write_nor_read(
    visitor: Visitor, setting: LocalSetting, headers: dict[str, str]
) -> None:
    body = {"persona": "officer", "channel": "dm-officer", "text": "x", "key": "key-12345678"}
    assert (await visitor.client.post("/api/messages", json=body, headers=headers)).status == 403
    assert setting.events() == []
    if headers.get("Sec-Fetch-Mode") != "navigate":
        answer = await visitor.client.get(
            "/api/messages?persona=officer&channel=dm-officer", headers=headers
        )
        assert answer.status == 403


async def test_a_link_from_elsewhere_opens_the_page(visitor: Visitor) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert (await visitor.client.get("/", headers=headers)).status == 200


async def test_the_page_itself_may_write(visitor: Visitor) -> None:
    origin = str(visitor.client.make_url("/")).rstrip("/")
    answer = await visitor.client.post(
        "/api/messages",
        json={"persona": "officer", "channel": "dm-officer", "text": "x", "key": "key-12345678"},
        headers={"Origin": origin, "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status == 200
