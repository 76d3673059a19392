"""`keys`: making a key, and sealing what is stored with a new one."""

from __future__ import annotations

import asyncio
import re

from ntg_bot import storage
from ntg_bot.bootstrap import RandomIds, SystemClock
from ntg_bot.cli.console import WRONG_SETTING
from ntg_bot.services.ports import Installation
from ntg_bot.storage.keyring import new_key
from tests.cli.running import Shell

OLD, NEW = new_key(), new_key()


def keep(shell: Shell, *keys: str) -> None:
    """A workspace's token in the shell's database, under the first of `keys`."""

    async def put() -> None:
        url = f"sqlite+aiosqlite:///{shell.home / 'ntg.db'}"
        clock, ids = SystemClock(), RandomIds()
        async with storage.open_database(url, clock=clock, ids=ids) as database:
            made = Installation("slack", "T1", "Anytown", "U", "B", "xoxb-secret", clock.now())
            await database.installations(keys).put(made)

    shell.home.mkdir(exist_ok=True)
    asyncio.run(put())


def test_a_new_key_is_printed_and_nothing_else(shell: Shell) -> None:
    ended = shell.run("keys", "new")
    assert ended.code == 0
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}=\n", ended.out)


def test_tokens_are_sealed_anew_and_the_old_key_can_go(shell: Shell) -> None:
    keep(shell, OLD)
    ended = shell.run("keys", "rotate", NTG_SLACK__TOKEN_KEYS=f"{NEW}, {OLD}")
    assert (ended.code, ended.out.count("one workspace")) == (0, 1), ended
    assert OLD not in ended.out + ended.err
    assert shell.run("keys", "rotate", NTG_SLACK__TOKEN_KEYS=NEW).code == 0
    shell.run("keys", "rotate", NTG_SLACK__TOKEN_KEYS=OLD).refused(WRONG_SETTING)


def test_keys_that_are_missing_or_no_keys_are_refused_by_name(shell: Shell) -> None:
    assert "NTG_SLACK__TOKEN_KEYS" in shell.run("keys", "rotate").refused(WRONG_SETTING)
    said = shell.run("keys", "rotate", NTG_SLACK__TOKEN_KEYS="xoxb-oops").refused(WRONG_SETTING)
    assert "NTG_SLACK__TOKEN_KEYS" in said and "oops" not in said


def test_a_bot_whose_keys_do_not_open_what_is_stored_does_not_start(filled: Shell) -> None:
    keep(filled, OLD)
    settings = {
        "NTG_SLACK__CLIENT_ID": "1.2",
        "NTG_SLACK__CLIENT_SECRET": "c",
        "NTG_SLACK__SIGNING_SECRET": "s",
        "NTG_SLACK__TOKEN_KEYS": NEW,
    }
    said = filled.run("serve", "--port", "0", **settings).refused(WRONG_SETTING)
    assert "NTG_SLACK__TOKEN_KEYS" in said and NEW not in said
