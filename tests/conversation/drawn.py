"""Parts of what the bot can say, drawn at random: hostile texts, replies, hits, digest lines."""

from __future__ import annotations

from hypothesis import strategies as st

from ntg_bot.conversation import facts
from ntg_bot.domain.asking import Correction, Hit, Why
from ntg_bot.domain.digest import TRAITS, Detail, DigestItem, ItemKind, Week
from ntg_bot.domain.knowledge import Direction, Kind
from tests.fakes.entries import ATTENDANCE, SEND
from tests.fakes.world import replies

HOSTILE = st.sampled_from(
    [
        "",
        " ",
        "plain words",
        "{incident} {0} {} %s %(x)s",
        "<!channel> <@U1> <script>alert(1)</script> &amp;",
        "*bold* _em_ `code` [here](javascript:alert(1)) @everyone",
        "line one\nline two\r\n\tthree",
        "\u202eright to left\u200b\u0000",
        "🙂" * 20,
        "a" * 3_000,
        "“quoted” ‘words’ – dashes…",
    ]
) | st.text(st.characters(exclude_categories=("Cs",)), max_size=20)

PRACTICES = st.sampled_from(["walking-bus", "breakfast-club", "scare-visits", "gone"])
EXAMPLES = st.sampled_from(["leeds-bus", "gone"])
COMMUNITIES = st.sampled_from([ATTENDANCE, SEND, "", "no-such-community"])
LENGTHS = st.sampled_from(["", "councillor", "manager", "practitioner"])
IDS = st.sampled_from(["", "no-such-id"])
KEYS = sorted(replies().keys())
BUTTONS = st.sampled_from([key for key in KEYS if not replies().places(key)])


@st.composite
def hits(draw: st.DrawFn) -> Hit:
    kind = draw(st.sampled_from(Kind))
    ids = {
        Kind.PRACTICE: PRACTICES,
        Kind.EXAMPLE: EXAMPLES,
        Kind.FAQ: st.sampled_from(["what-is-the-gap", "gone"]),
        Kind.ORGANISATION: st.sampled_from(["cwdc", "gone"]),
    }
    several = st.lists(HOSTILE, max_size=3).map(tuple)
    why = Why(draw(several), draw(several), draw(several), draw(st.booleans()))
    return Hit(draw(ids[kind]), kind, 1.0, why)


@st.composite
def reply(draw: st.DrawFn) -> facts.Reply:
    """A reply of the catalogue with all its places filled."""
    key = draw(st.sampled_from(KEYS))
    values = {place: draw(HOSTILE) for place in replies().places(key)}
    choices = st.builds(facts.Choice, BUTTONS, st.just("practice.how"), HOSTILE, st.booleans())
    return facts.Reply(key, values, tuple(draw(st.lists(choices, max_size=3))))


@st.composite
def digest_item(draw: st.DrawFn) -> DigestItem:
    kind = draw(st.sampled_from(ItemKind))
    directions = st.sampled_from(Direction).map(lambda direction: direction.value)
    counts = st.sampled_from(["1", "2", "17"])
    details: dict[Detail, st.SearchStrategy[str]] = {
        Detail.NONE: st.just(""),
        Detail.DIRECTION: directions,
        Detail.PEOPLE: counts,
        Detail.COUNT: counts,
        Detail.DAY: st.just("2026-11-30"),
        Detail.COMMUNITY: COMMUNITIES,
        Detail.TALLY: st.sampled_from(["1,0,0,0", "3,1,2,1", "0,0,0,0"]),
    }
    # A title has a letter or digit in it: sharing asks for one, and so do the curated files.
    return DigestItem(
        kind,
        draw(HOSTILE.map("A{}".format)),
        draw(PRACTICES),
        draw(details[TRAITS[kind].detail]),
        draw(directions | st.just("")),
        said=draw(HOSTILE.filter(str.strip) | st.just("")),
    )


WEEKS = st.sampled_from([str(Week(2026, 47)), "2026-W53"])
CORRECTIONS = st.lists(st.builds(Correction, HOSTILE, HOSTILE), max_size=3).map(tuple)
WORDS = HOSTILE.filter(str.strip)
MEANINGS = st.lists(WORDS, min_size=2, max_size=6).map(tuple)
