"""Materials that wait for a moderator's yes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MaterialReview:
    """One material for the moderators, as it stands when it is drawn."""

    material_id: str


MaterialsSaid = MaterialReview
