"""A program that becomes `ntg-bot` again and again by forking, for tests that run many commands.

Everything a command may import is imported once; each request makes a process of its own, with its
own arguments, folder, environment and standard streams, that runs `main` and ends as the real one
does. So a command costs what it does, and not the second that Python takes to import it. That a
bare interpreter imports the right things is for `Shell.run_anew`.

    python -m tests.cli.commands FD      # a Unix socket that is open as FD

A request is eight bytes of length with three descriptors, then JSON; the answer is the exit code.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import struct
import sys
from importlib import import_module
from typing import Any

LENGTH = struct.Struct("!q")
IMPORTED = (
    "aiosqlite",
    "alembic.command",
    "asyncpg",
    "rich.console",
    "sqlalchemy.ext.asyncio",
    "ntg_bot.bootstrap",
    "ntg_bot.cli.answering",
    "ntg_bot.content",
    "ntg_bot.platforms.console.render",
    "ntg_bot.platforms.local",
    "ntg_bot.retrieval.intent",
    "ntg_bot.retrieval.routing",
    "ntg_bot.server",
    "ntg_bot.storage.database",
)


def received(channel: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """The next request and its descriptors; None when nobody asks any more."""
    head, descriptors, _, _ = socket.recv_fds(channel, LENGTH.size, 3)
    if not head:
        return None
    (length,) = LENGTH.unpack(head)
    body = b""
    while len(body) < length:
        body += channel.recv(length - len(body))
    return json.loads(body), descriptors


def become(request: dict[str, Any], descriptors: list[int]) -> None:
    """This process is the command from here on."""
    from ntg_bot.cli import main as run

    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["ntg-bot", *request["arguments"]]
    run()


def main() -> None:
    for name in IMPORTED:
        import_module(name)
    channel = socket.socket(fileno=int(sys.argv[1]))
    gc.freeze()
    while (asked := received(channel)) is not None:
        process = os.fork()
        if process == 0:
            channel.close()
            become(*asked)
            return
        for descriptor in asked[1]:
            os.close(descriptor)
        _, status = os.waitpid(process, 0)
        channel.sendall(LENGTH.pack(os.waitstatus_to_exitcode(status)))


if __name__ == "__main__":
    main()
