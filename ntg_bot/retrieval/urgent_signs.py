"""What the urgent classifier reads beside the words: kinds of words, in the order they come.

"my uncle hits me" and "her stepdad punched him" share no word, but both are somebody's own, kin,
harm, one person. The kinds are broad and were not made to fit any line; what they mean together is
learnt. Nothing here decides anything.
"""

from __future__ import annotations

from ntg_bot.retrieval import urgent
from ntg_bot.retrieval.features import SIGN
from ntg_bot.retrieval.urgent_rules import DANGER

READ = 900
"""characters of a message that the classifier reads as words..."""
SIGNS = 570
"""...and characters of its signs"""
MOST_WORDS = 200

_KINDS = {
    "me": "i im ive me my myself mine",
    "one": (
        "he she him her hers his child kid boy girl lad lass baby toddler newborn infant teen"
        " teenager pupil student daughter son sister brother twin friend mate nephew niece"
        " resident girlfriend boyfriend bf gf sis bro someone somebody himself herself"
        " youngster nobody"
    ),
    "many": (
        "children kids boys girls lads pupils students babies teenagers families parents schools"
        " councils carers dads mums fathers mothers workers teachers staff we our us they them"
        " their people adopters areas services teams siblings adolescents toddlers heads"
        " practitioners"
    ),
    "kin": (
        "dad daddy father mum mummy mother stepdad stepfather stepmum uncle aunt auntie grandad"
        " grandpa gran nan grandma carer partner husband wife ex cousin neighbour stranger man"
        " men bloke teacher coach tutor"
    ),
    "told": (
        "told tells says said saying sez disclosed disclosing texted text rang phoned messaged"
        " posted showed shown whispered admitted asked wrote drew begged"
    ),
    "hurt": (
        "hit hits hitting hurt hurts hurting beat beats beaten beating punch punches punched kick"
        " kicks kicked slap slaps slapped burn burns burnt burned shake shook shaken shakes"
        " strangle strangles strangled strangling choke choking choked rape rapes raped abuse"
        " abuses abused abusing attack attacked grab grabs grabbed smack smacked smacks bite"
        " bites bit throw throws threw thrown pushed pushes push dragged drag stab stabbed shoot"
        " shot lock locks locked tied starve starved starving threatens threatened threatening"
        " kidnapped groomed blackmailed forced forces smother drown drowned poured battered"
        " battering"
    ),
    "body": (
        "arm arms leg legs neck throat face head wrist wrists eye eyes lip lips ear ears back"
        " hand hands finger fingers stomach belly tongue mouth ribs private parts underwear jaw"
    ),
    "wound": (
        "bruise bruises bruised bruising blood bleeding bleed wound wounds burn burns scald welts"
        " mark marks swollen broken bone cut cuts cutting scar fracture rash floppy blue grey"
        " limp unconscious unresponsive collapsed fitting fit seizure breathing breathe breath"
        " pulse moving faint fainted overdose overdosed vomiting sick asleep wake awake"
    ),
    "weapon": (
        "knife knives blade machete gun guns bat hammer axe acid weapon petrol scissors razor"
        " rope noose ligature bottle bomb pistol handgun rifle screwdriver glass"
    ),
    "substance": (
        "pills tablets paracetamol bleach medicine meds antidepressants insulin battery batteries"
        " magnet vodka drunk drugs spice ketamine weed alcohol swallowed drank took taken"
    ),
    "death": (
        "die dying dead death alive kill kills killing killed suicide suicidal jump jumping"
        " bridge roof ledge railway cliff hang hanging hanged goodbye end ending murder harm"
        " harming heaven"
    ),
    "now": (
        "now tonight today just tomorrow yesterday ago minutes mins hour hours morning afternoon"
        " evening asap urgent urgently immediately straight last night nite since friday sunday"
        " saturday thursday wednesday tuesday monday currently right"
    ),
    "gone": (
        "missing gone run ran vanished disappeared bolted lost find found left leave away abroad"
        " flight flying airport refuge escaped absconded home alone outside car park station"
        " street road motorway"
    ),
    "fear": (
        "scared terrified afraid frightened fear hiding hide screaming scream crying cries"
        " shaking begging safe unsafe danger worried help"
    ),
    "secret": "secret tell anyone nobody promise promised noone private keep",
    "practice": (
        "evidence research evaluation trial trials study studies works work worked working"
        " effective effectiveness programme programmes program training train trained policy"
        " policies guidance model models approach approaches intervention interventions scheme"
        " schemes strategy strategies pilot reduce reduces reducing prevent prevents prevention"
        " practice examples example template lessons awareness toolkit outcomes results figures"
        " data numbers rates cost costs worth impact campaign support services groups sessions"
        " course courses project"
    ),
    "asks": ("what how which who does do is are has any ideas tips best why where evidence whats"),
    "helpers": "999 112 ambulance police hospital safeguarding emergency dsl",
    "touch": (
        "nudes nude naked pics pictures photos video videos sex sexual sexually touch touches"
        " touched touching bed bedroom shower undress undressing kiss kisses older online"
        " snapchat insta snap pregnant"
    ),
}

