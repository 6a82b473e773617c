"""从范本新建 as an owner drives it: searching, filling blanks in Chinese, what is wrong beside the field, the live page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import QDate, QSettings, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.window_loop import Run, until
from wxadmin.services import groups, library
from wxadmin.services.groups import GroupDraft
from wxadmin.services.records import Store
from wxadmin.ui.desk import Desk
from wxadmin.ui.librarysheet import LibrarySheet, choose_template
from wxadmin.ui.tasks import Tasks
from wxadmin.ui.templateblanks import _Line, _Switch

Chosen = tuple[str, dict[str, str]] | None
Story = Callable[[LibrarySheet], Coroutine[Any, Any, None]]


@pytest.fixture
def choose(run_async: Run, store: Store, host: QWidget) -> Callable[[Story], Chosen]:
    """Opens the sheet for a group of a class and runs a story on it; what was chosen in the end."""
    draft = GroupDraft(
        "三(2)班家长群", kind="class", unit="青石小学", office="德育处", owner="沈一", naming_rule="学生姓名+关系"
    )
    group = groups.create(store, draft).value

    def run(story: Story, *, size: tuple[int, int] = (1280, 640)) -> Chosen:
        async def whole() -> Chosen:
            tasks = Tasks(host)
            desk = Desk(store, tasks, QSettings(), host)
            desk.groups = groups.every(store)
            desk.group = group
            host.show()
            choosing = asyncio.ensure_future(choose_template(desk, host))
            failed: list[object] = []
            tasks.failed.connect(failed.append)
            try:
                await until(lambda: any(s.isVisible() for s in host.findChildren(LibrarySheet)))
                sheet = host.findChildren(LibrarySheet)[0]
                sheet.resize(*size)
                await story(sheet)
                if sheet.isVisible():
                    sheet.done(0)
                result = await choosing
                assert not failed, failed
                return result
            finally:
                for sheet in host.findChildren(LibrarySheet):
                    sheet.done(0)  # a story that failed leaves it open
                await choosing
                await tasks.close()

        found: Chosen = run_async(whole())
        return found

    return run


def line(sheet: LibrarySheet, key: str) -> _Line:
    row = sheet.blanks._rows[key]
    assert isinstance(row, _Line)
    return row


def say(words: str, field: QWidget) -> None:
    """As an input method does it: the words arrive committed."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def titles(sheet: LibrarySheet) -> list[str]:
    rows = sheet.library.list
    return [rows.item(at).text() for at in range(rows.count()) if not rows.item(at).isHidden()]


def go(sheet: LibrarySheet, key: str) -> None:
    rows = sheet.library.list
    at = next(n for n in range(rows.count()) if rows.item(n).data(Qt.ItemDataRole.UserRole).key == key)
    rows.setCurrentRow(at)


async def page_text(sheet: LibrarySheet) -> str:
    """The words on the first page once the newest text is on it."""
    await asyncio.sleep(0.2)  # longer than the pause after a key
    page = sheet.page
    await until(lambda: not page._running and page._wanted is None and page.view.file is not None)
    await until(lambda: 0 in page.view.texts)
    return page.view.texts[0].chars.replace("\n", "").replace(" ", "")


def test_what_suits_the_group_comes_first_and_is_filled_with_what_it_says(choose: Callable[..., Chosen]) -> None:
    async def story(sheet: LibrarySheet) -> None:
        assert len(titles(sheet)) == len(library.templates()) >= 25
        assert titles(sheet)[0] == "班级家校群公约"
        assert line(sheet, "unit").field.text() == "青石小学"
        assert line(sheet, "owner").field.text() == "沈一"
        assert line(sheet, "naming_rule").field.text() == "学生姓名+关系"
        assert "爸爸" in line(sheet, "naming_rule")._example.text()
        assert "还有必填的空：班级" in sheet.state.text()
        assert "〔班级〕" in await page_text(sheet)
        field = line(sheet, "class").field
        field.setFocus()
        say("三（2）班", field)
        assert "青石小学三（2）班家校群公约" in await page_text(sheet)
        assert "必填的都填了" in sheet.state.text()
        assert not sheet.page.failed
        sheet.main.click()

    chosen = choose(story)
    assert chosen is not None
    key, values = chosen
    assert key == "class"
    assert values["class"] == "三（2）班"
    text = library.draft(key, values)
    assert {blank.key: blank.value for blank in text.blanks}["class"] == "三（2）班"


