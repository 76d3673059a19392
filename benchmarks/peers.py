"""One search system in a process of its own: build, ask, and say what it took, as one JSON line.

    python benchmarks/peers.py NAME DOCUMENTS.jsonl QUESTIONS.jsonl

Started by speed.py; every system gets the same documents, line by line, and the same questions.
Each is used as its own pages say to: title and text, the title counting twice where there are
weights, English stems where they are offered, the ten best.
"""

from __future__ import annotations

import gc
import json
import re
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TOP = 10
INSTALL = "To measure it: .venv/bin/python -m pip install -e '.[bench]'"
WARMED = 20
"""questions asked before the clock runs"""
FEW = {"rapidfuzz": (30, 2), "fts5": (100, 10)}
"""questions of the slow ones, and how many before the clock runs: more would take minutes"""
WORD = re.compile(r"\w+")
Ask = Callable[[str], object]


def documents(path: Path) -> Iterator[tuple[str, str, str]]:
    """Id, title and text, one document at a time."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield row["id"], row["title"], row["text"]


def ntg_bot(path: Path) -> Ask:
    """The product's whole engine on words alone."""
    return _engine(path, None)


def ntg_bot_vectors(path: Path) -> Ask:
    """The product's whole engine with random unit vectors; the encoder is not counted."""
    return _engine(path, RandomVectors())


def _engine(path: Path, random_vectors: RandomVectors | None) -> Ask:
    # bm25s brings a stemmer in C, which ours would use if it saw it; the product comes without
    sys.modules["Stemmer"] = None  # type: ignore[assignment]
    from retrieval import EVERYBODY, NO_LISTS, as_item

    from ntg_bot.retrieval import Engine

    engine = Engine(NO_LISTS, {}, random_vectors, random_vectors)
    engine.replace(
        [as_item({"id": id, "title": title, "text": text}) for id, title, text in documents(path)]
    )
    return lambda question: engine.search(question, audience=EVERYBODY, limit=TOP)


class RandomVectors:
    """An encoder and a store in one: every text gets a random unit vector, made when asked for."""

    fingerprint = "random"
    size = 384

    def __init__(self) -> None:
        self._dice = np.random.default_rng(7)

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """(texts, size) random unit vectors."""
        made = self._dice.standard_normal((len(texts), self.size), np.float32)
        return made / np.linalg.norm(made, axis=1, keepdims=True)

    def get(self, keys: list[bytes]) -> dict[bytes, NDArray[np.int16]]:
        """A vector for every key, views of one block."""
        made = np.empty((len(keys), self.size), np.int16)
        for low in range(0, len(keys), 4096):
            block = self.encode([""] * len(made[low : low + 4096]))
            made[low : low + 4096] = np.rint(block * 32767)
        return dict(zip(keys, made, strict=True))

    def put(self, vectors: object) -> None:
        """Nothing is kept."""


def tantivy(path: Path) -> Ask:
    """tantivy, en_stem, any word, title twice; index in memory, as many threads as it likes."""
    return _tantivy(path, fuzzy=False)


def tantivy_fuzzy(path: Path) -> Ask:
    """tantivy with every term fuzzy at one edit."""
    return _tantivy(path, fuzzy=True)


def _tantivy(path: Path, *, fuzzy: bool) -> Ask:
    import tantivy as library

    schema = library.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw")
    schema.add_text_field("title", tokenizer_name="en_stem")
    schema.add_text_field("text", tokenizer_name="en_stem")
    index = library.Index(schema.build())
    writer = index.writer()
    for id, title, text in documents(path):
        writer.add_document(library.Document(id=id, title=title, text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    near = {"title": (False, 1, True), "text": (False, 1, True)} if fuzzy else {}

    def ask(question: str) -> object:
        words = " ".join(WORD.findall(question.lower()))
        query = index.parse_query(
            words, ["title", "text"], field_boosts={"title": 2.0}, fuzzy_fields=near
        )
        hits = searcher.search(query, TOP).hits
        return [(searcher.doc(address)["id"], score) for score, address in hits]

    return ask


def bm25s(path: Path) -> Ask:
    """bm25s, Lucene's formula, Snowball stems."""
    import bm25s as library
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    texts = [f"{title} {title} {text}" for _, title, text in documents(path)]
    model = library.BM25(method="lucene")
    tokens = library.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)
    del texts
    model.index(tokens, show_progress=False)

    def ask(question: str) -> object:
        asked = library.tokenize(
            [question], stopwords="en", stemmer=stemmer, show_progress=False, return_ids=False
        )
        return model.retrieve(asked, k=TOP, show_progress=False)

    return ask


def fts5(path: Path) -> Ask:
    """SQLite FTS5 in memory, porter stems, any word, title twice."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE d USING fts5(id UNINDEXED, title, text, tokenize='porter')")
    base.executemany("INSERT INTO d VALUES (?, ?, ?)", documents(path))
    base.commit()

    def ask(question: str) -> object:
        words = " OR ".join(f'"{word}"' for word in WORD.findall(question.lower()))
        sql = "SELECT id FROM d WHERE d MATCH ? ORDER BY bm25(d, 0, 2, 1) LIMIT ?"
        with closing(base.execute(sql, (words, TOP))) as rows:
            return rows.fetchall()

    return ask


def rapidfuzz(path: Path) -> Ask:
    """process.extract over all titles with its own scorer, as many bots do."""
    from rapidfuzz import fuzz, process

    titles = [title for _, title, _ in documents(path)]
    return lambda question: process.extract(question, titles, scorer=fuzz.WRatio, limit=TOP)


SYSTEMS: dict[str, Callable[[Path], Ask]] = {
    "tantivy": tantivy,
    "ntg-bot": ntg_bot,
    "ntg-bot+vectors": ntg_bot_vectors,
    "bm25s": bm25s,
    "tantivy-fuzzy": tantivy_fuzzy,
    "fts5": fts5,
    "rapidfuzz": rapidfuzz,
}


def peak_mb() -> float:
    """The most memory this process ever had, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # elsewhere the figure may hold what the process was started from
        for line in status.read_text("ascii").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    scale = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def main() -> None:
    """Builds, asks, prints one JSON line; code 3 where the library is not installed."""
    name, path, asked = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    questions = [json.loads(line)["text"] for line in asked.read_text("utf-8").splitlines()]
    few, warmed = FEW.get(name, (len(questions), WARMED))
    questions = questions[: few + warmed]
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        ask = SYSTEMS[name](path)
    except ModuleNotFoundError as error:
        print(json.dumps({"missing": error.name}))
        raise SystemExit(3) from None
    built = {"build_cpu": time.process_time() - cpu, "build_wall": time.perf_counter() - wall}
    gc.collect()
    cpus, walls = [], []
    for question in questions:
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        ask(question)
        cpus.append((time.process_time_ns() - cpu) / 1e6)
        walls.append((time.perf_counter_ns() - wall) / 1e6)
    told = {
        **built,
        "questions": len(questions) - warmed,
        "cpu": [float(np.percentile(cpus[warmed:], p)) for p in (50, 99)],
        "wall": [float(np.percentile(walls[warmed:], p)) for p in (50, 99)],
        "peak_mb": peak_mb(),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
