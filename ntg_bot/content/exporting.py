"""`kb export`: writes the database back as files, touching only what somebody changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ntg_bot.content.faults import ContentErrors, Faults
from ntg_bot.content.lists import OrganisationsFile
from ntg_bot.content.models import ExampleFront, FaqFront, PracticeFront
from ntg_bot.content.reading import read_page, read_yaml
from ntg_bot.content.writing import path_of, write_item, write_organisations
from ntg_bot.domain.errors import ContentError
from ntg_bot.domain.knowledge import Item, Kind, Organisation
from ntg_bot.services.ports import KnowledgeRow

_FRONTS: dict[Kind, type[PracticeFront] | type[ExampleFront] | type[FaqFront]] = {
    Kind.PRACTICE: PracticeFront,
    Kind.EXAMPLE: ExampleFront,
    Kind.FAQ: FaqFront,
}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def export(rows: Sequence[KnowledgeRow], folder: Path) -> list[Path]:
    """Writes each row's file below `folder`, removes the files of entries that were taken out, and
    returns the paths written or removed.

    A file that already says the same is left as it is, comments and all. Raises ContentErrors,
    before anything is written, for an id that makes no file name.
    """
    bad = [row.id for row in rows if _SLUG.fullmatch(row.id) is None]
    if bad:
        reason = "has letters that a file name may not have"
        raise ContentErrors(ContentError(str(folder), 0, f"the id {id!r} {reason}") for id in bad)
    touched = []
    for row in sorted(rows, key=lambda row: (row.kind, row.id)):
        if row.kind is Kind.ORGANISATION:
            continue
        path = folder / path_of(row.kind, row.id)
        if row.item is None:
            if path.exists():
                path.unlink()
                touched.append(path)
        elif not _says(folder, row.kind, row.item):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(write_item(row.item), encoding="utf-8", newline="\n")
            touched.append(path)
    return touched + _export_organisations(rows, folder)


def _says(folder: Path, kind: Kind, item: Item) -> bool:
    """Whether the entry's file is there and says just this."""
    path = path_of(kind, item.id)
    if not (folder / path).is_file():
        return False
    if (folder / path).read_bytes() == write_item(item).encode():
        return True
    page = read_page(folder, str(path), _FRONTS[kind], Faults(str(folder)))
    if page is None or page.front is None:
        return False
    # Bytes differ, but comments and line breaks are the curator's: compare what is said.
    return write_item(page.front.value(page.body)) == write_item(item)


def _export_organisations(rows: Sequence[KnowledgeRow], folder: Path) -> list[Path]:
    path = folder / path_of(Kind.ORGANISATION, "")
    stored = {row.id: row.item for row in rows if isinstance(row.item, Organisation)}
    if not stored and not path.exists():
        return []
    page = read_yaml(folder, path.name, OrganisationsFile, Faults("")) if path.exists() else None
    listed = [body.value() for body in page.front.organisations] if page and page.front else []
    order = [body.id for body in listed if body.id in stored]
    wanted = [stored[id] for id in [*order, *sorted(stored.keys() - set(order))]]
    if wanted == listed:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_organisations(wanted), encoding="utf-8", newline="\n")
    return [path]
