"""The catalogue: every key the code names is there, every key is used, and all is plain English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import ntg_bot
from ntg_bot.conversation.present.home import TOUR
from ntg_bot.domain.asking import Confidence
from ntg_bot.domain.calls import Attendance, CallState, EvidenceState, Mark
from ntg_bot.domain.checks import Holds, WordsState
from ntg_bot.domain.curating import PairKind
from ntg_bot.domain.digest import DAYS, ItemKind
from ntg_bot.domain.errors import Obstacle
from ntg_bot.domain.gap_map import GapKind
from ntg_bot.domain.hypotheses import HypothesisState
from ntg_bot.domain.knowledge import Direction, Grade
from ntg_bot.domain.meetings import BoardKind, MeetingKind
from ntg_bot.domain.people import Reader
from ntg_bot.domain.register import RegisterKind, Sensitivity
from ntg_bot.domain.screening import REASONS
from ntg_bot.domain.sharing import WORDS, State
from ntg_bot.domain.upkeep import Part
from ntg_bot.services.membership import RHYTHMS
from tests.fakes.world import replies

FORM_FIELDS = WORDS
FIELDS = [
    *("title", "summary", "how_it_works", "effect", "population", "direction", "rating"),
    *("standard", "design", "grade", "cost", "cautions", "communities", "age_range"),
    *("asked_as", "sources", "reviewed", "review_by", "status", "why_retired"),
]
UPKEEP_BUTTONS = ("still_right", "needs_edit", "it_is_fine", "owner", "deputy", "desk")
CURATE_BUTTONS = ("how", "versions", "bring_back", "retire", "what_changed", "restore")
MERGE_BUTTONS = ("compare", "different", *CURATE_BUTTONS, *UPKEEP_BUTTONS)
CALL_BUTTONS = (
    "call_close", "call_heard", "call_hearing", "call_invite", "call_late", "call_new", "call_open",
    "call_publish", "call_read", "call_report", "call_send", "call_shortlist", "call_show",
    "evidence_admit", "evidence_coming", "evidence_finish", "evidence_not_coming", "evidence_note",
    "evidence_off", "evidence_on", "evidence_refuse", "evidence_withdraw",
)  # fmt: skip
MEETING_BUTTONS = (
    "meeting_new", "meeting_show", "meeting_join", "meeting_leave", "meeting_note",
    "meeting_cancel", "board_new", "register_new", "register_overlaps", "register_gaps",
)  # fmt: skip
PROGRAMME_FIELDS = (
    "title", "kind", "region", "starts", "place", "notes", "product", "product_text", "practices",
    "hypotheses", "name", "remit", "holder", "groups", "outcomes", "sensitivity",
)  # fmt: skip
EDITION_FIELDS = ("title", "foreword", "lines", "entry", "text")
CALL_FORMS = ("new", "start", "finish", "hearing", "reading", "refuse", "note")
CALL_FIELDS = (
    "title", "question", "themes", "opens_on", "closes_on", "organisation", "nation", "what",
    "for_whom", "what_happened", "how_measured", "link", "day", "time", "place", "minutes",
    "questions", "mark", "reason", "lift", "note",
)  # fmt: skip
FAMILIES: dict[str, list[str]] = {
    "direction.{}": [direction.value for direction in Direction],
    "digest.{}": [kind.value for kind in ItemKind],
    "digest.why_{}": [kind.value for kind in ItemKind],
    "day.{}": list(DAYS),
    "review.state.{}": [state.value for state in State],
    "form.{}": list(FORM_FIELDS),
    "form.{}_hint": list(FORM_FIELDS),
    "form.{}_title": ["owner", "deputy", "decline", "changes"],
    "form.{}_submit": ["decline", "changes"],
    "form.{}_reason": ["decline", "changes"],
    "button.{}": [
        "take",
        "take_over",
        "hand_over",
        "put_back",
        *CALL_BUTTONS,
        *MEETING_BUTTONS,
        *MERGE_BUTTONS,
    ],
    "field.{}": FIELDS,
    "label.{}": [part.value for part in Part],
    "upkeep.is_{}": [part.value for part in Part],
    "upkeep.you_are_{}": [part.value for part in Part],
    "grade.is.{}": [grade.value for grade in Grade],
    "grade.lift.{}": [grade.value for grade in Grade],
    "grade.set.{}": [grade.value for grade in Grade],
    "grade.told.{}": [grade.value for grade in Grade],
    "button.grade_{}": [grade.value for grade in Grade],
    "near.{}": [kind.value for kind in PairKind],
    "pair.{}": [kind.value for kind in PairKind],
    "button.phrasing_{}": ["accept", "dismiss"],
    "home.state.{}": [state.value for state in State if state is not State.WITHDRAWN],
    "home.answer.{}": [confidence.value for confidence in Confidence],
    "rhythm.{}": list(RHYTHMS),
    "button.rhythm_{}": list(RHYTHMS),
    "trouble.{}": [each.value for each in Obstacle if each is not Obstacle.SHUT_OUT],
    "tour.heading_{}": [str(step) for step in range(1, TOUR + 1)],
    "tour.text_{}": [str(step) for step in range(1, TOUR + 1)],
    "material.state.{}": ["waiting", "shown", "declined"],
    "role.told_{}": ["facilitator", "curator", "moderator", "admin"],
    "role.told_{}_of": ["facilitator", "curator", "moderator"],
    "moderators.{}": ["facilitator", "curator"],
    "moderators.{}_of": ["facilitator", "curator"],
    "channel.sure_{}": ["private", "shared", "public"],
    "check.{}": ["holds", "contact", "adapted", "for_whom", "measured"],
    "check.{}_hint": ["holds", "contact", "adapted", "for_whom", "measured"],
    "hypothesis.state.{}": [each.value for each in HypothesisState],
    "hypothesis.{}": ["line", "statement", "practices", "research", "levels"],
    "hypothesis.{}_hint": ["line", "statement", "practices", "research", "levels"],
    "button.hypothesis_{}": [each.value for each in HypothesisState],
    "peers.{}": ["offer", "ask"],
    "own_help.{}": ["offer", "ask"],
    "own_introduction.{}": ["proposed", "introduced"],
    "introduction.{}": ["declined", "ended", "done"],
    "introduction.thanks_{}": ["yes", "no"],
    "button.peers_{}": ["tried", "ask", "offer"],
    "button.peers_{}_says": ["tried", "ask", "offer"],
    "check.contact.{}": ["yes", "no"],
    "check.holds.{}": [each.value for each in Holds],
    "check.words.{}": [each.value for each in WordsState],
    "takeup.{}": [
        f"{found}_{form}"
        for found in ("holds", "partly", "does_not")
        for form in ("one", "first", "rest")
    ],
    "button.{}_check": ["give", "withdraw"],
    "button.{}_check_says": ["give", "withdraw"],
    "gapmap.cell.{}": [kind.value for kind in GapKind],
    "call.state.{}": [state.value for state in CallState],
    "call.news.{}": ["opened", "remind", "closed", "interim", "compendium"],
    "evidence.state.{}": [state.value for state in EvidenceState],
    "attendance.{}": [each.value or "none" for each in Attendance],
    "mark.{}": [mark.value for mark in Mark],
    "mark.count.{}": [mark.value for mark in Mark],
    "callform.{}_title": list(CALL_FORMS),
    "callform.{}_submit": list(CALL_FORMS),
    "callform.{}": list(CALL_FIELDS),
    "callform.{}_hint": list(CALL_FIELDS),
    "editionform.{}": list(EDITION_FIELDS),
    "editionform.{}_hint": list(EDITION_FIELDS),
    "programmeform.{}": list(PROGRAMME_FIELDS),
    "programmeform.{}_hint": list(PROGRAMME_FIELDS),
    "programmeform.{}_title": ["meeting", "note", "board", "register"],
    "programmeform.{}_submit": ["meeting", "note", "board", "register"],
    "meeting.kind.{}": [kind.value for kind in MeetingKind],
    "board.kind.{}": [kind.value for kind in BoardKind],
    "register.kind.{}": [kind.value for kind in RegisterKind],
    "register.gaps.{}": [kind.value for kind in RegisterKind],
    "register.sensitivity.{}": [each.value for each in Sensitivity],
    "refused.call_{}": [state.value.lower() for state in CallState],
    "refused.evidence_{}": [state.value.lower() for state in EvidenceState],
    "help.line_{}": [str(number) for number in range(1, 10)],
    "length.{}": [each.value for each in Reader],
    "length.chosen_{}": [each.value for each in Reader],
    "button.length_{}": [each.value for each in Reader],
    "button.length_{}_says": [each.value for each in Reader],
}
"""keys that the code puts together, with what goes into them"""

KEYS = sorted(replies().keys())
REFUSALS = ("NotFound", "NotAllowed", "InvalidInput", "WrongState")
SAID_IN_CHAT = ("domain", "services", "storage", "conversation")
"""rooms whose refusals people read in a chat"""


@cache
def trees() -> dict[str, ast.Module]:
    root = Path(ntg_bot.__file__).parent
    return {str(file): ast.parse(file.read_text()) for file in root.rglob("*.py")}


def calls() -> Iterator[tuple[ast.Call, ast.AST, str]]:
    """Every call with the function it stands in and the file."""
    for file, tree in trees().items():
        scopes = [
            node
            for node in ast.walk(tree)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        ]
        for scope in scopes:
            for node in ast.walk(scope):
                if isinstance(node, ast.Call):
                    yield node, scope, file


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def constants(node: ast.expr, scope: ast.AST) -> Iterator[str]:
    """The texts that `node` may be: a text, one of two, or a name that was given such a one."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from constants(body, scope)
            yield from constants(orelse, scope)
        case ast.JoinedStr(values=parts):
            pattern = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts
            )
            yield from (pattern.format(each) for each in FAMILIES.get(pattern, ["unknown family"]))
        case ast.Name(id=name):
            for given in ast.walk(scope):
                if isinstance(given, ast.Assign) and name in (
                    getattr(target, "id", "") for target in given.targets
                ):
                    yield from constants(given.value, scope)


