"""Entries to files and back: nothing is lost, and a file that was read is written the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.content import Knowledge, write_item, write_organisations
from ntg_bot.content.emit import mapping
from ntg_bot.content.faults import Faults
from ntg_bot.content.lists import OrganisationsFile
from ntg_bot.content.located import parse
from ntg_bot.content.models import ExampleFront, FaqFront, PracticeFront
from ntg_bot.content.prose import fold, unfold
from ntg_bot.content.reading import read_page, read_yaml
from ntg_bot.domain.knowledge import Example, Faq, Item, Practice
from tests.content.conftest import ROOT
from tests.content.samples import a_faq, a_practice, an_example, an_organisation

FRONTS: dict[str, type[PracticeFront] | type[ExampleFront] | type[FaqFront]] = {
    "Practice": PracticeFront,
    "Example": ExampleFront,
    "Faq": FaqFront,
}


def written_and_read(item: Item, folder: Path) -> object:
    (folder / "file.md").write_text(write_item(item), encoding="utf-8", newline="\n")
    faults = Faults("here")
    page = read_page(folder, "file.md", FRONTS[type(item).__name__], faults)
    assert page is not None and page.front is not None, faults.found
    return page.front.value(page.body)


def test_every_shipped_file_is_written_back_byte_for_byte(shipped: Knowledge) -> None:
    folder = ROOT / "knowledge"
    pages: dict[str, Sequence[Practice | Example | Faq]] = {
        "practice": shipped.practices,
        "example": shipped.examples,
        "faq": shipped.faqs,
    }
    for kind, items in pages.items():
        assert sorted(path.stem for path in (folder / kind).glob("*.md")) == [i.id for i in items]
        for item in items:
            assert write_item(item) == (folder / kind / f"{item.id}.md").read_text("utf-8"), item.id
    listed = (folder / "organisations.yaml").read_text("utf-8")
    assert write_organisations(shipped.organisations) == listed


@pytest.mark.parametrize(
    "item",
    [
        a_practice(body="## Notes\n\n- one\n\n---\n\n    code"),
        a_practice(asked_as=("a: b", "- c", "#d", "'", '"'), shared_by="E09000007"),
        a_practice(keywords=("1:1", "no", "2018", "null", "~", "=", "*x", "&y", "%", "@", "`")),
        an_example(),
        an_example(place="Somewhere", region="London", authorities=(), validation=None),
        a_faq(answer="One.\n\n- a\n- b\n\nTwo.", disagreements=("July: one. November: another",)),
    ],
)
def test_what_is_written_is_read_back_equal(item: Item, tmp_path: Path) -> None:
    assert written_and_read(item, tmp_path) == item


def test_organisations_are_written_together(tmp_path: Path) -> None:
    bodies = [an_organisation(), an_organisation("c4eo", what_became="Closed: later")]
    (tmp_path / "organisations.yaml").write_text(write_organisations(bodies))
    page = read_yaml(tmp_path, "organisations.yaml", OrganisationsFile, Faults("here"))
    assert page is not None and page.front is not None
    assert [body.value() for body in page.front.organisations] == bodies
    with pytest.raises(TypeError):
        write_item(bodies[0])


@given(
    st.dictionaries(
        st.sampled_from(["a", "b", "c"]),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers(-(10**9), 10**9)
            | st.dates()
            | st.text(st.characters(codec="utf-8"), max_size=250)
            | st.text(
                st.sampled_from("ab -:#'\"\n1.,[]{}&*!%@`>|?~=\t\u202e\u200d\x85"), max_size=250
            ),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("k"), inner),
            max_leaves=6,
        ),
        min_size=1,
    )
)
def test_any_text_survives_the_emitter(values: dict[str, object]) -> None:
    assert parse(mapping(values)).value == values


def test_lines_are_folded_at_one_hundred_columns() -> None:
    written = write_item(a_practice(summary="word " * 60 + "end", cautions=("long " * 40 + "x",)))
    assert max(len(line) for line in written.splitlines()) <= 100


def test_nothing_invisible_is_written_as_it_is() -> None:
    written = write_item(a_practice(summary="turned \u202e round"))
    assert "\u202e" not in written
    assert "\\u202e" in written


@given(st.text(st.sampled_from("ab -\n"), max_size=400))
def test_prose_unfolds_what_it_folded(text: str) -> None:
    whole = unfold(text)
    assert unfold(fold(whole)) == whole
    assert fold(unfold(fold(whole))) == fold(whole)


def test_a_dash_within_a_sentence_never_begins_a_line() -> None:
    text = "word " * 19 + "end - and on"
    assert unfold(fold(text)) == text
    assert "\n- " not in fold(text)
