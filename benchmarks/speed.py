"""The engine's speed and memory beside those of others, each in a process of its own, in one run.

    python benchmarks/speed.py COLLECTION... [--docs 100000] [--questions 300] [--systems NAME...]
        [--words N] [--replace running|distinct|new] [--json OUT]

COLLECTION is a folder with corpus.jsonl[.gz] ({"id","title","text"}) and queries.jsonl[.gz]
({"id","text"}), or a folder of such folders. Their documents are repeated until there are --docs, a
quarter of the words of each copy replaced: by running words of the collections, or (`distinct`) by
any of their different words, or (`new`) every tenth of them by a word that nobody has. --words cuts
documents to so many words. Questions are the collections' own, in turn, with a typing error in 3
of 10 words of five letters and more, cut at 300 characters for everybody.

The others come from the extra `bench`; one that is missing is left out, and the page says so.
Read the ratios to tantivy's plain query: they stand the noise of a busy machine, the times do
not. Processor time is that of all threads of the process.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import string
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from peers import INSTALL, SYSTEMS
from retrieval import lines_of

LONGEST = 300
SHARE = 0.25
LONG = 5
TYPED_WRONG = 0.3
SEED = 7
WORD = re.compile(r"[A-Za-z]+")
HERE = Path(__file__).parent
Figures = dict[str, dict[str, object]]


def collections_in(folders: Sequence[Path]) -> list[Path]:
    """The folders themselves, or those in them that hold a corpus and questions."""
    found = []
    for folder in folders:
        inside = [folder, *sorted(path for path in folder.iterdir() if path.is_dir())]
        found += [path for path in inside if list(path.glob("corpus.jsonl*"))]
    if not found:
        sys.exit("No collection there: a folder with corpus.jsonl[.gz] and queries.jsonl[.gz].")
    return found


def corpus(folders: Sequence[Path], docs: int, words: int, replace: str) -> Iterator[str]:
    """JSON lines of `docs` documents: the first round as it is, every later one changed."""
    dice = random.Random(SEED)
    originals = [
        (document["title"].split(), document["text"].split()[: words or None])
        for folder in folders
        for document in lines_of(folder / "corpus.jsonl")
    ]
    running = [word for title, text in originals for word in (*title, *text)]
    pool = sorted(set(running)) if replace == "distinct" else running

    def other() -> str:
        if replace == "new" and dice.random() < 0.1:
            return "".join(dice.choices(string.ascii_lowercase, k=dice.randint(4, 10)))
        return pool[int(dice.random() * len(pool))]

    def changed(text: list[str]) -> str:
        return " ".join(other() if dice.random() < SHARE else word for word in text)

    for number in range(docs):
        title, text = originals[number % len(originals)]
        is_first = number < len(originals)
        yield json.dumps(
            {
                "id": f"d{number}",
                "title": " ".join(title) if is_first else changed(title),
                "text": " ".join(text) if is_first else changed(text),
            }
        )


def questions(folders: Sequence[Path], count: int) -> Iterator[str]:
    """JSON lines of `count` questions, folder by folder in turn, with typing errors."""
    dice = random.Random(SEED)
    by_folder = [[q["text"] for q in lines_of(folder / "queries.jsonl")] for folder in folders]
    for each in by_folder:
        dice.shuffle(each)
    for number in range(count):
        own = by_folder[number % len(by_folder)]
        text = own[number // len(by_folder) % len(own)]
        yield json.dumps({"text": WORD.sub(lambda m: _mistyped(m[0], dice), text)[:LONGEST]})


def _mistyped(word: str, dice: random.Random) -> str:
    """Now and then with one letter dropped, doubled, changed, or two swapped."""
    if len(word) < LONG or dice.random() >= TYPED_WRONG:
        return word
    at = dice.randrange(len(word) - 1)
    left, one, two, right = word[:at], word[at], word[at + 1], word[at + 2 :]
    middle = dice.choice((two, one * 2 + two, dice.choice("etaoinshr") + two, two + one))
    return left + middle + right


def measured(folders: Sequence[Path], options: argparse.Namespace) -> Figures:
    """What each system took, by name; systems that are missing say what they miss."""
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as name:
        documents, asked = Path(name, "documents.jsonl"), Path(name, "questions.jsonl")
        with documents.open("w", encoding="utf-8") as file:
            for line in corpus(folders, options.docs, options.words, options.replace):
                file.write(f"{line}\n")
        asked.write_text("\n".join(questions(folders, options.questions)), encoding="utf-8")
        # one thread for products of matrices, so that processor time is what it seems
        variables = {"PYTHONPATH": str(HERE.parent), "OPENBLAS_NUM_THREADS": "1"}
        more = os.environ.get("PYTHONPATH")
        if more:
            variables["PYTHONPATH"] += os.pathsep + more
        for system in options.systems:
            if sys.stderr.isatty():
                print(f"{system} ...", file=sys.stderr)
            done = subprocess.run(
                [sys.executable, str(HERE / "peers.py"), system, str(documents), str(asked)],
                env={**os.environ, **variables},
                stdout=subprocess.PIPE,
                text=True,
            )
            if done.returncode not in (0, 3):
                sys.exit(f"{system} ended with code {done.returncode}; its words are above.")
            figures[system] = json.loads(done.stdout)
    return figures


def table(figures: Figures) -> Iterator[str]:
    """The figures as lines; ratios are to tantivy, where it is there."""
    base = figures.get("tantivy", {})
    yield (
        f"{'system':<16} {'build CPU s':>11} {'x':>5} {'question CPU p50 / p99 ms':>26} "
        f"{'p99 x':>6} {'wall p50 / p99 ms':>19} {'peak MB':>8}"
    )
    for name, took in figures.items():
        if "missing" in took:
            yield f"{name:<16} not measured: {took['missing']} is not installed. {INSTALL}"
            continue
        (c50, c99), (w50, w99) = took["cpu"], took["wall"]
        build, of = took["build_cpu"], "missing" not in base and bool(base)
        more = f"{build / base['build_cpu']:5.2f}" if of else "    -"
        slower = f"{c99 / base['cpu'][1]:6.2f}" if of else "     -"
        yield (
            f"{name:<16} {build:11.1f} {more} {c50:15.2f} / {c99:8.2f} {slower} "
            f"{w50:9.2f} / {w99:7.2f} {took['peak_mb']:8.0f}"
        )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("collection", type=Path, nargs="+")
    parser.add_argument("--docs", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--words", type=int, default=0)
    parser.add_argument("--replace", choices=("running", "distinct", "new"), default="running")
    parser.add_argument("--json", type=Path, help="the figures, for page.py")
    options = parser.parse_args()
    figures = measured(collections_in(options.collection), options)
    cut = f", {options.words} words each" if options.words else ""
    print(f"{options.docs} documents{cut}, {options.questions} questions, ten best")
    for line in table(figures):
        print(line)
    if options.json:
        options.json.write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
