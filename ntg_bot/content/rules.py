"""What the shape of a file cannot say: known ids, unique ids, references, sources, dates in order.

The rules look at the values as read, whether or not the file has the right shape, so that every
fault of a file is named in one run. A list that could not be read is not checked against.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from ntg_bot.content.faults import Faults
from ntg_bot.content.located import Located, Place
from ntg_bot.content.reading import Page
from ntg_bot.domain.knowledge import SHARERS_OWN, Authority

_FIGURE = re.compile(r"[0-9]\s?(?:%|per cent|percent)|[£€$]\s?[0-9]|[-+][0-9]")
_WORDS = re.compile(r"[^\w]+")
FACETS = (
    ("line_of_enquiry", "taxonomy.yaml"),
    ("outcomes", "taxonomy.yaml"),
    ("groups", "taxonomy.yaml"),
    ("setting", "taxonomy.yaml"),
    ("communities", "communities.yaml"),
)
"""keys that hold ids, and the file that lists the ids"""


@dataclass(frozen=True)
class Known:
    """What may be referred to; None where its file could not be read."""

    facets: Mapping[str, frozenset[str] | None]
    places: frozenset[str] | None
    """regions and nations"""
    authorities: Mapping[str, Authority] | None
    practices: frozenset[str]


def check_facets(page: Page[Any], known: Known, faults: Faults) -> None:
    """Ids of lines, outcomes, groups, settings and communities must be listed, once each."""
    for key, where in FACETS:
        ids = known.facets[key]
        _each_once(page, key, faults)
        if ids is not None:
            for place, text in texts(page.located, (key,)):
                if text not in ids:
                    faults.at(page.file, page.located, place, f"has {text!r:.60}, not in {where}")


def check_practice(page: Page[Any], known: Known, faults: Faults) -> None:
    """A practice's own rules: nothing empty but for a member's, councils known, dates in order."""
    located = page.located
    check_facets(page, known, faults)
    check_sources(page, faults)
    is_local = bool(get(located, "shared_by")) or get(located, "how_it_works_basis") == SHARERS_OWN
    if not is_local:
        _check_not_empty(page, faults)
        if get(located, "grade"):
            reason = "is for practice that a council shared; published standards keep their own"
            faults.at(page.file, located, ("grade",), reason)
    _check_successor(page, known, faults)
    for place, code in texts(located, ("also_shared_by",)):
        if known.authorities is not None and code not in known.authorities:
            faults.at(page.file, located, place, f"has {code!r:.40}, {_NO_COUNCIL}")
    council = get(located, "shared_by")
    unknown = known.authorities is not None and council not in known.authorities
    if isinstance(council, str) and council and unknown:
        faults.at(page.file, located, ("shared_by",), f"has {council!r:.40}, {_NO_COUNCIL}")
    reviewed, due = get(located, "reviewed"), get(located, "review_by")
    if isinstance(reviewed, date) and isinstance(due, date) and due < reviewed:
        faults.at(page.file, located, ("review_by",), "lies before the date in `reviewed`")
    if _all_unseen(located):
        for key in ("rating", "effect"):
            text = get(located, "evidence", key)
            if isinstance(text, str) and _FIGURE.search(text):
                faults.at(page.file, located, ("evidence", key), _UNSEEN_FIGURE)


def _check_not_empty(page: Page[Any], faults: Faults) -> None:
    """What everything but a member's own account must have."""
    for key in ("line_of_enquiry", "outcomes", "groups", "setting"):
        if get(page.located, key) == []:
            faults.at(page.file, page.located, (key,), "is empty; give at least one")


def _check_successor(page: Page[Any], known: Known, faults: Faults) -> None:
    """A practice that became part of another is retired, and leads to one that is there."""
    successor = get(page.located, "merged_into")
    if not successor:
        return
    if successor not in known.practices or successor == get(page.located, "id"):
        reason = f"has {successor!r:.60}, no other file of practice/"
        faults.at(page.file, page.located, ("merged_into",), reason)
    if get(page.located, "status") != "retired":
        faults.at(page.file, page.located, ("merged_into",), "is given, but status is not retired")


def check_example(page: Page[Any], known: Known, faults: Faults) -> None:
    """An example's own rules: councils as listed, a place, years in order, practices that exist."""
    located = page.located
    check_facets(page, known, faults)
    check_sources(page, faults)
    if get(located, "how_basis") != SHARERS_OWN:
        _check_not_empty(page, faults)
    _check_councils(page, known, faults)
    _each_once(page, "practice_ids", faults)
    for place, text in texts(located, ("practice_ids",)):
        if text not in known.practices:
            faults.at(page.file, located, place, f"has {text!r:.60}, no file of practice/")
    begun, ended = get(located, "year_from"), get(located, "year_to")
    if isinstance(begun, int) and isinstance(ended, int) and ended < begun:
        faults.at(page.file, located, ("year_to",), "lies before year_from")
    if get(located, "outcomes_reported") and _all_unseen(located):
        faults.at(page.file, located, ("outcomes_reported",), _UNSEEN_FIGURE)


