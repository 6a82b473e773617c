"""Row codes as people type them from paper: one way or another the same rows, and every slip is named."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain import rowcodes, rowlists
from wxadmin.domain.errors import UserError

ROWS = st.integers(1, 10**6)
TYPED = string.digits + string.ascii_uppercase


def meant(typed: str) -> int | None:
    try:
        return rowcodes.row(typed)
    except UserError:
        return None


@given(ROWS)
def test_a_code_names_its_row_however_it_is_written(row: int) -> None:
    code = rowcodes.code(row)
    wide = code.translate({ord(c): ord(c) + 0xFEE0 for c in TYPED})
    for typed in (
        code,
        code.lower(),
        wide,
        f" {code[:-1]} {code[-1]} ",
        code.replace("0", "O"),
        code.replace("1", "l"),
    ):
        assert rowcodes.row(typed) == row


@given(ROWS, st.data())
def test_one_character_typed_wrong_names_nobody_else(row: int, data: st.DataObject) -> None:
    code = rowcodes.code(row)
    at = data.draw(st.integers(0, len(code) - 1))
    typed = code[:at] + data.draw(st.sampled_from(TYPED)) + code[at + 1 :]
    assert meant(typed) in (None, row)


@given(ROWS, st.data())
def test_two_neighbours_that_changed_places_name_nobody_else(row: int, data: st.DataObject) -> None:
    code = rowcodes.code(row)
    at = data.draw(st.integers(0, len(code) - 2))
    typed = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert meant(typed) in (None, row)


def codes(*rows: int) -> list[str]:
    return [rowcodes.code(row) for row in rows]


@given(st.lists(st.integers(1, 300), min_size=1, max_size=12), st.sampled_from([" ", "，", "、", "\n", ";", "，\n "]))
def test_a_list_names_its_rows_once_each(rows: list[int], between: str) -> None:
    read = rowlists.read(between.join(codes(*rows)), 300)
    assert read == rowlists.RowList(tuple(dict.fromkeys(rows)))


def test_ranges_numbers_and_everybody_but_some() -> None:
    one, four, nine = codes(1, 4, 9)
    for dash in ("-", "—", "～", " 至 ", "到", "－"):
        assert rowlists.read(f"{one}{dash}{four}", 9).rows == (1, 2, 3, 4)
    assert rowlists.read(f"签收[2026]３号：{one}，{nine}", 9) == rowlists.RowList((1, 9), "签收〔2026〕3号")
    for words in ("全部", "全部。", "全体"):
        assert rowlists.read(words, 9) == rowlists.RowList((), every=True)
    for words in (
        f"全部 除 {four} {nine}",
        f"全部，除了{four}、{nine}以外",
        f"全部（除{four},{nine}外）".replace("（", " "),
    ):
        assert rowlists.read(words, 9) == rowlists.RowList((4, 9), every=True)
    assert rowlists.read(f"{one[:-1]} {one[-1]} {four}", 9).rows == (1, 4)


def test_every_slip_is_named_with_its_place_and_nothing_else_done() -> None:
    one, two, three = codes(1, 2, 3)
    with pytest.raises(UserError) as wrong:
        rowlists.read(f"{one} 00X {two} {three}-{one} {rowcodes.code(8)}", 7)
    assert "第2个“00X”" in wrong.value.where
    assert "第4个" in wrong.value.where
    assert "首尾写反" in wrong.value.where
    assert "一共7行" in wrong.value.where
    for typed, said in (
        ("", "没有写行码"),
        ("签收〔2026〕3号", "没有写行码"),
        ("全部除", "除"),
        (f"签收〔2026〕3号 签收〔2026〕4号 {one}", "几张签收表"),
        (f"{one} 全部", "写错了"),
    ):
        with pytest.raises(UserError, match=said):
            rowlists.read(typed, 7)
    for endless in ("全部除" + " " * 90_000 + "x", "- " * 45_000, "K" * 99_000, "签收〔2026〕" * 9_000):
        with pytest.raises(UserError):
            rowlists.read(endless, 7)
    with pytest.raises(UserError, match="太长"):
        rowlists.read("001A " * 30_000, 7)
    with pytest.raises(UserError, match="等40处"):
        rowlists.read("00X " * 40, 7)


def test_a_huge_slip_is_cut_and_signs_without_width_are_no_slip() -> None:
    with pytest.raises(UserError) as wrong:
        rowlists.read("1" * 90_000, 7)
    assert len(str(wrong.value)) < 200
    first, second = codes(1, 2)
    assert rowlists.read(f"\ufeff{first}\u200b {second}\u200e", 7).rows == (1, 2)
