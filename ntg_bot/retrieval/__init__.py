"""Search and matching, a library with no I/O; docs/matching.md says how it works."""

from ntg_bot.retrieval.engine import Engine
from ntg_bot.retrieval.model import find_model, load_encoder
from ntg_bot.retrieval.vectors import Encoder, FileVectors, MemoryVectors, VectorStore

__all__ = [
    "Encoder",
    "Engine",
    "FileVectors",
    "MemoryVectors",
    "VectorStore",
    "find_model",
    "load_encoder",
]
