from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.conftest import person
from wxadmin.domain import rowcodes
from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Roster
from wxadmin.services import groups, papers, records, regulations, roster_import, sheets, spelling
from wxadmin.services.groups import GroupDraft
from wxadmin.services.sheet_plan import laid_out
from wxadmin.services.sheets import SheetPlan

TEXT = "群规\n第一条 昵称改为部门-姓名。\n第二条 不得辱骂他人。\n"


@pytest.fixture
def revision(store, group):
    draft = regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value
    return regulations.publish(store, draft).value


@pytest.fixture
def second(store, roster):
    """Another group with one of the first, one of its own, and one who left."""
    group = groups.create(store, GroupDraft("乙组工作群", unit="甲公司")).value
    rows = (person("丁一", "客服部", "9"), person("陆明朗", "销售部", "2"), person("走了", "客服部", "8", left=True))
    roster_import.import_roster(store, roster_import.preview_roster(store, Roster(rows, "乙.xlsx"), group=group))
    return group


def names(sheet):
    return [row.name for row in sheet.rows]


def test_order_of_the_roster_by_department_and_by_name(store, group, roster, revision):
    order = {sort: names(sheets.build(store, group, plan=SheetPlan(sort=sort))) for sort in sheets.SORTS}
    assert order["roster"] == ["沈知远", "陆明朗", "张伟", "张伟", "曾雨桐", "李建业"]
    assert order["name"] == ["李建业", "陆明朗", "沈知远", "曾雨桐", "张伟", "张伟"]
    by_department = sheets.build(store, group, plan=SheetPlan(sort="department")).rows
    assert [row.department for row in by_department] == ["客服部", "生产部", "生产部", "销售部", "销售部", "总经办"]
    assert [row.name for row in by_department[1:3]] == ["李建业", "张伟"]


def test_sections_by_department_keep_the_order_within(store, group, roster, revision):
    rows = sheets.build(store, group, plan=SheetPlan(by="department", sort="name")).rows
    assert [key for key, _ in itertools.groupby(row.department for row in rows)] == [
        "生产部",
        "销售部",
        "总经办",
        "客服部",
    ]
    assert [row.name for row in rows] == ["李建业", "张伟", "陆明朗", "张伟", "沈知远", "曾雨桐"]


def test_who_is_in_two_groups_signs_once_but_under_each_heading(store, group, second, revision):
    once = sheets.build(store, group, plan=SheetPlan((second,)))
    assert names(once) == ["沈知远", "陆明朗", "张伟", "张伟", "曾雨桐", "李建业", "丁一"]
    assert once.group == "甲组工作群、乙组工作群"
    each = sheets.build(store, group, plan=SheetPlan((second, group), by="group", sort="name"))
    assert [(row.group[0], row.name) for row in each.rows[-3:]] == [("甲", "张伟"), ("乙", "丁一"), ("乙", "陆明朗")]
    assert len(each.rows) == 8
    assert names(sheets.build(store, second, revision, SheetPlan(sort="name"))) == ["丁一", "陆明朗"]


def test_row_codes_name_the_place_and_the_version_its_words(store, group, roster, revision):
    sheet = sheets.build(store, group)
    assert [rowcodes.row(row.code) for row in sheet.rows] == [1, 2, 3, 4, 5, 6]
    card = regulations.get(store, revision)
    assert sheet.version_code == card.code
    assert len(card.code.replace("-", "")) == 16
    other = regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value
    assert regulations.get(store, other).code == card.code
    changed = regulations.revise(store, revision, regulations.parse_text(TEXT.replace("辱骂", "谩骂"))).value
    assert regulations.get(store, changed).code != card.code


def test_words_outcomes_and_people_side_by_side(store, group, roster, revision):
    usual = sheets.build(store, group)
    assert (usual.title, usual.outcomes, usual.across) == ("群规签收表", False, 1)
    assert usual.statement
    plan = SheetPlan(outcomes=True, across=2, title=" 学习记录 ", statement="已学习。")
    sheet = sheets.build(store, group, plan=plan)
    assert (sheet.title, sheet.statement, sheet.outcomes, sheet.across) == ("学习记录", "已学习。", True, 2)
    issued = sheets.issue(store, group, revision, plan).value
    assert issued.title == "学习记录"
    assert sheets.last(store, revision) == issued.id
    assert papers.reprint(store, issued.id) == issued.pdf


def test_what_cannot_be_is_refused(store, group, roster, revision):
    for plan in ({"across": 3}, {"across": 0}, {"by": "team"}, {"sort": "age"}):
        with pytest.raises(UserError):
            SheetPlan(**plan)
    with pytest.raises(UserError, match="没有这个群"):
        sheets.build(store, group, plan=SheetPlan((99,)))
    with pytest.raises(UserError, match="没有这个群"):
        sheets.build(store, 99, revision)
    with pytest.raises(UserError, match="控制字符"):
        sheets.build(store, group, plan=SheetPlan(title="甲\n乙"))
    empty = groups.create(store, GroupDraft("空群")).value
    with pytest.raises(UserError, match="空群"):
        sheets.build(store, empty, revision)
    draft = regulations.revise(store, revision, regulations.parse_text(TEXT.replace("辱骂", "谩骂"))).value
    with pytest.raises(UserError, match="草稿不能签收"):
        sheets.issue(store, group, draft)
    assert sheets.last(store, revision) is None
    assert records.check(store).ok


PEOPLE_OF_A_GROUP = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["销售部", "生产部", ""]), st.sampled_from(["张伟", "安心", "曾雨"])),
    max_size=8, unique_by=lambda entry: entry[0],
)  # fmt: skip


@given(
    st.lists(PEOPLE_OF_A_GROUP, max_size=4),
    st.sampled_from(sorted(sheets.SECTIONS)),
    st.sampled_from(sorted(sheets.SORTS)),
)
def test_nobody_is_left_out_and_nobody_asked_twice(groups_of_people, by, sort):
    sections = [(f"群{i}", found) for i, found in enumerate(groups_of_people)]
    rows = laid_out(sections, SheetPlan(by=by, sort=sort))
    assert [rowcodes.row(row.code) for row in rows] == list(range(1, len(rows) + 1))
    if by == "group":
        wanted = Counter((name, *person[1:]) for name, found in sections for person in found)
    else:
        first: dict[int, tuple[str, str, str]] = {}
        for name, found in sections:
            for who, department, person in found:
                first.setdefault(who, (name, department, person))
        wanted = Counter(first.values())
    assert Counter((row.group, row.department, row.name) for row in rows) == wanted
    headings = [row.group if by == "group" else row.department if by else "" for row in rows]
    assert len([key for key, _rows in itertools.groupby(headings)]) == len(set(headings))
    for _key, section in itertools.groupby(zip(headings, rows, strict=True), key=lambda pair: pair[0]):
        names = [spelling.name_key(row.name) for _heading, row in section]
        assert sort != "name" or names == sorted(names)
