"""Words around a name that say whether it is a person's: who is spoken of, and what they did."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    """
    mr mrs ms miss mx dr sir madam pastor imam rabbi reverend rev father sister brother auntie
    aunty aunt uncle nana granny grandma grandad sheikh maulana hooyo abo pani pan dona dom
    senhora mama councillor cllr professor prof sergeant constable mammy
    """
)
"""come right before a name and belong to it"""

KIN = _words(
    """
    mum mums mam mammy mummy mom mother dad daddy father stepdad stepfather stepmum stepmother
    parent gran granny nan nana grandma grandad granddad grandmother grandfather taid nain aunt
    auntie aunty uncle cousin cousins brother brothers sister sisters sibling son daughter sons
    daughters twin twins wife husband partner ex baby nephew niece family
    """
)
CHILDREN = _words(
    """
    boy boys girl girls lad lads lass lassie child kid pupil student teenager toddler youngster
    friend mate eldest youngest little wee young adolescent resident leaver refugee
    """
)
STAFF = _words(
    """
    worker colleague manager teacher head headteacher deputy senco assistant ta nurse officer
    carer carers mentor tutor coach governor volunteer therapist psychologist lead leader
    coordinator interpreter elder champion social adviser advisor doctor midwife chair secretary
    guardian practitioner escort driver cook warden liaison link contact coordinator keyworker
    director
    """
)
"""also used of roles in general: they count only where the name follows at once"""

NAMING = _words("called named nicknamed name names name's christened")

MEETING = _words(
    """
    ask asked asking thank thanks thanked met meet rang ring ringing phoned phone tell told
    telling visited visit contact email emailed text texted paired mentored mentor hear heard know
    knew miss trained taught invited lost found joined helped saw see got gave give call
    introduced listened interviewed hired employed spoke sat
    """
)
"""verbs done to or with a person"""

SAYING = _words(
    """
    said says say told tells asked asks wrote writes explained adds added replied
    """
)

DOING = SAYING | _words(
    """
    cried laughed hated hates loved loves liked likes wanted wants reads read sings sang sat sits
    speaks spoke lives lived moved sleeps slept fell fought smiled refused wouldn't won't couldn't
    didn't doesn't prefers preferred thought thinks felt feels noticed turned arrived left came
    comes went goes missed misses settled stopped kept keeps started joined walked walks rang
    rings brought brings cooks cooked drew draws wore plays played counts counted taught teaches
    leads led runs ran mentors coaches coached volunteers helped helps signed signs signed
    translated interprets interpreted visits visited works drives drove attends attended wants
    learned learnt gets got became named made makes set hid lost chose can will started sets
    spends collects looks trains wondered
    """
)
BEING = _words("is was has had hasn't wasn't isn't never still now always")

HE_OR_SHE = _words(
    """
    he she his her him hers himself herself he's she's he'd she'd he'll she'll
    """
)

PERSONAL_THINGS = KIN | _words(
    """
    teacher carer worker attendance speech plan ehcp ehc pep report school class form tutor
    hearing placement bedroom birthday behaviour confidence reading hair bag story age key worker
    health diagnosis laptop shoes one-page review panel house home foster gp older younger little
    big best first english maths own profile transport reading social voice language
    """
)
"""what stands after a person's 's"""

WRITTEN_THINGS = _words(
    """
    review report model research study studies theory book books work framework meta-analysis
    hierarchy definition ladder poem poems toolkit synthesis guidance principles law effect
    approach inquiry recommendations
    """
)
"""what stands after a writer's 's"""

PLACING = _words("in at across near around throughout outside inside within into")

ORGANISED = _words(
    """
    school schools primary primaries secondary academy academies college nursery nurseries infants
    infant juniors junior high grammar university council borough county city town village trust
    foundation centre centres center children's hub hubs library church chapel mosque temple
    gurdwara synagogue hall house houses lodge road street lane avenue estate park gardens garden
    hospital infirmary clinic surgery project programme program scheme model approach method scale
    scales test tests profile questionnaire toolkit award awards fund review report charter
    partnership association society club team teams service services board forum network panel
    committee unit institute commission agency charity federation alliance survey study index
    inventory pathway framework strategy act bill arena museum theatre cathedral abbey convent
    station bridge square farm cafe café deal pledge guarantee day week month prize cup league fc
    press books times news show festival army legion therapy training course zones tower rhinos
    united rovers bank plus power freud care charity mind mile place community communities region
    valley valleys hills moor green wood common end heath hey bay port docks island islands baths
    leisure wish garvey imagination edward's hospital royal city-wide district authority
    authorities box boxes app
    """
)
"""end the name of an institution, a place or a method"""

PARTICLES = _words(
    """
    ap ab ferch bin bint ibn al el ul van von der de da do dos das di la le ni mac o
    """
)

NAME_ENDINGS = (
    "wski", "wska", "cki", "cka", "enko", "chuk", "escu", "eanu", "oglu", "ović", "ova", "ullah",
    "uddin", "deep", "preet", "jit", "inder", "wala", "singh", "kaur", "begum", "khan", "adze",
    "idze", "yan", "ková", "owicz", "ewicz", "icz", "wale", "tunde", "chukwu", "oluwa", "nathan",
    "swamy", "opoulos", "akis", "sson",
)  # fmt: skip
NAME_STARTS = ("o'", "mc", "fitz", "al-", "el-", "abdul", "abd", "oluwa", "chukwu", "ngu")
"""shapes of names from many places"""

NOT_BEFORE = _words(
    "st saint ysgol fort mount port loch lough lower upper north south east west great new royal"
)
"""begin the name of a place or a school"""

CALENDAR = _words("april may june august sunday summer autumn winter")
"""given names that are mostly times"""

SPEAKING_TO = _words("spoke spoken speak talked talk listened listen wrote thanks chatted close")
"""before "to\""""
