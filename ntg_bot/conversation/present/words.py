"""Evidence, dates and lists in plain words, never surer than the source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import Element, Link, Plain, Span, Strong, Text
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.domain.knowledge import Example, Practice, Source
from ntg_bot.domain.levels import NAMES, Level
from ntg_bot.domain.upkeep import ReviewPeriods
from ntg_bot.services.signposts import Signpost

Say = Callable[..., str]
"""a sentence of the catalogue by key, with its places filled in"""


def fault(say: Say, error: facts.Reply | str | None) -> str:
    """What to mend at a field of a form; empty where nothing is wrong."""
    if error is None or isinstance(error, str):
        return error or ""
    return say(error.key, **error.values).strip()


def day(value: date) -> str:
    """A date as people write it: 2 March 2026."""
    return f"{value.day} {value:%B %Y}"


def when(starts: str, ends: str) -> str:
    """`2008-04-17`, `2008-04` or `2008`, alone or to an end, as people write it."""
    told = [_as_exact_as_said(each) for each in (starts, ends) if each]
    return " to ".join(told)


def _as_exact_as_said(text: str) -> str:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return day(date(*parts))
    return f"{date(parts[0], parts[1], 1):%B %Y}" if len(parts) == 2 else text


def capital(text: str) -> str:
    """The first letter large, the others as they are: acronyms stay acronyms."""
    return text[:1].upper() + text[1:]


def shortened(text: str, most: int) -> str:
    """At most `most` characters, with an ellipsis where something was left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def listed(names: Sequence[str]) -> str:
    """`a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def direction(practice: Practice, catalogue: Catalogue) -> str:
    """Which way the evidence points, as a sentence."""
    return catalogue.say(f"direction.{practice.evidence.direction.value}")


def evidence(practice: Practice, catalogue: Catalogue) -> tuple[Span, ...]:
    """Direction in words, then the rating exactly as the named standard gives it."""
    found = practice.evidence
    return (
        Strong(direction(practice, catalogue)),
        Plain(f" {capital(found.rating)} ({found.standard}; {found.design})."),
    )


def graded(practice: Practice, catalogue: Catalogue) -> list[tuple[str, tuple[Span, ...]]]:
    """The grade of local practice, as a fact of its own beside evidence, freshness and take-up."""
    if not practice.is_local:
        return []
    key = f"grade.is.{practice.grade.value}" if practice.grade else "grade.is.none"
    return [(catalogue.say("label.grade"), (Plain(catalogue.say(key)),))]


def freshness(practice: Practice, today: date, catalogue: Catalogue, periods: ReviewPeriods) -> str:
    """When it was last checked, and whether another look is overdue."""
    key = "freshness.overdue" if periods.is_overdue(practice, today) else "freshness.checked"
    return catalogue.say(key, checked=day(practice.reviewed))


def source(entry: Source, catalogue: Catalogue) -> tuple[Span, ...]:
    """A source with its address; says where we have not read it, or read a copy."""
    title: Span = Link(entry.title, entry.url) if entry.url else Plain(entry.title)
    when = catalogue.say("source.no_date") if entry.year in ("", "n.d.") else entry.year
    stop = "" if entry.title.endswith((".", "?", "!")) else "."
    details = f"{stop} {entry.organisation}, {when}."
    if not entry.source_seen:
        details += " " + catalogue.say("source.not_seen")
    elif entry.url_kind == "mirror-or-secondary":
        details += " " + catalogue.say("source.secondary")
    return (title, Plain(details))


def who_else(say: Say, signposts: Sequence[Signpost]) -> Element | None:
    """Who else works on it, by today's names; None where nobody is known."""
    if not signposts:
        return None
    names = [
        say("signpost.for", name=each.name, old=each.for_whom) if each.for_whom else each.name
        for each in signposts
    ]
    return Text((Plain(say("signpost.line", names=listed(names))),))


def levels(found: Sequence[str]) -> str:
    """Names of levels of the onion."""
    return listed([NAMES[Level(each)] for each in found])


def place(example: Example) -> str:
    """Where an example was done."""
    names = [reference.name for reference in example.authorities]
    return listed(names) if names else (example.place or example.region or "place not stated")


def years(example: Example) -> str:
    """`2004 to 2009`, `from 2004`, or empty."""
    if example.year_from and example.year_to:
        if example.year_from == example.year_to:
            return str(example.year_from)
        return f"{example.year_from} to {example.year_to}"
    return f"from {example.year_from}" if example.year_from else ""


def reported(example: Example, catalogue: Catalogue) -> str:
    """The first result as its source states it, or that none was seen."""
    if not example.outcomes_reported:
        return catalogue.say("example.no_result")
    first = example.outcomes_reported[0]
    return catalogue.say("example.reported", measure=first.measure, figure=first.figure_as_stated)


def first_sentences(text: str, limit: int) -> str:
    """As many whole sentences as fit `limit` characters; at least the first."""
    kept = ""
    for sentence in text.replace("\n", " ").split(". "):
        whole = sentence if sentence.endswith((".", "!", "?")) else sentence + "."
        if kept and len(kept) + len(whole) + 1 > limit:
            break
        kept = f"{kept} {whole}".strip()
    return kept
