"""How soon an entry that is added, edited or retired is found, or found no more.

    python benchmarks/visible.py [--entries 10000] [--changes 1200] [--json OUT]

The engine on words alone holds the shipped knowledge, repeated until there are --entries, a quarter
of the words replaced. A change counts as visible when a search sees it: the time is that of the
change and of that search together. Building the whole index anew stands beside it. With sentence
vectors a change is found by its words as soon, and by meaning once its few passages are encoded.

Target: 50 ms at 10,000 entries, without a full rebuild.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from many import many

from ntg_bot import bootstrap, content
from ntg_bot.domain.asking import Audience
from ntg_bot.domain.knowledge import Item, Kind, Practice
from ntg_bot.retrieval import Engine

EVERYBODY = Audience(public_only=True)
TARGET_MS = 50.0


def is_first(engine: Engine, word: str, id: str) -> bool:
    """Whether asking for `word` finds the practice first."""
    hits = engine.search(word, audience=EVERYBODY, limit=1).hits
    return bool(hits) and hits[0].id == id


def timed(
    engine: Engine, change: Callable[[], None], word: str, id: str, *, is_there: bool = True
) -> tuple[float, float]:
    """Wall and processor milliseconds until a change is seen; ends the run if it is not."""
    wall, cpu = time.perf_counter(), time.process_time()
    change()
    was_found = is_first(engine, word, id)
    taken = (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000
    if was_found != is_there:
        sys.exit("A change was not visible in the next search.")
    return taken


def changes(engine: Engine, items: list[Item], count: int) -> dict[str, list[tuple[float, float]]]:
    """Adds, edits and retires by turns; every one has a word of its own to be found by."""
    dice = random.Random(7)
    practices = [item for item in items if isinstance(item, Practice)]
    taken: dict[str, list[tuple[float, float]]] = {"added": [], "edited": [], "retired": []}
    for number in range(count // 3):
        word, other = ("".join(dice.choices("bdfgklmn", k=9)) for _ in range(2))
        like = dice.choice(practices)
        new = replace(like, id=f"new-{number}", title=f"{like.title} {word}")
        edited = replace(like, title=f"{like.title} {other}")
        gone = partial(engine.remove, Kind.PRACTICE, new.id)
        taken["added"].append(timed(engine, partial(engine.put, new), word, new.id))
        taken["edited"].append(timed(engine, partial(engine.put, edited), other, edited.id))
        taken["retired"].append(timed(engine, gone, word, new.id, is_there=False))
    return taken


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--changes", type=int, default=1200)
    parser.add_argument("--json", type=Path, help="the figures, for page.py")
    options = parser.parse_args()
    knowledge = content.load_knowledge(bootstrap.content_folder("knowledge"), cache=None)
    items = list(many(knowledge.items, options.entries))
    engine = Engine(knowledge.taxonomy, knowledge.authorities)
    cpu = time.process_time()
    engine.replace(items)
    rebuild = (time.process_time() - cpu) * 1000
    engine.search("attendance", audience=EVERYBODY)
    gc.freeze()  # as `serve` does when it has read the knowledge base
    taken = changes(engine, items, options.changes)
    print(f"{len(items)} entries; a full rebuild takes {rebuild:.0f} ms of processor time")
    print(f"{'until visible, ms':<20} {'wall p50 / p99 / most':>24} {'CPU p50 / p99 / most':>24}")
    told: dict[str, object] = {"entries": len(items), "rebuild_cpu": rebuild}
    for name, times in taken.items():
        wall, cpus = (np.percentile(part, (50, 99, 100)) for part in zip(*times, strict=True))
        print(
            f"{name:<20} {wall[0]:8.1f} {wall[1]:7.1f} {wall[2]:7.1f}"
            f" {cpus[0]:8.1f} {cpus[1]:7.1f} {cpus[2]:7.1f}"
        )
        told[name] = {"wall": wall.tolist(), "cpu": cpus.tolist()}
    if options.json:
        options.json.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