def _check_councils(page: Page[Any], known: Known, faults: Faults) -> None:
    located = page.located
    region = get(located, "region")
    if known.places is not None and isinstance(region, str) and region not in known.places:
        faults.at(page.file, located, ("region",), f"has {region!r:.60}, not in taxonomy.yaml")
    councils = get(located, "authorities")
    if councils == [] and not get(located, "place"):
        faults.at(page.file, located, ("authorities",), "is empty; then say where in `place`")
    for position in range(len(councils) if isinstance(councils, list) else 0):
        place: Place = ("authorities", position)
        code = get(located, *place, "ons_code")
        if known.authorities is None or not isinstance(code, str):
            continue
        listed = known.authorities.get(code)
        if listed is None:
            faults.at(page.file, located, (*place, "ons_code"), f"has {code!r:.40}, {_NO_COUNCIL}")
            continue
        for key, right in (("name", listed.name), ("region", listed.region)):
            given = get(located, *place, key)
            if isinstance(given, str) and given != right:
                reason = f"has {given!r:.60}; authorities.csv says {right!r} for {code}"
                faults.at(page.file, located, (*place, key), reason)


def check_sources(page: Page[Any], faults: Faults) -> None:
    """`url` and `url_kind` of a source agree."""
    sources = get(page.located, "sources")
    for position in range(len(sources) if isinstance(sources, list) else 0):
        place: Place = ("sources", position, "url_kind")
        url, kind = get(page.located, *place[:-1], "url"), get(page.located, *place)
        if isinstance(url, str) and kind == "none":
            faults.at(page.file, page.located, place, "is none, but there is a url")
        if url is None and kind in ("original", "mirror-or-secondary"):
            faults.at(page.file, page.located, place, f"is {kind}, but there is no url")


def check_ids(pages: Sequence[Page[Any]], faults: Faults) -> None:
    """Each id is its file's name, and no two files share one."""
    first: dict[str, str] = {}
    for page in pages:
        id = get(page.located, "id")
        if not isinstance(id, str):
            continue
        if id in first:
            reason = f"has {id!r:.60}, a duplicate: {first[id]} has it already"
            faults.at(page.file, page.located, ("id",), reason)
        elif id != PurePosixPath(page.file).stem:
            reason = f"has {id!r:.60}, but the file is called {PurePosixPath(page.file).name}"
            faults.at(page.file, page.located, ("id",), reason)
        first.setdefault(id, page.file)


def check_asked_as(pages: Iterable[Page[Any]], faults: Faults) -> None:
    """No two entries claim the same way of asking: it could lead to one of them only."""
    first: dict[str, str] = {}
    for page in pages:
        for place, text in texts(page.located, ("asked_as",)):
            known = first.setdefault(alike(text), f"{page.file}:{page.located.line(place)}")
            if known != f"{page.file}:{page.located.line(place)}":
                reason = f"has {text!r:.60} again: {known} has it already"
                faults.at(page.file, page.located, place, reason)


def check_listed(page: Page[Any] | None, list_key: str, id_key: str, faults: Faults) -> None:
    """No two entries of a list have the same id (or term, or acronym)."""
    if page is None:
        return
    first: dict[str, int] = {}
    entries = get(page.located, list_key)
    for position in range(len(entries) if isinstance(entries, list) else 0):
        place: Place = (list_key, position, id_key)
        id = get(page.located, *place)
        if isinstance(id, str) and id in first:
            reason = f"has {id!r:.60} a second time (first on line {first[id]})"
            faults.at(page.file, page.located, place, reason)
        elif isinstance(id, str):
            first[id] = page.located.line(place)


def check_successors(page: Page[Any] | None, faults: Faults) -> None:
    """Successors of an organisation are other entries of its own list."""
    if page is None:
        return
    entries = get(page.located, "organisations")
    listed = entries if isinstance(entries, list) else []
    ids = {entry.get("id") for entry in listed if isinstance(entry, dict)}
    for position, entry in enumerate(listed):
        successors = entry.get("successors") if isinstance(entry, dict) else None
        for number, id in enumerate(successors if isinstance(successors, list) else []):
            if id not in ids or id == entry.get("id"):
                place: Place = ("organisations", position, "successors", number)
                reason = f"has {id!r:.60}, which is no other entry of this list"
                faults.at(page.file, page.located, place, reason)


def get(located: Located, *place: str | int) -> Any:
    """The value at `place`, None where there is none."""
    value: Any = located.value
    for step in place:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def texts(located: Located, place: Place) -> Iterator[tuple[Place, str]]:
    """The texts of the list at `place`, each with its own place."""
    values = get(located, *place)
    for position, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, str):
            yield (*place, position), value


def alike(text: str) -> str:
    """Two sentences that differ in case, spaces or punctuation only are the same sentence."""
    return _WORDS.sub(" ", text.casefold()).strip() or text


def _each_once(page: Page[Any], key: str, faults: Faults) -> None:
    seen: set[str] = set()
    for place, text in texts(page.located, (key,)):
        if text in seen:
            faults.at(page.file, page.located, place, f"has {text!r:.60} a second time")
        seen.add(text)


def _all_unseen(located: Located) -> bool:
    sources = get(located, "sources")
    if not isinstance(sources, list) or not sources:
        return False
    return all(
        isinstance(source, dict) and source.get("source_seen") is False for source in sources
    )


_NO_COUNCIL = "no ONS code of authorities.csv"
_UNSEEN_FIGURE = "quotes a figure, but none of the sources was seen (source_seen is false for all)"
