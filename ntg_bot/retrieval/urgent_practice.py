"""Patterns of the urgent rules: what asks for practice, and what is happening now.

They read text as `urgent.tidied` leaves it. Gaps are counted, never open-ended, so that no text
makes a pattern slow. `<NAME>` stands for the words of that name in `urgent_words`.
"""

from __future__ import annotations

from ntg_bot.retrieval.urgent_rules import AnyOf

PRACTICE = AnyOf(
    r"what(?: \w+)? (?:works?|helps|helped|stops|reduces|would reduce|would help|have others"
    r"|did you|does the evidence|is known|is recommended|changes|keeps|prevents|about children)",
    r"(?:evidence|evidnce|evidance|research|studies|study|trial|trials|evaluat\w+|effective\w*"
    r"|outcomes|statistics|figures)",
    r"(?:programmes?|programs?|interventions?|approach|approaches|therap\w+|course|courses|scheme"
    r"|schemes|project|projects|pilot|pilots|model|models|curriculum|lessons|sessions|assembl\w+"
    r"|workshops?|campaign|cadets|amnesty)",
    r"(?:prevention|prevent|prevents|preventing|preventative|reduce|reduces|reducing|reduction"
    r"|tackle|tackling|respond to|recover|recovery|postvention|bereave\w*|awareness|spotting)",
    r"(?:training|trained|(?<!the )(?<!a )train|trains|guidance|policy|policies|protocol"
    r"|protocols|strategy|pathway|pathways|toolkit|toolkits|template|procedure|procedures|audit|audits|resources"
    r"|process|processes|best practice|good practice|case study|case reviews?|learning from"
    r"|review learning|conferences?|services?|leaflets?)",
    r"(?:anyone|anybody|who|has anyone|who else|which councils?|which schools?|other councils"
    r"|other schools|has anybody|who has) (?:tried|run|runs|ran|done|used|evaluated|reduced|else"
    r"|doing|using|running|trying|have|do|respond|got)",
    r"any (?:other )?(?:councils?|authorities|authority|las?|areas?|schools?|teams?|trusts?|heads"
    r"|nurseries|hubs?|colleagues) (?:using|doing|running|trying|that|who|with|had|got|found"
    r"|tried)",
    r"how (?:do|can|should|does|are|effective|well|to|did|would|many)(?: \w+){0,2}"
    r" (?:schools?|councils?|others?|we|you|nurseries|staff|teachers|services|areas|practitioners"
    r"|talk|children|work|works|respond|support|get|handle)",
    r"how effective|how well|what does \w+ (?:stand for|mean)|what is (?:a|an|meant)|explain"
    r"|define"
    r"|meaning of|any (?:good|ideas|examples|advice on|evidence|practice|resources|tips)|ideas"
    r"|compare|versus|is it worth|worth it|do they work|does it work|do \w+ \w+ work",
    r"(?:does|do|did|is|are|can|has|have)(?: \w+){1,6} (?:work|works|help|effective|reduce|worth"
    r"|improve|cut|any good)",
    r"(?:support|supporting|help|helping|helps) (?:for|children who|kids who|young people who"
    r"|victims|parents|families|siblings|girls|boys|teenagers|pupils who|those)",
    r"(?:we|our \w+|our \w+ \w+|team|school) (?:ran|run|runs|set up|trained|started|tried|now|use"
    r"|used|have run|launched|introduced|rewrote|sits|moved|did a|brought in|changed|do sessions"
    r"|offer|offered|created)",
    r"(?:fell|dropped|rose|risen|down|up|cut|went|gone|reduced|increased)(?: up| down)? (?:by"
    r"|from"
    r"|to \d+|a (?:third|quarter|fifth|half)|\d+)|halved|doubled|tripled|per ?cent|\d+ drop ins?"
    r"|(?:a third|half|a quarter|a fifth|\d+ in \d+|\d+ of (?:them|\d+|the))"
    r"|(?:so|and|then) (?:we|sixth formers|staff|teachers|heads|they) (?:now|helped|set|gave"
    r"|made)"
    r"|we (?:looked at|gave each|put|have been|did|do|made)|log a practice|case study|instead of",
    r"(?:join|digest|channel|community|newsletter|queue|decline|approve|accept|submission)",
    r"^(?:\w+ ){0,4}(?:prevention|training|resources|statistics|definition|meaning)$",
    r"(?:rates?|admissions|numbers|levels|referrals|episodes|cases) (?:of|for|are|is|up|down|in)",
    r"(?:children|kids|pupils|young people|teenagers|parents|boys|girls|adolescents|families|dads"
    r"|mums|men|women|babies|students|carers|people) (?:who|with|at risk|in danger of|that"
    r"|fleeing"
    r"|carrying|missing (?:education|out|from care|school)|of parents|go missing|have been"
    r"|under)",
    r"(?:sharing|share|shared) (?:something|practice|what we|an example)",
    r"(?:after|for|following) (?:every|each)|what is the cost|how much (?:does|is|do)",
    r"^(?:someone|somebody|an adult|one adult|a worker) to (?!ring|call|phone|come|help (?:me|us"
    r"|now)|talk to me|save|stop)",
    r"(?:better|best) (?:at|way|ways)|which (?:is|are|course|one|programmes?)",
)
"""asks what works, or tells of work that was done"""

