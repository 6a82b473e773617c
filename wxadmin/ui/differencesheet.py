"""名单对照: who is in one of roster, member list and signature sheet and not in another, and what to do about it."""

from __future__ import annotations

from functools import partial
from typing import Any

import shiboken6
from PySide6.QtWidgets import QWidget

from wxadmin.i18n import _, on_paper
from wxadmin.services import differences
from wxadmin.services.differences import KINDS, Differences, Line
from wxadmin.services.member_tasks import TaskDraft
from wxadmin.ui import dialogs
from wxadmin.ui.card import button
from wxadmin.ui.desk import Desk
from wxadmin.ui.heapsheet import HeapLine, HeapSheet, LineHeap, export
from wxadmin.ui.memberforms import TaskSheet, open_tasks
from wxadmin.ui.papersheet import preview_paper
from wxadmin.ui.strip import Strip

_INVITED = ("absent", "unlisted_yet", "signed_out")
_REMOVED = ("stranger", "unexpected", "left")
_REASONS = {
    "absent": _("应在群里，名单里没有"), "unlisted_yet": _("按规定应加，还没有进群"),
    "signed_out": _("已签收，不在群里"), "stranger": _("花名册上没有"), "unexpected": _("不在应加人员里"),
    "left": _("已离开单位"),
}  # fmt: skip


class DifferenceSheet(HeapSheet):
    """The differences of a group, or of all groups."""

    def __init__(self, parent: QWidget, desk: Desk, kind: str = "") -> None:
        super().__init__(parent, _("花名册、群成员、签收表对照"), _("没有差别。"))
        self._desk = desk
        self._first = kind
        self.task = button("", self._on_task_clicked, self.acts)
        self.copy = button(_("复制名单"), self._on_copy_clicked, self.acts, icon="copy")
        self.print = button(_("打印…"), self._on_print_clicked, self.acts, icon="printer")
        self.export = button(_("导出…"), self._on_export_clicked, self.acts)
        for piece in (self.task, self.copy, self.print, self.export):
            piece.setAutoDefault(False)
            self.buttons.addWidget(piece)
        self.head.set_text(_("正在对照…"))
        self.refresh_acts()
        desk.tasks.start(self._load())

    async def _load(self) -> None:
        store, group = self._desk.store, self._desk.group
        found = await self._desk.read(lambda: differences.find(store, group), self.strip)
        if found is None or not shiboken6.isValid(self):
            return
        several = group is None
        heaps = [
            LineHeap(kind, title, why, tuple(HeapLine(_words(line, several=several), line) for line in found.of(kind)))
            for kind, (title, why) in KINDS.items()
        ]
        self.show_heaps(_head(found), heaps)
        at = next((n for n, heap in enumerate(h for h in heaps if h.lines) if heap.key == self._first), 0)
        self.heaps.setCurrentRow(at)
        self.heaps.setFocus()

    def refresh_acts(self) -> None:
        heap = self.heap
        kind = "" if heap is None else heap.key
        count = len(self.picked)
        self.task.setVisible(kind in (*_INVITED, *_REMOVED) and self._desk.may("members"))
        words = _("列入待办：邀请进群（{n} 人）") if kind in _INVITED else _("列入待办：移出群（{n} 人）")
        self.task.setText(words.format(n=count))
        self.task.setAccessibleName(self.task.text())
        for piece in (self.copy, self.print, self.export):
            piece.setEnabled(bool(kind))

    def _on_task_clicked(self) -> None:
        self.leave("task")

    def _on_copy_clicked(self) -> None:
        self.leave("copy")

    def _on_print_clicked(self) -> None:
        self.leave("print")

    def _on_export_clicked(self) -> None:
        self.leave("export")


def _head(found: Differences) -> str:
    if not found.lists:
        return _("还没有成员名单，先粘贴一份再来对照。")
    text = _("成员名单：{lists}。").format(lists="、".join(found.lists[:3]) + ("…" if len(found.lists) > 3 else ""))
    return text + (_("签收表：{title}。").format(title=found.round) if found.round else _("还没有做过签收。"))


def _words(line: Line, *, several: bool) -> str:
    return f"{line.words}　{line.group_name}" if several else line.words


def task_of(line: Line) -> TaskDraft:
    """What a difference asks for."""
    kind = "invite" if line.kind in _INVITED else "remove"
    return TaskDraft(line.group, kind, line.nickname, line.person, line.name, reason=on_paper(_REASONS[line.kind]))


async def compare(desk: Desk, parent: Any, strip: Strip) -> None:
    """Show the differences, and what is wanted of them, until they are closed."""
    kind = ""
    while True:
        sheet = DifferenceSheet(parent, desk, kind)
        await dialogs.show(sheet)
        wants, lines = sheet.wants
        if not wants or not lines or desk.tasks.closing:
            return
        kind = lines[0].kind
        build = partial(differences.paper, desk.store, desk.group, kind)
        if wants == "copy":
            parent.copy("\n".join(line.words for line in lines), _("名单已复制。"))
            return
        if wants == "export":
            await export(desk, parent, strip, build, KINDS[kind][0])
            return
        if wants == "print":
            title = _("打印：{what}").format(what=KINDS[kind][0])
            await preview_paper(desk, parent, build, title, "list")
        else:
            drafts = [task_of(line) for line in lines]
            form = TaskSheet(parent, drafts[0].kind, len(drafts), drafts[0].reason)
            if await dialogs.show(form):
                await open_tasks(desk, strip, [form.filled_in(draft) for draft in drafts])
