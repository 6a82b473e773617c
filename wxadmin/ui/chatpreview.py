"""Bringing a chat in: what was understood of it and what the import would do, before it does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step
from wxadmin.domain.messages import Messages
from wxadmin.i18n import _
from wxadmin.services import chat_columns, chats, execution_entries
from wxadmin.services.chat_columns import ChatTable
from wxadmin.ui import dialogs
from wxadmin.ui.columngrid import ColumnGrid
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.importing import Heap, PreviewSheet
from wxadmin.ui.sharing import shown
from wxadmin.ui.strip import Strip

if TYPE_CHECKING:
    from wxadmin.ui.desk import Desk
    from wxadmin.ui.page import Page

_SHOWN = 1_000
"""Lines of a heap of messages written out in a preview; all are imported."""
_LEAST = 44
_SOON = 300  # ms after the last choice before the source is read again
_ROWS = 3
FORMATS = {
    "wechat4": _("微信 4 复制的消息"), "mac3": _("微信 Mac 版复制的消息"),
    "windows3": _("微信 3 复制的消息（没有时间）"),
    "mail": _("邮件里的聊天记录"), "csv": _("表格"), "json": _("JSON 记录"), "chatlab": _("ChatLab 记录"),
    "lines": _("一行一条的文字"), "mixed": _("几种样式混在一起"),
}  # fmt: skip


async def bring_in(page: Page, group: int, source: str | Path) -> None:
    """A file or a paste: read, shown, and taken in when the owner says so."""
    desk = page.desk
    tried = partial(_tried, desk, group, source)
    first = await desk.job(_("读取聊天记录"), lambda step: tried(step=step), page.strip)
    if first is None:
        return
    table: ChatTable | None = None
    if isinstance(first, UserError):
        table = await desk.read(lambda: chat_columns.guess(desk.store, source), page.strip)
        if table is None:
            page.strip.wrong(first)
            return
    sheet = ChatImportSheet(page, desk, tried, first, table)
    if not await dialogs.show(sheet) or sheet.seen is None:
        return
    seen = sheet.seen
    if sheet.columns is not None and table is not None:
        titles, columns = table.table.titles, sheet.mapping()
        await desk.read(lambda: chat_columns.remember(desk.store, titles, columns), page.strip)
    change = await desk.job(_("导入聊天记录"), lambda step: chats.import_chat(desk.store, seen, step), page.strip)
    if change is not None:
        told = await desk.read(lambda: execution_entries.told(desk.store, change.id, *change.then), page.strip)
        desk.tell(change, page.strip, _said(change.value, told or execution_entries.Told()))


def _said(did: chats.ChatImport, told: execution_entries.Told) -> str:
    """What came of an import, in a sentence."""
    words = _("已导入 {n} 条消息，{q} 条进入待审").format(n=did.messages, q=did.queued + told.entered)
    if told.entered:
        words += _("，其中 {}").format(told.words)
    if told.confirmed:
        words += _("；待办：{} 项已办成").format(told.confirmed)
    return words


def _tried(
    desk: Desk, group: int, source: str | Path, *, day: date | None = None, columns: Mapping[int, str] | None = None,
    step: Step,
) -> chats.ChatPreview | UserError:  # fmt: skip
    try:
        return chats.preview(desk.store, group, source, date=day, columns=columns, step=step)
    except UserError as error:
        return error


class ChatImportSheet(PreviewSheet):
    """What an import would do. Where the day or the columns are not known, they are asked for and it is read again."""

    def __init__(
        self, parent: QWidget, desk: Desk, read: partial[chats.ChatPreview | UserError],
        first: chats.ChatPreview | UserError, table: ChatTable | None = None,
    ) -> None:  # fmt: skip
        self._desk, self._read = desk, read
        self.seen: chats.ChatPreview | None = None
        self._reading = 0
        super().__init__(parent, _("导入聊天记录"), _("导入"), "", (), can=False)
        room = self.screen().availableGeometry()
        self.resize(min(960, room.width() - 40), min(660, round(room.height() * 0.92)))
        self.strip = Strip(self)
        self.body.insertWidget(1, self.strip)
        row = QHBoxLayout()
        self.dated = QCheckBox(_("没有日期的消息是这一天的："), self)
        self.dated.setAccessibleName(self.dated.text())
        self.day = day_field(self, _("没有日期的消息是哪一天的"))
        for piece in (self.dated, self.day):
            row.addWidget(piece)
            piece.hide()
        row.addStretch(1)
        self.dated.toggled.connect(self._on_asked)
        self.day.dateChanged.connect(self._on_day_changed)
        self.body.insertLayout(2, row)
        self.columns: ColumnGrid | None = None
        if table is not None:
            roles = [role for role, _words in chat_columns.CHOICES if role]
            self.columns = ColumnGrid(table.table, self, chat_columns.CHOICES, roles)
            self.columns.headless.hide()
            self.columns.show_rows(_ROWS)
            self.columns.changed.connect(self._on_asked)
            self.body.insertWidget(3, self.columns)
        for pane in (self.heaps, self.lines):
            pane.setSizePolicy(pane.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Ignored)
            pane.setMinimumHeight(_LEAST)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self._on_soon)
        if self.columns is None:
            self.take(first)
        else:
            self._on_asked()

    def mapping(self) -> dict[int, str]:
        """Column from 0 → role, of those that have one."""
        return {} if self.columns is None else {at: role for at, role in self.columns.mapping().items() if role}

    def take(self, found: chats.ChatPreview | UserError) -> None:
        """Show what was read."""
        if isinstance(found, UserError):
            self.seen = None
            self.fill(str(found), (), can=False)
            return
        self.seen = found
        undated = any(time is None for time in Messages.of(found.transcript.messages).times())
        for piece in (self.dated, self.day):
            piece.setVisible(undated or self.dated.isChecked())
        asked = "" if self.columns is None else _("请核对每一列是什么，不对的改过来。")
        self.fill(asked + head_of(found), heaps_of(found), can=bool(found.new))

    def _on_day_changed(self) -> None:
        if self.dated.isChecked():
            self._on_asked()
        else:
            self.dated.setChecked(True)

    def _on_asked(self) -> None:
        self.main.setEnabled(False)
        if self.columns is not None and not set(chat_columns.NEEDED) <= set(self.mapping().values()):
            self._soon.stop()
            self._words.set_text(
                _("没认出这张表的列名。请选出哪一列是发言人、哪一列是内容；选过一次，下次同样的表会自动认得。")
            )
            return
        self._words.set_text(_("正在重新读…"))
        self._soon.start()

    def _on_soon(self) -> None:
        self._desk.tasks.start(self._read_again())

    async def _read_again(self) -> None:
        self._reading += 1
        turn = self._reading
        day = day_of(self.day) if self.dated.isChecked() else None
        columns = self.mapping() or None
        found = await self._desk.job(
            _("读取聊天记录"), lambda step: self._read(day=day, columns=columns, step=step), self.strip
        )
        # A later choice, or the end of the sheet, makes this reading of no use.
        if found is not None and turn == self._reading and self.isVisible():
            self.take(found)

    def done(self, result: int) -> None:
        self._reading += 1
        self._soon.stop()
        super().done(result)


def head_of(seen: chats.ChatPreview) -> str:
    """What was understood, in one sentence."""
    span = _("，时间 {first} 至 {last}").format(first=seen.first, last=seen.last) if seen.first else ""
    words = _("{format}：看懂了 {n} 条消息{span}；新的 {new} 条，其中 {flagged} 条可能违规，导入后进入待审。").format(
        format=FORMATS[seen.transcript.format], n=f"{len(seen.transcript.messages):,}", span=span,
        new=f"{len(seen.new):,}", flagged=f"{seen.flagged:,}",
    )  # fmt: skip
    files = len(seen.transcript.attachments)
    if files:
        words += _("带有 {n} 个附件，一起收存。").format(n=files)
    return words if seen.new else words + _("这些消息都导入过了。")


def heaps_of(seen: chats.ChatPreview) -> list[Heap]:
    """What the import would do, heap by heap."""
    said = seen.transcript.messages

    def line(index: int) -> str:
        message = said[index]
        return shown(f"{(message.time or '').replace('T', ' ')}　{message.sender}：{message.text}")

    flagged = [
        f"{line(one.index)}　〔{'、'.join(dict.fromkeys(hit.rule for hit in one.hits))}〕"
        for one in seen.screened[:_SHOWN]
    ]
    return [
        Heap(
            _("新消息"),
            _cut([line(i) for i in seen.new[:_SHOWN]], len(seen.new)),
            _("档案里还没有的消息"),
            len(seen.new),
        ),
        Heap(_("可能违规"), _cut(flagged, seen.flagged), _("导入后进入待审队列；后面是命中的规则"), seen.flagged),
        Heap(
            _("没看懂"),
            tuple(
                shown(_("第 {line} 行：{why}　{text}").format(line=r.line, why=r.why, text=r.text))
                for r in seen.rejected
            ),
            _("这些行不会导入，原因写在后面"),
        ),
        Heap(_("重复"), (), _("以前导入过，略过"), amount=seen.repeated),
        Heap(
            _("系统消息"),
            tuple(
                shown(f"{(e.time or '').replace('T', ' ')}　{chats.event_words(e.kind, e.actor, e.subjects)}")
                for e in seen.transcript.events
            ),
        ),
        Heap(
            _("认得的发言人"),
            tuple(shown(name if who in name else f"{name}　{who}") for name, who in seen.people),
            _("群昵称对得上花名册里的人"),
        ),
        Heap(_("陌生发言人"), tuple(shown(one) for one in seen.strangers), _("不在最近一次成员名单里")),
        Heap(
            _("附件"),
            tuple(
                shown(file.name if file.message < 0 else f"{file.name}　{said[file.message].sender}")
                for file in seen.transcript.attachments
            ),
            _("随邮件来的文件，收存在各自的消息旁边"),
        ),
    ]


def _cut(lines: list[str], amount: int) -> tuple[str, ...]:
    return (*lines, _("……另有 {n} 条").format(n=f"{amount - len(lines):,}")) if amount > len(lines) else tuple(lines)
