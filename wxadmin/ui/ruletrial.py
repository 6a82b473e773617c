"""试一句: a line typed or pasted, and what the rules under the pen make of it, step by step."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.services import rule_trial
from wxadmin.ui import theme
from wxadmin.ui.desk import Desk
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_PAUSE = 300  # ms of rest before a line is tried
_HIGH = 150


class TrialBox(QFrame):
    """The line above, the steps below; tried again by :meth:`again` when the rules changed."""

    def __init__(self, desk: Desk, strip: Strip, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._strip = strip
        self._round = 0
        self.setProperty("card", "true")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(theme.GAP)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(_("试一句：打或粘贴一条消息，看看现在的草稿怎么判"))
        self.line.setAccessibleName(_("试一句"))
        self.line.setClearButtonEnabled(True)
        self.line.setMaxLength(rule_trial.LONGEST)
        self.line.textChanged.connect(self._on_line_changed)
        column.addWidget(self.line)
        self._shown = TextBlock("", self)
        self._shown.setAccessibleName(_("试一句的结果"))
        self._steps = TextBlock("", self)
        inner = QWidget(self)
        body = QVBoxLayout(inner)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(4)
        body.addWidget(self._shown)
        body.addWidget(self._steps)
        body.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        self._scroll.setFixedHeight(_HIGH)
        self._scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        column.addWidget(self._scroll)
        self._scroll.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def words(self) -> str:
        """The steps as shown."""
        return self._steps.text() if not self._scroll.isHidden() else ""

    def again(self) -> None:
        """Try the line again."""
        if self.line.text().strip():
            self._timer.start()

    def shut(self) -> None:
        """The window closes."""
        self._timer.stop()

    def _on_line_changed(self, text: str) -> None:
        self._round += 1
        if text.strip():
            self._timer.start()
        else:
            self._timer.stop()
            self._scroll.hide()

    def _on_timer_timeout(self) -> None:
        self._round += 1
        if not self._desk.tasks.closing:
            self._desk.tasks.start(self._try(self._round, self.line.text()))

    async def _try(self, round_: int, text: str) -> None:
        store, scope = self._desk.store, self._desk.group
        found = await self._desk.read(lambda: rule_trial.trial(store, scope, text), self._strip)
        if found is None or round_ != self._round or not shiboken6.isValid(self):
            return
        self._shown.set_text(found.text[:500], [(h.start, h.end) for h in found.hits if h.end <= 500])
        self._steps.set_text("\n".join(found.steps))
        self._scroll.show()
