"""Reads, checks, syncs and writes back knowledge/ and intents/."""

from ntg_bot.content.counting import stats
from ntg_bot.content.exporting import export
from ntg_bot.content.faults import ContentErrors
from ntg_bot.content.intentions import (
    RoutingLines,
    SharingLine,
    load_intents,
    load_replies,
    load_routing,
    load_words,
)
from ntg_bot.content.linting import lint
from ntg_bot.content.loading import Knowledge, load_knowledge
from ntg_bot.content.schemas import json_schemas, write_schemas
from ntg_bot.content.syncing import (
    Action,
    Change,
    SyncPlan,
    SyncReport,
    by_key,
    kind_of,
    plan_sync,
    sync,
)
from ntg_bot.content.writing import write_item, write_organisations

__all__ = [
    "Action",
    "Change",
    "ContentErrors",
    "Knowledge",
    "RoutingLines",
    "SharingLine",
    "SyncPlan",
    "SyncReport",
    "by_key",
    "export",
    "json_schemas",
    "kind_of",
    "lint",
    "load_intents",
    "load_knowledge",
    "load_replies",
    "load_routing",
    "load_words",
    "plan_sync",
    "stats",
    "sync",
    "write_item",
    "write_organisations",
    "write_schemas",
]
