"""Says whether a message shares practice, and to which community it belongs, with reasons.

Two linear classifiers: one tells sharing from everything else people write in a channel, one
knows the communities from labelled posts, from the knowledge base and from the communities' own
words. Key terms of a community that stand in the post count on top of what was learnt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ntg_bot.domain.knowledge import Example, Practice
from ntg_bot.domain.sharing import RoutedCommunity, Routing
from ntg_bot.domain.taxonomy import Taxonomy
from ntg_bot.retrieval.classifier import Labelled
from ntg_bot.retrieval.features import Encoder, words_of
from ntg_bot.retrieval.keeping import train_or_load

Post = tuple[str, tuple[str, ...]]
"""a text that shares practice, with the ids of the communities it belongs to, best first"""

SHARING = "sharing"
SHARES_FROM = 0.5
CLOSE = 0.5
"""the first two are close where the second has more than this share of the first's score"""
REASONS = 4
REASONED = 3
"""how many communities get reasons"""
WEIGHT_KNOWLEDGE = 0.4
WEIGHT_PHRASE = 0.25
WEIGHT_TERM = 0.6
WEIGHT_CORRECTION = 2.0
"""what a line costs when misread, a labelled post costing 1"""
TERM_BONUS = 0.5
"""how much a key term in the post adds to its community's margin"""

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
        ("xasks", r"\?"),
        (
            "xasksfirst",
            r"^\W*(?:what|which|who|whose|where|when|why|how|does|do|did|is|are|has|have|can|could"
            r"|would|should|any|anyone|anybody|shall|will)\b",
        ),
        (
            "xasksinside",
            r"\b(?:how (?:do|can|did|to|should)|what(?:'s| else| works| helps| would| can| should"
            r"| has| have| sort| did)|who(?:'s| has)|any (?:ideas|tips|evidence|advice|good)"
            r"|ideas for|tips|looking for|need help|struggling)\b",
        ),
        (
            "xrequests",
            r"\b(?:please|pls|can (?:you|someone|we)|could (?:you|someone)|need a|send)\b",
        ),
        ("xdone", _DONE),
        (
            "xresult",
            r"\b(?:down|up|fell|dropped|rose|halved|doubled|tripled|improved|reduced|fewer|less|more"
            r"|went from|better|calmer|worked|works|no difference|nothing|finished|stayed)\b",
        ),
        ("xnumber", r"\d|\b(?:half|third|quarter|dozen|two|three|four|five|six|seven|eight)\b"),
        ("xsince", r"\b(?:since|so far|this (?:term|year)|last (?:year|term|spring|summer)|now)\b"),
        (
            "xplans",
            r"\b(?:will|going to|plan(?:s|ning)? to|hope to|next (?:year|term|week|spring)"
            r"|thinking of|might|would like|want to|tomorrow|looking to|soon|starts? (?:in|on))\b",
        ),
        (
            "xannounces",
            r"\b(?:webinar|sign up|book|deadline|closes|closing date|vacancy|recruiting|reminder"
            r"|agenda|minutes|meeting|conference|launch|join us|report|guidance|published|survey"
            r"|save the date|welcome|congratulations|well done|proud|award(?:ed)?)\b",
        ),
        ("xthanks", r"\b(?:thanks|thank you|cheers|ta|great idea|brilliant|love this|sorry)\b"),
        ("xlong", r"^(?:\S+ ){14}"),
        ("xshort", r"^(?:\S+ ?){1,5}$"),
    )
)

_PLAIN = """
! ? a about after all also am an and any are as at away back be been before being but by came
can come comes could day days did do does doing done dont down each even every few first for
from get gets getting go goes going gone got had half has have having he her here him his how i
if in into is it its just last less like lot made make makes many me month months more most much
my new no none not now number numbers of off on once one only or other our out over own people
per put really run running runs s said same says see seen set she since so some started still t
team term than that the their them then there these they thing things this those three through
till time to together told too took tried two up us use used very want was way we week weekly
weeks well went were what when where which while who why will with without work worked works
would year years yet you your
"""
_PLAIN_WORDS = frozenset(_PLAIN.split())
"""words that are never given as a reason"""


