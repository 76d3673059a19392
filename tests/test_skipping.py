"""A skipped test is a line on a person's machine, and a failure in CI."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SKIPPING = """
import pytest

def test_that_runs():
    pass

def test_that_is_skipped():
    pytest.skip("no browser here")

@pytest.mark.xfail
def test_known_to_fail():
    assert False
"""

SKIPPING_WHOLE = """
import pytest
pytest.importorskip("a_library_nobody_has")
"""


@pytest.mark.parametrize(
    ("ci", "code", "counts"),
    [
        ("", 0, "1 passed, 2 skipped, 1 xfailed"),
        ("true", 1, "1 failed, 1 passed, 1 xfailed, 1 error"),
    ],
)
def test_in_ci_a_skip_is_a_failure_with_its_reason(
    tmp_path: Path, ci: str, code: int, counts: str
) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_one.py").write_text(SKIPPING)
    (tmp_path / "test_whole.py").write_text(SKIPPING_WHOLE)
    options = ["-p", "no:cacheprovider", "--continue-on-collection-errors", "-rs"]
    options += ["-o", "asyncio_default_fixture_loop_scope=function"]
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *options],
        cwd=tmp_path,
        env={**os.environ, "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == code, ended.stdout
    assert re.search(rf"{counts} in", ended.stdout), ended.stdout
    assert "no browser here" in ended.stdout
    assert "a_library_nobody_has" in ended.stdout
