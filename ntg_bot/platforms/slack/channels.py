"""What a channel is, as Slack says now."""

from __future__ import annotations

from ntg_bot.domain.people import ChannelAbout
from ntg_bot.platforms.base import one_line
from ntg_bot.platforms.slack.calls import SlackCalls, SlackRefused

_UNSEEN = frozenset({"channel_not_found", "missing_scope", "not_in_channel"})
"""what Slack says of a channel that the bot may not look at: a private one it is not in"""


async def about(calls: SlackCalls, channel: str) -> ChannelAbout:
    """Raises DeliveryError while Slack does not say."""
    try:
        answer = await calls.form("conversations.info", channel=channel)
    except SlackRefused as error:
        if error.error in _UNSEEN:
            return ChannelAbout(channel, is_private=True, has_bot=False)
        raise
    found = answer.get("channel") or {}
    return ChannelAbout(
        channel,
        one_line(str(found.get("name") or "")),
        is_direct=bool(found.get("is_im")),
        is_private=bool(found.get("is_private") or found.get("is_mpim")),
        is_shared=bool(found.get("is_ext_shared") or found.get("is_pending_ext_shared")),
        has_bot=bool(found.get("is_member")),
    )
