"""What the commands do with a database that is new, whole, damaged or not a database at all."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import ROOT, Shell

FAILED = 1


def sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def test_a_new_database_is_made_and_then_found_in_order(shell: Shell) -> None:
    made = shell.run("db", "upgrade")
    assert (made.code, made.err) == (0, "")
    assert made.out.startswith("The database is up to date (revision ")
    assert (shell.home / "ntg.db").is_file()
    checked = shell.run("db", "check", "--json")
    found = json.loads(checked.out)
    assert (checked.code, found["ok"], found["differences"]) == (0, True, [])


def test_a_folder_is_no_database(shell: Shell) -> None:
    said = shell.run("db", "check", NTG_DATABASE_URL=sqlite_url(shell.folder)).refused(FAILED)
    assert f"{shell.folder} is a folder" in said


@pytest.mark.parametrize("command", [["db", "check"], ["serve"]])
def test_a_text_file_is_no_database(filled: Shell, command: list[str]) -> None:
    path = filled.folder / "notes.txt"
    path.write_text("These are my notes, and I want to keep them.\n" * 20, encoding="utf-8")
    before = path.read_bytes()
    said = filled.run(*command, NTG_DATABASE_URL=sqlite_url(path)).refused(FAILED)
    assert "is not a database" in said
    assert path.read_bytes() == before


def test_a_database_that_cannot_be_opened_is_told_in_a_sentence(shell: Shell) -> None:
    (shell.folder / "file").write_text("in the way", encoding="utf-8")
    url = sqlite_url(shell.folder / "file" / "ntg.db")
    said = shell.run("db", "check", NTG_DATABASE_URL=url).refused(FAILED)
    assert "cannot be made" in said


def test_another_program_s_database_is_left_alone(shell: Shell) -> None:
    path = shell.folder / "photos.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE photo (name TEXT)")
    connection.commit()
    connection.close()
    said = shell.run("db", "upgrade", NTG_DATABASE_URL=sqlite_url(path)).refused(FAILED)
    assert "another program's tables" in said


def test_a_damaged_database_is_told_in_a_sentence(filled: Shell) -> None:
    path = filled.home / "ntg.db"
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 40] = b"\xa5" * (4096 * 39)
    path.write_bytes(content)
    said = filled.run("db", "check").refused(FAILED)
    assert "damaged" in said


def test_a_database_of_another_kind_is_refused_with_the_kinds_there_are(shell: Shell) -> None:
    said = shell.run("db", "check", NTG_DATABASE_URL="mysql://me:mine@host/db").refused(FAILED)
    assert "“mysql” is not a database this program knows" in said
    assert "mine" not in said


def test_the_backup_of_the_manual_is_a_whole_database(filled: Shell) -> None:
    manual = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    (line,) = re.findall(r'python3 -c "(import sqlite3.*?)"$', manual, re.MULTILINE)
    shutil.copytree(filled.home, filled.folder / "var")  # where the manual has it
    subprocess.run([sys.executable, "-c", line], cwd=filled.folder, check=True)
    url = "sqlite+aiosqlite:///backup.db"
    assert url in manual
    assert filled.run("db", "check", NTG_DATABASE_URL=url).code == 0
    told = filled.run("kb", "sync", "--json", NTG_DATABASE_URL=url)
    assert set(json.loads(told.out)["counts"]) == {"unchanged"}
