"""节假日: the days off and moved working days of a year; the owner adds what the published calendar does not know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.services import clock, workdays
from wxadmin.services.records import Change
from wxadmin.services.workdays import Day
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.flow import Flow
from wxadmin.ui.page import Page
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_TITLES = (_("日期"), _("怎么算"), _("名称"), _("来源"))


class HolidaySheet(dialogs.Sheet):
    """One year as a table; each entry is a change of its own with an undo."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent, _("节假日"), _("关闭"))
        self.cancel.hide()
        self.main.setProperty("main", "false")
        self.main.setAutoDefault(False)
        self.main.setDefault(False)
        self._desk = desk
        self._days: tuple[Day, ...] = ()
        self.strip = Strip(self)
        self.strip.undo_wanted.connect(self._on_undo_wanted)
        self.body.addWidget(self.strip)
        words = _(
            "按工作日算的期限（申诉、答复、办理、公告截止）都用这张表。"
            "国家公布的放假安排收到 {} 年，以后的年份公布后在这里填写。"
        )
        self.body.addWidget(TextBlock(words.format(workdays.known_until()), self, role="muted"))
        top = QWidget(self)
        flow = Flow(top)
        self.year = QSpinBox(top)
        self.year.setRange(2004, 2099)
        self.year.setValue(clock.today().year)
        self.year.lineEdit().setTextMargins(6, 0, 0, 0)
        self.year.setAccessibleName(_("年份"))
        self.year.valueChanged.connect(self._on_year_changed)
        flow.addWidget(label(_("年份"), top, "muted"))
        flow.addWidget(self.year)
        self.body.addWidget(top)
        self.table = self._table()
        self.body.addWidget(self.table, 1)
        fields = QWidget(self)
        flow = Flow(fields)
        self.first = day_field(fields, _("从"))
        self.last = day_field(fields, _("到"))
        self.first.dateChanged.connect(self._on_first_changed)
        self.kind = QComboBox(fields)
        self.kind.setAccessibleName(_("怎么算"))
        self.kind.addItem(_("放假"), True)
        self.kind.addItem(_("上班"), False)
        self.name = QLineEdit(fields)
        self.name.setAccessibleName(_("名称"))
        self.name.setPlaceholderText(_("例如：运动会、调休"))
        self.name.setFixedWidth(150)
        for words, field in ((_("从"), self.first), (_("到"), self.last), ("", self.kind), (_("名称"), self.name)):
            if words:
                flow.addWidget(label(words, fields, "muted"))
            flow.addWidget(field)
        flow.addWidget(button(_("填入"), self._on_enter_clicked, fields, kind="main"))
        self.back = button(_("恢复原样"), self._on_back_clicked, fields)
        flow.addWidget(self.back)
        self.body.addWidget(fields)
        free = self.screen().availableGeometry()
        self.resize(min(680, round(free.width() * 0.95)), min(600, round(free.height() * 0.9)))
        self._on_row_changed()

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(_TITLES), self)
        table.setHorizontalHeaderLabels(list(_TITLES))
        table.setAccessibleName(_("节假日"))
        table.verticalHeader().hide()
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, width in enumerate((190, 90, 160, 120)):
            table.setColumnWidth(place, width)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        table.currentCellChanged.connect(self._on_row_changed)
        return table

    def _filled(self) -> tuple[object, ...]:
        return ()  # each entry is kept by its own button; leaving gives nothing up but a line

    def show_days(self, days: tuple[Day, ...]) -> None:
        """Fill the table with the days of the year chosen."""
        self._days = days
        self.table.setRowCount(len(days))
        for row, day in enumerate(days):
            words = _("放假") if day.off else _("上班")
            whose = _("国家公布") if day.ours else _("自己填写")
            for place, text in enumerate((clock.shown(day.day.isoformat()), words, day.name, whose)):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.table.setItem(row, place, item)
            self.table.setRowHeight(row, theme.ROW)
        self._on_row_changed()

    @property
    def _day(self) -> Day | None:
        row = self.table.currentRow()
        return self._days[row] if 0 <= row < len(self._days) else None

    def _on_row_changed(self) -> None:
        day = self._day
        self.back.setEnabled(day is not None and not day.ours)

    def _on_first_changed(self) -> None:
        if self.last.date() < self.first.date():
            self.last.setDate(self.first.date())

    def _on_year_changed(self) -> None:
        self._desk.tasks.start(self.load())

    def _on_enter_clicked(self) -> None:
        store, first, last = self._desk.store, day_of(self.first), day_of(self.last)
        name, off = self.name.text(), bool(self.kind.currentData())
        self._desk.tasks.start(self._change(lambda: workdays.enter(store, first, last, name, off=off), first))

    def _on_back_clicked(self) -> None:
        day, store = self._day, self._desk.store
        if day is not None:
            self._desk.tasks.start(self._change(lambda: workdays.forget(store, day.day), day.day))

    def _on_undo_wanted(self, change: int) -> None:
        self._desk.tasks.start(self._undo(change))

    async def _undo(self, change: int) -> None:
        await self._desk.undo(self.strip, change)
        await self.load()

    async def _change(self, work: Callable[[], Change[None]], day: date) -> None:
        words = _("已保存：{what}").format(what=clock.shown_day(day))
        if await self._desk.change(work, self.strip, words) is not None and shiboken6.isValid(self):
            if self.year.value() != day.year:
                self.year.setValue(day.year)
            else:
                await self.load()

    async def load(self) -> None:
        """Read the days of the year chosen."""
        if not shiboken6.isValid(self):
            return
        year, store = self.year.value(), self._desk.store
        days = await self._desk.read(lambda: workdays.of_year(store, year), self.strip)
        if days is not None and shiboken6.isValid(self) and year == self.year.value():
            self.show_days(days)


async def edit(page: Page) -> None:
    """Open the calendar."""
    sheet = HolidaySheet(page, page.desk)
    page.desk.tasks.start(sheet.load())
    await dialogs.show(sheet)
