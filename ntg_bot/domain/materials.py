"""Materials: templates, models and papers that go with a practice, as links or files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ntg_bot.domain.errors import WrongState


class MaterialState(StrEnum):
    WAITING = "waiting"
    """for a moderator's yes: nobody else sees it"""
    SHOWN = "shown"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Material:
    """One link (`url`) or one file (`sha256`) of a practice."""

    id: str
    workspace_id: str
    practice_id: str
    title: str
    state: MaterialState
    added_at: datetime
    member_id: str = ""
    """who added it; empty for what the programme added, and for somebody who was forgotten"""
    url: str = ""
    sha256: str = ""
    """of the file's bytes, which are stored once whatever refers to them"""
    name: str = ""
    """what the file is called when it is handed out"""
    media_type: str = ""
    size: int = 0
    """in bytes"""

    @property
    def is_file(self) -> bool:
        return bool(self.sha256)

    def decided(self, to: MaterialState) -> Material:
        """Accepted or declined; raises WrongState where that was done before."""
        if self.state is not MaterialState.WAITING:
            raise WrongState(key="refused.material_decided")
        return replace(self, state=to)
