"""Appointments as iCalendar files (RFC 5545), for whichever calendar the person uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True)
class Appointment:
    """One entry of a calendar. `key` is unique and stays the same when the entry changes."""

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    description: str
    stamped_at: datetime
    """when it was last changed"""
    sequence: int = 0
    """how often it was changed since it was first sent"""
    is_cancelled: bool = False


def calendar(*appointments: Appointment) -> bytes:
    """The file's content; the same appointments give the same bytes."""
    whole = Calendar()
    whole.add("prodid", "-//ntg-bot//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    for each in appointments:
        event = Event()
        event.add("uid", f"{each.key}@ntg-bot")
        event.add("dtstamp", each.stamped_at.astimezone(UTC))
        event.add("dtstart", each.starts_at.astimezone(UTC))
        event.add("dtend", each.ends_at.astimezone(UTC))
        event.add("summary", each.title)
        event.add("location", each.place)
        event.add("description", each.description)
        event.add("sequence", each.sequence)
        event.add("status", "CANCELLED" if each.is_cancelled else "CONFIRMED")
        whole.add_component(event)
    return bytes(whole.to_ical())
