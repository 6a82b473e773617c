"""The page of announcements: a template filled in, checks that lead somewhere, audience, approval, posting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.people import Person
from wxadmin.services import announcement_kinds, announcements, groups, people
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.audiences import Audience, Options
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.operators import Operator
from wxadmin.services.records import Store
from wxadmin.ui import dialogs
from wxadmin.ui.announcementacts import VersionSheet
from wxadmin.ui.announcementaudience import AudienceSheet
from wxadmin.ui.desk import Desk
from wxadmin.ui.findingline import FindingLine
from wxadmin.ui.pages.announcements import AnnouncementsPage
from wxadmin.ui.tasks import Tasks


@pytest.fixture
def desk(store: Store, tasks: Tasks, host: QWidget, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(store, tasks, QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat), host)
    group = groups.create(store, GroupDraft("丙项目群", unit="甲公司", owner="王主任")).value
    for name, department in (("周敏", "销售部"), ("林强", "客服部"), ("吴丽", "客服部")):
        people.add(store, Person(name, (("甲公司", department),)), group=group)
    made.groups = groups.every(store)
    made.choose_group(group)
    made.right = "publish"
    host.resize(1366, 768)
    host.show()
    return made


def opened(desk: Desk, host: QWidget) -> AnnouncementsPage:
    page = AnnouncementsPage(desk, host)
    page.resize(1180, 760)
    page.show()
    return page


async def at_rest(page: AnnouncementsPage) -> None:
    def still() -> bool:
        detail, record = page.detail, page.record
        shown = (detail is None) == (record is None) and (detail is None or detail.id == record)
        waiting = page.editor is not None and page.editor.unsaved
        return page.desk.tasks.busy == 0 and not page.list.model.settling and shown and not waiting

    await until(still)
    await until(still)


def the_one(desk: Desk) -> announcements.AnnouncementCard:
    return announcements.get(desk.store, min(announcements.index(desk.store, View(desk.group))))


def test_a_template_is_filled_checked_and_posted(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def work() -> None:
        page = opened(desk, host)
        await at_rest(page)
        press(page, "写公告")
        await until(lambda: page.editor is not None and page.editor.template.count() > 1)
        await at_rest(page)
        editor = page.editor
        assert editor is not None
        editor.kind.setCurrentIndex(editor.kind.findData("meeting"))
        names = [editor.template.itemText(at) for at in range(editor.template.count())]
        editor.template.setCurrentIndex(names.index("工作会议"))
        editor.template.activated.emit(names.index("工作会议"))
        await until(lambda: "{{时间}}" in editor.body.toPlainText())
        await at_rest(page)
        assert "还差 6 处" in editor.blanks._count.text()
        assert "〔时间〕" in words(page)
        line = next(one for one in page.findChildren(FindingLine) if "时间" in one.accessibleName())
        host.activateWindow()
        QTest.mouseClick(line, Qt.MouseButton.LeftButton)
        await until(editor.blanks._fields["时间"].hasFocus)
        for name, field in editor.blanks._fields.items():
            field.setText("9月30日 周三 14:00" if name == "时间" else f"某{name}")
        await at_rest(page)
        assert "没有发现不妥的用词" in words(page)
        assert "9月30日 周三 14:00" in words(page)
        press(page, "复制到微信")
        await at_rest(page)
        assert "时间：9月30日 周三 14:00" in QGuiApplication.clipboard().text()
        press(page, "标为已发布")
        await until(lambda: page.detail is not None and page.detail.state == "open")
        await at_rest(page)
        assert the_one(desk).draft.title == "某议题会议通知"
        assert the_one(desk).kind == "meeting"
        page.shut()
        await at_rest(page)

    run_async(work())


def test_the_audience_is_chosen_by_rules_and_by_hand(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def work() -> None:
        number = announcements.save(desk.store, AnnouncementDraft(desk.group or 0, "通知", "内容", minutes=30)).value
        page = opened(desk, host)
        await at_rest(page)
        page.show_record(number)
        await until(lambda: page.editor is not None)
        await at_rest(page)
        assert "全群 · 3 人" in words(page)
        press(page, "改对象…")
        await until(lambda: [one for one in page.findChildren(AudienceSheet) if one.isVisible()])
        sheet = page.findChildren(AudienceSheet)[0]
        await until(lambda: sheet.people.count() == 3)
        box = sheet._lists["departments"]
        item = next(box.item(at) for at in range(box.count()) if box.item(at).text().startswith("客服部"))
        item.setCheckState(Qt.CheckState.Checked)
        await until(lambda: "对象 2 人" in sheet.count.text())
        other = next(sheet.people.item(at) for at in range(3) if sheet.people.item(at).text().startswith("周敏"))
        other.setCheckState(Qt.CheckState.Checked)
        assert sheet.count.text() == "对象 3 人，不在对象里 0 人"
        sheet.main.click()
        await until(lambda: "客服部，另加 1 人 · 3 人" in words(page))
        await at_rest(page)
        audience = the_one(desk).plan.audience
        assert (audience.departments, len(audience.picked)) == (("客服部",), 1)
        page.shut()
        await at_rest(page)

    run_async(work())


def test_approval_locks_the_text_and_a_change_asks_again(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def work() -> None:
        number = announcements.save(
            desk.store, AnnouncementDraft(desk.group or 0, "通知", "第一稿。", minutes=30)
        ).value
        page = opened(desk, host)
        await at_rest(page)
        page.show_record(number)
        await until(lambda: page.editor is not None)
        await at_rest(page)
        send = next(one for one in page.findChildren(QPushButton) if one.isVisible() and "送审" in one.text())
        host.activateWindow()
        send.setFocus()
        QTest.keyClick(send, Qt.Key.Key_Space)
        await until(lambda: "审批通过" in words(page))
        await at_rest(page)
        assert page.editor is not None
        assert page.editor.body.isReadOnly()
        assert page.card.isAncestorOf(QApplication.focusWidget())
        press(page, "审批通过")
        await until(lambda: "标为已发布" in words(page))
        await at_rest(page)
        assert the_one(desk).approval == "approved"
        press(page, "修改（要重新审批）")
        assert page.editor.body.hasFocus()
        page.editor.body.selectAll()
        QTest.keyClicks(page.editor.body, "new text")
        await until(lambda: the_one(desk).approval == "")
        await at_rest(page)
        await until(lambda: "送审后改过" in words(page))
        assert page.editor.body.hasFocus()
        assert page.editor.body.textCursor().position() == len("new text")
        press(page, "标为已发布")
        await at_rest(page)
        assert "送审以后改过" in words(page)
        assert the_one(desk).state == "draft"
        page._on_compare_chosen()
        await until(lambda: [one for one in page.findChildren(VersionSheet) if one.isVisible()])
        sheet = page.findChildren(VersionSheet)[0]
        sheet.old.setCurrentIndex(0)
        sheet.new.setCurrentIndex(sheet.new.count() - 1)
        assert "第一稿" in words(sheet)
        assert "new text" in words(sheet)
        sheet.main.click()
        await at_rest(page)
        page.shut()
        await at_rest(page)

    run_async(work())


def test_who_may_not_publish_reads_a_draft_and_writes_nothing(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def work() -> None:
        first, other = (
            announcements.save(desk.store, AnnouncementDraft(desk.group or 0, title, "第一稿。", minutes=30)).value
            for title in ("通知", "另一则")
        )
        page = opened(desk, host)
        desk.operator = Operator(1, "看的人", "viewer", frozenset())
        await at_rest(page)
        page.show_record(first)
        await until(lambda: page.editor is not None)
        await at_rest(page)
        assert page.editor is not None
        assert page.editor.locked
        assert page.editor.body.isReadOnly()
        # Whose right was taken away while they were typing.
        page.editor.lock(False)
        page.editor.body.setPlainText("不该写的。")
        page.show_record(other)
        await until(lambda: page.editor is not None and page.editor.draft().id == other)
        await at_rest(page)
        assert announcements.get(desk.store, first).draft.body == "第一稿。"
        page.editor.lock(False)
        page.editor.body.setPlainText("不该写的。")
        assert await page._saved() is not None
        await at_rest(page)
        assert announcements.get(desk.store, other).draft.body == "第一稿。"
        page.shut()
        await at_rest(page)

    run_async(work())


def test_what_cannot_be_is_told_on_the_page(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def work() -> None:
        number = announcements.save(desk.store, AnnouncementDraft(desk.group or 0, "{{事项}}", "到{{地点}}。")).value
        page = opened(desk, host)
        await at_rest(page)
        page.show_record(number)
        await until(lambda: page.editor is not None)
        await at_rest(page)
        press(page, "复制到微信")
        await until(lambda: [one for one in page.findChildren(dialogs.Sheet) if one.isVisible()])
        asked = next(one for one in page.findChildren(dialogs.Sheet) if one.isVisible())
        assert "还有 2 处没有填：事项、地点" in [one.text() for one in asked.findChildren(QLabel)]
        asked.cancel.click()
        await at_rest(page)
        press(page, "标为已发布")
        await until(lambda: "还有 2 处没有填" in words(page))
        assert page.editor is not None
        press(page, "补记发布时间…")
        await until(lambda: [one for one in page.findChildren(dialogs.Sheet) if one.isVisible()])
        sheet = next(one for one in page.findChildren(dialogs.Sheet) if one.isVisible())
        from wxadmin.ui.momentfield import MomentField

        sheet.findChildren(MomentField)[0].line.setText("老时间")
        sheet.main.click()
        await until(lambda: "没有读懂发布时间" in words(page))
        await at_rest(page)
        page._on_forget_chosen()
        await until(lambda: "还没有自己的模板" in words(page))
        page.shut()
        await at_rest(page)

    run_async(work())


def test_a_posted_one_is_copied_and_corrected_from_the_menu(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def work() -> None:
        number = announcements.save(desk.store, AnnouncementDraft(desk.group or 0, "通知", "内容。", minutes=30)).value
        announcements.post(desk.store, number)
        page = opened(desk, host)
        await at_rest(page)
        page.show_record(number)
        await at_rest(page)
        assert not [b for b in page.findChildren(QPushButton) if b.isVisible() and b.accessibleName() == "送审"]
        page._on_correct_chosen()
        await until(lambda: page.editor is not None and page.editor.title.text() == "更正：通知")
        await at_rest(page)
        assert page.editor is not None
        assert "原文" in page.editor.blanks._fields
        page.shut()
        await at_rest(page)

    run_async(work())


def test_what_was_posted_meanwhile_is_not_written_over(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def work() -> None:
        number = announcements.save(desk.store, AnnouncementDraft(desk.group or 0, "通知", "内容。", minutes=30)).value
        page = opened(desk, host)
        await at_rest(page)
        page.show_record(number)
        await until(lambda: page.editor is not None)
        await at_rest(page)
        announcements.post(desk.store, number)
        assert page.editor is not None
        page.editor.body.setPlainText("别的内容。")
        await until(lambda: "不能修改" in words(page))
        assert the_one(desk).draft.body == "内容。"
        page.shut()
        await at_rest(page)

    run_async(work())


def test_own_templates_stand_first(desk: Desk) -> None:
    draft = AnnouncementDraft(desk.group or 0, "领{{事项}}", "到{{地点}}领。")
    announcement_kinds.keep(desk.store, draft, "领东西")
    assert announcement_kinds.templates(desk.store, desk.group or 0, "notice")[0].name == "领东西"


def test_the_preview_of_a_long_text_waits_until_the_typing_rests(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        number = announcements.save(desk.store, AnnouncementDraft(desk.group or 0, "通知", "开头")).value
        page = opened(desk, host)
        await until(lambda: page.editor is not None)
        editor = page.editor
        assert editor is not None
        assert editor.draft().id == number
        before = editor.bubble._words.text()
        for _key in range(3):
            editor.body.insertPlainText("报")
            assert editor.bubble._words.text() == before
        assert editor.length.text().startswith("正文 5 字")
        await until(lambda: "报报报" in editor.bubble._words.text())
        await at_rest(page)
        page.shut()

    run_async(story())


def test_a_time_that_cannot_be_read_is_among_the_findings(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        announcements.save(desk.store, AnnouncementDraft(desk.group or 0, "通知", "周五开例会，请准时。"))
        page = opened(desk, host)
        await until(lambda: page.editor is not None)
        editor = page.editor
        assert editor is not None
        await until(lambda: "没有发现不妥的用词" in words(page))
        assert editor.findings.isHidden()
        editor.due.reply.setCurrentIndex(editor.due.reply.findData("fixed"))
        await until(lambda: "选了指定时间，还没有写是什么时候" in words(page))
        editor.due.fixed.line.setText("过几天吧")
        await until(lambda: "读不懂截止时间“过几天吧”" in words(page))
        assert editor.findings.text() == "要处理 1 处，留意 0 处"
        press(page, "标为已发布")
        await until(lambda: page.strip.words.startswith("读不懂截止时间“过几天吧”"))
        assert page.detail.state == "draft"
        editor.findings.click()
        line = QApplication.focusWidget()
        assert isinstance(line, FindingLine)
        await until(lambda: not line.visibleRegion().isEmpty())
        QTest.keyClick(line, Qt.Key.Key_Return)
        assert editor.due.fixed.line.hasFocus()
        editor.due.fixed.line.setText("后天下午3点")
        await until(editor.findings.isHidden)
        await at_rest(page)
        page.shut()

    run_async(story())


def test_the_sheet_of_the_audience_fits_a_low_screen(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        everything = tuple((f"第{n}组", n) for n in range(1, 12))
        options = Options(9, everything, everything, everything, ((1, "守则"),), ((2, "通知"),))
        sheet = AudienceSheet(host, desk, desk.group or 0, Audience(), options)
        assert sheet.minimumSizeHint().height() < 384 * 0.86  # 1366 × 768 at 200 %
        sheet.deleteLater()

    run_async(story())
