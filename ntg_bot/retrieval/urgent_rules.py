"""Patterns of the urgent rules: what speaks of danger.

They read text as `urgent.tidied` leaves it. Gaps are counted, never open-ended, so that no text
makes a pattern slow. `<NAME>` stands for the words of that name in `urgent_words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from ntg_bot.retrieval.urgent_words import SORTS


class AnyOf:
    """Patterns of which any may stand in a text, as whole words.

    They are compiled when the first text is read: that takes a tenth of a second, and most
    commands read none.
    """

    def __init__(self, *patterns: str) -> None:
        self._patterns = patterns

    def __iter__(self) -> Iterator[re.Pattern[str]]:
        return iter(self._compiled)

    def found_in(self, text: str) -> bool:
        """Whether any of them stands in `text`: all are looked for at once, in half the time."""
        return self._joined.search(text) is not None

    @cached_property
    def _joined(self) -> re.Pattern[str]:
        filled = "|".join(f"(?:{_filled(pattern)})" for pattern in self._patterns)
        return re.compile(rf"\b(?:{filled})\b")

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(rf"\b(?:{_filled(pattern)})\b") for pattern in self._patterns)


def _filled(pattern: str) -> str:
    for name in SORTS:
        pattern = pattern.replace(f"<{name}>", SORTS[name])
    return pattern


PLAIN = AnyOf(
    # somebody speaks of their own death or harm
    r"i<GAP3> (?:want|going|thinking|think|feel like|wish|plan|planning|ready|need|trying|tried"
    r"|about)<GAP3> (?:die|dead|suicide|(?:kill|killing|hurt|hurting|cut|cutting|harm|harming"
    r"|hang|hanging|end|ending) (?:<SELF>|it all|it|my life))",
    r"(?:want|going|wish|ready) to die",
    r"(?:kill|killing|hang|hanging|hurt|hurting|cut|cutting|harm|harming) myself",
    r"(?:i|^|^(?:just|sorry|honestly|please)) ?can not (?:go on|carry on|do this|take it|take this"
    r"|take any|cope)(?: any ?more| much longer| longer| like this| whats| what is|$)",
    r"i do not<GAP2> want<GAP1> (?:to )?(?:be here|live|wake up|exist|be alive)",
    r"do something stupid",
    r"(?:think|thinking|thought|want|wanted|going|urge|feel like)<GAP4> (?:step|stepping|jump"
    r"|jumping|walk|walking|throw|throwing|lie|lying)<GAP3> (?:in front of|under|onto|into)<GAP2>"
    r" (?:trains?|tube|tracks|lorry|lorries|traffic|bus|cars?)",
    r"i wish i (?:was|were) (?:dead|not here|never born)",
    r"(?:better off|rather be|wishes (?:he|she) (?:was|were)) (?:dead|without me)",
    r"(?:nobody|no one|noone|no 1) (?:would|will)<GAP1> (?:miss|care|notice)<GAP2>"
    r" (?:me|him|her|gone|not here|here)",
    r"<ONE><GAP6> do(?:es)? not want to (?:be here|live|be alive|wake up|exist)",
    r"<ONE><GAP10> (?:kill|killing|hang|hanging|harm|harming|hurt|hurting|end|ending) <SELF>",
    r"(?:end|ending|take|taking|took) (?:his|her|their|my|there) (?:own )?(?:life|lives)",
    r"(?:he|she|mate|friend|son|daughter)<GAP4> (?:going to|wants to|will|to) end it",
    r"suicide note|goodbye (?:note|letter|message|text)s?|(?:writing|wrote|written|write|left)"
    r"<GAP2> (?:letters?|notes?) (?:to|for) (?:everyone|everybody|people) ?(?:i love)?$",
    r"(?:goodbye|good bye) (?:everyone|everybody|all|world|mum|dad)<GAP4> (?:sorry|trying|forgive"
    r"|love you|loved you)|sorry<GAP3> (?:goodbye|good bye) (?:everyone|everybody|all|world)",
    r"(?:texted|saying|said|says|message|sent)<GAP4> goodbye",
    r"(?:everyone|everybody|they|mum|you|kids)<GAP2> (?:be|is|are) (?:happier|better|fine)<GAP1>"
    r" without (?:me|him|her)",
    r"(?:quickest|easiest|best|fastest|painless|least painful)<GAP1> way to (?:die|end it|go"
    r"|kill <SELF>)|does it hurt to (?:die|hang|drown|overdose)",
    r"how (?:many|much)<GAP2> (?:<DRUG>|painkillers)<GAP6> (?:die|kill|too many|lethal|dangerous"
    r"|overdose)",
    r"how (?:do|can|to)<GAP1> (?:hide|cover|get rid of)<GAP2> (?:cuts|scars|bruises|marks|burns)",
    r"thinking (?:about|of) ending (?:things|it|everything)|nothing left for me",
    r"(?:saved|saving|hoarded|hoarding|collected|collecting|stashed|stashing)<GAP3> <DRUG>",
    r"(?:want|make) (?:it|this|it all|everything) (?:all )?(?:to )?(?:stop|end|go away)"
    r"(?: please| now| forever|$)",
    r"(?:not|nobody|no one|noone|never)<GAP2> (?:fed|feeds|feeding)<GAP2> (?:children|kids|baby"
    r"|them|him|her|us|me)",
    r"(?:can not|could not|can never) find (?:him|her|my (?:son|daughter|boy|girl|child|kid)|the"
    r" (?:child|boy|girl|baby)|\w+ (?:he|she) (?:was|is|went|has))",
    r"(?:do|doing) something to (?:myself|himself|herself)",
    r"(?:better|happier|be|go)<GAP2> (?:in|to) heaven",
    # not safe, being hurt
    r"(?:i|we)(?: am| are)?<GAP2> (?:not|do not|dont|never)<GAP2> (?:feel )?safe",
    r"i<GAP3> (?:unsafe|in danger)",
    r"i am<GAP2> (?:being|getting) (?:hurt|hit|abused|raped|followed|groomed|beaten|threatened"
    r"|blackmailed)",
    r"(?:someone|somebody|he|she|they|dad|mum|<KIN>)<GAP4> (?:hits|hurts|beats|rapes|raped"
    r"|touches"
    r"|touched|kicks|punches|abuses|abused|abusing|hurting|hitting|hit|burns|strangles) (?:me"
    r"|us)",
    r"my<GAP2> <KIN><GAP3> <HURT> (?:me|us|my<GAP2>|him|her|them)",
    r"my <KIN> (?:hits|beats|hurts|strangled|strangles|punches|punched) \w+",
    r"(?:<WHO>|they|who|just|<KIN>)<GAP4> (?:going to|will|gets|coming to|wants to|threatened to"
    r"|trying to|might) (?:hurt|kill|get|hit|beat|rape|stab|shoot) (?:me|us|my)",
    r"(?:coming|come|comes)<GAP3> (?:to get|for|after) me|coming up the stairs",
    r"(?:scared|frightened|afraid|terrified)<GAP2> (?:of my|to go home|to go back|going home"
    r"|her dad|his dad|her mum|he will|she will|of going home)",
    r"(?:wont|will not|does not|not|never) let (?:me|us)<GAP1> (?:out|leave|go)",
    r"(?:please|pls|plz) (?:help (?:me|us)(?! (?:find|to|with|understand|choose|write))"
    r"|send<GAP2> help)"
    r"|help me (?:my|he|she|i am|please)"
    r"|(?:please|pls|plz) help (?:my|he|she|hes) (?:is |dad|mum|step\w*|uncle|brother|choking"
    r"|not)",
    r"send (?:someone|somebody|help|police|an ambulance)",
    r"(?:comes|gets|climbs|came|got) (?:in|into|on) (?:my|her|his|their) (?:bed|room at night)",
    r"(?:is|was|are|were|been) <HURT> by (?:his|her|my|their) <KIN>",
    # a body in trouble
    r"<ONE><GAP4> (?:not|stopped|struggling<GAP1>|hardly|barely|can not|stops)<GAP1>"
    r" breath(?:ing|e)",
    r"(?:is|are|was|not) not<GAP1> breath(?:ing|e|ed)|not breathed|no pulse|not breathing"
    r"|stopped breathing",
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
    r"(?:been |got |was )(?:stabbed|shot|run over|electrocuted|knocked down)"
    r"|<ONE><GAP2> drowning",
    r"(?:lad|boy|kid|girl|someone|teenager|pupil|student) (?:stabbed|shot)",
    r"(?:call|ring|phone|dial|need|get|send|want|rang|called)<GAP2> (?:an ambulance|ambulance|999"
    r"|112|paramedics?|the police|police now)(?: (?:now|quick|please|here|to|at)|$)",
    r"ambulance<GAP4> (?:on the way|now|not come|not here|coming)",
    r"(?:do|should|shall) (?:i|we) (?:call|ring|phone|dial)<GAP2> (?:999|police|ambulance)",
    r"(?:left|living|staying|alone|house|home)<GAP2> with<GAP3> (?:offender|paedophile)",
    r"(?:fell|fallen|falling|jumped|dropped)<GAP2> (?:from|out of|off)<GAP2> (?:window|balcony"
    r"|roof|bridge|wall|stairs)",
    r"asthma attack<GAP10> (?:inhaler|pump|now|breathe|finish|worse|stop)",
    r"(?:driving|drove|drives|behind the wheel)<GAP4> (?:drunk|pissed|high|stoned|drinking)"
    r"<GAP6> (?:kids|children|baby|back|son|daughter)",
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
    r"|everyone|us|the|a|someone|his|another|my|it|to)|(?:say|says|said)<GAP3> will (?:kill"
    r"|stab|shoot|hurt|get|jump|beat) (?:him|her|them|me|us|my|his)",
    r"(?:coming|going to|about to) (?:kick off|fight)<GAP6> <WEAPON>",
    r"kill<GAP1> (?:him|her|them all|us|my|the kids|the children|the baby)(?: |$)",
    r"(?:smashing|trashing|smashed)<GAP2> (?:the |up )?(?:house|door|place|flat|her|him"
    r"|windows?)",
    r"(?:strangling|battering|beating|stabbing|raping|attacking|kicking|punching) (?:me|her|him"
    r"|them|my|each other)",
    r"(?:strangled|raped|stabbed|drugged|kidnapped|abducted) (?:her|him|me|them)",
    r"next door<GAP6> screaming|kids<GAP1> screaming",
    r"beaten<GAP1> (?:up )?by (?:her|his|their|my)",
)
"""never a question about practice"""

DANGER = AnyOf(
    # disclosure and allegation
    r"<ONE><GAP6> <SAYS><GAP10> <HURT>",
    r"<SAYS> (?:me|us|him|her|staff|his teacher|her teacher|the ta|the teacher"
    r"|my colleague)<GAP10>"
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
    r"(?:someone|somebody|man|adult|teacher|staff|member of staff|worker|ta|assistant|carer"
    r"|coach)"
    r"<GAP4> (?:hit|slapped|grabbed|kicked|punched|touched|hurt|assaulted|dragged|shook|raped)"
    r"<GAP2> (?:child|pupil|boy|girl|kid|him|her|baby|student)",
    r"(?:child|pupil|kid|baby|boy|girl)<GAP4> (?:hurt|harmed|hit|abused|grabbed|assaulted) by",
    r"(?:hit|hits|slap|slaps|slapped|punch|punched|shake|shook|shaken|grab|grabbed|beat|kicked"
    r"|hurt|hurts)<GAP3> (?:his|her|the|a|that)<GAP2> (?:girl|boy|child|kid|baby|toddler|son"
    r"|daughter|face|neck|throat|him)",
    r"(?:baby|him|her) (?:has )?(?:been )?(?:shaken|shook)",
    r"<ONE><GAP3> (?:was |is |being |been )?(?:raped|assaulted|molested|groomed|trafficked)",
    r"(?:she|he|girl|boy|i|i am|pupil) (?:is |am )?(?:only )?(?:1[0-5]|[89])<GAP10> (?:man|bloke"
    r"|boyfriend|girlfriend|guy)<GAP6> (?:1[89]|[2-6]\d|older)",
    r"(?:boyfriend|girlfriend|man|bloke|guy)<GAP4> (?:1[89]|[2-6]\d)<GAP3> (?:she|he|girl|i|i am)"
    r"<GAP2> (?:1[0-5]|[89])",
    r"eating<GAP2> (?:from|out of)<GAP1> bins?|skin and bones?",
    r"(?:man|men|bloke|stranger|guy|adult|woman|driver)<GAP6> (?:filming|photographing|offering"
    r"|approaching|following|watching|talking to|giving)<GAP4> (?:kids|children|girls|boys"
    r"|little ones|pupils|toddlers)(?! group)",
    r"(?:baby|toddler|newborn|infant)<GAP3> (?:dropped|thrown|shaken)",
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
    r"(?:he|she|boy|lad|lads|girl|kid|pupil|man|dad|parent|someone|somebody|one of them"
    r"|teen)<GAP6>"
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
    r"(?:gone|went|goes|going|reported|been|is|has|are) missing(?! (?:out|education|lessons"
    r"|school))",
    r"missing (?:child|girl|boy|kid|person|toddler|teen\w*|baby|from (?:the )?(?:home|class"
    r"|placement|nursery|school this)|since|\d+)|<ONE> missing",
    r"(?:not|never|didnt)<GAP1> (?:come|came|arrive|arrived|return|returned|turn|turned|got|get"
    r"|been seen|been collected|collected|picked)<GAP2>"
    r" (?:home|back|up|in|school|placement|collected|contacts|for)",
    r"(?:child|kid|baby|boy|girl|toddler|pupil) not collected|not been seen|last seen",
    r"(?:can not|could not|cannot) find (?:him|her|them|my|one of|the child|a child|the baby"
    r"|our)",
    r"(?:lost|losing) (?:a|one of the|one of our|the) (?:child|kid|pupil|boy|girl|toddler)",
    r"(?:abscond\w*|ran off|run off|ran away|run away|runaway|bolted)(?: |$)",
    r"(?:gone|moved|house)<GAP2> empty<GAP10> (?:plan|newborn|baby|child)|family (?:have"
    r"|has) gone",
    r"(?:taken|kidnapped|abducted|snatched)(?: from)? (?:nursery|school|her|him|the (?:child"
    r"|baby))"
    r"|been (?:taken|kidnapped|abducted|snatched)",
    # taken abroad, cut, married off
    r"(?:taken|taking|sent|sending|fly|flying|flies|flights?|travelling|going|booked"
    r"|abroad)<GAP10>"
    r" (?:cut|cutting|fgm|circumci\w+|ceremony|married|marry|wedding|marriage)",
    r"(?:fgm|cut|cutting|circumci\w+|ceremony|marry|married|marriage|wedding)<GAP10> (?:abroad"
    r"|flights?|fly|flying|tomorrow|next week|next month|friday|saturday|sunday|monday|tonight"
    r"|the holidays?|august|july|june|terrified|scared|(?:in|over|during|for"
    r"|this) (?:the )?summer)",
    r"<ONE><GAP4> (?:made to|forced to|forced into|forcing|promised|being made"
    r"|have)<GAP3> (?:marry"
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
    r"(?:off|out of) (?:her|his|their) (?:head|face)|(?:crying|screaming)<GAP4> (?:cot|quiet"
    r"|stopped)"
    r"|went quiet|(?:drank|swallowed|ate|eaten) something|paedophile"
    r"|(?:kids|children|they)<GAP6> (?:sex offender|registered offender)",
    r"smoke<GAP6> (?:flat|house|building|room)|(?:house|flat|bed|room)<GAP3> on fire",
    r"(?:released|out of prison|found out where|knows where)<GAP10> (?:house|live|lives|her"
    r"|them|us)",
    r"post (?:her|his|my|the) (?:pictures|photos|pics|nudes)|asking for (?:pics|pictures|nudes)",
    r"(?:thoughts|thinking) of (?:harming|hurting|smothering|killing|drowning|shaking|dropping)",
    r"(?:got|has|made|have) a plan<GAP6> letters?|written letters|last night<GAP3> (?:alive|her"
    r"|his)"
    r"|will be (?:the|his|her|my) last",
    r"i am \d+<GAP6> pregnant|pregnant<GAP4> scared",
    r"not (?:give|feed|let)<GAP1> (?:me|us)|can not stand (?:up|her|him)|begged me"
    r"|begging (?:me|for)",
    # somebody says so
    r"(?:child|kid|girl|boy|pupil|baby|someone|somebody|person|he|she|they)<GAP6> (?:in|at)<GAP2>"
    r" (?:danger|risk of being|risk of harm|risk tonight|risk now)",
    r"immediate (?:danger|risk of harm|harm)",
    r"safeguarding (?:concern|emergency|issue|worry|incident)s?<GAP6> (?:report|now|who|ring"
    r"|today"
    r"|call|need|urgent|tonight|about)|report<GAP2> safeguarding",
    r"(?:worried|concerned|worrying|scared) (?:about|for) (?:a|one of|this|the|her|his|my)<GAP2>"
    r" (?:child|kid|girl|boy|pupil|little one|baby|toddler|student|safety|life|friend|son"
    r"|daughter"
    r"|mate|sister|brother|him|her)|worried sick|really worrying me|fear for (?:his|her|their)",
    r"(?:scared|frightened|terrified|afraid|crying)<GAP4> (?:home|dad|mum|him|her|tonight"
    r"|answers)",
    r"(?:999|112)(?: |$)",
    r"(?:an|is|this|real|medical|safeguarding) emergency|emergency (?:now|here|please|help|at|in"
    r"|child|services now)|^emergency$",
    r"(?:child|minor) (?:abuse|neglect) (?:happening|going on|now)",
    r"(?:13|14|15|twelve|thirteen|fourteen)<GAP4> pregnant|pregnant<GAP6> (?:uncle|dad|brother"
    r"|13|14|nobody knew)",
)
"""said of somebody in danger, and by those who ask what works"""

CALLS = AnyOf(
    r"(?:who|what) do i (?:ring|call|tell|phone|do)(?! if my| about (?:a mistake|the|my|our)"
    r"| to join)|who (?:to|should i|do we) (?:ring|tell|call)"
    r"|what (?:should|shall) i do(?! to (?:join|share|submit|get|find|apply|register))",
    r"(?:out of hours|social services|duty|emergency)<GAP2> (?:number|team|line|worker)<GAP2>"
    r" (?:now|tonight|please|urgent\w*|is)|number for (?:social services|the police)",
)
"""asks whom to ring or what to do: of danger where it is about somebody"""

SOMEBODY = AnyOf(r"<ONE>|<KIN>|<MANY>|urgent\w*|emergency|safeguarding|danger|abuse\w*|hurt")

ALONE = AnyOf(r"^(?:\w+ ){0,2}(?:emergency|sos|s0s|mayday|urgent help|help now|999|112)$")
"""a cry for help and nothing else"""
