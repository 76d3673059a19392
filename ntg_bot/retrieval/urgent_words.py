"""The words of the urgent rules: kinds of people and harm, key words that may be mistyped."""

from __future__ import annotations

SPELT = {
    "kil": "kill", "kiling": "killing", "nife": "knife", "knive": "knife", "chid": "child",
    "chld": "child", "hes": "he is", "shes": "she is", "theyre": "they are", "ive": "i have",
    "im": "i am", "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not",
    "hasnt": "has not", "havent": "have not", "wont": "will not", "cant": "can not",
    "cannot": "can not", "wasnt": "was not", "wouldnt": "would not", "gonna": "going to",
    "wanna": "want to", "tryed": "tried", "breath": "breathe", "unalive": "kill",
    "kms": "kill myself", "selfharm": "self harm", "selfharming": "self harming",
    "selfharmed": "self harmed", "od": "overdose", "oded": "overdosed", "ods": "overdoses",
    "wnt": "want", "dye": "die", "suicde": "suicide", "theres": "there is",
    "someones": "someone is", "whats": "what is", "babys": "baby is", "wsh": "wish",
    "wich": "which", "theyll": "they will", "hell": "he will", "arent": "are not",
    "werent": "were not", "id": "i would", "u": "you", "mom": "mum", "mommy": "mummy",
    "gona": "going to", "gunna": "going to", "gna": "going to", "goin": "going", "wana": "want to",
    "tryna": "trying to", "sed": "said", "sez": "says", "ded": "dead", "dieing": "dying",
    "livin": "living", "tuk": "took", "wiv": "with", "tonite": "tonight", "2nite": "tonight",
    "tnite": "tonight", "nite": "night", "sum1": "someone", "some1": "someone", "any1": "anyone",
    "every1": "everyone", "no1": "no one", "dnt": "do not", "cnt": "can not", "wudnt": "would not",
}  # fmt: skip
"""contractions without their apostrophe, slips and abbreviations, as the rules read them"""

KEYS = (
    "abducted", "absconded", "abused", "abusing", "allegation", "ambulance", "anaphylaxis",
    "assaulted", "attacked", "battered", "beaten", "bleeding", "breathing", "bruise", "bruises",
    "bruising", "choking", "circumcised", "cigarette", "collapsed", "danger", "disclosed",
    "disclosure", "disclosing", "drowning", "emergency", "fitting", "frightened", "groomed",
    "grooming", "hanging", "harming", "herself", "himself", "kicked", "kidnapped", "killing",
    "locked", "machete", "missing", "molested", "myself", "overdose", "overdosed", "paracetamol",
    "police", "punched", "punches", "raping", "safeguarding", "scared", "screaming", "seizure",
    "sexually", "slapped", "smashing", "stabbed", "stabbing", "strangled", "strangling",
    "suicidal", "suicide", "swallowed", "tablets", "terrified", "threatened", "threatening",
    "tonight", "touched", "touching", "trafficked", "unconscious", "unresponsive", "unsafe",
)  # fmt: skip
"""words that are recognised with a typing error"""

_LEFT = """
abuse abuser abuses accused adducted allegations amused amusing assault attached attracted based
beaker bearing beating belong blending blessing booked booking breaking breathe breeding bruiser
changing charging cigarettes collapse collapses cooking costed danced dancer dangers disclose
discloses disclosures discussed discussing emergence emergent farming fatting filling filming
fitted frighten ganger groomer handing hanger hangling harmony hinting hitting hosting kicker
kidding killings kinked lacked licked linked listing looked looking messing missings mission
misting overdoses packed picked pinched pitting placed planning polices policies policy polite
punching racing raging raking rapping raring rating raving sacred scaled scarce scarred scored
screening searing shared sitting slipped snapped spreading stabbings stabled stacked stacking
stocked stranded strange strangely streaming struggled struggling suicidality suicides swallow
swallows swapped table tables tablet terrific terrifies testified threaten threatens torched
touches toughed tourist training unsafely unsage
"""
LEFT_ALONE = frozenset(_LEFT.split())
"""words near a key word that are right as they are"""

