"""What is shipped: the wheel carries the words and pages it needs, the locks pin everything."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ntg_bot import settings

ROOT = Path(__file__).parents[1]
LOCKS = ["requirements.lock", "requirements-run.lock", "model.lock"]


def shipped(folder: Path) -> set[str]:
    """The files of a folder that belong into the wheel, relative to the checkout."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made the way `pip install .` makes it."""
    folder = tmp_path_factory.mktemp("wheel")
    made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    (found,) = folder.glob("ntg_bot-*.whl")
    return found


def test_the_wheel_has_every_file_of_the_package_and_the_words_inside_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if name.startswith("ntg_bot/")}
    words = shipped(ROOT / "knowledge") | shipped(ROOT / "intents")
    assert len(words) > 300
    expected = shipped(ROOT / "ntg_bot") | {f"ntg_bot/_data/{name}" for name in words}
    assert inside == expected


def test_the_wheel_carries_its_licence_and_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (entry,) = [name for name in names if name.endswith(".dist-info/entry_points.txt")]
        commands = archive.read(entry).decode()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert "ntg-bot = ntg_bot.cli:main" in commands


def test_the_bot_finds_its_words_wherever_the_wheel_is_installed(
    wheel: Path, tmp_path: Path
) -> None:
    library, elsewhere = tmp_path / "library", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(library)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NTG_")}
    asked = subprocess.run(
        [sys.executable, "-m", "ntg_bot", "kb", "stats", "--json"],
        cwd=elsewhere,
        env={**clean, "PYTHONPATH": str(library)},  # before the checkout on the search path
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)


def pinned(lock: str) -> dict[str, str]:
    """Each requirement line of a lock (name, version, marker) and the text of its hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    pairs = [line.partition(" --hash=") for line in text.splitlines() if line.strip()]
    return {" ".join(head.split()): tail for head, _, tail in pairs}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_library_by_hash_and_names_no_index_and_no_machine(lock: str) -> None:
    lines = pinned(lock)
    assert lines
    for requirement, hashes in lines.items():
        assert re.match(r"^[a-z0-9.-]+==[^ ]+( ; .+)?$", requirement), requirement
        assert re.match(r"^sha256:[0-9a-f]{64}( |$)", hashes), requirement
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|index-url|find-links|^#|/", text, re.MULTILINE)


def test_running_takes_the_same_versions_as_testing() -> None:
    everything = pinned("requirements.lock")
    running = pinned("requirements-run.lock")
    assert {name: everything.get(name) for name in running} == running
    assert len(running) < len(everything)


def test_the_example_of_settings_names_every_setting_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = re.findall(r"^# ([A-Z_]+)=", text, re.MULTILINE)
    assert sorted(named) == sorted([*settings.names(), "PORT"])
