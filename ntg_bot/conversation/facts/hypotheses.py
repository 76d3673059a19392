"""What is said of hypotheses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ntg_bot.conversation.facts.replies import Reply


@dataclass(frozen=True, slots=True)
class Hypotheses:
    """Those of one line of enquiry, or of all where `line` is empty; `with_drafts`: who reads it
    alone may change them.
    """

    line: str = ""
    with_drafts: bool = False


@dataclass(frozen=True, slots=True)
class HypothesisShown:
    """One hypothesis whole; `may_curate`: who reads it alone may move it on."""

    hypothesis_id: str
    may_curate: bool = False


@dataclass(frozen=True, slots=True)
class HypothesisForm:
    """Asks for a new hypothesis."""

    error_field: str = ""
    error: Reply | str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HypothesisMoveForm:
    """Asks why a hypothesis is to be moved to state `to`, and for its new words where revised."""

    hypothesis_id: str
    to: str
    error_field: str = ""
    error: Reply | str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


HypothesesSaid = Hypotheses | HypothesisShown | HypothesisForm | HypothesisMoveForm
