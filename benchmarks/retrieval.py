"""Makes a TREC run of a test collection with the product's own engine and its one setting.

    python benchmarks/retrieval.py COLLECTION_DIR --run OUT [--queries FILE] [--lexical]
        [--no-answer --bands FILE] [--longest N] [--vectors FILE]

A collection folder holds corpus.jsonl[.gz] ({"id","title","text"}), queries.jsonl[.gz]
({"id","text"}) and, for --no-answer, meta.json with noanswer.remove_docs. OUT gets 100 documents a
query. With --no-answer the corpus lacks remove_docs, the score of a query's first document is the
calibrated confidence, and --bands gets a line {"id","band"} a query.

Every collection is read with the same setting. It differs from the chat's in one number: questions
are read to 2,000 characters, where the chat cuts at 300, for half of one collection's queries are
longer (--longest 300 shows what the cut costs).
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from ntg_bot.domain.asking import Audience
from ntg_bot.domain.knowledge import Faq
from ntg_bot.domain.taxonomy import Taxonomy
from ntg_bot.retrieval import Encoder, Engine, FileVectors, find_model, load_encoder
from ntg_bot.retrieval.entries import entry_of
from ntg_bot.retrieval.meaning import table_of
from ntg_bot.retrieval.setting import SETTING

DOCUMENTS = 100
LONGEST = 2000
EVERYBODY = Audience(public_only=True)
NO_LISTS = Taxonomy((), (), (), (), (), (), (), (), (), ())
_ENCODED_AT_ONCE = 64


def lines_of(path: Path) -> Iterator[dict[str, str]]:
    """The JSON lines of `path`, or of `path`.gz."""
    packed = path.with_name(f"{path.name}.gz")
    if path.suffix == ".gz" or (packed.exists() and not path.exists()):
        path = path if path.suffix == ".gz" else packed
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.strip())
    else:
        with path.open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.strip())


def as_item(document: dict[str, str]) -> Faq:
    """A document as an entry with title and body."""
    return Faq(
        id=document["id"],
        title=document["title"],
        answer=document["text"],
        asked_as=(),
        keywords=(),
        disagreements=(),
        sources=(),
        reviewed=date(2026, 1, 1),
    )


def built(items: list[Faq], lexical: bool, longest: int, vectors: Path) -> Engine:
    """The engine over `items`; vectors are kept in the file `vectors` between runs."""
    setting = replace(SETTING, longest=longest)
    if lexical:
        engine = Engine(NO_LISTS, {}, setting=setting)
    else:
        folder = find_model(None)
        if folder is None:
            sys.exit("The sentence model is not installed (see README); --lexical goes without.")
        encoder = load_encoder(folder)
        store = FileVectors(vectors)
        encode_all(items, encoder, store)
        engine = Engine(NO_LISTS, {}, encoder, store, setting=setting)
    engine.replace(items)
    return engine


def encode_all(items: list[Faq], encoder: Encoder, store: FileVectors) -> None:
    """Fills the store little by little, so that an interrupted run need not start anew."""
    entries = [entry for item in items if (entry := entry_of(item)) is not None]
    for low in range(0, len(entries), _ENCODED_AT_ONCE):
        table_of(entries[low : low + _ENCODED_AT_ONCE], encoder, store)
        if sys.stderr.isatty():
            print(f"\rencoding {low} of {len(entries)}", end="", file=sys.stderr, flush=True)


def run(
    engine: Engine, queries: Iterable[dict[str, str]], *, as_confidence: bool
) -> Iterator[tuple[str, str, list[str]]]:
    """Query id, band and run lines, query by query."""
    for query in queries:
        found = engine.search(query["text"], audience=EVERYBODY, limit=DOCUMENTS)
        top = found.hits[0].score if found.hits else 1.0
        scale = found.probability / top if as_confidence and top else 1.0
        lines = [
            f"{query['id']} Q0 {hit.id} {rank} {hit.score * scale:.8f} ntg-bot"
            for rank, hit in enumerate(found.hits, 1)
        ]
        yield query["id"], found.confidence.value, lines


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("collection", type=Path)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--lexical", action="store_true", help="words alone, no sentence vectors")
    parser.add_argument("--no-answer", action="store_true")
    parser.add_argument("--bands", type=Path)
    parser.add_argument("--longest", type=int, default=LONGEST)
    parser.add_argument(
        "--vectors",
        type=Path,
        default=Path(tempfile.gettempdir()) / "ntg-bot-benchmark-vectors.bin",
        help="where computed vectors are kept between runs",
    )
    options = parser.parse_args()
    removed: set[str] = set()
    if options.no_answer:
        meta = json.loads((options.collection / "meta.json").read_text(encoding="utf-8"))
        removed = set(meta["noanswer"]["remove_docs"])
    corpus = lines_of(options.collection / "corpus.jsonl")
    items = [as_item(document) for document in corpus if document["id"] not in removed]
    engine = built(items, options.lexical, options.longest, options.vectors)
    queries = lines_of(options.queries or options.collection / "queries.jsonl")
    bands: list[str] = []
    with options.run.open("w", encoding="utf-8") as out:
        for id, band, lines in run(engine, queries, as_confidence=options.no_answer):
            out.writelines(f"{line}\n" for line in lines)
            bands.append(json.dumps({"id": id, "band": band}))
    if options.bands:
        options.bands.write_text("\n".join(bands) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
