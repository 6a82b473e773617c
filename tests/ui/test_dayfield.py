"""A day to be chosen begins with the day of the records."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from wxadmin.services import clock
from wxadmin.ui.dayfield import day_field, day_of


def test_the_day_offered_is_that_of_the_records_whatever_the_computer_thinks(host: QWidget) -> None:
    with clock.ticking(lambda: datetime(2031, 3, 9, 0, 30, tzinfo=clock.zone())):
        assert day_of(day_field(host, "日期")) == date(2031, 3, 9)
        assert day_of(day_field(host, "日期", date(2030, 1, 2))) == date(2030, 1, 2)
