"""`doctor`: what is missing, said in plain words; nothing is changed, made or posted."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from ntg_bot.cli.console import FAILED, read_settings, run, say, say_json
from ntg_bot.domain.errors import ConfigError, NtgError, StorageError

if TYPE_CHECKING:
    from ntg_bot.platforms.base import Finding
    from ntg_bot.services.ports import Installation
    from ntg_bot.settings import Settings

LITTLE_SPACE = 500_000_000
"""bytes left on the disk below which it is said"""


def doctor(as_json: bool = typer.Option(False, "--json", help="One JSON document.")) -> None:
    """Say what is missing or wrong: settings, database, knowledge, model, Slack."""
    from ntg_bot.platforms.base import Verdict

    found = _examined()
    problems = [each for each in found if each.verdict is Verdict.PROBLEM]
    if as_json:
        findings = [
            {"check": each.check, "verdict": each.verdict.value, "words": each.words}
            for each in found
        ]
        say_json({"ok": not problems, "findings": findings})
    else:
        for each in found:
            say(f"{each.verdict.value:<8} {each.check}: {each.words}")
        count = {0: "No problem.", 1: "One problem."}.get(
            len(problems), f"{len(problems)} problems."
        )
        say(count)
    if problems:
        raise typer.Exit(FAILED)


def _examined() -> list[Finding]:
    try:
        settings = read_settings()
    except ConfigError as error:
        return [_problem("settings", str(error))]
    found = [_fine("settings", "Every setting is known and can be read.")]
    installed: Sequence[Installation] = ()
    ready = _database(settings)
    found += ready
    if all(each.verdict.value == "fine" for each in ready):
        kept, about = _kept(settings)
        installed = kept
        found += about
    found += _disk(settings)
    found.append(_knowledge(settings))
    found.append(_model(settings))
    if not settings.safeguarding.route:
        found.append(
            _note(
                "safeguarding route",
                "NTG_SAFEGUARDING__ROUTE is not set: people worried about a child are told 999 and "
                "to ask their safeguarding lead, and not your own route.",
            )
        )
    return found + _slack(settings, installed)


def _database(settings: Settings) -> list[Finding]:
    from ntg_bot import storage
    from ntg_bot.storage.schema import HEAD

    path = settings.home / "ntg.db"
    if not settings.database_url and not path.exists():
        return [_note("database", f"There is none yet: the first start makes {path}.")]
    try:
        revision = storage.current(settings.database)
        differences = storage.check(settings.database) if revision else ()
    except StorageError as error:
        return [_problem("database", str(error))]
    if revision is None:
        return [_note("database", "It is empty: `ntg-bot db upgrade` or the first start fills it.")]
    if revision != HEAD:
        return [
            _note(
                "database",
                f"It is of another version ({revision}; this one has {HEAD}). "
                "`ntg-bot db upgrade` brings it up to date; make a copy first.",
            )
        ]
    if differences:
        return [_problem("database", "Its tables are not the bot's. Restore a backup.")]
    return [_fine("database", f"It can be opened and is up to date (revision {revision}).")]


def _kept(settings: Settings) -> tuple[Sequence[Installation], list[Finding]]:
    """What the database says: whether it can be written, who installed the app, who moderates."""
    from ntg_bot import storage
    from ntg_bot.bootstrap import RandomIds, SystemClock
    from ntg_bot.domain.people import Purpose

    async def look() -> tuple[Sequence[Installation], list[Finding]]:
        clock, ids = SystemClock(), RandomIds()
        async with storage.open_database(settings.database, clock=clock, ids=ids) as database:
            await database.check()
            found = []
            async with database.uow(read_only=True) as work:
                bindings = await work.bindings.of_purpose(Purpose.MODERATORS)
            if not bindings and settings.slack.is_on:
                found.append(
                    _note(
                        "moderators",
                        "No channel is the moderators': what people share waits until somebody "
                        "looks. See docs/slack.md.",
                    )
                )
            keys = settings.slack.keys
            installed = await database.installations(keys).all("slack") if keys else ()
            return installed, found

    try:
        return run(look())
    except ConfigError:
        return (), []  # half of Slack's settings: said with Slack
    except StorageError as error:
        return (), [_problem("database", str(error))]


def _disk(settings: Settings) -> list[Finding]:
    folder = settings.home if settings.home.exists() else settings.home.absolute().parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return [_problem("disk", f"{folder} cannot be looked at ({error.strerror}).")]
    if free < LITTLE_SPACE:
        return [_note("disk", f"Only {free // 1_000_000} MB are left where {folder} is.")]
    return []


def _knowledge(settings: Settings) -> Finding:
    from ntg_bot import content
    from ntg_bot.bootstrap import content_folder

    try:
        knowledge = content.load_knowledge(content_folder("knowledge"), cache=settings.cache)
        content.load_replies(content_folder("intents"))
    except NtgError as error:
        return _problem("knowledge", f"{error} Run `ntg-bot kb lint` for the whole list.")
    return _fine("knowledge", f"{len(knowledge.items)} entries can be read.")


def _model(settings: Settings) -> Finding:
    from ntg_bot.retrieval.model import can_load, find_model

    if settings.semantic_model == "off":
        return _note("sentence model", "It is switched off: the bot works on words alone.")
    try:
        folder = find_model(settings.semantic_model or None)
    except NtgError as error:
        return _problem("sentence model", str(error))
    if folder is None or not can_load():
        return _note(
            "sentence model", "It is not installed: the bot works on words alone, and finds less."
        )
    return _fine("sentence model", "It is there.")


def _slack(settings: Settings, installed: Sequence[Installation]) -> list[Finding]:
    try:
        if not settings.slack.is_on:
            return [_note("slack", "It is off: none of its settings is set. See docs/slack.md.")]
    except ConfigError as error:
        return [_problem("slack settings", str(error))]
    from ntg_bot.bootstrap import SystemClock
    from ntg_bot.cli.serving import slack_setup
    from ntg_bot.platforms.slack.doctor import examine

    return run(examine(slack_setup(settings), installed, SystemClock()))


def _fine(check: str, words: str) -> Finding:
    from ntg_bot.platforms.base import Finding, Verdict

    return Finding(check, Verdict.FINE, words)


def _note(check: str, words: str) -> Finding:
    from ntg_bot.platforms.base import Finding, Verdict

    return Finding(check, Verdict.NOTE, words)


def _problem(check: str, words: str) -> Finding:
    from ntg_bot.platforms.base import Finding, Verdict

    return Finding(check, Verdict.PROBLEM, words)
