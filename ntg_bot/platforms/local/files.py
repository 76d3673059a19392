"""Files of materials in the local workspace: handed out, and brought by a plain page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from aiohttp import BodyPartReader, web
from jinja2 import Environment, StrictUndefined, Template

from ntg_bot.domain.errors import InvalidInput, NotFound, UserError
from ntg_bot.platforms.local.channels import ChannelBook
from ntg_bot.platforms.local.door import PLATFORM, WORKSPACE, Door
from ntg_bot.platforms.local.guard import guarded
from ntg_bot.services.ports import Shelf

MOST_BYTES = 10 * 1024 * 1024
"""the most that is read of a file; whoever takes it in says the same in words"""
_FIELD_CHARACTERS = 200


class FileRoutes:
    """GET /materials, GET /materials/{id}, POST /materials; guarded like every other page."""

    def __init__(
        self,
        shelf: Shelf,
        door: Door,
        channels: ChannelBook,
        explain: Callable[[UserError], str],
    ) -> None:
        self._shelf = shelf
        self._door = door
        self._channels = channels
        self._explain = explain

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/materials", guarded(self._get_form)),
            web.get("/materials/{id}", guarded(self._get_file)),
            web.post("/materials", guarded(self._post_file)),
        ]

    async def _get_form(self, request: web.Request) -> web.Response:
        return self._page()

    async def _get_file(self, request: web.Request) -> web.Response:
        found = await self._shelf.hand_out(request.match_info["id"])
        if found is None:
            raise NotFound("There is no such file, or it waits for a moderator.", "Ask for it.")
        name, media_type, data = found
        return web.Response(
            body=data,
            content_type=media_type,
            headers={
                # It is saved, and never opened as a page of this workspace.
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
                "Cache-Control": "no-store",
            },
        )

    async def _post_file(self, request: web.Request) -> web.Response:
        try:
            fields, name, data = await _read(request)
            person = self._channels.person(fields.get("person", ""))
            id = await self._shelf.bring(
                PLATFORM, WORKSPACE, person.id, fields.get("practice", ""), name, data
            )
            await self._door.brought(person, id)
        except UserError as fault:
            return self._page(error=self._explain(fault), status=400)
        return self._page(done=True)

    def _page(self, *, error: str = "", done: bool = False, status: int = 200) -> web.Response:
        html = _template().render(
            people=self._channels.people,
            practices=self._shelf.practices(),
            error=error,
            done=done,
        )
        return web.Response(
            text=html,
            content_type="text/html",
            status=status,
            headers={"Cache-Control": "no-store"},
        )


@cache
def _template() -> Template:
    source = files("ntg_bot.platforms.local").joinpath("templates", "materials.html")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source.read_text(encoding="utf-8"))


async def _read(request: web.Request) -> tuple[dict[str, str], str, bytes]:
    """The short fields, the file's name and its bytes, read no further than may be kept."""
    if request.content_type != "multipart/form-data":
        raise InvalidInput("file", "Only a form with a file is understood here.", "Use the page.")
    fields: dict[str, str] = {}
    name, data = "", bytearray()
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise InvalidInput("file", "That form cannot be read.", "Use the page.")
            if part.name == "file":
                name = part.filename or ""
                while chunk := await part.read_chunk(64 * 1024):
                    data += chunk
                    if len(data) > MOST_BYTES:
                        break
                if len(data) > MOST_BYTES:
                    break
            elif part.name:
                value = await part.read_chunk(4 * _FIELD_CHARACTERS)
                fields[part.name] = value.decode("utf-8", "replace")[:_FIELD_CHARACTERS]
    except ValueError as error:
        raise InvalidInput("file", "That form cannot be read.", "Use the page.") from error
    return fields, name, bytes(data)
