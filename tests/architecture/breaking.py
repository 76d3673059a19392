"""Plants one forbidden line at a time in a copy of the package, and says which contracts fail.

Run as a program of its own in the folder of the copy (ntg_bot/ and pyproject.toml), and never
imported by a test: the checker must find the copy, and a test's process holds the real package.
Reads {"name": [file, line to add], ...} from standard input; writes {"name": [contract names]} to
standard output, with what fails when nothing is planted under "".
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from pathlib import Path

from importlinter.cli import lint_imports

_BROKEN = re.compile(r"^(.+) BROKEN(?: \(.*\))?$", re.MULTILINE)


def broken() -> list[str]:
    """The names of the contracts that the tree, as it stands now, does not keep."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = lint_imports(no_logo=True)
    names = _BROKEN.findall(said.getvalue())
    if bool(code) != bool(names):
        raise SystemExit(f"the import rules could not be checked:\n{said.getvalue()}")
    return names


def broken_with(path: Path, line: str) -> list[str]:
    """The same with one line more in one file, which may be a new one."""
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text((before or "") + f"\n{line}\n", encoding="utf-8")
    try:
        return broken()
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")


def main() -> None:
    plants: dict[str, tuple[str, str]] = json.load(sys.stdin)
    answer = {"": broken()}
    for name, (file, line) in plants.items():
        answer[name] = broken_with(Path(file), line)
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
