"""What was typed is never lost: kept while typing, offered again, saved as one change, never over somebody else's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from tests.ui.test_editor import CONTROL, choose, draft, tell, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.errors import StoreError
from wxadmin.services import clock, drafting, drafts, records, regulations
from wxadmin.services.records import Store
from wxadmin.ui.desk import Desk
from wxadmin.ui.dialogs import Sheet
from wxadmin.ui.editor import keeping
from wxadmin.ui.editor.editor import RegulationEditor
from wxadmin.ui.tasks import Tasks

__all__ = ["draft", "tell"]

Story = Callable[[RegulationEditor], Coroutine[Any, Any, None]]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_PAUSE", 30)


def type_in(editor: RegulationEditor, said: str) -> None:
    choose(editor, "第二章", "第三条")
    editor.clause.field.setFocus()
    QTest.keyClick(editor.clause.field, Qt.Key.Key_End, CONTROL)
    QTest.keyClicks(editor.clause.field, said)


def stored(store: Store, draft: int) -> str:
    return regulations.get(store, draft).text.nodes[1].children[0].text


async def sheet(editor: RegulationEditor) -> Sheet:
    await until(lambda: [one for one in editor.findChildren(Sheet) if one.isVisible()])
    return next(one for one in editor.findChildren(Sheet) if one.isVisible())


def test_after_a_crash_the_editor_goes_on_where_it_was(tell, run_async, store, draft, host):
    async def typed(editor: RegulationEditor) -> None:
        type_in(editor, "one")
        await until(lambda: (kept := drafts.kept(store, draft)) and "one" in kept.text.nodes[1].children[0].text)
        await until(lambda: "自动留底" in editor.head.state.text())
        assert stored(store, draft) == "收到通知后应在20分钟内回复。"
        editor.keeping.opened = None  # a crash: nothing more is done in an orderly way

    async def again(editor: RegulationEditor) -> None:
        choose(editor, "第二章", "第三条")
        assert words(editor).endswith("one")
        assert editor.keeping.bar.isVisible()
        assert editor.manuscript.dirty
        drop = next(b for b in editor.keeping.bar.findChildren(QPushButton) if b.text() == "丢掉")
        QTest.mouseClick(drop, Qt.MouseButton.LeftButton)
        assert words(editor) == "收到通知后应在20分钟内回复。"
        assert not editor.manuscript.dirty
        await until(lambda: drafts.kept(store, draft) is None)
        editor.undo()  # thrown away by mistake
        assert words(editor).endswith("one")

    tell(typed)
    tell(again)


def test_a_window_that_closes_keeps_what_was_not_kept_yet(tell, store, draft, monkeypatch):
    monkeypatch.setattr(keeping, "_PAUSE", 60_000)

    async def story(editor: RegulationEditor) -> None:
        type_in(editor, "late")

    tell(story)
    kept = drafts.kept(store, draft)
    assert kept is not None
    assert kept.text.nodes[1].children[0].text.endswith("late")


def test_what_cannot_be_kept_is_not_left_without_a_word(tell, store, draft, monkeypatch):
    monkeypatch.setattr(keeping, "_PAUSE", 60_000)
    full = StoreError("磁盘已满", remedy="清出空间后再试")

    def refuse(*_args: object) -> None:
        raise full

    async def story(editor: RegulationEditor) -> None:
        type_in(editor, "late")
        with monkeypatch.context() as broken:
            broken.setattr(drafts, "keep", refuse)
            assert editor.keep_now() == str(full)
            for verb, gone in (("取消", False), ("丢掉并返回", True)):
                leaving = asyncio.ensure_future(editor.leave())
                asked = await sheet(editor)
                for name in ("先不保存，返回", verb):
                    asked = await sheet(editor)
                    press = next(b for b in asked.findChildren(QPushButton) if b.text() == name)
                    QTest.mouseClick(press, Qt.MouseButton.LeftButton)
                    await until(asked.isHidden)
                assert await leaving is gone
                assert words(editor).endswith("late")
            editor.shut()  # the window closes all the same: nothing is raised

    tell(story)


def test_words_are_kept_beside_the_version_they_were_typed_into(tell, store, draft, monkeypatch):
    async def story(editor: RegulationEditor) -> None:
        bases: list[str] = []
        keep = drafts.keep

        def told(store: Store, revision: int, text: Any, base: str) -> None:
            bases.append(base)
            keep(store, revision, text, base)

        was = editor.keeping._base
        run = editor.desk.tasks.run

        async def slow(work: Callable[[], Any]) -> Any:
            if editor.keeping._lock.locked():  # keeping waits for its thread, and meanwhile another version is opened
                editor.keeping._base = "of another version"
            return await run(work)

        monkeypatch.setattr(drafts, "keep", told)
        monkeypatch.setattr(editor.desk.tasks, "run", slow)
        type_in(editor, "one")
        await until(lambda: bases)
        assert bases[0] == was
        monkeypatch.undo()

    tell(story)


def test_the_hour_of_keeping_is_that_of_the_owner(tell):
    async def story(editor: RegulationEditor) -> None:
        with clock.ticking(lambda: datetime(2026, 11, 22, 14, 54, tzinfo=UTC)):
            type_in(editor, "one")
            await until(lambda: "自动留底" in editor.head.state.text())
        assert editor.head.state.text().endswith("22:54")

    tell(story)


def test_saving_is_one_change_and_the_rest_is_typed_on(tell, store, draft):
    async def story(editor: RegulationEditor) -> None:
        saved: list[int] = []
        editor.saved.connect(saved.append)
        type_in(editor, "one")
        QTest.keyClick(editor.clause.field, Qt.Key.Key_S, CONTROL)
        await asyncio.sleep(0)
        QTest.keyClicks(editor.clause.field, "two")
        await until(lambda: saved)
        assert saved == [draft]
        assert stored(store, draft).endswith("one")
        assert editor.manuscript.dirty
        await until(lambda: drafts.kept(store, draft))
        assert await editor.keeping.save()
        assert stored(store, draft).endswith("onetwo")
        assert drafts.kept(store, draft) is None
        assert not editor.head.save.isEnabled()
        QTest.keyClick(editor.clause.field, Qt.Key.Key_Z, CONTROL)
        assert editor.head.save.isEnabled()  # undone behind the saving: that is to be saved again

    tell(story)
    assert records.undo_label(store).startswith("修改制度")


def test_leaving_asks_once(tell, store, draft):
    async def story(editor: RegulationEditor) -> None:
        left: list[bool] = []
        editor.left.connect(lambda: left.append(True))
        type_in(editor, "one")
        for verb, gone in (("接着改", False), ("先不保存，返回", True)):
            QTest.mouseClick(editor.head.back, Qt.MouseButton.LeftButton)
            asked = await sheet(editor)
            press = next(b for b in asked.findChildren(QPushButton) if b.text() == verb)
            QTest.mouseClick(press, Qt.MouseButton.LeftButton)
            await until(asked.isHidden)
            if gone:
                await until(lambda: left)
            else:
                await asyncio.sleep(0.05)
                assert not left
        assert stored(store, draft) == "收到通知后应在20分钟内回复。"
        assert drafts.kept(store, draft) is not None
        assert await editor.open(draft)
        choose(editor, "第二章", "第三条")
        assert words(editor).endswith("one")
        QTest.mouseClick(editor.head.back, Qt.MouseButton.LeftButton)
        asked = await sheet(editor)
        QTest.mouseClick(asked.main, Qt.MouseButton.LeftButton)
        await until(lambda: len(left) == 2)
        assert stored(store, draft).endswith("one")
        assert await editor.open(draft)
        QTest.mouseClick(editor.head.back, Qt.MouseButton.LeftButton)  # nothing to save, nothing asked
        await until(lambda: len(left) == 3)

    tell(story)


def test_a_published_version_becomes_the_next_draft(tell, store, draft):
    drafting.fill(store, draft, {"unit": "远山公司"})
    regulations.publish(store, draft)

    async def story(editor: RegulationEditor) -> None:
        saved: list[int] = []
        editor.saved.connect(saved.append)
        assert "第 2 版" in editor.strip.words
        type_in(editor, "next")
        assert await editor.keeping.save()
        assert saved[0] != draft
        assert stored(store, draft) == "收到通知后应在20分钟内回复。"
        assert stored(store, saved[0]).endswith("next")
        type_in(editor, "more")
        assert await editor.keeping.save()
        assert saved == [saved[0]] * 2
        assert stored(store, saved[0]).endswith("nextmore")

    tell(story)


def test_a_change_elsewhere_is_shown_or_asked_about_but_never_overwritten_unseen(tell, store, draft):
    async def story(editor: RegulationEditor) -> None:
        type_in(editor, "one")
        assert await editor.keeping.save()
        await editor.desk.undo(editor.strip)  # by the menu of the window
        await until(lambda: "已换成改后的文字" in editor.strip.words)
        choose(editor, "第二章", "第三条")
        assert words(editor) == "收到通知后应在20分钟内回复。"
        type_in(editor, "mine")
        other = replace(editor.manuscript.text, title="别人改的")
        change = await editor.desk.change(lambda: regulations.revise(store, draft, other), editor.strip)
        assert change is not None
        await until(lambda: "保存时会问" in editor.strip.words)
        for verb, title in (("取消", "别人改的"), ("用这里的文字", "远山公司工作群守则")):
            QTest.mouseClick(editor.head.save, Qt.MouseButton.LeftButton)
            asked = await sheet(editor)
            assert "别处" in asked.windowTitle()
            press = next(b for b in asked.findChildren(QPushButton) if b.text() == verb)
            QTest.mouseClick(press, Qt.MouseButton.LeftButton)
            await until(asked.isHidden)
            await until(lambda title=title: regulations.get(store, draft).title == title)
        await until(lambda: not editor.manuscript.dirty)

    tell(story)


def test_what_was_kept_before_the_draft_changed_is_not_saved_unasked(tell, store, draft):
    async def story(editor: RegulationEditor) -> None:
        first = drafts.opened(store, draft)
        typed = replace(first.text, title="留底的")
        regulations.revise(store, draft, replace(first.text, title="后来的"))
        drafts.keep(store, draft, typed, first.base)
        for answer, title in (("取消", "后来的"), ("用这里的文字", "留底的")):
            assert await editor.open(draft)
            assert "又在别处保存过" in editor.keeping.bar.accessibleName()
            assert editor.manuscript.text.title == "留底的"
            QTest.mouseClick(editor.head.save, Qt.MouseButton.LeftButton)
            asked = await sheet(editor)
            press = next(b for b in asked.findChildren(QPushButton) if b.text() == answer)
            QTest.mouseClick(press, Qt.MouseButton.LeftButton)
            await until(asked.isHidden)
            await until(lambda title=title: regulations.get(store, draft).title == title)
        await until(lambda: not editor.manuscript.dirty)
        assert drafts.kept(store, draft) is None

    tell(story)


def test_what_was_typed_into_a_published_version_is_offered_with_its_draft(tell, store, draft):
    drafting.fill(store, draft, {"unit": "远山公司"})
    regulations.publish(store, draft)
    opened = drafts.opened(store, draft)
    drafts.keep(store, draft, replace(opened.text, title="留底的"), opened.base)
    second = regulations.revise(store, draft, opened.text).value
    if drafts.kept(store, draft) is None:
        drafts.keep(store, draft, replace(opened.text, title="留底的"), opened.base)

    async def story(editor: RegulationEditor) -> None:
        assert editor.keeping.opened is not None
        assert editor.keeping.opened.revision == second
        assert editor.manuscript.text.title == "留底的"
        drop = next(b for b in editor.keeping.bar.findChildren(QPushButton) if b.text() == "丢掉")
        QTest.mouseClick(drop, Qt.MouseButton.LeftButton)
        await until(lambda: drafts.kept(store, draft) is None)
        assert editor.manuscript.text.title == "远山公司工作群守则"
        assert not editor.manuscript.dirty

    tell(story)


def test_a_draft_that_is_gone_leaves_the_words_where_they_are(tell, store, draft):
    async def story(editor: RegulationEditor) -> None:
        type_in(editor, "one")
        change = await editor.desk.change(lambda: regulations.discard(store, draft), editor.strip)
        assert change is not None
        await until(lambda: "已经不在了" in editor.strip.words)
        assert not await editor.keeping.save()
        assert "不在了" in editor.strip.words
        assert words(editor).endswith("one")
        assert not await editor.open(999)
        assert "没有这份制度" in editor.strip.words
        assert not editor.panes.isEnabled()
        assert not editor.manuscript.dirty

    tell(story)


def test_an_editor_that_goes_while_it_works_harms_nothing(run_async: Run, store: Store, draft: int, host: QWidget):
    failed: list[object] = []

    async def story() -> None:
        tasks = Tasks(host)
        tasks.failed.connect(failed.append)
        desk = Desk(store, tasks, QSettings(str(Path(host.objectName() or "x"))), host)
        host.show()
        for wait in (0.0, 0.0, 0.02, 0.05):
            editor = RegulationEditor(desk, host)
            editor.show()
            opening = asyncio.ensure_future(editor.open(draft))
            if wait:
                await opening
                type_in(editor, "abc")
            await asyncio.sleep(wait)
            editor.shut()
            editor.deleteLater()
            await asyncio.sleep(0.01)
            await opening
        await until(lambda: not tasks.busy)
        await tasks.close()

    run_async(story())
    assert not failed
