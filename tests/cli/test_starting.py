"""What a start puts off, and that it is put off no longer than the start takes."""

from __future__ import annotations

import gc
import os
import sys

import pytest
import structlog

from ntg_bot import cli
from ntg_bot.bootstrap import Application
from ntg_bot.cli.console import with_application
from tests.cli.running import Shell


def test_garbage_is_looked_for_again_once_the_start_is_over(
    filled: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(filled.folder)
    for name, value in filled.environment({}).items():
        monkeypatch.setenv(name, value)

    async def looked_for(application: Application) -> bool:
        return gc.isenabled()

    gc.disable()  # as `main` does
    try:
        assert with_application(looked_for)
    finally:
        gc.enable()
        gc.unfreeze()
        structlog.reset_defaults()


@pytest.mark.parametrize(("set_to", "found"), [("", "1"), ("2", "2")])
def test_one_thread_computes_unless_somebody_says_otherwise(
    set_to: str, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", set_to)
    if not set_to:
        monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    monkeypatch.setattr(sys, "argv", ["ntg-bot", "--version"])
    try:
        with pytest.raises(SystemExit):
            cli.main()
    finally:
        gc.enable()
    assert os.environ["OPENBLAS_NUM_THREADS"] == found
