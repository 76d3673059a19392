"""`audit`: whether the log of who did what is as it was written, and what is in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import typer

from ntg_bot.cli.console import FAILED, read_settings, run, say, say_error, say_json

if TYPE_CHECKING:
    from ntg_bot.storage.audit import AuditLog

app = typer.Typer(help="The log of who did what, and its seals.", no_args_is_help=True)

T = TypeVar("T")
_JSON = typer.Option(False, "--json", help="One JSON document.")


@app.command()
def verify(
    kept: str = typer.Option(
        "", "--kept", help="A head that was kept elsewhere: the log must still hold that act."
    ),
    as_json: bool = _JSON,
) -> None:
    """Read every act and its seal; name the first that is not as it was written.

    Ends with 1 where one is. Keep the head that it prints somewhere else from time to time: only
    with it can you tell that somebody wound the whole log back.
    """
    found = _with_log(lambda log: log.verify(kept.strip()))
    if as_json:
        say_json(
            {
                "acts": found.acts,
                "head": found.head,
                "broken_at": found.broken_at,
                "reason": found.reason,
            }
        )
    elif found.broken_at is None:
        acts = "one act" if found.acts == 1 else f"{found.acts:,} acts"
        say(f"The audit is as it was written: {acts}.")
        say(f"Head: {found.head or 'none yet'}")
    if found.broken_at is not None:
        if not as_json:
            say_error(
                f"The audit was changed. First broken row: {found.broken_at}: {found.reason}. "
                f"The {found.acts:,} acts before it are sound."
            )
        raise typer.Exit(FAILED)


@app.command("list")
def list_(
    limit: int = typer.Option(20, "--limit", min=1, max=10_000, help="How many, latest first."),
    as_json: bool = _JSON,
) -> None:
    """List the latest acts: when, who, what. A person who was forgotten is a pseudonym."""
    acts = _with_log(lambda log: log.latest(limit))
    if as_json:
        say_json(
            [
                {
                    "seq": act.seq,
                    "at": act.at.isoformat(),
                    "actor": act.actor,
                    "verb": act.verb,
                    "object_id": act.object_id,
                }
                for act in acts
            ]
        )
        return
    for act in acts:
        who = act.actor or "the program"
        say(f"{act.seq}  {act.at:%d %B %Y %H:%M} UTC  {who}  {act.verb}  {act.object_id}".rstrip())
    if not acts:
        say("Nothing was done yet that is audited.")


def _with_log(work: Callable[[AuditLog], Awaitable[T]]) -> T:
    from ntg_bot.bootstrap import RandomIds, SystemClock, opened_database

    settings = read_settings()

    async def inside() -> T:
        clock, ids = SystemClock(), RandomIds()
        async with opened_database(settings, clock=clock, ids=ids) as database:
            return await work(database.audit_log)

    return run(inside())
