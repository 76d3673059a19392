"""Editions as HTML, Markdown, Word and CSV, all made of the freeze and its errata alone.

The same freeze gives the same bytes. Errata stand in files of their own and at the front of the
page: the frozen text is never changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined, Template

from ntg_bot.domain.checks import Tally
from ntg_bot.domain.editions import EditionEntry, Erratum, FrozenEdition
from ntg_bot.domain.knowledge import Direction, Source
from ntg_bot.publishing.cells import table

_LONDON = ZoneInfo("Europe/London")
DIRECTIONS = {  # as the chat says them: a test compares the two
    Direction.POSITIVE: "The evidence is that it helps.",
    Direction.PROMISING: "Early signs are good, but not yet sure.",
    Direction.MIXED: "Results are mixed.",
    Direction.NULL: "It was tested and made no clear difference.",
    Direction.NEGATIVE: "It was tested and did more harm than good.",
    Direction.UNCLEAR: "It is not clear whether it works.",
    Direction.DESCRIPTIVE: "Described, but its effect has not been tested.",
}
_COLUMNS = (
    "id", "practice_id", "line_of_enquiry", "theme", "title", "summary", "direction", "rating",
    "standard", "design", "cautions", "done_in", "take_up", "sources", "checked", "did_not_work",
)  # fmt: skip


def documents(edition: FrozenEdition, errata: Sequence[Erratum] = ()) -> dict[str, bytes]:
    """File name to content, but for the Word file, which `word.document` makes."""
    stem = f"edition-{edition.number}"
    return {
        f"{stem}.html": _html(edition, errata).encode(),
        f"{stem}.md": _markdown(edition, errata).encode(),
        f"{stem}.csv": _csv(edition).encode(),
    }


def heading(edition: FrozenEdition) -> str:
    return f"Edition {edition.number}: {edition.title}"


def day(at: datetime) -> str:
    return f"{at.astimezone(_LONDON):%d %B %Y}".lstrip("0")


def evidence_of(entry: EditionEntry) -> str:
    """Which way it points in words, then the rating as the named standard gives it."""
    found = entry.evidence
    rating = found.rating[:1].upper() + found.rating[1:]
    return f"{DIRECTIONS[found.direction]} {rating} ({found.standard}; {found.design})."


def take_up_of(tally: Tally) -> str:
    """Numbers, for percentages of so few would mislead."""
    if not tally.answered:
        return "No council has reported on it yet."
    said = [
        f"{count} {words}"
        for count, words in (
            (tally.holds, "said it holds"),
            (tally.partly, "partly"),
            (tally.does_not, "not"),
        )
        if count
    ]
    tried = f"Tried by {tally.tried} council{'' if tally.tried == 1 else 's'}"
    told = f"{tried}: {', '.join(said)}." if said else "Tried by no council yet."
    return f"{told} Not tried: {tally.not_tried}." if tally.not_tried else told


def source_of(source: Source) -> str:
    """Title, organisation and year; says where we have not read it, or read a copy."""
    year = "no date" if source.year in ("", "n.d.") else source.year
    stop = "" if source.title.endswith((".", "?", "!")) else "."
    told = f"{source.title}{stop} {source.organisation}, {year}."
    if not source.source_seen:
        return f"{told} We have not read it ourselves."
    if source.url_kind == "mirror-or-secondary":
        return f"{told} We read a copy or a report of it, not the original."
    return told


@cache
def _template() -> Template:
    source = (resources.files(__package__) / "templates" / "edition.html").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(evidence=evidence_of, take_up=take_up_of, source=source_of)
    return environment.from_string(source)


def _html(edition: FrozenEdition, errata: Sequence[Erratum]) -> str:
    return _template().render(
        edition=edition,
        heading=heading(edition),
        frozen=day(edition.frozen_at),
        foreword=[part.strip() for part in edition.foreword.split("\n\n") if part.strip()],
        errata=[(each, day(each.at)) for each in errata],
        corrected={each.entry_id for each in errata if each.entry_id},
        index=edition.index(),
    )


def _markdown(edition: FrozenEdition, errata: Sequence[Erratum]) -> str:
    lines = [f"# {_plain(heading(edition))}", "", f"Published {day(edition.frozen_at)}."]
    if edition.signed_off_by:
        lines += ["", _plain(edition.signed_off_by)]
    if errata:
        lines += ["", "## Errata", ""]
        lines += [
            f"- {day(each.at)}{f', {each.entry_id}' if each.entry_id else ''}: {_plain(each.text)}"
            for each in errata
        ]
    lines += ["", "## Foreword", ""]
    lines += [_plain(part) + "\n" for part in edition.foreword.split("\n\n") if part.strip()]
    lines += ["## Contents", ""]
    for section in edition.sections:
        lines.append(f"- {_plain(section.name)}")
        lines += [
            f"  - {entry.id} {_plain(entry.title)}"
            for entry in (*section.entries, *section.did_not_work)
        ]
    for section in edition.sections:
        lines += ["", f"## {_plain(section.name)}", "", _plain(section.question)]
        theme = ""
        for entry in section.entries:
            if entry.theme != theme:
                theme = entry.theme
                lines += ["", f"### {_plain(theme)}"]
            lines += _entry_lines(entry)
        if section.did_not_work:
            lines += ["", "### What was tested and did not work"]
            for entry in section.did_not_work:
                lines += _entry_lines(entry)
    lines += ["", "## Gaps: where we know nothing yet", ""]
    lines += [f"- {_plain(group)}: {_plain(outcome)}" for group, outcome in edition.gaps]
    lines += ["", "## Who else works on this", ""]
    lines += [f"- {_plain(each.name)}. {_plain(each.what_became)}" for each in edition.signposts]
    lines += ["", "## Index", ""]
    lines += [f"- {_plain(word)}: {', '.join(ids)}" for word, ids in edition.index()]
    return "\n".join(lines) + "\n"


def _entry_lines(entry: EditionEntry) -> list[str]:
    lines = ["", f"#### {entry.id} {_plain(entry.title)}", "", _plain(entry.summary), ""]
    lines += [f"- How: {_plain(step)}" for step in entry.how_it_works]
    lines.append(f"- **Evidence.** {_plain(evidence_of(entry))}")
    lines += [f"- **Beware.** {_plain(caution)}" for caution in entry.cautions]
    lines += [f"- Done in: {_plain(place)}" for place in entry.done_in]
    lines.append(f"- Take-up: {_plain(take_up_of(entry.take_up))}")
    lines += [
        f"- Source: {_plain(source_of(source))}{f' <{source.url}>' if source.url else ''}"
        for source in entry.sources
    ]
    return lines


def _csv(edition: FrozenEdition) -> str:
    return table(
        _COLUMNS,
        (
            (
                entry.id,
                entry.practice_id,
                section.name,
                entry.theme,
                entry.title,
                entry.summary,
                entry.evidence.direction.value,
                entry.evidence.rating,
                entry.evidence.standard,
                entry.evidence.design,
                "\n".join(entry.cautions),
                "\n".join(entry.done_in),
                take_up_of(entry.take_up),
                "\n".join(map(source_of, entry.sources)),
                entry.reviewed.isoformat(),
                entry in section.did_not_work,
            )
            for section in edition.sections
            for entry in (*section.entries, *section.did_not_work)
        ),
    )


def _plain(text: str) -> str:
    """Words as Markdown that is nothing but words, on one line."""
    tidy = " ".join(text.split())
    return "".join(f"\\{each}" if each in "\\`*_{}[]<>#|~" else each for each in tidy)
