"""A day to be chosen, with its calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QWidget

from wxadmin.i18n import _


def day_field(parent: QWidget, name: str, day: date | None = None) -> QDateEdit:
    """A day, today unless given."""
    field = QDateEdit(parent)
    field.setCalendarPopup(True)
    field.setDisplayFormat(_("yyyy年M月d日"))
    field.setAccessibleName(name)
    field.setDate(QDate.currentDate() if day is None else QDate(day.year, day.month, day.day))
    return field


def day_of(field: QDateEdit) -> date:
    """The day in a field."""
    day = field.date()
    return date(day.year(), day.month(), day.day())
