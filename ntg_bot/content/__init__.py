"""Reads, checks, syncs and writes back knowledge/ and intents/.

Each name is imported from its module when it is first used: a start whose values are in the cache
loads neither the YAML library nor the typed models.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ntg_bot.content.counting import stats
    from ntg_bot.content.exporting import export
    from ntg_bot.content.faults import ContentErrors
    from ntg_bot.content.intentions import load_intents, load_replies, load_routing
    from ntg_bot.content.linting import lint
    from ntg_bot.content.loading import load_knowledge, load_words
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
    from ntg_bot.content.values import Knowledge, RoutingLines, SharingLine, Words
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
    "Words",
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

_MODULES = {
    "counting": "stats",
    "exporting": "export",
    "faults": "ContentErrors",
    "intentions": "load_intents load_replies load_routing",
    "linting": "lint",
    "loading": "load_knowledge load_words",
    "schemas": "json_schemas write_schemas",
    "syncing": "Action Change SyncPlan SyncReport by_key kind_of plan_sync sync",
    "values": "Knowledge RoutingLines SharingLine Words",
    "writing": "write_item write_organisations",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
