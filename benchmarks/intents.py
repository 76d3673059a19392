"""Scores the intent classifier on any collection: trains on some lines, guesses others.

    python benchmarks/intents.py --train FILE... --test FILE... --out PRED [--lexical] [--keep DIR]

Files hold one {"text", "intent"} a line, plain or .gz; the intent `oos` marks a line that is out of
scope. PRED gets {"intent", "score_in_scope"} a line, in the order of the test files: the intent
is always the best one in scope, the score says how surely the line is in scope at all (0 to 1).
With the sentence-vector model at hand it is used; --lexical leaves it out. What was trained is
kept in the folder DIR, as the product keeps it: other lines are then guessed without training.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from ntg_bot.retrieval.classifier import Labelled
from ntg_bot.retrieval.keeping import train_or_load
from ntg_bot.retrieval.vectors import Encoder

OUTSIDE = "oos"
BATCH = 500


def main(arguments: Sequence[str] | None = None) -> int:
    """Reads, trains, writes; prints what it took. Returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--train", nargs="+", type=Path, required=True, metavar="FILE")
    parser.add_argument("--test", nargs="+", type=Path, required=True, metavar="FILE")
    parser.add_argument("--out", type=Path, required=True, metavar="PRED")
    parser.add_argument("--lexical", action="store_true", help="words alone, no sentence vectors")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where what is trained is kept")
    asked = parser.parse_args(arguments)
    examples = [Labelled(text, (intent,)) for text, intent in lines_of(asked.train)]
    texts = [text for text, _ in lines_of(asked.test)]
    encoder = None if asked.lexical else encoder_at_hand()
    started = time.process_time()
    classifier = train_or_load(examples, asked.keep, encoder, outside=OUTSIDE)
    trained = time.process_time()
    with asked.out.open("w", encoding="utf-8") as out:
        for start in range(0, len(texts), BATCH):
            reading = classifier.read(texts[start : start + BATCH])
            best = classifier.probabilities(reading).argmax(axis=1)
            for guess, score in zip(best, classifier.in_scope(reading), strict=True):
                line = {
                    "intent": classifier.inside[int(guess)],
                    "score_in_scope": round(float(score), 8),
                }
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
    done = time.process_time()
    with_what = "words alone" if encoder is None else "words and sentence vectors"
    each = (done - trained) / max(1, len(texts)) * 1000
    print(
        f"{with_what}: trained on {len(examples)} lines in {trained - started:.1f} CPU s (or read "
        f"what was kept), read {len(texts)} in {each:.2f} CPU ms each"
    )
    return 0


def lines_of(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """(text, intent) of every line of `paths`; the intent is empty where a line has none.

    Exits with a plain sentence where a line is not what it should be.
    """
    for path in paths:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8")
        ) as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                    yield str(row["text"]), str(row.get("intent", ""))
                except (ValueError, KeyError, TypeError, AttributeError):
                    sys.exit(f'{path}:{number}: not a line of {{"text", "intent"}}')


def encoder_at_hand() -> Encoder | None:
    """The sentence-vector model from NTG_SEMANTIC_MODEL or its package; None where it is not."""
    from ntg_bot.retrieval.model import find_model, load_encoder

    folder = find_model(os.environ.get("NTG_SEMANTIC_MODEL"))
    return None if folder is None else load_encoder(folder)


if __name__ == "__main__":
    sys.exit(main())
