"""The sheet of an erasure: nothing can be done by accident."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from wxadmin.services.erasure import Choice, Copy, ErasurePreview
from wxadmin.services.erasure_preview import Line, Obstacle
from wxadmin.services.retention import Leaver, OldChats, Retention
from wxadmin.ui.erasuresheet import ErasureSheet, RetentionSheet

SEEN = ErasurePreview(
    7,
    "令狐冲霄",
    (Line("归档的发言", 12), Line("群成员名单里的行", 3)),
    (Line("案件：编号、条款、处罚措施、日期和决定人", 1, "处罚决定要能被证明；姓名、事实、备注和证据删去"),),
    (Obstacle("present", "花名册里没有标记离开", False, "people", 7),),
    (Choice("mentions", "把别人发言里的名字换成“（已删除）”", 4, True),),
    (Copy(Path("a.wxbackup"), "备份 a.wxbackup"),),
)


def test_the_verb_waits_for_reason_name_and_every_doubt(host: QWidget) -> None:
    sheet = ErasureSheet(host, SEEN)
    assert not sheet.main.isDefault()
    assert not sheet.main.isEnabled()
    sheet.reason.setText("离职满半年")
    sheet.typed.setText("令狐冲")
    sheet.doubts[0].setChecked(True)
    assert not sheet.main.isEnabled()
    sheet.typed.setText(" 令狐冲霄 ")
    assert sheet.main.isEnabled()
    sheet.doubts[0].setChecked(False)
    assert not sheet.main.isEnabled()
    assert sheet.also() == ("mentions",)
    assert sheet.thins is not None
    assert not sheet.thins.isChecked()
    sheet.deleteLater()


def test_what_must_be_settled_first_blocks(host: QWidget) -> None:
    blocked = ErasurePreview(
        7, "令狐冲霄", (), (), (Obstacle("case", "案件（草稿 #3）还没有决定", True, "cases", 3),), (), ()
    )
    sheet = ErasureSheet(host, blocked, "离职")
    sheet.typed.setText("令狐冲霄")
    assert not sheet.main.isEnabled()
    sheet._on_link_opened("cases", 3)
    assert sheet.left_for == ("cases", 3)
    sheet.deleteLater()


def test_due_people_are_ticked_and_days_alone_can_be_kept(host: QWidget) -> None:
    sheet = RetentionSheet(host, (Leaver(7, "令狐冲霄", "", None, None, restricted=False),), Retention(), OldChats())
    assert sheet.chosen() == ()
    assert not sheet.main.isEnabled()
    sheet.days.setValue(90)
    assert sheet.main.text() == "保存期限"
    assert sheet.main.isEnabled()
    sheet.list.item(0).setCheckState(Qt.CheckState.Checked)
    assert sheet.main.text() == "逐个预览并删除…"
    assert sheet.chosen() == (7,)
    assert sheet.wanted() == Retention(90)
    sheet.deleteLater()


def test_old_chats_can_be_removed_where_their_days_are_set(host: QWidget) -> None:
    kept = Retention(chat_days=365)
    sheet = RetentionSheet(host, (), kept, OldChats(date(2025, 9, 21), 1234, 5))
    assert sheet.old is not None
    sheet.chat_days.setValue(30)
    assert not sheet.old.isEnabled()  # the counts are those of the days as kept
    sheet.chat_days.setValue(365)
    sheet.old.click()
    assert sheet.wants_old
    assert RetentionSheet(host, (), kept, OldChats(date(2025, 9, 21), 0, 5)).old is None
    sheet.deleteLater()