def test_searching_by_words_by_pinyin_and_for_whom(choose: Callable[..., Chosen]) -> None:
    async def story(sheet: LibrarySheet) -> None:
        search = sheet.library.search
        await until(search.hasFocus)
        say("活动", search)
        found = titles(sheet)
        assert "活动群管理办法" in found
        assert len(found) < 25
        search.clear()
        QTest.keyClicks(search, "tdgy")
        assert titles(sheet) == ["团队公约"]
        assert sheet.chosen() is not None
        assert sheet.chosen()[0] == "charter"  # type: ignore[index]
        search.setText("没有这种范本")
        assert titles(sheet) == []
        assert not sheet.main.isEnabled()
        assert sheet.library.nothing.isVisible()
        search.clear()
        assert sheet.main.isEnabled()
        kind = sheet.library.kind
        kind.setCurrentIndex(kind.findData("公司"))
        rows = sheet.library.list
        shown = [
            rows.item(at).data(Qt.ItemDataRole.UserRole).kind
            for at in range(rows.count())
            if not rows.item(at).isHidden()
        ]
        assert len(shown) > 3
        assert set(shown) == {"公司"}
        kind.setCurrentIndex(1)
        assert "班级/家校" in kind.currentText()
        assert titles(sheet) == ["班级家校群公约"]

    assert choose(story) is None


def test_what_is_wrong_stands_beside_its_field_and_keeps_the_draft_back(choose: Callable[..., Chosen]) -> None:
    async def story(sheet: LibrarySheet) -> None:
        days = line(sheet, "appeal_days")
        before = await page_text(sheet)
        days.field.selectAll()
        say("三天", days.field)
        assert "不是 1 到 9999 之间的整数" in days._said.text()
        assert days._said.isVisible()
        assert "请先改好" in sheet.state.text()
        assert await page_text(sheet) == before
        sheet.main.click()
        assert sheet.isVisible()
        assert days.field.hasFocus()
        days.field.setText("6")
        QTest.keyClick(days.field, Qt.Key.Key_Up)
        assert days.field.text() == "7"
        assert not days._said.isVisible()
        rule = line(sheet, "naming_rule")
        rule.field.setText("学生")
        assert rule._said.text() == "" or "姓名" in rule._said.text()
        rule.field.setText("随便写")
        assert "没有写姓名" in rule._said.text()
        rule.field.setText("班级-学生姓名+关系")
        assert "三(2)班-陈小舟爸爸" in rule._example.text()
        day = line(sheet, "effective")
        assert day.field.text() == "发布之日"
        day.field.setText("2026-02-30")
        assert "没有“2026-02-30”这一天" in day._said.text()
        day._on_day_chosen(QDate(2026, 12, 1))
        assert day.value() == "2026年12月1日"
        day.field.clear()
        assert day.value() == ""
        assert "发布之日" in day.field.placeholderText()
        day.field.setText("2026/12/3")
        sheet.main.click()

    chosen = choose(story)
    assert chosen is not None
    assert chosen[1]["effective"] == "2026年12月3日"