NOW = AnyOf(
    r"(?:told|telling|disclosed to|said to|showed|shown|rang|texted|asked|messaged) (?:me|us)"
    r"|(?:has|have) (?:just )?(?:told|disclosed|rung|rang|texted|said)",
    r"right now|(?:is|are|was) (?:here|outside|missing)(?: now)?$|straight away|immediately"
    r"|tonight|this (?:morning|afternoon|evening|minute|second)|an hour ago|minutes? ago"
    r"|few hours|in \d+ min\w*|just (?:told|now|said|rang|shown|seen|taken|had|found|been|come"
    r"|disclosed|shows?|heard|tried|left|happened|threatened|hit|walked|collapsed|seen)",
    r"what (?:do|shall|should|can) i do|who do i (?:ring|tell|call|phone)|who to tell"
    r"|(?:please|pls) help(?! me find| with)|need help now|send help|help now|do i (?:ring|call)",
)
"""says that it is happening now, or has just been told"""

PARTICULAR = AnyOf(
    r"(?:in|at) my (?:class|office|care|house|school|room|group|form|caseload|setting|nursery)"
    r"|my (?:class|pupil|student|client|foster (?:child|son|daughter)|son|daughter|friend|mate)",
    r"(?:one of (?:my|our|the)) (?:\w+ ){0,2}(?:girls|boys|pupils|children|residents|kids|lads"
    r"|students|young people|families|parents|mums)(?: \w+)? (?:has|is|says|just|told|told me"
    r"|said)",
    r"(?:a|this|the) (?:\w+ ){0,2}(?:child|boy|girl|pupil|kid|lad|student|baby|toddler) (?:\w+ )?"
    r"(?:has|is|says|said|just|told|came|came in|shows|showed|keeps|was) (?!at risk)",
    r"(?:she|he) (?:is|has|says|said|told|will|wants|was|will not|keeps|went|just|tried|took)",
    r"(?:she|he|they)<GAP3> (?:today|tonight|tomorrow|now|yesterday|last night)",
)
"""says that it is happening to somebody in particular"""

PAST = AnyOf(
    r"last (?:year|term|summer|winter|spring|autumn|christmas|easter|half term)|(?:\w+|a few)"
    r" (?:years|months|terms) ago|a (?:year|term) ago|years ago|in the (?:summer|spring|autumn"
    r"|winter|past)|when (?:he|she|they) (?:was|were) (?:\w+|a baby)$|as a baby"
    r"|in year \w+ and is now|used to|in (?:january|february|march|april|may|june|july|august"
    r"|september|october|november|december)",
)
"""says that it was long ago"""

GENERAL = AnyOf(
    r"(?:when|whenever|where|if|after|once|before|in case|every time|each time) (?:a|an|any|every"
    r"|each|some|someone|somebody|people|children|young|pupils|kids|babies|parents|teenagers|girls"
    r"|boys)",
    r"(?:children|kids|pupils|young people|teenagers|parents|boys|girls|families|babies|mums|dads"
    r"|people|those|students) (?:who|that|whose|at risk|being|having|have|are|with)",
)
"""says it of anybody, not of somebody in particular"""

OWN = AnyOf(r"i|me|my|myself")
"""says it of oneself, or of somebody of one's own"""
