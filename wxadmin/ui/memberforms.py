"""Forms about members: tasks to open, an exemption with its last day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtWidgets import QCheckBox, QDateEdit, QHBoxLayout, QLineEdit, QWidget

from wxadmin.i18n import _
from wxadmin.services import clock, member_tasks
from wxadmin.services.member_tasks import KINDS, TaskDraft
from wxadmin.ui import dialogs, theme
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.strip import Strip

_DAYS = 3


class OptionalDay(QWidget):
    """A day that may be left open: a tick and the day."""

    def __init__(self, parent: QWidget, words: str, day: date, *, on: bool = False) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        self.tick = QCheckBox(words, self)
        self.tick.setChecked(on)
        self.day: QDateEdit = day_field(self, words, day)
        self.day.setEnabled(on)
        self.tick.toggled.connect(self.day.setEnabled)
        row.addWidget(self.tick)
        row.addWidget(self.day)
        row.addStretch(1)

    def value(self) -> date | None:
        """The day, None where it is left open."""
        return day_of(self.day) if self.tick.isChecked() else None


class TaskSheet(dialogs.Sheet):
    """Why something is to be done with members in WeChat, and by when."""

    def __init__(self, parent: QWidget, kind: str, count: int, reason: str = "") -> None:
        title = _("列入待办：{what}").format(what=KINDS[kind])
        super().__init__(parent, title, _("列入待办"))
        self.say(_("共 {n} 人。在微信里办好以后，下一份成员名单会核实。").format(n=count))
        form = self.form()
        self.reason = QLineEdit(reason, self)
        self.reason.setAccessibleName(_("原因"))
        self.reason.setMaxLength(200)
        form.addRow(_("原因"), self.reason)
        self.due = OptionalDay(self, _("办理期限"), clock.today() + timedelta(days=_DAYS), on=True)
        form.addRow("", self.due)
        self.fit(460)
        self.reason.setFocus()

    def filled_in(self, draft: TaskDraft) -> TaskDraft:
        """A task with what was filled in."""
        return replace(draft, reason=self.reason.text().strip(), due=self.due.value())


async def open_tasks(desk: Desk, strip: Strip, drafts: Sequence[TaskDraft]) -> None:
    """Open tasks and say so."""
    change = await desk.change(lambda: member_tasks.open_tasks(desk.store, drafts), strip)
    if change is not None:
        made = len(change.value)
        words = _("已列入待办 {n} 项").format(n=made)
        if made < len(drafts):
            words += _("，另 {n} 项本来就在待办里").format(n=len(drafts) - made)
        desk.tell(change, strip, words)


class ExemptSheet(dialogs.Sheet):
    """Why somebody need not follow the naming rule, and until when."""

    def __init__(self, parent: QWidget, who: str, reason: str = "", until: str = "") -> None:
        super().__init__(parent, _("豁免实名要求"), _("豁免"))
        self.say(_("为什么 {who} 可以不按规则命名？").format(who=who))
        form = self.form()
        self.reason = QLineEdit(reason, self)
        self.reason.setAccessibleName(_("原因"))
        self.reason.setPlaceholderText(_("例如 产假期间，返岗后改"))
        self.reason.setMaxLength(200)
        form.addRow(_("原因"), self.reason)
        last = date.fromisoformat(until) if until else clock.today() + timedelta(days=30)
        self.until = OptionalDay(self, _("到某一天为止"), last, on=bool(until))
        form.addRow("", self.until)
        self.reason.textChanged.connect(self._on_reason_changed)
        self._on_reason_changed()
        self.fit(460)
        self.reason.setFocus()

    def _on_reason_changed(self) -> None:
        self.main.setEnabled(bool(self.reason.text().strip()))
