"""What a message that tells of practice looks like, beside one that asks, plans or announces.

The lines that teach sharing, and the signs of a sentence's shape that single words do not give.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ntg_bot.retrieval.classifier import Labelled
from ntg_bot.retrieval.features import MAX_CHARS, SIGN, words_of

Post = tuple[str, tuple[str, ...]]
"""a text that shares practice, with the ids of the communities it belongs to, best first"""

SHARING = "sharing"
WEIGHT_ASKED = 0.1
"""what a way of asking for a practice costs when taken for sharing, any other message costing 1"""
READ = MAX_CHARS - 200
"""characters of a message that are read, so that its signs are not cut off"""
TELLS_FROM = 6
"""a line of fewer words wants to share, but tells of nothing yet"""
_WISH = re.compile(
    r"\?\s*$|^(?:i'?d like to|i want to|can i|how do i|where do|i'?ve got a)\b", re.I
)
_DONE = (
    r"\b(?:we|our|i|team|school|council|nursery|hub|schools|heads|carers|workers?|staff)\b"
    r"(?: \S+){0,6}? (?:\w{3,}ed|ran|set|gave|made|did|put|got|took|built|wrote|began|brought|led"
    r"|cut|found|swapped|now|do|run|have been|'ve been)\b"
)
_SIGNS = tuple(
    (sign, re.compile(pattern, re.IGNORECASE))
    for sign, pattern in (
        ("asks", r"\?"),
        (
            "asksfirst",
            r"^\W*(?:what|which|who|whose|where|when|why|how|does|do|did|is|are|has|have|can|could"
            r"|would|should|any|anyone|anybody|shall|will)\b",
        ),
        (
            "asksinside",
            r"\b(?:how (?:do|can|did|to|should)|what(?:'s| else| works| helps| would| can| should"
            r"| has| have| sort| did)|who(?:'s| has)|any (?:ideas|tips|evidence|advice|good)"
            r"|ideas for|tips|looking for|need help|struggling)\b",
        ),
        (
            "requests",
            r"\b(?:please|pls|can (?:you|someone|we)|could (?:you|someone)|need a|send)\b",
        ),
        ("done", _DONE),
        (
            "result",
            r"\b(?:down|up|fell|dropped|rose|halved|doubled|tripled|improved|reduced|fewer|less|more"
            r"|went from|better|calmer|worked|works|no difference|nothing|finished|stayed)\b",
        ),
        ("number", r"\d|\b(?:half|third|quarter|dozen|two|three|four|five|six|seven|eight)\b"),
        ("since", r"\b(?:since|so far|this (?:term|year)|last (?:year|term|spring|summer)|now)\b"),
        (
            "plans",
            r"\b(?:will|going to|plan(?:s|ning)? to|hope to|next (?:year|term|week|spring)"
            r"|thinking of|might|would like|want to|tomorrow|looking to|soon|starts? (?:in|on))\b",
        ),
        (
            "announces",
            r"\b(?:webinar|sign up|book|deadline|closes|closing date|vacancy|recruiting|reminder"
            r"|agenda|minutes|meeting|conference|launch|join us|report|guidance|published|survey"
            r"|save the date|welcome|congratulations|well done|proud|award(?:ed)?)\b",
        ),
        ("thanks", r"\b(?:thanks|thank you|cheers|ta|great idea|brilliant|love this|sorry)\b"),
        ("long", r"^(?:\S+ ){14}"),
        ("short", r"^\S+(?: \S+){0,4} ?$"),
    )
)


def lessons_of_sharing(
    taught: Sequence[Post], sharing: Sequence[str], not_sharing: Sequence[str], asked: Sequence[str]
) -> list[Labelled]:
    """The lines that teach sharing from not sharing; `asked` is how people ask for a practice,
    which is not.
    """
    lessons = {text: Labelled(marked(text), (SHARING,)) for text, _ in taught}
    for text in sharing:
        if len(words_of(text)) >= TELLS_FROM and not _WISH.search(text):
            lessons.setdefault(text, Labelled(marked(text), (SHARING,)))
    for text in not_sharing:
        lessons.setdefault(text, Labelled(marked(text), ()))
    for text in asked:
        lessons.setdefault(text, Labelled(marked(text), (), WEIGHT_ASKED))
    return list(lessons.values()) or [Labelled(SHARING, (SHARING,))]


def marked(text: str) -> str:
    """`text` with a word for each sign of asking, telling, planning or announcing after it.

    Single words and pairs say too little about the shape of a sentence; these signs do.
    """
    tidy = " ".join(text.split())[:READ].replace("’", "'")
    signs = [SIGN + sign for sign, pattern in _SIGNS if pattern.search(tidy)]
    return f"{text[:READ]} . {' '.join(signs)}"
