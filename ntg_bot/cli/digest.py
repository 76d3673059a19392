"""`digest`: look at a community's next digest, or send it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from ntg_bot.cli.console import FAILED, say, say_error, say_json, with_application
from ntg_bot.domain.errors import NotFound

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application

app = typer.Typer(help="Weekly digests of the communities.", no_args_is_help=True)


@app.command()
def preview(
    community: str = typer.Argument(help="A community, by id or by name."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Show what a community's next digest holds so far."""
    with_application(lambda application: _preview(application, community, as_json))


@app.command()
def send(community: str = typer.Argument(help="A community, by id or by name.")) -> None:
    """Send a community's digest now, instead of at its time this week."""
    if not with_application(lambda application: _send(application, community)):
        raise typer.Exit(FAILED)


def _id_of(application: Application, name: str) -> str:
    from ntg_bot.services.membership import MembershipService

    try:
        return MembershipService(application.library, application.clock).community(name).id
    except NotFound:
        known = ", ".join(community.id for community in application.library.taxonomy.communities)
        raise NotFound(f"There is no community “{name}”.", f"Use one of: {known}.") from None


async def _preview(application: Application, name: str, as_json: bool) -> None:
    from ntg_bot.conversation import facts
    from ntg_bot.domain.encoding import to_plain

    community = _id_of(application, name)
    async with application.database.uow(read_only=True) as work:
        found = await application.joined.digests.preview(work, community)
    if as_json:
        say_json(
            {
                "community": community,
                "week": str(found.week),
                "start": found.start.isoformat(),
                "end": found.end.isoformat(),
                "items": [to_plain(item) for item in found.items],
            }
        )
        return
    said = facts.Digest(community, str(found.week), items=found.items, is_preview=True)
    say((await application.joined.presenter.present(said)).summary)


async def _send(application: Application, name: str) -> bool:
    community = _id_of(application, name)
    issue, channels = await application.joined.sender.send(community, by_hand=True)
    if issue is None:
        say_error("another process has just sent this digest.")
        return False
    title = application.library.community_name(community)
    if not channels:
        say(f"The digest of {title} for {issue.week} is written, but no channel is bound to it.")
        return True
    say(
        f"The digest of {title} for {issue.week} is on its way to {channels} "
        f"{'channel' if channels == 1 else 'channels'}. A running `ntg-bot serve` delivers it."
    )
    return True
