"""One exhibit looked at: the file as it came, what names it, and what is covered when it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QLabel, QPlainTextEdit, QWidget

from wxadmin.i18n import _
from wxadmin.services import exhibits
from wxadmin.services.exhibits import MEDIA_WORDS, ExhibitRow
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.coverview import CoverView, upright
from wxadmin.ui.flow import Flow
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

if TYPE_CHECKING:
    from pathlib import Path

    from wxadmin.ui.desk import Desk

_MOST_TEXT = 20_000


class ExhibitSheet(dialogs.Sheet):
    """The picture or words of a file, its SHA-256, and what can be done with it."""

    def __init__(self, parent: QWidget, desk: Desk, row: ExhibitRow, data: bytes, *, case: int | None = None) -> None:
        super().__init__(parent, _("证据：{}").format(row.title), _("关闭"))
        self.cancel.hide()
        self._desk, self._row, self._case = desk, row, case
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        self.view: CoverView | None = None
        image = upright(data) if row.media == "picture" else None
        if image is not None and not image.isNull():
            self.view = CoverView(image, row.covers, self)
            self.body.addWidget(self.view, 1)
            words = _("姓名、头像不该让别人看到的，在图上拖出一块盖住；原件不变，印出来的和放进通知书的才是盖住的。")
            self.body.addWidget(TextBlock(words, self, role="muted", size=theme.SMALL))
            self.view.changed.connect(self._on_covers_changed)
        elif row.media == "text":
            field = QPlainTextEdit(data[: 4 * _MOST_TEXT].decode("utf-8", "replace")[:_MOST_TEXT], self)
            field.setReadOnly(True)
            field.setTabChangesFocus(True)
            field.setAccessibleName(row.title)
            self.body.addWidget(field, 1)
        else:
            self.say(_("这种文件在这里看不了，请“原件另存为”后用别的程序打开。"), muted=True)
        self._lay_out_facts()
        self._lay_out_tools()
        room = self.screen().availableGeometry()
        high = 760 if self.view is not None else 420
        self.resize(min(820, round(room.width() * 0.9)), min(high, round(room.height() * 0.9)))

    def _lay_out_facts(self) -> None:
        facts = QFormLayout()
        facts.setHorizontalSpacing(12)
        row = self._row
        for name, words in (
            (_("文件"), f"{row.name}（{MEDIA_WORDS[row.media]}，{exhibits.size_words(row.bytes)}）"),
            (_("收存时间"), row.created), (_("来源"), row.source), ("SHA-256", row.sha),
        ):  # fmt: skip
            if words:
                said = QLabel(words, self)
                said.setTextFormat(Qt.TextFormat.PlainText)
                said.setWordWrap(True)
                said.setTextInteractionFlags(
                    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
                )
                facts.addRow(label(name, self, "muted"), said)
        self.body.addLayout(facts)

    def _lay_out_tools(self) -> None:
        host = QWidget(self)
        tools = Flow(host)
        self.keep = self.back = None
        if self.view is not None:
            self.keep = button(_("保存遮盖"), self._on_keep_clicked, host, kind="main")
            self.keep.setEnabled(False)
            self.back = button(_("去掉最后一块"), self.view.take_back, host)
            self.back.setEnabled(bool(self.view.covers))
            tools.addWidget(self.keep)
            tools.addWidget(self.back)
            if self._case is not None:
                tools.addWidget(button(_("放进通知书"), self._on_notice_clicked, host))
        tools.addWidget(button(_("原件另存为…"), self._on_save_clicked, host, icon="save"))
        tools.addWidget(button(_("复制 SHA-256"), self._on_copy_clicked, host, icon="copy"))
        self.body.addWidget(host)

    def _on_covers_changed(self) -> None:
        assert self.view is not None
        assert self.keep is not None
        assert self.back is not None
        self.keep.setEnabled(self.view.covers != self._row.covers)
        self.back.setEnabled(bool(self.view.covers))

    def _on_keep_clicked(self) -> None:
        self._desk.tasks.start(self._keep_covers())

    async def _keep_covers(self) -> bool:
        assert self.view is not None
        covers, store, number = self.view.covers, self._desk.store, self._row.id
        done = _("已保存遮盖，{n} 处").format(n=len(covers))
        change = await self._desk.change(lambda: exhibits.cover(store, number, covers), self.strip, done)
        if change is None or not shiboken6.isValid(self):
            return False
        rows = await self._desk.read(lambda: exhibits.get(store, number), self.strip)
        if rows is not None and shiboken6.isValid(self):
            self._row = rows
            self._on_covers_changed()
        return True

    def _on_notice_clicked(self) -> None:
        self._desk.tasks.start(self._to_notice())

    async def _to_notice(self) -> None:
        assert self.view is not None
        assert self._case is not None
        if self.view.covers != self._row.covers and not await self._keep_covers():
            return
        store, number, case = self._desk.store, self._row.id, self._case
        done = _("已放进通知书的证据图片")
        await self._desk.change(lambda: exhibits.to_notice(store, number, case), self.strip, done)

    def _on_save_clicked(self) -> None:
        self._desk.tasks.start(self._save())

    async def _save(self) -> None:
        name = self._row.name
        suffix = name[name.rfind(".") :] if "." in name else ""
        target: Path | None = await dialogs.pick_target(self, _("原件另存为"), name, [_("所有文件 (*)")], suffix)
        if target is None:
            return
        store, number = self._desk.store, self._row.id
        saved = await self._desk.read(lambda: exhibits.save_original(store, number, target), self.strip)
        if saved is not None and shiboken6.isValid(self):
            self.strip.done(_("原件已存为 {name}").format(name=saved.name))

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._row.sha)
        self.strip.done(_("SHA-256 已复制"))
