"""What operators may watch."""

from __future__ import annotations

from pydantic import Field, SecretStr, field_validator

from ntg_bot.settings.base import Group

SHORTEST = 16


class Metrics(Group):
    """`NTG_METRICS__...`"""

    token: SecretStr = Field(
        default=SecretStr(""),
        description="Whoever sends this as a bearer token may read counts and ages at /metrics, in "
        "the form of Prometheus. While it is empty there is no such page.",
    )

    @field_validator("token")
    @classmethod
    def _is_long(cls, token: SecretStr) -> SecretStr:
        if token.get_secret_value() and len(token.get_secret_value().strip()) < SHORTEST:
            raise ValueError(f"Write at least {SHORTEST} characters, such as a random password")
        return token
