"""The page of what is to be done by hand: filters, the list for an administrator, done, dropped, links to the case."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from tests.fresh_records import fresh_records
from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.cases import Measure
from wxadmin.domain.people import Person
from wxadmin.services import (
    case_parts,
    cases,
    clock,
    group_life,
    groups,
    member_tasks,
    people,
    records,
    sanctions,
    settings,
)
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.records import Store
from wxadmin.ui.desk import Desk
from wxadmin.ui.dialogs import Sheet
from wxadmin.ui.pages.tasks import TasksPage
from wxadmin.ui.tasks import Tasks

Story = Callable[[TasksPage, Store, int], Coroutine[Any, Any, None]]


@pytest.fixture
def play(run_async: Run, tasks: Tasks, host: QWidget, tmp_path: Path) -> Iterator[Callable[[Story], None]]:
    """Runs a story with the page of a group in which a mute, a removal and a fine were decided against somebody."""
    store = fresh_records(tmp_path / "records")
    settings.save(store, settings.Settings(unit="远山公司", actor="林岚"))
    group = groups.create(store, GroupDraft("研发协作群", unit="远山公司", naming_rule="部门-姓名")).value
    person = people.add(store, Person("钱多", departments=(("远山公司", "销售部"),)), group=group).value
    case = cases.create(store, cases.CaseDraft(group, person, "刷屏", sender="销售部-钱多")).value
    measures = (Measure("mute", 3), Measure("removal"), Measure("fine", 0, "50"))

    def decide(tx):
        party = case_parts.of(tx, case)[0].id
        tx.update("cases", case, {"state": "decided", "number": "群处〔2026〕1号", "decided": clock.stamp()})
        return sanctions.enact(tx, case, party, measures, clock.today(), "林岚")

    store.change("决定", decide)
    layout = QSettings(str(tmp_path / "layout.ini"), QSettings.Format.IniFormat)

    async def whole(story: Story) -> None:
        desk = Desk(store, tasks, layout, host)
        desk.groups, desk.group, desk.settings = groups.every(store), group, settings.get(store)
        page = TasksPage(desk, host)
        host.resize(1170, 700)
        page.resize(1170, 700)
        host.show()
        page.show()
        await until(lambda: page.list.model.rowCount() == 3)
        try:
            await story(page, store, case)
        finally:
            page.shut()
            await tasks.close()

    yield lambda story: run_async(whole(story))
    records.close(store)


def open_task(page: TasksPage, store: Store, kind: str) -> int:
    (found,) = member_tasks.index(store, View(None, chips=(kind,)))
    page.show_record(found)
    return found


def test_what_a_case_asks_for_is_shown_copied_done_and_dropped(play):
    async def story(page: TasksPage, store: Store, case: int) -> None:
        opened: list[tuple[str, int]] = []
        page.desk.open = lambda place, record: opened.append((place, record))
        chips = {piece.text() for piece in page.list.findChildren(QPushButton) if piece.isVisible()}
        assert {"禁言", "移出群", "转交单位"} <= chips
        await until(
            lambda: not any(p.text() == "解散群" and p.isVisible() for p in page.list.findChildren(QPushButton))
        )
        press(page, "复制待办清单")
        await until(lambda: "禁言" in QGuiApplication.clipboard().text())
        assert "【研发协作群　禁言】\n· 在群里禁止“销售部-钱多”发言" in QGuiApplication.clipboard().text()

        mute = open_task(page, store, "mute")
        await until(lambda: page.detail is not None and page.detail.id == mute)
        assert page.detail.case == case
        await until(lambda: "查看案件：群处〔2026〕1号" in words(page.card))
        press(page.card, "已在微信里办了")
        await until(lambda: page.list.model.rowCount() == 2)
        with store.read() as db:
            assert [row["state"] for row in sanctions.of_case(db, case)] == ["carried", "decided", "decided"]

        fine = open_task(page, store, "unit")
        await until(lambda: page.detail is not None and page.detail.id == fine)
        press(page.card, "不办了…")
        await until(lambda: [s for s in page.findChildren(Sheet) if s.isVisible()])
        sheet = next(s for s in page.findChildren(Sheet) if s.isVisible())
        assert not sheet.main.isEnabled()
        sheet.findChildren(QLineEdit)[0].setText("单位已另行处理")
        sheet.main.click()
        await until(lambda: page.list.model.rowCount() == 1)
        history = member_tasks.get(store, fine).history
        assert "单位已另行处理" in history[-1][1]
        assert "林岚" in history[-1][1]
        assert [line.split("　")[0] for _task, line in member_tasks.of_case(store, case)] == [
            "禁言",
            "移出群",
            "转交单位",
        ]

    play(story)


def test_a_group_dissolved_in_wechat_is_offered_to_be_dissolved_here(play):
    async def story(page: TasksPage, store: Store, case: int) -> None:
        group = page.desk.group
        assert group is not None
        drafts = [
            member_tasks.TaskDraft(group, kind, "销售部-钱多", reason="群处〔2026〕1号：解散群")
            for kind in ("dissolve", "withdraw", "criticise")
        ]
        made = member_tasks.open_tasks(store, drafts).value
        page.list.model.reload()
        kinds = {"禁言", "移出群", "转交单位", "解散群", "撤回消息", "群内通报"}
        await until(
            lambda: kinds <= {p.text() for p in page.list.findChildren(QPushButton) if p.isVisibleTo(page.list)}
        )
        page.show_record(made[0])
        await until(lambda: page.detail is not None and page.detail.id == made[0])
        press(page.card, "已在微信里办了")
        await until(lambda: [s for s in page.findChildren(Sheet) if s.isVisible()])
        sheet = next(s for s in page.findChildren(Sheet) if s.isVisible())
        sheet.reject()
        await until(lambda: not sheet.isVisible())
        assert not group_life.profile(store, group).dissolved

        page.list.show_chips(("done",))
        page.show_record(made[0])
        await until(lambda: "这里还记为使用中" in words(page.card))
        press(page.card, "记为已解散…")
        await until(lambda: [s for s in page.findChildren(Sheet) if s.isVisible()])
        sheet = next(s for s in page.findChildren(Sheet) if s.isVisible())
        assert sheet.findChildren(QLineEdit)[0].text() == "群处〔2026〕1号：解散群"
        sheet.main.click()
        await until(lambda: "已记为解散" in page.strip.words)
        assert group_life.profile(store, group).dissolve_reason == "群处〔2026〕1号：解散群"
        await until(lambda: "这里还记为使用中" not in words(page.card))

    play(story)
