"""今日 without the rest of the window: lines with digits, charts, the calendar of days off."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, QEvent, QObject, QPoint, QRect, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.fresh_records import fresh_records
from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.people import Person
from wxadmin.services import cases, groups, people, records, today, workdays
from wxadmin.services.cases import CaseDraft, Decision
from wxadmin.services.due import DueItem
from wxadmin.services.groups import GroupDraft
from wxadmin.services.records import Store
from wxadmin.ui import holidaysheet
from wxadmin.ui.chart import Rows, Series
from wxadmin.ui.desk import Desk
from wxadmin.ui.holidaysheet import HolidaySheet
from wxadmin.ui.pages.today import TodayPage
from wxadmin.ui.tasks import Tasks

Story = Callable[[TodayPage], Coroutine[Any, Any, None]]


@pytest.fixture
def play(run_async: Run, tasks: Tasks, host: QWidget, tmp_path: Path) -> Iterator[Callable[[Story], None]]:
    """Runs a story with the page of a group in which one case waits for its decision and one for its notice."""
    store = fresh_records(tmp_path / "records")
    group = groups.create(store, GroupDraft("研发协作群", unit="远山公司")).value
    person = people.add(store, Person("方立", departments=(("远山公司", "研发部"),)), group=group).value
    cases.create(store, CaseDraft(group, person, "发广告"))
    other = cases.create(store, CaseDraft(group, person, "又发广告")).value
    cases.decide(store, other, Decision(("written",), "林岚"))
    layout = QSettings(str(tmp_path / "layout.ini"), QSettings.Format.IniFormat)

    async def whole(story: Story) -> None:
        desk = Desk(store, tasks, layout, host)
        desk.groups, desk.group = groups.every(store), group
        page = TodayPage(desk, host)
        host.resize(1170, 900)
        page.resize(1170, 900)
        host.show()
        page.show()
        await until(lambda: "案件等待决定" in words(page))
        try:
            await story(page)
        finally:
            page.shut()
            await tasks.close()

    yield lambda story: run_async(whole(story))
    records.close(store)


def test_a_digit_opens_a_line_and_letters_move(play: Callable[[Story], None]) -> None:
    async def story(page: TodayPage) -> None:
        opened: list[tuple[str, object, tuple[str, ...]]] = []
        page.desk.open = lambda key, record=None, chips=(): opened.append((key, record, chips))  # type: ignore[method-assign]
        waiting = [line for line in page._lines if "作出决定" in line.go.text()]
        at = page._lines.index(waiting[0])
        page.setFocus()
        QTest.keyClick(page, Qt.Key(Qt.Key.Key_1 + at))
        assert opened == [("cases", None, ("draft",))]
        QTest.keyClick(page, Qt.Key.Key_J)
        assert page._lines[0].go.hasFocus()
        QTest.keyClick(page._lines[0].go, Qt.Key.Key_K)
        assert page._lines[-1].go.hasFocus()
        QTest.keyClick(page, Qt.Key.Key_9)
        assert len(opened) == 1

    play(story)


def test_every_line_is_opened_with_keys(play: Callable[[Story], None]) -> None:
    async def story(page: TodayPage) -> None:
        opened: list[int] = []
        page.desk.open = lambda key, record=None, chips=(): opened.append(record)  # type: ignore[method-assign]
        items = [DueItem("line", f"第 {n} 件事", 1, "cases", record=n) for n in range(1, 16)]
        page._show(replace(today.overview(page.desk.store, page.desk.group), due=tuple(items)))
        assert "第十一项起" in words(page)
        page.setFocus()
        for key in (Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_PageDown):
            QTest.keyClick(page, key)
        assert opened == [1, 10]
        at = page._lines[10].go
        assert at.hasFocus()
        for key in (Qt.Key.Key_J, Qt.Key.Key_Return):
            QTest.keyClick(QApplication.focusWidget(), key)
        assert opened == [1, 10, 12]
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_End)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Enter)
        assert opened[-1] == 15
        line = page._lines[14]
        top = line.mapTo(page._area.viewport(), QPoint())
        assert page._area.viewport().rect().contains(QRect(top, line.size()))
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_PageUp)
        assert page._lines[4].go.hasFocus()
        page._show(replace(today.overview(page.desk.store, page.desk.group), due=tuple(items[:10])))
        assert "第十一项起" not in words(page)
        page._show(replace(today.overview(page.desk.store, page.desk.group), note="2030年的放假安排还没有录入"))
        assert words(page).count("2030年的放假安排还没有录入") == 1

    play(story)


class _Painted(QObject):
    """Whether a widget was painted."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.times = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt has named it
        self.times += event.type() == QEvent.Type.Paint
        return False