SORTS = {
    "GAP1": r"(?: \w+)?",
    "GAP2": r"(?: \w+){0,2}",
    "GAP3": r"(?: \w+){0,3}",
    "GAP4": r"(?: \w+){0,4}",
    "GAP6": r"(?: \w+){0,6}",
    "GAP10": r"(?: \w+){0,10}",
    "ONE": (  # one particular child or person
        r"(?:he|she|him|her|his|hers|child|childs|kid|boy|girl|lad|lass|baby|newborn|infant"
        r"|toddler"
        r"|teen|teenager|pupil|student|resident|youngster|little one|young person|young man"
        r"|young woman|young mum|daughter|son|sister|brother|sibling|twin|twins|friend|mate"
        r"|girlfriend|boyfriend|foster (?:son|daughter|child)|someone|somebody|year \d+|yr \d+"
        r"|y\d+|\d+ (?:year|yr) old|\d+(?:yr|yo)|\d+ yo)"
    ),
    "MANY": r"(?:they|them|kids|children|babies|girls|boys|lads|siblings|little ones|pupils)",
    "KIN": (
        r"(?:dad|daddy|father|mum|mummy|mother|stepdad|step dad|stepfather|stepmum|step mum|uncle"
        r"|aunt|auntie|aunty|grandad|granddad|grandpa|grandfather|nan|brother|cousin|carer"
        r"|foster (?:dad|mum|carer)|boyfriend|girlfriend|partner|husband|wife|ex|mums|dads"
        r"|parents"
        r"|parent|family|coach|teacher|babysitter)"
    ),
    "SELF": r"(?:myself|himself|herself|themself|themselves|hisself|hurself)",
    "HURT": (
        r"(?:hit|hits|hitting|hurt|hurts|hurting|beat|beats|beating|beaten|punch|punches|punched"
        r"|kick|kicks|kicked|kicking|slap|slaps|slapped|burn|burns|burned|burnt|shake|shakes"
        r"|shook"
        r"|shaken|strangles|strangled|strangling|chokes|choked|rape|rapes|raped|abuse|abuses"
        r"|abused|abusing|touch|touches|touched|touching|molests|molested|assaults|assaulted"
        r"|smacks|smacked|whips|whipped|batters|battered|thumps|thumped|grabbed|attacks|attacked"
        r"|starves|starved|drugged|groomed|trafficked|threatens|threatened|belts|belted)"
    ),
    "KILL": r"(?:kill|murder|stab|shoot|knife|slash|drown|poison|strangle|burn|hang|bomb|jump)",
    "WEAPON": (
        r"(?:knife|knives|blade|gun|guns|machete|machetes|hammer|axe|acid|weapon|sword|crowbar"
        r"|firearm|pistol|air rifle|rifle|screwdriver|petrol)"
    ),
    "SAYS": (
        r"(?:told|tells|telling|says|said|saying|disclosed|discloses|disclosing|whispered"
        r"|confided"
        r"|revealed|alleges|alleged|alleging|reports|reported|texted|messaged|wrote|written"
        r"|admitted|claims|claimed|mentioned|heard|drew)"
    ),
    "GOING": r"(?:going to|about to|will|want to|wants to|wanted to|wanting to|planning to|plans to"
    r"|threatening to|threatened to|trying to|tries to|tried to|thinking of|thinking about"
    r"|might|ready to|just tried to|has tried to|decided to|hoping to|intends to)",
    "WHO": (  # anybody in particular
        r"(?:i|me|my|he|she|him|her|his|hers|child|kid|boy|girl|lad|lass|baby|newborn|infant"
        r"|toddler|teen|teenager|pupil|student|resident|youngster|little one|young person"
        r"|daughter"
        r"|son|sister|brother|sibling|friend|mate|mum|dad|mother|father|stepmum|stepdad|uncle"
        r"|grandad|nan|carer|boyfriend|girlfriend|husband|partner|year \d+|y\d+|yr \d+|\d+ yo"
        r"|\d+ year old|\d+yo|\d+yr old|someone|somebody|man|bloke|us|them|the kids|the children)"
    ),
    "HARM": (  # words that seldom stand beside one person unless something is wrong
        r"(?:hit|hits|hitting|beat|beats|beating|beaten|punch\w*|kicked|kicking|kicks|slap\w*"
        r"|belt"
        r"|thrown (?:down|out|across|at)|threw (?:him|her|me|them|it|a)|pushed (?:down|me|him"
        r"|her)"
        r"|strangl\w*|chok(?:ed|ing)|suffocat\w*|smother\w*|drown\w*|stab\w*|shot(?! up)|knife"
        r"|blade|gun"
        r"|machete|razor|ligature|noose|rope|weapon|blood|bleeding(?! us)|rape\w*|molest\w*"
        r"|assault\w*"
        r"|abus(?:ed|es|ing)|groomed|grooming|nudes?|naked|undress\w*|dirty (?:videos?|pictures?"
        r"|things|films?)|porn\w*|sex|sexual\w*|touch(?:es|ed|ing) (?:me|him|her|my|them)"
        r"|screaming"
        r"|burning|petrol|acid|overdos\w*|poison\w*|bleach|faint(?:ed|ing|s)"
        r"|unconscious|unresponsive|(?:stopped|not) respond\w*|not wak\w+|not mov\w+|convuls\w*"
        r"|bang(?:ed)? (?:to|on|his|her)|hit (?:his|her) head|head injury|threaten\w*|terrified"
        r"|petrified|hiding (?:in|from)|trapped|barricaded|kidnap\w*|abduct\w*|followed (?:me"
        r"|her|him)"
        r"|following (?:me|her|him)|stalking|chased|chasing|sex offender|registered offender"
        r"|kick(?:ed|ing)? (?:me |him |her |them )?(?:out|off|the door)|die|dying(?! for| to)"
        r"|dead(?! end| in the water)|suicid\w*"
        r"|hates? (?:her|his|my|their) life|hopeless|last night on earth|overdosed|self harm\w*"
        r"|hurt (?:me|him|her|us|them|himself|herself)|hurts|hurting|harm(?:ed|ing)? (?:him|her"
        r"|me)"
        r"|throw (?:himself|herself|myself|him|her)|jump (?:off|from|in front|out)|sold|exploited"
        r"|owes? (?:him|them|a man|money)|debt|runaway|vanished|disappeared|gone since|been gone"
        r"|blackmail\w*|starv\w+|no food|locks|locked|chained|tied (?:up|to)|cage|bruis\w*)"
    ),
    "DRUG": r"(?:pills|tablets|paracetamol|overdose|bleach|meds|medication|medicine|battery"
    r"|batteries|poison|antifreeze|ibuprofen|drugs|spice|ketamine|needle|detergent)",
}  # fmt: skip
"""what stands for what in a rule: `<WHO>` is anybody in particular, `<GAP3>` up to 3 words"""
