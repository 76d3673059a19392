"""`material`: links and files that go with a practice, added by who runs the bot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ntg_bot.cli.console import say, say_json, with_application
from ntg_bot.domain.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application

app = typer.Typer(
    help="Templates, models and papers that go with a practice.", no_args_is_help=True
)
PLATFORM = "programme"
"""of the workspace to which belongs what the programme itself adds"""


@app.command()
def add(
    practice: str = typer.Argument(help="The practice's id."),
    what: str = typer.Argument(help="A file, or the address of a page."),
    title: str = typer.Option("", "--title", help="What it is called; by default its name."),
) -> None:
    """Add a link or a file. It is shown with the practice at once."""

    async def put(application: Application) -> str:
        materials = application.joined.materials
        async with application.parts.uow() as work:
            space = await work.workspaces.ensure(PLATFORM, PLATFORM, "The programme")
            if what.startswith(("http://", "https://")):
                added = await materials.add_link(work, None, space.id, practice, what, title)
            else:
                file = Path(what)
                data = _read(file)
                added = await materials.add_file(
                    work, None, space.id, practice, file.name, data, title
                )
            await work.commit()
        return added.id

    say(f"Added: {with_application(put)}")


@app.command("list")
def list_(as_json: bool = typer.Option(False, "--json", help="One JSON document.")) -> None:
    """List all materials of the programme; never who brought them."""

    async def read(application: Application) -> list[dict[str, object]]:
        async with application.parts.uow(read_only=True) as work:
            found = await work.materials.all()
        return [
            {
                "id": each.id,
                "practice": each.practice_id,
                "title": each.title,
                "state": each.state.value,
                "url": each.url,
                "name": each.name,
                "size": each.size,
                "sha256": each.sha256,
            }
            for each in found
        ]

    rows = with_application(read)
    if as_json:
        say_json(rows)
        return
    for row in rows:
        say(
            f"{row['id']}  {row['practice']}  {row['title']}  {row['url'] or row['name']}"
            f"  [{row['state']}]"
        )
    if not rows:
        say("There are no materials.")


@app.command()
def get(
    id: str = typer.Argument(help="As the list shows it."),
    file: Path = typer.Argument(help="Where to write it."),
) -> None:
    """Write a material's file somewhere, such as to hand it to somebody."""

    async def read(application: Application) -> bytes:
        async with application.parts.uow(read_only=True) as work:
            material = await work.materials.get(id)
        data = (
            application.parts.files.get(material.sha256) if material and material.sha256 else None
        )
        if data is None:
            raise NotFound(key="refused.material_gone")
        return data

    data = with_application(read)
    try:
        file.write_bytes(data)
    except OSError as error:
        raise InvalidInput("file", f"{file} cannot be written: {error.strerror}.") from None
    say(f"{file}: {len(data):,} bytes")


@app.command()
def remove(id: str = typer.Argument(help="As the list shows it.")) -> None:
    """Take a material away; its file goes with the last material that has it."""

    async def take(application: Application) -> str:
        async with application.parts.uow() as work:
            removed = await application.joined.materials.remove(work, None, id)
            await work.commit()
        await application.joined.materials.drop_unused(at_least_seconds=0)
        return removed.title

    say(f"Removed: {with_application(take)}")


def _read(file: Path) -> bytes:
    from ntg_bot.services.files import MOST_BYTES

    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidInput("file", f"{file} cannot be read: {error.strerror}.") from None
