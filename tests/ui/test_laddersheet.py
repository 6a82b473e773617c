"""The sheet of a ladder: what it shows, what it refuses, what it tries, and what is kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from tests.fresh_records import fresh_records
from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.ladder import PRESET, LadderStep, Span
from wxadmin.domain.people import Person
from wxadmin.services import cases, groups, ladders, people, records, regulations, settings
from wxadmin.services.cases import CaseDraft, Decision
from wxadmin.services.groups import GroupDraft
from wxadmin.ui import laddersheet
from wxadmin.ui.desk import Desk
from wxadmin.ui.laddersheet import LadderSheet
from wxadmin.ui.page import Page
from wxadmin.ui.tasks import Tasks

Story = Callable[[Page, LadderSheet], Coroutine[Any, Any, None]]


class Stage:
    """A page over a group whose regulation fixes a ladder, or not, and one person with a case."""

    def __init__(self, run: Run, tasks: Tasks, host: QWidget, folder: Path) -> None:
        self.store = fresh_records(folder / "records")
        settings.save(self.store, settings.Settings(unit="远山公司", actor="林岚"))
        self.group = groups.create(self.store, GroupDraft("研发协作群", unit="远山公司")).value
        self.person = people.add(self.store, Person("方立", departments=(("研发部",),)), group=self.group).value
        self._run, self._tasks, self._host, self._folder = run, tasks, host, folder

    def regulate(self) -> None:
        draft = regulations.create_from_template(self.store, self.group, "company", {"unit": "远山公司"}).value
        regulations.publish(self.store, draft, effective=date(2026, 1, 1))

    def play(self, story: Story) -> Page:
        """Open the sheet, do the story in it, close it; the page afterwards."""
        layout = QSettings(str(self._folder / "layout.ini"), QSettings.Format.IniFormat)

        async def whole() -> Page:
            desk = Desk(self.store, self._tasks, layout, self._host)
            desk.groups, desk.group, desk.settings = groups.every(self.store), self.group, settings.get(self.store)
            page = Page(desk, self._host)
            self._host.show()
            page.show()
            editing = asyncio.ensure_future(laddersheet.edit(page, self.group))
            await until(lambda: bool(page.findChildren(LadderSheet)))
            sheet = page.findChildren(LadderSheet)[0]
            await until(lambda: bool(sheet.verdict.text()))
            await story(page, sheet)
            await editing
            return page

        return self._run(whole())


@pytest.fixture
def stage(run_async: Run, tasks: Tasks, host: QWidget, tmp_path: Path) -> Iterator[Stage]:
    found = Stage(run_async, tasks, host, tmp_path)
    yield found
    run_async(tasks.close())
    records.close(found.store)


def test_a_ladder_is_changed_tried_and_kept(stage: Stage) -> None:
    async def story(page: Page, sheet: LadderSheet) -> None:
        assert "制度没有写明阶梯" in words(sheet)
        assert [line.measures.text() for line in sheet.rungs] == ["提醒", "书面警告", "禁言", "移出群"]
        assert sheet.proposed.text().startswith("建议：书面警告")
        sheet.rungs[2].days.setValue(7)
        sheet.who.setText("2")
        await until(lambda: sheet.proposed.text().startswith("建议：禁言7天"))
        sheet.expiry.count.setValue(1)
        sheet.expiry.unit.setCurrentIndex(2)
        sheet.reminders.setValue(3)
        press(sheet, "某种措施或情节另定")
        sheet.terms[0].span.count.setValue(30)
        sheet.terms[0].span.unit.setCurrentIndex(0)
        sheet.accept()

    page = stage.play(story)
    kept = ladders.of(stage.store, stage.group)
    assert kept.steps[2] == LadderStep(("mute",), 7)
    assert (kept.expiry, kept.expiries, kept.reminders) == (Span(1, "year"), {"reminder": Span(30)}, 3)
    assert kept.own
    assert "处罚阶梯已修改" in page.strip.words


def test_what_gets_milder_cannot_be_saved_and_says_where(stage: Stage) -> None:
    async def story(page: Page, sheet: LadderSheet) -> None:
        sheet.rungs[3].show_step(LadderStep(("reminder",)))
        await until(lambda: not sheet.main.isEnabled())
        assert "第 4 级：“提醒”比上一级的“禁言1天”轻" in sheet.strip.words
        press(sheet.rungs[3], "删去")
        await until(sheet.main.isEnabled)
        assert not sheet.strip.words
        assert len(sheet.ladder().steps) == 3
        press(sheet, "取消")

    stage.play(story)
    assert ladders.of(stage.store, stage.group) is PRESET


def test_the_regulations_ladder_comes_back_with_its_clause(stage: Stage) -> None:
    stage.regulate()
    fixed = ladders.of(stage.store, stage.group)
    assert fixed.source

    async def change(page: Page, sheet: LadderSheet) -> None:
        assert fixed.source in words(sheet)
        assert not sheet.back.isEnabled()
        sheet.malicious.show_step(LadderStep(("removal",)))
        sheet.serious.show_step(LadderStep(("mute",), 30))
        await until(sheet.back.isEnabled)
        sheet.accept()

    stage.play(change)
    kept = ladders.of(stage.store, stage.group)
    assert (kept.own, kept.source, kept.serious) == (True, fixed.source, LadderStep(("mute",), 30))

    async def back(page: Page, sheet: LadderSheet) -> None:
        assert "由林岚于" in words(sheet)
        press(sheet, "恢复为制度规定")
        assert not sheet.back.isEnabled()
        sheet.accept()

    page = stage.play(back)
    assert ladders.of(stage.store, stage.group) == fixed
    assert "恢复为制度规定" in page.strip.words


def test_what_was_assumed_and_what_may_be_chosen_stands_there_and_goes_with_the_rung(stage: Stage) -> None:
    text = "群规\n第一条 首次违规的，警告。\n第二条 多次违规的，禁言3天或者移出群。\n"
    draft = regulations.create_from_text(stage.store, stage.group, regulations.parse_text(text)).value
    regulations.publish(stage.store, draft, effective=date(2026, 1, 1))

    async def look(page: Page, sheet: LadderSheet) -> None:
        assert "从第 3 次起列入" in words(sheet)
        assert "“禁言3天”处制度还允许移出群" in words(sheet)
        assert sheet.regular
        sheet.reminders.setValue(2)
        sheet.accept()

    stage.play(look)
    assert ladders.of(stage.store, stage.group).steps[2] == LadderStep(("mute",), 3, ("removal",))


def test_points_of_clauses_lead_to_levels(stage: Stage) -> None:
    stage.regulate()

    async def story(page: Page, sheet: LadderSheet) -> None:
        pane = sheet.points
        pane.on.setChecked(True)
        pane.levels[0].show_step(LadderStep(("removal",)))
        assert pane.levels[0].points is not None
        pane.levels[0].points.setValue(12)
        row = pane.table.rowCount() - 1
        cell = pane.table.item(row, 1)
        assert cell is not None
        cell.setData(2, 6)
        pane.times["malicious"].setValue(2)
        await until(lambda: "未满 12 分" in sheet.verdict.text())
        sheet.accept()

    stage.play(story)
    kept = ladders.of(stage.store, stage.group)
    assert kept.thresholds == ((12, LadderStep(("removal",))),)
    assert list(kept.points.values()) == [6]
    assert kept.times == {"malicious": 2}


def test_a_person_is_tried_with_their_own_history(stage: Stage) -> None:
    draft = CaseDraft(stage.group, stage.person, "在群里发广告。", "advert", occurred=date(2026, 9, 1))
    case = cases.create(stage.store, draft).value
    number = cases.decide(stage.store, case, Decision(("written",), "林岚")).value

    async def story(page: Page, sheet: LadderSheet) -> None:
        sheet.who.setText("方立（研发部）")
        await until(lambda: number in sheet.verdict.text())
        sheet.who.setText("谁也不是")
        await until(lambda: "次数读不懂" in sheet.verdict.text())
        assert sheet.main.isEnabled()
        press(sheet, "取消")

    stage.play(story)


def test_what_only_the_unit_can_do_is_offered_only_when_wanted(stage: Stage) -> None:
    async def story(page: Page, sheet: LadderSheet) -> None:
        assert not sheet.caution.isVisible()
        boxes = sheet.rungs[0].measures
        assert not boxes._actions["fine"].isVisible()
        sheet.rungs[3].show_step(LadderStep(("fine", "removal")))
        assert sheet.caution.isVisible()
        assert sheet.rungs[3].measures.text() == "建议罚款、移出群"
        press(sheet, "取消")

    stage.play(story)


def test_what_the_regulation_says_beside_the_steps_stands_there_and_is_taken_over(stage: Stage) -> None:
    stage.regulate()

    async def take(page: Page, sheet: LadderSheet) -> None:
        assert "写的是：处理计算 12 个月；这里填的不一样" in sheet.said.text()
        sheet.take.click()
        assert sheet.said.text().endswith("写的是：处理计算 12 个月")
        assert not sheet.take.isEnabled()
        sheet.accept()

    stage.play(take)
    assert ladders.of(stage.store, stage.group).expiry == Span(12, "month")