def keys_named() -> Iterator[tuple[str, ast.Call, str]]:
    """Keys in the places where a key stands: `say(key)`, `Reply(key)`, `Choice(label key)`, and
    `NotFound(key=key)` and its like.
    """
    for call, scope, file in calls():
        if name_of(call) in REFUSALS:
            for keyword in call.keywords:
                if keyword.arg == "key":
                    for key in constants(keyword.value, scope):
                        yield key, call, file
        elif "conversation" not in Path(file).parts:
            continue  # others may have a function called `say`
        elif name_of(call) in ("say", "_say", "Reply", "Choice") and call.args:
            for key in constants(call.args[0], scope):
                yield key, call, file


def test_every_key_that_the_code_names_is_in_the_catalogue() -> None:
    named = [(key, file, call.lineno) for key, call, file in keys_named()]
    assert len(named) > 150, "the search itself must find them"
    assert [entry for entry in named if entry[0] not in KEYS] == []


def test_every_reason_of_screening_is_said_in_plain_words() -> None:
    assert set(KEYS) >= REASONS


def test_what_is_refused_in_a_chat_has_its_words_in_the_catalogue() -> None:
    with_words_of_its_own = {
        (Path(file).name, call.lineno)
        for call, _, file in calls()
        if name_of(call) in REFUSALS
        and set(SAID_IN_CHAT) & set(Path(file).parts)
        and "key" not in {keyword.arg for keyword in call.keywords}
        and Path(file).name != "local.py"  # of the page in the browser, which nobody is told of
    }
    assert with_words_of_its_own == set()


