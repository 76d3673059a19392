"""The levels of the Every Child Matters "onion" at which something acts, from the inside out."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """One ring of the onion."""

    OUTCOMES = "outcomes-for-children"
    FRONT_LINE = "integrated-front-line-delivery"
    PROCESSES = "integrated-processes"
    STRATEGY = "integrated-strategy"
    GOVERNANCE = "inter-agency-governance"


NAMES: dict[Level, str] = {
    Level.OUTCOMES: "Outcomes for children",
    Level.FRONT_LINE: "Integrated front-line delivery",
    Level.PROCESSES: "Integrated processes",
    Level.STRATEGY: "Integrated strategy",
    Level.GOVERNANCE: "Inter-agency governance",
}
