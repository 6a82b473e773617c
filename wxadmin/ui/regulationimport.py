"""导入规章文本: what was understood of a paste or a file, beside its own lines, before it becomes drafts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wxadmin.domain.regulation import walk
from wxadmin.domain.regulation_places import Passage, Place, places
from wxadmin.i18n import _
from wxadmin.services import regulation_import
from wxadmin.services.records import Change
from wxadmin.services.regulation_import import Reading, Taking
from wxadmin.services.regulation_lines import Span
from wxadmin.services.regulation_pieces import Namesake, Piece
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import label
from wxadmin.ui.desk import Desk
from wxadmin.ui.importfindings import Findings
from wxadmin.ui.originalview import OriginalView
from wxadmin.ui.panes import Panes
from wxadmin.ui.regulationpaste import ask_for_text
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock, tip

_LEAST = 900
_ORIGINAL = 2
_PLACE = Qt.ItemDataRole.UserRole
_WORDS = {"chapter": _("章"), "article": _("条"), "item": _("项"), "paragraph": _("段")}
_FIRST = 40  # characters of a unit shown in the tree


class ImportSheet(dialogs.Sheet):
    """What was found and is to be looked at on the left, the structure in the middle, the original on the right."""

    def __init__(self, parent: QWidget, reading: Reading) -> None:
        super().__init__(parent, _("导入规章文本"), _("导入"))
        self._reading = reading
        self._takings = [regulation_import.usual(piece) for piece in reading.pieces]
        self._on = [not piece.twin for piece in reading.pieces]
        if len(reading.pieces) == 1:
            self._on = [True]
        self._now = -1
        self._items: dict[Place, QTreeWidgetItem] = {}
        self._starts: list[tuple[int, Place]] = []
        self._outside: dict[Passage, QTreeWidgetItem] = {}
        self.body.addWidget(TextBlock(_head(reading.pieces), self))
        self.panes = Panes(self, _LEAST)
        self.body.addWidget(self.panes, 1)
        self.panes.add(_("核对"), self._build_checking(), width=400)
        self.tree = QTreeWidget(self.panes)
        self.tree.setAccessibleName(_("认出的层次"))
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(16)
        self.tree.setUniformRowHeights(True)
        self.tree.setMinimumWidth(220)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, self.tree.header().ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, self.tree.header().ResizeMode.ResizeToContents)
        self.tree.currentItemChanged.connect(self._on_unit_changed)
        self.panes.add(_("层次"), self.tree, width=360)
        self.original = OriginalView(reading.words, self.panes)
        self.original.setMinimumWidth(240)
        self.original.visited.connect(self._on_original_visited)
        self.panes.add(_("原文"), self.original, width=420, stretch=1)
        self.why = TextBlock("", self, role="danger")
        self.body.addWidget(self.why)
        for piece in (self.main, self.cancel):
            piece.setAutoDefault(False)
        self.main.setDefault(False)
        room = self.screen().availableGeometry()
        self.resize(min(1300, round(room.width() * 0.95)), min(900, round(room.height() * 0.9)))
        self.pieces.setCurrentRow(0)
        self._show(0)
        self._refresh()
        self.findings.setFocus()

    def _build_checking(self) -> QWidget:
        host = QWidget(self.panes)
        column = QVBoxLayout(host)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.pieces = QListWidget(host)
        self.pieces.setAccessibleName(_("找到的制度"))
        for at, piece in enumerate(self._reading.pieces):
            item = QListWidgetItem(regulation_import.called(self._takings[at]) or _("（没有标题）"))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if self._on[at] else Qt.CheckState.Unchecked)
            item.setToolTip(_("第 {a} 行到第 {b} 行").format(a=piece.first, b=piece.last))
            self.pieces.addItem(item)
        count = len(self._reading.pieces)
        self.pieces.setMinimumHeight(theme.ROW + 6)
        self.pieces.setMaximumHeight(theme.ROW * min(count, 4) + 6)
        self.pieces.setVisible(count > 1)
        self.pieces.currentRowChanged.connect(self._show)
        self.pieces.itemChanged.connect(self._on_piece_ticked)
        column.addWidget(self.pieces)
        name = label(_("名称"), host, "muted")
        self.title = QLineEdit(host)
        self.title.setAccessibleName(_("名称"))
        self.title.setPlaceholderText(_("规章名称，必填"))
        self.title.textEdited.connect(self._on_title_edited)
        name.setBuddy(self.title)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(name)
        row.addWidget(self.title, 1)
        column.addLayout(row)
        self.place = QComboBox(host)
        self.place.setAccessibleName(_("放到哪里"))
        self.place.addItem(_("另立一份新的制度"), None)
        for one in self._reading.held:
            self.place.addItem(_place_words(one), one.revision)
        self.place.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.place.setVisible(bool(self._reading.held))
        self.place.currentIndexChanged.connect(self._on_place_changed)
        column.addWidget(self.place)
        self.becomes = TextBlock("", host, role="muted", size=theme.SMALL)
        self.becomes.hide()
        column.addWidget(self.becomes)
        self.note = Strip(host)
        column.addWidget(self.note)
        self.findings = Findings(host)
        self.findings.setMinimumHeight(60)
        self.findings.looked_at.connect(self._on_finding_looked_at)
        self.findings.ticked.connect(self._on_ticked)
        self.findings.itemActivated.connect(self._on_finding_entered)
        column.addWidget(self.findings, 1)
        self.detail = TextBlock("", host, role="muted", lines=4)
        self.detail.hide()
        column.addWidget(self.detail)
        host.setMinimumWidth(260)
        return host

    # One regulation of the original

    def _show(self, at: int) -> None:
        if not 0 <= at < len(self._takings) or at == self._now:
            return
        self._now = at
        taking = self._takings[at]
        piece = taking.piece
        self.title.setText(regulation_import.called(taking))
        self.place.blockSignals(True)
        self.place.setCurrentIndex(max(0, self.place.findData(taking.continues)))
        self.place.blockSignals(False)
        self.findings.show_taking(taking, self._reading.words)
        self.detail.hide()
        self._fill_tree(piece)
        start = min((span[0] for span in piece.spans.values()), default=0)
        self.original.show_span(start, start)
        self._say()

    def _fill_tree(self, piece: Piece) -> None:
        self.tree.blockSignals(True)
        self.tree.clear()
        self._items = {}
        self._starts = []
        text = piece.text
        doubts = sorted(doubt.span[0] for doubt in piece.warnings)
        self._outside = {}
        for row, line in enumerate(text.preamble):
            self._outside[Passage((), "preamble", row)] = self._unit(None, line, _("前言"))
        for at, node in places(text):
            said = (node.title or "") if node.title else node.text
            words = " ".join(part for part in (node.number, said[:_FIRST].replace("\n", " ")) if part)
            above = next((self._items[at[:n]] for n in range(len(at) - 1, 0, -1) if at[:n] in self._items), None)
            item = self._unit(above, words, _WORDS[node.kind])
            item.setData(0, _PLACE, at)
            item.setToolTip(0, tip(node.text or words))
            self._items[at] = item
            start, end = piece.spans[at]
            self._starts.append((start, at))
            if bisect_left(doubts, start) < bisect_left(doubts, end):
                item.setIcon(0, theme.icon("triangle-alert", "amber"))
        for row, line in enumerate(text.closing):
            self._outside[Passage((), "closing", row)] = self._unit(None, line, _("结尾"))
        self._strike(self._takings[self._now])
        self.tree.expandAll()
        self.tree.blockSignals(False)

    def _unit(self, above: QTreeWidgetItem | None, words: str, kind: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([words, kind])
        item.setToolTip(0, tip(words))
        item.setForeground(1, theme.color("muted"))
        if above is None:
            self.tree.addTopLevelItem(item)
        else:
            above.addChild(item)
        return item

    # Looking

    def _on_finding_looked_at(self, span: Span, words: str) -> None:
        self.detail.set_text(words)
        self.detail.show()
        self.original.show_span(*span)
        self._mark_unit(span[0])

    def _on_finding_entered(self) -> None:
        """Enter or a double click leads to the original also where only one pane fits."""
        self.panes.turn(_ORIGINAL)

    def _mark_unit(self, offset: int) -> None:
        """Make the unit current that stands at a character of the original."""
        before = [at for start, at in self._starts if start <= offset]
        item = self._items.get(before[-1]) if before else None
        self.tree.blockSignals(True)
        self.tree.setCurrentItem(item)  # type: ignore[arg-type]
        self.tree.blockSignals(False)
        if item is not None:
            self.tree.scrollToItem(item)
        self.tree.viewport().update()

    def _on_unit_changed(self, item: QTreeWidgetItem | None) -> None:
        at = None if item is None else item.data(0, _PLACE)
        if at is not None:
            self.original.show_span(*self._takings[self._now].piece.spans[tuple(at)])

    def _on_original_visited(self, offset: int) -> None:
        """The caret went somewhere: show the unit there, of whichever regulation it is."""
        starts = [min((span[0] for span in piece.spans.values()), default=0) for piece in self._reading.pieces]
        at = max((n for n, start in enumerate(starts) if start <= offset), default=0)
        if at != self._now:
            self.pieces.setCurrentRow(at)
        self._mark_unit(offset)

    # Deciding

    @property
    def takings(self) -> tuple[Taking, ...]:
        """What is to be imported."""
        return tuple(taking for taking, on in zip(self._takings, self._on, strict=True) if on)

    def _change(self, taking: Taking) -> None:
        self._takings[self._now] = taking
        self._refresh()

    def _on_title_edited(self, words: str) -> None:
        self._change(replace(self._takings[self._now], title=words))
        self._name(words)

    def _name(self, words: str) -> None:
        """The title stands in its field and in the list of what was found."""
        if self.title.text() != words:
            self.title.setText(words)
        self.pieces.blockSignals(True)
        self.pieces.item(self._now).setText(words.strip() or _("（没有标题）"))
        self.pieces.blockSignals(False)

    def _strike(self, taking: Taking) -> None:
        """Strike out what is not imported."""
        gone = {one.at for one in taking.debris}
        for passage, item in self._outside.items():
            font = item.font(0)
            font.setStrikeOut(passage in gone)
            item.setFont(0, font)

    def _on_place_changed(self) -> None:
        self._change(replace(self._takings[self._now], continues=self.place.currentData()))
        self._say()

    def _on_ticked(self) -> None:
        found = self.findings
        taking = replace(
            self._takings[self._now], settings=found.settings(), proposals=found.proposals(), debris=found.debris()
        )
        self._change(taking)
        if taking.title == taking.piece.title:
            self._name(regulation_import.called(taking))
        self._strike(taking)

    def _on_piece_ticked(self, item: QListWidgetItem) -> None:
        self._on[self.pieces.row(item)] = item.checkState() == Qt.CheckState.Checked
        self._refresh()

    def _say(self) -> None:
        """What is there already, and what becomes of it."""
        taking = self._takings[self._now]
        if taking.piece.twin:
            self.note.hint(_("已有同样的一份：{which}，不必再导入。").format(which=taking.piece.twin))
        else:
            self.note.clear()
        held = next((one for one in self._reading.held if one.revision == taking.continues), None)
        if held is not None:
            words = (
                _("导入后，它的草稿（{version}）改成这里的文字。")
                if held.draft
                else _("导入后是它下一版的草稿；发布以前，{version}照旧有效。")
            )
            self.becomes.set_text(words.format(version=held.version))
        self.becomes.setVisible(held is not None)

    def _refresh(self) -> None:
        takings = self.takings
        why = regulation_import.refused(takings)
        self.why.set_text(why)
        self.why.setVisible(bool(why))
        self.main.setEnabled(not why)
        self.main.setText(_("导入 {n} 份").format(n=len(takings)) if len(self._takings) > 1 else _("导入"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.main.isEnabled():
                self.accept()
            elif isinstance(self.focusWidget(), QLineEdit):
                self.focusNextChild()
            return
        super().keyPressEvent(event)

    def _filled(self) -> tuple[object, ...]:
        return (tuple(self._takings), tuple(self._on))


def _head(pieces: Sequence[Piece]) -> str:
    counts = {"chapter": 0, "article": 0}
    for piece in pieces:
        for _path, node in walk(piece.text.nodes):
            if node.kind in counts:
                counts[node.kind] += 1
    doubts = sum(len(piece.warnings) for piece in pieces)
    found = _("认出 {n} 份制度，{chapters} 章 {articles} 条").format(
        n=len(pieces), chapters=counts["chapter"], articles=counts["article"]
    )
    if not any(piece.text.nodes for piece in pieces):
        found = _("没有认出章、条、项，全文照原样放进草稿，请在编辑时划分")
    if doubts:
        found = _("{found}；{n} 处拿不准").format(found=found, n=doubts)
    return _("{found}。按“导入”以前什么都不写；导入后是草稿。").format(found=found)


def _place_words(one: Namesake) -> str:
    if one.draft:
        return _("改写《{title}》的草稿（{version}）").format(title=one.title, version=one.version)
    return _("作为《{title}》的新版本（现有{version}）").format(title=one.title, version=one.version)


async def import_regulations(
    desk: Desk, parent: QWidget, strip: Strip, source: str | Path, group: int
) -> Change[int] | None:
    """Let pasted words (``str``) or a file be looked through and made into drafts; the first one's id, or None.

    With ``""`` a sheet asks for the words or a file first. All drafts are one change, told on the strip with 撤销.
    """
    store = desk.store
    if source == "":
        reading = await ask_for_text(desk, parent, strip, group)
    else:
        reading = await desk.job(_("读取规章"), lambda step: regulation_import.read(store, group, source, step), strip)
    if reading is None:
        return None
    sheet = ImportSheet(parent, reading)
    if not await dialogs.show(sheet):
        return None
    takings = sheet.takings

    def write() -> Change[int]:
        change = regulation_import.take(store, group, takings)
        return Change(change.id, change.label, change.tables, change.value[0])

    done = _("已导入 {n} 份，核对后发布").format(n=len(takings)) if len(takings) > 1 else _("已导入为草稿，核对后发布")
    return await desk.change(write, strip, done)