_GRAVE = """
999 112 sos ambulance paramedic paramedics police hospital emergency urgent asap die dies dying
dead death alive wake woken waking kill kills killing killed murder suicide suicidal overdose
overdosed goodbye goodbyes ending heaven hang hanging hanged noose rope ligature jump jumping
jumped ledge bridge roof railings railway cliff balcony tracks motorway hit hits hitting hurt hurts
hurting beat beats beaten beating punch punches punched punching kick kicks kicked kicking slap
slaps slapped slapping smack smacks smacked smacking burn burns burnt burned burning scald scalded
shake shakes shook shaken shaking strangle strangles strangled strangling choke chokes choked
choking rape rapes raped abuse abuses abused abusing attack attacks attacked attacking grab grabs
grabbed bite bites bit bitten thrown threw pushed pinches pinned headlock restrained drag drags
dragged stab stabs stabbed stabbing stabbings shoot shoots shot shooting gunshots lock locks locked
tied chained cage crate cellar starve starving starved hungry starves threaten threatens threatened
threatening kidnap kidnapped groomed grooming blackmail blackmailed sextortion forced forcing
smother smothering drown drowned drowning poured battered battering molested molests assault
assaulted assaults trafficked exploited exploiting wrist wrists throat neck underwear willy vagina
bum privates private jaw bruise bruises bruised bruising blood bleed bleeding bleeds wound wounds
welts marks swollen swelling cut cuts cutting fracture fractured rash floppy blue grey limp
unconscious unresponsive collapsed fitting fit fits seizure seizures breathing breathe breath
breathed breathless pulse faint fainted fainting vomiting vomit sick asleep cold stiff convulsing
dizzy gasping pale lifeless knife knives blade blades machete gun guns bat bats hammer axe acid
weapon weapons petrol scissors razor sword bomb pistol handgun rifle shotgun screwdriver glass
needle needles crowbar pills pill tablets paracetamol bleach medicine meds antidepressants insulin
battery batteries magnet magnets vodka drunk drugs drug spice spiked laced ketamine cocaine
swallowed swallow drank poison inhaler pen epipen intoxicated missing vanished disappeared
disappear bolted absconded abducted runaway ran gone wandering abroad flight airport flying plane
passport fled alone unattended nobody noone unsupervised scared terrified afraid frightened fear
hiding hide hid screaming screams scream crying cries begging begged unsafe safe danger dangerous
trapped hostage secret promise promised nudes nude naked sex sexual sexually touch touches touched
touching undress undressing undressed kisses kissed porn streaming bed sleeping bedroom bathroom
shower pillow pregnant labour miscarriage intruder gunman smoke fire flames gas explosion crash
marry married marriage marrying engaged circumcised cutter ceremony disclosed disclosing disclosure
allegation alleged smashing smashed smash barricaded fighting fight chasing chased followed
following stalking harm harming harmed harms anymore stop end worthless hopeless abandoned
neglected neglect gang gangs dealer dealers package packages debt owes owe voices devil chucked
evicted homeless freezing filming stranger offender conviction river canal pond
"""

_KIND_OF: dict[str, tuple[str, ...]] = {}
for _kind, _words in _KINDS.items():
    for _word in _words.split():
        _KIND_OF[_word] = (*_KIND_OF.get(_word, ()), SIGN + _kind)
_GRAVE_WORDS = frozenset(_GRAVE.split())


def is_grave(tidy: str) -> bool:
    """Whether any word of danger, in the broadest sense, stands in `tidy` (see urgent.tidied)."""
    if not _GRAVE_WORDS.isdisjoint(tidy.split()):
        return True
    return any(pattern.search(tidy) for pattern in DANGER)


def marked(text: str) -> str:
    """`text` followed by its signs: the kind of each word that has one, and how grave it is."""
    tidy = urgent.tidied(text)
    kinds = " ".join(kind for word in tidy.split()[:MOST_WORDS] for kind in _KIND_OF.get(word, ()))
    grave = SIGN + ("grave" if is_grave(tidy) else "plainwords")
    return f"{text[:READ]} . {kinds[:SIGNS]} {grave}"
