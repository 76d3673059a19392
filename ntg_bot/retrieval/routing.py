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
from ntg_bot.retrieval.features import words_of
from ntg_bot.retrieval.keeping import train_or_load
from ntg_bot.retrieval.telling import Post, lessons_of_sharing, marked
from ntg_bot.retrieval.terms import CommunityTerms, Span, evidence
from ntg_bot.retrieval.vectors import Encoder

SHARES_FROM = 0.55
CLOSE = 0.3
"""the first two are close where the second has more than this share of the first's score"""
SURE_TERM = 0.25
"""a term less sure of its community than this is no reason by itself"""
REASONS = 4
REASONED = 3
"""how many communities get reasons"""
PHRASES = 4
"""ways of asking for a practice to learn from..."""
PHRASES_WITH_VECTORS = 2
"""...and where each costs a sentence vector"""
WEIGHT_KNOWLEDGE = 0.4
WEIGHT_PHRASE = 0.25
WEIGHT_TERM = 0.6
WEIGHT_CORRECTION = 2.0
"""what a line costs when misread, a labelled post costing 1"""
TERM_BONUS = 1.2
"""how much a key term in the post adds to its community's margin"""

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
monday tuesday wednesday thursday friday saturday sunday january february march april june july
august september october november december autumn spring summer winter morning afternoon
rise rises rising rose risen fall falls falling fell fallen drop drops dropped grew grown
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
        phrases = PHRASES if encoder is None else PHRASES_WITH_VECTORS
        taught = [*posts, *corrections]
        asked = [phrase for practice in practices for phrase in practice.asked_as[:phrases]]
        self._sharing = train_or_load(
            lambda: lessons_of_sharing(taught, sharing, not_sharing, asked),
            cache,
            encoder,
            made_of=[taught, sharing, not_sharing, asked],
            name="sharing",
        )
        self._terms = CommunityTerms(taxonomy, practices, examples)
        lessons = self._lessons(practices, examples, posts, corrections, phrases)
        self._terms.learn([(lesson.text, lesson.labels) for lesson in lessons])
        self._place = train_or_load(lessons, cache, encoder, name="places")

    def route(self, text: str) -> Routing:
        """All communities, best first; scores add up to 1. See services.ports."""
        words = words_of(text)
        if not words:
            return Routing(False, 0.0, ())
        probability = float(self._sharing.in_scope(self._sharing.read([marked(text)]))[0])
        found = self._terms.found(words)
        reading = self._place.read([text])
        margins = dict(zip(self._place.labels, reading.margins[0].tolist(), strict=True))
        raised = np.array(
            [margins.get(id, -1.0) + TERM_BONUS * evidence(found.get(id, {})) for id in self._ids],
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
        phrases: int | None,
    ) -> list[Labelled]:
        """The lines that teach the communities."""
        lessons = [Labelled(text, labels) for text, labels in posts]
        lessons += [Labelled(text, labels, WEIGHT_CORRECTION) for text, labels in corrections]
        for practice in practices:
            whole = f"{practice.title}. {practice.summary}"
            lessons.append(Labelled(whole, practice.communities, WEIGHT_KNOWLEDGE))
            for phrase in (practice.title, *practice.asked_as[:phrases]):
                lessons.append(Labelled(phrase, practice.communities, WEIGHT_PHRASE))
        for example in examples:
            whole = f"{example.title}. {example.what_they_did}"
            lessons.append(Labelled(whole, example.communities, WEIGHT_KNOWLEDGE))
        for community in self._taxonomy.communities:
            for line in (community.name, community.scope):
                lessons.append(Labelled(line, (community.id,), WEIGHT_TERM))
        for term, home in self._terms.own:
            lessons.append(Labelled(term, (home,), WEIGHT_TERM))
        return [
            Labelled(lesson.text, labels, lesson.weight)
            for lesson in lessons
            if (labels := tuple(id for id in lesson.labels if id in self._ids))
        ]

    def _reasons(
        self,
        text: str,
        words: Sequence[str],
        community: str,
        terms: dict[Span, float],
    ) -> tuple[str, ...]:
        """Terms of the field first, the surest before others, then the words that speak most."""
        sure = [span for span in terms if terms[span] >= SURE_TERM]
        widest = [
            a for a in sure if not any(a != b and b[0] <= a[0] and a[1] <= b[1] for b in sure)
        ]
        spans = sorted(widest, key=lambda span: (-terms[span], span))
        used = {i for start, end in spans for i in range(start, end)}
        if community in self._place.labels:
            spans += self._speaking(text, words, community, used)
        reasons: dict[str, str] = {}
        for start, end in spans:
            reason = _as_written(text, words[start:end]) or " ".join(words[start:end])
            reasons.setdefault(reason.lower(), reason)
        return tuple(reasons.values())[:REASONS]

    def _speaking(
        self, text: str, words: Sequence[str], community: str, used: set[int]
    ) -> list[Span]:
        """Spans of words, not among `used`, that speak for the community, strongest first."""
        spoken = [weight for _, weight in self._place.words_for(text, community)]
        able = [
            i
            for i, word in enumerate(words)
            if i not in used and len(word) > 2 and word not in _PLAIN_WORDS and word.isalpha()
        ]
        strong = max((spoken[i] for i in able), default=0.0)
        kept = {i for i in able if spoken[i] > 0 and spoken[i] >= strong / 4}
        spans: list[Span] = []
        for i in sorted(kept):
            first, end = spans[-1] if spans else (0, -1)
            if end == i and i - first < 3 and _as_written(text, words[first : i + 1]):
                spans[-1] = (first, i + 1)
            else:
                spans.append((i, i + 1))
        return sorted(spans, key=lambda span: -max(spoken[span[0] : span[1]]))


def _as_written(text: str, words: Sequence[str]) -> str:
    """`words` as they stand in `text` one after another, or empty where they do not."""
    pattern = r"[\s/&-]{1,3}".join(re.escape(word).replace("'", "['’]") for word in words)
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    return " ".join(found.group().split()) if found else ""
