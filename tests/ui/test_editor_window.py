"""The editor inside the real window: its keys come before the window's own while it has the keyboard."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.e2e.window_driver import Driver, drive
from tests.ui.test_editor import ALT, CONTROL, choose, draft, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.errors import StoreError
from wxadmin.services import drafts, records
from wxadmin.services.records import Store
from wxadmin.ui.pages.regulations import RegulationsPage

__all__ = ["draft"]


def test_keys_go_to_the_editor_and_the_page_comes_back(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, store: Store, draft: int, tmp_path: Path
) -> None:
    folder = store.folder
    last = records.undo_label(store)
    store.close()

    async def story(driver: Driver) -> None:
        await driver.go("规章制度")
        page = driver.page
        assert isinstance(page, RegulationsPage)
        await page.layers.edit(draft)
        await driver.quiet()
        editor = page.layers._editor
        assert editor is not None
        assert editor.isVisible()
        field = editor.clause.field
        choose(editor, "第二章", "第三条")
        field.setFocus()
        QGuiApplication.clipboard().setText("第一条 甲。\n第二条 乙。")
        driver.menu("粘贴并识别").trigger()  # Ctrl+V: into the field, as it is
        assert words(editor).endswith("第一条 甲。\n第二条 乙。")
        QTest.keyClick(field, Qt.Key.Key_Z, CONTROL)
        assert words(editor) == "收到通知后应在20分钟内回复。"
        assert records.undo_label(editor.desk.store) == last
        editor.tree.setFocus()
        driver.menu("粘贴并识别").trigger()
        await until(lambda: editor.manuscript.undo_name == "粘贴条款")
        QTest.keyClick(editor.tree, Qt.Key.Key_Down, ALT)
        assert editor.manuscript.undo_name == "下移"
        QTest.keyClick(field, Qt.Key.Key_F, CONTROL)
        assert editor.finder.field.hasFocus()
        QTest.keyClick(editor.finder.field, Qt.Key.Key_Escape)
        QTest.keyClick(field, Qt.Key.Key_S, CONTROL)
        await driver.quiet()
        assert "已保存" in editor.strip.words
        QTest.mouseClick(editor.head.back, Qt.MouseButton.LeftButton)
        await until(lambda: not editor.isVisible())
        await driver.quiet()
        assert page.list.isVisible()
        assert page.detail is not None
        assert page.detail.id == draft
        assert [b for b in page.findChildren(QPushButton) if b.isVisible()]
        # Typed, and the window closed without a word: nothing is lost.
        await page.layers.edit(draft)
        choose(editor, "第一章", "第二条")
        field.setFocus()
        QTest.keyClicks(field, "kept")
        await asyncio.sleep(0.01)

    drive(run_async, monkeypatch, folder, tmp_path, story)
    again = records.open_at(folder)
    try:
        kept = drafts.kept(again, draft)
        assert kept is not None
        assert kept.text.nodes[0].children[1].text.endswith("kept")
    finally:
        again.close()


def test_the_window_asks_before_words_are_lost(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, store: Store, draft: int, tmp_path: Path
) -> None:
    folder = store.folder
    store.close()

    def refuse(*_args: object) -> None:
        raise StoreError("磁盘已满", remedy="清出空间后再试")

    async def story(driver: Driver) -> None:
        await driver.go("规章制度")
        page = driver.page
        assert isinstance(page, RegulationsPage)
        await page.layers.edit(draft)
        editor = page.layers._editor
        assert editor is not None
        monkeypatch.setattr(drafts, "keep", refuse)
        choose(editor, "第二章", "第三条")
        QTest.keyClicks(editor.clause.field, "late")
        driver.program.shell.close()
        asked = await driver.has_dialog("打的字没有存下")
        assert driver.program.shell.isVisible()
        assert "磁盘已满" in driver.words(asked)
        await driver.click("取消", asked)
        assert words(editor).endswith("late")
        driver.program.shell.close()
        await driver.accept("打的字没有存下")
        await until(lambda: not driver.program.shell.isVisible())

    drive(run_async, monkeypatch, folder, tmp_path, story)
