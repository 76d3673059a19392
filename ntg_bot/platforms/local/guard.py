"""What every request of the local workspace must pass, and the headers every reply carries.

The page trusts whoever can reach it, so a page of another site in the same browser must not:
names that merely point at this machine (DNS rebinding) and requests from other origins are refused.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from ntg_bot.domain.errors import (
    InvalidInput,
    NotAllowed,
    NotFound,
    StorageError,
    UserError,
    WrongState,
)
from ntg_bot.platforms.local.loopback import host_of, is_loopback

MAX_BODY = 64 * 1024
"""bytes of a request body"""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_STATUS: tuple[tuple[type[UserError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (WrongState, 409),
    (InvalidInput, 400),
)


class TooLarge(InvalidInput):
    """More than a request may carry."""


class NotJson(InvalidInput):
    """A body of another type than JSON."""


def guarded(handler: Handler) -> Handler:
    """`handler` behind the checks, its errors as JSON with a clear sentence, headers set."""

    async def checked(request: web.Request) -> web.StreamResponse:
        refusal = _refusal(request)
        if refusal:
            return problem(403, refusal)
        try:
            response = await handler(request)
        except TooLarge as error:
            return problem(413, error.message, error.hint, error.field)
        except NotJson as error:
            return problem(415, error.message, error.hint, error.field)
        except UserError as error:
            return problem(
                _status_of(error), error.message, error.hint, getattr(error, "field", "")
            )
        except StorageError:
            return problem(
                503,
                "That could not be saved just now, so nothing was done.",
                "Try again in a moment. If it goes on, look at the program's log.",
            )
        if not response.prepared:
            response.headers.update(SECURITY_HEADERS)
        return response

    return checked


def problem(status: int, error: str, hint: str = "", field: str = "") -> web.Response:
    """A refusal: `{"error": ..., "hint": ..., "field": ...}`."""
    body = {"error": error, "hint": hint, "field": field}
    return web.json_response(
        body, status=status, headers={**SECURITY_HEADERS, "Cache-Control": "no-store"}
    )


async def json_body(request: web.Request) -> Mapping[str, Any]:
    """The body as a JSON object. Raises NotJson, TooLarge or InvalidInput."""
    if request.content_type != "application/json":
        raise NotJson("body", "Only JSON is understood here.", "Send application/json.")
    body = bytearray()
    async for chunk in request.content.iter_chunked(16 * 1024):
        body += chunk
        if len(body) > MAX_BODY:
            raise TooLarge(
                "body",
                f"That is too long: at most {MAX_BODY // 1024} KiB can be sent at once.",
                "Send it in shorter pieces.",
            )
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("body", "That is not valid JSON.", "Send one JSON object.") from error
    if not isinstance(value, dict):
        raise InvalidInput("body", "A JSON object is needed.", "Send one JSON object.")
    return value


def _status_of(error: UserError) -> int:
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return 400


def _refusal(request: web.Request) -> str:
    """Why the request is refused, or nothing."""
    host = request.headers.get("Host", "")
    if not is_loopback(host_of(host)):
        return "This workspace answers to 127.0.0.1 and localhost only."
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{host}":
        return "This workspace does not answer pages of other sites."
    site = request.headers.get("Sec-Fetch-Site", "none")
    is_visit = request.method == "GET" and request.headers.get("Sec-Fetch-Mode", "") == "navigate"
    if site not in ("same-origin", "none") and not is_visit:
        return "This workspace does not answer pages of other sites."
    return ""
