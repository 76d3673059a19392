"""The evidence gap map as a picture, as a page with its whole table beside it, and as CSV."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from ntg_bot.domain.gap_map import Cell, GapKind, GapMap
from ntg_bot.publishing.cells import table

_WORDS = {
    GapKind.NONE: "brought together",
    GapKind.SYNTHESIS: "not brought together",
    GapKind.ABSOLUTE: "nothing known",
}
_FILLS = {GapKind.NONE: "#c8e6f5", GapKind.SYNTHESIS: "#fbe3b5", GapKind.ABSOLUTE: "#ffffff"}
"""light enough for black figures at a contrast of 12 to 1 and more; the words say it too"""
_LEFT, _TOP, _WIDTH, _HEIGHT = 330, 86, 150, 40
_NAME = 40
"""characters of a group's name on the picture; the table has all of it"""


def documents(found: GapMap) -> dict[str, bytes]:
    """File name to content: `gap-map.svg`, `gap-map.html` (with the table) and `gap-map.csv`."""
    picture = _template("gap-map.svg").render(**_picture(found))
    page = _template("gap-map.html").render(
        title=title(found),
        lead=lead(found),
        picture=picture,
        outcomes=[name for _, name in found.outcomes],
        rows=[
            (name, [in_words(cell) for cell in found.row(id)], dict(found.without_outcome).get(id))
            for id, name in found.groups
        ],
        hot=[_named(found, cell) for cell in found.hot_and_empty],
    )
    return {
        "gap-map.svg": picture.encode(),
        "gap-map.html": page.encode(),
        "gap-map.csv": _csv(found).encode(),
    }


def title(found: GapMap) -> str:
    return f"Evidence gap map: {found.line[1]}" if found.line[1] else "Evidence gap map"


def lead(found: GapMap) -> str:
    """What is counted, and since when."""
    since = f" since {found.since:%d %B %Y}".replace(" 0", " ") if found.since else ""
    return (
        "For each group of children and outcome: how many practices we know, how many of them rest "
        f"on a review of studies, and how many questions were asked{since}. A count of practices "
        "says how much there is to read, not how well it works."
    )


def in_words(cell: Cell) -> str:
    """`4 practices, 2 from a review, 3 questions, 1 without an answer`."""
    parts = [_counted(cell.practices, "practice") if cell.practices else "nothing known"]
    if cell.practices:
        parts.append(f"{cell.reviewed} from a review" if cell.reviewed else "no review")
    if cell.questions:
        parts.append(_counted(cell.questions, "question"))
    if cell.unanswered:
        parts.append(f"{cell.unanswered} without an answer")
    return ", ".join(parts)


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _named(found: GapMap, cell: Cell) -> tuple[str, str, int]:
    return dict(found.groups)[cell.group], dict(found.outcomes)[cell.outcome], cell.questions


def _picture(found: GapMap) -> dict[str, object]:
    rows = []
    for row, (id, name) in enumerate(found.groups):
        y = _TOP + row * _HEIGHT
        short = name if len(name) <= _NAME else f"{name[: _NAME - 1].rstrip()}…"
        cells = [
            {
                "x": _LEFT + column * _WIDTH,
                "fill": _FILLS[cell.kind],
                "is_hot": cell.is_hot_and_empty,
                "practices": str(cell.practices) if cell.practices else "–",
                "questions": f"{cell.questions} asked" if cell.questions else "",
            }
            for column, cell in enumerate(found.row(id))
        ]
        rows.append({"y": y, "name": short, "cells": cells})
    return {
        "width": _LEFT + _WIDTH * len(found.outcomes) + 10,
        "height": _TOP + _HEIGHT * len(found.groups) + 70,
        "left": _LEFT,
        "top": _TOP,
        "cell_width": _WIDTH,
        "cell_height": _HEIGHT,
        "title": title(found),
        "description": f"{lead(found)} The same in words stands in the table.",
        "columns": [
            {"x": _LEFT + column * _WIDTH, "lines": _wrapped(name, 20)}
            for column, (_, name) in enumerate(found.outcomes)
        ],
        "rows": rows,
        "legend": [
            {"x": 10 + 300 * number, "fill": _FILLS[kind], "words": _WORDS[kind]}
            for number, kind in enumerate(_FILLS)
        ],
        "legend_y": _TOP + _HEIGHT * len(found.groups) + 24,
    }


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _csv(found: GapMap) -> str:
    groups, outcomes = dict(found.groups), dict(found.outcomes)
    columns = (
        "group_id", "group", "outcome_id", "outcome", "practices", "tested", "reviewed",
        "questions", "unanswered", "gap", "hot_and_empty",
    )  # fmt: skip
    return table(
        columns,
        (
            (
                cell.group,
                groups[cell.group],
                cell.outcome,
                outcomes[cell.outcome],
                cell.practices,
                cell.tested,
                cell.reviewed,
                cell.questions,
                cell.unanswered,
                cell.kind.value,
                cell.is_hot_and_empty,
            )
            for cell in found.cells
        ),
    )


@cache
def _template(name: str) -> Template:
    source = (resources.files(__package__) / "templates" / name).read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source)
