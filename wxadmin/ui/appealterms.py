"""申诉期限: how long a decision can be appealed against, what fixes that, and by when an appeal is answered.

What the regulation in force says of both stands beside them, and can be taken over.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget

from wxadmin.i18n import _
from wxadmin.services import appeal_windows
from wxadmin.services.appeal_windows import Terms
from wxadmin.services.regulation_terms import SaidTerm
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.ladderlines import in_line, put
from wxadmin.ui.textblock import TextBlock

if TYPE_CHECKING:
    from wxadmin.ui.page import Page


class TermsSheet(dialogs.Sheet):
    """The window is only shown, or taken over from the regulation; the days for an answer can be set."""

    def __init__(self, parent: QWidget, terms: Terms) -> None:
        super().__init__(parent, _("申诉期限"), _("保存"))
        form = self._rows = self.form()
        if terms.window:
            form.addRow(label(_("提出申诉"), self, "muted"), TextBlock(terms.window, self))
            form.addRow("", TextBlock(terms.fixed_by, self, role="muted"))
        self.taken = QCheckBox(_("申诉期限改成和规章一样"), self)
        self._tell(terms.window_said, self.taken, other=terms.window_other)
        self.days = QSpinBox(self)
        self.days.setRange(1, appeal_windows.MOST_DAYS)
        self.days.setValue(terms.answer_days)
        self.days.lineEdit().setTextMargins(6, 0, 0, 0)
        self.days.setAccessibleName(_("答复申诉"))
        self.unit = QComboBox(self)
        self.unit.setAccessibleName(_("时间单位"))
        for working, word in ((True, _("个工作日内")), (False, _("天内"))):
            self.unit.addItem(word, working)
        self.unit.setCurrentIndex(0 if terms.working else 1)
        holder = QWidget(self)
        put(in_line(holder), self.days, self.unit)
        form.addRow(label(_("答复申诉"), self, "muted"), holder)
        self.take = button(_("照规章填写"), self._on_take_clicked, self)
        self._said = terms.answer_said
        self._tell(terms.answer_said, self.take, other=terms.answer_other)
        whole = _("从收到申诉的次日起算，用于没有另定的各群；只用于以后收到的申诉。")
        words = _("从收到申诉的次日起算，只用于本群以后收到的申诉。") if terms.window else whole
        form.addRow("", TextBlock(words, self, role="muted"))
        self.fit(500)

    def _tell(self, said: SaidTerm | None, act: QWidget, *, other: bool) -> None:
        """What the regulation says; ``act`` takes it over where something else holds."""
        act.setVisible(other)
        if said is not None:
            words = _("{said}；现在的不一样").format(said=said.words) if other else said.words
            self._rows.addRow("", TextBlock(words, self, role="amber" if other else "muted"))
        if other:
            self._rows.addRow("", act)

    def _on_take_clicked(self) -> None:
        if self._said is not None:
            self.days.setValue(self._said.term.count)
            self.unit.setCurrentIndex(0 if self._said.term.unit == "workday" else 1)


async def edit(page: Page) -> None:
    """Show the terms of the chosen group and let the days for an answer be set."""
    desk, store = page.desk, page.desk.store
    terms = await desk.read(partial(appeal_windows.terms, store, desk.group), page.strip)
    if terms is None:
        return
    sheet, group = TermsSheet(page, terms), desk.group
    if not await dialogs.show(sheet):
        return
    # The sheet is gone once something else was awaited.
    days, working, taken = sheet.days.value(), bool(sheet.unit.currentData()), sheet.taken.isChecked()
    if taken and group is not None:
        work = partial(appeal_windows.take_window_over, store, group)
        if await desk.change(work, page.strip, _("申诉期限已照规章"), right="cases") is None:
            return
    if (days, working) == (terms.answer_days, terms.working):
        return
    words = _("答复期限已改为 {n} 个工作日") if working else _("答复期限已改为 {n} 天")
    await desk.change(
        partial(appeal_windows.set_answer_days, store, days, group, working=working), page.strip,
        words.format(n=days), right="cases",
    )  # fmt: skip
