"""What every test needs, and nothing else: honest skips, and property tests without a stopwatch.

Fakes live in tests/fakes, fixtures of one room beside that room's tests.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator

import hypothesis
import pytest

from tests import homes
from tests.postgresql import Databases, server

# As the bot's own commands do (ntg_bot.cli.main), and before anything has imported numpy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

IN_CI = os.environ.get("CI", "").lower() in ("true", "1")

# A machine shared with others is slow now and then, and that is no fault of the code: no deadline.
# In CI the same examples are drawn every time, so that a red run can be run again.
hypothesis.settings.register_profile("house", deadline=None, derandomize=IN_CI)
hypothesis.settings.load_profile("house")


def pytest_collection_finish() -> None:
    """What collecting made stays to the end: it is not searched for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> homes.Prepared:
    """A home that the bot filled by itself, to be copied."""
    return homes.prepared(tmp_path_factory)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Databases]:
    """A PostgreSQL server, started when the first test of this process asks for it."""
    with server() as first:
        yield Databases(first)


@pytest.fixture
def postgresql_url(postgresql: Databases) -> Iterator[str]:
    """An empty PostgreSQL database at the newest schema, dropped after the test."""
    url = postgresql.ready()
    yield url
    postgresql.drop(url)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    return str(report.longrepr)


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """In CI everything can be had, so a skip means that something was not tested: a failure."""
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = _reason(report)
        report.outcome = "failed"
        report.longrepr = f"In CI nothing may be skipped, and this was: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report
