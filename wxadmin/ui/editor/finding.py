"""Find and replace over the whole text: a bar above the panes, next and previous, how many, one or all."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation_edit import Edit
from wxadmin.domain.regulation_places import Place
from wxadmin.domain.regulation_wording import Found, find, replace_all, replace_one
from wxadmin.i18n import _
from wxadmin.ui.card import button, label
from wxadmin.ui.editor.clause import ClausePane
from wxadmin.ui.editor.manuscript import Manuscript
from wxadmin.ui.editor.units import END, HEAD
from wxadmin.ui.flow import Flow

_OUTSIDE = {"heading": HEAD, "preamble": HEAD, "closing": END}


class FindReplace(QFrame):
    """Hidden until asked for. ``told`` carries what was done, ``closed`` comes when it is put away."""

    told = Signal(str)
    closed = Signal()

    def __init__(self, manuscript: Manuscript, clause: ClausePane, parent: QWidget) -> None:
        super().__init__(parent)
        self._manuscript = manuscript
        self._clause = clause
        self._hits: tuple[Found, ...] = ()
        self._now = -1
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        holder = QWidget(self)
        row = Flow(holder)
        column.addWidget(holder)
        self.field = self._line(_("查找"))
        self.field.textChanged.connect(self._on_field_changed)
        row.addWidget(self.field)
        self.count = label("", self, "muted")
        self.count.setAccessibleName(_("查找结果"))
        self.count.setMinimumWidth(64)
        row.addWidget(self.count)
        self._ways = []
        for icon, name, slot in (
            ("chevron-up", _("上一处（Shift+F3）"), self.previous),
            ("chevron-down", _("下一处（F3）"), self.next),
        ):
            piece = button("", slot, self, kind="quiet", icon=icon)
            piece.setAccessibleName(name)
            piece.setToolTip(name)
            row.addWidget(piece)
            self._ways.append(piece)
        self.other = self._line(_("换成"))
        row.addWidget(self.other)
        for words, slot in ((_("替换"), self.replace), (_("全部替换"), self.replace_all)):
            piece = button(words, slot, self)
            row.addWidget(piece)
            self._ways.append(piece)
        shut = button("", self.shut, self, kind="quiet", icon="x")
        shut.setAccessibleName(_("关闭查找（Esc）"))
        shut.setToolTip(_("关闭查找（Esc）"))
        row.addWidget(shut)
        manuscript.changed.connect(self._on_manuscript_changed)
        manuscript.turned.connect(self._on_manuscript_turned)
        self.hide()

    def _line(self, words: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setPlaceholderText(words)
        line.setAccessibleName(words)
        line.setClearButtonEnabled(True)
        line.setFixedWidth(180)
        return line

    def open(self, words: str = "", *, replacing: bool = False) -> None:
        """Show the bar; ``words`` replace what stands in its field."""
        self.show()
        if words and "\n" not in words:
            self.field.setText(words)
        self._look()
        target = self.other if replacing and self.field.text() else self.field
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        target.selectAll()

    def shut(self) -> None:
        """Put the bar and its marks away; the keyboard goes back to the unit, where the hit is selected."""
        self.hide()
        self._hits, self._now = (), -1
        self._clause.show_hits(())
        self.closed.emit()

    def next(self) -> None:
        """The hit after the present one; after the last the first."""
        self._step(1)

    def previous(self) -> None:
        """The hit before the present one; before the first the last."""
        self._step(-1)

    def replace(self) -> None:
        """Replace the present hit and go to the next."""
        if not 0 <= self._now < len(self._hits):
            self.next()
            return
        hit, words = self._hits[self._now], self.other.text()
        self._manuscript.act(_("替换"), lambda text, at: Edit(replace_one(text, hit, words), at))
        behind = [n for n, one in enumerate(self._hits) if _order(one) >= (*_order(hit)[:-1], hit.start + len(words))]
        self._go(behind[0] if behind else 0)

    def replace_all(self) -> None:
        """Replace every hit as one step."""
        wanted, words = self.field.text(), self.other.text()

        def work(text: Any, at: Place) -> Edit:
            done = replace_all(text, wanted, words)
            return Edit(done.text, at, done.notes)

        try:
            notes = self._manuscript.act(_("全部替换"), work)
        except UserError as error:
            notes = (str(error),)
        self.told.emit("；".join(notes))

    # Looking

    def _look(self) -> None:
        """Find the hits of the text as it is now; the present one stays where it was."""
        self._hits = find(self._manuscript.text, self.field.text())
        self._now = min(self._now, len(self._hits) - 1)
        self._show()

    def _step(self, by: int) -> None:
        if not self._hits:
            return
        if self._now < 0:
            here = [n for n, hit in enumerate(self._hits) if _place(hit) == self._manuscript.at]
            self._go(here[0] if here else 0)
        else:
            self._go((self._now + by) % len(self._hits))

    def _go(self, number: int) -> None:
        if not self._hits:
            self._show()
            return
        self._now = number
        hit = self._hits[number]
        self._manuscript.choose(_place(hit))
        start, end = self._span(hit)
        titled = hit.passage.part in ("heading", "title")
        (self._clause.title if titled else self._clause.field).select(start, end)
        self._show()

    def _span(self, hit: Found) -> tuple[int, int]:
        """Where a hit stands in its field: preamble and closing are shown as one text."""
        text = self._manuscript.text
        lines = {"preamble": text.preamble, "closing": text.closing}.get(hit.passage.part, ())
        before = sum(len(line) + 1 for line in lines[: hit.passage.line])
        return before + hit.start, before + hit.end

    def _show(self) -> None:
        count = len(self._hits)
        if not self.field.text():
            words = ""
        elif not count:
            words = _("只在空格里，请到“填空”里改") if self._in_blanks() else _("没有找到")
        else:
            words = f"{self._now + 1}/{count}" if self._now >= 0 else _("{n} 处").format(n=count)
        self.count.setText(words)
        for piece in self._ways:
            piece.setEnabled(count > 0)
        here = [hit for hit in self._hits if _place(hit) == self._manuscript.at]
        self._clause.show_hits([self._span(hit) for hit in here if hit.passage.part not in ("heading", "title")])

    def _in_blanks(self) -> bool:
        """Whether words that stand nowhere in the text are read on the page because a blank is filled with them."""
        words = self.field.text()
        return any(words in blank.value for blank in self._manuscript.text.blanks)

    def _on_field_changed(self) -> None:
        self._now = -1
        self._look()

    def _on_manuscript_changed(self, _what: str) -> None:
        if self.isVisible():
            self._look()

    def _on_manuscript_turned(self) -> None:
        if self.isVisible():
            self._show()

    # Keyboard

    def _slot(self, event: QKeyEvent) -> Any:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        if key == Qt.Key.Key_Escape:
            return self.shut
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.other.hasFocus():
                return self.replace
            return (self.previous if back else self.next) if self.field.hasFocus() else None
        return None

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._slot(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        slot = self._slot(event)
        if slot is not None:
            slot()
        else:
            event.ignore()


def _place(hit: Found) -> Place:
    """Which line of the outline a hit belongs to."""
    return _OUTSIDE.get(hit.passage.part, hit.passage.at)


_PARTS = ("heading", "preamble", "title", "text", "closing")


def _order(hit: Found) -> tuple[object, ...]:
    """What sorts hits in reading order."""
    part = hit.passage.part
    outside = {"heading": 0, "preamble": 0, "closing": 2}.get(part, 1)
    return outside, hit.passage.at, _PARTS.index(part), hit.passage.line, hit.start
