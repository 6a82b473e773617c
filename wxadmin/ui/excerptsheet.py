"""聊天摘录 on paper: how many messages around the one meant, other people's names covered unless asked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QFormLayout, QSpinBox, QWidget

from wxadmin.domain.papers import Paper
from wxadmin.i18n import _
from wxadmin.services import excerpts
from wxadmin.ui.desk import Desk
from wxadmin.ui.papersheet import PaperSheet
from wxadmin.ui.textblock import TextBlock


class ExcerptSheet(PaperSheet):
    """The paper as it will print; it is never issued and has no number."""

    def __init__(self, parent: QWidget, desk: Desk, message: int) -> None:
        super().__init__(parent, desk, _("聊天摘录"), kind="list", side=True)
        self._message = message
        self.plain = True
        host = self.choices.parentWidget()
        form = QFormLayout()
        self.before, self.after = (QSpinBox(host) for _side in range(2))
        for field, words in ((self.before, _("往前几条")), (self.after, _("往后几条"))):
            field.setRange(0, excerpts.MOST)
            field.setValue(5)
            field.setAccessibleName(words)
            field.valueChanged.connect(self.again)
            form.addRow(words, field)
        self.choices.addLayout(form)
        self.cover = QCheckBox(_("遮盖其他人的姓名和号码"), host)
        self.cover.setChecked(True)
        self.cover.setEnabled(desk.may("numbers"))
        self.cover.toggled.connect(self.again)
        self.choices.addWidget(self.cover)
        words = _("遮盖后同一个人用同一个代号（成员甲、成员乙），还看得出谁在回答谁。交给本人或张贴时都应遮盖。")
        self.choices.addWidget(TextBlock(words, host, role="muted"))
        self.choices.addStretch(1)
        self.again()

    def paper(self) -> Callable[[], Paper]:
        store, message, covered = self.desk.store, self._message, self.cover.isChecked()
        before, after = self.before.value(), self.after.value()
        return lambda: excerpts.build(store, message, before, after, covered=covered)
