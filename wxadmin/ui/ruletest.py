"""试跑: rules under the pen over the archived chat, what would be hit besides and what no more, before they hold."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.services import backtest
from wxadmin.services.backtest import Backtest, Difference
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.sharing import shown
from wxadmin.ui.textblock import TextBlock, tip

_MESSAGE = Qt.ItemDataRole.UserRole
_ROWS = 500
"""Rows a table shows; counts say how many there are."""
_SPANS = (
    (0, _("全部归档")),
    (30, _("最近 30 天")),
    (90, _("最近 90 天")),
    (365, _("最近一年")),
    (-1, _("不试，直接启用")),
)


class RunSheet(dialogs.Sheet):
    """How much of the archive the changed rules are tried on; ``days`` is -1 when not at all."""

    def __init__(self, parent: QWidget, changes: Sequence[str], where: str) -> None:
        super().__init__(parent, _("启用前先试跑"), _("试跑"))
        self.say(
            _("改过的规则先在归档的聊天上跑一遍，看多命中了什么、少命中了什么，再决定启用。用于：{where}").format(
                where=where
            )
        )
        self.say("\n".join(f"· {line}" for line in changes[:12]), muted=True)
        row = QHBoxLayout()
        row.addWidget(label(_("范围"), self, "muted"))
        self.span = QComboBox(self)
        for days, words in _SPANS:
            self.span.addItem(words, days)
        self.span.setAccessibleName(_("试跑的范围"))
        self.span.currentIndexChanged.connect(self._on_span_changed)
        row.addWidget(self.span, 1)
        self.body.addLayout(row)
        self.note = QLineEdit(self)
        self.note.setMaxLength(500)
        self.note.setPlaceholderText(_("为什么改（可不填，记在版本里）"))
        self.note.setAccessibleName(_("为什么改"))
        self.body.addWidget(self.note)
        self.setMinimumWidth(480)

    @property
    def days(self) -> int:
        """Days back from now; 0 everything, -1 nothing."""
        return int(self.span.currentData())

    def _on_span_changed(self) -> None:
        self.main.setText(_("启用") if self.days < 0 else _("试跑"))


class BacktestSheet(dialogs.Sheet):
    """What came out. Accepted: switch on; ``queue`` says whether what is hit anew goes into the queue."""

    opened = Signal(int)
    """A message whose conversation is wanted; the sheet closes itself."""

    def __init__(self, parent: QWidget, found: Backtest) -> None:
        super().__init__(parent, _("试跑结果"), _("启用"))
        for line in backtest.sentences(found)[: -len(found.warnings) or None]:
            self.body.addWidget(TextBlock(line, self))
        for line in found.warnings:
            self.body.addWidget(TextBlock(line, self, role="amber", bold=True))
        row = QHBoxLayout()
        self._which = QButtonGroup(self)
        self._tables: list[QTableWidget] = []
        for words, make in (
            (_("新命中 {n}").format(n=f"{found.gained_total:,}"), self._hits(found.gained)),
            (_("不再命中 {n}").format(n=f"{found.lost_total:,}"), self._hits(found.lost)),
            (_("按规则"), self._rules(found)),
        ):
            chip = QPushButton(words, self)
            chip.setProperty("chip", "true")
            chip.setCheckable(True)
            chip.setAccessibleName(words)
            chip.setAutoDefault(False)
            self._which.addButton(chip, len(self._tables))
            self._tables.append(make)
            row.addWidget(chip)
        row.addStretch(1)
        self.body.addLayout(row)
        for table in self._tables:
            self.body.addWidget(table, 1)
        self.jump = button(_("看这条的对话"), self._on_jump_clicked, self, icon="message-square")
        self.jump.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self.jump)
        row.addStretch(1)
        self.box = QCheckBox(_("把新命中的 {n} 条加入待审").format(n=f"{found.fresh:,}"), self)
        self.box.setAccessibleName(self.box.text())
        self.box.setEnabled(0 < found.fresh <= backtest.MOST_QUEUED)
        row.addWidget(self.box)
        self.body.addLayout(row)
        if found.fresh > backtest.MOST_QUEUED:
            self.say(_("新命中的太多，不能一次放进待审；请先把规则改窄。"), muted=True)
        self._which.idToggled.connect(self._on_which_toggled)
        self._which.button(0).setChecked(True)
        room = self.screen().availableGeometry()
        self.resize(min(980, round(room.width() * 0.92)), min(640, round(room.height() * 0.88)))

    @property
    def queue(self) -> bool:
        """Whether what is hit anew goes into the queue."""
        return self.box.isEnabled() and self.box.isChecked()

    def _table(self, titles: Sequence[str], rows: int, wide: int) -> QTableWidget:
        table = QTableWidget(rows, len(titles), self)
        table.setHorizontalHeaderLabels(list(titles))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(34)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setAlternatingRowColors(False)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.horizontalHeader().setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setHighlightSections(False)
        table.hide()
        return table

    def _hits(self, listed: Sequence[Difference]) -> QTableWidget:
        table = self._table((_("时间"), _("发言人"), _("内容"), _("规则"), _("命中")), min(len(listed), _ROWS), 2)
        table.setAccessibleName(_("命中的消息"))
        for at, one in enumerate(listed[:_ROWS]):
            for column, words in enumerate((one.time, one.sender, one.text, one.hit.rule, one.hit.matched)):
                words = shown(" ".join(words.split())[:200])
                item = QTableWidgetItem(words)
                item.setToolTip(tip(words))
                item.setData(_MESSAGE, one.message)
                table.setItem(at, column, item)
        for column, width in ((0, 150), (1, 110), (3, 130), (4, 120)):
            table.setColumnWidth(column, width)
        table.itemDoubleClicked.connect(self._on_jump_clicked)
        return table

    def _rules(self, found: Backtest) -> QTableWidget:
        titles = (_("规则"), _("原来命中"), _("改后命中"), _("原来准确"), _("改后准确"))
        table = self._table(titles, min(len(found.counts), _ROWS), 0)
        table.setAccessibleName(_("按规则"))
        for at, one in enumerate(found.counts[:_ROWS]):
            shares = ["" if share is None else f"{share:.0%}" for share in one.precision]
            for column, words in enumerate((one.name, f"{one.before:,}", f"{one.after:,}", *shares)):
                item = QTableWidgetItem(words)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                table.setItem(at, column, item)
        return table

    def _on_which_toggled(self, which: int, on: bool) -> None:
        self._tables[which].setVisible(on)
        self.jump.setVisible(not self._tables[2].isVisible() if which != 2 else not on)

    def _on_jump_clicked(self) -> None:
        table = next((t for t in self._tables[:2] if not t.isHidden()), None)
        item = None if table is None or table.currentRow() < 0 else table.item(table.currentRow(), 0)
        if item is not None:
            message = int(item.data(_MESSAGE))
            self.reject()
            self.opened.emit(message)
