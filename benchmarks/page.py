"""One page on how good and how fast the matching is, beside its targets.

    python benchmarks/page.py BENCH_DIR [--quick] [--docs 100000]      (or: make bench BENCH=DIR)

BENCH_DIR holds evaluate.py, noise.py and, in it or in its folder data/, test collections: folders
with corpus, queries and qrels, and folders with train and val lines of intents. Nothing of it is
copied: the product's engine makes its runs, evaluate.py scores them.

With the sentence model the first run encodes every document (80 ms each) and every line of the
intents (15 ms): half an hour on one core for the four public collections; vectors of documents are
kept in the temporary folder for the next run. --quick leaves the model out: about ten minutes, of
which the 100,000 documents of the speed comparison take three. Its ratios are to tantivy in the
same run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from peers import INSTALL

HERE = Path(__file__).parent
WORDS, VECTORS = "on words alone", "with vectors"
# (collection, measure): the targets on words alone and with vectors
TARGETS: dict[tuple[str, str], tuple[float, float]] = {
    ("cranfield", "nDCG@10 clean"): (0.55, 0.585),
    ("cranfield", "nDCG@10 typo"): (0.545, 0.565),
    ("cisi", "nDCG@10 clean"): (0.39, 0.43),
    ("stackfaq", "nDCG@10 clean"): (0.89, 0.965),
    ("stackfaq", "nDCG@10 typo"): (0.885, 0.96),
    ("stackfaq", "nDCG@10 heavy"): (0.86, 0.93),
    ("stackfaq", "P@1 clean"): (0.79, 0.915),
    ("stackfaq", "no-answer AUROC"): (0.85, 0.93),
    ("clinc150", "in scope at 0.50"): (0.925, 0.955),
    ("clinc150", "in scope at 0.85"): (0.895, 0.93),
}
LOST_BY_TYPOS = (0.03, 0.02)
"""most that typing errors may take from the intents' accuracy"""
SPEED, BUILD, MEMORY_MB = 1.5, 2.0, 600.0
QUESTION_MS, LAG_MS, VISIBLE_MS = 250.0, 50.0, 50.0
Figures = dict[tuple[str, str], dict[str, float]]


