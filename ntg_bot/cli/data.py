"""`data`: what is held about one person, handed out or erased when they ask for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ntg_bot.cli.console import say, say_json, with_application
from ntg_bot.domain.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application
    from ntg_bot.domain.people import Member
    from ntg_bot.services.ports import UnitOfWork

app = typer.Typer(
    help="What is held about one person: hand it out, or erase it.", no_args_is_help=True
)

_USER = typer.Argument(help="The person's user id in the chat, such as U012AB3CD.")
_WORKSPACE = typer.Option(
    "", "--workspace", help="The workspace's id in the chat, where several know that user id."
)


@app.command()
def show(user: str = _USER, workspace: str = _WORKSPACE) -> None:
    """Print all of it as one JSON document."""

    async def read(application: Application) -> dict[str, object]:
        async with application.parts.uow(read_only=True) as work:
            member = await _member(work, user, workspace)
            return dict(await application.joined.members.my_data(work, member))

    say_json(with_application(read))


@app.command()
def export(
    user: str = _USER,
    folder: Path = typer.Argument(help="A new or empty folder."),
    workspace: str = _WORKSPACE,
) -> None:
    """Write all of it into a folder: my-data.json for programs, my-data.html to read."""
    from ntg_bot.publishing import person

    async def read(application: Application) -> dict[str, object]:
        async with application.parts.uow(read_only=True) as work:
            member = await _member(work, user, workspace)
            return dict(await application.joined.members.my_data(work, member))

    person.write(folder, with_application(read))
    say(f"{folder / 'my-data.html'} is for them to read, {folder / 'my-data.json'} holds the same.")
    say("Hand it over safely, and delete it here. They are owed it within one calendar month.")


@app.command()
def erase(
    user: str = _USER,
    workspace: str = _WORKSPACE,
    is_sure: bool = typer.Option(False, "--yes", help="Do not ask: it cannot be undone."),
) -> None:
    """Erase the person, as `forget me` does; what was published stays, without their name."""
    if not is_sure and not typer.confirm(f"Erase {user}? This cannot be undone."):
        say("Nothing was erased.")
        return

    async def forget(application: Application) -> bool:
        async with application.parts.uow() as work:
            member = await _member(work, user, workspace)
            await application.joined.members.forget_me(work, member)
            await work.commit()
        await application.joined.materials.drop_unused(at_least_seconds=0)
        return await application.database.compact_if_due()

    is_clean = with_application(forget)
    say(f"{user} is erased." if is_clean else f"{user} is erased from every table.")
    if not is_clean:
        say("Their bytes leave the disk once the running bot has said what it still has to say.")
    say("Backups and exports made before still hold them: delete or replace those too.")


async def _member(work: UnitOfWork, user: str, workspace: str) -> Member:
    """The one member of that user id; raises where there is none, or more than one."""
    found = []
    for each in await work.workspaces.all():
        if workspace in ("", each.external_id):
            member = await work.members.of_user(each.id, user)
            if member is not None:
                found.append((each, member))
    if not found:
        raise NotFound(key="refused.nothing_held")
    if len(found) > 1:
        places = ", ".join(f"{each.platform} {each.external_id}" for each, _ in found)
        raise InvalidInput(
            "workspace", f"Several workspaces know {user}: {places}.", "Name one with --workspace."
        )
    return found[0][1]
