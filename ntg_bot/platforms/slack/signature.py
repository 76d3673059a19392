"""Is this request Slack's? Checked on the raw bytes, before anything in them is read.

Slack signs `v0:{timestamp}:{body}` with HMAC-SHA256 (docs.slack.dev, verifying requests).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence

LATEST_SECONDS = 300
"""how far a request's timestamp may be from our clock"""
_TIMESTAMP = re.compile(rb"[0-9]{1,11}")
_VERSION = b"v0"


def sign(secret: str, timestamp: bytes, body: bytes) -> bytes:
    """The value of X-Slack-Signature."""
    base = b":".join((_VERSION, timestamp, body))
    return _VERSION + b"=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest().encode()


def is_genuine(secret: str, headers: Mapping[str, Sequence[str]], body: bytes, now: float) -> bool:
    """Whether `body` was signed with `secret` not long ago.

    `headers` has every value of each name in lower case: one sent twice is refused. `now` is in
    seconds since 1970. Never raises, whatever was sent.
    """
    timestamp = _only(headers, "x-slack-request-timestamp")
    signature = _only(headers, "x-slack-signature")
    if not secret or not timestamp or not signature or not _TIMESTAMP.fullmatch(timestamp):
        return False
    if abs(now - int(timestamp)) > LATEST_SECONDS:
        return False
    return hmac.compare_digest(sign(secret, timestamp, body), signature)


def _only(headers: Mapping[str, Sequence[str]], name: str) -> bytes:
    values = headers.get(name, ())
    return values[0].encode("utf-8", "surrogateescape") if len(values) == 1 else b""
