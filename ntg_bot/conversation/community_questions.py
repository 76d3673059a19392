"""Where the questions that were put to communities stand in the chat, and what brings answers."""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.conversation.turn import NOTICES, Turn
from ntg_bot.domain.encoding import CannotDecode
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.handing import Handoff
from ntg_bot.domain.people import ChannelBinding, Workspace
from ntg_bot.services.ports import Delivery


def question_card(handoff: Handoff) -> facts.CommunityQuestion:
    return facts.CommunityQuestion(
        handoff.text, handoff.community, handoff.workspace_id, handoff.question_id
    )


async def draw(turn: Turn, workspace: Workspace, handoff: Handoff, binding: ChannelBinding) -> None:
    """Puts the question into a channel of `workspace`."""
    await turn.post(
        question_card(handoff),
        channel=binding.channel,
        priority=NOTICES,
        workspace=workspace,
        key=f"gap:{handoff.question_id}:{binding.id}",
    )


async def posted_cards(turn: Turn, handoff: Handoff) -> list[Delivery]:
    """The question's cards in the channels of its workspace."""
    found = []
    for binding in await turn.work.bindings.of_community(handoff.community):
        if binding.workspace_id == handoff.workspace_id:
            posted = await turn.work.outbox.by_key(f"gap:{handoff.question_id}:{binding.id}")
            if posted is not None and posted.external_id:
                found.append(posted)
    return found


def answer_key(handoff: Handoff, number: int) -> str:
    """What begins the key of every delivery that brings this answer to somebody."""
    elsewhere = f"{handoff.workspace_id}:" if handoff.asked_in else ""
    return f"handoff:{handoff.question_id}:{elsewhere}{number}:"


async def question_of_thread(turn: Turn) -> str:
    """The id of the question under which this thread hangs; empty for other threads."""
    place = turn.event.place
    if not place.thread:
        return ""
    posted = await turn.work.outbox.of_message(turn.workspace.id, place.channel, place.thread)
    said = said_there(posted) if posted is not None else None
    return said.question_id if isinstance(said, facts.CommunityQuestion) else ""


async def question_here(turn: Turn) -> str:
    """The id of the question of this thread; raises NotFound in other threads."""
    id = await question_of_thread(turn)
    if not id:
        raise NotFound(key="refused.not_in_its_thread")
    return id


def said_there(posted: Delivery) -> facts.Said | None:
    """What was said there; None where it was blanked, or said by another version."""
    try:
        return facts.decode(posted.facts) if posted.facts else None
    except CannotDecode:
        return None
