"""Lists as offices, schools, communities and sellers keep them: every column, and what contradicts itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from tests.intake.test_roster import of, only, xlsx
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.people import Guardian
from wxadmin.intake import roster_tables, text
from wxadmin.intake.roster import read_roster, roster_of
from wxadmin.intake.roster_values import day_of, name_of


@pytest.mark.parametrize(
    ("header", "row", "extras"),
    [
        ("姓名,帐号,性别,座机,邮箱", "岑若谷,Z001,女,8001,a@example.com",
         {"account": "Z001", "gender": "女", "landline": "8001", "mail": "a@example.com"}),
        ("客户姓名,微信号,收货地址,生日", "岑若谷,crg01,青石路 3 号,1990年3月5日",
         {"wechat": "crg01", "address": "青石路 3 号", "birthday": "1990-03-05"}),
        ("业主,房号,业主电话,入住日期", "岑若谷,3-2-501,15400001111,2020.7.1", {"room": "3-2-501", "joined": "2020-07-01"}),
        ("姓名,手机,联系电话", "岑若谷,15400001111,0571-88880000", {"landline": "0571-88880000"}),
        ("姓名,联系电话,手机号码", "岑若谷,0571-88880000,15400001111", {"landline": "0571-88880000"}),
        ("姓名,离职日期", "岑若谷,2020/1/31", {"left_on": "2020-01-31"}),
    ],
)  # fmt: skip
def test_what_has_no_field_is_an_extra(header: str, row: str, extras: dict[str, str]) -> None:
    person = only(of(f"{header}\n{row}\n"))
    assert (person.name, dict(person.extras)) == ("岑若谷", extras)


def test_columns_nobody_knows_are_named_and_kept_when_chosen() -> None:
    raw = "姓名,部门,血型,紧急联系人\n岑若谷,仓储部,A,祝余\n".encode()
    roster = roster_of(raw, source="a.csv")
    assert roster.unmapped == ("血型", "紧急联系人")
    kept = roster_of(raw, source="a.csv", header=0, mapping={0: "name", 1: "department", 2: "keep"})
    assert only(kept).extras == (("血型", "A"),)


def test_full_width_digits_serial_days_and_names_with_ornaments() -> None:
    person = only(of("姓名,工号,手机,入职日期\n岑　若谷①,００１７,１５４００００１１１１,44927\n"))
    assert (person.name, person.number, person.phone) == ("岑若谷", "0017", "15400001111")
    assert person.extras == (("joined", "2023-01-01"),)
    assert name_of("岑若谷（组长）") == ("岑若谷", "组长")
    assert only(of("姓名,备注\n岑若谷（组长）,夜班\n")).note == "组长；夜班"
    assert [day_of(d) for d in ("20240229", "2024年2月30日", "下周", "44927.5")] == [
        "2024-02-29", "2024年2月30日", "下周", "2023-01-01",
    ]  # fmt: skip


def test_long_numbers_that_a_spreadsheet_cut_are_said(tmp_path: Path) -> None:
    rows = [["姓名", "工号", "账号", "手机"], ["岑若谷", 1234567890123456789.0, "1.23E+15", 1.54e10]]
    roster = read_roster(xlsx(tmp_path / "a.xlsx", rows))
    assert (only(roster).number, only(roster).extras, only(roster).phone) == ("", (), "15400000000")
    assert [p.where for p in roster.problems] == [
        "工作表“Sheet” 第 2 行 B 列（工号）",
        "工作表“Sheet” 第 2 行 C 列（账号）",
    ]


def test_departments_in_the_first_row_of_a_block_are_filled_only_where_cells_are_one(tmp_path: Path) -> None:
    rows = [
        ["部门", "姓名"],
        ["仓储部", "岑若谷"],
        [None, "祝余"],
        [None, "白二"],
        ["采购部", "顾行之"],
        [None, "安一"],
    ]
    merged = read_roster(xlsx(tmp_path / "a.xlsx", rows, merged=["A2:A4", "A5:A6"]))
    assert [p.department for p in merged.people] == ["仓储部"] * 3 + ["采购部"] * 2
    assert [(p.kind, p.what) for p in merged.problems] == [("note", "合并的单元格按合并的范围补到了下面 3 行")]
    raw = "部门,姓名\n仓储部,岑若谷\n,祝余\n,白二\n采购部,顾行之\n,安一\n".encode()
    plain = roster_of(raw, source="a.csv")
    assert [p.department for p in plain.people] == ["仓储部", "", "", "采购部", ""]
    assert [(p.kind, p.where) for p in plain.problems] == [("blanks", "A 列（部门）")]
    filled = roster_of(raw, source="a.csv", fill=True)
    assert [p.department for p in filled.people] == ["仓储部"] * 3 + ["采购部"] * 2


def test_rows_of_one_pupil_are_one_person(tmp_path: Path) -> None:
    rows = [["姓名", "学号", "家长姓名", "与学生关系"], ["岑若谷", "01", "岑父", "父子"], [None, None, "白二", "母亲"]]
    person = only(read_roster(xlsx(tmp_path / "a.xlsx", rows, merged=["A2:A3", "B2:B3"])))
    assert person.guardians == (Guardian("岑父", "父亲"), Guardian("白二", "母亲"))
    roster = of("姓名,学号,家长姓名,与学生关系\n岑若谷,01,岑父,父亲\n岑若谷,01,白二,母亲\n")
    assert len(only(roster).guardians) == 2
    assert [p.kind for p in roster.problems] == ["note"]


def test_one_phone_at_two_people_and_relatives_that_contradict_each_other() -> None:
    roster = of("姓名,部门,手机\n岑若谷,甲,15400001111\n祝余,乙,15400001111\n白二,丙,15400002222\n")
    assert [(p.where, p.kind) for p in roster.problems] == [("第 2 行", "phone")]
    assert "岑若谷（第 2 行）、祝余（第 3 行）" in roster.problems[0].what
    school = of(
        "姓名,班级,父亲,父亲电话,母亲,母亲电话\n岑若谷,1,岑父,15400001111,白二,15400002222\n"
        "岑若水,2,白二,15400002222,,\n祝余,3,祝余,15400003333,,\n"
    )
    assert [p.where for p in school.problems if p.kind == "relation"] == ["第 3 行", "第 4 行"]
    siblings = of("姓名,手机,父亲,父亲电话\n岑若谷,15400001111,岑父,15400001111\n岑若水,15400001111,岑父,15400001111\n")
    assert not siblings.problems


@pytest.mark.parametrize("changed", ["姓名\n祝余余\n", "姓名\n岑若谷\n祝余\n"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("姓名\n岑若谷\n", "utf-8")
    honest = os.fstat
    looks: list[int] = []

    def change_before_the_second_look(number: int) -> os.stat_result:
        looks.append(number)
        if len(looks) == 2:
            stamp = honest(number).st_mtime_ns
            path.write_text(changed, "utf-8")
            os.utime(path, ns=(stamp, stamp))  # nothing but the words tells
        return honest(number)

    monkeypatch.setattr(text.os, "fstat", change_before_the_second_look)
    with pytest.raises(UserError, match="在读取的时候被改动"):
        read_roster(path)


def test_an_encoding_that_nobody_can_tell_is_offered(tmp_path: Path) -> None:
    raw = "姓名,部門\n歐陽靜,總務處\n龔學勤,會計室\n".encode("big5hkscs")
    with pytest.raises(text.UndecidedError) as caught:
        roster_of(raw, source="名單.csv")
    assert dict(caught.value.readings)["big5hkscs"].startswith("姓名,部門")
    people = roster_of(raw, source="名單.csv", encoding="big5hkscs").people
    assert [p.name for p in people] == ["歐陽靜", "龔學勤"]


def test_a_cancel_is_heard_while_the_table_reader_works(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import threading

    path = xlsx(tmp_path / "a.xlsx", [["姓名"], ["岑若谷"]])
    free, steps = threading.Event(), []
    watched = roster_tables._watched

    def slow(work: Any, step: Any) -> Any:
        return watched(lambda: (free.wait(10), work())[1], step)

    def step(done: int, total: int) -> None:
        steps.append(done)
        if len(steps) > 8:
            raise Cancelled

    monkeypatch.setattr(roster_tables, "_watched", slow)
    with pytest.raises(Cancelled):
        read_roster(path, step=step)
    free.set()


def test_a_table_in_a_document_whose_cells_are_one(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    for cell, words in zip(
        [c for row in table.rows for c in row.cells], ["部门", "姓名", "仓储部", "岑若谷", "", "祝余"], strict=True
    ):
        cell.text = words
    table.cell(1, 0).merge(table.cell(2, 0))
    document.save(str(tmp_path / "a.docx"))
    assert [p.department for p in read_roster(tmp_path / "a.docx").people] == ["仓储部", "仓储部"]


def test_a_workbook_with_hidden_and_old_forms_of_days(tmp_path: Path) -> None:
    import datetime as dt

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["姓名", "入职时间"], ["岑若谷", dt.datetime(2024, 3, 1)], ["合　计", "2 人"]):  # noqa: DTZ001
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert only(read_roster(tmp_path / "a.xlsx")).extras == (("joined", "2024-03-01"),)


def test_the_owner_explains_the_sheet_he_is_shown(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx", [["本表由行政部维护"], ["有误请告知"]],
        名单=[["称呼", "所属"], ["岑若谷", "仓储部"], ["祝余", "采购部"]],
    )  # fmt: skip
    shown = read_roster(path, strict=False).table
    assert shown is not None
    assert (shown.sheet, shown.titles) == ("名单", ("称呼", "所属"))
    people = read_roster(path, header=shown.at, mapping={0: "name", 1: "department"}).people
    assert [(p.name, p.department) for p in people] == [("岑若谷", "仓储部"), ("祝余", "采购部")]
