"""Reads, checks, syncs and writes back knowledge/ and intents/."""

from ntg_bot.content.faults import ContentErrors
from ntg_bot.content.intentions import (
    RoutingLines,
    SharingLine,
    load_intents,
    load_replies,
    load_routing,
)
from ntg_bot.content.loading import Knowledge, load_knowledge
from ntg_bot.content.writing import write_item, write_organisations

__all__ = [
    "ContentErrors",
    "Knowledge",
    "RoutingLines",
    "SharingLine",
    "load_intents",
    "load_knowledge",
    "load_replies",
    "load_routing",
    "write_item",
    "write_organisations",
]