class CommunityRouter:
    """Implements services.ports.CommunityClassifier. Immutable once made; safe in any thread."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        practices: Sequence[Practice],
        examples: Sequence[Example],
        *,
        posts: Sequence[Post] = (),
        sharing: Sequence[str] = (),
        not_sharing: Sequence[str] = (),
        corrections: Sequence[Post] = (),
        encoder: Encoder | None = None,
        cache: Path | None = None,
    ) -> None:
        """Trains both classifiers, or reads them from the folder `cache`.

        `posts` are labelled sharing posts, `sharing` ones without a community, `not_sharing`
        other messages; `corrections` are posts as moderators placed them, which outweigh the
        rest. Labels that are no community of `taxonomy` are ignored.
        """
        self._taxonomy = taxonomy
        self._ids = tuple(community.id for community in taxonomy.communities)
        self._sharing = train_or_load(
            _lessons_of_sharing(practices, [*posts, *corrections], sharing, not_sharing),
            cache,
            encoder,
            name="sharing",
        )
        self._place = train_or_load(
            self._lessons(practices, examples, posts, corrections), cache, encoder, name="places"
        )
        self._terms = self._key_terms()

    def route(self, text: str) -> Routing:
        """All communities, best first; scores add up to 1. See services.ports."""
        words = words_of(text)
        if not words:
            return Routing(False, 0.0, ())
        probability = float(self._sharing.in_scope(self._sharing.read([marked(text)]))[0])
        found = self._terms_in(words)
        reading = self._place.read([text])
        margins = dict(zip(self._place.labels, reading.margins[0].tolist(), strict=True))
        raised = np.array(
            [
                margins.get(id, -1.0) + TERM_BONUS * float(np.tanh(sum(found.get(id, {}).values())))
                for id in self._ids
            ],
            dtype=np.float32,
        )
        scores = self._place.calibration.share(raised[None, :])[0]
        order = sorted(range(len(self._ids)), key=lambda i: (-float(scores[i]), self._ids[i]))
        ranked = tuple(
            RoutedCommunity(
                self._ids[i],
                float(scores[i]),
                self._reasons(text, words, self._ids[i], found.get(self._ids[i], {}))
                if place < REASONED
                else (),
            )
            for place, i in enumerate(order)
        )
        is_close = len(ranked) > 1 and ranked[1].score > CLOSE * ranked[0].score
        return Routing(probability >= SHARES_FROM, probability, ranked, is_close)

    def _lessons(
        self,
        practices: Sequence[Practice],
        examples: Sequence[Example],
        posts: Sequence[Post],
        corrections: Sequence[Post],
    ) -> list[Labelled]:
        """The lines that teach the communities."""
        lessons = [Labelled(text, labels) for text, labels in posts]
        lessons += [Labelled(text, labels, WEIGHT_CORRECTION) for text, labels in corrections]
        for practice in practices:
            whole = f"{practice.title}. {practice.summary}"
            lessons.append(Labelled(whole, practice.communities, WEIGHT_KNOWLEDGE))
            phrases = (practice.title, *practice.asked_as)
            lessons += [Labelled(phrase, practice.communities, WEIGHT_PHRASE) for phrase in phrases]
        for example in examples:
            whole = f"{example.title}. {example.what_they_did}"
            lessons.append(Labelled(whole, example.communities, WEIGHT_KNOWLEDGE))
        for community in self._taxonomy.communities:
            for line in (community.name, community.scope, *community.key_terms):
                lessons.append(Labelled(line, (community.id,), WEIGHT_TERM))
        return [
            Labelled(lesson.text, labels, lesson.weight)
            for lesson in lessons
            if (labels := tuple(id for id in lesson.labels if id in self._ids))
        ]

    def _key_terms(self) -> dict[tuple[str, ...], dict[str, float]]:
        """Key term (as words) -> community -> weight; a term of several communities is shared."""
        holders: dict[tuple[str, ...], list[str]] = {}
        for community in self._taxonomy.communities:
            for term in community.key_terms:
                words = tuple(_singular(word) for word in words_of(term))
                if words:
                    holders.setdefault(words, []).append(community.id)
        return {words: {id: 1 / len(ids) for id in ids} for words, ids in holders.items()}

    def _terms_in(self, words: Sequence[str]) -> dict[str, dict[tuple[int, int], float]]:
        """community -> (from word, to word) of a key term in the post -> its weight."""
        found: dict[str, dict[tuple[int, int], float]] = {}
        plain = [_singular(word) for word in words]
        for start in range(len(plain)):
            for size in (1, 2, 3, 4):
                holders = self._terms.get(tuple(plain[start : start + size]))
                if holders is None or start + size > len(plain):
                    continue
                for id, weight in holders.items():
                    found.setdefault(id, {})[(start, start + size)] = weight
        return found

    def _reasons(
        self,
        text: str,
        words: Sequence[str],
        community: str,
        terms: dict[tuple[int, int], float],
    ) -> tuple[str, ...]:
        """Key terms of the post first, then the words that speak most for the community."""
        spans = sorted(terms, key=lambda span: (-terms[span], span))
        used = {i for start, end in spans for i in range(start, end)}
        if community in self._place.labels:
            spans += self._speaking(text, words, community, used)
        reasons: dict[str, str] = {}
        for start, end in spans:
            reason = _as_written(text, words[start:end])
            reasons.setdefault(reason.lower(), reason)
        return tuple(reasons.values())[:REASONS]

    def _speaking(
        self, text: str, words: Sequence[str], community: str, used: set[int]
    ) -> list[tuple[int, int]]:
        """Spans of words, not among `used`, that speak for the community, strongest first."""
        spoken = [weight for _, weight in self._place.words_for(text, community)]
        able = [
            i
            for i, word in enumerate(words)
            if i not in used and len(word) > 2 and word not in _PLAIN_WORDS and word.isalpha()
        ]
        strong = max((spoken[i] for i in able), default=0.0)
        kept = {i for i in able if spoken[i] > 0 and spoken[i] >= strong / 4}
        spans: list[tuple[int, int]] = []
        for i in sorted(kept):
            if spans and spans[-1][1] == i and i - spans[-1][0] < 3:
                spans[-1] = (spans[-1][0], i + 1)
            else:
                spans.append((i, i + 1))
        return sorted(spans, key=lambda span: -max(spoken[span[0] : span[1]]))


def _lessons_of_sharing(
    practices: Sequence[Practice],
    taught: Sequence[Post],
    sharing: Sequence[str],
    not_sharing: Sequence[str],
) -> list[Labelled]:
    """The lines that teach sharing from not sharing; how people ask for a practice is not."""
    lessons = {text: Labelled(marked(text), (SHARING,)) for text, _ in taught}
    for text in sharing:
        if len(words_of(text)) >= TELLS_FROM and not _WISH.search(text):
            lessons.setdefault(text, Labelled(marked(text), (SHARING,)))
    for text in not_sharing:
        lessons.setdefault(text, Labelled(marked(text), ()))
    for practice in practices:
        for text in practice.asked_as:
            lessons.setdefault(text, Labelled(marked(text), (), WEIGHT_PHRASE))
    return list(lessons.values()) or [Labelled(SHARING, (SHARING,))]


def marked(text: str) -> str:
    """`text` with a word for each sign of asking, telling, planning or announcing after it.

    Single words and pairs say too little about the shape of a sentence; these signs do.
    """
    tidy = " ".join(text.split())[:1_500].replace("’", "'")
    signs = [sign for sign, pattern in _SIGNS if pattern.search(tidy)]
    return f"{text[:1_500]} . {' '.join(signs)}"


def _singular(word: str) -> str:
    """Enough to see that "exclusions" and "exclusion" are one key term."""
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _as_written(text: str, words: Sequence[str]) -> str:
    """`words` as they stand in `text`; as they were read where they cannot be found."""
    pattern = r"\W{1,3}".join(re.escape(word).replace("'", "['’]") for word in words)
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    return " ".join(found.group().split()) if found else " ".join(words)


def _unique(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(texts))
