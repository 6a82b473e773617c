"""The page of rules without the rest of the window: a rule written in Chinese, tried, run over the archive, switched on."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QWidget

from tests.fresh_records import fresh_records
from tests.services.conftest import wechat
from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.screening.ruleset import Rule
from wxadmin.services import (
    backtest,
    chats,
    groups,
    queue,
    records,
    rule_edits,
    rule_entries,
    rulebooks,
    rules,
    settings,
)
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.rule_book import When
from wxadmin.ui.desk import Desk
from wxadmin.ui.dialogs import Sheet
from wxadmin.ui.pages.rules import RulesPage
from wxadmin.ui.rulesheet import RuleSheet
from wxadmin.ui.rulesheets import ConductSheet, PresetSheet, VersionSheet
from wxadmin.ui.ruletags import WordsSheet
from wxadmin.ui.ruletest import BacktestSheet, RunSheet
from wxadmin.ui.tasks import Tasks

W = TypeVar("W", bound=QWidget)
Story = Callable[[RulesPage], Coroutine[Any, Any, None]]
TALK = wechat(("方立", "18:00", "谁要呱呱车"), ("李想", "18:01", "开会了"), ("钱多", "18:02", "呱呱车史很有意思"))


@pytest.fixture
def play(run_async: Run, tasks: Tasks, host: QWidget, tmp_path: Path) -> Iterator[Callable[[Story], None]]:
    """Runs a story with the page of a group with three archived messages."""
    store = fresh_records(tmp_path / "records")
    settings.save(store, settings.Settings(unit="远山公司", actor="林岚"))
    group = groups.create(store, GroupDraft("研发协作群", unit="远山公司")).value
    chats.import_chat(store, chats.preview(store, group, TALK))
    layout = QSettings(str(tmp_path / "layout.ini"), QSettings.Format.IniFormat)

    async def whole(story: Story) -> None:
        gc.collect()  # the loop of the test before is a cycle with timers; a worker's collection must not meet it
        desk = Desk(store, tasks, layout, host)
        desk.groups, desk.group, desk.settings = groups.every(store), group, settings.get(store)
        page = RulesPage(desk, host)
        host.resize(1170, 700)
        page.resize(1170, 700)
        host.show()
        page.show()
        await until(lambda: page.detail is not None and page.draft is not None)
        try:
            await story(page)
        finally:
            page.shut()
            await tasks.close()

    yield lambda story: run_async(whole(story))
    records.close(store)


async def sheet(page: QWidget, kind: type[W]) -> W:
    await until(lambda: [s for s in page.findChildren(kind) if s.isVisible()])
    return next(s for s in page.findChildren(kind) if s.isVisible())


async def closed(dialog: QDialog) -> None:
    dialog.accept()
    await until(lambda: not dialog.isVisible())


def compose(field: QWidget, text: str) -> None:
    """Text as an input method commits it."""
    field.setFocus()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


async def changed(page: RulesPage, count: int) -> None:
    await until(lambda: page.draft is not None and len(page.draft.changes) == count)


def test_a_rule_written_in_chinese_is_tried_run_and_switched_on(play: Callable[[Story], None]) -> None:
    async def story(page: RulesPage) -> None:
        store, group = page.desk.store, page.desk.group
        press(page, "新规则…")
        asked = await sheet(page, RuleSheet)
        compose(asked.name, "转卖")
        asked.category.setCurrentIndex(asked.category.findData("trade"))
        compose(asked.words.line, "呱呱车、咕噜票")
        QTest.keyClick(asked.words.line, Qt.Key.Key_Return)
        assert asked.words.words == ("呱呱车", "咕噜票")
        assert asked.isVisible(), "Enter belongs to the words"
        compose(asked.patterns, "嘀.{0,3}嗒")
        await until(lambda: "0–3 个任意字" in asked.meaning.text())
        compose(asked.patterns, "(")
        await until(lambda: "括号" in asked.meaning.text())
        await closed(asked)
        again = await sheet(page, RuleSheet)
        assert again.name.text() == "转卖", "what was written is there again"
        assert "括号" in again.strip.words
        again.patterns.setPlainText("嘀.{0,3}嗒")
        await closed(again)
        await changed(page, 1)
        await until(lambda: page.detail is not None and page.detail.entry.name == "转卖")
        assert "“嘀”，后面 0–3 个任意字" in words(page)
        assert rules.version(store, group) == 0

        compose(page.trial.line, "谁要呱呱車，便宜")
        await until(lambda: "命中“转卖”" in page.trial.words)
        assert "“車”→“车”" in page.trial.words

        press(page, "启用…")
        run = await sheet(page, RunSheet)
        await closed(run)
        result = await sheet(page, BacktestSheet)
        assert result.box.text() == "把新命中的 2 条加入待审"
        result.box.setChecked(True)
        await closed(result)
        await until(lambda: "2 条加入待审" in page.strip.words)
        assert (rules.version(store, group), len(queue.index(store, View(group)))) == (1, 2)
        await changed(page, 0)
        press(page, "撤销")
        await until(lambda: "已撤销" in page.strip.words)
        assert (rules.version(store, group), len(queue.index(store, View(group)))) == (0, 0)
        await changed(page, 1)

    play(story)


def test_rules_are_turned_graded_and_their_words_changed_on_the_card(play: Callable[[Story], None]) -> None:
    async def story(page: RulesPage) -> None:
        store, group = page.desk.store, page.desk.group
        rule_edits.put(store, group, Rule("转卖", "trade", 2, ("呱呱车",)), When())
        rulebooks.switch_on(store, group)
        page.reload()
        page.show_record(rule_entries.number(group, "转卖"))
        await until(lambda: page.detail is not None and page.detail.entry.name == "转卖")
        press(page.card, "去掉 呱呱车")
        await until(lambda: "还没有写要找的词" in page.strip.words and "呱呱车  ×" in words(page.card))
        QGuiApplication.clipboard().setText("咕噜票\n！！\n呱呱车\n叽喳券\n")
        press(page.card, "成批粘贴…")
        await changed(page, 1)
        assert rulebooks.draft(store, group).book.rules[0].words[-2:] == ("咕噜票", "叽喳券")
        level = next(c for c in page.card.findChildren(QComboBox) if c.accessibleName() == "改级别")
        level.setCurrentIndex(level.findData(3))
        level.activated.emit(level.currentIndex())
        await until(lambda: page.detail is not None and page.detail.entry.level == 3)
        press(page.card, "关闭这条")
        await until(lambda: page.detail is not None and not page.detail.entry.on)
        press(page, "放弃改动")
        await closed(await sheet(page, Sheet))
        await changed(page, 0)

        page.category.setCurrentIndex(page.category.findData("trade"))
        page.category.activated.emit(page.category.currentIndex())
        await until(lambda: {page.noun.page(store, [i])[0].cells[1] for i in page.list.model._ids} == {"群内交易"})
        page.desk.choose_group(None)
        await until(lambda: page.where == "所有群" and page.draft is not None)
        await asyncio.sleep(0.05)

    play(story)


def test_allow_phrases_thresholds_preset_versions(play: Callable[[Story], None]) -> None:
    async def story(page: RulesPage) -> None:
        store, group = page.desk.store, page.desk.group
        page._on_allow_chosen()
        allow = await sheet(page, WordsSheet)
        compose(allow.tags.line, "呱呱车史")
        await closed(allow)
        await changed(page, 1)
        page._on_conduct_chosen()
        conduct = await sheet(page, ConductSheet)
        conduct.spins["burst"].setValue(7)
        await closed(conduct)
        await changed(page, 2)
        page._on_preset_chosen()
        preset = await sheet(page, PresetSheet)
        preset.choice.setCurrentIndex(preset.choice.findData("class"))
        await closed(preset)
        await until(lambda: page.draft is not None and page.draft.book.preset == "class")
        rulebooks.switch_on(store, group, "头一版")
        rule_edits.set_allow(store, group, ())
        rulebooks.switch_on(store, group, "第二版")
        page._on_versions_chosen()
        versions = await sheet(page, VersionSheet)
        await until(lambda: "放行语去掉了“呱呱车史”" in versions.told.text())
        assert not versions.main.isEnabled()
        versions.list.setCurrentRow(1)
        assert versions.main.isEnabled()
        await closed(versions)
        await until(lambda: "第 1 版的规则又用上了" in page.strip.words)
        assert rulebooks.current(store, group).allow == ("呱呱车史",)

    play(story)


def test_a_run_that_is_cancelled_leaves_nothing(play: Callable[[Story], None], monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(page: RulesPage) -> None:
        store, group = page.desk.store, page.desk.group
        rule_edits.put(store, group, Rule("转卖", "trade", 2, ("呱呱车",)), When())
        before = store.checkpoint()
        whole = backtest.run

        def slow(*args: Any, **more: Any) -> Any:
            page.desk.tasks.jobs[0].cancel()
            return whole(*args, **more)

        monkeypatch.setattr(backtest, "run", slow)
        press(page, "启用…")
        await closed(await sheet(page, RunSheet))
        await until(lambda: "已取消，没有写入任何内容" in page.strip.words)
        assert store.checkpoint() == before
        assert page.tested is None
        press(page, "启用…")
        run = await sheet(page, RunSheet)
        run.span.setCurrentIndex(run.span.findData(-1))
        assert run.main.text() == "启用"
        await closed(run)
        await until(lambda: "已启用" in page.strip.words)
        assert rules.version(store, group) == 1

    play(story)
