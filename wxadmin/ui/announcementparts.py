"""Pieces of the announcement page: the editor of a draft and what the checks say."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from wxadmin.domain.hits import Hit
from wxadmin.i18n import _
from wxadmin.services import queue
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.ui import theme
from wxadmin.ui.card import button, label
from wxadmin.ui.textblock import TextBlock

_PAUSE = 800  # ms of silence before a draft is kept and checked
_TIMES = (
    (0, _("不用回复")),
    (30, _("30 分钟内")),
    (60, _("1 小时内")),
    (240, _("4 小时内")),
    (1440, _("1 天内")),
    (4320, _("3 天内")),
)


class Editor(QFrame):
    """The fields of a draft; ``typed`` carries it at every key, ``paused`` when the typing rests."""

    typed = Signal(object)
    paused = Signal(object)

    def __init__(self, draft: AnnouncementDraft, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        self.title = QLineEdit(draft.title, self)
        self.title.setPlaceholderText(_("标题"))
        self.title.setAccessibleName(_("标题"))
        self.body = QPlainTextEdit(draft.body, self)
        self.body.setPlaceholderText(_("正文：什么事、什么时候、要大家做什么"))
        self.body.setAccessibleName(_("正文"))
        self.body.setTabChangesFocus(True)
        self.body.setMinimumHeight(180)
        self.reply = QComboBox(self)
        self.reply.setAccessibleName(_("回复时限"))
        for minutes, words in _TIMES:
            self.reply.addItem(words, minutes)
        if self.reply.findData(draft.minutes) < 0:
            self.reply.addItem(_("{n} 分钟内").format(n=draft.minutes), draft.minutes)
        self.reply.setCurrentIndex(self.reply.findData(draft.minutes))
        grid = QGridLayout()
        grid.addWidget(label(_("请大家回复"), self, "muted"), 0, 0)
        grid.addWidget(self.reply, 0, 1)
        self.length = label("", self, "muted")
        grid.addWidget(self.length, 0, 2)
        grid.setColumnStretch(2, 1)
        column.addWidget(self.title)
        column.addWidget(self.body)
        column.addLayout(grid)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_paused)
        self.title.textChanged.connect(self._on_typed)
        self.body.textChanged.connect(self._on_typed)
        self.reply.currentIndexChanged.connect(self._on_typed)
        self._count()

    def draft(self) -> AnnouncementDraft:
        """What stands in the fields."""
        return replace(
            self._draft,
            title=self.title.text().strip(),
            body=self.body.toPlainText(),
            minutes=int(self.reply.currentData()),
        )

    def stop(self) -> None:
        """No more calls."""
        self._timer.stop()

    @property
    def unsaved(self) -> bool:
        """Whether something was typed since the last pause."""
        return self._timer.isActive()

    def _count(self) -> None:
        self.length.setText(_("{n} 字").format(n=len(self.body.toPlainText())))

    def _on_typed(self) -> None:
        self._count()
        self.typed.emit(self.draft())
        self._timer.start(_PAUSE)

    def _on_paused(self) -> None:
        self.paused.emit(self.draft())


class Checks(QFrame):
    """What the words of a draft hit; a click leads to the word in the text."""

    def __init__(self, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self._editor = editor
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_hits(self, hits: tuple[Hit, ...]) -> None:
        """Show these in place of the ones before."""
        while self._column.count():
            item = self._column.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for hit in hits:
            words = _("“{text}”：{kind}，{why}").format(
                text=hit.matched, kind=queue.CATEGORY_WORDS.get(hit.category, hit.category), why=hit.why
            )
            piece = button(words, self._on_hit_clicked, self, kind="link", icon="triangle-alert")
            piece.setProperty("word", hit.matched)
            self._column.addWidget(piece)
        if not hits:
            self._column.addWidget(TextBlock(_("没有发现不妥的用词。"), self, role="muted"))

    def _on_hit_clicked(self) -> None:
        piece, body = self.sender(), self._editor.body
        if piece is not None:
            cursor = body.document().find(str(piece.property("word")))
            if not cursor.isNull():
                body.setTextCursor(cursor)
                body.setFocus()
