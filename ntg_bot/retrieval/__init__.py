"""Search and matching, a library with no I/O; docs/matching.md says how it works."""

from ntg_bot.retrieval.engine import Engine

__all__ = ["Engine"]
