"""A small knowledge base for tests: practices, examples, questions about the programme, lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

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
    ReportedOutcome,
    Source,
    Validation,
)
from ntg_bot.domain.taxonomy import AmbiguousAcronym, Community, Entry, Taxonomy, Term

DAY = date(2026, 6, 1)

ATTENDANCE = "attendance-and-inclusion"
SEND = "send-and-disability"
PARENTS = "parents-carers"

TAXONOMY = Taxonomy(
    lines_of_enquiry=(Entry("parents", "Engaging parents and carers"),),
    outcomes=(Entry("enjoying-and-achieving", "Enjoying and achieving"),),
    groups=(
        Entry("poor-attendance", "Children with poor records of attendance"),
        Entry("children-in-care", "Children in care"),
    ),
    age_bands=(Entry("2-5", "Early years"),),
    settings=("primary-school", "home"),
    regions=("Yorkshire and The Humber", "North West"),
    nations=("England",),
    communities=(
        Community(
            ATTENDANCE,
            "Attendance, behaviour and inclusion",
            "Absence, behaviour and exclusion",
            ("attendance", "absence", "persistent absence", "AP"),
        ),
        Community(
            SEND,
            "SEND and disabled children",
            "Special educational needs, disability and short breaks",
            ("SEND", "SEN", "speech and language"),
        ),
        Community(
            PARENTS,
            "Parents, carers and family learning",
            "Parenting courses and reaching parents",
            ("parents", "dads", "parental engagement"),
        ),
    ),
    thesaurus=(
        Term("persistent absence", ("PA", "school avoidance"), "concept", "poor-attendance"),
        Term("personal adviser", ("PA",), "role", "children-in-care"),
        Term("short break", ("respite",), "service"),
        Term("team around the child", ("TAC",), "process"),
        Term("tactile approach to communication", ("TAC",), "method"),
        Term("bare term", (), "concept"),
    ),
    ambiguous=(AmbiguousAcronym("PA", ("persistent absence", "personal adviser")),),
)

AUTHORITIES = {
    "E08000035": Authority(
        "E08000035", "383", "Leeds", "Leeds City Council", "Yorkshire and The Humber", "unitary"
    ),
    "E08000003": Authority(
        "E08000003", "352", "Manchester", "Manchester City Council", "North West", "unitary"
    ),
}

SOURCE = Source(
    "Report on walking", "Walking Trust", "2019", "https://example.org/r", True, "original"
)


def practice(id: str, title: str, **changes: object) -> Practice:
    """A practice with plain values for what a test does not care about."""
    plain = Practice(
        id=id,
        title=title,
        summary=f"{title} in one sentence.",
        line_of_enquiry=("parents",),
        outcomes=("enjoying-and-achieving",),
        groups=("poor-attendance",),
        age_range="5-11",
        setting=("primary-school",),
        communities=(ATTENDANCE,),
        how_it_works=("Meet at the corner.", "Walk together."),
        how_it_works_basis="the report of the trust",
        evidence=Evidence(
            standard="EEF",
            rating="+2 months",
            effect="Fewer missed days.",
            population="Pupils aged 5 to 11",
            direction=Direction.PROMISING,
            design="a controlled trial",
        ),
        cost="about £200 a school",
        cautions=("It needs volunteers every day.", "It tires in winter."),
        sources=(SOURCE,),
        organisations=("Walking Trust",),
        keywords=(),
        acronyms=(),
        reviewed=DAY,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def example(id: str, title: str, *practice_ids: str, **changes: object) -> Example:
    """A local example with plain values for what a test does not care about."""
    plain = Example(
        id=id,
        title=title,
        authorities=(AuthorityRef("Leeds", "E08000035", "Yorkshire and The Humber"),),
        place="",
        region="Yorkshire and The Humber",
        year_from=2016,
        year_to=2018,
        organisations=(),
        line_of_enquiry=("parents",),
        outcomes=(),
        groups=(),
        age_range="5-11",
        setting=(),
        communities=(ATTENDANCE,),
        what_they_did="Staff walked with pupils.",
        how=(),
        how_basis="",
        outcomes_reported=(ReportedOutcome("Missed days", "down by a tenth", None, "2018"),),
        evidence_design="before and after",
        validation=Validation("C4EO", "Promising", "as the scheme says"),
        cost=None,
        cautions=("One school alone.",),
        practice_ids=practice_ids,
        keywords=(),
        sources=(replace(SOURCE, source_seen=False),),
        reviewed=DAY,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


WALKING_BUS = practice("walking-bus", "Walking bus", keywords=("late", "school", "bus"))
BREAKFAST = practice(
    "breakfast-club",
    "Breakfast club",
    keywords=("hungry", "morning"),
    evidence=replace(WALKING_BUS.evidence, direction=Direction.MIXED, rating="mixed"),
)
SCARE_VISITS = practice(
    "scare-visits",
    "Scare visits to prison",
    keywords=("offending",),
    evidence=replace(WALKING_BUS.evidence, direction=Direction.NEGATIVE),
)
LEEDS_BUS = example("leeds-bus", "A walking bus in Leeds", "walking-bus")
FAQ = Faq(
    id="what-is-the-gap",
    title="What is the gap?",
    answer="The gap is a difference.\n- in health\n- in schooling\nIt can narrow.",
    asked_as=("what does narrowing the gap mean",),
    keywords=("gap",),
    disagreements=("One paper says five groups, the other six.",),
    sources=(SOURCE,),
    reviewed=DAY,
)
CWDC = Organisation(
    "cwdc",
    "CWDC",
    "Children's Workforce Development Council",
    "It closed in 2012.",
    "closed",
    True,
    "the government's announcement",
)

ITEMS: tuple[Item, ...] = (WALKING_BUS, BREAKFAST, SCARE_VISITS, LEEDS_BUS, FAQ, CWDC)