def test_a_clause_of_legal_weight_is_off_and_its_caution_stays_in_sight(choose: Callable[..., Chosen]) -> None:
    async def story(sheet: LibrarySheet) -> None:
        go(sheet, "company")
        fines = sheet.blanks._rows["fines"]
        assert isinstance(fines, _Switch)
        assert not fines.box.isChecked()
        assert "法务" in fines._note.text()
        assert not fines.caution.isHidden()
        assert sheet.blanks._rows["fine_low"].isHidden()  # asked for only where the clause is written
        fines.box.setFocus()
        QTest.keyClick(fines.box, Qt.Key.Key_Space)
        await page_text(sheet)
        assert fines.caution.property("strip") == "soon"
        assert not sheet.blanks._rows["fine_low"].isHidden()
        line(sheet, "fine_low").enter()
        assert sheet.page._at  # the clause of the blank is marked on the page
        sheet.main.click()

    chosen = choose(story)
    assert chosen is not None
    assert chosen[0] == "company"
    assert chosen[1]["fines"] == "是"
    assert library.cautions(*chosen)


def test_words_go_along_to_another_text_and_are_not_given_up_at_once(choose: Callable[..., Chosen]) -> None:
    async def story(sheet: LibrarySheet) -> None:
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert not sheet.isVisible()

    assert choose(story) is None

    async def typed(sheet: LibrarySheet) -> None:
        line(sheet, "unit").field.setText("远山小学")
        line(sheet, "class").field.setText("一班")
        go(sheet, "school")
        assert line(sheet, "unit").field.text() == "远山小学"
        go(sheet, "class")
        assert line(sheet, "class").field.text() == "一班"
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert sheet.isVisible()
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert not sheet.isVisible()

    assert choose(typed) is None


def test_the_keyboard_alone_leads_from_the_search_to_the_draft(choose: Callable[..., Chosen]) -> None:
    async def story(sheet: LibrarySheet) -> None:
        sheet.activateWindow()
        await until(sheet.isActiveWindow)
        search = sheet.library.search
        say("班级", search)
        QTest.keyClick(search, Qt.Key.Key_Down)
        QTest.keyClick(search, Qt.Key.Key_Up)
        QTest.keyClick(search, Qt.Key.Key_Return)
        field = sheet.focusWidget()
        assert field is line(sheet, "class").field  # the first that must be filled
        QGuiApplication.clipboard().setText("四（1）班")
        QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert sheet.isVisible()
        assert sheet.focusWidget() is line(sheet, "owner").field
        QTest.keyClick(sheet.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert not sheet.isVisible()

    chosen = choose(story)
    assert chosen is not None
    assert chosen[1]["class"] == "四（1）班"


def test_on_a_small_screen_one_pane_is_shown_at_a_time(choose: Callable[..., Chosen]) -> None:
    async def story(sheet: LibrarySheet) -> None:
        await until(lambda: sheet.panes.narrow)
        assert sheet.library.isVisible()
        assert not sheet.blanks.isVisible()
        sheet.library.list.setFocus()
        QTest.keyClick(sheet.library.list, Qt.Key.Key_Return)
        assert sheet.blanks.isVisible()
        assert not sheet.library.isVisible()
        sheet.panes.turn(2)
        assert sheet.page.isVisible()
        assert "〔班级〕" in await page_text(sheet)
        assert sheet.main.geometry().bottom() < sheet.height()

    assert choose(story, size=(640, 350)) is None


def test_every_text_of_the_library_can_be_opened_filled_and_printed(choose: Callable[..., Chosen]) -> None:
    async def story(sheet: LibrarySheet) -> None:
        for card in library.templates():
            go(sheet, card.key)
            for row in sheet.blanks._rows.values():
                assert not row.fault, (card.key, row.variable.key, row.fault)
                if isinstance(row, _Switch):
                    row.box.setChecked(True)
                elif not row.value():
                    assert isinstance(row, _Line)
                    row.field.setText(
                        "5" if row.variable.form == "number" else "学科+姓名" if row.variable.form == "rule" else "某处"
                    )
            sheet._draft()
            assert sheet._text is not None
            used = {blank.key for blank in sheet._text.blanks}
            asked = {key for key, row in sheet.blanks._rows.items() if not row.isHidden() and isinstance(row, _Line)}
            assert asked == used, card.key
            assert not sheet.blanks.empty()
        await page_text(sheet)
        assert not sheet.page.failed

    assert choose(story) is None
