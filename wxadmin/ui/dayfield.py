"""A day to be chosen, with its calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QWidget

from wxadmin.i18n import _
from wxadmin.services import clock


def day_field(parent: QWidget, name: str, day: date | None = None) -> QDateEdit:
    """A day, today by the clock of the records unless given: the computer's zone may be on another day."""
    field = QDateEdit(parent)
    field.setCalendarPopup(True)
    field.setDisplayFormat(_("yyyy年M月d日"))
    field.setAccessibleName(name)
    first = day or clock.today()
    field.setDate(QDate(first.year, first.month, first.day))
    return field


def day_of(field: QDateEdit) -> date:
    """The day in a field."""
    day = field.date()
    return date(day.year(), day.month(), day.day())
