"""Hostile questions to the whole product in one process: how long each takes, and how long
everything else has to wait meanwhile.

    python benchmarks/hostile.py [--questions 2000] [--entries 20000] [--words-alone] [--json OUT]

The questions (hostile_questions.py) go through the durable inbox, the worker, the conversation and
the database, as messages from the local workspace do; the index holds the shipped knowledge,
repeated until there are --entries, a quarter of the words replaced (--words-alone; with the
sentence model it holds what is shipped). Meanwhile a task in the same event loop asks every 5 ms
to be woken, and counts by how much it is late.

Target: p99 of a question <= 250 ms, lag of the event loop < 50 ms. The figures are wall time: on a
machine that others use, read them beside the processor time, and the lag beside that of the same
loop with nothing to do, and beside the part of it that can be this process's own doing: no more
than the processor time that all its threads had while the loop was late.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy is read

import numpy as np
import structlog
from hostile_questions import hostile_questions
from many import many

from ntg_bot import bootstrap, settings
from ntg_bot.conversation.events import MessagePosted, Place, encode
from ntg_bot.domain.asking import Audience
from ntg_bot.services.ports import Envelope

QUESTION_MS, LAG_MS = 250.0, 50.0
EVERY_SECONDS = 0.005
IDLE_SECONDS = 3.0
WORST = 5


async def lateness(late: list[float], own: list[float]) -> None:
    """Milliseconds by which the loop woke this task too late, until it is cancelled; and how much
    of that can be this process's own doing: no more than the processor time it had meanwhile.
    """
    while True:
        asked, cpu = time.perf_counter(), time.process_time()
        await asyncio.sleep(EVERY_SECONDS)
        lag = (time.perf_counter() - asked - EVERY_SECONDS) * 1000
        late.append(lag)
        own.append(min(lag, (time.process_time() - cpu) * 1000))


def posted(key: str, user: str, text: str) -> Envelope:
    """A message to the bot from the local workspace; a person asks a few, for there is a limit."""
    place = Place("local", "local", f"D-{user}", "", user, "Tester", True)
    event = MessagePosted(place, f"m{key}", text, True, datetime.now(UTC))
    kind, payload = encode(event)
    return Envelope("local", key, "local", kind, payload)


async def measured(options: argparse.Namespace) -> dict[str, object]:
    """Asks all questions; times in milliseconds."""
    searched, handled, worked = [], [], []
    by_kind: dict[str, list[float]] = defaultdict(list)
    worst: list[tuple[float, float, str]] = []
    late: list[float] = []
    own: list[float] = []
    began = time.time_ns()
    questions = list(hostile_questions(options.questions))  # made before the clock runs
    async with bootstrap.build(settings.load()) as application:
        base = application.library.items
        # to encode copies would take hours: with the model the index holds what is shipped
        items = list(base if application.uses_meaning else many(base, options.entries))
        application.parts.retriever.replace(items)
        application.library.replace(items)
        gc.freeze()  # as `serve` does when it has read the knowledge base
        audience = Audience(public_only=True)
        for _, text in questions:
            before = time.thread_time()
            application.parts.retriever.search(text[:12_000], audience=audience)
            searched.append((time.thread_time() - before) * 1000)
        waker = asyncio.create_task(lateness(late, own))
        await asyncio.sleep(IDLE_SECONDS)
        idle = late.copy()
        late.clear()
        own.clear()
        try:
            for number, (kind, text) in enumerate(questions):
                await application.database.inbox.put(
                    posted(f"{began}-{number}", f"u{number // 4}", text)
                )
                before, cpu, seen = time.perf_counter(), time.process_time(), len(late)
                if await application.joined.worker.step() != 1:
                    sys.exit(f"question {number} ({kind}) was not handled")
                took = (time.perf_counter() - before) * 1000
                worked.append((time.process_time() - cpu) * 1000)
                handled.append(took)
                by_kind[kind].append(took)
                lag = max(late[seen:], default=0.0)
                worst.append((lag, max(own[seen:], default=0.0), f"{number}: {kind}, {len(text)}"))
        finally:
            waker.cancel()
            with suppress(asyncio.CancelledError):
                await waker
        dead = await application.database.inbox.dead()
    return {
        "entries": len(items),
        "questions": len(handled),
        "unanswered": len(dead),
        "search_cpu": spread(searched),
        "handled_cpu": spread(worked),
        "handled": spread(handled),
        "lag_idle": spread(idle),
        "lag": spread(late),
        "lag_own": spread(own),
        "worst": sorted(worst, reverse=True)[:WORST],
        "by_kind": {kind: spread(times) for kind, times in by_kind.items()},
    }


def spread(times: Sequence[float]) -> list[float]:
    """p50, p99 and most."""
    return [float(np.percentile(times, part)) for part in (50, 99, 100)]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--words-alone", action="store_true", help="without the sentence model")
    parser.add_argument("--home", type=Path, help="kept, so that training is done once; else fresh")
    parser.add_argument("--json", type=Path, help="the figures, for page.py")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as folder:
        home = str(options.home or folder)
        for name in [name for name in os.environ if name.startswith("NTG_")]:
            del os.environ[name]
        os.environ["NTG_HOME"] = home
        if options.words_alone:
            os.environ["NTG_SEMANTIC_MODEL"] = "off"
        told = asyncio.run(measured(options))
    print(
        f"{told['questions']} hostile questions at {told['entries']} entries, ms p50 / p99 / most"
    )
    for name, key in (
        ("search, processor time", "search_cpu"),
        ("all of it, processor time", "handled_cpu"),
        ("all of it, wall", "handled"),
        ("lag of the event loop", "lag"),
        ("of it this process's own", "lag_own"),
        ("lag with nothing to do", "lag_idle"),
    ):
        p50, p99, most = told[key]
        print(f"  {name:<26} {p50:8.1f} {p99:8.1f} {most:8.1f}")
    print(f"  without an answer: {told['unanswered']}")
    print("the slowest kinds, ms p50 / most")
    slowest = sorted(told["by_kind"].items(), key=lambda each: -each[1][2])
    for kind, (p50, _, most) in slowest[:5]:
        print(f"  {kind:<24} {p50:8.1f} {most:8.1f}")
    print("the longest lags, ms / of it this process's own / in question: kind, characters")
    for lag, ours, what in told["worst"]:
        print(f"  {lag:8.1f} {ours:8.1f} {what}")
    if options.json:
        options.json.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
