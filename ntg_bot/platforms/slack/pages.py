"""The few web pages of an installation: server-made, no script, nothing loaded from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from aiohttp import web
from jinja2 import Environment, StrictUndefined, Template


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to install, with what it means in plain words."""

    heading: str
    words: str
    label: str
    address: str


@cache
def _template() -> tuple[Template, str]:
    """The page, and the policy that lets its own style in and nothing else."""
    source = (resources.files(__package__) / "templates" / "page.html").read_text("utf-8")
    style = re.search(r"<style>(.*?)</style>", source, re.DOTALL)
    digest = hashlib.sha256((style[1] if style else "").encode()).digest()
    policy = (
        f"default-src 'none'; style-src 'sha256-{base64.b64encode(digest).decode()}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string(source), policy


def page(
    title: str, *paragraphs: str, offers: tuple[Offer, ...] = (), status: int = 200
) -> web.Response:
    """A page of one heading and plain words; kept by no cache."""
    template, policy = _template()
    return web.Response(
        status=status,
        text=template.render(title=title, paragraphs=paragraphs, offers=offers),
        content_type="text/html",
        headers={
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        },
    )
