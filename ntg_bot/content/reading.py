"""Content files to typed front matter with line numbers; each fault is collected, none stops."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from ntg_bot.content.faults import Faults
from ntg_bot.content.located import Located, Unreadable, parse, read_text, split_front_matter
from ntg_bot.content.models import BIDI
from ntg_bot.domain.knowledge import Authority

F = TypeVar("F", bound=BaseModel)
AUTHORITY_COLUMNS = (
    *("ons_code", "dfe_la_number", "name", "official_name", "region", "type", "london_area"),
)
OTHER_CODES = "other_codes"
"""a further column of authorities.csv, which may be left out"""
_CODE = re.compile(r"E[0-9]{8}")


@dataclass(frozen=True)
class Page(Generic[F]):
    """A file that is readable YAML. `file` is relative to its folder, with forward slashes.

    `front` is None where the value is not of its model's shape: the rules still look at `located`,
    so that one fault does not hide another.
    """

    file: str
    front: F | None
    located: Located
    body: str = ""


def read_page(folder: Path, file: str, model: type[F], faults: Faults) -> Page[F] | None:
    """A Markdown file with front matter, None where it is no YAML; faults are collected."""
    try:
        text = read_text(folder / file)
        front, body = split_front_matter(text)
        located = parse(front, first_line=2)
    except Unreadable as error:
        faults.add(file, error.line, error.reason)
        return None
    below = front.count("\n") + 3
    for number, line in enumerate(text.split("\n")[below - 1 :], below):
        found = BIDI.search(line)
        if found:
            faults.add(file, number, f"has the invisible character U+{ord(found[0]):04X}")
    return Page(file, _validated(file, located, model, faults), located, body)


def read_yaml(folder: Path, file: str, model: type[F], faults: Faults) -> Page[F] | None:
    """A YAML file, None where it is no YAML; faults are collected."""
    located = read_located(folder, file, faults)
    if located is None:
        return None
    return Page(file, _validated(file, located, model, faults), located)


def read_located(folder: Path, file: str, faults: Faults) -> Located | None:
    """A YAML file of any shape, or None with its fault collected."""
    try:
        return parse(read_text(folder / file))
    except Unreadable as error:
        faults.add(file, error.line, error.reason)
        return None


def read_authorities(
    folder: Path, file: str, regions: frozenset[str] | None, faults: Faults
) -> dict[str, Authority] | None:
    """authorities.csv by ONS code, or None with its faults collected."""
    try:
        text = read_text(folder / file)
    except Unreadable as error:
        faults.add(file, error.line, error.reason)
        return None
    before = len(faults.found)
    found: dict[str, Authority] = {}
    for line, row in _rows(text, file, faults):
        authority = Authority(**row)
        if wrong := [code for code in authority.codes[1:] if not _CODE.fullmatch(code)]:
            faults.add(file, line, f"has {wrong[0]!r:.30} in other_codes, which is no ONS code")
        if not (authority.ons_code and authority.name):
            faults.add(file, line, "has no ons_code or no name")
        elif authority.ons_code in found:
            faults.add(file, line, f"has the ONS code {authority.ons_code} a second time")
        elif regions is not None and authority.region not in regions:
            faults.add(file, line, f"has the region {authority.region!r}, not in taxonomy.yaml")
        found.setdefault(authority.ons_code, authority)
    return found if len(faults.found) == before else None


def _rows(text: str, file: str, faults: Faults) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if tuple(header) not in (AUTHORITY_COLUMNS, (*AUTHORITY_COLUMNS, OTHER_CODES)):
            faults.add(file, 1, f"must have the columns {', '.join(AUTHORITY_COLUMNS)}")
            return
        for row in reader:
            if len(row) != len(header):
                faults.add(file, reader.line_num, f"has {len(row)} columns, not {len(header)}")
                continue
            hidden = next((found for cell in row if (found := BIDI.search(cell))), None)
            if hidden:
                faults.add(
                    file, reader.line_num, f"has the invisible character U+{ord(hidden[0]):04X}"
                )
            yield reader.line_num, dict(zip(header, row, strict=True))
    except csv.Error as error:
        faults.add(file, reader.line_num, f"is not valid CSV: {error}")


def _validated(file: str, located: Located, model: type[F], faults: Faults) -> F | None:
    for line, key in located.repeated:
        faults.add(file, line, f"{key} is given twice; keep one of the two")
    try:
        value = model.model_validate(located.value)
    except ValidationError as error:
        faults.shape(file, located, error, model)
        return None
    return None if located.repeated else value
