"""A small whole knowledge base and intents folder to plant faults in, and items to write."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ntg_bot.domain.knowledge import (
    AuthorityRef,
    Direction,
    Evidence,
    Example,
    Faq,
    Organisation,
    Practice,
    ReportedOutcome,
    Source,
    Validation,
)

TAXONOMY = """\
lines_of_enquiry:
  - id: prevention
    name: Prevention
    question: How to act early
outcomes:
  - id: being-healthy
    name: Being healthy
groups:
  - id: young-carers
    name: Young carers
    key_terms:
      - caring role
age_bands:
  - id: all-ages
    name: All ages
settings:
  - home
regions:
  - London
nations:
  - Wales
"""
THESAURUS = """\
terms:
  - term: young carer
    variants:
      - child carer
    kind: concept
    relates_to: young-carers
ambiguous_acronyms:
  - acronym: YC
    meanings:
      - young carer
      - youth council
"""
COMMUNITIES = """\
communities:
  - id: families
    name: Families
    scope: Everything about families
"""
ORGANISATIONS = """\
organisations:
  - id: lga
    acronym: LGA
    name: Local Government Association
    what_became: Still there.
    status: extant
    in_seed_documents: true
    basis: general knowledge
"""
AUTHORITIES = """\
ons_code,dfe_la_number,name,official_name,region,type,london_area
E09000007,202,Camden,London Borough of Camden,London,London borough,inner
"""
PRACTICE = """\
---
id: {id}
title: A walking bus
summary: Grown-ups walk children to school.
line_of_enquiry:
  - prevention
outcomes:
  - being-healthy
groups:
  - young-carers
age_range: 5-11
setting:
  - home
communities:
  - families
how_it_works:
  - They meet at a corner
how_it_works_basis: source-backed
evidence:
  standard: none
  rating: not rated
  effect: Fewer late marks
  population: Two schools
  direction: promising
  design: case studies
cost: null
cautions:
  - Nobody measured attendance
sources:
  - title: A report
    organisation: A council
    year: '2018'
    url: https://example.org/report
    source_seen: true
    url_kind: original
organisations: []
keywords:
  - walking bus
acronyms: []
reviewed: 2026-11-21
---
"""
EXAMPLE = """\
---
id: camden-bus
title: Camden walks
authorities:
  - name: Camden
    ons_code: E09000007
    region: London
region: London
year_from: 2010
year_to: null
organisations: []
line_of_enquiry:
  - prevention
outcomes:
  - being-healthy
groups:
  - young-carers
age_range: 5-11
setting:
  - home
communities:
  - families
what_they_did: They walked.
how: []
how_basis: source-backed
outcomes_reported: []
evidence_design: none
validation: null
cost: null
cautions:
  - No figures
practice_ids:
  - bus
keywords: []
sources:
  - title: A page
    organisation: Camden
    year: n.d.
    url: https://example.org/camden
    source_seen: true
    url_kind: original
reviewed: 2026-11-21
---
"""
FAQ = """\
---
id: what-is-it
title: What is it?
asked_as:
  - tell me what it is
keywords: []
sources:
  - title: A text
    organisation: The programme
    year: '2008'
    url: null
    source_seen: true
    url_kind: none
reviewed: 2026-11-21
---

It is a programme.
"""


def write_knowledge(folder: Path, practices: tuple[str, ...] = ("bus",)) -> Path:
    """A faultless knowledge base in `folder`."""
    for kind in ("practice", "example", "faq"):
        (folder / kind).mkdir(parents=True)
    (folder / "taxonomy.yaml").write_text(TAXONOMY)
    (folder / "thesaurus.yaml").write_text(THESAURUS)
    (folder / "communities.yaml").write_text(COMMUNITIES)
    (folder / "organisations.yaml").write_text(ORGANISATIONS)
    (folder / "authorities.csv").write_text(AUTHORITIES)
    for id in practices:
        (folder / "practice" / f"{id}.md").write_text(PRACTICE.format(id=id))
    (folder / "example" / "camden-bus.md").write_text(EXAMPLE)
    (folder / "faq" / "what-is-it.md").write_text(FAQ)
    return folder


def write_intents(folder: Path) -> Path:
    """A faultless intents folder."""
    folder.mkdir(parents=True)
    examples = "".join(f"  - say hello number {n}\n" for n in range(15))
    front = "id: greeting\ndoes: Says hello.\nscope: social\nslots: []\nexamples:\n"
    (folder / "greeting.yaml").write_text(front + examples)
    (folder / "replies.yaml").write_text("greeting: Hello {name}.\n")
    return folder


def change(path: Path, old: str, new: str) -> None:
    """Plants a change; the old text must be there, once."""
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new))


SOURCE = Source("A report", "A council", "2018", "https://example.org/", True, "original")


def a_practice(**changed: object) -> Practice:
    values: dict[str, object] = {
        "id": "bus",
        "title": "A walking bus",
        "summary": "Grown-ups walk children to school.",
        "line_of_enquiry": ("prevention",),
        "outcomes": ("being-healthy",),
        "groups": ("young-carers",),
        "age_range": "5-11",
        "setting": ("home",),
        "communities": ("families",),
        "how_it_works": ("They meet at a corner",),
        "how_it_works_basis": "source-backed",
        "evidence": Evidence("none", "none", "fewer", "two", Direction.NULL, "case studies"),
        "cost": None,
        "cautions": ("Nobody measured attendance",),
        "sources": (SOURCE,),
        "organisations": (),
        "keywords": ("walking bus",),
        "acronyms": (),
        "reviewed": date(2026, 11, 21),
    }
    return Practice(**(values | changed))  # type: ignore[arg-type]


def an_example(**changed: object) -> Example:
    values: dict[str, object] = {
        "id": "camden-bus",
        "title": "Camden walks",
        "authorities": (AuthorityRef("Camden", "E09000007", "London"),),
        "place": "",
        "region": "",
        "year_from": 2010,
        "year_to": None,
        "organisations": (),
        "line_of_enquiry": ("prevention",),
        "outcomes": ("being-healthy",),
        "groups": ("young-carers",),
        "age_range": "5-11",
        "setting": ("home",),
        "communities": ("families",),
        "what_they_did": "They walked.",
        "how": ("On foot",),
        "how_basis": "source-backed",
        "outcomes_reported": (ReportedOutcome("late marks", "-3%", None, "2010"),),
        "evidence_design": "before-after",
        "validation": Validation("C4EO", "Emerging", "page says so"),
        "cost": "£5",
        "cautions": ("No comparison",),
        "practice_ids": ("bus",),
        "keywords": (),
        "sources": (SOURCE,),
        "reviewed": date(2026, 11, 21),
    }
    return Example(**(values | changed))  # type: ignore[arg-type]


def a_faq(**changed: object) -> Faq:
    values: dict[str, object] = {
        "id": "what-is-it",
        "title": "What is it?",
        "answer": "It is a programme.",
        "asked_as": ("tell me what it is",),
        "keywords": (),
        "disagreements": (),
        "sources": (SOURCE,),
        "reviewed": date(2026, 11, 21),
    }
    return Faq(**(values | changed))  # type: ignore[arg-type]


def an_organisation(id: str = "lga", **changed: object) -> Organisation:
    values: dict[str, object] = {
        "id": id,
        "acronym": id.upper(),
        "name": f"The {id}",
        "what_became": "Still there.",
        "status": "extant",
        "in_seed_documents": True,
        "basis": "general knowledge",
    }
    return Organisation(**(values | changed))  # type: ignore[arg-type]
