"""What a question names besides its topic: groups, outcomes, settings, lines of enquiry, ages,
places, and whether it asks for what does *not* work. Used as soft boosts, never as filters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ntg_bot.domain.asking import Facets
from ntg_bot.domain.knowledge import Authority, Direction
from ntg_bot.domain.taxonomy import Taxonomy
from ntg_bot.retrieval.ages import ages_in
from ntg_bot.retrieval.entries import Entry
from ntg_bot.retrieval.lexicon import Lexicon
from ntg_bot.retrieval.places import Places
from ntg_bot.retrieval.text import fold, tokens

_LONGEST = 6
_AUTHORITY_BOOST = 4.0
_REGION_BOOST = 1.5
_AGE_APART = 3.0

_SETTINGS: Mapping[str, str] = {
    "early-years-setting": "nursery|preschool|pre school|early years|childminder|childcare",
    "family-hub": "family hub|children centre|childrens centre|sure start",
    "primary-school": "primary|primary school|infant school|junior school",
    "secondary-school": "secondary|secondary school|high school|academy",
    "alternative-provision": "alternative provision|pru|pupil referral unit",
    "college": "college|further education|sixth form",
    "home": "home|home visit|home learning",
    "community": "community centre|youth club|voluntary sector",
    "residential-hub": "residential|children home|childrens home",
    "local-authority": "local authority|council|children services|childrens services",
    "police": "police|policing",
    "court": "court|courts|family court",
    "workplace": "workplace|employer|apprenticeship",
    "health": "gp|hospital|health visitor|nhs|midwife|camhs",
}
_OUTCOMES: Mapping[str, str] = {
    "being-healthy": "healthy|health|obesity|mental health|wellbeing|well being",
    "staying-safe": "staying safe|safety|safeguarding|child protection|harm|neglect|abuse",
    "enjoying-and-achieving": "attainment|achievement|achieve|gcse|grade|progress|reading|maths|"
    "literacy|numeracy|attendance",
    "making-a-positive-contribution": "offending|antisocial behaviour|anti social behaviour|"
    "volunteering|participation|youth voice",
    "achieving-economic-wellbeing": "neet|employment|job|apprenticeship|training|poverty|income",
}
_LINES: Mapping[str, str] = {
    "schools-childrens-centres-services-links": "link between school|partnership with school|"
    "school and service",
    "engaging-parents-carers": "parent|mum|dad|father|mother|carer|parental engagement|parenting|"
    "family learning",
    "prevention-early-intervention": "prevention|prevent|early intervention|early help|"
    "edge of care",
    "local-leadership-governance": "governance|lead member|councillor|scrutiny|partnership board|"
    "children trust|cabinet",
    "developing-local-leaders": "leadership|leader|headship|director|leadership development",
}
_NEGATIVE = re.compile(
    r"\b(?:(?:does|do|did|is|are|has|have|was|were)(?: ?n.?t| not) (?:really |actually )?"
    r"(?:work(?:ed|ing)?|help(?:ed)?|effective|ma[kd]e (?:a|any) difference|worth)|"
    r"(?:doesnt|dont|didnt|isnt|arent|wont) (?:really |actually )?"
    r"(?:work(?:ed|ing)?|help(?:ed)?|effective|ma[kd]e (?:a|any) difference|worth)|"
    r"not (?:work(?:ing)?|effective|worth|helpful|helping)|never works?|"
    r"(?:shown|proven?|proved|found|known|said) not to\b|not to (?:work|help)|"
    r"wast(?:e|ing|ed)(?: of)?(?: our| the| my)? (?:money|time|effort|resources?)|"
    r"no (?:effect|impact|difference|benefit|good evidence|evidence)|little (?:effect|impact)|"
    r"ineffective|backfir\w+|counter ?-?productive|(?:make|made|making|makes) (?:things|it) worse|"
    r"(?:what|which|anything|things)\b.{0,30}\b(?:to avoid|should (?:we|i|you) avoid|"
    r"should (?:we|i) stop|stop doing|stop funding|not to (?:do|fund|buy)|fail(?:s|ed)?)|"
    r"(?:cause|causes|do|does|did) (?:more )?harm|harmful|discredited|debunked|myths?)\b"
)
NEGATIVE_DIRECTIONS = frozenset({Direction.NULL.value, Direction.NEGATIVE.value})


class FacetReader:
    """Reads facets out of questions; built once from the taxonomy and the authorities."""

    def __init__(self, taxonomy: Taxonomy, authorities: Mapping[str, Authority]) -> None:
        self._stems = Lexicon()
        self._phrases: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        known = frozenset(taxonomy.settings)
        for setting, said in _SETTINGS.items():
            if setting in known:
                self._learn("settings", setting, said.split("|"))
        for kind, entries, table in (
            ("outcomes", taxonomy.outcomes, _OUTCOMES),
            ("lines_of_enquiry", taxonomy.lines_of_enquiry, _LINES),
        ):
            for entry in entries:
                self._learn(kind, entry.id, [entry.name, *table.get(entry.id, "").split("|")])
        ambiguous = {fold(a.acronym) for a in taxonomy.ambiguous}
        for group in taxonomy.groups:
            terms = [term for term in group.key_terms if fold(term) not in ambiguous]
            self._learn("groups", group.id, [group.name, *terms])
        self._groups = frozenset(group.id for group in taxonomy.groups)
        self._places = Places(authorities, (*taxonomy.regions, *taxonomy.nations))

    def read(
        self, folded: str, words: Sequence[str], typed: Sequence[str], concepts: Iterable[str]
    ) -> Facets:
        """Facets of a question: `words` are its corrected words, `typed` the same with capitals,
        `folded` its folded text, `concepts` the groups that the thesaurus saw.
        """
        found: dict[str, dict[str, None]] = {
            kind: {} for kind in ("groups", "outcomes", "settings", "lines_of_enquiry")
        }
        stems = [self._stems.stem(word) for word in words]
        start = 0
        while start < len(stems):
            step = 1
            for size in range(min(_LONGEST, len(stems) - start), 0, -1):
                named = self._phrases.get(tuple(stems[start : start + size]))
                if named:
                    for kind, id in named:
                        found[kind][id] = None
                    step = size
                    break
            start += step
        for concept in concepts:
            if concept in self._groups:
                found["groups"][concept] = None
        codes, regions = self._places.read(words, typed)
        return Facets(
            groups=tuple(found["groups"]),
            outcomes=tuple(found["outcomes"]),
            settings=tuple(found["settings"]),
            lines_of_enquiry=tuple(found["lines_of_enquiry"]),
            regions=regions,
            authorities=codes,
            ages=ages_in(folded),
            wants_negative=bool(_NEGATIVE.search(folded)),
        )

    def _learn(self, kind: str, id: str, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            stems = tuple(self._stems.stem(word) for word in tokens(fold(phrase)))
            if stems:
                named = self._phrases.setdefault(stems, [])
                if (kind, id) not in named:
                    named.append((kind, id))


def merged_facets(new: Facets, earlier: Facets) -> Facets:
    """A follow-up's facets: what the new text names wins, kind by kind."""
    return Facets(
        groups=new.groups or earlier.groups,
        outcomes=new.outcomes or earlier.outcomes,
        settings=new.settings or (() if new.ages else earlier.settings),
        lines_of_enquiry=new.lines_of_enquiry or earlier.lines_of_enquiry,
        regions=new.regions or (() if new.authorities else earlier.regions),
        authorities=new.authorities or (() if new.regions else earlier.authorities),
        ages=new.ages or earlier.ages,
        wants_negative=new.wants_negative or earlier.wants_negative,
    )


def agreement(asked: Facets, entry: Entry) -> tuple[float, tuple[str, ...]]:
    """How many kinds of facet agree (an age apart counts against), and the ids that do."""
    points = 0.0
    shared: list[str] = []
    for named, has in (
        (asked.groups, entry.groups),
        (asked.outcomes, entry.outcomes),
        (asked.settings, entry.settings),
        (asked.lines_of_enquiry, entry.lines),
    ):
        both = [id for id in named if id in has]
        if both:
            points += 1.0
            shared += both
    both = [code for code in asked.authorities if code in entry.authorities]
    points += _AUTHORITY_BOOST * bool(both)
    shared += both
    both = [region for region in asked.regions if region in entry.regions]
    points += _REGION_BOOST * bool(both)
    shared += both
    if asked.ages and entry.ages:
        low, high = max(asked.ages[0], entry.ages[0]), min(asked.ages[1], entry.ages[1])
        if low < high:
            points += (high - low) / (asked.ages[1] - asked.ages[0])
            shared.append(f"{entry.ages[0]}-{entry.ages[1]}")
        else:
            points -= _AGE_APART
    return points, tuple(shared)
