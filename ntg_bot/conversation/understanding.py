"""What a message wants: urgent first, then explicit words, then the classifier.

Buttons and commands never come here: they say what they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ntg_bot.conversation.ports import IntentClassifier
from ntg_bot.domain.asking import Audience, Confidence, SearchResult
from ntg_bot.domain.knowledge import Kind
from ntg_bot.services.ports import CommunityClassifier, Retriever

QUESTIONS = frozenset(
    {
        "ask_what_works",
        "ask_what_does_not_work",
        "compare_practices",
        "who_has_tried",
        "tell_me_more",
        "explain_term",
        "find_organisation",
        "about_programme",
    }
)
"""intents that are questions: their answers come from the knowledge base"""

FIGURES = "ask_for_figures"
"""asks how many there are, which the knowledge base cannot tell"""
SEARCHED = frozenset({"ask_what_works", "ask_what_does_not_work"})
PERSONAL = frozenset({"my_data", "forget_me", "stop_digest"})
"""intents that change or show personal things: never on a weak guess"""

SURE = 0.55
"""probability from which a classifier's guess alone is acted on"""
SURE_OF_COMMAND = 0.65
"""probability from which the classifier makes a command of what has near entries in the index"""
CERTAIN = 0.8
"""probability from which a question is a question, though the post may read like sharing"""
IN_SCOPE = 0.35
"""probability of being in scope from which a message is taken as one of ours"""
CAUTIOUS = 0.02
"""neither the classifier nor the index is taken to be surer than this of yes or of no"""
TOPIC_BLIND = 0.5
"""weight of the classifier against the index: it has not read what was shared this week"""
LONGEST_COMMAND = 7
"""words of a sentence that can still be a command to join or leave"""
FOLLOW_UP = re.compile(
    r"^\s*(and|what about|how about|but|also|or|same)\b"
    r"|^\s*(for|in|with)\s+\w+(\s+\w+){0,3}\s*\??$",
    re.IGNORECASE,
)
_WISH_TO_SHARE = re.compile(
    r"\b(?:share(?! (?:of|information|info|data|records|details|files))|submit|submission|upload"
    r"|contribute|case stud(?:y|ies)|write[- ]?up|tell (?:people|others|everyone|you all)"
    r"|(?:add|log|post|record|save|put|send|write)\b(?: \S+){0,2}? (?:this|it|ours?|an?|some"
    r"|something|my|example|practice|project)|pass(?:ing)? (?:it |this )?on|our example"
    r"|got one for|worth passing)\b",
    re.IGNORECASE,
)
"""says that something is to be put in, whether or not it tells what"""
_DONE = re.compile(
    r"\d|\b(?:we|our|i|team|schools?|council|nursery|hub|heads|carers|workers?|staff)\b"
    r"(?: \S+){0,6}? (?:\w{3,}ed|ran|set|gave|made|did|put|got|took|built|wrote|began|brought|led"
    r"|cut|found|swapped|now|do|run|have been|'ve been)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?|\b(?:how (?:do|does|did|can|to|should|would)|what(?:'s| else| works| helps| would| can"
    r"| should| do| have)|who(?:'s| has| does| can)|is there|are there|any (?:ideas|tips|evidence"
    r"|advice|good)|do(?:es)? (?:it|they)|want to know)\b",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"^\s*(what|whats|what's|wat|wats|wot|wots|how|which|who|whos|who's|where|why|when|does|do|is|are|can|could|"
    r"should|would|has|have|any|anyone|anybody)\b|\?\s*$",
    re.IGNORECASE,
)
_SEEKS = re.compile(
    r"\bwhat(?:'?s)? (?:works|helps?|worked|helped) (?:for|with|in|to|when)\b", re.I
)
"""asks what works for somebody or something: never a command, whatever else it is like"""
_DID_IT_WORK = re.compile(
    r"^\s*(?:did|does|do|has|have) .{3,80}? (?:work|help)(?:ed)?\s*\??\s*$",
    re.IGNORECASE,
)
"""asks of something by name whether it works"""
_REFERS_BACK = re.compile(
    r"^\s*(and|what about|how about|but|also|or|same)\b"
    r"|\b(it|this|that|these|those|them|they|one|ones)\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"\b(?:how many|percentages?|per ?cent|proportion|figures|statistics|stats|numbers?|counts?"
    r"|rates?|averages?|share of|data (?:on|for|about))\b",
    re.IGNORECASE,
)
"""asks for a number"""
_ABOUT_WORK = re.compile(
    r"\b(?:work(?:s|ed|ing)?|help(?:s|ed|ing)?|reduc\w+|improv\w+|lower\w*|cut(?:s|ting)?|prevent\w*"
    r"|increas\w+|rais\w+|evidence|effects?|effective\w*|impact|practices?|programmes?|tried|trials?"
    r"|what (?:can|should|do) (?:we|i)|how (?:do|can|to|should) (?:we|i|you)\b)",
    re.IGNORECASE,
)
"""asks for what is done about it all the same, as in "how do we reduce the number of moves?" """
LONGEST_LEANING = 8
"""words of a question that can still lean on the one before it"""
_EXPLICIT: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(pattern, re.IGNORECASE))
    for intent, pattern in (
        ("help", r"(help|help me|\?|what can you do|menu|start)\s*[?!.]*"),
        ("review_queue", r"(show (me )?(the )?)?(review )?queue\s*[?!.]*"),
        ("accept_submission", r"(accept|approve|publish)\s+(?P<arg>\d{1,4}|[0-9a-f]{32})\s*[!.]*"),
        ("decline_submission", r"(decline|reject)\s+(?P<arg>\d{1,4}|[0-9a-f]{32})\b(?P<rest>.*)"),
        (
            "ask_for_changes",
            r"(changes|ask for changes(?: to)?)\s+(?P<arg>\d{1,4}|[0-9a-f]{32})\b(?P<rest>.*)",
        ),
        ("phrasings", r"(show )?(phrasings?|suggestions?)\s*[?!.]*"),
        ("list_communities", r"(list |show )?(the )?communities\s*[?!.]*"),
        ("join_community", r"(please )?join\s+(the\s+)?(?P<arg>.+)"),
        ("leave_community", r"(please )?leave\s+(the\s+)?(?P<arg>.+)"),
        ("subscribe_digest", r"subscribe(\s+(to\s+)?(?P<arg>.+))?"),
        ("stop_digest", r"(unsubscribe|stop( the)? digests?)(\s+(from\s+)?(?P<arg>.+))?"),
        ("less_often", r"less often(\s+(?P<arg>.+))?"),
        (
            "show_digest",
            r"(show |give |let me see )?(me )?(the |this week'?s )?digest"
            r"(\s+(for\s+)?(?P<arg>.+?))?\s*[?!.]*",
        ),
        ("my_data", r"(show )?my data\s*[?!.]*"),
        ("forget_me", r"forget me\s*[!.]*"),
        ("share_practice", r"(share|share (a |some |our )?practice)\s*[:!.]*"),
        ("share_practice", r"share\s*:\s*(?P<arg>.+)"),
        (
            "tell_me_more",
            r"(more|details|(tell me )?more about (?P<arg>\d)|(?P<num>[1-3]))\s*[?!.]*",
        ),
        (
            "thanks",
            r"(thanks|thank you|ta|cheers|thx)\b"
            r"(?!.*\b(what|how|who|which|where|any|and|about)\b)[\s\w',!.]{0,24}",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Understood:
    """An intent, what was read out of the message, and how it was decided."""

    intent: str
    argument: str = ""
    rest: str = ""
    is_explicit: bool = False
    result: SearchResult | None = None
    """the search that settled it, where there was one"""
    is_doubtful_share: bool = False
    """ask or share? the person is asked"""


class Understanding:
    """Joins rules, classifier and the index into one decision."""

    def __init__(
        self,
        classifier: IntentClassifier,
        retriever: Retriever,
        communities: CommunityClassifier,
        *,
        learnt: Collection[str] = (),
    ) -> None:
        """`learnt` are ids of the entries whose words the classifier was trained with."""
        self._learnt = frozenset(learnt)
        self._classifier = classifier
        self._retriever = retriever
        self._communities = communities

    def is_urgent(self, text: str) -> bool:
        """Whether a child or person may be in danger; errs towards people."""
        return self._classifier.is_urgent(text)

    def explicit(self, text: str) -> Understood | None:
        """A message that is a command word for word, or None."""
        tidy = " ".join(text.split()).replace("’", "'")
        for intent, pattern in _EXPLICIT:
            match = pattern.fullmatch(tidy)
            if match is None:
                continue
            if intent in ("join_community", "leave_community") and (
                "?" in tidy or len(tidy.split()) > LONGEST_COMMAND
            ):
                continue  # "join up health and education services?" is a question
            groups = match.groupdict()
            argument = groups.get("arg") or groups.get("num") or ""
            rest = (groups.get("rest") or "").strip(" :,-–")
            return Understood(intent, argument.strip(), rest, is_explicit=True)
        return None

    def understand(self, text: str, *, audience: Audience, context: str = "") -> Understood:
        """The intent of a message that addresses the bot."""
        if self.is_urgent(text):
            return Understood("urgent", is_explicit=True)
        explicit = self.explicit(text)
        if explicit is not None:
            return explicit
        result = self._retriever.search(text, audience=audience, context=context)
        # The classifier reads what the index made of the typing errors.
        best = self._classifier.classify(corrected(text, result))[0]
        if best.intent == "out_of_scope" and result.expansions:
            best = self._classifier.classify(corrected(text, result, spell_out=True))[0]
        if context and FOLLOW_UP.search(text) and len(text.split()) <= 12:
            return Understood("ask_what_works", result=result)
        if best.intent == FIGURES:
            if best.probability >= SURE and wants_figures(text):
                return Understood(FIGURES, result=result)
            best = replace(best, intent="ask_what_works")
        if best.intent == "share_practice" or not _QUESTION_WORD.search(text):
            routing = self._communities.route(text)
            if routing.is_sharing and best.intent in ("share_practice", "out_of_scope"):
                if tells_of_work(text):
                    return Understood("share_practice", argument=text)
                return Understood("ask_what_works", result=result, is_doubtful_share=True)
            if routing.is_sharing and best.intent in QUESTIONS and best.probability < CERTAIN:
                return Understood(best.intent, result=result, is_doubtful_share=True)
        if best.intent == "share_practice":
            if _WISH_TO_SHARE.search(text):
                # It wants to share but tells of nothing yet: the form asks.
                return Understood("share_practice")
            # It tells how things are, not what was done about it: it asks what to do.
            best = replace(best, intent="ask_what_works")
        if best.intent == "out_of_scope" or best.in_scope < IN_SCOPE:
            if result.confidence is not Confidence.NONE and _DID_IT_WORK.match(text):
                # "did ... work?" names its topic, and the index knows that.
                unsure = replace(result, confidence=Confidence.CLOSEST)
                return Understood(self._kind_of_question(unsure, "ask_what_works"), result=unsure)
            return self._out_of_scope_or_search(result, best.in_scope)
        if best.intent in SEARCHED:
            result = _weighed(result, best.in_scope)
            return Understood(self._kind_of_question(result, best.intent), result=result)
        if best.intent not in QUESTIONS and _SEEKS.search(text.replace("’", "'")):
            result = _weighed(result, best.in_scope)
            return Understood(self._kind_of_question(result, "ask_what_works"), result=result)
        if best.intent in PERSONAL and best.probability < SURE:
            return Understood("help")
        # "early help: where do I start?" names a topic; it does not ask what the bot can do.
        # And nobody's question is taken for a command or for thanks on a weak guess.
        needed = SURE if best.intent in QUESTIONS else SURE_OF_COMMAND
        near = (
            result.confidence is not Confidence.NONE
            if best.intent not in QUESTIONS
            else result.confidence is Confidence.ANSWER
        )
        is_found = result.confidence is Confidence.ANSWER
        if (near and best.probability < needed) or (is_found and best.intent == "help"):
            return Understood(self._kind_of_question(result, "ask_what_works"), result=result)
        return Understood(best.intent, result=result)

    @staticmethod
    def _kind_of_question(result: SearchResult, intent: str) -> str:
        if result.confidence is Confidence.ANSWER and result.hits:
            if result.hits[0].kind is Kind.FAQ:
                return "about_programme"
            if result.hits[0].kind is Kind.ORGANISATION:
                return "find_organisation"
        return "ask_what_does_not_work" if result.facets.wants_negative else intent

    def _out_of_scope_or_search(self, result: SearchResult, in_scope: float) -> Understood:
        """The index may know better than the classifier, for it has seen every title; but where
        the two differ, nothing is said with full confidence.
        """
        if result.confidence is Confidence.NONE:
            return Understood("out_of_scope", result=result)
        if result.confidence is Confidence.ANSWER and result.hits[0].id not in self._learnt:
            # Shared since the classifier was trained: only the index can know it.
            return Understood(self._kind_of_question(result, "ask_what_works"), result=result)
        if _odds(in_scope) ** TOPIC_BLIND * _odds(result.probability) > 1.0:
            unsure = replace(result, confidence=Confidence.CLOSEST)
            return Understood(self._kind_of_question(unsure, "ask_what_works"), result=unsure)
        return Understood("out_of_scope", result=result)


def wants_figures(text: str) -> bool:
    """Whether `text` asks for a number, and not for what is done about it."""
    return bool(_COUNTS.search(text)) and not _ABOUT_WORK.search(text)


def leans(text: str) -> bool:
    """Whether a question says nothing without the one before it: "and for under fives?", "who has
    tried it?".
    """
    return bool(_REFERS_BACK.search(text)) and len(text.split()) <= LONGEST_LEANING


def said_together(questions: Sequence[str]) -> str:
    """What the next follow-up follows: the newest of `questions` (newest first), with those
    before it as far as each leans on the one before.
    """
    together: list[str] = []
    for text in questions:
        together.insert(0, text)
        if not leans(text):
            break
    return " ".join(together)


def tells_of_work(text: str) -> bool:
    """Whether `text` says that somebody did something, or gives a number, and asks nothing."""
    tidy = text.replace("’", "'")
    return bool(_DONE.search(tidy)) and not _ASKS.search(tidy)


def _weighed(result: SearchResult, in_scope: float) -> SearchResult:
    """Near, not nothing, where the classifier is surer of the question than the index of its
    answer: typing errors cost the index more.
    """
    if result.confidence is not Confidence.NONE or not result.hits:
        return result
    if _odds(in_scope) ** TOPIC_BLIND * _odds(result.probability) <= 1.0:
        return result
    return replace(result, confidence=Confidence.CLOSEST)


def _odds(probability: float) -> float:
    """Odds of a probability: two independent witnesses are weighed by their product."""
    cautious = min(max(probability, CAUTIOUS), 1 - CAUTIOUS)
    return cautious / (1 - cautious)


def corrected(text: str, result: SearchResult, *, spell_out: bool = False) -> str:
    """`text` with the index's corrections, and its acronyms spelt out where wanted."""
    readings = (*result.corrections, *(result.expansions if spell_out else ()))
    for correction in readings:
        text = re.sub(
            rf"\b{re.escape(correction.typed)}\b", correction.used, text, flags=re.IGNORECASE
        )
    return text
