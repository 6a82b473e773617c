"""Lists of people in the shapes offices, schools and communities keep them; everybody here is invented."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
import pytest

from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.people import Guardian, Person, Roster
from wxadmin.intake.roster import identity_holds, read_roster, roster_of


def xlsx(
    path: Path, rows: Sequence[Sequence[object]], *, merged: Sequence[str] = (), **sheets: Sequence[Sequence[object]]
) -> Path:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    for row in rows:
        first.append(list(row))
    for area in merged:
        first.merge_cells(area)
    for name, content in sheets.items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(list(row))
    book.save(path)
    return path


def of(text: str, encoding: str = "utf-8") -> Roster:
    return roster_of(text.encode(encoding), source="名单.csv")


def only(roster: Roster) -> Person:
    assert len(roster.people) == 1
    return roster.people[0]


def test_address_book_with_preamble_and_paths(tmp_path: Path) -> None:
    rows = [
        ["成员导出"], [None], ["填写须知："], ["1、不要改列名；"], ["2、姓名必填；"], ["3、部门用“/”分级；"], [None],
        ["姓名", "帐号", "别名", "职务", "部门", "性别", "手机", "座机", "邮箱"],
        ["顾行之", "Z001", "行之", "主管", "青禾公司/营销中心/销售部;青禾公司/技术中心/研发部", "男", 15400001111, "8001", "a@example.com"],
    ]  # fmt: skip
    roster = read_roster(xlsx(tmp_path / "通讯录.xlsx", rows))
    person = only(roster)
    assert person.departments == (("青禾公司", "营销中心", "销售部"), ("青禾公司", "技术中心", "研发部"))
    assert (person.name, person.number, person.post, person.phone, person.row) == (
        "顾行之", "", "主管", "15400001111", 9,
    )  # fmt: skip
    assert dict(person.extras) == {
        "account": "Z001", "alias": "行之", "gender": "男", "landline": "8001", "mail": "a@example.com",
    }  # fmt: skip
    assert person.department == "销售部"
    assert ("phone", "手机") in roster.columns
    assert roster.source == "通讯录.xlsx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_personnel_list_with_fillers(encoding: str) -> None:
    text = "姓名,一级部门,二级部门,三级部门,职务,联系方式,在职离职状态\n岑若谷,生产中心,二车间,乙班,/,15400002222,在职\n祝余,管理中心,办公室,NaN,无,无,离职\n"
    first, second = of(text, encoding).people
    assert first.departments == (("生产中心", "二车间", "乙班"),)
    assert (first.post, first.phone, first.left) == ("", "15400002222", False)
    assert second == Person("祝余", (("管理中心", "办公室"),), left=True, row=3)


def test_school_list_with_title_row_and_guardians(tmp_path: Path) -> None:
    rows = [
        ["新苗小学三年级名册", *[None] * 8],
        ["填表：教务处", None, None, "日期：2026-09-01"],
        [
            "学号",
            "姓名",
            "年级",
            "班级",
            "性别",
            "监护人(父亲)",
            "监护人(父亲)电话",
            "监护人(母亲)",
            "监护人(母亲)电话",
        ],
        ["0301", "晏清和", "三年级", "三(2)班", "女", "晏知秋", "16300001111", "/", "无"],
    ]
    person = only(read_roster(xlsx(tmp_path / "a.xlsx", rows, merged=["A1:I1"])))
    assert person.departments == (("三年级", "三(2)班"),)
    assert person.number == "0301"
    assert person.guardians == (Guardian("晏知秋", "父亲", "16300001111"),)


def test_a_telephone_right_behind_a_relative_is_theirs(tmp_path: Path) -> None:
    path = tmp_path / "学生.csv"
    path.write_text(
        "学号,姓名,班级,联系电话,监护人1,关系,联系电话,监护人2,关系,联系电话\n"
        "3001,王小明,三(2)班,15410001000,王强,父亲,15411112222,李梅,母亲,16311113333\n",
        encoding="utf-8",
    )
    (pupil,) = read_roster(path).people
    assert pupil.phone == "15410001000"
    assert pupil.guardians == (Guardian("王强", "父亲", "15411112222"), Guardian("李梅", "母亲", "16311113333"))


def test_guardian_with_relation_column_and_two_row_header(tmp_path: Path) -> None:
    flat = of("班级,学生姓名,家长姓名,与学生关系,家长电话\n302,晏清和,晏知秋,爷爷,16300001111\n")
    assert only(flat).guardians == (Guardian("晏知秋", "爷爷", "16300001111"),)
    rows = [
        ["序号", "班级", "姓名", "父亲", None, "母亲", None],
        [None, None, None, "姓名", "电话", "姓名", "电话"],
        [1, "三(2)班", "晏清和", "晏知秋", "16300001111", "温雪", "16300002222"],
    ]
    merged = ["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"]
    person = only(read_roster(xlsx(tmp_path / "b.xlsx", rows, merged=merged)))
    assert person.guardians == (Guardian("晏知秋", "父亲", "16300001111"), Guardian("温雪", "母亲", "16300002222"))


@pytest.mark.parametrize(
    ("header", "row", "department"),
    [
        ("名字,科室", "岑若谷,检验科", "检验科"),
        ("员工姓名*,所属部门（必填）", "岑若谷,仓储部", "仓储部"),
        ("Name,Department", "岑若谷,Sales", "Sales"),
        ("教师姓名,任教学科,班级", "岑若谷,语文,三(2)班", "语文"),
        ("业主姓名,楼栋,单元,房号", "岑若谷,3,2,501", "501"),
        ("姓 名,部 门", "岑 若 谷,仓储部", "仓储部"),
    ],
)
def test_similar_headers(header: str, row: str, department: str) -> None:
    person = only(of(f"{header}\n{row}\n"))
    assert (person.name, person.department) == ("岑若谷", department)


def test_community_and_bare_class_numbers_get_their_unit() -> None:
    assert only(of("业主,楼栋,单元,房号\n岑若谷,3,2,501\n")).departments == (("3栋", "2单元", "501"),)
    assert only(of("姓名,年级,班级\n岑若谷,三年级,2\n")).departments == (("三年级", "2班"),)


def test_numbers_stay_text(tmp_path: Path) -> None:
    rows = [["姓名", "工号", "手机"], ["岑若谷", 1234567, 15400001111.0], ["祝余", "007", "+86 154-0000-2222"]]
    first, second = read_roster(xlsx(tmp_path / "a.xlsx", rows)).people
    assert (first.number, first.phone) == ("1234567", "15400001111")
    assert (second.number, second.phone) == ("007", "15400002222")


def test_merged_departments_count_for_every_row(tmp_path: Path) -> None:
    rows = [["部门", "姓名"], ["仓储部", "岑若谷"], [None, "祝余"], ["采购部", "顾行之"]]
    people = read_roster(xlsx(tmp_path / "a.xlsx", rows, merged=["A2:A3"])).people
    assert [p.department for p in people] == ["仓储部", "仓储部", "采购部"]


def test_several_sheets_and_a_sheet_without_people(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx", [["姓名", "部门"], ["岑若谷", "仓储部"]],
        二部=[["部门", "姓名"], ["采购部", "祝余"]], 说明=[["本表由行政部维护"]],
    )  # fmt: skip
    roster = read_roster(path)
    assert [(p.name, p.department) for p in roster.people] == [("岑若谷", "仓储部"), ("祝余", "采购部")]
    assert [p.where for p in roster.problems] == ["工作表“说明”"]


def test_rows_that_are_no_people_are_skipped_or_reported() -> None:
    roster = of(
        "姓名,部门,手机\n岑若谷,仓储部,15400001111\n,采购部,15400002222\n姓名,部门,手机\n12345,仓储部,\n合计：2人,,\n,,\n"
    )
    assert [p.name for p in roster.people] == ["岑若谷"]
    assert [(p.where, p.what) for p in roster.problems] == [
        ("第 3 行 A 列（姓名）", "没有姓名，这一行没有读入"),
        ("第 5 行 A 列（姓名）", "“12345”不是姓名，这一行没有读入"),
    ]


def test_identity_numbers_are_verified_and_not_kept() -> None:
    good, bad = "110101199001010007", "110101199001010008"
    assert identity_holds(_with_check(good[:17]))
    roster = of(f"姓名,身份证号\n岑若谷,{_with_check(good[:17])}\n祝余,{_wrong(bad)}\n")
    assert len(roster.problems) == 1
    assert roster.problems[0].where == "第 3 行 B 列（身份证号）"
    assert good[:17] not in repr(roster)
    assert not identity_holds("11010119901301000X")


def _with_check(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]


def _wrong(number: str) -> str:
    return number[:17] + ("1" if _with_check(number[:17])[-1] != "1" else "2")


@pytest.mark.parametrize("value", ["1.54E+10", "1540000111", "无电话号码"])
def test_doubtful_phones_are_reported(value: str) -> None:
    roster = of(f"姓名,手机\n岑若谷,{value}\n")
    assert len(roster.people) == len(roster.problems) == 1


def test_same_rows_count_once_and_shared_numbers_are_reported() -> None:
    roster = of("姓名,部门,工号\n岑若谷,仓储部,7\n岑若谷,仓储部,7\n祝余,仓储部,7\n岑若谷,采购部,8\n")
    assert [(p.name, p.department) for p in roster.people] == [
        ("岑若谷", "仓储部"),
        ("祝余", "仓储部"),
        ("岑若谷", "采购部"),
    ]
    assert [p.where for p in roster.problems] == ["第 3 行", "第 4 行"]


@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_dialects(sign: str) -> None:
    text = sign.join(["姓名", "部门"]) + "\r\n" + sign.join(['"岑若谷"', '"仓储部"']) + "\r\n"
    assert only(of(text)).department == "仓储部"


def test_excel_text_tricks_in_csv() -> None:
    assert only(of('sep=,\n姓名,工号,手机\n岑若谷,="0017",\'15400001111\n')).number == "0017"


def test_names_outside_the_basic_plane_and_hidden_characters_stay() -> None:
    names = [p.name for p in of("姓名\n𠮷田优子\n阿依古丽·买买提\n王\u200b芳\nIvan Petrov\n").people]
    assert names == ["𠮷田优子", "阿依古丽·买买提", "王\u200b芳", "Ivan Petrov"]


def test_a_single_column_without_header() -> None:
    assert [p.name for p in of("岑若谷\n祝余\n顾行之\n").people] == ["岑若谷", "祝余", "顾行之"]


def test_left_by_date_and_by_yes_or_no() -> None:
    assert [p.left for p in of("姓名,离职日期\n岑若谷,2020-01-31\n祝余,\n顾行之,2999-01-01\n").people] == [
        True,
        False,
        False,
    ]
    assert [p.left for p in of("姓名,是否在职\n岑若谷,是\n祝余,否\n").people] == [False, True]
    assert [p.left for p in of("姓名,状态\n岑若谷,未离职\n祝余,退休\n").people] == [False, True]


def test_tables_in_a_document(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ["姓名", "部门", "岑若谷", "仓储部"], strict=True
    ):
        cell.text = text
    document.save(str(tmp_path / "名单.docx"))
    assert only(read_roster(tmp_path / "名单.docx")).department == "仓储部"


def test_cancel_stops() -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        roster_of("姓名\n岑若谷\n".encode(), source="a.csv", step=stop)


@pytest.mark.parametrize(
    ("text", "words"),
    [("部门,电话\n仓储部,154\n", "没有找到表头"), ("姓名,部门\n", "没有人"), ('姓名,部门\n岑若谷,"仓储部\n' + "甲,乙\n" * 400, "引号")],
)  # fmt: skip
def test_lists_without_people_are_refused_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(UserError) as caught:
        of(text)
    assert words in str(caught.value)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
