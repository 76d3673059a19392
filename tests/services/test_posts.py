"""Reading a post: the name that its words make, whom it was for, what happened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.domain.taxonomy import AmbiguousAcronym, Entry, Taxonomy, Term
from ntg_bot.services.posts import TITLE_CHARACTERS, has_words, people_in, read_post, title_of

LISTS = Taxonomy(
    lines_of_enquiry=(),
    outcomes=(),
    groups=(
        Entry("young-carers", "Young carers", key_terms=("caring role",)),
        Entry("children-in-care", "Children in care", key_terms=("LAC", "looked after")),
        Entry("not-fluent-in-english", "Children not fluent in English", key_terms=("EAL",)),
        Entry("special-educational-needs", "Special needs", key_terms=("SEND", "AP")),
    ),
    age_bands=(),
    settings=(),
    regions=(),
    nations=(),
    communities=(),
    thesaurus=(
        Term("care leaver", ("care leavers",), "concept", "children-in-care"),
        Term("virtual school head", ("virtual school",), "role", "children-in-care"),
        Term("parenting course", ("course for parents",), "practice"),
    ),
    ambiguous=(AmbiguousAcronym("AP", ("alternative provision", "assistant principal")),),
)


def test_a_post_tells_title_people_and_what_happened() -> None:
    read = read_post(
        "Hi all, we ran a breakfast club for young carers before school. "
        "It cost little. Lateness fell by half! Ask me about it.",
        LISTS,
    )
    assert read.title == "Breakfast club for young carers before school"
    assert read.for_whom == "young carers"
    assert read.what_happened == "Lateness fell by half!"
    assert read.what.startswith("we ran a breakfast club")
    assert read.how_known == ""


@pytest.mark.parametrize(
    ("post", "title"),
    [
        ("Hi all, we ran a club.", "We ran a club"),
        ("Hello Sarah! We ran a club.", "We ran a club"),
        ("Good morning everyone. We ran a club.", "We ran a club"),
        ("Hi all we ran a club.", "We ran a club"),
        ("Hello well-being leads, we ran a club.", "We ran a club"),
        ("Just wanted to share: we ran a club.", "We ran a club"),
        (
            "Sharing our school-based counselling work. It helped.",
            "Sharing our school-based counselling work",
        ),
        ("… we ran a club.", "We ran a club"),
        ("!!! We ran a club", "We ran a club"),
    ],
)
def test_a_greeting_is_no_title_and_the_practice_itself_is_never_taken_for_one(
    post: str, title: str
) -> None:
    assert title_of(post) == title


@pytest.mark.parametrize(
    ("post", "title"),
    [
        ("Hi we ran a breakfast club. It worked.", "Breakfast club"),
        ("Last term we ran a toy library on Mondays.", "Toy library on Mondays"),
        ("We've been running a dads' evening at the library.", "Dads' evening at the library"),
        ("Our school recently set up a quiet room.", "Quiet room"),
        ("This may help others. We tried text reminders for dads.", "Text reminders for dads"),
        ("We used play bags so that parents could read at home.", "Play bags"),
        ("We started a walking bus, which children love.", "Walking bus"),
        ("We offered a free swim to new families – 40 came.", "Free swim to new families"),
        ("Quick one from Calderdale: we moved the front door.", "We moved the front door"),
        ("Hi, from the Wirral: we ran a breakfast club.", "Breakfast club"),
        ("We bought Zippy's Friends for 18 schools.", "Zippy's Friends for 18 schools"),
        (
            "Theraplay for adopters: the therapist comes to the house for 12 Tuesdays.",
            "Theraplay for adopters",
        ),
        ("Poverty: the trips letter was the trigger.", "Poverty: the trips letter was the trigger"),
        # where the rest would be no name, the words stay as they are
        ("We used to meet in the hall.", "We used to meet in the hall"),
        ("We ran out of places at the club.", "We ran out of places at the club"),
        ("We offered parents a course.", "We offered parents a course"),
        ("Attendance is up since the walking bus.", "Attendance is up since the walking bus"),
    ],
)
def test_a_title_says_what_was_done_and_not_who_did_it(post: str, title: str) -> None:
    assert title_of(post) == title


def test_a_long_first_sentence_is_cut_between_words() -> None:
    title = title_of("We walked " + "with very many pupils " * 20)
    assert len(title) <= TITLE_CHARACTERS
    assert title.endswith("pupils…")
    assert "  " not in title


@given(st.text())
def test_whatever_has_words_has_a_title_that_fits(post: str) -> None:
    title = title_of(post)
    assert len(title) <= TITLE_CHARACTERS + 3  # some letters have more of them as capitals
    assert has_words(title) == has_words(post)


def test_every_word_of_the_post_is_kept_in_what_was_done() -> None:
    post = "We met\n\nparents  at the gate.\tIt worked."
    assert read_post(post, LISTS).what == "We met parents at the gate. It worked."


@pytest.mark.parametrize(
    ("post", "people"),
    [
        ("A club for our local young carers on Mondays", "local young carers"),
        ("Reading with looked after children", "looked after children"),
        ("A course for year 7 pupils with SEND", "year 7 pupils"),
        ("Talking time for pupils with SEND", "pupils with SEND"),
        ("Storytime for under fives", "under fives"),
        ("Mentoring for 14 to 16 year olds", "14 to 16 year olds"),
        ("A drop-in for care leavers", "care leavers"),
        ("The baby clinic for parents", "parents"),
        ("We paid for the baby clinic for parents of twins", "parents"),
        # nobody the lists know, or nobody at all
        ("We paid for the baby clinic with two mums", ""),
        ("A training day for the virtual school", ""),
        ("We waited for AP and asked for LAC", ""),
        ("Thanks to everybody for the lift to school", ""),
        ("Young carers came", ""),
    ],
)
def test_people_are_those_the_lists_know_or_nobody(post: str, people: str) -> None:
    assert people_in(post, LISTS) == people
