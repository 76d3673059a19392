"""Reads all of knowledge/ and checks every rule, so that all faults are told at once."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from ntg_bot.content import rules
from ntg_bot.content.faults import Faults
from ntg_bot.content.lists import (
    CommunitiesFile,
    OrganisationsFile,
    TaxonomyFile,
    ThesaurusFile,
    TimelineFile,
)
from ntg_bot.content.lists import taxonomy as make_taxonomy
from ntg_bot.content.loading import AUTHORITIES, TIMELINE
from ntg_bot.content.models import ExampleFront, FaqFront, Front, PracticeFront
from ntg_bot.content.reading import Page, read_authorities, read_page, read_yaml
from ntg_bot.content.values import Knowledge

F = TypeVar("F", bound=Front)


def read_knowledge(folder: Path, faults: Faults) -> Knowledge | None:
    """All files with all rules checked; None where a fault leaves nothing whole to give back."""
    if not folder.is_dir():
        faults.add("", 0, "is no folder")
        return None
    lists = read_yaml(folder, "taxonomy.yaml", TaxonomyFile, faults)
    thesaurus = read_yaml(folder, "thesaurus.yaml", ThesaurusFile, faults)
    communities = read_yaml(folder, "communities.yaml", CommunitiesFile, faults)
    organisations = read_yaml(folder, "organisations.yaml", OrganisationsFile, faults)
    timeline = None
    if (folder / TIMELINE).is_file():  # a programme may have none
        timeline = read_yaml(folder, TIMELINE, TimelineFile, faults)
        rules.check_listed(timeline, "timeline", "id", faults)
    regions = _ids(lists, "regions", "")
    authorities = read_authorities(folder, AUTHORITIES, regions, faults)
    practices = _pages(folder, "practice", PracticeFront, faults)
    examples = _pages(folder, "example", ExampleFront, faults)
    faqs = _pages(folder, "faq", FaqFront, faults)

    _check_lists(lists, thesaurus, communities, organisations, faults)
    nations = _ids(lists, "nations", "")
    known = rules.Known(
        facets={
            "line_of_enquiry": _ids(lists, "lines_of_enquiry"),
            "outcomes": _ids(lists, "outcomes"),
            "groups": _ids(lists, "groups"),
            "setting": _ids(lists, "settings", ""),
            "communities": _ids(communities, "communities"),
        },
        places=regions | nations if regions is not None and nations is not None else None,
        authorities=authorities,
        practices=frozenset(path.stem for path in (folder / "practice").glob("*.md")),
    )
    for pages in (practices, examples, faqs):
        rules.check_ids(pages, faults)
    rules.check_asked_as([*practices, *faqs], faults)
    for practice in practices:
        rules.check_practice(practice, known, faults)
    for example in examples:
        rules.check_example(example, known, faults)
    for faq in faqs:
        rules.check_sources(faq, faults)
        if not faq.body.strip():
            faults.add(faq.file, 0, "has no answer below the front matter")

    if not (lists and lists.front and thesaurus and thesaurus.front):
        return None
    if not (communities and communities.front and organisations and organisations.front):
        return None
    return Knowledge(
        practices=tuple(page.front.value(page.body) for page in practices if page.front),
        examples=tuple(page.front.value(page.body) for page in examples if page.front),
        faqs=tuple(page.front.value(page.body) for page in faqs if page.front),
        organisations=tuple(body.value() for body in organisations.front.organisations),
        taxonomy=make_taxonomy(
            lists.front,
            thesaurus.front,
            communities.front,
            timeline.front if timeline else None,
        ),
        authorities=authorities or {},
    )


def _pages(folder: Path, kind: str, model: type[F], faults: Faults) -> list[Page[F]]:
    if not (folder / kind).is_dir():
        faults.add(kind, 0, "is no folder")
        return []
    pages = []
    for path in sorted((folder / kind).iterdir()):
        if path.name.startswith("."):
            continue
        if path.suffix != ".md":
            faults.add(f"{kind}/{path.name}", 0, "does not end in .md, so nothing reads it")
            continue
        page = read_page(folder, f"{kind}/{path.name}", model, faults)
        if page is not None:
            pages.append(page)
    return pages


def _check_lists(
    lists: Page[TaxonomyFile] | None,
    thesaurus: Page[ThesaurusFile] | None,
    communities: Page[CommunitiesFile] | None,
    organisations: Page[OrganisationsFile] | None,
    faults: Faults,
) -> None:
    for key in ("lines_of_enquiry", "outcomes", "groups", "age_bands"):
        rules.check_listed(lists, key, "id", faults)
    rules.check_listed(communities, "communities", "id", faults)
    rules.check_listed(thesaurus, "terms", "term", faults)
    rules.check_listed(thesaurus, "ambiguous_acronyms", "acronym", faults)
    rules.check_listed(organisations, "organisations", "id", faults)
    rules.check_listed(organisations, "organisations", "acronym", faults)
    rules.check_successors(organisations, faults)


def _ids(page: Page[F] | None, key: str, id_key: str = "id") -> frozenset[str] | None:
    """The ids under `key` (the plain texts where `id_key` is empty), None if there are none."""
    if page is None:
        return None
    values = rules.get(page.located, key)
    if not isinstance(values, list):
        return None
    ids = [
        value.get(id_key) if isinstance(value, dict) else value
        for value in values
        if isinstance(value, dict) == bool(id_key)
    ]
    return frozenset(id for id in ids if isinstance(id, str)) or None
