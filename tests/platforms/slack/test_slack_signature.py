"""Forged, broken and hostile requests: none is accepted, none breaks anything, none is logged."""

from __future__ import annotations

import io
import random
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from ntg_bot.platforms.slack.door import HttpDoor
from ntg_bot.platforms.slack.signature import is_genuine, sign
from tests.fakes.clock import START, FrozenClock

SECRET = "s3cret"
CANARY = "canary-word-of-a-person"
BODY = f'{{"type":"event_callback","event":{{"type":"x","text":"{CANARY}"}}}}'.encode()
NOW = START.timestamp()
STAMP = str(int(NOW)).encode()
SIGNATURE = sign(SECRET, STAMP, BODY).decode()


def headers(signature: str = SIGNATURE, stamp: str = STAMP.decode()) -> dict[str, list[str]]:
    return {"x-slack-signature": [signature], "x-slack-request-timestamp": [stamp]}


def test_slacks_own_example_is_genuine() -> None:
    # the worked example of docs.slack.dev, "Verifying requests from Slack"
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id="
        b"G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-"
        b"collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F3977"
        b"00885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10"
        b"d2c447fce8b6703c"
    )
    secret = "8f742231b10e8888abcd99yyyzzz85a5"
    assert sign(secret, b"1531420618", body) == (
        b"v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )


def test_what_was_signed_is_genuine_for_five_minutes() -> None:
    assert is_genuine(SECRET, headers(), BODY, NOW)
    assert is_genuine(SECRET, headers(), BODY, NOW + 299)
    assert not is_genuine(SECRET, headers(), BODY, NOW + 302)
    assert not is_genuine(SECRET, headers(), BODY, NOW - 302)


@pytest.mark.parametrize(
    "stamp",
    ["", "abc", "9" * 12, "9" * 5000, "-1", "1.0", " 1", "\u0661\u0667", "0x1", "1e9", "\n1"],
)
def test_a_timestamp_is_one_to_eleven_digits(stamp: str) -> None:
    signature = sign(SECRET, stamp.encode(), BODY).decode()
    assert not is_genuine(SECRET, headers(signature, stamp), BODY, NOW)


def test_without_a_secret_nothing_is_genuine() -> None:
    assert not is_genuine("", headers(sign("", STAMP, BODY).decode()), BODY, NOW)


def mutated(chance: random.Random) -> tuple[dict[str, list[str]], bytes]:
    """A request that differs from the genuine one in at least one thing that counts."""
    body, made = bytearray(BODY), headers()
    match chance.randrange(7):
        case 0:
            body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        case 1:
            del made[chance.choice(list(made))]
        case 2:
            name = chance.choice(list(made))
            made[name] = made[name] * 2
        case 3:
            made["x-slack-signature"] = [sign(f"w{chance.random()}", STAMP, BODY).decode()]
        case 4:
            place = chance.randrange(len(SIGNATURE))
            other = chance.choice("0123456789abcdefé\x7f")
            changed = SIGNATURE[:place] + other + SIGNATURE[place + 1 :]
            made["x-slack-signature"] = [changed if changed != SIGNATURE else SIGNATURE.upper()]
        case 5:
            made["x-slack-request-timestamp"] = [
                chance.choice(["", "abc", "9" * 40, "\u0661", "-5"])
            ]
        case _:
            body += bytes([chance.randrange(256)])
    return made, bytes(body)


def test_no_mutated_request_of_twenty_thousand_is_genuine() -> None:
    chance = random.Random(1)
    for _ in range(20_000):
        made, body = mutated(chance)
        assert not is_genuine(SECRET, made, body, NOW)


@pytest.fixture
async def client() -> AsyncIterator[TestClient[web.Request, web.Application]]:
    bolt = AsyncApp(token="xoxb-1", signing_secret="x", request_verification_enabled=False)
    app = web.Application()
    app.add_routes(HttpDoor(bolt, SECRET, FrozenClock()).routes())
    async with TestClient(TestServer(app, host="127.0.0.1")) as made:
        yield made


@pytest.mark.parametrize("requests", [300, pytest.param(20_000, marks=pytest.mark.soak)])
async def test_forged_requests_get_401_and_leave_no_word(
    client: TestClient[web.Request, web.Application],
    capfd: pytest.CaptureFixture[str],
    requests: int,
) -> None:
    chance, sent = random.Random(requests), 0
    while sent < requests:
        made, body = mutated(chance)
        if any(not value.isprintable() for values in made.values() for value in values):
            continue  # no client can send it
        sent += 1
        pairs = [(name, value) for name, values in made.items() for value in values]
        answer = await client.post("/slack/events", data=body, headers=pairs)
        assert answer.status == 401
        assert await answer.read() == b""
    assert CANARY not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b"{", "application/json"),
        (b'{"a":"\xff"}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "application/json"),
        (b"payload=[]", "application/x-www-form-urlencoded"),
        (b"payload=%7B", "application/x-www-form-urlencoded"),
        (b"a=1&" * 5_000, "application/x-www-form-urlencoded"),
    ],
    ids=range(10),
)
async def test_a_signed_body_that_cannot_be_read_is_refused_plainly(
    client: TestClient[web.Request, web.Application], body: bytes, content_type: str
) -> None:
    signature = sign(SECRET, STAMP, body).decode()
    answer = await client.post(
        "/slack/events",
        data=body,
        headers={
            "Content-Type": content_type,
            "X-Slack-Signature": signature,
            "X-Slack-Request-Timestamp": STAMP.decode(),
        },
    )
    assert answer.status == 400


async def test_a_command_about_a_payload_is_a_command() -> None:
    heard = []

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1")

    bolt = AsyncApp(
        signing_secret="x",
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
    )

    @bolt.command("/ntg")
    async def hear(ack: AsyncAck, body: dict[str, str]) -> None:
        heard.append(body["text"])
        await ack()

    app = web.Application()
    app.add_routes(HttpDoor(bolt, SECRET, FrozenClock()).routes())
    body = b"command=%2Fntg&text=what+is+a+payload%3F&team_id=T1"
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        answer = await client.post(
            "/slack/events",
            data=body,
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Slack-Signature": sign(SECRET, STAMP, body).decode(),
                "X-Slack-Request-Timestamp": STAMP.decode(),
            },
        )
    assert answer.status == 200
    assert heard == ["what is a payload?"]


async def test_a_body_over_the_limit_is_refused(
    client: TestClient[web.Request, web.Application],
) -> None:
    answer = await client.post("/slack/events", data=io.BytesIO(b"x" * (1024 * 1024 + 1)))
    assert answer.status == 413


async def test_url_verification_is_answered(
    client: TestClient[web.Request, web.Application],
) -> None:
    body = b'{"type":"url_verification","challenge":"c-1"}'
    answer = await client.post(
        "/slack/events",
        data=body,
        headers={
            "Content-Type": "application/json",
            "X-Slack-Signature": sign(SECRET, STAMP, body).decode(),
            "X-Slack-Request-Timestamp": STAMP.decode(),
        },
    )
    assert answer.status == 200
    assert await answer.json() == {"challenge": "c-1"}
