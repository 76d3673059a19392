"""Rules that notice a child or person who may be in danger now. They err towards people.

Every rule is a short word pattern over tidied text (lower case, no punctuation, one space between
words, key words with a typing error put right). Gaps between words are counted, never open-ended,
and the text is cut, so that no input makes a pattern slow. Two kinds of rule:

- PLAIN words that are never a question about practice ("I want to die", "he isn't breathing");
- words of DANGER that professionals also use when they ask what works ("knife", "self harm",
  "missing"): they count unless the message asks about practice or tells of it and nothing in it
  says that this is happening to somebody now.

Nothing here searches, scores or answers.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

MAX_WORDS_FROM_START = 300
MAX_WORDS_FROM_END = 100
"""of a longer message its first and last words are read"""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_APOSTROPHE = re.compile("['’‘`´ʼ]")
_TOKEN = re.compile(r"[a-z0-9]+")
_HOMOGLYPHS = str.maketrans("аеорсухіјѕ", "aeopcyxijs")
_SPELT = {
    "kil": "kill", "kiling": "killing", "nife": "knife", "knive": "knife", "chid": "child",
    "chld": "child", "hes": "he is", "shes": "she is", "theyre": "they are", "ive": "i have",
    "im": "i am", "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not",
    "hasnt": "has not", "havent": "have not", "wont": "will not", "cant": "can not",
    "cannot": "can not", "wasnt": "was not", "wouldnt": "would not", "gonna": "going to",
    "wanna": "want to", "tryed": "tried", "breath": "breathe",
    "unalive": "kill", "kms": "kill myself", "selfharm": "self harm", "selfharming": "self harming",
    "selfharmed": "self harmed", "od": "overdose", "oded": "overdosed", "ods": "overdoses",
    "wnt": "want", "dye": "die", "suicde": "suicide", "theres": "there is", "someones": "someone is",  "whats": "what is",
    "babys": "baby is", "wsh": "wish", "wich": "which", "theyll": "they will", "hell": "he will",  "arent": "are not", "werent": "were not", "id": "i would", "u": "you",
    "mom": "mum", "mommy": "mummy",
}  # fmt: skip
_KEYS = (
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
_NOT_KEYS = frozenset(
    """attached based beaker belong blending breeding breeding's blessing booking cooking costed
    danced disclose ganger hanger harmony kicker killings listing looked lacked missings mission
    misting booked policy policies polite scarce scored shared slipped stabled stabbings toughed
    torched touches tablet table tables threatens unsafely abuses abuser amused accused adducted
    changing charging farming training hosting hinting hitting sitting filling filming pitting
    fatting fitted kidding licked linked looking packed picked pinched placed planning
    punching rating raking racing rapping sacred searing streaming scarred suicides tourist
    suicidality stacking stocked stranded struggling"""
    .split()
)  # fmt: skip

# --- words the patterns are made of ---------------------------------------------------------

_SORTS = {
    "GAP1": r"(?: \w+)?",
    "GAP2": r"(?: \w+){0,2}",
    "GAP3": r"(?: \w+){0,3}",
    "GAP4": r"(?: \w+){0,4}",
    "GAP6": r"(?: \w+){0,6}",
    "GAP10": r"(?: \w+){0,10}",
    "ONE": (  # one particular child or person
        r"(?:he|she|him|her|his|hers|child|childs|kid|boy|girl|lad|lass|baby|newborn|infant|toddler"
        r"|teen|teenager|pupil|student|resident|youngster|little one|young person|young man"
        r"|young woman|young mum|daughter|son|sister|brother|sibling|twin|twins|friend|mate"
        r"|girlfriend|boyfriend|foster (?:son|daughter|child)|someone|somebody|year \d+|yr \d+"
        r"|y\d+|\d+ (?:year|yr) old|\d+(?:yr|yo)|\d+ yo)"
    ),
    "MANY": r"(?:they|them|kids|children|babies|girls|boys|lads|siblings|little ones|pupils)",
    "KIN": (
        r"(?:dad|daddy|father|mum|mummy|mother|stepdad|step dad|stepfather|stepmum|step mum|uncle"
        r"|aunt|auntie|aunty|grandad|granddad|grandpa|grandfather|nan|brother|cousin|carer"
        r"|foster (?:dad|mum|carer)|boyfriend|girlfriend|partner|husband|wife|ex|mums|dads|parents"
        r"|parent|family|coach|teacher|babysitter)"
    ),
    "SELF": r"(?:myself|himself|herself|themself|themselves|hisself|hurself)",
    "HURT": (
        r"(?:hit|hits|hitting|hurt|hurts|hurting|beat|beats|beating|beaten|punch|punches|punched"
        r"|kick|kicks|kicked|kicking|slap|slaps|slapped|burn|burns|burned|burnt|shake|shakes|shook"
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
        r"(?:told|tells|telling|says|said|saying|disclosed|discloses|disclosing|whispered|confided"
        r"|revealed|alleges|alleged|alleging|reports|reported|texted|messaged|wrote|written"
        r"|admitted|claims|claimed|mentioned|heard|drew)"
    ),
    "GOING": r"(?:going to|about to|will|want to|wants to|wanted to|wanting to|planning to|plans to"
    r"|threatening to|threatened to|trying to|tries to|tried to|thinking of|thinking about"
    r"|might|ready to|just tried to|has tried to|decided to|hoping to|intends to)",
    "WHO": (  # anybody in particular
        r"(?:i|me|my|he|she|him|her|his|hers|child|kid|boy|girl|lad|lass|baby|newborn|infant"
        r"|toddler|teen|teenager|pupil|student|resident|youngster|little one|young person|daughter"
        r"|son|sister|brother|sibling|friend|mate|mum|dad|mother|father|stepmum|stepdad|uncle"
        r"|grandad|nan|carer|boyfriend|girlfriend|husband|partner|year \d+|y\d+|yr \d+|\d+ yo"
        r"|\d+ year old|\d+yo|\d+yr old|someone|somebody|man|bloke|us|them|the kids|the children)"
    ),
    "HARM": (  # words that seldom stand beside one person unless something is wrong
        r"(?:hit|hits|hitting|beat|beats|beating|beaten|punch\w*|kicked|kicking|kicks|slap\w*|belt"
        r"|thrown (?:down|out|across|at)|threw (?:him|her|me|them|it|a)|pushed (?:down|me|him|her)"
        r"|strangl\w*|chok(?:ed|ing)|suffocat\w*|smother\w*|drown\w*|stab\w*|shot(?! up)|knife|blade|gun"
        r"|machete|razor|ligature|noose|rope|weapon|blood|bleeding(?! us)|rape\w*|molest\w*|assault\w*"
        r"|abus(?:ed|es|ing)|groomed|grooming|nudes?|naked|undress\w*|dirty (?:videos?|pictures?"
        r"|things|films?)|porn\w*|sex|sexual\w*|touch(?:es|ed|ing) (?:me|him|her|my|them)|screaming"
        r"|smoke|on fire|fire|burning|petrol|acid|overdos\w*|poison\w*|bleach|faint(?:ed|ing|s)"
        r"|unconscious|unresponsive|(?:stopped|not) respond\w*|not wak\w+|not mov\w+|convuls\w*"
        r"|bang(?:ed)? (?:to|on|his|her)|hit (?:his|her) head|head injury|threaten\w*|terrified"
        r"|petrified|hiding (?:in|from)|trapped|barricaded|kidnap\w*|abduct\w*|followed (?:me|her|him)"
        r"|following (?:me|her|him)|stalking|chased|chasing|sex offender|registered offender"
        r"|kick(?:ed|ing)? (?:me |him |her |them )?(?:out|off|the door)|die|dying(?! for| to)|dead(?! end| in the water)|suicid\w*"
        r"|hates? (?:her|his|my|their) life|hopeless|last night on earth|overdosed|self harm\w*"
        r"|hurt (?:me|him|her|us|them|himself|herself)|hurts|hurting|harm(?:ed|ing)? (?:him|her|me)"
        r"|throw (?:himself|herself|myself|him|her)|jump (?:off|from|in front|out)|sold|exploited"
        r"|owes? (?:him|them|a man|money)|debt|runaway|vanished|disappeared|gone since|been gone"
        r"|blackmail\w*|starv\w+|no food|locks|locked|chained|tied (?:up|to)|cage|bruis\w*)"
    ),
    "DRUG": r"(?:pills|tablets|paracetamol|overdose|bleach|meds|medication|medicine|battery"
    r"|batteries|poison|antifreeze|ibuprofen|drugs|spice|ketamine|needle|detergent)",
}  # fmt: skip


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    def filled(pattern: str) -> str:
        for name in sorted(_SORTS, key=len, reverse=True):
            pattern = pattern.replace(f"<{name}>", _SORTS[name])
        return rf"\b(?:{pattern})\b"

    return tuple(re.compile(filled(pattern)) for pattern in patterns)


PLAIN = _compiled(
    # somebody speaks of their own death or harm
    r"i<GAP3> (?:want|going|thinking|think|feel like|wish|plan|planning|ready|need|trying|tried"
    r"|about)<GAP3> (?:die|dead|suicide|(?:kill|killing|hurt|hurting|cut|cutting|harm|harming"
    r"|hang|hanging|end|ending) (?:<SELF>|it all|it|my life))",
    r"(?:want|going|wish|ready) to die",
    r"(?:kill|killing|hang|hanging|hurt|hurting|cut|cutting|harm|harming) myself",
    r"i can not (?:go on|carry on|do this|take it|take this|take any|cope)(?: any ?more|"
    r" much longer| longer| like this| whats| what is|$)",
    r"i do not<GAP2> want<GAP1> (?:to )?(?:be here|live|wake up|exist|be alive)",
    r"do something stupid",
    r"i wish i (?:was|were) (?:dead|not here|never born)",
    r"(?:better off|rather be|wishes (?:he|she) (?:was|were)) (?:dead|without me)",
    r"(?:nobody|no one|noone|no 1) (?:would|will)<GAP1> (?:miss|care|notice)<GAP2>"
    r" (?:me|him|her|gone|not here|here)",
    r"<ONE><GAP6> do(?:es)? not want to (?:be here|live|be alive|wake up|exist)",
    r"<ONE><GAP10> (?:kill|killing|hang|hanging|harm|harming|hurt|hurting|end|ending) <SELF>",
    r"(?:end|ending|take|taking|took) (?:his|her|their|my|there) (?:own )?(?:life|lives)",
    r"(?:he|she|mate|friend|son|daughter)<GAP4> (?:going to|wants to|will|to) end it",
    r"suicide note|goodbye (?:note|letter|message|text)s?",
    r"(?:texted|saying|said|says|message|sent)<GAP4> goodbye",
    # not safe, being hurt
    r"(?:i|we)(?: am| are)?<GAP2> (?:not|do not|dont|never)<GAP2> (?:feel )?safe",
    r"i<GAP3> (?:unsafe|in danger)",
    r"i am<GAP2> (?:being|getting) (?:hurt|hit|abused|raped|followed|groomed|beaten|threatened"
    r"|blackmailed)",
    r"(?:someone|somebody|he|she|they|dad|mum|<KIN>)<GAP4> (?:hits|hurts|beats|rapes|raped|touches"
    r"|touched|kicks|punches|abuses|abused|abusing|hurting|hitting|hit|burns|strangles) (?:me|us)",
    r"my<GAP2> <KIN><GAP3> <HURT> (?:me|us|my<GAP2>|him|her|them)",
    r"my <KIN> (?:hits|beats|hurts|strangled|strangles|punches|punched) \w+",
    r"(?:going to|will|gets|coming to|wants to|threatened to|trying to|might)"
    r" (?:hurt|kill|get|hit|beat|rape|stab|shoot) (?:me|us|my)",
    r"(?:coming|come|comes)<GAP3> (?:to get|for|after) me|coming up the stairs",
    r"(?:scared|frightened|afraid|terrified)<GAP2> (?:of my|to go home|to go back|going home"
    r"|her dad|his dad|her mum|he will|she will|of going home)",
    r"(?:wont|will not|does not|not|never) let (?:me|us)<GAP1> (?:out|leave|go)",
    r"(?:please|pls|plz) (?:help (?:me|us)(?! (?:find|to|with|understand|choose|write))|send<GAP2> help)"
    r"|help me (?:my|he|she|i am|please)"
    r"|(?:please|pls|plz) help (?:my|he|she|hes) (?:is |dad|mum|step\w*|uncle|brother|choking|not)",
    r"send (?:someone|somebody|help|police|an ambulance)",
    r"(?:comes|gets|climbs|came|got) (?:in|into|on) (?:my|her|his|their) (?:bed|room at night)",
    r"(?:is|was|are|were|been) <HURT> by (?:his|her|my|their) <KIN>",
    # a body in trouble
    r"<ONE><GAP4> (?:not|stopped|struggling<GAP1>|hardly|barely|can not|stops)<GAP1>"
    r" breath(?:ing|e)",
    r"(?:is|are|was|not) not<GAP1> breath(?:ing|e)|not breathing|stopped breathing",
    r"<ONE><GAP3> (?:is )?choking|choking on|help<GAP3> choking",
    r"(?:unconscious|unresponsive|passed out|knocked out|collapsed|lifeless)<GAP6>"
    r" (?:hall|now|park|toilets?|floor|home|what|teenager|boy|girl|child|class|next|school)",
    r"<ONE><GAP6> (?:unconscious|unresponsive|collapsed|passed out|lifeless)",
    r"(?:unconscious|unresponsive) <ONE>",
    r"(?:having|had|has|havin)<GAP2> (?:a )?(?:fit|seizure|siezure|heart attack|stroke)",
    r"<ONE> (?:is )?(?:fitting|seizing|convulsing)",
    r"<ONE><GAP4> (?:gone|turned|turning|going|went|is|are) (?:blue|floppy|limp|grey)",
    r"lips<GAP2> blue|throat<GAP2> closing|blue and floppy",
    r"(?:bleeding (?:heavily|badly|out|everywhere|from)|(?:not|wont) stop bleeding)",
    r"(?:allergic reaction|anaphyla\w+)<GAP6> (?:throat|now|pen|lips|swelling|closing|help)",
    r"(?:can not|will not|could not) wake(?: (?:him|her|them|up|mum|dad))?",
    r"in labour<GAP6> (?:toilets?|pregnant|school|\d+)",
    r"(?:swallowed|swallowing|drank|drunk|drinks|ate|took|taken|taking)<GAP6> <DRUG>",
    r"<ONE><GAP4> (?:overdosed|overdosing)|(?:taken|took|take|taking|had)<GAP2> overdose",
    r"(?:pills|tablets)<GAP6> (?:going to take|next to|take them)",
    r"(?:been |got |was )(?:stabbed|shot|run over|electrocuted|knocked down)|<ONE><GAP2> drowning",
    r"(?:lad|boy|kid|girl|someone|teenager|pupil|student) (?:stabbed|shot)",
    r"(?:call|ring|phone|dial|need|get|send|want|rang|called)<GAP2> (?:an ambulance|ambulance|999"
    r"|112|paramedics?|the police|police now)(?: (?:now|quick|please|here|to|at)|$)",
    r"ambulance<GAP4> (?:on the way|now|not come|not here|coming)",
    r"(?:do|should|shall) (?:i|we) (?:call|ring|phone|dial)<GAP2> (?:999|police|ambulance)",
    # violence that is going on
    r"(?:there is|there|he|she|someone|somebody|man|dad|lad|pupil|boy|girl|kid|parent)<GAP6>"
    r" (?:has got|has|got|have|carrying|brought|pulled|with|waving|holding|had|bringing|swinging)"
    r"<GAP4> <WEAPON>(?: (?:in|on|outside|and|at|now|here|to|down|about|around)|$)",
    r"<WEAPON><GAP3> (?:in|inside|down) (?:his|her|their) (?:bag|trousers|pocket|locker|coat|sock"
    r"|room)",
    r"(?:pulled|waving|brandishing|swinging)<GAP2> <WEAPON>",
    r"(?:bring|brings|bringing)<GAP2> <WEAPON><GAP4> (?:school|tomorrow|today|in|college)",
    r"(?:going to|will|wants to|says|saying|shouting|threatened to|threatening to|gonna)<GAP4>"
    r" (?:kill|stab|shoot|jump|murder|bomb|set fire to|set fire|burn down) (?:him|her|them|all"
    r"|everyone|me|us|the|a|someone|his|another|my|it|to)|(?:say|says|said)<GAP3> will (?:kill|stab|shoot|hurt|get|jump|beat) (?:him|her|them|me|us|my|his)",
    r"(?:coming|going to|about to) (?:kick off|fight)<GAP6> <WEAPON>",
    r"kill<GAP1> (?:him|her|them all|me|us|my|the kids|the children|the baby)(?: |$)",
    r"(?:smashing|trashing|smashed)<GAP2> (?:the |up )?(?:house|door|place|flat|her|him|windows?)",
    r"(?:strangling|battering|beating|stabbing|raping|attacking|kicking|punching) (?:me|her|him"
    r"|them|my|each other)",
    r"(?:strangled|raped|stabbed|drugged|kidnapped|abducted) (?:her|him|me|them)",
    r"next door<GAP6> screaming|kids<GAP1> screaming",
    r"beaten<GAP1> (?:up )?by (?:her|his|their|my)",
)

DANGER = _compiled(
    # disclosure and allegation
    r"<ONE><GAP6> <SAYS><GAP10> <HURT>",
    r"<SAYS> (?:me|us|him|her|staff|his teacher|her teacher|the ta|the teacher|my colleague)<GAP10>"
    r" (?:<HURT>|locks?|locked|secret|sleeps? with|touch\w*|in (?:my|her|his) bed)",
    r"(?:disclosed|disclosure|disclosing|discloses)",
    r"(?:secret|special) game|secret what<GAP3> (?:he|she|they|does)",
    r"(?:not|do not|dont|never|please) (?:to )?tell (?:anyone|anybody|mum|dad|my|his|her)"
    r"|not (?:to )?say anything",
    r"allegation<GAP2> (?:against|about)",
    r"<ONE><GAP4> (?:been|being|is|was|got) <HURT>",
    r"<KIN><GAP4> (?:is |was |has been |been )?<HURT> (?:her|him|them|me|us|his|the|my|a)",
    r"(?:sexual|sexually) (?:abuse|abused|assault|assaulted|touched|touching|active)|raped"
    r"|something very sexual",
    r"(?:made|makes|making|forced|forcing|forces) (?:her|him|me|them|to)<GAP3> (?:sleep|sex|touch"
    r"|sell|carry|hold|marry|watch|undress)",
    r"(?:someone|somebody|man|adult|teacher|staff|member of staff|worker|ta|assistant|carer|coach)"
    r"<GAP4> (?:hit|slapped|grabbed|kicked|punched|touched|hurt|assaulted|dragged|shook|raped)"
    r"<GAP2> (?:child|pupil|boy|girl|kid|him|her|baby|student)",
    r"(?:child|pupil|kid|baby|boy|girl)<GAP4> (?:hurt|harmed|hit|abused|grabbed|assaulted) by",
    r"(?:hit|hits|slap|slaps|slapped|punch|punched|shake|shook|shaken|grab|grabbed|beat|kicked"
    r"|hurt|hurts)<GAP3> (?:his|her|the|a|that)<GAP2> (?:girl|boy|child|kid|baby|toddler|son"
    r"|daughter|face|neck|throat|him)",
    r"(?:baby|him|her) (?:has )?(?:been )?(?:shaken|shook)",
    r"<ONE><GAP3> (?:was |is |being |been )?(?:raped|assaulted|molested|groomed|trafficked)",
    # signs on a body
    r"(?:bruise|bruises|bruised|bruising|burn|burns|burnt|marks?|black eye|welts?|scratches|cuts"
    r"|hand ?print|bite marks?|fracture|broken (?:arm|leg|rib|ribs)|injur\w+|cigarette burns?)"
    r"<GAP6> (?:his|her|arms?|face|neck|back|legs?|hands?|story|explanation|keeps|flinched|ribs)",
    r"<ONE><GAP6> (?:bruise|bruises|bruising|burn marks?|cigarette burns?|black eye|fracture"
    r"|broken (?:arm|leg|rib)|burns)",
    r"(?:story|explanation|account)<GAP2> (?:does not|not|keeps|doesnt)<GAP1> (?:add up|changing"
    r"|fit|match)|no explanation|will not let me look",
    # self-harm and suicide
    r"suicidal|(?:<ONE>|i|been)<GAP4> (?:self harm|self harming|self harmed|overdose)",
    r"<ONE><GAP6> (?:cut|cuts|cutting|slit|scratched) <SELF>",
    r"(?:cut|slit|cutting) (?:her|his|their) (?:wrists?|arms?|legs?|throat)",
    r"<ONE><GAP6> (?:wants?|going|planning|plans?|threatening|threatened|trying|tried|says|said)"
    r"<GAP6> (?:die|suicide|jump|hang|overdose|dead)",
    r"(?:on|off) (?:the|a) (?:roof|bridge|ledge|train tracks|railway|tracks|window ledge)"
    r"|jump in front|jump off",
    r"noose|(?:has|got|with)<GAP2> rope|hanging in the|found him hanging|found her hanging",
    # weapons and threats
    r"(?:he|she|boy|lad|lads|girl|kid|pupil|man|dad|parent|someone|somebody|one of them|teen)<GAP6>"
    r" <WEAPON>",
    r"<WEAPON><GAP4> (?:outside|in school|at school|in the|here|reception|now|playground|centre)",
    r"<GOING><GAP3> (?:hurt|kill|stab|harm|attack|beat|rape|shoot|jump|fight|burn)",
    r"(?:stabbing|shooting)(?: |$)",
    r"threaten(?:ed|ing)<GAP4> (?:kill|burn|stab|hurt|fire|take|hit|harm|shoot)",
    r"(?:i am|he is|she is|you are|we are) next$|said<GAP2> next|killed the (?:dog|cat)",
    r"break (?:his|her|their|my) legs|set fire to",
    r"(?:domestic|fight|fighting|kicking off)<GAP2> (?:going on|happening|outside|now|next door)",
    r"turned up<GAP4> (?:drunk|high|angry|shouting|reception|bail)|(?:shouting|outside) that",
    r"(?:not allowed|is not allowed|isnt allowed|no contact order|breach\w*)<GAP10> (?:taken|take"
    r"|taking|round|there|came|here|near)|(?:trying to|going to|has just) (?:take|taken|snatch)"
    r"<GAP2> (?:kids|baby|child|children|him|her|them)",
    r"(?:out on licence|sex offender|registered offender)<GAP6> (?:round|there|house|living|now)",
    # missing
    r"(?:gone|went|goes|going|reported|been|is|has|are) missing(?! (?:out|education|lessons|school))",
    r"missing (?:child|girl|boy|kid|person|toddler|teen\w*|baby|from (?:the )?(?:home|class"
    r"|placement|nursery|school this)|since|\d+)|<ONE> missing",
    r"(?:not|never|didnt)<GAP1> (?:come|came|arrive|arrived|return|returned|turn|turned|got|get"
    r"|been seen|been collected|collected|picked)<GAP2>"
    r" (?:home|back|up|in|school|placement|collected|contacts|for)",
    r"(?:child|kid|baby|boy|girl|toddler|pupil) not collected|not been seen|last seen",
    r"(?:can not|could not|cannot) find (?:him|her|them|my|one of|the child|a child|the baby|our)",
    r"(?:lost|losing) (?:a|one of the|one of our|the) (?:child|kid|pupil|boy|girl|toddler)",
    r"(?:abscond\w*|ran off|run off|ran away|run away|runaway|bolted)(?: |$)",
    r"(?:gone|moved|house)<GAP2> empty<GAP10> (?:plan|newborn|baby|child)|family (?:have|has) gone",
    r"(?:taken|kidnapped|abducted|snatched)(?: from)? (?:nursery|school|her|him|the (?:child|baby))"
    r"|been (?:taken|kidnapped|abducted|snatched)",
    # taken abroad, cut, married off
    r"(?:taken|taking|sent|sending|fly|flying|flies|flights?|travelling|going|booked|abroad)<GAP10>"
    r" (?:cut|cutting|fgm|circumci\w+|ceremony|married|marry|wedding|marriage)",
    r"(?:fgm|cut|cutting|circumci\w+|ceremony|marry|married|marriage|wedding)<GAP10> (?:abroad"
    r"|flights?|fly|flying|tomorrow|next week|next month|friday|saturday|sunday|monday|tonight"
    r"|the holidays?|august|july|june|terrified|scared|(?:in|over|during|for|this) (?:the )?summer)",
    r"<ONE><GAP4> (?:made to|forced to|forced into|forcing|promised|being made|have)<GAP3> (?:marry"
    r"|married|marriage|man|cousin)",
    r"forcing (?:her|him|me) to|force (?:her|him|me) to",
    # exploitation
    r"(?:nudes?|naked|explicit|topless)<GAP4> (?:pictures?|pics?|photos?|images?|going round|of"
    r"|year|pupil|shared|sent)|sharing nudes",
    r"(?:older|grown|adult|strange|unknown) (?:man|men|guy|guys|bloke)|with older (?:boys|lads)",
    r"(?:meeting|meet|met|messaging|talking to)<GAP6> (?:online|stranger|man|tonight)"
    r"|stranger<GAP6> (?:pictures|address|asked|asking)"
    r"|(?:asked|asking|asks|sends?|sending|wants)<GAP4> (?:pictures|photos|pics|selfies)",
    r"trap house|cuckooed|county lines<GAP6> (?:taken|now|tonight)|(?:flat|room|house) to sell"
    r"|hotel (?:room )?with<GAP3> (?:men|man)|(?:can not|not allowed to) leave",
    r"giving (?:her|him|them) (?:money|drugs|phones?|gifts|presents|vodka|alcohol)",
    r"(?:into|in) (?:his|a|the) (?:van|car)<GAP6>",
    # left alone, hungry, locked in
    r"(?:home|left|house|flat|upstairs)<GAP3> (?:alone|on (?:his|her|their|its) own|by <SELF>)",
    r"(?:child|children|kids|baby|toddler|year old|he|she|girl|boy)<GAP6> (?:alone|wandering"
    r"|locked in|locked out|locked<GAP4> (?:in|shed|room|bedroom|cupboard|loo|toilet|garage))",
    r"locked (?:in|up|out)(?: of)? (?:his|her|their|my|our)|locks (?:him|her|me|them)",
    r"(?:no|not got|without|got no)<GAP1> (?:food|heating|adult|electric|electricity|coat)<GAP6>",
    r"(?:not|never) (?:eaten|fed|been fed|had food|had anything to eat)",
    r"left in (?:the |a )?(?:car|flat|house|street|bath)",
    r"sleeping (?:in|on|rough)<GAP2> (?:stairwell|street|streets|park|car|bench|doorway|shed)",
    r"(?:dumped|abandoned)<GAP3> (?:reception|by|outside|here|at|baby|child)",
    r"(?:mum|mother|dad|parent|carer|nan)<GAP4> (?:drunk|collapsed|unconscious|overdosed|off her"
    r"|passed out|high)|drunk<GAP3> (?:driving|drive|in charge|reception|kids)",
    r"wandering<GAP4> (?:street|road|streets|alone|pyjamas|estate)",
    r"voices<GAP3> (?:telling|say|saying)",
    r"(?:hurt|harm|drown|smother|shake|shook|kill) (?:the|her|his|my) (?:baby|kids|children|child"
    r"|son|daughter)",
    r"can ?not cope<GAP6> (?:baby|hurt|kids|children|anymore|more)",
    # anybody in particular beside a word of harm
    r"<WHO><GAP6> <HARM>",
    r"<HARM><GAP4> <WHO>",
    r"(?:off|out of) (?:her|his|their) (?:head|face)|(?:crying|screaming)<GAP4> (?:cot|quiet|stopped)"
    r"|went quiet|(?:drank|swallowed|ate|eaten) something|paedophile"
    r"|(?:kids|children|they)<GAP6> (?:sex offender|registered offender)",
    r"smoke<GAP6> (?:flat|house|building|room)|(?:house|flat|bed|room)<GAP3> on fire",
    r"(?:released|out of prison|found out where|knows where)<GAP10> (?:house|live|lives|her|them|us)",
    r"post (?:her|his|my|the) (?:pictures|photos|pics|nudes)|asking for (?:pics|pictures|nudes)",
    r"(?:thoughts|thinking) of (?:harming|hurting|smothering|killing|drowning|shaking|dropping)",
    r"(?:got|has|made|have) a plan<GAP6> letters?|written letters|last night<GAP3> (?:alive|her|his)"
    r"|will be (?:the|his|her|my) last",
    r"i am \d+<GAP6> pregnant|pregnant<GAP4> scared",
    r"not (?:give|feed|let)<GAP1> (?:me|us)|can not stand (?:up|her|him)|begged me|begging (?:me|for)",
    # somebody says so
    r"(?:child|kid|girl|boy|pupil|baby|someone|somebody|person|he|she|they)<GAP6> (?:in|at)<GAP2>"
    r" (?:danger|risk of being|risk of harm|risk tonight|risk now)",
    r"immediate (?:danger|risk of harm|harm)",
    r"safeguarding (?:concern|emergency|issue|worry|incident)s?<GAP6> (?:report|now|who|ring|today"
    r"|call|need|urgent|tonight|about)|report<GAP2> safeguarding",
    r"(?:who|what) do i (?:ring|call|tell|phone|do)(?! if my| about (?:a mistake|the|my|our)| to join)|who (?:to|should i|do we) (?:ring|tell|call)"
    r"|what (?:should|shall) i do",
    r"(?:worried|concerned|worrying|scared) (?:about|for) (?:a|one of|this|the|her|his|my)<GAP2>"
    r" (?:child|kid|girl|boy|pupil|little one|baby|toddler|student|safety|life|friend|son|daughter"
    r"|mate|sister|brother|him|her)|worried sick|really worrying me|fear for (?:his|her|their)",
    r"(?:scared|frightened|terrified|afraid|crying)<GAP4> (?:home|dad|mum|him|her|tonight|answers)",
    r"(?:999|112)(?: |$)",
    r"(?:an|is|this|real|medical|safeguarding) emergency|emergency (?:now|here|please|help|at|in"
    r"|child|services now)|^emergency$",
    r"(?:child|minor) (?:abuse|neglect) (?:happening|going on|now)",
    r"(?:13|14|15|twelve|thirteen|fourteen)<GAP4> pregnant|pregnant<GAP6> (?:uncle|dad|brother"
    r"|13|14|nobody knew)",
)

# --- is it about practice, or about somebody now --------------------------------------------

PRACTICE = _compiled(
    r"what(?: \w+)? (?:works?|helps|helped|stops|reduces|would reduce|would help|have others"
    r"|did you|does the evidence|is known|is recommended|changes|keeps|prevents|about children)",
    r"(?:evidence|evidnce|evidance|research|studies|study|trial|trials|evaluat\w+|effective\w*"
    r"|outcomes|statistics|figures)",
    r"(?:programmes?|programs?|interventions?|approach|approaches|therap\w+|course|courses|scheme"
    r"|schemes|project|projects|pilot|pilots|model|models|curriculum|lessons|sessions|assembl\w+"
    r"|workshops?|campaign|cadets|amnesty)",
    r"(?:prevention|prevent|prevents|preventing|preventative|reduce|reduces|reducing|reduction"
    r"|tackle|tackling|respond to|recover|recovery|postvention|bereave\w*|awareness|spotting)",
    r"(?:training|trained|train|trains|guidance|policy|policies|protocol|protocols|strategy"
    r"|pathway|pathways|toolkit|toolkits|template|procedure|procedures|audit|audits|resources"
    r"|process|processes|best practice|good practice|case study|case reviews?|learning from"
    r"|review learning|conferences?|services?|leaflets?)",
    r"(?:anyone|anybody|who|has anyone|who else|which councils?|which schools?|other councils"
    r"|other schools|has anybody|who has) (?:tried|run|runs|ran|done|used|evaluated|reduced|else"
    r"|doing|have|do|respond|got)",
    r"how (?:do|can|should|does|are|effective|well|to|did|would|many)(?: \w+){0,2}"
    r" (?:schools?|councils?|others?|we|you|nurseries|staff|teachers|services|areas|practitioners"
    r"|talk|children|work|works|respond|support|get|handle)",
    r"how effective|how well|what does \w+ (?:stand for|mean)|what is (?:a|an|meant)|explain|define"
    r"|meaning of|any (?:good|ideas|examples|advice on|evidence|practice|resources|tips)|ideas"
    r"|compare|versus|is it worth|worth it|do they work|does it work|do \w+ \w+ work",
    r"(?:does|do|did|is|are|can|has|have)(?: \w+){1,6} (?:work|works|help|effective|reduce|worth"
    r"|improve|cut|any good)",
    r"(?:support|supporting|help|helping|helps) (?:for|children who|kids who|young people who"
    r"|victims|parents|families|siblings|girls|boys|teenagers|pupils who|those)",
    r"(?:we|our \w+|our \w+ \w+|team|school) (?:ran|run|runs|set up|trained|started|tried|now|use"
    r"|used|have run|launched|introduced|rewrote|sits|moved|did a|brought in|changed|do sessions"
    r"|offer|offered|created)",
    r"(?:fell|dropped|rose|risen|down|up|cut|went|gone|reduced|increased)(?: up| down)? (?:by|from"
    r"|to \d+|a (?:third|quarter|fifth|half)|\d+)|halved|doubled|tripled|per ?cent|\d+ drop ins?"
    r"|(?:a third|half|a quarter|a fifth|\d+ in \d+|\d+ of (?:them|\d+|the))"
    r"|(?:so|and|then) (?:we|sixth formers|staff|teachers|heads|they) (?:now|helped|set|gave|made)"
    r"|we (?:looked at|gave each|put|have been|did|do|made)|log a practice|case study|instead of",
    r"(?:join|digest|channel|community|newsletter|queue|decline|approve|accept|submission)",
    r"^(?:\w+ ){0,4}(?:prevention|training|resources|statistics|definition|meaning)$",
    r"(?:rates?|admissions|numbers|levels|referrals|episodes|cases) (?:of|for|are|is|up|down|in)",
    r"(?:children|kids|pupils|young people|teenagers|parents|boys|girls|adolescents|families|dads"
    r"|mums|men|women|babies|students|carers|people) (?:who|with|at risk|in danger of|that|fleeing"
    r"|carrying|missing (?:education|out|from care|school)|of parents|go missing|have been|under)",
    r"(?:sharing|share|shared) (?:something|practice|what we|an example)",
    r"(?:better|best) (?:at|way|ways)|which (?:is|are|course|one|programmes?)",
)

NOW = _compiled(
    r"(?:told|telling|disclosed to|said to|showed|shown|rang|texted|asked|messaged) (?:me|us)"
    r"|(?:has|have) (?:just )?(?:told|disclosed|rung|rang|texted|said)",
    r"right now|(?:is|are|was) (?:here|outside|missing)(?: now)?$|straight away|immediately"
    r"|tonight|this (?:morning|afternoon|evening|minute|second)|an hour ago|minutes? ago"
    r"|few hours|in \d+ min\w*|just (?:told|now|said|rang|shown|seen|taken|had|found|been|come"
    r"|disclosed|shows?|heard|tried|left|happened|threatened|hit|walked|collapsed|seen)",
    r"(?:in|at) my (?:class|office|care|house|school|room|group|form|caseload|setting|nursery)"
    r"|my (?:class|pupil|student|client|foster (?:child|son|daughter)|son|daughter|friend|mate)",
    r"what (?:do|shall|should|can) i do|who do i (?:ring|tell|call|phone)|who to tell"
    r"|(?:please|pls) help(?! me find| with)|need help now|send help|help now|do i (?:ring|call)",
    r"(?:one of (?:my|our|the)) (?:\w+ ){0,2}(?:girls|boys|pupils|children|residents|kids|lads"
    r"|students|young people|families|parents|mums)(?: \w+)? (?:has|is|says|just|told|told me|said)",
    r"(?:a|this|the) (?:\w+ ){0,2}(?:child|boy|girl|pupil|kid|lad|student|baby|toddler) (?:\w+ )?"
    r"(?:has|is|says|said|just|told|came|came in|shows|showed|keeps|was) (?!at risk)",
    r"(?:she|he) (?:is|has|says|said|told|will|wants|was|will not|keeps|went|just|tried|took)",
    r"(?:she|he|they)<GAP3> (?:today|tonight|tomorrow|now|yesterday|last night)",
)

_ALONE = _compiled(r"^(?:\w+ ){0,2}(?:emergency|sos|mayday|urgent help|help now|999|112)$")


def is_urgent(text: str) -> bool:
    """True where a child or person may be in danger now. Never raises; well under 10 ms.

    Questions about practice on the same themes ("what works to reduce self harm", "training on
    FGM") are not urgent.
    """
    tidy = tidied(text)
    if not tidy:
        return False
    if _any(PLAIN, tidy) or _any(_ALONE, tidy):
        return True
    if not _any(DANGER, tidy):
        return False
    return not asks_about_practice(tidy)


def asks_about_practice(tidy: str) -> bool:
    """True where `tidy` (see `tidied`) asks for or tells of practice and says nothing of now."""
    return _any(PRACTICE, tidy) and not _any(NOW, tidy)


def tidied(text: str) -> str:
    """`text` in lower case, one space between words, contractions written out, key words mended.

    At most 400 words of at most 24 characters: the first 300 and the last 100 of a longer text.
    """
    shorter = text if len(text) <= 12_000 else f"{text[:9_000]} {text[-3_000:]}"
    plain = unicodedata.normalize("NFKC", shorter).lower().translate(_HOMOGLYPHS)
    plain = unicodedata.normalize("NFD", _APOSTROPHE.sub("", _INVISIBLE.sub("", plain)))
    plain = "".join(c for c in plain if unicodedata.category(c) != "Mn")
    words = [word[:24] for word in _TOKEN.findall(plain)]
    if len(words) > MAX_WORDS_FROM_START + MAX_WORDS_FROM_END:
        words = words[:MAX_WORDS_FROM_START] + words[-MAX_WORDS_FROM_END:]
    return " ".join(_mended(word) for word in words)


@lru_cache(maxsize=20_000)
def _mended(word: str) -> str:
    """A contraction written out, a mistyped key word put right, any other word as it is."""
    if word in _SPELT:
        return _SPELT[word]
    if len(word) < 5 or word in _KEYS or word in _NOT_KEYS or not word.isalpha():
        return word
    best, best_distance = word, 3
    for key in _KEYS:
        allowed = 1 if len(key) < 9 else 2
        if key[0] != word[0] or abs(len(key) - len(word)) > allowed:
            continue
        distance = OSA.distance(word, key, score_cutoff=allowed)
        if distance <= allowed and distance < best_distance:
            best, best_distance = key, distance
    return best


def _any(patterns: tuple[re.Pattern[str], ...], tidy: str) -> bool:
    return any(pattern.search(tidy) for pattern in patterns)
