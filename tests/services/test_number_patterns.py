"""编号格式: as the owner wants them, and never the same number twice in a group."""

from __future__ import annotations

from datetime import date

import pytest

from wxadmin.domain import numbering
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import AnnouncementPaper
from wxadmin.services import cases, groups, number_patterns, papers, records
from wxadmin.services.groups import GroupDraft
from wxadmin.services.papers import Origin

PAPER = AnnouncementPaper("甲公司", "甲组工作群", "放假通知", ("放假三天。",), "办公室", date(2026, 9, 21))


def decided(store, group, roster):
    made = cases.create(store, cases.CaseDraft(group, roster["曾雨桐"], "刷屏", measures=("oral",))).value
    return cases.decide(store, made, cases.Decision(("oral",), "王")).value


def number_of(store, group):
    return papers.issue(store, PAPER, Origin(group)).value.number


def test_the_groups_own_pattern_goes_before_the_units_and_that_before_the_usual_one(store, group, roster):
    other = groups.create(store, GroupDraft("乙组工作群", unit="甲公司")).value
    assert decided(store, group, roster) == "违处〔2026〕1号"
    assert (
        number_patterns.save(store, number_patterns.UNIT, "case", "甲{字}〔{年}〕{序}号").value == "甲违处〔2026〕1号"
    )
    assert decided(store, group, roster) == "甲违处〔2026〕2号"
    assert number_patterns.save(store, group, "case", "{群}-{年2}-{序3}").value == "甲组工作群-26-003"
    assert decided(store, group, roster) == "甲组工作群-26-003"
    with store.read() as db:
        assert number_patterns.of(db, other, "case") == "甲{字}〔{年}〕{序}号"
        assert number_patterns.of(db, other, "letter") == numbering.USUAL
        assert number_patterns.of(db, 0, "letter") == numbering.USUAL_UNIT
    assert cases.get(store, cases.find(store, "甲组工作群-26-3")).number == "甲组工作群-26-003"
    assert cases.find(store, "甲违处[2026]2") == 2
    assert number_patterns.save(store, group, "case", "").value == "甲违处〔2026〕4号"


def test_the_sheet_shows_every_series_with_its_next_number(store, group):
    number_patterns.save(store, group, "letter", "{字}-{年}-{序4}")
    shown = {one.series: one for one in number_patterns.schemes(store, group)}
    assert set(shown) == set(numbering.SERIES) - {"sheet"}
    assert (shown["letter"].own, shown["letter"].next) == (True, "函-2026-0001")
    assert (shown["case"].own, shown["case"].next) == (False, "违处〔2026〕1号")
    assert len(number_patterns.schemes(store, number_patterns.UNIT)) == len(shown)
    assert number_patterns.example(store, group, "case", "{群}〔{年}〕{序}号")[0] == "甲组工作群〔2026〕1号"


def test_a_pattern_changed_in_the_year_and_back_gives_no_number_twice(store, group):
    given = [number_of(store, group)]
    number_patterns.save(store, group, "announcement", "公告〔{年}〕{序3}号")
    given.append(number_of(store, group))
    number_patterns.save(store, group, "announcement", "公告〔{年}〕{序}号")
    given.append(number_of(store, group))
    # A paper that came with a number of its own, such as one handed over.
    own = AnnouncementPaper("甲公司", "甲组工作群", "另一份", ("。",), "办公室", date(2026, 9, 21), "公告〔2026〕4号")
    papers.issue(store, own, Origin(group))
    given.append(number_of(store, group))
    assert given == ["公告〔2026〕1号", "公告〔2026〕002号", "公告〔2026〕3号", "公告〔2026〕5号"]


def test_a_case_gets_no_number_that_a_paper_has(store, group, roster):
    taken = AnnouncementPaper("甲公司", "甲组工作群", "x", ("。",), "办公室", date(2026, 9, 21), "违处〔2026〕1号")
    papers.issue(store, taken, Origin(group))
    assert decided(store, group, roster) == "违处〔2026〕2号"


def test_two_series_may_not_be_numbered_alike(store, group):
    number_patterns.save(store, group, "letter", "甲〔{年}〕{序}号")
    with pytest.raises(UserError, match="“案件和通知书”和“函”会编出同样的号"):
        number_patterns.save(store, group, "case", "甲〔{年}〕{序}号")
    with pytest.raises(UserError, match="会编出同样的号"):
        number_patterns.save(store, group, "form", "清单〔{年}〕{序}号")
    with store.read() as db:
        assert number_patterns.of(db, group, "case") == numbering.USUAL


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("〔{序}号", "没有年份"), ("{年}号", "没有序号"), ("{年}{序}{序}", "写了两次"), ("{年}{年2}{序}", "写了两次"),
        ("{年}{序", "没有成对"), ("{年}}{序}", "没有成对"), ("{年}{序}{月日}", "没有“{月日}”"), ("{年}{序}{}", "没有“{}”"),
        ("{年}{序}\u202e", "看不见"), ("{年}{序}" + "甲" * 40, "太长"),
    ],
)  # fmt: skip
def test_a_wrong_pattern_is_refused_with_its_reason(store, group, pattern, why):
    with pytest.raises(UserError, match=why):
        number_patterns.save(store, group, "case", pattern)
    with pytest.raises(UserError, match=why):
        number_patterns.example(store, group, "case", pattern)
    with store.read() as db:
        assert number_patterns.of(db, group, "case") == numbering.USUAL


def test_a_sheet_keeps_its_pattern_and_nothing_is_numbered_beside_the_series(store, group):
    for series in ("sheet", "notice", "", "x"):
        with pytest.raises(UserError, match="格式不能改"):
            number_patterns.save(store, group, series, "{年}{序}")


def test_a_pattern_can_be_undone(store, group):
    number_patterns.save(store, group, "case", "{年}-{序}")
    records.undo(store)
    with store.read() as db:
        assert number_patterns.of(db, group, "case") == numbering.USUAL


def test_a_new_year_begins_with_one(store, group, roster, hands):
    number_patterns.save(store, group, "case", "{年2}{字}{序3}")
    assert decided(store, group, roster) == "26违处001"
    hands.move(days=200)
    assert decided(store, group, roster) == "27违处001"
