"""The first screen of the local workspace: five things to try. Our own sentences, all of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to try in the direct message. `sends` is false where the text is only filled in."""

    title: str
    why: str
    text: str
    sends: bool = True


SUGGESTIONS = (
    Suggestion(
        "Ask in a hurry, typos and all",
        "It shows what it searched for.",
        "how do we help parants read with there childen at home",
    ),
    Suggestion(
        "Use the shorthand of your trade",
        "Acronyms are understood and spelt out.",
        "what helps CLA with their reading?",
    ),
    Suggestion(
        "Ask what does not work",
        "“It was tested and did not work” is an answer too.",
        "prison visits to put young people off crime: what did not work?",
    ),
    Suggestion(
        "Share something you did",
        "Change the words, then send: it finds the right community and asks you first.",
        "Our family hub moved its baby group to Saturday mornings. "
        "Families coming went from 6 to 19 in one term, by our register.",
        sends=False,
    ),
    Suggestion(
        "See this week's digest",
        "What is new, what was asked and what nobody could answer yet.",
        "show me this week's digest for early years and family hubs",
    ),
)
