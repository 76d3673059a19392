"""The page itself and its files, read once from the package; nothing is fetched from elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from ntg_bot.platforms.local.first_screen import Suggestion
from ntg_bot.platforms.local.people import ABOUT_THE_PEOPLE, BOT_NAME, SamplePerson
from ntg_bot.platforms.local.requests import MAX_TEXT

_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file the page uses."""

    body: bytes
    content_type: str
    etag: str


def _static_file(body: bytes, content_type: str) -> StaticFile:
    return StaticFile(body, content_type, hashlib.sha256(body).hexdigest()[:32])


class Page:
    """The one page of the workspace and the files beside it."""

    def __init__(self, people: Sequence[SamplePerson], suggestions: Sequence[Suggestion]) -> None:
        package = files("ntg_bot.platforms.local")
        self._files: dict[str, StaticFile] = {}
        for entry in package.joinpath("static").iterdir():
            suffix = entry.name[entry.name.rfind(".") :]
            if suffix in _TYPES:
                self._files[entry.name] = _static_file(entry.read_bytes(), _TYPES[suffix])
        environment = Environment(
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        source = package.joinpath("templates", "page.html").read_text(encoding="utf-8")
        html = environment.from_string(source).render(
            people=people,
            about_the_people=ABOUT_THE_PEOPLE,
            suggestions=suggestions,
            bot=BOT_NAME,
            max_text=MAX_TEXT,
        )
        self.html = _static_file(html.encode(), "text/html")

    @property
    def names(self) -> frozenset[str]:
        """The names of the files."""
        return frozenset(self._files)

    def file(self, name: str) -> StaticFile | None:
        """The file of that name, or None; only files of the folder are ever served."""
        return self._files.get(name)
