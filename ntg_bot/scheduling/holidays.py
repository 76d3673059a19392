"""England's bank holidays, on which no digest is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date


def bank_holidays() -> Callable[[date], bool]:
    """Whether a day is a bank holiday in England, for any year; the years' lists load when asked
    for. Source of the dates: the `holidays` library, from the Banking and Financial Dealings Act
    1971 and royal proclamations.
    """
    import holidays

    england = holidays.country_holidays("GB", subdiv="ENG")
    return lambda day: day in england
