"""The page of the regulations without the rest of the window: card, acts, changes, objections."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QDate, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDialog,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tests.fresh_records import fresh_records
from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.people import Person
from wxadmin.domain.regulation import Blank
from wxadmin.services import (
    announcements,
    clock,
    groups,
    objections,
    people,
    publishing,
    records,
    regulations,
    settings,
)
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.publishing import Publishing
from wxadmin.ui import dialogs
from wxadmin.ui.changeblock import ChangeBlock
from wxadmin.ui.desk import Desk
from wxadmin.ui.dialogs import Sheet
from wxadmin.ui.objectionsheet import ObjectionsSheet
from wxadmin.ui.pages.regulations import RegulationsPage
from wxadmin.ui.papersheet import PaperSheet
from wxadmin.ui.publishsheet import ApproveSheet, PublishSheet, RepealSheet, ScopeSheet, ticked
from wxadmin.ui.regulationcard import BlankForm, DayAnswer
from wxadmin.ui.table import Table
from wxadmin.ui.tasks import Tasks
from wxadmin.ui.textblock import TextBlock

W = TypeVar("W", bound=QWidget)

TEXT = """守则
第一条 昵称改为部门+姓名。
第二条 收到通知后应在20分钟内回复。
第三条 不得辱骂他人，违者罚款100元。
第四条 本守则由办公室负责解释，自发布之日起施行。
"""


Play = Callable[[Callable[[RegulationsPage], Coroutine[Any, Any, None]]], None]


@pytest.fixture
def play(run_async: Run, tasks: Tasks, host: QWidget, tmp_path: Path) -> Iterator[Play]:
    """Runs a story with the page of a unit with two groups and one person."""
    store = fresh_records(tmp_path / "records")
    settings.save(store, settings.Settings(unit="远山公司", actor="林岚"))
    first = groups.create(store, GroupDraft("研发协作群", unit="远山公司", naming_rule="部门-姓名")).value
    groups.create(store, GroupDraft("销售交流群", unit="远山公司", reply_minutes=60))
    people.add(store, Person("方立", departments=(("研发部",),)), group=first)
    layout = QSettings(str(tmp_path / "layout.ini"), QSettings.Format.IniFormat)

    async def whole(story: Callable[[RegulationsPage], Coroutine[Any, Any, None]]) -> None:
        desk = Desk(store, tasks, layout, host)
        desk.groups, desk.group, desk.settings = groups.every(store), first, settings.get(store)
        page = RegulationsPage(desk, host)
        page.resize(1170, 700)
        host.resize(1170, 700)
        host.show()
        page.show()
        await asyncio.sleep(0.05)
        try:
            await story(page)
        finally:
            page.shut()
            await tasks.close()

    yield lambda story: run_async(whole(story))
    records.close(store)


async def shown(page: RegulationsPage, record: int) -> None:
    page.show_record(record)
    page.reload()
    await until(lambda: page.detail is not None and page.detail.id == record)
    await asyncio.sleep(0.05)


async def again(page: RegulationsPage, true: Callable[[Any], object]) -> None:
    await until(lambda: page.detail is not None and true(page.detail))
    await asyncio.sleep(0.05)


def choose(page: RegulationsPage, name: str) -> None:
    tools = [t for t in page.card.findChildren(QToolButton) if t.accessibleName() == "更多" and t.isVisible()]
    entry = [a for a in tools[0].menu().actions() if a.text() == name]
    assert entry, name
    entry[0].trigger()


async def sheet(page: RegulationsPage, kind: type[W]) -> W:
    await until(lambda: [s for s in page.findChildren(kind) if s.isVisible()])
    return next(s for s in page.findChildren(kind) if s.isVisible())


async def closed(dialog: QDialog, *, accept: bool = True) -> None:
    dialog.accept() if accept else dialog.reject()
    await until(lambda: not dialog.isVisible())


def draft(page: RegulationsPage, text: str = TEXT) -> int:
    group = page.desk.group
    assert group is not None
    return regulations.create_from_text(page.desk.store, group, regulations.parse_text(text)).value


def test_from_draft_through_review_to_force_and_repeal(play: Play) -> None:
    async def story(page: RegulationsPage) -> None:
        store = page.desk.store
        made = draft(page)
        await shown(page, made)
        assert "注意：" in words(page)  # a fine is not the owner's to set
        main = [b for b in page.card.findChildren(QPushButton) if b.property("main") == "true"]
        assert [b.accessibleName() for b in main] == ["发布…"]
        press(page.card, "送审")
        await again(page, lambda d: d.stage == "review")
        press(page.card, "退回…")
        asked = await sheet(page, Sheet)
        asked.findChildren(QPlainTextEdit)[0].setPlainText("第三条太重")
        await closed(asked)
        await again(page, lambda d: d.stage == "draft")
        assert "退回（林岚）：第三条太重" in words(page)
        press(page.card, "送审")
        await again(page, lambda d: d.stage == "review")
        press(page.card, "审核通过…")
        approving = await sheet(page, ApproveSheet)
        approving.who.setText("")
        assert not approving.main.isEnabled()
        approving.who.setText("李书记")
        await closed(approving)
        await again(page, lambda d: d.reviewed == "approved")
        press(page.card, "发布…")
        dialog = await sheet(page, PublishSheet)
        await until(dialog.told.toPlainText)
        assert "《守则》已发布" in dialog.told.toPlainText()
        assert "研发协作群：部门-姓名 → 部门+姓名" in words(dialog)
        assert "第三条：" in words(dialog)
        dialog.note.setText("统一做法")
        await until(lambda: "原因：统一做法。" in dialog.told.toPlainText())
        next(e for e in dialog.effects if e.kind == "naming_rule").tick.setChecked(False)
        await closed(dialog)
        await again(page, lambda d: d.stage == "in_force")
        group = groups.get(store, page.desk.group or 0)
        assert (group.naming_rule, group.reply_minutes) == ("部门-姓名", 20)
        assert page.detail.approver.startswith("李书记（")
        assert len(announcements.index(store, View())) == 1
        choose(page, "适用的群…")
        scope = await sheet(page, ScopeSheet)
        for row in range(scope.list.count()):
            scope.list.item(row).setCheckState(scope.list.item(row).checkState().Checked)
        scope.ticks["naming_rule"].setChecked(False)
        await closed(scope)
        await again(page, lambda d: len(d.groups) == 2)
        other = groups.by_name(store, "销售")
        assert (other.reply_minutes, other.naming_rule) == (20, "")
        choose(page, "废止…")
        end = await sheet(page, RepealSheet)
        assert not end.main.isEnabled()
        end.reason.setPlainText("并入手册")
        await closed(end)
        await again(page, lambda d: d.stage == "repealed")
        assert "起废止" in page.strip.words
        choose(page, "以这一版重拟")
        await again(page, lambda d: d.version == "第 2 版")
        choose(page, "删除草稿")
        await again(page, lambda d: d.id == made)
        page.strip._on_undo_clicked()
        await until(lambda: len(regulations.index(store, View())) == 2)

    play(story)


def test_a_tick_stands_beside_its_first_line_and_its_words_can_be_clicked(host: QWidget) -> None:
    column = QVBoxLayout(host)
    tick = ticked("回复时限：20分钟内回复", host, column)
    long = ticked("处罚阶梯：首次：提醒；再次：警告" * 9, host, column)
    column.addStretch(1)
    host.resize(400, 400)
    host.show()
    one, many = (w for w in host.findChildren(TextBlock))
    QTest.mouseClick(one, Qt.MouseButton.LeftButton)
    assert (tick.isChecked(), long.isChecked()) == (False, True)
    assert abs(tick.geometry().center().y() - one.geometry().center().y()) <= 1
    assert many.height() > 2 * long.height() == 2 * tick.height()


def test_versions_of_one_title_are_told_apart_in_the_list(play: Play) -> None:
    async def story(page: RegulationsPage) -> None:
        shown = [page.list.model.columns[n].key for n in page.list.columns_shown]
        assert shown == ["title", "version", "state"]
        table = page.list.table
        assert isinstance(table, Table)
        for _time in range(2):
            used = sum(table.columnWidth(n) for n in page.list.columns_shown)
            assert 0 <= table.viewport().width() - used <= 1  # the title has what the others leave
            assert table.columnWidth(1) == 66
            page.list.restore_columns(page.list.column_state())

    play(story)


def test_what_stops_a_publication_is_said_and_led_to(play: Play) -> None:
    async def story(page: RegulationsPage) -> None:
        store = page.desk.store
        text = regulations.parse_text(TEXT.replace("20分钟", "{{m}}分钟").replace("第四条", "第三条"))
        text = replace(text, blanks=(Blank("m", "分钟数"), Blank("u", "单位", "远山公司")))
        made = regulations.create_from_draft(store, page.desk.group or 0, text).value
        await shown(page, made)
        main = [b for b in page.card.findChildren(QPushButton) if b.property("main") == "true"]
        assert [b.accessibleName() for b in main] == ["编辑…"]
        assert "还有空格没有填：分钟数" in words(page)
        press(page.card, "发布…")
        await until(lambda: page.strip.words)
        assert "分钟数" in page.strip.words
        form = page.card.findChildren(BlankForm)[0]
        assert not form.keep.isEnabled()
        form._fields["m"].setText("45")
        form.keep.click()
        await again(page, lambda d: not d.empty)
        assert "45分钟" in words(page)
        press(page.card, "去看 第三条")
        press(page.card, "发布…")
        await until(lambda: "重复" in page.strip.words)
        assert regulations.get(store, made).state == "draft"

    play(story)


def test_changes_stand_on_the_card_and_a_day_has_its_version(play: Play) -> None:
    async def story(page: RegulationsPage) -> None:
        store = page.desk.store
        first = draft(page)
        start = clock.today() - timedelta(days=30)
        publishing.publish(store, first, Publishing(start, announce=False))
        second = regulations.revise(store, first, regulations.parse_text(TEXT.replace("20分钟", "10分钟"))).value
        publishing.publish(store, second, Publishing(start + timedelta(days=10), announce=False))
        await shown(page, second)
        press(page.card, "看与第 1 版相比改了什么")
        await until(lambda: page._now.changes)
        await until(lambda: page.card.findChildren(ChangeBlock))
        names = [block.accessibleName() for block in page.card.findChildren(ChangeBlock)]
        assert names == ["收到通知后应在〔删去：20〕〔加上：10〕分钟内回复。"]
        third = regulations.restore(store, first).value
        page.reload()
        await again(page, lambda d: len(d.versions) == 3)
        press(page.card, "看与第 3 版相比改了什么")
        await until(lambda: page._now.before == "第 3 版")
        await until(lambda: [b for b in page.card.findChildren(QPushButton) if b.accessibleName() == "回到条款"])
        regulations.discard(store, third)
        page.reload()
        await again(page, lambda d: len(d.versions) == 2)
        assert page._now.changes is None
        answer = page.card.findChildren(DayAnswer)[0]
        day: date = start + timedelta(days=3)
        answer.day.setDate(QDate(day.year, day.month, day.day))
        await until(lambda: "第 1 版" in answer.answer.text())
        day = start - timedelta(days=3)
        answer.day.setDate(QDate(day.year, day.month, day.day))
        await until(lambda: "没有有效" in answer.answer.text())
        assert not answer.answer.isEnabled()
        read = page.desk.read

        async def slow(work: Callable[[], Any], strip: Any) -> Any:
            found = await read(work, strip)
            await late.wait()  # the answer of this day comes after that of the next
            return found

        late = asyncio.Event()
        with pytest.MonkeyPatch.context() as held:
            held.setattr(page.desk, "read", slow)
            day = start + timedelta(days=3)
            answer.day.setDate(QDate(day.year, day.month, day.day))
            await asyncio.sleep(0.05)
        day = start - timedelta(days=3)
        answer.day.setDate(QDate(day.year, day.month, day.day))
        await asyncio.sleep(0.05)
        late.set()
        await asyncio.sleep(0.05)
        assert "没有有效" in answer.answer.text()

    play(story)


def test_objections_are_taken_in_pasted_and_answered(play: Play) -> None:
    async def story(page: RegulationsPage) -> None:
        store = page.desk.store
        made = draft(page)
        await shown(page, made)
        press(page.card, "登记意见…")
        dialog = await sheet(page, ObjectionsSheet)
        assert not dialog.form_page.keep.isEnabled()
        dialog.form_page.who.setText("方立（研发部）")
        dialog.form_page.where.setCurrentIndex(2)
        dialog.form_page.said.setPlainText("太短")
        dialog.form_page.keep.click()
        await until(lambda: dialog._shown is not None)
        card = dialog._shown
        assert card is not None
        assert (card.name, card.clause, card.person is not None) == ("方立", ("第二条",), True)
        dialog._on_many_clicked()
        dialog.paste_page.lines.setPlainText("老周：第三条")
        await until(dialog.paste_page.take.isEnabled)
        dialog.paste_page.lines.setPlainText("老周：第三条太重\n看不懂的\n")
        assert not dialog.paste_page.take.isEnabled()
        await until(dialog.paste_page.take.isEnabled)
        assert "花名册里没有对上" in words(dialog)
        dialog.paste_page.take.click()
        await until(lambda: len(objections.index(store, View())) == 2)
        await until(lambda: dialog.list.model.rowCount() == 2)
        dialog.list.show_record(card.id)
        await until(lambda: dialog._shown is not None and dialog._shown.id == card.id)
        assert not dialog.outcomes[0].isEnabled()
        dialog.reply.setPlainText("改成30分钟")
        dialog.outcomes[1].click()
        await until(lambda: objections.get(store, card.id).state == "partly")
        assert objections.get(store, card.id).answered_by == "林岚"
        await until(lambda: "改成30分钟" in words(dialog))
        await closed(dialog)
        await again(page, lambda d: d.objections == 1)
        assert "老周：第三条太重" in words(page)
        press(page.card, "全部意见…")
        dialog = await sheet(page, ObjectionsSheet)
        await until(lambda: dialog.list.model.rowCount() == 2)
        press(dialog, "打印列表…")
        paper = await sheet(page, PaperSheet)
        await until(lambda: paper.preview.data)
        await closed(paper)
        press(page.card, "编辑…")
        await until(lambda: page.layers.editing)
        page.show_record(made)
        await until(lambda: not page.layers.editing)

    play(story)


@pytest.mark.parametrize(("entry", "name"), [("导出文本…", "守则.txt"), ("导出 Word…", "守则.docx")])
def test_a_version_is_exported_from_its_card(
    play: Play, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, entry: str, name: str
) -> None:
    asked: list[str] = []

    async def pick(_parent: QWidget, _title: str, proposed: str, _kinds: object, _suffix: str) -> Path:
        asked.append(proposed)
        return tmp_path / proposed

    async def story(page: RegulationsPage) -> None:
        monkeypatch.setattr(dialogs, "pick_target", pick)
        await shown(page, draft(page))
        choose(page, entry)
        await until(lambda: "已导出" in page.strip.words)
        assert asked == [name]
        assert regulations.parse_file(tmp_path / name).title == "守则"

    play(story)
