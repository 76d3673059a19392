"""`dead` and `uncertain`: what a person decides about messages and deliveries that are stuck."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import typer

from ntg_bot.cli.console import read_settings, run, say, say_json

if TYPE_CHECKING:
    from ntg_bot.storage.stuck import SqlStuck, Stuck

dead = typer.Typer(
    help="Messages and answers that were given up: list them, try again, throw away.",
    no_args_is_help=True,
)
uncertain = typer.Typer(
    help="Digests and answers that may have been posted or not: list them, decide.",
    no_args_is_help=True,
)

T = TypeVar("T")
_ID = typer.Argument(help="As the list shows it, such as m12 or d7.")
_JSON = typer.Option(False, "--json", help="One JSON document.")


@dead.command("list")
def dead_list(as_json: bool = _JSON) -> None:
    """List what was given up, and why."""
    _show(_with_stuck(lambda stuck: stuck.dead()), as_json, "Nothing was given up.")


@dead.command("retry")
def dead_retry(id: str = _ID) -> None:
    """Try one again from the start."""
    _with_stuck(lambda stuck: stuck.retry(id))
    say(f"{id} will be tried again.")


@dead.command("drop")
def dead_drop(id: str = _ID) -> None:
    """Throw one away for good."""
    _with_stuck(lambda stuck: stuck.drop(id))
    say(f"{id} is gone.")


@uncertain.command("list")
def uncertain_list(as_json: bool = _JSON) -> None:
    """List what may have been posted or not."""
    _show(_with_stuck(lambda stuck: stuck.uncertain()), as_json, "Nothing is uncertain.")


@uncertain.command("resolve")
def uncertain_resolve(
    id: str = _ID,
    was_posted: bool = typer.Option(
        ..., "--posted/--not-posted", help="What you saw there; --not-posted sends it again."
    ),
) -> None:
    """Say whether it is there: look in the channel first."""
    _with_stuck(lambda stuck: stuck.resolve(id, was_said=was_posted))
    say(f"{id} counts as posted." if was_posted else f"{id} will be sent again.")


def _with_stuck(work: Callable[[SqlStuck], Awaitable[T]]) -> T:
    from ntg_bot import storage
    from ntg_bot.bootstrap import RandomIds, SystemClock, home_exists

    settings = read_settings()
    home_exists(settings)

    async def inside() -> T:
        clock, ids = SystemClock(), RandomIds()
        async with storage.open_database(settings.database, clock=clock, ids=ids) as database:
            return await work(database.stuck)

    return run(inside())


def _show(found: Sequence[Stuck], as_json: bool, nothing: str) -> None:
    from ntg_bot.storage.stuck import MOST

    if as_json:
        say_json(
            [
                {
                    "id": each.id,
                    "platform": each.platform,
                    "workspace": each.workspace,
                    "kind": each.kind,
                    "channel": each.channel,
                    "tries": each.tries,
                    "reason": each.reason,
                    "since": each.since.isoformat(),
                }
                for each in found
            ]
        )
        return
    for each in found:
        where = f"{each.platform} {each.workspace} {each.channel}".strip()
        say(
            f"{each.id}: {each.kind}, {where}, since {each.since:%d %B %Y %H:%M} UTC, "
            f"tried {each.tries} times: {each.reason or 'no reason kept'}"
        )
    if not found:
        say(nothing)
    if len(found) >= MOST:
        say(f"There may be more: at most the oldest {MOST} of a kind are shown.")
