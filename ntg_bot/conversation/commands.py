"""Commands word for word, beyond what `understanding` knows: channels, roles, threads, lists.

They are acted on only as a whole message that was said to the bot, and each is checked for who
may do it when it is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Command:
    """What is to be done, and with what."""

    name: str
    argument: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    """everything else that its pattern reads out, by the name of the group"""


Pattern = tuple[str, re.Pattern[str]]
"""a command's name, and how it is typed; named groups are read out, `arg` first of all"""


def patterns(*typed: tuple[str, str]) -> tuple[Pattern, ...]:
    """Pairs of a name and a regular expression, for `Acts.grammar`; capitals count for nothing."""
    return tuple((name, re.compile(each, re.IGNORECASE | re.DOTALL)) for name, each in typed)


NEED_CHANNEL = frozenset({"bind", "moderators_channel"})
"""commands that must know what kind of channel they are given in"""
GRAMMAR = patterns(
    ("moderators_channel", r"(make this )?(the )?moderators?'?s? channel( here)?"),
    ("bind", r"bind( this)?( channel)?( to)?"),
    ("bind", r"bind (this )?(channel )?(to )?(the )?(?P<arg>\S.{0,100})"),
    ("feedback", r"(show |list )?(me )?(the )?feedback"),
    (
        "open_questions",
        r"(show |list )?(me )?(the )?(open|unanswered) questions",
    ),
    ("home", r"(show )?(me )?(my )?(home|own page|page)"),
    ("tour", r"tour|take the tour|show me round"),
    ("mute", r"mute|mute this( thread)?|be quiet|leave this thread alone"),
    ("unmute", r"unmute|unmute this( thread)?"),
    ("unbind", r"unbind( this)?( channel)?"),
    ("channels", r"((list|show) (me )?)?(the )?(bound )?(channels|bindings)|list"),
    ("who_moderates", r"(list |show )?(the |our )?(moderators|admins)|who moderates"),
    (
        "appoint",
        r"(?P<role>facilitator|curator|moderator|admin)s? (?P<act>add|remove)\b(?P<arg>.{0,200})",
    ),
)


def parse(text: str, grammar: Iterable[Pattern] = GRAMMAR) -> Command | None:
    """The command that `text` is, or None."""
    tidy = " ".join(text.split()).replace("’", "'").rstrip("?!. ")
    for name, pattern in grammar:
        match = pattern.fullmatch(tidy)
        if match is not None:
            found = {group: words or "" for group, words in match.groupdict().items()}
            return Command(name, found.pop("arg", "").strip(" :,"), found)
    return None
