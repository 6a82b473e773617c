"""Member lists as pasted, typed, or saved as a table."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.errors import UserError
from wxadmin.intake.members import read_members, read_members_file


def test_one_name_a_line() -> None:
    listed = read_members("销售部-岑若谷\r\n\r\n  研发部-祝余\u3000\r添加\n移出\n")
    assert listed.nicknames == ("销售部-岑若谷", "研发部-祝余")
    assert listed.ignored == ("添加", "移出")


def test_head_lines_of_the_member_page_are_ignored() -> None:
    listed = read_members("群成员(3)\n查看全部群成员\n群昵称\n岑若谷\n邀请\n")
    assert listed.nicknames == ("群昵称", "岑若谷")
    assert listed.ignored == ("群成员(3)", "查看全部群成员", "邀请")
    assert read_members("群昵称\n岑若谷\n").nicknames == ("岑若谷",)


def test_repeated_names_and_hidden_characters_stay() -> None:
    assert read_members("岑若谷\n岑若谷\n祝\u200b余\n").nicknames == ("岑若谷", "岑若谷", "祝\u200b余")


def test_numbers_go_only_when_the_whole_list_is_numbered() -> None:
    assert read_members("1. 岑若谷\n2、祝余\n3) 顾行之\n").nicknames == ("岑若谷", "祝余", "顾行之")
    assert read_members("1. 岑若谷\n祝余\n3) 顾行之\n").nicknames == ("1. 岑若谷", "祝余", "3) 顾行之")
    assert read_members("3.2班-岑若谷爸爸\n").nicknames == ("3.2班-岑若谷爸爸",)


def test_one_line_of_names() -> None:
    assert read_members("岑若谷、祝余、顾行之").nicknames == ("岑若谷", "祝余", "顾行之")


@pytest.mark.parametrize("text", ["", "\n \n", "添加\n移出\n", "岑\0若谷", "\ud800"])
def test_nothing_to_check_is_said(text: str) -> None:
    with pytest.raises(UserError) as caught:
        read_members(text)
    assert caught.value.remedy


def test_files(tmp_path: Path) -> None:
    text = tmp_path / "名单.txt"
    text.write_bytes("销售部-岑若谷\r\n添加\r\n".encode("gb18030"))
    assert read_members_file(text).nicknames == ("销售部-岑若谷",)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["序号", "群昵称"], [1, "岑若谷"], [2, "移出"], [3, None], [4, "祝余"]):
        sheet.append(row)
    book.save(tmp_path / "名单.xlsx")
    listed = read_members_file(tmp_path / "名单.xlsx")
    assert (listed.nicknames, listed.ignored) == (("岑若谷", "祝余"), ("移出",))
    sheet["B1"] = "列"
    book.save(tmp_path / "乱.xlsx")
    with pytest.raises(UserError, match="哪一列"):
        read_members_file(tmp_path / "乱.xlsx")


@given(st.text(max_size=200))
def test_nothing_is_lost(text: str) -> None:
    try:
        listed = read_members(text)
    except UserError:
        return
    kept = "".join(listed.nicknames + listed.ignored)
    assert len(kept) <= len(text)
    assert all(name.strip() for name in listed.nicknames)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("名单.csv", "序号,群昵称\n1,岑若谷\n2,移出\n3,\n4,祝余\n"),
        ("名单.txt", "群昵称\t部门\n岑若谷\t仓储部\n移出\t\n祝余\t\n"),
        ("名单.csv", '"群昵称","备注"\n"岑若谷","a,b"\n移出,\n祝余,\n'),
    ],
)
def test_a_table_as_text_gives_its_column(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, "utf-8-sig")
    listed = read_members_file(tmp_path / name)
    assert (listed.nicknames, listed.ignored) == (("岑若谷", "祝余"), ("移出",))


def test_lines_with_commas_are_no_table(tmp_path: Path) -> None:
    (tmp_path / "名单.txt").write_text("岑若谷,仓储部\n祝余,保卫科\n", "utf-8")
    assert read_members_file(tmp_path / "名单.txt").nicknames == ("岑若谷,仓储部", "祝余,保卫科")


def test_more_lines_than_a_roster_has_rows_need_consent(tmp_path: Path) -> None:
    path = tmp_path / "名单.txt"
    path.write_text("岑若谷\n" * 50_001, "utf-8")
    with pytest.raises(UserError, match=r"超过 50000 行.*--allow-large"):
        read_members_file(path)
    assert len(read_members_file(path, allow_large=True).nicknames) == 50_001
    path.write_text("岑若谷\n" * 50_000, "utf-8")
    assert len(read_members_file(path).nicknames) == 50_000


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("群成员(3)\n岑若谷、祝余、顾行之", ["岑若谷", "祝余", "顾行之"]),
        ("岑若谷 祝余 顾行之", ["岑若谷", "祝余", "顾行之"]),
        ("岑若谷\t祝余\t顾行之", ["岑若谷", "祝余", "顾行之"]),
        ("1\t岑若谷\n2\t祝余\n3\t顾行之", ["岑若谷", "祝余", "顾行之"]),
        ("（1）岑若谷\n（2）祝余\n（3）顾行之", ["岑若谷", "祝余", "顾行之"]),
        ("@岑若谷\u2005@销售部 祝余\u2005@顾…\u2005", ["岑若谷", "销售部 祝余", "顾…"]),
        ("@岑若谷 @祝余", ["岑若谷", "祝余"]),
        ("@岑若谷\n@祝余", ["岑若谷", "祝余"]),
        ("销售部 岑若谷", ["销售部 岑若谷"]),
        ("三2班-岑若谷爸…\n三2班-岑若谷爸…", ["三2班-岑若谷爸…"] * 2),
    ],
)
def test_however_it_was_copied(text: str, names: list[str]) -> None:
    assert list(read_members(text).nicknames) == names


def test_what_is_passed_over_is_said_with_line_and_reason() -> None:
    listed = read_members("群成员（123）\n\nA\n安一\nB\n白二\nC\n岑若谷\n移出\n")
    assert listed.nicknames == ("安一", "白二", "岑若谷")
    assert [(line.line, line.text, line.why) for line in listed.passed_over] == [
        (1, "群成员（123）", "成员人数，不是成员"),
        (3, "A", "按字母排列的索引，不是成员"),
        (5, "B", "按字母排列的索引，不是成员"),
        (7, "C", "按字母排列的索引，不是成员"),
        (9, "移出", "界面上的按钮或标题，不是成员"),
    ]
    assert read_members("A\n安一\n").nicknames == ("A", "安一")


def test_an_export_with_name_and_group_nickname_gives_the_nickname_or_the_name_shown(tmp_path: Path) -> None:
    path = tmp_path / "群成员.csv"
    path.write_text(
        "客户群成员导出\n姓名,群昵称,入群时间\n岑若谷,销售部-岑若谷,2026-01-02\n祝余,,2026-01-03\n", "utf-8"
    )
    assert read_members_file(path).nicknames == ("销售部-岑若谷", "祝余")
