"""Words as tags, each taken away by itself, more typed or pasted below; thousands are counted, not drawn."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import rule_words
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.flow import Flow
from wxadmin.ui.tasks import Tasks
from wxadmin.ui.textblock import TextBlock

SHOWN = 60
"""Tags that are drawn; more would help nobody."""
_PASTED = 20_000
"""Characters that fit a line; a longer list is pasted with the button."""


class _Line(QLineEdit):
    """A line into which a column can be pasted: its breaks become 、."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.insert("、".join(rule_words.parts_of(QGuiApplication.clipboard().text()[:_PASTED])))
            return
        super().keyPressEvent(event)


class Tags(QWidget):
    """``words`` as they stand; ``changed`` after the owner changed them. ``name`` says what they are."""

    changed = Signal()

    def __init__(self, tasks: Tasks, name: str, parent: QWidget, *, fixed: bool = False) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._name = name
        self._fixed = fixed
        self._words: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP // 2)
        self._host = QWidget(self)
        self._flow = Flow(self._host)
        self._flow.setSpacing(4)
        column.addWidget(self._host)
        self._more = label("", self, "muted")
        column.addWidget(self._more)
        self.line = _Line(self)
        self.line.setAccessibleName(_("加{name}").format(name=name))
        self.line.setPlaceholderText(_("打一个词按回车；可以一次打几个，用 、 隔开"))
        self.line.returnPressed.connect(self._on_line_entered)
        self.paste = button(_("成批粘贴…"), self._on_paste_clicked, self, kind="quiet")
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.line, 1)
        row.addWidget(self.paste)
        column.addLayout(row)
        self.told = TextBlock("", self, role="muted", size=theme.SMALL)
        column.addWidget(self.told)
        for piece in (self.line, self.paste, self.told):
            piece.setVisible(not fixed)
        self.told.hide()

    @property
    def words(self) -> tuple[str, ...]:
        """The words as they stand, what is typed and not yet entered among them."""
        typed = rule_words.parts_of(self.line.text())
        return tuple(dict.fromkeys((*self._words, *typed)))

    def show_words(self, words: Sequence[str]) -> None:
        """Show other words."""
        self._words = tuple(words)
        while (item := self._flow.takeAt(0)) is not None:
            piece = item.widget()
            if piece is not None:
                piece.hide()
                piece.deleteLater()
        for word in self._words[:SHOWN]:
            shown = word.replace("&", "&&")  # no mnemonic
            tag = QPushButton(shown if self._fixed else f"{shown}  ×", self._host)
            tag.setProperty("chip", "true")
            tag.setProperty("word", word)
            tag.setMaximumWidth(320)
            if self._fixed:
                tag.setEnabled(False)
                tag.setAccessibleName(word)
            else:
                tag.setAccessibleName(_("去掉 {word}").format(word=word))
                tag.setToolTip(_("点一下去掉"))
                tag.clicked.connect(self._on_tag_clicked)
            self._flow.addWidget(tag)
            tag.show()
        left = len(self._words) - SHOWN
        self._more.setText(_("还有 {n} 个没有列出").format(n=f"{left:,}") if left > 0 else "")
        self._more.setVisible(left > 0)
        self._host.setVisible(bool(self._words))
        self._host.updateGeometry()

    def add(self, found: Sequence[str]) -> None:
        """Take in more words; what cannot be used is said below."""
        try:
            listed = rule_words.sorted_in(found, self._words)
        except UserError as error:
            self._tell(str(error))
            return
        self.take(listed)

    def take(self, listed: rule_words.WordList) -> None:
        """Take in a list that was looked through."""
        if listed.words:
            self.show_words((*self._words, *listed.words))
            self.changed.emit()
        self._tell(listed.sentence() if listed.refused_count or listed.repeated or len(listed.words) > 1 else "")

    def _tell(self, words: str) -> None:
        self.told.set_text(words)
        self.told.setVisible(bool(words))

    def _on_tag_clicked(self) -> None:
        tag = self.sender()
        if isinstance(tag, QPushButton):
            word = tag.property("word")
            self.show_words([one for one in self._words if one != word])
            self._tell("")
            self.changed.emit()

    def _on_line_entered(self) -> None:
        typed = rule_words.parts_of(self.line.text())
        self.line.clear()
        if typed:
            self.add(typed)

    def _on_paste_clicked(self) -> None:
        self._tasks.start(self._paste())

    async def _paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        found = await self._tasks.run(lambda: _looked_through(text, self._words))
        if not shiboken6.isValid(self):
            return
        if isinstance(found, UserError):
            self._tell(str(found))
        elif not found.words and not found.repeated and not found.refused_count:
            self._tell(_("剪贴板里没有文字；先复制一列词，再点这里。"))
        else:
            self.take(found)


def _looked_through(text: str, known: Sequence[str]) -> rule_words.WordList | UserError:
    try:
        return rule_words.sorted_in(rule_words.parts_of(text), known)
    except UserError as error:
        return error


class WordsSheet(dialogs.Sheet):
    """One list of words by itself, such as the allow phrases."""

    def __init__(self, parent: QWidget, tasks: Tasks, title: str, note: str, words: Sequence[str]) -> None:
        super().__init__(parent, title, _("保存"))
        self.say(note, muted=True)
        self.tags = Tags(tasks, title, self)
        self.tags.show_words(words)
        self.main.setDefault(False)
        self.main.setAutoDefault(False)
        self.cancel.setAutoDefault(False)
        self.body.addWidget(self.tags)
        self.body.addStretch(1)
        self.resize(560, 420)
