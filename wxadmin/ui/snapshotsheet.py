"""名单历史: every member list kept, any two compared."""

from __future__ import annotations

from functools import partial
from typing import Any

import shiboken6
from PySide6.QtWidgets import QComboBox, QWidget

from wxadmin.i18n import _
from wxadmin.services import snapshots
from wxadmin.services.snapshots import Comparison, Entry, Rename, Snapshot
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.desk import Desk
from wxadmin.ui.heapsheet import HeapLine, HeapSheet, LineHeap, export
from wxadmin.ui.papersheet import preview_paper
from wxadmin.ui.strip import Strip


class SnapshotSheet(HeapSheet):
    """Which two lists, at first the newest and the one before it; and what changed between them."""

    def __init__(self, parent: QWidget, desk: Desk, pair: tuple[int, int] | None = None) -> None:
        super().__init__(parent, _("名单历史"), "")
        self._desk = desk
        self._pair = pair
        self._turn = 0
        self._known: tuple[Snapshot, ...] = ()
        self.old = self._choice(_("旧名单"))
        self.new = self._choice(_("新名单"))
        self.copy = button(_("复制名单"), self._on_copy_clicked, self.acts, icon="copy")
        self.print = button(_("打印对照…"), self._on_print_clicked, self.acts, icon="printer")
        self.export = button(_("导出…"), self._on_export_clicked, self.acts)
        for piece in (self.copy, self.print, self.export):
            piece.setAutoDefault(False)
            self.buttons.addWidget(piece)
        self.head.set_text(_("正在读取…"))
        desk.tasks.start(self._load())

    def _choice(self, words: str) -> QComboBox:
        field = QComboBox(self.tools)
        field.setAccessibleName(words)
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.setMinimumContentsLength(26)
        field.currentIndexChanged.connect(self._on_choice_changed)
        name = label(words, self.tools, "muted")
        name.setBuddy(field)
        self.choices.addWidget(name)
        self.choices.addWidget(field)
        return field

    async def _load(self) -> None:
        store, group = self._desk.store, self._desk.group
        found = await self._desk.read(lambda: snapshots.every(store, group), self.strip)
        if found is None or not shiboken6.isValid(self):
            return
        self._known = found
        for field in (self.old, self.new):
            field.blockSignals(True)
            for one in found:
                words = one.line if group is not None else f"{one.group_name}　{one.line}"
                if not one.first:
                    words += _("　+{new} -{gone}").format(new=one.new, gone=one.gone)
                field.addItem(words, one.id)
            field.blockSignals(False)
        if len(found) < 2:
            text = _("还没有成员名单。") if not found else _("只有一份成员名单（{line}），再粘贴一份就能对照。")
            self.head.set_text(text.format(line=found[0].line if found else ""))
            self.tools.setVisible(bool(found))
            return
        newest = found[0]
        prior = next((s for s in found[1:] if s.group == newest.group), None)
        old, new = self._pair or (newest.id if prior is None else prior.id, newest.id)
        self._set(self.old, old)
        self._set(self.new, new)
        self._on_choice_changed()

    @staticmethod
    def _set(field: QComboBox, snapshot: int) -> None:
        field.blockSignals(True)
        field.setCurrentIndex(max(0, field.findData(snapshot)))
        field.blockSignals(False)

    @property
    def pair(self) -> tuple[int, int]:
        """The two lists chosen."""
        return int(self.old.currentData()), int(self.new.currentData())

    def _on_choice_changed(self) -> None:
        if self.old.currentData() is None or self.new.currentData() is None:
            return
        groups = {one.id: one.group for one in self._known}
        old, new = self.pair
        if groups[old] != groups[new]:
            # Another group was chosen on one side: the other side follows to the list before or after it.
            moved = self.sender() is self.old
            other = self.new if moved else self.old
            kept = old if moved else new
            rest = [s.id for s in self._known if s.group == groups[kept] and s.id != kept]
            self._set(other, rest[0] if rest else kept)
        self._turn += 1
        self._desk.tasks.start(self._compare(*self.pair, self._turn))

    async def _compare(self, old: int, new: int, turn: int) -> None:
        store = self._desk.store
        found = await self._desk.read(lambda: snapshots.compare(store, old, new), self.strip)
        if found is None or turn != self._turn or not shiboken6.isValid(self):
            return
        if old == new:
            self.show_heaps(_("两边是同一份名单，请另选一份。"), ())
            return
        order = _("{older} → {newer}：").format(older=found.older.taken, newer=found.newer.taken)
        self.show_heaps(order + found.words, heaps_of(found))

    def refresh_acts(self) -> None:
        for piece in (self.copy, self.print, self.export):
            piece.setEnabled(self.heap is not None)

    def _on_copy_clicked(self) -> None:
        self.leave("copy")

    def _on_print_clicked(self) -> None:
        self.leave("print")

    def _on_export_clicked(self) -> None:
        self.leave("export")

    def done(self, code: int) -> None:
        """Closed: what is still on its way comes too late."""
        self._turn += 1
        super().done(code)


def heaps_of(found: Comparison) -> list[LineHeap]:
    """A comparison as heaps."""
    return [
        LineHeap("new", _("新来"), _("旧名单里没有"), tuple(map(_entry, found.new))),
        LineHeap("gone", _("不在了"), _("旧名单里有，新名单里没有"), tuple(map(_entry, found.gone))),
        LineHeap("renamed", _("改名"), _("同一个人换了昵称"), tuple(map(_rename, found.renamed))),
        LineHeap(
            "maybe", _("可能改名"), _("只是相近或排在同一位置，没有把握；在成员卡片上指定是谁，就能认定"),
            tuple(map(_rename, found.maybe)),
        ),
    ]  # fmt: skip


def _entry(entry: Entry) -> HeapLine:
    return HeapLine(f"{entry.nickname}　{entry.person}" if entry.person else entry.nickname, entry)


def _rename(pair: Rename) -> HeapLine:
    who = f"　{pair.person}" if pair.person else ""
    return HeapLine(f"{pair.old} → {pair.new}{who}　{pair.why}", pair)


async def history(desk: Desk, parent: Any, strip: Strip) -> None:
    """Show the lists of the chosen group, or of all groups, until it is closed."""
    pair: tuple[int, int] | None = None
    while True:
        sheet = SnapshotSheet(parent, desk, pair)
        await dialogs.show(sheet)
        wants, lines = sheet.wants
        if not wants or desk.tasks.closing:
            return
        old, new = pair = sheet.pair
        if wants == "copy":
            names = [line.nickname if isinstance(line, Entry) else f"{line.old} → {line.new}" for line in lines]
            parent.copy("\n".join(names), _("名单已复制。"))
            return
        build = partial(snapshots.paper, desk.store, old, new)
        if wants == "export":
            await export(desk, parent, strip, build, _("群成员名单对照"))
            return
        await preview_paper(desk, parent, build, _("打印名单对照"), "list")
