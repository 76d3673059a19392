"""`export` and `import`, from one home to another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ntg_bot.settings import load
from tests.cli.running import Command
from tests.cli.test_audit import act


def test_a_programme_moves_to_another_home(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    act(load(), 2)
    said = command("export", "out")
    assert said.exit_code == 0 and "out/html/index.html" in said.output
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("NTG_HOME", str(tmp_path / "new"))
    assert json.loads(command("import", "out", "--json").stdout)["audit"] == 2
    assert command("import", "out").exception is not None
    refused = command("audit", "verify").exception
    assert "NTG_AUDIT_KEY" in str(refused), "the key is not in the export"
    (tmp_path / "new/audit.key").write_text((tmp_path / "audit.key").read_text())
    assert command("audit", "verify").exit_code == 0
