"""The errors of the house.

NtgError
    UserError               somebody asked for something that cannot be done, and what to do
        NotFound
        NotAllowed
        InvalidInput        `field` names what to mend
        WrongState
        Disclosed           it tells of somebody in danger: nothing of it is kept
    ContentError            a file of knowledge/ or intents/ is wrong; file, line, reason
    ConfigError             a setting is wrong; `setting` names it
    StorageError            the database cannot be read or written
    DeliveryError           a chat platform did not take a message; says when to try again, if ever
"""

from __future__ import annotations

from enum import StrEnum


class NtgError(Exception):
    """Anything this project raises on purpose."""


class UserError(NtgError):
    """A person's request that cannot be carried out, and what to do instead.

    `key` names what the bot says of it, a sentence of intents/replies.yaml, and `values` fill its
    places. Words of its own (`message`, and `hint` on what to do) has only what is never said in
    a chat: what the command line or a web address refuses.
    """

    def __init__(
        self, message: str = "", hint: str = "", *, key: str = "", **values: object
    ) -> None:
        super().__init__(key or message)  # a value can be somebody's words: they reach no log
        self.message = message
        self.hint = hint
        self.key = key
        self.values = {name: str(value) for name, value in values.items()}


class NotFound(UserError):
    """What was asked for does not exist, or not for this person."""


class NotAllowed(UserError):
    """The person may not do this."""


class InvalidInput(UserError):
    """A value cannot be used. `field` names the field of the form or command."""

    def __init__(
        self, field: str, message: str = "", hint: str = "", *, key: str = "", **values: object
    ) -> None:
        super().__init__(message, hint, key=key, **values)
        self.field = field


class WrongState(UserError):
    """The thing has moved on: what was asked is no longer, or not yet, possible."""


class Disclosed(UserError):
    """The words say that somebody may be in danger. They are not kept; the route is shown."""

    def __init__(self) -> None:
        super().__init__(key="urgent.not_kept")


class ContentError(NtgError):
    """A fault in a content file. `line` counts from 1; 0 means the file as a whole."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line} {reason}")
        self.file = file
        self.line = line
        self.reason = reason


class ConfigError(NtgError):
    """A setting that cannot be used. `setting` is its NTG_ name."""

    def __init__(self, setting: str, message: str) -> None:
        super().__init__(f"{setting}: {message}")
        self.setting = setting


class StorageError(NtgError):
    """The database cannot be opened, read or written.

    `is_away` where it cannot be used now, whatever it is given: no fault of the row in hand.
    """

    def __init__(self, message: str, *, is_away: bool = False) -> None:
        super().__init__(message)
        self.is_away = is_away


class Obstacle(StrEnum):
    """What keeps a message from ever being said until somebody mends it, in no platform's words."""

    NOT_IN_CHANNEL = "not_in_channel"
    ARCHIVED = "archived"
    MAY_NOT_POST = "may_not_post"
    """only some people may post in that channel"""
    SHARED = "shared"
    """people of other organisations read that channel, and what is to be said is not for them"""
    PERMISSION = "permission"
    """the bot lacks a permission in the whole workspace"""
    SHUT_OUT = "shut_out"
    """the workspace takes nothing from the bot any more"""


class DeliveryError(NtgError):
    """A platform did not take a message. `retry_after` is in seconds; `permanent` means never.

    `is_try` is false where it was surely not said and need not count: it was told to wait.
    `obstacle` is what somebody could mend, where it is known.
    """

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        permanent: bool = False,
        is_try: bool = True,
        obstacle: Obstacle | None = None,
    ) -> None:
        super().__init__(message)
        self.obstacle = obstacle
        self.retry_after = retry_after
        self.permanent = permanent
        self.is_try = is_try