class Bench:
    """A folder of collections with its two programs."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._evaluate, self._noise = folder / "evaluate.py", folder / "noise.py"
        self.scratch = scratch
        self.data = folder / "data" if (folder / "data").is_dir() else folder
        inside = sorted(path for path in self.data.iterdir() if path.is_dir())
        self.collections = [path for path in inside if list(path.glob("corpus.jsonl*"))]
        self.intents = [path for path in inside if list(path.glob("train.jsonl*"))]
        if not self._evaluate.exists() or not (self.collections or self.intents):
            sys.exit(f"{folder} has no evaluate.py with collections beside it.")

    def noisy(self, source: Path, variant: str) -> Path:
        """The questions or lines of `source` with noise, in the scratch folder."""
        path = self.scratch / f"{source.parent.name}.{source.name}.{variant}.jsonl"
        path.write_text(said(self._noise, source, "--variant", variant), encoding="utf-8")
        return path

    def scored(self, *arguments: object) -> dict[str, float]:
        """What evaluate.py makes of a run."""
        scores: dict[str, float] = json.loads(said(self._evaluate, *arguments, "--json"))
        return scores


def said(program: Path, *arguments: object) -> str:
    """What a program prints; ends this one where it fails."""
    command = [sys.executable, str(program), *map(str, arguments)]
    # threads for products of matrices wait for each other by spinning: on a busy machine one is
    # several times as quick as two
    environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with code {done.returncode}")
    return done.stdout


def told(text: str) -> None:
    """Where the work is, for somebody who waits."""
    print(f"  [{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def retrieval(bench: Bench, mode: str) -> Figures:
    """Quality on every collection."""
    figures: Figures = {}
    extra = ["--lexical"] if mode == WORDS else []
    program, run = HERE / "retrieval.py", bench.scratch / "run"
    for folder in bench.collections:
        name = folder.name
        for variant in ("clean", "typo", "heavy"):
            told(f"{name}, {variant} questions, {mode}")
            asked = [] if variant == "clean" else ["--queries", bench.noisy(folder, variant)]
            said(program, folder, "--run", run, *asked, *extra)
            scores = bench.scored(folder, run)
            figures[name, f"nDCG@10 {variant}"] = {mode: scores["nDCG@10"]}
            figures[name, f"P@1 {variant}"] = {mode: scores["P@1"]}
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        if "noanswer" in meta:
            told(f"{name}, questions without an answer, {mode}")
            bands = bench.scratch / "bands"
            said(program, folder, "--run", run, "--no-answer", "--bands", bands, *extra)
            scores = bench.scored(folder, run, "--noanswer", "--bands", bands)
            figures[name, "no-answer AUROC"] = {mode: scores["auroc"]}
            figures[name, "answered right"] = {mode: scores["answered_right"]}
            figures[name, "answered in vain"] = {mode: scores["false_answers"]}
    return figures


def intents(bench: Bench, mode: str) -> Figures:
    """Accuracy in scope at two shares of messages out of scope that are refused."""
    figures: Figures = {}
    extra = ["--lexical"] if mode == WORDS else []
    for folder in bench.intents:
        train = [*folder.glob("train.jsonl*"), *folder.glob("oos_train.jsonl*")]
        test = [*folder.glob("val.jsonl*"), *folder.glob("oos_val.jsonl*")]
        gold, guessed = bench.scratch / "gold.jsonl", bench.scratch / "guessed.jsonl"
        for variant in ("clean", "typo"):
            told(f"{folder.name}, {variant} lines, {mode}")
            tested = [bench.noisy(path, variant) for path in test]
            gold.write_text("".join(path.read_text("utf-8") for path in tested), encoding="utf-8")
            kept = ["--keep", bench.scratch / f"trained-{folder.name}"]  # once for both variants
            said(
                HERE / "intents.py",
                *("--train", *train, "--test", gold, "--out", guessed, *kept, *extra),
            )
            scores = bench.scored("--intents", gold, guessed)
            tag = "" if variant == "clean" else f" {variant}"
            for recall in ("0.50", "0.85"):
                figures[folder.name, f"in scope at {recall}{tag}"] = {
                    mode: scores[f"in_scope_at_oos_{recall}"]
                }
    return figures


def merged(first: Figures, then: Figures) -> Figures:
    """Figures of both modes side by side."""
    return {key: {**first.get(key, {}), **then.get(key, {})} for key in {**first, **then}}


def verdict(value: float, target: float, *, at_most: bool = False) -> str:
    """`met`, or by how much it is short."""
    short = value - target if at_most else target - value
    # figures are shown with three places, and judged as shown
    return "met" if round(short, 3) <= 0 else f"short by {short:.3f}"


def quality_lines(figures: Figures) -> Iterator[str]:
    """One line a measure, with what is wanted of it."""
    yield f"{'collection, measure':<36}{WORDS:^30}{VECTORS:^30}"
    for (name, measure), found in figures.items():
        line = f"{name + ', ' + measure:<36}"
        for place, mode in enumerate((WORDS, VECTORS)):
            if mode not in found:
                line += f"{'not run':<30}"
                continue
            value, judged = found[mode], ""
            if (name, measure) in TARGETS:
                target = TARGETS[name, measure][place]
                judged = f"/ {target:.3f} {verdict(value, target)}"
            elif measure.endswith(" typo") and (clean := figures.get((name, measure[:-5]))):
                lost = clean[mode] - value
                judged = f"lost {lost:.3f} {verdict(lost, LOST_BY_TYPOS[place], at_most=True)}"
            line += f"{f'{value:.3f} {judged}':<30}"
        yield line.rstrip()


def speed_lines(bench: Bench, docs: int, *, quick: bool) -> Iterator[str]:
    """The speed of all systems, and the targets."""
    out = bench.scratch / "speed.json"
    systems = ["tantivy", "ntg-bot", "bm25s", "tantivy-fuzzy", "fts5", "rapidfuzz"]
    systems += [] if quick else ["ntg-bot+vectors"]
    told(f"speed beside others at {docs} documents")
    yield said(
        HERE / "speed.py", bench.data, "--docs", docs, "--json", out, "--systems", *systems
    ).rstrip()
    figures = json.loads(out.read_text(encoding="utf-8"))
    if docs < 100_000:
        yield "(The targets are for 100,000 documents: at few, fixed steps are all there is.)"
    ours, base = figures["ntg-bot"], figures["tantivy"]
    if "missing" in base:
        yield f"No ratios: tantivy is not installed. {INSTALL}"
    else:
        for name, ratio, most in (
            ("one question, CPU p99, x tantivy", ours["cpu"][1] / base["cpu"][1], SPEED),
            ("build, CPU, x tantivy", ours["build_cpu"] / base["build_cpu"], BUILD),
        ):
            yield f"{name:<36}{ratio:.2f} / {most:.2f} {verdict(ratio, most, at_most=True)}"
    peak = ours["peak_mb"]
    judged = verdict(peak, MEMORY_MB, at_most=True)
    yield f"{'peak memory, MB':<36}{peak:.0f} / {MEMORY_MB:.0f} {judged}"


def other_lines(bench: Bench, *, quick: bool) -> Iterator[str]:
    """Hostile questions, and how soon a change is found."""
    out = bench.scratch / "other.json"
    for mode, extra in ((WORDS, ["--words-alone"]), (VECTORS, [])):
        if quick and mode == VECTORS:
            continue
        told(f"hostile questions {mode} (a fresh home: the classifiers are trained first)")
        yield f"{mode}:"
        yield said(HERE / "hostile.py", "--json", out, *extra).rstrip()
        figures = json.loads(out.read_text(encoding="utf-8"))
        for name, value, most in (
            ("a question, wall p99, ms", figures["handled"][1], QUESTION_MS),
            ("the same, processor time", figures["handled_cpu"][1], QUESTION_MS),
            ("lag of the event loop p99, ms", figures["lag"][1], LAG_MS),
            ("longest lag, ms", figures["lag"][2], LAG_MS),
            ("of it at most our own doing, ms", figures["lag_own"][2], LAG_MS),
        ):
            yield f"{name:<36}{value:.1f} / {most:.0f} {verdict(value, most, at_most=True)}"
    told("how soon a change is found")
    yield ""
    yield said(HERE / "visible.py", "--json", out).rstrip()
    figures = json.loads(out.read_text(encoding="utf-8"))
    worst = max(figures[name]["wall"][1] for name in ("added", "edited", "retired"))
    judged = verdict(worst, VISIBLE_MS, at_most=True)
    yield f"{'visible, wall p99, ms':<36}{worst:.1f} / {VISIBLE_MS:.0f} {judged}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quick", action="store_true", help="on words alone")
    parser.add_argument("--docs", type=int, default=100_000)
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(options.folder, Path(scratch))
        found: Figures = {}
        for mode in (WORDS,) if options.quick else (WORDS, VECTORS):
            found = merged(found, {**retrieval(bench, mode), **intents(bench, mode)})
        print("QUALITY (figure / target)")
        for line in quality_lines(found):
            print(line)
        print("\nSPEED AND MEMORY", flush=True)
        for line in speed_lines(bench, options.docs, quick=options.quick):
            print(line, flush=True)
        print("\nHOSTILE QUESTIONS AND CHANGES", flush=True)
        for line in other_lines(bench, quick=options.quick):
            print(line, flush=True)
    print(f"\nThis page took {(time.monotonic() - began) / 60:.0f} minutes.")


if __name__ == "__main__":
    main()
