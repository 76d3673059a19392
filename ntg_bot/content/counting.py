"""`kb stats`: what the knowledge base holds and where it is thin, in plain numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ntg_bot.content.values import Knowledge
from ntg_bot.domain.knowledge import Direction, Example, Faq, Practice


def stats(knowledge: Knowledge) -> dict[str, object]:
    """Counts ready for JSON: every id of a list is named, with 0 where it has nothing."""
    practices, examples = knowledge.practices, knowledge.examples
    taxonomy = knowledge.taxonomy
    cited: list[Practice | Example | Faq] = [*practices, *examples, *knowledge.faqs]
    named = {council.ons_code for example in examples for council in example.authorities}
    illustrated = {id for example in examples for id in example.practice_ids}
    return {
        "entries": {
            "practice": len(practices),
            "example": len(examples),
            "faq": len(knowledge.faqs),
            "organisation": len(knowledge.organisations),
        },
        "thesaurus_terms": len(taxonomy.thesaurus),
        "ambiguous_acronyms": len(taxonomy.ambiguous),
        "authorities": len(knowledge.authorities),
        "authorities_with_an_example": len(named),
        "direction": _count((p.evidence.direction.value for p in practices), Direction),
        "community": _facet("communities", practices, [c.id for c in taxonomy.communities]),
        "group": _facet("groups", practices, [entry.id for entry in taxonomy.groups]),
        "outcome": _facet("outcomes", practices, [entry.id for entry in taxonomy.outcomes]),
        "line_of_enquiry": _facet(
            "line_of_enquiry", practices, [entry.id for entry in taxonomy.lines_of_enquiry]
        ),
        "example_region": _count((e.region or "several" for e in examples), taxonomy.regions),
        "sources": _sources(cited),
        "how_it_works_basis": _count(p.how_it_works_basis for p in practices),
        "oldest_review": min((entry.reviewed.isoformat() for entry in cited), default=None),
        "practices_without_asked_as": sum(not p.asked_as for p in practices),
        "practices_without_example": sum(p.id not in illustrated for p in practices),
        "examples_without_result": sum(not e.outcomes_reported for e in examples),
        "faqs_with_disagreement": sum(bool(f.disagreements) for f in knowledge.faqs),
    }


def _facet(key: str, practices: Iterable[Practice], ids: Iterable[str]) -> dict[str, int]:
    return _count((id for practice in practices for id in getattr(practice, key)), ids)


def _sources(cited: Iterable[Practice | Example | Faq]) -> dict[str, int]:
    entries = list(cited)
    sources = [source for entry in entries for source in entry.sources]
    return {
        "seen": sum(source.source_seen for source in sources),
        "not_seen": sum(not source.source_seen for source in sources),
        "without_address": sum(source.url is None for source in sources),
        "entries_with_none_seen": sum(
            not any(source.source_seen for source in entry.sources) for entry in entries
        ),
    }


def _count(values: Iterable[str], all_of: Iterable[str] = ()) -> dict[str, int]:
    counted = Counter(values)
    return {key: counted.get(key, 0) for key in [*all_of, *sorted(counted.keys() - set(all_of))]}
