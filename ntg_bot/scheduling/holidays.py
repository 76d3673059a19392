"""England's bank holidays, on which no digest is sent."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


def is_bank_holiday(day: date) -> bool:
    """Whether a day is a bank holiday in England, for any year. Source of the dates: the `holidays`
    library, from the Banking and Financial Dealings Act 1971 and royal proclamations.
    """
    return day in _england()


@cache
def _england() -> HolidayBase:
    """Loaded when first asked for: it takes longer than all else that most commands do."""
    import holidays

    return holidays.country_holidays("GB", subdiv="ENG")
