"""What all commands share: exit codes, where words and data go, starting async work."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from ntg_bot.domain.errors import NtgError, UserError

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application
    from ntg_bot.settings import Settings

FAILED, NOTHING_FOUND, FAULTS, WRONG_SETTING, INTERRUPTED = 1, 3, 4, 78, 130

T = TypeVar("T")


def say(text: str) -> None:
    """A line for the person, on standard output; at once, for it may be read through a pipe."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def say_error(text: str) -> None:
    """A line for the person, on standard error."""
    sys.stderr.write(f"ntg-bot: {text}\n")


def in_words(fault: UserError) -> str:
    """What cannot be done and what to do instead, as the bot would say it.

    The bot's sentences are read only where one of them is meant: most commands need none.
    """
    if not fault.key:
        return f"{fault.message} {fault.hint}".strip()
    from ntg_bot import content
    from ntg_bot.bootstrap import content_folder

    return content.load_replies(content_folder("intents")).explain(fault)


def say_json(document: object) -> None:
    """One JSON document on standard output and nothing else."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def progress(text: str) -> None:
    """A passing remark: on a terminal only, on standard error."""
    if sys.stderr.isatty():
        sys.stderr.write(text + "\n")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs async work to its end; what we raise on purpose comes out as itself.

    A task group wraps what its own block raises, and nobody would tell a wrapped fault in words.
    """
    try:
        return asyncio.run(work)
    except BaseExceptionGroup as group:
        ours, rest = group.split(NtgError)
        if ours is None or rest is not None:
            raise
        fault: BaseException = ours
        while isinstance(fault, BaseExceptionGroup):
            fault = fault.exceptions[0]
        raise fault from None


def start_is_over() -> None:
    """Looks for garbage from now on, which `main` put off: what a start makes stays for good.

    What stays is never searched: with 20,000 entries that would take 90 ms each time, in which
    nobody is answered.
    """
    gc.freeze()
    gc.enable()


def read_settings(*, quiet: bool = True) -> Settings:
    """The settings, with logging set up: quiet commands log warnings only."""
    from ntg_bot import settings

    loaded = settings.load()
    set_up_logging("warning" if quiet else loaded.log_level)
    return loaded


def set_up_logging(level: str) -> None:
    """JSON lines on standard error; never message bodies (what is logged are ids and counts)."""
    import logging

    import structlog

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def with_application(work: Callable[[Application], Awaitable[T]]) -> T:
    """Runs `work` on a quiet application over this process's settings."""
    settings = read_settings()

    async def inside() -> T:
        from ntg_bot.bootstrap import build

        async with build(settings) as application:
            start_is_over()
            return await work(application)

    return run(inside())