def test_the_page_is_painted_before_anybody_knows_what_is_due(
    play: Callable[[Story], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    known, asked, overview = threading.Event(), threading.Event(), today.overview

    def slow(store: Store, group: int | None) -> today.Today:
        asked.set()
        assert known.wait(10)
        return overview(store, group)

    async def story(page: TodayPage) -> None:
        monkeypatch.setattr(today, "overview", slow)
        page.hide()
        other = TodayPage(page.desk, page.window())
        painted = _Painted(other)
        other.resize(800, 600)
        other.show()
        await until(lambda: asked.is_set() and painted.times)
        assert "待办" not in words(other)
        known.set()
        await until(lambda: "案件等待决定" in words(other))
        other.shut()

    play(story)


def test_charts_say_their_numbers(play: Callable[[Story], None]) -> None:
    async def story(page: TodayPage) -> None:
        (series,) = page.findChildren(Series)
        assert series.accessibleName().endswith("立案 2 决定 1 还没决定 1 其中超过七天 0")
        assert not series.grab().isNull()
        assert "按条款：最近八周的决定：" in [chart.accessibleName() for chart in page.findChildren(Rows)]

    play(story)


def test_days_off_are_entered_and_taken_back(play: Callable[[Story], None]) -> None:
    async def story(page: TodayPage) -> None:
        store = page.desk.store
        page.start(holidaysheet.edit(page))
        await until(lambda: page.findChildren(HolidaySheet))
        sheet = page.findChildren(HolidaySheet)[0]
        sheet.year.setValue(2026)
        await until(lambda: sheet.table.rowCount() > 20)
        assert "国庆节" in [sheet.table.item(row, 2).text() for row in range(sheet.table.rowCount())]
        sheet.first.setDate(QDate(2026, 12, 7))
        sheet.last.setDate(QDate(2026, 12, 8))
        sheet.name.setText("运动会")
        press(sheet, "填入")
        await until(lambda: not workdays.calendar(store).is_working(date(2026, 12, 8)))
        await until(lambda: any(not day.ours for day in sheet._days))
        row = next(place for place, day in enumerate(sheet._days) if not day.ours)
        sheet.table.selectRow(row)
        press(sheet, "恢复原样")
        await until(lambda: [day.day for day in sheet._days if not day.ours] == [date(2026, 12, 8)])
        assert workdays.calendar(store).is_working(date(2026, 12, 7))
        assert "已保存" in sheet.strip.words
        sheet.last.setDate(QDate(2026, 1, 1))
        press(sheet, "填入")
        await until(lambda: "早于" in sheet.strip.words)
        sheet.accept()

    play(story)


def test_a_legend_too_wide_for_one_line_goes_on_below(host: QWidget) -> None:
    names = [("Opened", "accent"), ("Decided", "muted"), ("Not decided yet", "amber"), ("Longer than a week", "danger")]
    chart = Series([("1/5", (1, 2, 3, 4))], names, "Cases", host)
    for width, lines in ((900, 1), (320, 2), (170, 3)):
        chart.resize(width, 176)
        places = chart.legend(chart.fontMetrics())
        assert len({y for _x, y, _wide in places}) == lines
        assert all(x + wide <= width for x, _y, wide in places)
