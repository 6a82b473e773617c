"""平台规则: the platform facts as a table that the owner corrects, each with source and day."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableWidget, QTableWidgetItem, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import groups, platform_facts
from wxadmin.services.platform_facts import Fact
from wxadmin.services.records import Change
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.flow import Flow
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock, tip

_TITLES = (_("平台"), _("规则"), _("数值"), _("来源"), _("核对日期"), _("备注"))


class FactSheet(dialogs.Sheet):
    """One fact is chosen above and corrected below; each keeping is a change of its own."""

    def __init__(self, parent: QWidget, desk: Desk, facts: tuple[Fact, ...]) -> None:
        super().__init__(parent, _("平台规则"), _("关闭"))
        self.cancel.hide()
        self.main.setProperty("main", "false")
        self.main.setAutoDefault(False)
        self.main.setDefault(False)
        self._desk = desk
        self._facts = facts
        self.strip = Strip(self)
        self.strip.undo_wanted.connect(self._on_undo_wanted)
        self.body.addWidget(self.strip)
        words = _("这些数只用来提醒，不会拦住任何操作；平台改了规则，在这里改成新的数，写上来源。")
        self.body.addWidget(TextBlock(words, self, role="muted"))
        self.table = QTableWidget(0, len(_TITLES), self)
        self.table.setHorizontalHeaderLabels(list(_TITLES))
        self.table.setAccessibleName(_("平台规则"))
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.setShowGrid(False)
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, width in enumerate((76, 190, 80, 150, 110, 60)):
            self.table.setColumnWidth(place, width)
        head.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.table.currentCellChanged.connect(self._on_row_changed)
        self.body.addWidget(self.table, 1)
        self.says = TextBlock("", self, role="muted")
        self.body.addWidget(self.says)
        fields = QWidget(self)
        flow = Flow(fields)
        self.value = self._line(flow, fields, _("数值"), 90)
        self.source = self._line(flow, fields, _("来源"), 220)
        self.day = day_field(fields, _("核对日期"))
        flow.addWidget(label(_("核对日期"), fields, "muted"))
        flow.addWidget(self.day)
        self.note = self._line(flow, fields, _("备注"), 160)
        self.keep = button(_("保存这一项"), self._on_keep_clicked, fields, kind="main")
        self.back = button(_("恢复原值"), self._on_back_clicked, fields)
        flow.addWidget(self.keep)
        flow.addWidget(self.back)
        self.body.addWidget(fields)
        free = self.screen().availableGeometry()
        self.resize(min(820, round(free.width() * 0.95)), min(560, round(free.height() * 0.9)))
        self._fill()
        self.table.selectRow(0)
        self.table.setFocus()

    def _line(self, flow: Flow, parent: QWidget, title: str, width: int) -> QLineEdit:
        field = QLineEdit(parent)
        field.setAccessibleName(title)
        field.setPlaceholderText(title)
        field.setFixedWidth(width)
        flow.addWidget(label(title, parent, "muted"))
        flow.addWidget(field)
        return field

    def _filled(self) -> tuple[object, ...]:
        return ()  # each fact is kept by its own button; leaving gives nothing up but a line

    def _fill(self) -> None:
        self.table.setRowCount(len(self._facts))
        for row, fact in enumerate(self._facts):
            platform = groups.PLATFORMS.get(fact.platform, fact.platform)
            value = f"{fact.value} {fact.unit}" + ("" if fact.ours else _("（改过）"))
            for place, text in enumerate((platform, fact.title, value, fact.source, fact.day, fact.note)):
                item = QTableWidgetItem(text)
                item.setToolTip(tip(text))
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.table.setItem(row, place, item)
            self.table.setRowHeight(row, theme.ROW)

    @property
    def _fact(self) -> Fact | None:
        row = self.table.currentRow()
        return self._facts[row] if 0 <= row < len(self._facts) else None

    def _on_row_changed(self) -> None:
        fact = self._fact
        if fact is None:
            return
        self.says.set_text(_("{title}：{says}。").format(title=fact.title, says=fact.says))
        self.value.setText(str(fact.value))
        self.source.setText("" if fact.ours else fact.source)
        self.note.setText(fact.note)
        self.back.setEnabled(not fact.ours)

    def _on_keep_clicked(self) -> None:
        fact = self._fact
        if fact is None:
            return
        value, source, note, day = self.value.text(), self.source.text(), self.note.text(), day_of(self.day)
        store = self._desk.store
        self._desk.tasks.start(
            self._change(lambda: platform_facts.save(store, fact.key, value, source, note, day.isoformat()), fact)
        )

    def _on_back_clicked(self) -> None:
        fact, store = self._fact, self._desk.store
        if fact is not None:
            self._desk.tasks.start(self._change(lambda: platform_facts.reset(store, fact.key), fact))

    def _on_undo_wanted(self, change: int) -> None:
        self._desk.tasks.start(self._undo(change))

    async def _undo(self, change: int) -> None:
        await self._desk.undo(self.strip, change)
        await self._read_again()

    async def _change(self, work: Callable[[], Change[None]], fact: Fact) -> None:
        if await self._desk.change(work, self.strip, _("已保存：{title}").format(title=fact.title)) is not None:
            await self._read_again()

    async def _read_again(self) -> None:
        try:
            facts = await self._desk.tasks.run(lambda: platform_facts.all(self._desk.store))
        except UserError as error:
            self.strip.wrong(error)
            return
        if shiboken6.isValid(self):
            self._facts = facts
            self._fill()
            self._on_row_changed()
