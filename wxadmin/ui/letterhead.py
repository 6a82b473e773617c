"""红头和标志 of the unit: the words, the picture, and a sample paper that shows both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from wxadmin.domain.papers import AnnouncementPaper
from wxadmin.i18n import _
from wxadmin.services import clock, papers, styles
from wxadmin.services.styles import Letterhead
from wxadmin.ui import dialogs, theme
from wxadmin.ui.attachmentpane import PICTURE_FILES
from wxadmin.ui.card import button, label
from wxadmin.ui.desk import Desk
from wxadmin.ui.flow import Flow
from wxadmin.ui.papersheet import look
from wxadmin.ui.paste import PICTURES
from wxadmin.ui.preview import save_name
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_PICTURE = QSize(112, 72)


class LetterheadForm(QWidget):
    """What is chosen counts once it is saved; 看样张 shows it before."""

    def __init__(self, desk: Desk, strip: Strip, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._strip = strip
        self._kept = Letterhead()
        self._logo = b""
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        words = _("印在规章制度、通知书、公告和函的第一页上方。红头写单位全称或“全称＋文件”，不用就留空。")
        column.addWidget(TextBlock(words, self, role="muted", size=theme.SMALL))
        self.red = QPlainTextEdit(self)
        self.red.setTabChangesFocus(True)
        self.red.setFixedHeight(2 * self.red.fontMetrics().lineSpacing() + 18)
        self.red.setAccessibleName(_("红头文字"))
        self.red.setPlaceholderText(_("例如 远山公司文件；几个单位联合行文，一行一个"))
        self.red.textChanged.connect(self._on_changed)
        name = label(_("红头文字"), self, "muted")
        name.setBuddy(self.red)
        column.addWidget(name)
        column.addWidget(self.red)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.picture = QLabel(self)
        self.picture.setFixedSize(_PICTURE)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setProperty("paper", "true")
        row.addWidget(self.picture)
        holder = QWidget(self)
        flow = Flow(holder)
        flow.addWidget(button(_("选标志图片…"), self._on_pick_clicked, holder, icon="image-plus"))
        self.without = button(_("去掉标志"), self._on_remove_clicked, holder, kind="quiet", icon="trash-2")
        flow.addWidget(self.without)
        row.addWidget(holder, 1)
        column.addLayout(row)
        actions = QWidget(self)
        flow = Flow(actions)
        self.save_button = button(_("保存红头和标志"), self._on_save_clicked, actions, kind="main")
        flow.addWidget(self.save_button)
        flow.addWidget(button(_("看样张"), self._on_sample_clicked, actions, icon="file-text"))
        column.addWidget(actions)
        self._show_logo()

    def reload(self) -> None:
        """Read what is kept; what was typed and not saved stays."""
        self._desk.tasks.start(self._load())

    async def _load(self) -> None:
        kept = await self._desk.read(lambda: styles.letterhead(self._desk.store), self._strip)
        if kept is None or kept == self._kept or not shiboken6.isValid(self):
            return
        if self.now == self._kept:
            self._logo = kept.logo
            self.red.setPlainText(kept.red)
        self._kept = kept
        self._show_logo()

    @property
    def now(self) -> Letterhead:
        """What is chosen now."""
        return Letterhead(self.red.toPlainText().strip(), self._logo)

    def _on_changed(self) -> None:
        self.save_button.setEnabled(self.now != self._kept)

    def _show_logo(self) -> None:
        image = QImage.fromData(self._logo) if self._logo else QImage()
        self.without.setVisible(bool(self._logo))
        if image.isNull():
            self.picture.setPixmap(QPixmap())
            self.picture.setText(_("没有标志"))
            self.picture.setAccessibleName(_("没有标志"))
        else:
            ratio = self.devicePixelRatioF()
            room = QSize(_PICTURE.width() - 12, _PICTURE.height() - 12) * ratio
            picture = QPixmap.fromImage(
                image.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
            )
            picture.setDevicePixelRatio(ratio)
            self.picture.setPixmap(picture)
            self.picture.setAccessibleName(_("标志"))
        self._on_changed()

    # What the owner does

    def _on_pick_clicked(self) -> None:
        self._desk.tasks.start(self._pick())

    async def _pick(self) -> None:
        path = await dialogs.pick_file(self, _("选标志图片"), [PICTURE_FILES])
        if path is not None:
            await self.take_logo(path)

    async def take_logo(self, path: Path) -> None:
        """Take the picture of a file as the logo."""
        logo = await self._desk.read(lambda: styles.read_logo(path), self._strip)
        if logo is not None and shiboken6.isValid(self):
            self._logo = logo
            self._strip.clear()
            self._show_logo()

    def _on_remove_clicked(self) -> None:
        self._logo = b""
        self._show_logo()

    def _on_save_clicked(self) -> None:
        self._desk.tasks.start(self._save(self.now))

    async def _save(self, wanted: Letterhead) -> None:
        store = self._desk.store
        done = _("红头和标志已保存")
        change = await self._desk.change(lambda: styles.save_letterhead(store, wanted), self._strip, done)
        if change is not None and shiboken6.isValid(self):
            self._kept = wanted  # what is kept may be packed anew: the reading that follows takes it over
            self._on_changed()

    def _on_sample_clicked(self) -> None:
        store, head = self._desk.store, self.now
        unit = self._desk.settings.unit or _("本单位")
        paper = AnnouncementPaper(
            unit, "", _("关于检查办公区用电安全的通知"),
            (
                _("各部门："),
                _("本周五下午检查办公区的用电安全。请在下班前收好充电设备，拔下不用的插头，留一位同事在场说明情况。"),
                _("检查中发现的问题当天通知到人，一周内改好。"),
            ),
            unit, clock.today(),
        )  # fmt: skip

        def make() -> bytes:
            style = replace(styles.of(store, "announcement"), red=styles.red_words(head.red), logo=head.logo)
            return papers.draft(store, paper, style)

        self._desk.tasks.start(look(self._desk, self, _("样张"), make, _("只是样子，没有保存"), save_name(_("样张"))))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if urls and urls[0].isLocalFile() and Path(urls[0].toLocalFile()).suffix.lower() in PICTURES:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._desk.tasks.start(self.take_logo(Path(event.mimeData().urls()[0].toLocalFile())))
