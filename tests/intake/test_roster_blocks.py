"""Lists printed side by side, and rows beneath the people; everybody here is invented."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from wxadmin.domain.people import Guardian, Roster
from wxadmin.intake.roster import read_roster, roster_of


def of(text: str) -> Roster:
    return roster_of(text.encode(), source="名单.csv")


def departments(roster: Roster) -> dict[str, str]:
    return {person.name: person.department for person in roster.people}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("序号,姓名,部门,序号,姓名,部门\n1,岑若谷,仓储部,2,祝余,采购部\n3,容与,门市部,,,\n", "仓储部 采购部 门市部"),
        ("序号,姓名,部门,,序号,姓名,部门\n1,岑若谷,仓储部,,2,祝余,采购部\n3,容与,门市部,,4,,\n", "仓储部 采购部 门市部"),
        ("部门,姓名,部门,姓名\n仓储部,岑若谷,采购部,祝余\n门市部,容与,,\n", "仓储部 采购部 门市部"),
        ("部门,姓名,姓名\n仓储部,岑若谷,祝余\n门市部,容与,\n", "仓储部 仓储部 门市部"),
        ("姓名,姓名\n岑若谷,祝余\n容与,\n", "  "),
    ],
)  # fmt: skip
def test_blocks_side_by_side_are_read_each_for_itself(text: str, people: str) -> None:
    roster = of(text)
    assert departments(roster) == dict(zip(("岑若谷", "祝余", "容与"), people.split(" "), strict=True))
    assert roster.problems == ()


def test_nothing_of_one_block_is_anothers() -> None:
    roster = of("工号,姓名,手机,备注,姓名,手机\nA1,岑若谷,,组长,祝余,15400001111\n")
    first, second = roster.people
    assert (first.number, first.phone, first.note) == ("A1", "", "组长")
    assert (second.number, second.phone, second.note) == ("", "15400001111", "")


@pytest.mark.parametrize(
    "header",
    ["姓名,班级,电话,姓名,电话", "姓名,电话,班级,姓名,电话,关系", "姓名,电话,姓名,电话,关系"],
)
def test_a_second_name_that_may_be_a_relative_is_no_person_and_said(header: str) -> None:
    cells = {"姓名": "岑若谷", "班级": "三(2)班"}
    roster = of(
        header + "\n" + ",".join(cells.get(word, "") for word in header.split(",")).replace("岑", "容", 1) + "\n"
    )
    assert [person.name for person in roster.people] == ["容若谷"]
    assert [problem.what for problem in roster.problems] == ["表头里又有一列叫“姓名”，看不出是谁的，1 行没有读入"]


def test_whom_the_row_above_calls_others_are_no_people() -> None:
    names = "姓名,电话,姓名,电话\n岑若谷,15400001111,祝余,15400002222\n"
    assert [p.name for p in of("本人,本人,紧急联系人,紧急联系人\n" + names).people] == ["岑若谷"]
    assert [p.name for p in of(",,紧急联系人,紧急联系人\n" + names).people] == ["岑若谷"]
    assert [p.name for p in of("仓库联系人名单,,,\n" + names).people] == ["岑若谷", "祝余"]
    (pupil,) = of("学生,学生,家长,家长\n" + names).people
    assert pupil.guardians == (Guardian("祝余", "家长", "15400002222"),)


def test_one_title_over_two_columns_makes_no_blocks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["部门", "姓名", None], ["仓储部", "岑若谷", None], ["采购部", "祝余", None]):
        sheet.append(row)
    for area in ("B1:C1", "B2:C2", "B3:C3"):
        sheet.merge_cells(area)
    book.save(tmp_path / "名单.xlsx")
    roster = read_roster(tmp_path / "名单.xlsx")
    assert departments(roster) == {"岑若谷": "仓储部", "祝余": "采购部"}
    assert len(roster.people) == 2
    assert roster.problems == ()


def test_the_owner_may_leave_a_block_out() -> None:
    raw = "姓名,部门,姓名,部门\n岑若谷,仓储部,祝余,采购部\n".encode()
    seen = roster_of(raw, source="a.csv")
    assert seen.table is not None
    assert seen.table.fields == ("name", "department", "name", "department")
    one = roster_of(raw, source="a.csv", header=0, mapping={0: "name", 1: "department"})
    assert departments(one) == {"岑若谷": "仓储部"}


def test_rows_beneath_the_people_are_none_and_said_when_a_name_stands_in_them() -> None:
    roster = of(
        "序号,姓名,部门,备注\n1,岑若谷,仓储部,\n2,祝余,统计科,\n合计,2人,,\n制表人：,容与,,\n审 核：,,,\n"
        "填表日期,2026年1月1日,,\n,经办人：容与,,\n,共 2 人,,\n"
    )
    assert departments(roster) == {"岑若谷": "仓储部", "祝余": "统计科"}
    assert [(p.where, p.what) for p in roster.problems] == [
        ("第 5 行 B 列（姓名）", "“制表人：”看来是表尾，“容与”没有作为人员读入"),
        ("第 8 行 B 列（姓名）", "“经办人：容与”不像姓名，这一行没有读入"),
    ]


def test_offices_called_like_a_footer_are_departments() -> None:
    names = departments(of("部门,姓名\n统计科,岑若谷\n审核部,祝余\n合计科,容与\n"))
    assert names == {"岑若谷": "统计科", "祝余": "审核部", "容与": "合计科"}


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("姓名,部门\n岑若谷,{}\n", "第 2 行 B 列（部门）", "这一格没有读入"),
        ("姓名,部门,备注\n岑若谷,,{}\n", "第 2 行 C 列（备注）", "只读入前 2000 个"),
        ("姓名,部门,血型\n岑若谷,,{}\n", "第 2 行 C 列（血型）", "这一列没有用到"),
        ("姓名,部门\n岑若谷,,{}\n", "第 2 行 C 列", "这一列没有用到"),
        ("{}\n姓名,部门\n岑若谷,\n", "第 1 行 A 列", "没有用到"),
        ("姓名,部门\n岑若谷,\n合计,,{}\n", "第 3 行 C 列", "这一列没有用到"),
    ],
)
def test_cells_no_list_holds_are_said_wherever_they_stand(text: str, where: str, what: str) -> None:
    roster = of(text.format("长" * 10_000))
    assert [(p.where, p.what) for p in roster.problems] == [(where, f"单元格有 10000 个字符，{what}")]
    (person,) = roster.people
    assert person.name == "岑若谷"
    assert person.department == ""
    assert len(person.note) in {0, 2_000}


@pytest.mark.parametrize(
    ("title", "cells"),
    [("宿舍", "7-101 7-102 7-101 7-102"), ("声部", "女高 男低 女高 男低"), ("战队", "红 蓝 红 蓝"), ("归属", "一队 二队 一队 二队")],
)  # fmt: skip
def test_the_only_column_that_reads_like_units_is_the_department_and_said(title: str, cells: str) -> None:
    values = cells.split()
    names = ("岑若谷", "祝余", "容与", "顾行之")
    roster = of(f"姓名,{title}\n" + "".join(f"{name},{value}\n" for name, value in zip(names, values, strict=True)))
    assert departments(roster) == dict(zip(names, values, strict=True))
    assert [(p.where, p.kind) for p in roster.problems] == [(f"B 列（{title}）", "note")]
    assert roster.table is not None
    assert roster.table.fields == ("name", "department")


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        ("学历", "本科 大专 本科 大专"), ("民族", "汉 汉 回 汉"), ("开户行", "城东支行 城东支行 城西支行 城西支行"),
        ("户籍所在村", "上村 上村 下村 下村"), ("值班", "√ √ √ √"), ("夜班组", "是 否 是 否"), ("备注栏", "一队 一队 二队 二队"),
        ("小队", "甲 乙 丙 丁"), ("意见", "同意 同意 同意 请换到仓储部"),
    ],
)  # fmt: skip
def test_what_is_a_persons_own_is_no_department(title: str, cells: str) -> None:
    names = ("岑若谷", "祝余", "容与", "顾行之")
    roster = of(f"姓名,{title}\n" + "".join(f"{n},{v}\n" for n, v in zip(names, cells.split(), strict=True)))
    assert set(departments(roster).values()) == {""}


def test_of_two_such_columns_and_beside_a_class_nothing_is_guessed() -> None:
    assert set(departments(of("姓名,声部,战队\n岑若谷,高,红队\n祝余,高,红队\n容与,低,蓝队\n")).values()) == {""}
    beside = of("姓名,宿舍,班级\n岑若谷,7-101,一班\n祝余,7-101,一班\n容与,7-102,二班\n")
    assert set(departments(beside).values()) == {"一班", "二班"}
    assert beside.unmapped == ("宿舍",)


def test_a_sheet_called_like_a_category_gives_it_where_the_list_has_none(tmp_path: Path) -> None:
    from wxadmin.intake.roster import CATEGORIES
    from wxadmin.services import people

    assert set(people.CATEGORIES) == CATEGORIES
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name in ("任课老师", "学生", "外部培训", "老师的学生", "正式"):
        book.create_sheet(name).append(["姓名", "部门", *(["类别"] if name == "正式" else [])])
        book[name].append([f"容{name}", "仓储部", *(["返聘"] if name == "正式" else [])])
    book.save(tmp_path / "名单.xlsx")
    roster = read_roster(tmp_path / "名单.xlsx")
    assert [(p.name, p.category) for p in roster.people] == [
        ("容任课老师", "教师"), ("容学生", "学生"), ("容外部培训", ""), ("容老师的学生", ""), ("容正式", "返聘"),
    ]  # fmt: skip


def test_departments_of_the_first_row_alone_are_said_and_not_filled() -> None:
    roster = of("部门,姓名\n仓储部,岑若谷\n,祝余\n,容与\n采购部,顾行之\n")
    assert departments(roster) == {"岑若谷": "仓储部", "祝余": "", "容与": "", "顾行之": "采购部"}
    assert [(p.where, p.kind) for p in roster.problems] == [("A 列（部门）", "blanks")]
