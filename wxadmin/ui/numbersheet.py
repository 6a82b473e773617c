"""编号格式: how the numbers to come of cases and papers are written, each with an example as it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from wxadmin.domain import numbering
from wxadmin.domain.errors import UserError
from wxadmin.domain.numbering import LONGEST_PATTERN, TOKENS
from wxadmin.i18n import _
from wxadmin.services import number_patterns
from wxadmin.services.number_patterns import Scheme
from wxadmin.ui import dialogs
from wxadmin.ui.card import label
from wxadmin.ui.desk import Desk
from wxadmin.ui.textblock import TextBlock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wxadmin.ui.page import Page

_WIDTH = 520


class NumberSheet(dialogs.Sheet):
    """One series at a time; an empty pattern goes back to the usual one."""

    def __init__(self, page: Page, desk: Desk, group: int, schemes: Sequence[Scheme], series: str) -> None:
        super().__init__(page, _("编号格式"), _("保存"))
        self._desk, self._group = desk, group
        self._schemes = {one.series: one for one in schemes}
        self._turn = 0
        form = self.form()
        self.series = QComboBox(self)
        self.series.setAccessibleName(_("给什么编号"))
        for one in schemes:
            self.series.addItem(one.title, one.series)
        self.series.setCurrentIndex(max(0, self.series.findData(series)))
        form.addRow(label(_("给什么编号"), self, "muted"), self.series)
        self.pattern = QLineEdit(self)
        offers = QCompleter(list(numbering.EXAMPLES), self.pattern)
        offers.setFilterMode(Qt.MatchFlag.MatchContains)
        self.pattern.setCompleter(offers)
        self.pattern.setAccessibleName(_("格式"))
        self.pattern.setMaxLength(LONGEST_PATTERN)
        form.addRow(label(_("格式"), self, "muted"), self.pattern)
        self.seen = TextBlock("", self)
        form.addRow(label(_("例如"), self, "muted"), self.seen)
        tokens = "，".join(f"{{{token}}} {what}" for token, what in TOKENS.items())
        words = _("{tokens}。必须有年份和序号；空着就用通常的格式。已经给出的编号不变。").format(tokens=tokens)
        form.addRow("", TextBlock(words, self, role="muted"))
        self.series.currentIndexChanged.connect(self._on_series_changed)
        self.pattern.textChanged.connect(self._on_pattern_changed)
        self._on_series_changed()
        self.fit(_WIDTH)

    @property
    def chosen(self) -> str:
        """The key of the series."""
        return str(self.series.currentData())

    def _on_series_changed(self) -> None:
        one = self._schemes[self.chosen]
        self.pattern.setPlaceholderText(one.pattern)
        self.pattern.setText(one.pattern if one.own else "")
        self._on_pattern_changed()

    def _on_pattern_changed(self) -> None:
        self._turn += 1
        self._desk.tasks.start(self._try(self._turn))

    async def _try(self, turn: int) -> None:
        store, group, series = self._desk.store, self._group, self.chosen
        text = self.pattern.text().strip() or self._schemes[series].pattern

        def read() -> tuple[str, bool]:
            try:
                return _("、").join(number_patterns.example(store, group, series, text)), True
            except UserError as error:
                return str(error), False

        words, fine = await self._desk.tasks.run(read)
        if turn == self._turn and shiboken6.isValid(self):
            self.seen.set_text(words)
            self.main.setEnabled(fine)
            self.fit(max(self.width(), _WIDTH))

    def done(self, code: int) -> None:
        """Closed: what is still on its way comes too late."""
        self._turn += 1
        super().done(code)


async def edit(page: Page, series: str = "case") -> None:
    """Let the patterns of the chosen group be seen and one be changed."""
    desk, group = page.desk, page.need_group()
    if group is None:
        return
    schemes = await desk.read(lambda: number_patterns.schemes(desk.store, group), page.strip)
    if schemes is None:
        return
    sheet = NumberSheet(page, desk, group, schemes, series)
    if not await dialogs.show(sheet):
        return
    chosen, pattern = sheet.chosen, sheet.pattern.text().strip()
    change = await desk.change(lambda: number_patterns.save(desk.store, group, chosen, pattern), page.strip)
    if change is not None:
        page.strip.done(_("编号格式已改，下一个是 {number}").format(number=change.value), change.id)
