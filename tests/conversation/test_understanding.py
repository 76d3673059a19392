"""What a message wants: danger, then explicit words, then the guesses of classifier and index."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ntg_bot.conversation.understanding import Understanding
from ntg_bot.domain.asking import Audience, Confidence, Correction, Facets, Hit, SearchResult
from ntg_bot.domain.knowledge import Kind
from tests.fakes.classifiers import RuledCommunities, RuledIntents
from tests.fakes.entries import ATTENDANCE
from tests.fakes.retriever import RuledRetriever

EVERYBODY = Audience(public_only=True)
ID = "0123456789abcdef0123456789abcdef"


def found(confidence: Confidence, kind: Kind = Kind.PRACTICE, id: str = "known") -> SearchResult:
    return SearchResult(confidence, (Hit(id, kind, 1.0),), 0.9)


class Minds:
    """Understanding with what it joins, for a test to rule."""

    def __init__(self) -> None:
        self.intents = RuledIntents()
        self.retriever = RuledRetriever()
        communities = RuledCommunities(ATTENDANCE)
        self.understanding = Understanding(
            self.intents, self.retriever, communities, learnt=["known"]
        )

    def intent(self, text: str, context: str = "") -> str:
        return self.understanding.understand(text, audience=EVERYBODY, context=context).intent


@pytest.fixture
def minds() -> Minds:
    return Minds()


@pytest.mark.parametrize(
    ("text", "intent", "argument", "rest"),
    [
        ("help", "help", "", ""),
        ("Help me!", "help", "", ""),
        ("show me the review queue", "review_queue", "", ""),
        ("accept 1", "accept_submission", "1", ""),
        (f"ACCEPT {ID}", "accept_submission", ID, ""),
        (
            "decline 2 because it names a family",
            "decline_submission",
            "2",
            "because it names a family",
        ),
        ("reject 2: no names, please", "decline_submission", "2", "no names, please"),
        ("changes 3 - say for how long", "ask_for_changes", "3", "say for how long"),
        ("list the communities", "list_communities", "", ""),
        ("join   the\nSEND group", "join_community", "SEND group", ""),
        ("please leave attendance", "leave_community", "attendance", ""),
        ("subscribe", "subscribe_digest", "", ""),
        ("subscribe to attendance", "subscribe_digest", "attendance", ""),
        ("unsubscribe from attendance", "stop_digest", "attendance", ""),
        ("less often", "less_often", "", ""),
        ("digest", "show_digest", "", ""),
        ("this week’s digest for attendance?", "show_digest", "attendance", ""),
        ("my data", "my_data", "", ""),
        ("forget me", "forget_me", "", ""),
        ("share", "share_practice", "", ""),
        ("share: we ran a club", "share_practice", "we ran a club", ""),
        ("more", "tell_me_more", "", ""),
        ("more about 2", "tell_me_more", "2", ""),
        ("3", "tell_me_more", "3", ""),
        ("ta", "thanks", "", ""),
        ("suggestions", "phrasings", "", ""),
    ],
)
def test_commands_are_known_word_for_word(
    minds: Minds, text: str, intent: str, argument: str, rest: str
) -> None:
    understood = minds.understanding.explicit(text)
    assert understood is not None
    assert (understood.intent, understood.argument, understood.rest) == (intent, argument, rest)
    assert understood.is_explicit


@pytest.mark.parametrize(
    "text",
    [
        "help for young carers",
        "accept",
        "accept all children",
        "decline in attendance since covid",
        "join up services between health and schools?",
        "leave of absence in term time, what works to bring it down",
        "share of pupils who are absent",
        "more children are absent",
        "4",
        "thanks, what about boys",
        "forget me not project",
        "queue jumping",
        "data",
    ],
)
def test_sentences_that_only_begin_like_commands_are_none(minds: Minds, text: str) -> None:
    assert minds.understanding.explicit(text) is None


def test_danger_goes_before_commands(minds: Minds) -> None:
    minds.intents.urgent.add("help me")
    assert minds.intent("help me") == "urgent"


def test_what_the_index_put_right_is_what_the_classifier_reads(minds: Minds) -> None:
    minds.retriever.rules["absense"] = SearchResult(
        Confidence.NONE, (), 0.0, corrections=(Correction("absense", "absence"),)
    )
    minds.intents.say("absence", "explain_term")
    assert minds.intent("wot is absense") == "explain_term"


@pytest.mark.parametrize(
    ("kind", "intent"),
    [
        (Kind.PRACTICE, "ask_what_works"),
        (Kind.FAQ, "about_programme"),
        (Kind.ORGANISATION, "find_organisation"),
    ],
)
def test_a_sure_answer_says_what_kind_of_question_it_was(
    minds: Minds, kind: Kind, intent: str
) -> None:
    minds.retriever.rules["gap"] = found(Confidence.ANSWER, kind)
    assert minds.intent("what is it about the gap?") == intent


def test_a_question_after_what_does_not_work_is_told_by_its_facets(minds: Minds) -> None:
    facets = Facets(wants_negative=True)
    minds.retriever.rules["waste"] = SearchResult(Confidence.NONE, (), 0.0, facets=facets)
    assert minds.intent("what is a waste?") == "ask_what_does_not_work"


def test_what_both_put_out_of_scope_is(minds: Minds) -> None:
    minds.retriever.rules["bins"] = replace(found(Confidence.CLOSEST), probability=0.05)
    assert minds.intent("the bins were not collected") == "out_of_scope"


def test_what_was_shared_since_the_training_is_found_by_the_index_alone(minds: Minds) -> None:
    minds.retriever.rules["drumming"] = found(Confidence.ANSWER, id="shared-later")
    understood = minds.understanding.understand("drumming", audience=EVERYBODY)
    assert understood.intent == "ask_what_works"
    assert understood.result is not None
    assert understood.result.confidence is Confidence.ANSWER


def test_a_short_follow_up_is_a_question_only_after_one(minds: Minds) -> None:
    assert minds.intent("and for boys", context="what works for absence?") == "ask_what_works"
    assert minds.intent("and for boys") == "out_of_scope"


@pytest.mark.parametrize("intent", ["list_communities", "help", "my_data", "join_community"])
def test_what_works_for_somebody_is_a_question_whatever_it_is_like(
    minds: Minds, intent: str
) -> None:
    minds.intents.say("for", intent)
    assert minds.intent("what works for EHE") == "ask_what_works"
    assert minds.intent("what’s worked for boys") == "ask_what_works"
    assert minds.intent("what is there for me") == intent


def test_did_it_work_is_asked_of_what_the_index_knows_by_name(minds: Minds) -> None:
    minds.intents.say("work", "out_of_scope", in_scope=0.05)
    assert minds.intent("did the walking bus work?") == "out_of_scope"
    minds.retriever.rules["walking bus"] = replace(found(Confidence.ANSWER), probability=0.3)
    understood = minds.understanding.understand("did the walking bus work?", audience=EVERYBODY)
    assert understood.intent == "ask_what_works"
    assert understood.result is not None
    assert understood.result.confidence is Confidence.CLOSEST
    assert minds.intent("what time does the walking bus leave for work") == "out_of_scope"


@pytest.mark.parametrize("text", ["", " ", "?", "🙂", "x" * 20_000, "\u202e\u0000", "(" * 500])
def test_any_text_is_understood_as_something(minds: Minds, text: str) -> None:
    assert minds.intent(text)


def test_how_things_are_is_a_question_and_nothing_shared(minds: Minds) -> None:
    minds.intents.say("nobody wears", "share_practice")
    minds.retriever.rules["nobody wears"] = found(Confidence.CLOSEST)
    assert minds.intent("nobody wears a coat in our playground") == "ask_what_works"


def test_a_wish_to_share_opens_the_form(minds: Minds) -> None:
    minds.intents.say("a case study", "share_practice")
    assert minds.intent("I have a case study for you") == "share_practice"
    minds.intents.say("share information", "share_practice")
    assert minds.intent("can we share information about a family") == "ask_what_works"


def test_what_reads_like_sharing_but_tells_of_no_work_is_asked_about(minds: Minds) -> None:
    minds.intents.say("we tried", "share_practice")
    told = minds.understanding.understand("we tried a club for boys", audience=EVERYBODY)
    assert (told.intent, told.is_doubtful_share) == ("share_practice", False)
    asked = minds.understanding.understand(
        "boys, a club we tried, is there a better one", audience=EVERYBODY
    )
    assert (asked.intent, asked.is_doubtful_share) == ("ask_what_works", True)


@pytest.mark.parametrize("intent", ["thanks", "help", "join_community", "ask_for_changes"])
def test_a_weak_guess_makes_no_command_of_what_the_index_knows(minds: Minds, intent: str) -> None:
    minds.intents.say("send", intent, probability=0.5)
    minds.retriever.rules["send"] = found(Confidence.CLOSEST)
    assert minds.intent("send") == "ask_what_works"
    minds.intents.say("send", intent, probability=0.9)
    assert minds.intent("send") == intent


def test_a_count_is_asked_for_only_where_nothing_is_said_of_what_is_done(minds: Minds) -> None:
    for text, intent in (
        ("how many kids are adopted each year", "ask_for_figures"),
        ("how do we cut the numbers of kids who are moved", "ask_what_works"),
        ("kids who are moved", "ask_what_works"),
    ):
        minds.intents.say("kids", "ask_for_figures", probability=0.7)
        assert minds.intent(text) == intent, text
    minds.intents.say("kids", "ask_for_figures", probability=0.5)
    assert minds.intent("how many kids are adopted each year") == "ask_what_works"
