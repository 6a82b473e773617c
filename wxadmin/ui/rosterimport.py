"""Bringing a list of people in: what its columns mean and what it would do, before it does."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step
from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import consent, roster_import
from wxadmin.services.roster_import import RosterPreview, TooLargeError, UndecidedError
from wxadmin.ui import dialogs
from wxadmin.ui.columngrid import ColumnGrid
from wxadmin.ui.desk import Desk
from wxadmin.ui.importing import Heap, PreviewSheet
from wxadmin.ui.page import RecordPage
from wxadmin.ui.sharing import shown
from wxadmin.ui.strip import Strip

_SOON = 300  # ms after the last choice before the list is read again
_LEAST = 44
_Read = Callable[..., RosterPreview]


async def bring_in(page: RecordPage, source: Path | str) -> None:
    """A file, or a table as pasted: read, shown, and taken in when the owner says so."""
    if not page.desk.may(page.RIGHT):  # a file may be dropped on a page without its buttons
        page.desk.refuse(page.strip, page.RIGHT)
        return
    if isinstance(source, Path):
        await _bring_in(page, source, source.name)
        return
    with tempfile.TemporaryDirectory(prefix="wxadmin-") as folder:
        path = Path(folder) / (_("粘贴的表格") + (".tsv" if "\t" in source else ".csv"))
        path.write_text(source, "utf-8")
        await _bring_in(page, path, _("粘贴的表格"))


async def _bring_in(page: RecordPage, path: Path, name: str) -> None:
    desk = page.desk
    read = partial(roster_import.preview, desk.store, path, group=desk.group, strict=False)
    seen: RosterPreview | UserError | None
    while True:
        seen = await desk.job(_("读取 {file}").format(file=name), partial(_tried, read), page.strip)
        if isinstance(seen, TooLargeError):
            words = _("{file}：{what}。大的表要读得久一些，也占更多内存。").format(file=name, what=seen.what)
            if not await dialogs.confirm(page, _("导入花名册"), words, _("照样读取")):
                return
            read = partial(read, allow_large=True)
        elif isinstance(seen, UndecidedError) and seen.readings:
            encoding = await ask_encoding(page, name, seen)
            if encoding is None:
                return
            read = partial(read, encoding=encoding)
        else:
            break
    if isinstance(seen, UserError):
        page.strip.wrong(seen)
        return
    if seen is None:
        return
    asked = await desk.read(lambda: consent.import_line(desk.store, desk.group), page.strip)
    sheet = RosterImportSheet(page, desk, read, seen, name, asked or "")
    if not await dialogs.show(sheet):
        return
    seen, leaving = sheet.seen, sheet.leaving()
    change = await desk.job(
        _("导入花名册"),
        lambda step: roster_import.import_roster(desk.store, seen, step, leaving=leaving),
        page.strip,
    )
    if change is not None:
        said = _("已导入：新增 {new} 人，更新 {changed} 人")
        if leaving:
            said = _("已导入：新增 {new} 人，更新 {changed} 人，标为离开 {left} 人")
        done = said.format(new=len(seen.new), changed=len(seen.changed), left=len(leaving))
        desk.tell(change, page.strip, done)


def _tried(read: _Read, step: Step) -> RosterPreview | UserError:
    """The preview, or the refusal that the owner can answer."""
    try:
        return read(step=step)
    except (TooLargeError, UndecidedError) as error:
        return error


async def ask_encoding(parent: QWidget, name: str, error: UndecidedError) -> str | None:
    """Which of the encodings gives sense; None when the owner turned away."""
    sheet = _EncodingSheet(parent, name, error)
    return sheet.chosen() if await dialogs.show(sheet) else None


class _EncodingSheet(dialogs.Sheet):
    """The beginning of a text in each encoding that can read all of it."""

    def __init__(self, parent: QWidget, name: str, error: UndecidedError) -> None:
        super().__init__(parent, _("选文字编码"), _("按这种读"))
        self.resize(640, 420)
        self._readings = error.readings
        asked = _("{file}：{what}。请选一种读得通的；都读不通就取消，在原软件里另存为 UTF-8。")
        self.say(asked.format(file=name, what=error.what))
        row = QHBoxLayout()
        self.kinds = QListWidget(self)
        self.kinds.setFixedWidth(170)
        self.kinds.setAccessibleName(_("文字编码"))
        self.sample = QPlainTextEdit(self)
        self.sample.setReadOnly(True)
        self.sample.setTabChangesFocus(True)
        self.sample.setAccessibleName(_("按这种编码读出的开头"))
        for codec, _text in error.readings:
            self.kinds.addItem(_CODECS.get(codec, codec))
        self.kinds.currentRowChanged.connect(self._on_kind_changed)
        row.addWidget(self.kinds)
        row.addWidget(self.sample, 1)
        self.body.addLayout(row, 1)
        self.kinds.setCurrentRow(0)
        self.kinds.setFocus()

    def _on_kind_changed(self, at: int) -> None:
        self.sample.setPlainText(shown(self._readings[at][1]))

    def chosen(self) -> str:
        """The codec."""
        return self._readings[self.kinds.currentRow()][0]


_CODECS = {
    "gb18030": _("简体中文 GB18030"), "big5hkscs": _("繁体中文 Big5"), "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE", "shift_jis": _("日文 Shift-JIS"),
    "euc_kr": _("韩文 EUC-KR"), "cp1252": _("西欧 Windows-1252"),
}  # fmt: skip


class RosterImportSheet(PreviewSheet):
    """The columns above, what the import would do beneath. Another choice above reads the list again.

    ``notice`` is said with every reading.
    """

    def __init__(
        self, parent: QWidget, desk: Desk, read: _Read, seen: RosterPreview, name: str, notice: str = ""
    ) -> None:  # fmt: skip
        self._desk = desk
        self._read = read
        self._name = name
        self._notice = notice
        self.seen = seen
        self._reading = 0
        self._into = seen.group
        self._ticks: _Ticks
        super().__init__(parent, _("导入花名册"), _("导入"), "", (), can=False)
        room = self.screen().availableGeometry()
        self.resize(min(960, room.width() - 40), min(680, round(room.height() * 0.92)))
        self.strip = Strip(self)
        self.body.insertWidget(1, self.strip)
        self.columns: ColumnGrid | None = None
        self._fill_down = QCheckBox(_("空着的部门按上一行补"), self)
        self._fill_down.toggled.connect(self._on_columns_changed)
        self._more = QPushButton(self)
        self._more.setProperty("link", "true")
        self._more.clicked.connect(self._on_more_clicked)
        row = QHBoxLayout()
        row.addWidget(self._more)
        row.addWidget(self._fill_down)
        row.addStretch(1)
        self.group = QComboBox(self)
        self.group.setAccessibleName(_("导入后列为哪个群的应加人员"))
        self.group.addItem(_("不列入任何群"), None)
        for one in desk.groups:
            if one.state != "dissolved" or one.id == desk.group:
                self.group.addItem(_("列为“{group}”应加人员").format(group=one.name), one.id)
        self.group.setCurrentIndex(max(0, self.group.findData(seen.group)))
        self.group.activated.connect(self._on_group_chosen)
        row.addWidget(self.group)
        self.body.insertLayout(2, row)
        if seen.table is not None:
            self.columns = ColumnGrid(seen.table, self)
            self.columns.changed.connect(self._on_columns_changed)
            self.body.insertWidget(3, self.columns)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self._on_soon)
        self._all = QCheckBox(_("全部标为已离开"), self)
        self._all.toggled.connect(self._on_all_toggled)
        self.body.addWidget(self._all)
        # The lists take what room is left, also where that is little; else the layout would push the columns aside.
        for pane in (self.heaps, self.lines):
            pane.setSizePolicy(pane.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Ignored)
            pane.setMinimumHeight(_LEAST)
        self._open_columns(not (seen.new or seen.changed or seen.same))
        self.take(seen)

    def lines_model(self) -> QStringListModel:
        self._ticks = _Ticks(self)
        return self._ticks

    def take(self, seen: RosterPreview) -> None:
        """Show what this reading found."""
        self.seen = seen
        self._ticks.ticked.clear()
        understood = len(seen.new) + len(seen.changed) + len(seen.same)
        if understood:
            head = _("{file}：看懂了 {n} 人。").format(file=self._name, n=f"{understood:,}")
            if seen.table is not None and seen.table.remembered:
                head += _("各列按上次选的来读。")
            if seen.unmapped:
                head += _("没用到的列：{columns}。").format(columns=shown("、".join(seen.unmapped)))
        else:
            head = _("{file}：没有找到列名。请在下面选出哪一列是姓名，其余的列是什么。").format(file=self._name)
        if seen.empty and understood:
            head += _("没有要新增或更新的内容。")
        self.fill(head + self._notice, heaps_of(seen), can=not seen.empty)
        self._fill_down.setVisible(seen.fillable or self._fill_down.isChecked())
        self.strip.clear()
        self._on_heap_changed(self.heaps.currentRow())

    def leaving(self) -> tuple[int, ...]:
        """Ids of those ticked as having left."""
        return tuple(self.seen.gone[at][0] for at in sorted(self._ticks.ticked))

    def _open_columns(self, on: bool) -> None:
        if self.columns is not None:
            self.columns.setVisible(on)
            high = self.screen().availableGeometry().height()
            self.columns.show_rows(1 if high < 500 else 3 if high < 700 else 5)
        self._more.setVisible(self.columns is not None)
        self._more.setText(_("收起各列") if on else _("核对、改正各列的含义…"))

    def _on_more_clicked(self) -> None:
        if self.columns is not None:
            self._open_columns(self.columns.isHidden())
            if not self.columns.isHidden() and self.columns.fields:
                self.columns.fields[0].setFocus()

    def _on_heap_changed(self, row: int) -> None:
        super()._on_heap_changed(row)
        gone = 0 <= row < len(self._heaps) and self._heaps[row].title == _("名单里没有")
        self._ticks.show_ticks(gone)
        self._all.setVisible(gone)
        self._all.blockSignals(True)
        self._all.setChecked(gone and len(self._ticks.ticked) == len(self.seen.gone))
        self._all.blockSignals(False)

    def _on_all_toggled(self, on: bool) -> None:
        self._ticks.tick_all(on)
        self._on_ticked()

    def _on_ticked(self) -> None:
        self.main.setEnabled(not self.seen.empty or bool(self._ticks.ticked))

    def _on_columns_changed(self) -> None:
        self.main.setEnabled(False)
        if self.columns is not None and not self.columns.named:
            self._soon.stop()
            self._words.set_text(_("请选出哪一列是姓名。"))
            return
        self._soon.start()

    def _on_group_chosen(self) -> None:
        self._into = self.group.currentData()
        self._on_columns_changed()

    def _on_soon(self) -> None:
        self._desk.tasks.start(self._read_again())

    async def _read_again(self) -> None:
        self._reading += 1
        turn = self._reading
        read = partial(self._read, group=self._into, fill=self._fill_down.isChecked())
        if self.columns is not None:
            read = partial(read, mapping=self.columns.mapping(), header=self.columns.header)
        self._words.set_text(_("正在按选定的列重新读…"))
        seen = await self._desk.job(_("读取 {file}").format(file=self._name), lambda step: read(step=step), self.strip)
        # A later choice, or the end of the sheet, makes this reading of no use.
        if seen is not None and turn == self._reading and self.isVisible():
            self.take(seen)

    def done(self, result: int) -> None:
        self._reading += 1
        self._soon.stop()
        super().done(result)


class _Ticks(QStringListModel):
    """Lines that can be ticked while ``show_ticks`` is on."""

    def __init__(self, sheet: RosterImportSheet) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._on = False
        self.ticked: set[int] = set()

    def show_ticks(self, on: bool) -> None:
        """Whether the lines shown now are those to tick."""
        self._on = on
        self._all_changed()

    def tick_all(self, on: bool) -> None:
        """Tick every line, or none."""
        self.ticked = set(range(self.rowCount())) if on else set()
        self._all_changed()

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if self._on else flags

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole and self._on:
            return Qt.CheckState.Checked if index.row() in self.ticked else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not self._on:
            return False
        self.ticked.symmetric_difference_update({index.row()})
        self.dataChanged.emit(index, index)
        self._sheet._on_ticked()  # noqa: SLF001 - the sheet's own model
        return True

    def _all_changed(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))


def heaps_of(seen: RosterPreview) -> list[Heap]:
    """What the import would do, heap by heap."""
    notes = tuple(f"{p.where}：{p.what}" for p in seen.problems if p.kind in {"note", "blanks"})
    doubts = tuple(f"{p.where}：{p.what}" for p in seen.problems if p.kind not in {"note", "blanks"})
    used = tuple(f"{title} ← {cell}" for title, cell in seen.columns if cell)
    return [
        Heap(_("新增"), tuple(_line(p) for p in seen.new), _("花名册里还没有的人")),
        Heap(
            _("有变化"),
            tuple(
                shown(
                    f"{c.name}："
                    + "；".join(f"{title} {before or '—'} → {after or '—'}" for title, before, after in c.fields)
                )
                for c in seen.changed
            ),
            _("已有的人，这份表里的资料不同；原来的部门和职务记入任职经历"),
        ),
        Heap(_("没读懂、请核对"), doubts, _("不能用的行和可疑的格子，位置写在前面，原因写在后面")),
        Heap(_("怎样读的"), notes, _("合并单元格、合成一人等处，供核对")),
        Heap(
            _("名单里没有"),
            tuple(line for _id, line in seen.gone),
            _("花名册里有、这份名单里没有的人；确实离开的打勾，导入时标为已离开，不打勾的不动"),
        ),
        Heap(_("不变"), (), _("已有的人，资料相同"), amount=len(seen.same)),
        Heap(_("加入本群"), (), _("已在花名册、这次记为本群应到的人"), amount=len(seen.joining)),
        Heap(_("用到的列"), used, _("左边是花名册的项目，右边是名单里的列名")),
    ]


def _line(person: Person) -> str:
    parts = [person.name, "；".join("/".join(p) for p in person.departments), person.post, person.phone]
    return shown("　".join(p for p in parts if p))
