"""Where people chat with the bot, how fast, and what it says to whoever worries about a child."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, field_validator

from ntg_bot.domain.errors import ConfigError
from ntg_bot.settings.base import Group, in_small_letters


class Safeguarding(Group):
    """`NTG_SAFEGUARDING__...`"""

    route: str = Field(
        default="",
        description="What a person worried about a child should do locally, as one sentence, "
        "for example: call the Multi-Agency Safeguarding Hub on 01234 567890.",
    )


class Pace(Group):
    """`NTG_PACE__...`"""

    of_a_person: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=10,
        description="How many messages of one person to the bot are answered within a minute.",
    )
    of_a_channel: Annotated[int, Field(ge=1, le=100_000)] = Field(
        default=60,
        description="How many messages to the bot are answered within a minute in one channel.",
    )


class Local(Group):
    """`NTG_LOCAL__...`"""

    enabled: bool | None = Field(
        default=None,
        description="Whether the local workspace in the browser runs. By itself it does, unless "
        "a chat platform is configured. It is only ever reachable from this machine.",
    )


class Slack(Group):
    """`NTG_SLACK__...`; Slack is off while no token or secret is set."""

    mode: Annotated[Literal["http", "socket"], BeforeValidator(in_small_letters)] = Field(
        default="http",
        description="How Slack reaches the bot: http at an address on the web, or socket, over a "
        "connection that the bot opens.",
    )
    bot_token: SecretStr = Field(
        default=SecretStr(""),
        description="The Bot User OAuth Token of the app; it begins with xoxb-.",
    )
    signing_secret: SecretStr = Field(
        default=SecretStr(""),
        description="The Signing Secret of the app, by which requests over http are known.",
    )
    app_token: SecretStr = Field(
        default=SecretStr(""),
        description="An app-level token with the scope connections:write, for socket; it begins "
        "with xapp-.",
    )
    client_id: str = Field(
        default="",
        description="The app's Client ID, for workspaces that install the app themselves.",
    )
    client_secret: SecretStr = Field(
        default=SecretStr(""), description="The app's Client Secret, for the same."
    )
    token_keys: SecretStr = Field(
        default=SecretStr(""),
        description="The key under which workspaces' tokens are kept, from `ntg-bot keys new`. "
        "Several are separated by commas: the first seals, all open.",
    )
    api_base_url: str = Field(
        default="https://slack.com/api/",
        description="Where Slack's Web API is. It ends in /api/.",
    )
    timeout_seconds: Annotated[float, Field(gt=0, le=60)] = Field(
        default=15.0, description="How long a call of Slack may take, in seconds."
    )
    lookup_delay_seconds: Annotated[float, Field(ge=0, le=600)] = Field(
        default=30.0,
        description="How long after a call that ended in doubt the bot looks whether its message "
        "is there, before it sends it again, in seconds.",
    )

    new_blocks: bool = Field(
        default=False,
        description="Whether answers carry Slack's own feedback buttons, which older Slack apps "
        "do not draw. Plain buttons stand in where Slack refuses them.",
    )

    @field_validator("api_base_url")
    @classmethod
    def _is_api(cls, url: str) -> str:
        if not re.fullmatch(r"https?://[^/\s]+/(\S*/)?api/", url):
            raise ValueError("Write an address that ends in /api/, like https://slack.com/api/")
        return url

    @property
    def keys(self) -> tuple[str, ...]:
        """Of `token_keys`, in order."""
        return tuple(re.findall(r"[^\s,;]+", self.token_keys.get_secret_value()))

    @property
    def is_installable(self) -> bool:
        """Whether workspaces can install the app themselves."""
        return bool(self.client_id.strip())

    @property
    def is_on(self) -> bool:
        """Whether Slack is configured. Raises ConfigError where it is half configured."""
        values = {
            "NTG_SLACK__BOT_TOKEN": self.bot_token.get_secret_value(),
            "NTG_SLACK__SIGNING_SECRET": self.signing_secret.get_secret_value(),
            "NTG_SLACK__APP_TOKEN": self.app_token.get_secret_value(),
            "NTG_SLACK__CLIENT_ID": self.client_id,
            "NTG_SLACK__CLIENT_SECRET": self.client_secret.get_secret_value(),
            "NTG_SLACK__TOKEN_KEYS": self.token_keys.get_secret_value(),
        }
        given = {name for name, value in values.items() if value.strip()}
        if not given:
            return False
        way = "NTG_SLACK__SIGNING_SECRET" if self.mode == "http" else "NTG_SLACK__APP_TOKEN"
        needed = [way]
        if given & _FOR_INSTALLING:
            needed += sorted(_FOR_INSTALLING)
        else:
            needed.insert(0, "NTG_SLACK__BOT_TOKEN")
        for name in needed:
            if name not in given:
                others = " and ".join(sorted(given))
                hint = " Make one with `ntg-bot keys new`." if name.endswith("_KEYS") else ""
                raise ConfigError(
                    name,
                    f"is needed for Slack in {self.mode} mode, as {others} "
                    f"{'is' if len(given) == 1 else 'are'} set.{hint} See docs/slack.md.",
                )
        return True


_FOR_INSTALLING = frozenset(
    {"NTG_SLACK__CLIENT_ID", "NTG_SLACK__CLIENT_SECRET", "NTG_SLACK__TOKEN_KEYS"}
)
"""needed together where workspaces install the app themselves"""
