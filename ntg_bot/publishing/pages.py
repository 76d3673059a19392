"""The export to read in a browser: one page a kind of entry, one a table, and a list of them.

Pages stand alone: no script, nothing loaded from elsewhere, readable from a stick in ten years.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ntg_bot.publishing.setting import template

Rows = Sequence[dict[str, Any]]

_KINDS = {
    "practice": "Practices",
    "example": "Local examples",
    "faq": "Questions about the programme",
    "organisation": "Organisations",
}
_HOME = "index.html"
_FIRST = ("title", "name", "id")
"""what an entry is called, the first of these that it has"""


def a_page(
    title: str,
    lead: str = "",
    *,
    entries: Sequence[tuple[str, Sequence[tuple[str, object]]]] = (),
    columns: Sequence[str] = (),
    rows: Sequence[Sequence[str]] = (),
    links: Sequence[tuple[str, str, int]] = (),
    home: str = "",
) -> str:
    """One page: entries of labelled values, a table, or links (file, heading, how many)."""
    return template("page.html").render(
        title=title,
        lead=lead,
        entries=entries,
        columns=columns,
        rows=rows,
        links=links,
        home=home,
    )


def made(tables: Mapping[str, Rows]) -> dict[str, str]:
    """File name to page."""
    found: dict[str, str] = {}
    listed = []
    for kind, heading in _KINDS.items():
        entries = _entries(tables.get("knowledge", ()), kind)
        found[f"{kind}.html"] = a_page(heading, entries=entries, home=_HOME)
        listed.append((f"{kind}.html", heading, len(entries)))
    for name, rows in tables.items():
        heading = f"Table: {name.replace('_', ' ')}"
        columns = list(rows[0]) if rows else []
        found[f"table-{name}.html"] = a_page(
            heading,
            "" if rows else "It has no rows.",
            columns=columns,
            rows=[[_shown(row[column]) for column in columns] for row in rows],
            home=_HOME,
        )
        listed.append((f"table-{name}.html", heading, len(rows)))
    found[_HOME] = a_page(
        "The programme's export",
        "What the programme held when this was made. Parts of it are about people: keep it as "
        "safe as the database itself.",
        links=listed,
    )
    return found


def _entries(rows: Rows, kind: str) -> list[tuple[str, list[tuple[str, object]]]]:
    """(what it is called, its labelled values) of each entry that is not taken out, by name."""
    found = []
    for row in rows:
        if row["kind"] != kind or not row["payload"]:
            continue
        values = json.loads(row["payload"]["text"])
        name = next((str(values[key]) for key in _FIRST if values.get(key)), row["id"])
        pairs = [
            (key.replace("_", " ").capitalize(), value)
            for key, value in values.items()
            if value not in (None, "", [], {}) and not key.startswith("$")
        ]
        found.append((name, pairs))
    return sorted(found, key=lambda entry: entry[0].casefold())


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("text", value.get("base64", "")))
    return "" if value is None else str(value)
