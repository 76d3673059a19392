"""A small knowledge base of the tests' own: eight entries and the lists they need."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ntg_bot.domain.asking import Audience
from ntg_bot.domain.knowledge import (
    Authority,
    AuthorityRef,
    Direction,
    Evidence,
    Example,
    Faq,
    Item,
    Organisation,
    Practice,
)
from ntg_bot.domain.taxonomy import AmbiguousAcronym, Entry, Taxonomy, Term

EVERYBODY = Audience(public_only=True)
DAY = date(2026, 1, 5)

TAXONOMY = Taxonomy(
    lines_of_enquiry=(
        Entry("engaging-parents-carers", "Engaging and supporting parents and carers"),
        Entry("prevention-early-intervention", "Prevention and early intervention"),
    ),
    outcomes=(
        Entry("staying-safe", "Staying safe"),
        Entry("enjoying-and-achieving", "Enjoying and achieving"),
    ),
    groups=(
        Entry("young-carers", "Young carers", key_terms=("caring role",)),
        Entry("children-in-care", "Children in care", key_terms=("LAC", "looked after")),
        Entry("poor-attendance", "Children with poor records of attendance", key_terms=("PA",)),
        Entry("excluded-from-school", "Children excluded from school", key_terms=("AP",)),
    ),
    age_bands=(Entry("2-5", "Early years"),),
    settings=("primary-school", "secondary-school", "early-years-setting", "home"),
    regions=("North West", "London"),
    nations=("Wales",),
    communities=(),
    thesaurus=(
        Term("child in care", ("looked after children", "LAC"), "concept", "children-in-care"),
        Term("persistent absence", ("PA", "school avoidance"), "concept", "poor-attendance"),
        Term("personal adviser", ("PA",), "role", "children-in-care"),
        Term("family group conference", ("FGC",), "process", "children-in-care"),
    ),
    ambiguous=(AmbiguousAcronym("PA", ("persistent absence", "personal adviser")),),
)

AUTHORITIES = {
    "E08000003": Authority(
        "E08000003", "352", "Manchester", "Manchester City Council", "North West", "metropolitan"
    ),
    "E06000038": Authority(
        "E06000038", "870", "Reading", "Reading Borough Council", "South East", "unitary"
    ),
}


def practice(id: str, title: str, summary: str, **changes: object) -> Practice:
    """A practice with plain values for what a test does not care about."""
    plain = Practice(
        id=id,
        title=title,
        summary=summary,
        line_of_enquiry=(),
        outcomes=(),
        groups=(),
        age_range="all-ages",
        setting=(),
        communities=(),
        how_it_works=(),
        how_it_works_basis="",
        evidence=Evidence("", "", "", "", Direction.POSITIVE, ""),
        cost=None,
        cautions=(),
        sources=(),
        organisations=(),
        keywords=(),
        acronyms=(),
        reviewed=DAY,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def _evidence(direction: Direction) -> Evidence:
    return Evidence("", "", "", "", direction, "")


PRACTICES = (
    practice(
        "attendance-letters",
        "Letters about missed school days",
        "Simple letters tell families how many days a child has missed, to lift attendance.",
        asked_as=("How do we cut persistent absence?", "texting families about missed days"),
        groups=("poor-attendance",),
        age_range="5-16",
        setting=("primary-school", "secondary-school"),
        keywords=("attendance", "absence", "nudge"),
        outcomes=("enjoying-and-achieving",),
    ),
    practice(
        "young-carer-champions",
        "A named champion for young carers in every school",
        "A member of staff notices pupils with a caring role and finds them support.",
        asked_as=("how can schools spot children who look after a relative",),
        groups=("young-carers",),
        age_range="7-18",
    ),
    practice(
        "family-conference",
        "Family group conferences",
        "The wider family meets and makes its own plan to keep a child safely at home.",
        groups=("children-in-care",),
        acronyms=("FGC",),
        keywords=("edge of care", "family plan"),
    ),
    practice(
        "nursery-talk",
        "Talking games at nursery",
        "Adults in nurseries use talking games, songs and books to build early language.",
        age_range="2-5",
        setting=("early-years-setting",),
        keywords=("speech", "language", "preschool"),
    ),
    practice(
        "reading-buddies",
        "Older pupils read with younger ones",
        "Paired reading between older and younger pupils, three times a week.",
        age_range="7-14",
        keywords=("literacy", "peer tutoring"),
    ),
    practice(
        "scare-visits",
        "Prison visits to frighten young people off crime",
        "Young people visit a prison to be shocked out of offending; it raised offending.",
        evidence=_evidence(Direction.NEGATIVE),
        keywords=("offending", "deterrence", "crime"),
        age_range="11-18",
    ),
    practice(
        "mentoring-crime",
        "Mentoring for young people on the edge of crime",
        "A trained mentor meets a young person every week to keep them out of offending.",
        keywords=("offending", "crime", "mentor"),
        age_range="11-18",
    ),
)

EXAMPLE = Example(
    id="manchester-letters",
    title="Missed-day letters in Manchester",
    authorities=(AuthorityRef("Manchester", "E08000003", "North West"),),
    place="",
    region="North West",
    year_from=2019,
    year_to=2020,
    organisations=(),
    line_of_enquiry=(),
    outcomes=(),
    groups=("poor-attendance",),
    age_range="5-16",
    setting=("primary-school",),
    communities=(),
    what_they_did="The council sent letters about missed school days to lift attendance.",
    how=(),
    how_basis="",
    outcomes_reported=(),
    evidence_design="before-after",
    validation=None,
    cost=None,
    cautions=(),
    practice_ids=("attendance-letters",),
    keywords=("attendance",),
    sources=(),
    reviewed=DAY,
)

ITEMS: tuple[Item, ...] = (
    *PRACTICES,
    EXAMPLE,
    Faq(
        id="what-is-the-gap",
        title="What is the gap?",
        answer="The gap is the difference in outcomes between vulnerable children and the rest.",
        asked_as=("what do you mean by narrowing the gap",),
        keywords=("gap",),
        disagreements=(),
        sources=(),
        reviewed=DAY,
    ),
    Organisation(
        "eef", "EEF", "Education Endowment Foundation", "Still at work.", "active", False, ""
    ),
)
