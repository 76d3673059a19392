"""Everything the bot can say, drawn at random, with hostile texts wherever a person's words go."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ntg_bot.conversation import facts
from ntg_bot.domain.asking import Confidence, Correction, Hit, Why
from ntg_bot.domain.curating import PairKind
from ntg_bot.domain.digest import DAYS, TRAITS, Detail, DigestItem, ItemKind, Week
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

SAID: st.SearchStrategy[facts.Said] = st.one_of(
    reply(),
    st.builds(
        facts.Answer,
        question_id=HOSTILE,
        confidence=st.sampled_from(Confidence),
        hits=st.lists(hits(), max_size=6).map(tuple),
        corrections=CORRECTIONS,
        expansions=CORRECTIONS,
        ambiguous=st.lists(st.tuples(HOSTILE, MEANINGS), max_size=2).map(tuple),
        community=COMMUNITIES,
        wants_negative=st.booleans(),
        was_cut=st.booleans(),
        length=LENGTHS,
        level=st.sampled_from(["", "integrated-processes"]),
        rated_in=IDS,
        is_for_one=st.booleans(),
    ),
    st.builds(facts.HowItWorks, PRACTICES, LENGTHS),
    st.builds(facts.Lengths, LENGTHS),
    st.just(facts.Lines()),
    st.builds(facts.Line, st.sampled_from(["parents", "gone"])),
    st.builds(facts.Comparison, st.tuples(PRACTICES, PRACTICES)),
    st.builds(
        facts.Tried,
        HOSTILE,
        st.lists(EXAMPLES, max_size=3).map(tuple),
        HOSTILE,
        st.booleans(),
        PRACTICES | st.just(""),
        st.sampled_from([(), ("North West",)]),
        st.sampled_from([(), ("E08000035",)]),
    ),
    st.builds(facts.CouncilForm, st.just("practice:walking-bus"), reply() | HOSTILE, HOSTILE),
    st.builds(
        facts.CheckForm,
        st.just("practice"),
        PRACTICES,
        st.sampled_from(["E08000035", ""]),
        IDS,
        IDS,
        st.sampled_from(["", "holds", "adapted"]),
        reply() | HOSTILE,
        st.dictionaries(st.sampled_from(["adapted", "for_whom", "other"]), HOSTILE, max_size=3),
    ),
    st.builds(facts.CheckWords, IDS, IDS),
    st.builds(facts.CouncilChecks, st.sampled_from(["E08000035", "gone"])),
    st.builds(facts.Hypotheses, st.sampled_from(["", "parents", "no-such-line"])),
    st.builds(facts.HypothesisShown, IDS, st.booleans()),
    st.builds(
        facts.HypothesisForm,
        st.sampled_from(["", "line", "statement"]),
        reply() | HOSTILE,
        st.dictionaries(st.sampled_from(["statement", "other"]), HOSTILE, max_size=2),
    ),
    st.builds(
        facts.HypothesisMoveForm,
        IDS,
        st.sampled_from(["testing", "revised"]),
        st.just(""),
        reply() | HOSTILE,
        st.dictionaries(st.just("reason"), HOSTILE, max_size=1),
    ),
    st.builds(facts.PeersShown, st.sampled_from(["E08000035", "gone"])),
    st.builds(facts.PeersTried, st.sampled_from(["E08000035", "gone"]), PRACTICES),
    st.builds(facts.Proposal, IDS, IDS, IDS),
    st.builds(facts.ReachForm, IDS, reply() | HOSTILE, HOSTILE),
    st.builds(
        facts.OutcomeForm,
        IDS,
        st.sampled_from(["", "outcome", "visited_on"]),
        reply() | HOSTILE,
        st.dictionaries(st.sampled_from(["outcome", "visited_on"]), HOSTILE, max_size=2),
    ),
    st.builds(facts.OwnHelp, IDS, IDS),
    st.builds(facts.TakeUp, st.sampled_from(["practice", "hypothesis"]), PRACTICES),
    st.builds(facts.TermMeaning, WORDS, st.just(()) | MEANINGS, MEANINGS, COMMUNITIES),
    st.builds(
        facts.OrganisationFound,
        st.lists(st.sampled_from(["cwdc", "gone"]), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(facts.ProgrammeAnswer, st.sampled_from(["what-is-the-gap", "gone"])),
    st.builds(
        facts.ShareForm,
        IDS,
        IDS,
        st.sampled_from(["", "title", "what", "communities"]),
        reply() | HOSTILE,
        st.dictionaries(st.sampled_from(["title", "what", "other"]), HOSTILE, max_size=3),
    ),
    st.builds(
        facts.DetailForm,
        IDS,
        IDS,
        st.sampled_from(["", "costs", "contact"]),
        reply() | HOSTILE,
        st.dictionaries(st.sampled_from(["costs", "beware", "other"]), HOSTILE, max_size=3),
    ),
    st.builds(facts.Draft, IDS, IDS),
    st.builds(facts.AsWritten, IDS, IDS),
    st.builds(facts.RecallForm, IDS, IDS, reply() | HOSTILE),
    st.builds(facts.MovedElsewhere, PRACTICES, st.lists(COMMUNITIES, max_size=2).map(tuple)),
    st.builds(facts.Review, IDS, IDS),
    st.builds(
        facts.ReasonForm, IDS, IDS, st.sampled_from(["decline", "changes"]), reply() | HOSTILE
    ),
    st.builds(facts.RouteForm, IDS, IDS, reply() | HOSTILE),
    st.builds(facts.Published, st.sampled_from(["walking-bus", "breakfast-club"]), COMMUNITIES),
    st.builds(
        facts.HandOverForm,
        IDS,
        IDS,
        st.lists(st.tuples(HOSTILE, HOSTILE), max_size=3).map(tuple),
        reply() | HOSTILE,
    ),
    st.builds(
        facts.NearComparison, IDS, IDS, st.sampled_from(["walking-bus", "breakfast-club", "gone"])
    ),
    st.builds(
        facts.Pairs,
        st.lists(
            st.tuples(PRACTICES, PRACTICES, st.sampled_from([*PairKind, "other"]).map(str)),
            max_size=3,
        ).map(tuple),
        st.integers(0, 99),
    ),
    st.builds(facts.Due, st.lists(PRACTICES, max_size=3).map(tuple)),
    st.builds(facts.Upkeep, IDS, IDS),
    st.builds(
        facts.EditForm,
        PRACTICES,
        st.sampled_from(["", "title", "cautions"]),
        reply() | HOSTILE,
        st.dictionaries(st.sampled_from(["title", "effect"]), HOSTILE, max_size=2),
    ),
    st.builds(facts.AskForm, PRACTICES, reply() | HOSTILE),
    st.builds(
        facts.StewardForm,
        PRACTICES,
        st.sampled_from(["owner", "deputy", "other"]),
        st.lists(st.tuples(HOSTILE, HOSTILE), max_size=3).map(tuple),
    ),
    st.builds(facts.Desk, IDS, PRACTICES),
    st.builds(facts.Versions, IDS, PRACTICES),
    st.builds(
        facts.Changes,
        PRACTICES,
        st.integers(1, 9),
        st.integers(1, 9),
        st.lists(st.tuples(WORDS, HOSTILE, HOSTILE), max_size=3).map(tuple),
        st.booleans(),
    ),
    st.builds(facts.RetireForm, PRACTICES, reply() | HOSTILE),
    st.builds(facts.Overdue, IDS, st.lists(IDS, max_size=3).map(tuple)),
    st.builds(facts.Queue, IDS, st.lists(IDS, max_size=3).map(tuple)),
    st.builds(
        facts.Phrasings, st.lists(st.tuples(HOSTILE, HOSTILE, PRACTICES), max_size=3).map(tuple)
    ),
    st.builds(
        facts.FeedbackOverview,
        st.lists(st.tuples(PRACTICES, st.integers(2, 99)), max_size=3).map(tuple),
        st.lists(st.tuples(HOSTILE, PRACTICES | st.just("")), max_size=3).map(tuple),
        st.integers(0, 999),
    ),
    st.builds(
        facts.OpenQuestions,
        st.lists(st.tuples(HOSTILE, COMMUNITIES, st.integers(1, 99)), max_size=3).map(tuple),
    ),
    st.builds(
        facts.Digest,
        COMMUNITIES,
        WEEKS,
        IDS,
        st.lists(digest_item(), max_size=7).map(tuple),
        st.booleans(),
        st.booleans(),
        st.integers(0, 9),
        HOSTILE,
    ),
    st.builds(
        facts.DraftedDigest,
        COMMUNITIES,
        WEEKS,
        st.lists(digest_item(), max_size=7).map(tuple),
        st.lists(digest_item(), max_size=2).map(tuple),
        st.datetimes(timezones=st.just(ZoneInfo("Europe/London"))),
        HOSTILE,
        st.integers(0, 9),
        st.booleans(),
    ),
    st.builds(
        facts.DigestLineForm, COMMUNITIES, WEEKS, HOSTILE, HOSTILE, HOSTILE, reply() | HOSTILE
    ),
    st.builds(facts.DigestNoteForm, COMMUNITIES, WEEKS, HOSTILE, reply() | HOSTILE),
    st.builds(
        facts.DigestTime,
        COMMUNITIES,
        st.sampled_from(DAYS),
        st.just("14:00"),
        HOSTILE,
        st.datetimes(timezones=st.just(ZoneInfo("Europe/London"))),
        st.booleans(),
    ),
    st.builds(facts.Communities, st.lists(COMMUNITIES, max_size=3).map(tuple)),
    st.builds(facts.CommunityQuestion, HOSTILE, COMMUNITIES, IDS, IDS),
    st.builds(
        facts.Gaps,
        st.lists(
            st.builds(
                facts.GapRow,
                IDS,
                HOSTILE,
                COMMUNITIES,
                st.just(()) | st.just(("young-carers", "no-such-group")),
                st.just(()),
                st.integers(1, 9),
                st.integers(0, 3),
                HOSTILE | st.just("…"),
                st.booleans(),
                PRACTICES | st.just(""),
            ),
            max_size=2,
        ).map(tuple),
    ),
    st.builds(facts.MaterialReview, IDS),
    st.builds(facts.CloseForm, IDS, st.none() | reply(), HOSTILE),
    st.builds(facts.AnswerCame, IDS, IDS, st.integers(0, 3), st.booleans()),
    st.builds(facts.AnswerForm, IDS, IDS, st.none() | reply(), HOSTILE),
    st.builds(
        facts.AssignForm,
        IDS,
        IDS,
        st.lists(st.tuples(HOSTILE, HOSTILE), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(facts.AskedQuestions, IDS, st.lists(IDS, max_size=2).map(tuple)),
    st.builds(facts.Safeguarding, st.booleans()),
    st.builds(facts.Help, st.booleans(), st.booleans()),
    st.builds(facts.Channels, IDS),
    st.builds(facts.Home, st.just("chat"), st.sampled_from(["W1", "nowhere"]), HOSTILE),
    st.builds(facts.Tour, st.integers(-1, 9)),
    st.builds(
        facts.WhoModerates,
        st.lists(
            st.tuples(
                HOSTILE,
                HOSTILE,
                st.booleans(),
                st.booleans(),
                st.lists(COMMUNITIES, max_size=3).map(tuple),
            ),
            max_size=3,
        ).map(tuple),
        st.lists(
            st.tuples(HOSTILE, HOSTILE, st.sampled_from(["facilitator", "curator"]), COMMUNITIES),
            max_size=2,
        ).map(tuple),
    ),
    st.builds(facts.MyData, st.dictionaries(HOSTILE, HOSTILE, max_size=3)),
    st.builds(facts.Calls, st.booleans()),
    st.builds(facts.CallStands, IDS, st.booleans(), st.booleans()),
    st.builds(
        facts.CallForm,
        st.sampled_from(["new", "start", "finish", "hearing", "reading", "refuse", "note"]),
        IDS,
        st.dictionaries(st.sampled_from(["title", "what", "other"]), HOSTILE, max_size=3),
        st.sampled_from(["", "title", "day"]),
        st.none() | reply(),
    ),
    st.builds(facts.EvidenceStands, IDS, IDS),
    st.builds(facts.LateEvidence, IDS),
    st.builds(facts.Shortlist, IDS),
    st.builds(facts.Invitation, IDS, IDS),
    st.builds(facts.CallNews, IDS, st.sampled_from(["opened", "remind"]), st.integers(0, 14)),
    st.builds(facts.GapMapShown, IDS, st.just(""), st.booleans()),
    st.builds(facts.EditionList, st.booleans()),
    st.builds(facts.EditionShown, st.integers(0, 3), st.booleans()),
    st.builds(
        facts.EditionForm,
        st.integers(0, 3),
        st.dictionaries(st.sampled_from(["title", "text", "other"]), HOSTILE, max_size=3),
        st.sampled_from(["", "title", "text"]),
        st.none() | reply(),
    ),
    st.builds(
        facts.EditionDraft,
        st.fixed_dictionaries(
            {"title": HOSTILE, "foreword": HOSTILE, "lines": st.sampled_from(["", "parents"])}
        ),
    ),
    st.just(facts.Timeline()),
    st.builds(facts.Meetings, st.booleans(), st.booleans()),
    st.builds(facts.MeetingShown, IDS, IDS, st.booleans()),
    st.builds(facts.Boards, st.booleans()),
    st.builds(
        facts.RegisterShown,
        HOSTILE,
        st.sampled_from(["", "data", "research", "other"]),
        st.sampled_from(["", "overlaps", "gaps"]),
        st.booleans(),
    ),
    st.builds(
        facts.ProgrammeForm,
        st.sampled_from(["meeting", "note", "board", "register"]),
        IDS,
        st.dictionaries(st.sampled_from(["title", "name", "other"]), HOSTILE, max_size=3),
        st.sampled_from(["", "title", "kind"]),
        st.none() | reply(),
    ),
)
