"""移交记录: the packages given and received, the check of an attached ledger, papers the giver issued."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPlainTextEdit, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import handed, papers
from wxadmin.services.handed import HandedPaper, Handover
from wxadmin.ui import dialogs
from wxadmin.ui.card import button
from wxadmin.ui.desk import Desk
from wxadmin.ui.strip import Strip


class KeptSheet(dialogs.Sheet):
    """Packages given and received, and of the one chosen what it is, its papers, and a check of its ledger."""

    def __init__(self, parent: QWidget, desk: Desk, known: Sequence[Handover]) -> None:
        super().__init__(parent, _("移交记录"), _("关闭"))
        self.cancel.hide()
        self._desk, self._known = desk, tuple(known)
        self._papers: tuple[HandedPaper, ...] = ()
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("移交记录"))
        self.list.addItems([f"{'、'.join(one.groups) or '—'}　{one.line}" for one in self._known])
        self.list.setMaximumHeight(140)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.body.addWidget(self.list)
        self.words = QPlainTextEdit(self)
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName(_("这次移交"))
        self.body.addWidget(self.words, 1)
        self.papers = QListWidget(self)
        self.papers.setAccessibleName(_("移交人签发的文书"))
        self.body.addWidget(self.papers, 1)
        row = QHBoxLayout()
        self.check = button(_("核验随附的操作日志"), self._on_check_clicked, self, icon="shield-check")
        self.save = button(_("文书另存为…"), self._on_save_clicked, self)
        row.addWidget(self.check)
        row.addWidget(self.save)
        row.addStretch(1)
        self.body.addLayout(row)
        self.papers.currentRowChanged.connect(self._on_paper_changed)
        self.resize(640, 560)
        self.list.setCurrentRow(0 if known else -1)
        if not known:
            self.words.setPlainText(_("还没有移交过。"))
            self._on_row_changed(-1)

    def _now(self) -> Handover | None:
        row = self.list.currentRow()
        return self._known[row] if 0 <= row < len(self._known) else None

    def _on_row_changed(self, _row: int) -> None:
        now = self._now()
        self.check.setEnabled(now is not None and now.received)
        self.papers.clear()
        self._papers = ()
        self._on_paper_changed(-1)
        self.papers.setVisible(now is not None and now.received)
        self.save.setVisible(now is not None and now.received)
        if now is None:
            return
        facts = (
            (_("移交人"), now.giver), (_("接收人"), now.receiver), (_("日期"), now.day),
            (_("群"), "、".join(now.groups)), (_("说明"), now.note), (_("签名指纹"), now.fingerprint),
            (_("文件校验值"), now.digest), (_("操作日志"), _("{n:,} 条").format(n=now.size)),
        )  # fmt: skip
        self.words.setPlainText("\n".join(f"{name}：{value}" for name, value in facts if value))
        if now.received:
            self._desk.tasks.start(self._read(now))

    async def _read(self, now: Handover) -> None:
        store = self._desk.store
        found = await self._desk.read(lambda: handed.papers_of(store, now.id), self.strip)
        if found is not None and self._now() is now:
            self._papers = found
            self.papers.addItems([_words(one) for one in found])

    def _on_paper_changed(self, row: int) -> None:
        self.save.setEnabled(0 <= row < len(self._papers))

    def _on_check_clicked(self) -> None:
        self._desk.tasks.start(self._check())

    async def _check(self) -> None:
        now, store = self._now(), self._desk.store
        if now is None:
            return
        self.check.setEnabled(False)
        found = await self._desk.job(_("核验操作日志"), lambda step: handed.verify(store, now.id, step), self.strip)
        self.check.setEnabled(True)
        if found is None:
            return
        if found.ok:
            self.strip.done(
                _("完好：{n:,} 条连到 {day} 移交时签过名的校验根，其中 {told:,} 条留有内容").format(
                    n=found.size, day=now.day, told=found.told
                )
            )
        else:
            self.strip.wrong(UserError(found.problems[0], remedy=_("请从备份恢复，或请移交人再交一份")))

    def _on_save_clicked(self) -> None:
        self._desk.tasks.start(self._save())

    async def _save(self) -> None:
        row, store = self.papers.currentRow(), self._desk.store
        if not 0 <= row < len(self._papers):
            return
        one = self._papers[row]
        name = handed.paper_name(one)
        path = await dialogs.pick_target(self, _("文书另存为"), name, [_("PDF (*.pdf)")], "pdf")
        if path is not None:
            done = await self._desk.read(lambda: _saved(handed.reprint(store, one.id), path), self.strip)
            if done:
                self.strip.done(_("已存到 {path}").format(path=path))


def _words(one: HandedPaper) -> str:
    title = one.title if one.number in one.title else f"{one.number}　{one.title}"
    return f"{title}　{one.issued}"


def _saved(pdf: bytes, path: Path) -> bool:
    papers.save(pdf, path)
    return True


async def kept(page: QWidget, desk: Desk, strip: Strip) -> None:
    """Show the packages given and received."""
    store = desk.store
    known = await desk.read(lambda: handed.every(store), strip)
    if known is not None:
        await dialogs.show(KeptSheet(page, desk, known))
