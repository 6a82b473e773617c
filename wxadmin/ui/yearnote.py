"""A line below a deadline in working days, where it lies in a year whose days off nobody knows yet."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QFormLayout, QWidget

from wxadmin.domain.deadlines import Calendar
from wxadmin.services import workdays
from wxadmin.ui.textblock import TextBlock


class YearNote(TextBlock):
    """Takes a row of a form, which is there only while there is something to say."""

    def __init__(self, parent: QWidget, form: QFormLayout) -> None:
        super().__init__("", parent, role="amber")
        self._form = form
        form.addRow("", self)
        form.setRowVisible(self, False)

    def tell(self, days: Calendar, first: date, last: date) -> None:
        """Say it of a deadline that is so many working days after ``first``."""
        words = workdays.unpublished(days, first, last)
        self.set_text(words)
        self._form.setRowVisible(self, bool(words))
