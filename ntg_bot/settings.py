"""Every setting, typed, in one place: environment variables named `NTG_...`, then a `.env` file.

Read by the command line and the composition root only. docs/settings.md lists the same settings;
a test compares the two.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ntg_bot.domain.errors import ConfigError

PREFIX = "NTG_"


class Safeguarding(BaseModel):
    """`NTG_SAFEGUARDING__...`"""

    route: str = Field(
        default="",
        description="What a person worried about a child should do locally, as one sentence, "
        "for example: call the Multi-Agency Safeguarding Hub on 01234 567890.",
    )


class Local(BaseModel):
    """`NTG_LOCAL__...`"""

    enabled: bool | None = Field(
        default=None,
        description="Whether the local workspace in the browser runs. By itself it does, unless "
        "a chat platform is configured. It is only ever reachable from this machine.",
    )


class Digest(BaseModel):
    """`NTG_DIGEST__...`"""

    day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = Field(
        default="mon", description="The day on which weekly digests are sent."
    )
    at: time = Field(
        default=time(9, 0),
        description="The local time at which digests are sent; not between 00:30 and 02:30, "
        "when the clocks change.",
    )
    zone: str = Field(default="Europe/London", description="The time zone of that time.")


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
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="How much is logged. Messages are never logged."
    )
    semantic_model: str = Field(
        default="",
        description="A folder with the sentence-vector model's files. By default the installed "
        "model package is used, if there is one; `off` works on words alone.",
    )
    safeguarding: Safeguarding = Safeguarding()
    local: Local = Local()
    digest: Digest = Digest()

    @property
    def database(self) -> str:
        """The database URL, with the default filled in."""
        return self.database_url or f"sqlite+aiosqlite:///{(self.home / 'ntg.db').absolute()}"

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
    except ValidationError as error:
        fault = error.errors()[0]
        path = [str(part) for part in fault["loc"]]
        name = "__".join(path).upper()
        name = name if name.startswith(PREFIX) else f"{PREFIX}{name.removeprefix(PREFIX)}"
        if fault["type"] == "extra_forbidden":
            raise ConfigError(
                name, "there is no such setting (in .env)." + _did_you_mean(name, known)
            ) from None
        raise ConfigError(name, f"{fault['msg']}. See docs/settings.md.") from None


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
