"""Whom a case can be about, as the list tells them apart."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from wxadmin.services.case_choices import Candidate
from wxadmin.ui.casewho import WhoSheet


def test_namesakes_are_told_apart_by_department_and_only_else_by_number(host: QWidget) -> None:
    known = [
        Candidate(7, "张伟", "销售部", (), "张伟"),
        Candidate(20, "张伟", "生产部", (), "张伟"),
        Candidate(8, "李静", "客服部", (), "李静"),
        Candidate(9, "李静", "客服部", (), "李静"),
        Candidate(None, "李静", "", (), "李静"),
    ]
    sheet = WhoSheet(host, known)
    assert [sheet.list.item(row).text() for row in range(sheet.list.count())] == [
        "张伟（销售部）", "张伟（生产部）", "李静（客服部）　#8", "李静（客服部）　#9", "李静（群昵称，不在册）",
    ]  # fmt: skip
    sheet.deleteLater()
