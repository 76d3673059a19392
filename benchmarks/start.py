"""How long the bot takes to start, as ratios to a bare Python that does nothing.

    .venv/bin/python benchmarks/start.py [--rounds 3] [--words-alone]

Three figures: `ntg-bot --help`; `serve` until it says that it is ready, in an empty home (cold: it
makes the database and fills it); and `serve` in that home again (warm). Nothing is asserted: the
machine may be busy. Settings of your own (NTG_...) are left out.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BARE = [sys.executable, "-c", "pass"]
BOT = [sys.executable, "-m", "ntg_bot"]
READY = "ntg-bot is ready"


def environment(home: Path, *, words_alone: bool) -> dict[str, str]:
    """This process's variables with a home of its own and any free port."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NTG_")}
    ours = {"NTG_HOME": str(home), "PORT": "0", "PYTHONPATH": str(ROOT)}
    return {**clean, **ours, **({"NTG_SEMANTIC_MODEL": "off"} if words_alone else {})}


def until_ended(command: list[str], variables: dict[str, str], folder: Path) -> float:
    """Seconds from the start of a command to its end."""
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, env=variables, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def until_ready(variables: dict[str, str], folder: Path) -> float:
    """Seconds from the start of `serve` to its word that it is ready; then it is ended."""
    began = time.perf_counter()
    with subprocess.Popen(
        [*BOT, "serve"],
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            if process.stdout is None or not any(READY in line for line in process.stdout):
                raise SystemExit("serve ended before it was ready; start it by hand to see why")
            return time.perf_counter() - began
        finally:
            process.terminate()
            process.communicate()


def main() -> None:
    """Prints one line a figure: the median, its ratio to a bare Python, and every round."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--words-alone", action="store_true", help="without the sentence model")
    chosen = options.parse_args()
    figures: dict[str, list[float]] = {
        "python -c pass": [],
        "ntg-bot --help": [],
        "serve, cold": [],
        "serve, warm": [],
    }
    for _ in range(max(1, chosen.rounds)):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            variables = environment(folder / "home", words_alone=chosen.words_alone)
            figures["python -c pass"].append(until_ended(BARE, variables, folder))
            figures["ntg-bot --help"].append(until_ended([*BOT, "--help"], variables, folder))
            figures["serve, cold"].append(until_ready(variables, folder))
            figures["serve, warm"].append(until_ready(variables, folder))
    bare = statistics.median(figures["python -c pass"])
    model = "on words alone" if chosen.words_alone else "with the sentence model, if installed"
    print(f"Start, {model}; {len(figures['serve, cold'])} rounds, {os.cpu_count()} cores")
    for name, rounds in figures.items():
        middle = statistics.median(rounds)
        every = " ".join(f"{each:.2f}" for each in rounds)
        print(f"  {name:<16} {middle:7.2f} s  {middle / bare:7.0f} x bare Python   ({every})")


if __name__ == "__main__":
    main()
