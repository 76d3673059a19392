"""Every setting, typed, in one place: environment variables named `NTG_...`, then a `.env` file.

Groups that share a prefix stand in the modules by subject. Read by the command line and the
composition root only. docs/settings.md lists the same settings; a test compares the two.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ntg_bot.domain.errors import ConfigError
from ntg_bot.settings.base import in_small_letters
from ntg_bot.settings.chats import Local, Pace, Safeguarding, Slack
from ntg_bot.settings.digests import Digest, Feeds
from ntg_bot.settings.keeping import Keep, Upkeep
from ntg_bot.settings.moderating import Handoff, Hypotheses, Review
from ntg_bot.settings.watching import Metrics

__all__ = [
    "PREFIX",
    "Digest",
    "Feeds",
    "Handoff",
    "Hypotheses",
    "Keep",
    "Local",
    "Pace",
    "Review",
    "Safeguarding",
    "Settings",
    "Slack",
    "Upkeep",
    "load",
    "names",
]

PREFIX = "NTG_"


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
        Literal["debug", "info", "warning", "error"], BeforeValidator(in_small_letters)
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
    metrics: Metrics = Metrics()
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
