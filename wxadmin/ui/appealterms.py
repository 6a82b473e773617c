"""申诉期限: how long a decision can be appealed against, what fixes that, and by when an appeal is answered."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSpinBox, QWidget

from wxadmin.i18n import _
from wxadmin.services import appeal_windows
from wxadmin.services.appeal_windows import Terms
from wxadmin.ui import dialogs
from wxadmin.ui.card import label
from wxadmin.ui.textblock import TextBlock

if TYPE_CHECKING:
    from wxadmin.ui.page import Page


class TermsSheet(dialogs.Sheet):
    """The window is only shown, since it is fixed elsewhere; the days for an answer can be set."""

    def __init__(self, parent: QWidget, terms: Terms) -> None:
        super().__init__(parent, _("申诉期限"), _("保存"))
        form = self.form()
        if terms.window:
            form.addRow(label(_("提出申诉"), self, "muted"), TextBlock(terms.window, self))
            form.addRow("", TextBlock(terms.fixed_by, self, role="muted"))
        self.days = QSpinBox(self)
        self.days.setRange(1, appeal_windows.MOST_DAYS)
        self.days.setValue(terms.answer_days)
        self.days.setSuffix(_(" 个工作日内"))
        self.days.lineEdit().setTextMargins(6, 0, 0, 0)
        self.days.setAccessibleName(_("答复申诉"))
        form.addRow(label(_("答复申诉"), self, "muted"), self.days)
        words = _("从收到申诉的次日起算，各群一样；只用于以后收到的申诉。")
        form.addRow("", TextBlock(words, self, role="muted"))
        self.fit(500)


async def edit(page: Page) -> None:
    """Show the terms of the chosen group and let the days for an answer be set."""
    desk, store = page.desk, page.desk.store
    terms = await desk.read(partial(appeal_windows.terms, store, desk.group), page.strip)
    if terms is None:
        return
    sheet = TermsSheet(page, terms)
    if not await dialogs.show(sheet) or sheet.days.value() == terms.answer_days:
        return
    days = sheet.days.value()
    await desk.change(
        partial(appeal_windows.set_answer_days, store, days), page.strip,
        _("答复期限已改为 {n} 个工作日").format(n=days), right="cases",
    )  # fmt: skip
