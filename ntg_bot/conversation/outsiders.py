"""People of other organisations, met in a channel that is shared with them, and guests.

They may ask, and see what everybody may see. They share nothing, join nothing and decide nothing
here, whatever a role row says: those belong to the people of the workspace.
"""

from __future__ import annotations

from ntg_bot.conversation.turn import Turn
from ntg_bot.domain.errors import NotAllowed

ACTIONS = frozenset(
    {
        "answer.helpful",
        "answer.not_helpful",
        "check.found",
        "ask.meaning",
        "data.forget",
        "data.keep",
        "hypothesis.list",
        "hypothesis.show",
        "line.show",
        "practice.how",
        "practice.length",
        "term.explain",
    }
)
"""buttons that anybody may press"""
INTENTS = frozenset(
    {
        "about_programme",
        "ask_for_figures",
        "ask_what_does_not_work",
        "ask_what_works",
        "compare_practices",
        "explain_term",
        "find_organisation",
        "forget_me",
        "greeting",
        "hypotheses",
        "hypothesis",
        "line",
        "lines",
        "help",
        "my_data",
        "out_of_scope",
        "take_up",
        "tell_me_more",
        "thanks",
        "urgent",
        "who_has_tried",
    }
)
"""what anybody may want"""


def check_action(turn: Turn, action: str) -> None:
    """Raises NotAllowed for a button or form that is for the workspace's own people."""
    if turn.event.place.is_outsider and action not in ACTIONS:
        raise _refused()


def check_intent(turn: Turn, intent: str) -> None:
    """Raises NotAllowed for a wish that is for the workspace's own people."""
    if turn.event.place.is_outsider and intent not in INTENTS:
        raise _refused()


def _refused() -> NotAllowed:
    return NotAllowed(key="refused.outsider")
