"""Reading YAML with lines, and refusing what could turn a small file into a large value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.content import located
from ntg_bot.content.located import Unreadable, parse, read_text, split_front_matter


def test_values_follow_yaml_1_2() -> None:
    located = parse(
        "a: no\nb: 010\nc: 2026-11-21\nd: '2026-11-21'\ne: ~\nf: true\ng: 1:1\nh: 1.5\n"
    )
    assert located.value == {
        "a": "no",
        "b": 10,
        "c": date(2026, 11, 21),
        "d": "2026-11-21",
        "e": None,
        "f": True,
        "g": "1:1",
        "h": 1.5,
    }


def test_a_day_that_does_not_exist_stays_text_for_the_model_to_refuse() -> None:
    assert parse("a: 2026-02-30").value == {"a": "2026-02-30"}


def test_each_key_and_each_item_knows_its_line() -> None:
    located = parse("a:\n  - one\n  - b: 1\n    c: 2\n", first_line=2)
    assert located.line(("a",)) == 2
    assert located.line(("a", 0)) == 3
    assert located.line(("a", 1, "c")) == 5
    assert located.line(("a", 1, "missing")) == 4


def test_a_repeated_key_is_told_and_its_first_value_counts() -> None:
    located = parse("a: 1\nb: 2\na:\n  c: 3\n")
    assert located.value == {"a": 1, "b": 2}
    assert located.repeated == ((3, "a"),)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: &x [1]\nb: *x\n", 2, "alias"),
        ("a: &x 1\n", 1, "anchor"),
        ("a: 1\nb: !!python/object:os.system x\n", 2, "tag"),
        ("%YAML 1.1\n---\na: no\n", 2, "directive"),
        ("a: 1\n---\nb: 2\n", 2, "more than one"),
        ("[a]: b\n", 1, "key"),
        ("a: b: c\n", 1, "mapping values"),
        ("a: 1\nb: 'never closed\nc: 2\n", 2, "not valid YAML"),
        ("a: 1\nb: [1, 2\nc: 3\n", 2, "not valid YAML"),
        ("a: \x07", 1, "does not allow"),
        ("\n" * 20_001, 0, "ok"),
    ],
)
def test_what_a_content_file_has_no_use_for_is_refused_at_its_line(
    text: str, line: int, reason: str
) -> None:
    if reason == "ok":
        assert parse(text).value is None
        return
    with pytest.raises(Unreadable) as refused:
        parse(text)
    assert refused.value.line == line
    assert reason in refused.value.reason


def test_nesting_is_refused_from_the_twenty_first_level_on() -> None:
    assert parse("[" * 20 + "]" * 20).value is not None
    with pytest.raises(Unreadable, match="more than 20 deep"):
        parse("[" * 21 + "]" * 21)


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n"
            for old, new in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        "[" * 100_000,
        "[\n" * 100_000,
        "{a: " * 4_000,
        "- " * 9_000,
        "- x\n" * 100_000,
        "a:\n" + " b:\n" * 100_000,
        "&" * 19_000,
        "!" * 19_000,
    ],
    ids=["aliases", "flat", "deep", "maps", "dashes", "many", "repeated", "anchors", "tags"],
)
def test_bombs_are_refused(bomb: str) -> None:
    with pytest.raises(Unreadable):
        parse(bomb)


def test_a_file_over_one_mebibyte_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_text("# " + "x" * 1024 * 1024)
    with pytest.raises(Unreadable, match="1 MiB"):
        read_text(path)


def test_a_file_in_another_encoding_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "old.yaml"
    path.write_bytes("a: 1\nb: caf\xe9\n".encode("latin-1"))
    with pytest.raises(Unreadable, match="UTF-8") as refused:
        read_text(path)
    assert refused.value.line == 2


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "windows.md"
    path.write_bytes(b"\xef\xbb\xbf---\r\nid: x\r\n---\r\n\r\nBody\r\n")
    assert split_front_matter(read_text(path)) == ("id: x\n", "Body")


def test_the_body_may_have_rules_of_dashes() -> None:
    assert split_front_matter("---\na: 1\n---\nOne\n\n---\n\nTwo\n") == (
        "a: 1\n",
        "One\n\n---\n\nTwo",
    )


@pytest.mark.parametrize("text", ["", "a: 1\n", "---\na: 1\n", "--- a\n---\n"])
def test_a_page_without_two_lines_of_dashes_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="three dashes"):
        split_front_matter(text)


def test_empty_front_matter_is_just_empty() -> None:
    assert split_front_matter("---\n---\nBody\n") == ("", "Body")
    assert split_front_matter("---\na: 1\n---") == ("a: 1\n", "")


PIECES = st.sampled_from(
    [
        *("a", "b: ", ": ", "- ", "? ", "#", " #c", "'", '"', "\\", "\n", "\n  ", "\n    ", " "),
        *("\t", "{", "}", "[", "]", ", ", ",", "|", ">", "|-\n  x", "&a ", "*a", "!t ", "!!str "),
        *("%", "---\n", "...\n", "~", "0x1", "010", "1.5", "2026-01-02", "no", "<<: ", "@", "`"),
        *("\ufeff", "\u2028", "\x85", "é", "\x00", "\x07", "\ud800", "\r", "=", "key: value\n"),
        *("list:\n- one\n- two\n", "text: >-\n  folded\n\n  more\n", "q: 'x\n  y'\n"),
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_what_the_quick_parser_takes_it_reads_as_the_careful_one_does(text: str) -> None:
    quick = located._quickly(text, 3)
    if quick is not None:
        assert quick == located._carefully(text, 3)


@pytest.mark.parametrize("text", ["a: 1\n", "- x\n- y: [1, 2]\n", "t: |\n  one\n  two\n", ""])
def test_good_text_is_read_by_the_quick_parser(text: str) -> None:
    assert located._quickly(text, 1) is not None
