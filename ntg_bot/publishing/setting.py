"""Setting words in documents: templates that escape by themselves, words that fit any of them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from ntg_bot.services.ports import DigestPage, PageLine, PageSection

_FORBIDDEN = re.compile(
    # What XML 1.0 (section 2.2) has no place for, and what turns the direction of writing round.
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    "|[\u007f-\u009f\u202a-\u202e\u2066-\u2069]"
)


@cache
def template(name: str) -> Template:
    """The template of that file name; every value it is given is escaped."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    source = files("ntg_bot.publishing").joinpath("templates", name).read_text(encoding="utf-8")
    return environment.from_string(source)


def clean(text: str) -> str:
    """`text` on one line, without characters that a document may not hold."""
    return " ".join(_FORBIDDEN.sub("", text).split())


def cleaned(page: DigestPage) -> DigestPage:
    """The same page with all its words cleaned."""
    return replace(
        page,
        name=clean(page.name),
        title=clean(page.title),
        lead=tuple(map(clean, page.lead)),
        sections=tuple(
            PageSection(
                clean(section.heading),
                tuple(PageLine(clean(line.about), clean(line.why)) for line in section.lines),
            )
            for section in page.sections
        ),
        closing=tuple(map(clean, page.closing)),
    )
