"""Telling people by direct message, in whichever workspace they are."""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.conversation.turn import NOTICES, Turn, direct


async def tell_member(
    turn: Turn, workspace_id: str, member_id: str, said: facts.Said, *, key: str
) -> bool:
    """False for somebody who is not there any more."""
    member = await turn.work.members.get(workspace_id, member_id)
    workspace = await turn.work.workspaces.get(workspace_id)
    if member is None or workspace is None or not member.external_id:
        return False
    await turn.post(
        said,
        channel=direct(member.external_id),
        workspace=workspace,
        priority=NOTICES,
        key=f"{key}:{member.id}",
    )
    return True


async def tell_followers(turn: Turn, practice_id: str, said: facts.Said, *, key: str) -> int:
    """Whoever gave what the practice says, and whoever follows it: each once, in their workspace.

    Not the person who did it, who sees it where they are. Returns how many were told.
    """
    people = [
        (each.workspace_id, each.member_id)
        for each in await turn.work.contributions.of_practice(practice_id)
    ]
    people += [
        (each.workspace_id, each.member_id)
        for each in await turn.work.follows.of_practice(practice_id)
    ]
    told = 0
    for workspace_id, member_id in dict.fromkeys(people):
        if member_id != turn.member.id:
            told += await tell_member(turn, workspace_id, member_id, said, key=key)
    return told