def test_every_key_of_the_catalogue_is_used() -> None:
    written = {
        node.value
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    made = {pattern.format(part) for pattern, parts in FAMILIES.items() for part in parts}
    assert sorted(set(KEYS) - written - made - REASONS) == []


def test_every_place_of_a_reply_is_filled_where_it_is_said_and_nothing_else_is_given() -> None:
    wrong = []
    for key, call, file in keys_named():
        if key not in KEYS or name_of(call) == "Choice":
            continue
        if any(keyword.arg is None for keyword in call.keywords):
            continue  # `**values` of a Reply: its own call is checked
        if name_of(call) == "Reply":
            values = call.args[1] if len(call.args) > 1 else ast.Dict([], [])
            if not isinstance(values, ast.Dict):
                continue
            given = {part.value for part in values.keys if isinstance(part, ast.Constant)}
        else:
            given = {keyword.arg for keyword in call.keywords} - {"key"}
        if name_of(call) in REFUSALS and given != replies().places(key):
            wrong.append((key, sorted(map(str, given)), file, call.lineno))
        if not given >= replies().places(key):
            wrong.append((key, sorted(map(str, given)), file, call.lineno))
    assert wrong == []


# --- plain English --------------------------------------------------------------------------------

BANNED = (
    "please note",
    "utilise",
    "in order to",
    "leverage",
    "facilitate",
    "going forward",
    "kindly",
    "simply",
    "unfortunately",
    "invalid",
    "click here",
    "e.g.",
    "i.e.",
    "etc",
)


def sentences() -> list[tuple[str, str]]:
    found = []
    for key in KEYS:
        text = replies()._replies[key]
        for sentence in re.split(r"(?<=[.!?:])\s+|\n", text):
            if re.search(r"\w", sentence):
                found.append((key, sentence))
    return found


def test_sentences_are_short() -> None:
    lengths = {(key, text): len(text.split()) for key, text in sentences()}
    assert sum(lengths.values()) / len(lengths) < 20
    assert [entry for entry, length in lengths.items() if length > 32] == []


def test_no_reply_uses_words_that_stand_in_the_way() -> None:
    texts = {key: replies()._replies[key].casefold() for key in KEYS}
    wrong = [
        (key, words)
        for key, text in texts.items()
        for words in BANNED
        if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    ]
    assert wrong == []


def test_nothing_is_shouted() -> None:
    for key in KEYS:
        text = replies()._replies[key]
        assert text.count("!") <= 1, key
        assert "!!" not in text, key
        assert not re.search(r"\b[A-Z]{2,}\s+[A-Z]{2,}\s+[A-Z]{2,}\b", text), key


def test_quotation_marks_are_typographic_and_no_reply_has_stray_spaces() -> None:
    for key in KEYS:
        text = replies()._replies[key]
        assert '"' not in text, key
        assert text == text.strip(), key
        assert "  " not in text, key


def test_buttons_say_an_act_in_few_words() -> None:
    for key in KEYS:
        if key.startswith("button.") and not key.endswith("_says"):
            label = replies().say(key)
            assert 1 <= len(label.split()) <= 5, key
            assert not label.endswith("."), key
