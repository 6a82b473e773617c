"""The board of a posted announcement: pasted into right there, heaps by keys, corrections, chase, many people."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from tests.ui.page_hands import press
from tests.ui.window_loop import Run, until
from wxadmin.domain.people import Person, Roster
from wxadmin.services import (
    announcement_answers,
    announcements,
    attendances,
    chase,
    chats,
    clock,
    groups,
    progress_reports,
    records,
    roster_import,
)
from wxadmin.services.announcement_plans import Due, Plan
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.records import Store
from wxadmin.ui import dialogs
from wxadmin.ui.announcementboard import PasteField
from wxadmin.ui.announcementboardchase import ChaseSheet
from wxadmin.ui.announcementboardheaps import HeapView
from wxadmin.ui.desk import Desk
from wxadmin.ui.pages.announcements import AnnouncementsPage
from wxadmin.ui.tasks import Tasks
from wxadmin.ui.textblock import TextBlock

NAMES = ("周敏", "林强", "吴丽", "张伟", "张伟", "孙圆圆")


@pytest.fixture
def desk(store: Store, tasks: Tasks, host: QWidget, tmp_path: Path) -> Desk:
    made = Desk(store, tasks, QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat), host)
    group = groups.create(store, GroupDraft("丙项目群", unit="甲公司", owner="王主任")).value
    fill(store, group, NAMES)
    made.groups = groups.every(store)
    made.choose_group(group)
    made.right = "publish"
    host.resize(1366, 768)
    host.show()
    return made


def fill(store: Store, group: int, names: tuple[str, ...]) -> None:
    people = tuple(
        Person(name, (("甲公司", "销售部" if n % 2 else "生产部"),), number=str(n)) for n, name in enumerate(names)
    )
    roster_import.import_roster(store, roster_import.preview_roster(store, Roster(people, "名册.xlsx"), group=group))


def posted(desk: Desk, kind: str = "notice", title: str = "停电通知") -> int:
    assert desk.group is not None
    draft = AnnouncementDraft(desk.group, title, "看完请回复。", minutes=30, plan=Plan(kind=kind))
    number = announcements.save(desk.store, draft).value
    announcements.post(desk.store, number)
    return number


async def opened(desk: Desk, host: QWidget, number: int) -> AnnouncementsPage:
    gc.collect()
    page = AnnouncementsPage(desk, host)
    page.resize(1366, 768)
    page.show()
    page.show_record(number)
    await rest(page)
    return page


async def rest(page: AnnouncementsPage) -> None:
    await until(
        lambda: page.desk.tasks.busy == 0 and page.detail is not None and page.detail.id == page.record
        and not page.list.model.settling
    )  # fmt: skip
    await until(lambda: page.desk.tasks.busy == 0)


def board(page: AnnouncementsPage) -> HeapView:
    found = [view for view in page.card.findChildren(HeapView) if view.isVisible()]
    assert len(found) == 1
    return found[0]


async def paste(page: AnnouncementsPage, text: str, how: str = "") -> None:
    field = next(f for f in page.card.findChildren(PasteField) if f.isVisible())
    field.text.setPlainText(text)
    if how:
        field.how.setCurrentIndex(field.how.findData(how))
    QTest.keyClick(field.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await rest(page)


def end(page: AnnouncementsPage) -> None:
    page.close()
    page.deleteLater()


def sheet_of(page: QWidget, kind: type[dialogs.Sheet] = dialogs.Sheet) -> dialogs.Sheet | None:
    return next((s for s in page.findChildren(kind) if s.isVisible()), None)


def test_answers_are_pasted_into_the_page_and_settled_by_keys(desk: Desk, host: QWidget, run_async: Run) -> None:
    number = posted(desk)

    async def work() -> None:
        page = await opened(desk, host, number)
        assert len(board(page).words("missing")) == 6
        assert board(page).words("confirmed") == ()
        await paste(page, "周敏 收到，晚到\n张伟 收到\n外人甲乙 收到")
        assert "新增 1 人回复" in page.strip.words
        view = board(page)
        assert view.key == "unclear"  # what only the owner can settle comes first
        assert "周敏（晚到" in view.words("confirmed")[0]
        view.lines.setFocus()
        QTest.keyClick(view.lines, Qt.Key.Key_1)
        await rest(page)
        assert not board(page).words("unclear")
        assert len(board(page).words("confirmed")) == 2
        # The same again adds nothing: that is said calmly, and the field is free for the next.
        await paste(page, "周敏 收到，晚到\n张伟 收到\n外人甲乙 收到")
        assert "已经粘贴过" in page.strip.words
        assert page.strip.property("strip") == "note"
        field = next(f for f in page.card.findChildren(PasteField) if f.isVisible())
        await until(lambda: field.text.toPlainText() == "")
        board(page).choose("confirmed")
        row = next(n for n, words in enumerate(board(page).words()) if words.startswith("周敏"))
        board(page).lines.setCurrentRow(row)
        QTest.keyClick(board(page).lines, Qt.Key.Key_Return)
        await rest(page)
        assert any("周敏" in words for words in board(page).words("strangers"))
        await desk.undo(page.strip)
        await rest(page)
        assert any("周敏" in words for words in board(page).words("confirmed"))
        board(page).choose("pastes")
        press(page.card, "移除这次粘贴")
        await rest(page)
        # Whose answer was taken back has not answered, but whose it is stays known.
        assert not board(page).words("confirmed")
        await paste(page, "张伟 收到")
        assert [words[:2] for words in board(page).words("confirmed")] == ["张伟"]
        end(page)

    run_async(work())


def test_excused_with_a_reason_and_confirmed_by_hand(desk: Desk, host: QWidget, run_async: Run) -> None:
    number = posted(desk)

    async def work() -> None:
        page = await opened(desk, host, number)
        view = board(page)
        assert view.key == "missing"
        QTest.keyClicks(view.lines, "?")
        await until(lambda: sheet_of(page) is not None)
        keys = sheet_of(page)
        assert keys is not None
        assert "Ctrl+Enter" in keys.findChildren(QPlainTextEdit)[0].toPlainText()
        keys.main.click()
        await until(lambda: sheet_of(page) is None)
        QTest.keyClick(view.lines, Qt.Key.Key_2)
        await until(lambda: sheet_of(page) is not None)
        sheet = sheet_of(page)
        assert sheet is not None
        assert not sheet.main.isEnabled()
        sheet.findChildren(QLineEdit)[0].setText("休产假")
        sheet.main.click()
        await rest(page)
        assert board(page).words("excused") == ("周敏（休产假）",)
        QTest.keyClick(board(page).lines, Qt.Key.Key_1)
        await rest(page)
        assert len(board(page).words("missing")) == 4
        end(page)

    run_async(work())


def test_a_list_of_another_announcement_is_asked_about(desk: Desk, host: QWidget, run_async: Run) -> None:
    number, other = posted(desk), posted(desk, title="秋游报名")

    async def work() -> None:
        page = await opened(desk, host, number)
        field = next(f for f in page.card.findChildren(PasteField) if f.isVisible())
        field.text.setPlainText("#接龙\n秋游报名\n\n1. 周敏\n2. 林强")
        field.match.click()
        await until(lambda: sheet_of(page) is not None)
        sheet = sheet_of(page)
        assert sheet is not None
        assert sheet.findChildren(QComboBox)[0].currentText() == "放到“秋游报名”"
        sheet.main.click()
        await rest(page)
        assert not announcement_answers.board(desk.store, number).confirmed
        assert len(announcement_answers.board(desk.store, other).confirmed) == 2
        end(page)

    run_async(work())


def test_reminders_are_copied_in_portions_and_counted(desk: Desk, host: QWidget, run_async: Run) -> None:
    number = posted(desk)
    chase.set_size(desk.store, 4)

    async def work() -> None:
        page = await opened(desk, host, number)
        press(page.card, "复制催办")
        await until(lambda: sheet_of(page, ChaseSheet) is not None)
        sheet = sheet_of(page, ChaseSheet)
        assert isinstance(sheet, ChaseSheet)
        assert sheet.parts.count() == 2
        sheet.copy_button.click()
        assert QGuiApplication.clipboard().text().count("@") == 4
        assert sheet.findChildren(QPlainTextEdit)[0].toPlainText() == QGuiApplication.clipboard().text()
        sheet.note_button.click()
        await until(lambda: "已记为催办" in sheet.parts.item(0).text())
        assert sheet.parts.currentRow() == 1
        sheet.main.click()
        await rest(page)
        await until(lambda: len(board(page).words("sent")) == 1)
        assert "催办 4 人" in board(page).words("sent")[0]
        end(page)

    run_async(work())
    assert len(chase.draft(desk.store, number).lately) == 4


def test_a_meeting_has_attendance_and_a_task_its_progress(desk: Desk, host: QWidget, run_async: Run) -> None:
    meeting, task = posted(desk, "meeting", "周会"), posted(desk, "duty", "转发安全提示")

    async def work() -> None:
        page = await opened(desk, host, meeting)
        await until(lambda: len(board(page).words("attendance")) == 6)
        field = next(f for f in page.card.findChildren(PasteField) if f.isVisible())
        field.text.setPlainText("周敏\n林强 迟到\n孙圆圆妈妈：孩子请病假")
        field.how.setCurrentIndex(field.how.findData("attendance"))
        field.match.click()
        await until(lambda: sheet_of(page) is not None)
        sheet = sheet_of(page)
        assert sheet is not None
        assert "孙圆圆　请假" in sheet.findChildren(QPlainTextEdit)[0].toPlainText()
        sheet.main.click()
        await rest(page)
        await until(lambda: "林强　迟到　迟到" in board(page).words("attendance"))
        board(page).choose("attendance")
        press(page.card, "其余算缺席")
        await rest(page)
        await paste(page, "吴丽：明天请事假，收到")
        assert "登记 1 人请假" in [b.text() for b in page.strip.findChildren(QPushButton)]
        press(page.strip, "登记 1 人请假")
        await rest(page)
        page.show_record(task)
        await rest(page)
        await paste(page, "周敏 已转发\n林强：完成一半", "progress")
        await until(lambda: any("完成 50%" in words for words in board(page).words("progress")))
        end(page)

    run_async(work())
    assert [e.state for e in attendances.of(desk.store, meeting)].count("absent") == 2
    assert [r.share for r in progress_reports.of(desk.store, task)].count(100) == 1


def test_the_result_of_what_was_ordered_is_owed_until_it_is_told(desk: Desk, host: QWidget, run_async: Run) -> None:
    assert desk.group is not None
    plan = Plan("instruction", due=Due(solution="24:00"))
    made = announcements.save(desk.store, AnnouncementDraft(desk.group, "水管漏水", "今天解决", minutes=30, plan=plan))
    announcements.post(desk.store, made.value)

    async def work() -> None:
        page = await opened(desk, host, made.value)
        assert len(board(page).words("solution")) == 6
        await paste(page, "周敏：已修好，恢复供水")
        await until(lambda: "周敏" not in board(page).words("solution"))
        board(page).choose("solution")
        board(page).lines.setCurrentRow(board(page).words("solution").index("林强"))
        QTest.keyClick(board(page).lines, Qt.Key.Key_1)
        await until(lambda: sheet_of(page) is not None)
        sheet = sheet_of(page)
        assert sheet is not None
        sheet.findChildren(QLineEdit)[0].setText("已换阀门")
        sheet.main.click()
        await rest(page)
        await until(lambda: len(board(page).words("solution")) == 4)
        await until(lambda: any("已报 2/6" in one.text() for one in page.card.findChildren(TextBlock)))
        end(page)

    run_async(work())
    done = [one.words for one in progress_reports.of(desk.store, made.value) if one.share == 100]
    assert done == ["已修好，恢复供水", "已换阀门"]


def test_answers_of_the_archive_are_read_in_with_a_button(desk: Desk, host: QWidget, run_async: Run) -> None:
    assert desk.group is not None
    number, spoken = posted(desk), clock.local(clock.stamp()).strftime("%Y年%m月%d日 %H:%M")
    talk = f"周敏\n{spoken}\n收到\n\n林强\n{spoken}\n中午吃什么\n"
    chats.import_chat(desk.store, chats.preview(desk.store, desk.group, talk))

    async def work() -> None:
        page = await opened(desk, host, number)
        field = next(f for f in page.card.findChildren(PasteField) if f.isVisible())
        await until(field.archived.isVisible)
        assert "1 条回复" in field.archived.text()
        field.archived.click()
        await until(lambda: "新增 1 人回复" in page.strip.words)
        await rest(page)
        await until(lambda: "周敏" not in board(page).words("missing"))
        end(page)

    run_async(work())


def test_what_nobody_has_to_answer_is_quiet(desk: Desk, host: QWidget, run_async: Run) -> None:
    assert desk.group is not None
    draft = AnnouncementDraft(desk.group, "盘点准备会", "明天三点开会", plan=Plan("meeting"))
    number = announcements.save(desk.store, draft).value
    announcements.post(desk.store, number)
    assert announcements.page(desk.store, [number])[0].cells[1:5] == ("已发布", clock.shown(clock.stamp()), "", "")

    async def work() -> None:
        page = await opened(desk, host, number)
        await until(lambda: board(page).key == "attendance")
        buttons = [piece for piece in page.card.findChildren(QPushButton) if piece.isVisible()]
        assert "复制催办" not in {piece.text() for piece in buttons}
        assert "danger" not in {piece.property("tone") for piece in buttons}
        await paste(page, "周敏 收到")
        await until(lambda: "周敏" not in board(page).words("missing"))
        await until(lambda: any(piece.text().startswith("没有确认 5") for piece in page.card.findChildren(QPushButton)))
        end(page)

    run_async(work())


def test_no_is_a_heap_of_its_own_and_a_denial_is_looked_at(desk: Desk, host: QWidget, run_async: Run) -> None:
    number = posted(desk)

    async def work() -> None:
        page = await opened(desk, host, number)
        await paste(page, "周敏 同意\n林强 不同意\n吴丽 弃权\n孙圆圆 没看懂\n周皿 同意")
        view = board(page)
        assert [words[:2] for words in view.words("confirmed")] == ["周敏"]
        assert sorted(view.words("against")) == ["吴丽（弃权）", "林强（不同意）"]
        assert view.words("unclear") == ("孙圆圆 没看懂",)
        assert view.words("strangers") == ("周皿 同意",)
        view.choose("unclear")
        press(page.card, "算没有确认")
        await rest(page)
        assert not board(page).words("unclear")
        assert "孙圆圆" in board(page).words("missing")
        await paste(page, "孙圆元 收到")
        assert board(page).words("unclear") == ("孙圆元　可能是 孙圆圆",)
        end(page)

    run_async(work())


def test_who_answered_with_leave_stands_on_the_attendance_from_the_start(
    desk: Desk, host: QWidget, run_async: Run
) -> None:
    meeting = posted(desk, "meeting", "周会")

    async def work() -> None:
        page = await opened(desk, host, meeting)
        await paste(page, "周敏 请假\n林强：不参加，家里有事\n吴丽 参加")
        await until(lambda: "周敏　请假（待登记）　请假" in board(page).words("attendance"))
        assert "林强　请假（待登记）　不参加，家里有事" in board(page).words("attendance")
        assert "吴丽　未登记" in board(page).words("attendance")
        assert len(board(page).words("away")) == 2
        board(page).choose("attendance")
        press(board(page), "登记 2 人请假")
        await rest(page)
        await until(lambda: "林强　请假　不参加，家里有事" in board(page).words("attendance"))
        end(page)

    run_async(work())
    assert [e.state for e in attendances.of(desk.store, meeting)].count("leave") == 2


def test_five_hundred_people_are_lines_not_widgets(desk: Desk, host: QWidget, run_async: Run) -> None:
    assert desk.group is not None
    surnames, given = "赵钱孙李周吴郑王冯陈", "一二三四五六七八九十东南西北中春夏秋冬天"
    names = tuple(f"{a}{b}{c}" for a in surnames for b in given[:10] for c in given[10:15])
    fill(desk.store, desk.group, names)
    number = posted(desk)
    said = "\n".join(f"{n}. {name}" for n, name in enumerate(names[:480], 1))
    announcement_answers.paste_replies(desk.store, number, f"#接龙\n停电\n\n{said}")

    async def work() -> None:
        page = await opened(desk, host, number)
        view = board(page)
        assert len(view.words("confirmed")) == 480
        view.choose("confirmed")
        assert view.lines.count() == 480
        assert len(view.findChildren(QPushButton)) < 20
        view.search.setText(names[7])
        assert view.lines.count() == 1
        view.search.setText("没有此人")
        assert view.lines.count() == 0
        end(page)

    run_async(work())
    assert records.undo_label(desk.store) is not None
