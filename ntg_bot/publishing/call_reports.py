"""The interim report and the compendium of a call for evidence, as HTML, Markdown and CSV.

Made of the freeze alone: the same freeze gives the same bytes, whenever and wherever it is built.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined, Template

from ntg_bot.domain.call_reports import COMPENDIUM, FrozenEntry, FrozenReport
from ntg_bot.domain.calls import Mark
from ntg_bot.publishing.cells import table

_LONDON = ZoneInfo("Europe/London")
_MARKS = {
    Mark.NOT_YET: "Not yet on the ladder",
    Mark.EMERGING: "Emerging",
    Mark.PROMISING: "Promising",
    Mark.VALIDATED: "Validated",
}
_LEADS = {
    True: "Everything here was sent to a call for evidence, read by at least two people on their "
    "own, and graded promising or validated. It says what its senders reported; it is not proof "
    "that the same will happen elsewhere.",
    False: "An interim report: what was sent, how it was graded, and what is strong enough to be "
    "heard. The final compendium follows.",
}
_PARTS = (
    ("What was done", "what"),
    ("For whom", "for_whom"),
    ("What happened", "what_happened"),
    ("How it was measured", "how_measured"),
    ("Note of the hearing", "note"),
)
_COLUMNS = (
    "receipt", "title", "organisation", "nation", "grade", "heard", "what", "for_whom",
    "what_happened", "how_measured", "link", "note",
)  # fmt: skip


def documents(report: FrozenReport) -> dict[str, bytes]:
    """File name to content: `compendium.html`, `.md` and `.csv`, or `interim` and so on."""
    return {
        f"{report.kind}.html": _html(report).encode(),
        f"{report.kind}.md": _markdown(report).encode(),
        f"{report.kind}.csv": _csv(report).encode(),
    }


def _heading(report: FrozenReport) -> str:
    name = "Compendium" if report.kind == COMPENDIUM else "Interim report"
    return f"{name}: {report.title}"


def _figures(report: FrozenReport) -> list[tuple[str, str]]:
    at = report.frozen_at.astimezone(_LONDON)
    figures = [
        ("We asked", report.question),
        ("Themes", "; ".join(report.themes)),
        ("Open", f"{_day(report.opened_on)} to {_day(report.closed_on)}"),
        ("Received", str(report.received)),
        ("Graded", "; ".join(f"{_MARKS[mark]}: {count}" for mark, count in report.by_mark)),
        ("From", "; ".join(f"{nation}: {count}" for nation, count in report.by_nation)),
        ("As it stood on", f"{_day(at)} at {at:%H:%M}"),
    ]
    if report.hearing is not None:
        at = report.hearing.starts_at.astimezone(_LONDON)
        figures.append(("Hearing", f"{_day(at)}, {report.hearing.place}"))
    return [(label, value) for label, value in figures if value]


def _parts(entry: FrozenEntry) -> list[tuple[str, str]]:
    found = [(label, getattr(entry, name)) for label, name in _PARTS]
    return [(label, words) for label, words in found if words]


@cache
def _template() -> Template:
    source = (resources.files(__package__) / "templates" / "call.html").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source)


def _html(report: FrozenReport) -> str:
    return _template().render(
        heading=_heading(report),
        lead=_LEADS[report.kind == COMPENDIUM],
        figures=_figures(report),
        entries=[(entry, _MARKS[entry.mark], _parts(entry)) for entry in report.entries],
    )


def _markdown(report: FrozenReport) -> str:
    lines = [f"# {_escaped(_heading(report))}", "", _LEADS[report.kind == COMPENDIUM], ""]
    lines += [f"- **{label}:** {_escaped(value)}" for label, value in _figures(report)]
    for entry in report.entries:
        lines += [
            "",
            f"## {_escaped(entry.title)}",
            "",
            f"{_escaped(entry.organisation)}, {_escaped(entry.nation)}. Grade: "
            f"{_MARKS[entry.mark]}. Receipt {_escaped(entry.receipt)}.",
        ]
        for label, words in _parts(entry):
            lines += ["", f"**{label}.** {_escaped(words)}"]
        if entry.link:
            lines += ["", f"More: <{entry.link}>"]
    if not report.entries:
        lines += ["", "Nothing was graded promising or validated."]
    return "\n".join(lines) + "\n"


def _csv(report: FrozenReport) -> str:
    return table(
        _COLUMNS,
        (
            (
                entry.receipt,
                entry.title,
                entry.organisation,
                entry.nation,
                _MARKS[entry.mark],
                entry.was_heard,
                entry.what,
                entry.for_whom,
                entry.what_happened,
                entry.how_measured,
                entry.link,
                entry.note,
            )
            for entry in report.entries
        ),
    )


def _escaped(text: str) -> str:
    """Words as Markdown that is nothing but words, on one line."""
    tidy = " ".join(text.split())
    return "".join(f"\\{each}" if each in "\\`*_{}[]<>()#+!|~" else each for each in tidy)


def _day(value: object) -> str:
    return f"{value:%d %B %Y}".lstrip("0")
