"""Every setting, typed, in one place: environment variables named `NTG_...`, then a `.env` file.

Read by the command line and the composition root only. docs/settings.md lists the same settings;
a test compares the two.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from ntg_bot.domain.errors import ConfigError

PREFIX = "NTG_"
_CLOCK_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")


def _in_small_letters(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _clock_time(value: Any) -> Any:
    """Only what reads like a clock: a bare 9 would be taken as nine seconds past midnight."""
    if not isinstance(value, str):
        return value
    written = value.strip()
    if not _CLOCK_TIME.fullmatch(written):
        raise ValueError("Write a time of day like 09:00")
    return written if written[2] == ":" else f"0{written}"


class _Group(BaseModel):
    """Settings that share a prefix; a misspelt one is refused, in .env too."""

    model_config = ConfigDict(extra="forbid")


class Safeguarding(_Group):
    """`NTG_SAFEGUARDING__...`"""

    route: str = Field(
        default="",
        description="What a person worried about a child should do locally, as one sentence, "
        "for example: call the Multi-Agency Safeguarding Hub on 01234 567890.",
    )


class Local(_Group):
    """`NTG_LOCAL__...`"""

    enabled: bool | None = Field(
        default=None,
        description="Whether the local workspace in the browser runs. By itself it does, unless "
        "a chat platform is configured. It is only ever reachable from this machine.",
    )


class Slack(_Group):
    """`NTG_SLACK__...`; Slack is off while no token or secret is set."""

    mode: Annotated[Literal["http", "socket"], BeforeValidator(_in_small_letters)] = Field(
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


class Digest(_Group):
    """`NTG_DIGEST__...`"""

    day: Annotated[
        Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        BeforeValidator(_in_small_letters),
    ] = Field(default="mon", description="The day on which weekly digests are sent.")
    at: Annotated[time, BeforeValidator(_clock_time)] = Field(
        default=time(9, 0),
        description="The local time at which digests are sent; not between 00:30 and 02:30, "
        "when the clocks change.",
    )
    zone: str = Field(default="Europe/London", description="The time zone of that time.")

    preview_days: Annotated[int, Field(ge=0, le=5)] = Field(
        default=1,
        description="How many working days before it goes out moderators get a digest's draft to "
        "look at; 0 for never.",
    )

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("There is no such time zone; write one like Europe/London") from None
        return name


class Feeds(_Group):
    """`NTG_FEEDS__...`"""

    enabled: bool = Field(
        default=False,
        description="Whether anybody who can reach the bot's address may read the digests' public "
        "part as feeds, at /feeds/<community>.atom.",
    )
    address: str = Field(
        default="",
        description="The bot's address on the web, for links in feeds, like "
        "https://ntg.council.gov.uk.",
    )

    @field_validator("address")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if url and not re.fullmatch(r"https?://[^/\s?#]+(/[^\s?#]*)?", url):
            raise ValueError("Write an address like https://ntg.council.gov.uk")
        return url


class Pace(_Group):
    """`NTG_PACE__...`"""

    of_a_person: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=10,
        description="How many messages of one person to the bot are answered within a minute.",
    )
    of_a_channel: Annotated[int, Field(ge=1, le=100_000)] = Field(
        default=60,
        description="How many messages to the bot are answered within a minute in one channel.",
    )


class Hypotheses(_Group):
    """`NTG_HYPOTHESES__...`"""

    councils: Annotated[int, Field(ge=1, le=153)] = Field(
        default=5,
        description="How many councils must have tried a hypothesis before it can be called "
        "supported, where it has no threshold of its own.",
    )
    holding: Annotated[int, Field(ge=1, le=153)] = Field(
        default=4, description="How many of them must say that it holds."
    )


class Review(_Group):
    """`NTG_REVIEW__...`"""

    target_days: Annotated[int, Field(ge=1, le=60)] = Field(
        default=5,
        description="How many working days a shared practice may wait for a moderator before it "
        "is marked as overdue and moderators are reminded.",
    )
    claim_hours: Annotated[int, Field(ge=1, le=720)] = Field(
        default=24,
        description="How long a practice that a moderator has taken is kept for them, in hours.",
    )


class Handoff(_Group):
    """`NTG_HANDOFF__...`"""

    days: Annotated[int, Field(ge=1, le=90)] = Field(
        default=10,
        description="How many working days a question that its community was asked may wait before "
        "whoever looks after it is reminded, once.",
    )


class Upkeep(_Group):
    """`NTG_UPKEEP__...`"""

    published_months: Annotated[int, Field(ge=1, le=120)] = Field(
        default=24,
        description="How many months after a look a published standard is due for another, where "
        "its entry names no date.",
    )
    local_months: Annotated[int, Field(ge=1, le=120)] = Field(
        default=12,
        description="The same for local practice, and for entries whose sources nobody has read.",
    )
    day: Annotated[
        Literal["mon", "tue", "wed", "thu", "fri"], BeforeValidator(_in_small_letters)
    ] = Field(
        default="tue",
        description="The day on which owners are told, in one message, what is due for a look; "
        "at the time of NTG_DIGEST__AT.",
    )
    check_links: bool = Field(
        default=False,
        description="Whether the bot asks once a month if the web pages that sources name are "
        "still there. It goes out to those sites, and to nowhere else.",
    )
    link_timeout_seconds: Annotated[float, Field(gt=0, le=60)] = Field(
        default=10.0, description="How long such a page may take to answer, in seconds."
    )


Days = Annotated[int, Field(ge=0, le=36_500)]
"""of keeping; 0 is for good"""


class Keep(_Group):
    """`NTG_KEEP__...`, in days; 0 keeps for good."""

    questions: Days = Field(
        default=365,
        description="How long the words and the asker of a question are kept, its verdicts, and "
        "questions put to a community with their answers.",
    )
    unanswered: Days = Field(
        default=90,
        description="The same for a question that nobody could answer: then it is counted only.",
    )
    messages: Annotated[int, Field(ge=7, le=36_500)] = Field(
        default=30,
        description="How long it is known which messages were handled, and those that could not "
        "be are kept. At least 7: chats send again what they are not sure of.",
    )
    deliveries: Days = Field(default=180, description="How long what the bot has said is kept.")
    drafts: Days = Field(
        default=90, description="How long a draft is kept that its author does not send."
    )
    held: Days = Field(
        default=30,
        description="The same for a draft in which screening saw what may identify somebody.",
    )
    audit: Days = Field(
        default=2192, description="How long it is kept who did what; 2192 days are six years."
    )


class Settings(BaseSettings):
    """The settings of one process."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file=".env",
        extra="forbid",
        hide_input_in_errors=True,
    )

    home: Path = Field(
        default=Path("var"),
        description="The folder for the database, the cache and anything else the bot keeps.",
    )
    database_url: str = Field(
        default="",
        description="Where the database is, as a SQLAlchemy URL. By default ntg.db in NTG_HOME.",
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: Annotated[int, Field(ge=0, le=65_535)] = Field(
        default=8080,
        validation_alias=AliasChoices("NTG_PORT", "PORT"),
        description="The port to listen on. PORT is read too, as hosting platforms set it.",
    )
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], BeforeValidator(_in_small_letters)
    ] = Field(default="info", description="How much is logged. Messages are never logged.")
    semantic_model: str = Field(
        default="",
        description="A folder with the sentence-vector model's files. By default the installed "
        "model package is used, if there is one; `off` works on words alone.",
    )
    admins: str = Field(
        default="",
        description="The first admins, by their user ids in the chat, separated by commas; with "
        "several workspaces each as workspace/user. They name moderators.",
    )
    audit_key: SecretStr = Field(
        default=SecretStr(""),
        description="The key that seals the audit, from `ntg-bot keys new`. By default one is made "
        "once and kept in audit.key in NTG_HOME.",
    )
    coefficients: str = Field(
        default="",
        description="A file of `ntg-bot eval fit`, by which the bot judges how sure it is. By "
        "default the one that comes with it.",
    )
    safeguarding: Safeguarding = Safeguarding()
    local: Local = Local()
    slack: Slack = Slack()
    digest: Digest = Digest()
    feeds: Feeds = Feeds()
    pace: Pace = Pace()
    review: Review = Review()
    upkeep: Upkeep = Upkeep()
    keep: Keep = Keep()
    hypotheses: Hypotheses = Hypotheses()
    handoff: Handoff = Handoff()

    @property
    def database(self) -> str:
        """The database URL, with the default filled in."""
        return self.database_url or f"sqlite+aiosqlite:///{(self.home / 'ntg.db').absolute()}"

    @property
    def admin_ids(self) -> tuple[str, ...]:
        """Each `user`, or `workspace/user`, by the platform's ids."""
        return tuple(re.findall(r"[^\s,;]+", self.admins))

    @property
    def cache(self) -> Path:
        """The folder for what can be made again: model vectors, trained classifiers."""
        return self.home / "cache"


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process.

    Raises ConfigError that names the setting, never its value. A variable that begins with NTG_
    and is none of ours is an error too: a misspelt setting must not be silently ignored.
    """
    variables = os.environ if environment is None else environment
    known = names()
    for name in sorted(variables):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise ConfigError(name, "there is no such setting." + _did_you_mean(name, known))
    try:
        return Settings()
    except UnicodeDecodeError:
        raise ConfigError(".env", "this file is not UTF-8 text. Save it again as UTF-8.") from None
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        path = [str(part) for part in fault["loc"]]
        if fault["type"] == "extra_forbidden":
            # What .env holds beyond our fields comes under the name it has there.
            name = path[0].upper() if len(path) == 1 else _name_of(path, variables)
            raise ConfigError(
                name, "there is no such setting (in .env)." + _did_you_mean(name, known)
            ) from None
        said = fault["msg"].removeprefix("Value error, ")
        raise ConfigError(_name_of(path, variables), f"{said}. See docs/settings.md.") from None


def _name_of(path: list[str], variables: Mapping[str, str]) -> str:
    """The variable that a field's place stands for."""
    name = "__".join(path).upper()
    if name == "NTG_PORT" and name not in variables and "PORT" in variables:
        return "PORT"
    return name if name.startswith(PREFIX) else f"{PREFIX}{name}"


def names() -> dict[str, str]:
    """Every setting's variable name with its description."""
    found: dict[str, str] = {}
    for name, field in Settings.model_fields.items():
        model = field.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            for inner, nested in model.model_fields.items():
                found[f"{PREFIX}{name}__{inner}".upper()] = nested.description or ""
        else:
            found[f"{PREFIX}{name}".upper()] = field.description or ""
    return found


def _did_you_mean(name: str, known: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(name.upper(), known, n=1)
    return f" Did you mean {near[0]}?" if near else " See docs/settings.md for the list."
