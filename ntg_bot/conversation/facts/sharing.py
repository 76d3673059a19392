"""A shared practice on its way: forms, drafts, and word of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ntg_bot.conversation.facts.replies import Reply


@dataclass(frozen=True, slots=True)
class ShareForm:
    """The short form; with `submission_id` it edits that draft."""

    submission_id: str = ""
    workspace_id: str = ""
    error_field: str = ""
    """what is to be mended; `error` says how (bare words were written by an older version)"""
    error: Reply | str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    """what was typed before an error: nobody types twice"""


@dataclass(frozen=True, slots=True)
class Draft:
    """The sharer's own draft with the proposed communities and why."""

    workspace_id: str
    submission_id: str
    reasons: tuple[tuple[str, tuple[str, ...]], ...] = ()
    is_close: bool = False


@dataclass(frozen=True, slots=True)
class DetailForm:
    """The second, optional form: costs, staffing, what to beware of, contact."""

    workspace_id: str
    submission_id: str
    error_field: str = ""
    error: Reply | str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AsWritten:
    """A submission word for word, for one moderator who asks what its author insisted on."""

    workspace_id: str
    submission_id: str


@dataclass(frozen=True, slots=True)
class Published:
    """A newly accepted practice, for its community's channel."""

    practice_id: str
    community: str


SharingSaid = ShareForm | DetailForm | Draft | AsWritten | Published
