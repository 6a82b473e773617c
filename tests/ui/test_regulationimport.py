"""导入规章文本 as an owner drives it: paste, look through, tick, import; nothing is written before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QMimeData, QSettings, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QTreeWidgetItem, QWidget

from tests.ui.window_loop import Run, until
from wxadmin.domain.regulation import as_text
from wxadmin.services import groups, regulation_import, regulations
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.records import Change, Store
from wxadmin.ui import dialogs
from wxadmin.ui.desk import Desk
from wxadmin.ui.regulationimport import ImportSheet, import_regulations
from wxadmin.ui.regulationpaste import PasteSheet
from wxadmin.ui.strip import Strip
from wxadmin.ui.tasks import Tasks

WEB = """当前位置：首页 > 规章制度 > 正文
XX公司微信群管理制度
第一章 总则
第一条 为规范XX公司工作群的使用,提高效率,制定本制度.
第二条 群成员的昵称统一为“部门-姓名”。
第二章 管理
第三条 成员应当在30分钟内回复群内通知。
第五条 违反本制度的，按下列次序处理：
（一）首次违规的，提醒；
（二）再次违规的，警告。
上一篇：没有了 下一篇：关于放假的通知
"""
CLASS = """班级群公约
第一条 家长的群昵称为“学生姓名+关系”。
第二条 通知请在2小时内回复收到。
第三条 不发广告。
"""


S = TypeVar("S", bound=dialogs.Sheet)


class Scene:
    """A desk, the strip of its page, and the group that is imported into."""

    def __init__(self, store: Store, host: QWidget) -> None:
        self.store = store
        self.host = host
        self.tasks = Tasks(host)
        self.desk = Desk(store, self.tasks, QSettings(), host)
        self.strip = Strip(host)
        self.group = groups.create(store, GroupDraft("研发群", unit="青石公司", office="办公室")).value

    def begin(self, source: str | Path) -> asyncio.Future[Change[int] | None]:
        return asyncio.ensure_future(import_regulations(self.desk, self.host, self.strip, source, self.group))

    async def sheet(self, kind: type[S]) -> S:
        await until(lambda: any(s.isVisible() for s in self.host.findChildren(kind)))
        return next(s for s in self.host.findChildren(kind) if s.isVisible())

    def titles(self) -> list[str]:
        return [regulations.get(self.store, n).title for n in regulations.index(self.store, View(group=self.group))]


Story = Callable[[Scene], Coroutine[Any, Any, None]]


@pytest.fixture
def play(run_async: Run, store: Store, host: QWidget) -> Callable[[Story], None]:
    def run(story: Story) -> None:
        async def whole() -> None:
            QGuiApplication.clipboard().clear()
            scene = Scene(store, host)
            host.show()
            failed: list[object] = []
            scene.tasks.failed.connect(failed.append)
            try:
                await story(scene)
                assert not failed, failed
            finally:
                await scene.tasks.close()

        run_async(whole())

    return run


def found(sheet: ImportSheet, words: str) -> QTreeWidgetItem:
    tree = sheet.findings
    for at in range(tree.topLevelItemCount()):
        head = tree.topLevelItem(at)
        assert head is not None
        for row in range(head.childCount()):
            item = head.child(row)
            assert item is not None
            if words in item.text(0):
                return item
    raise AssertionError(words)


def current(sheet: ImportSheet) -> str:
    """The unit that is current in the tree."""
    item = sheet.tree.currentItem()
    assert item is not None
    return item.text(0)


def tick(sheet: ImportSheet, words: str) -> None:
    """Space on a finding, as the keyboard does it."""
    sheet.findings.setCurrentItem(found(sheet, words))
    QTest.keyClick(sheet.findings, Qt.Key.Key_Space)


def test_a_paste_is_looked_through_and_imported_in_one_change(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        end = scene.begin(WEB + "\n" + CLASS)
        sheet = await scene.sheet(ImportSheet)
        sheet.resize(1280, 640)
        assert scene.titles() == []
        assert [sheet.pieces.item(at).text() for at in range(2)] == ["青石公司微信群管理制度", "班级群公约"]
        assert sheet.main.text() == "导入 2 份"
        assert sheet.findings.topLevelItem(0).text(0).startswith("拿不准")  # type: ignore[union-attr]
        sheet.findings.setCurrentItem(found(sheet, "缺第四条"))
        assert sheet.original.marked.startswith("第五条")
        assert current(sheet).startswith("第五条")
        sheet.findings.setCurrentItem(found(sheet, "回复时限"))
        assert "成员应当在30分钟内回复" in sheet.detail.text()
        assert sheet.original.marked == "成员应当在30分钟内回复群内通知"
        tick(sheet, "回复时限")
        tick(sheet, "XX公司")
        assert sheet.title.text() == "XX公司微信群管理制度"
        tick(sheet, "XX公司")
        assert sheet.title.text() == "青石公司微信群管理制度"
        tick(sheet, "上一篇")
        sheet.pieces.setCurrentRow(1)
        assert sheet.title.text() == "班级群公约"
        sheet.title.setFocus()
        sheet.title.selectAll()
        QGuiApplication.clipboard().setText("家长群公约")
        QTest.keyClick(sheet.title, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert sheet.pieces.item(1).text() == "家长群公约"
        QTest.keyClick(sheet.title, Qt.Key.Key_Return)
        assert sheet.isVisible()
        assert scene.titles() == []
        sheet.main.click()
        change = await end
        assert change is not None
        assert sorted(scene.titles()) == ["家长群公约", "青石公司微信群管理制度"]
        card = regulations.get(scene.store, change.value)
        assert "reply_minutes" not in {one.kind for one in card.settings}
        assert {"naming_rule", "ladder"} <= {one.kind for one in card.settings}
        said = as_text(card.text)
        assert "青石公司工作群的使用，" in said
        assert "上一篇" in said
        assert "首页" not in said
        assert "已导入 2 份" in scene.strip.words
        await scene.desk.undo(scene.strip, change.id)
        assert scene.titles() == []

    play(story)


def test_a_click_in_the_tree_or_the_original_shows_the_other(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        text = WEB.replace("提醒", "𠮷提醒") + "\n" + CLASS  # a character of two units for Qt
        end = scene.begin(text)
        sheet = await scene.sheet(ImportSheet)
        item = sheet.tree.findItems("第五条", Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchRecursive)[0]
        sheet.tree.setCurrentItem(item)
        assert sheet.original.marked == "第五条 违反本制度的，按下列次序处理："
        assert [item.child(row).text(0)[:3] for row in range(2)] == ["（一）", "（二）"]  # type: ignore[union-attr]
        assert item.text(1) == "条"
        cursor = QTextCursor(
            sheet.original.document().findBlockByNumber(text.splitlines().index("第二条 通知请在2小时内回复收到。"))
        )
        sheet.original.setTextCursor(cursor)
        assert sheet.pieces.currentRow() == 1
        assert current(sheet).startswith("第二条")
        last = sheet.tree.findItems("第三条", Qt.MatchFlag.MatchStartsWith)[0]
        sheet.tree.setCurrentItem(last)
        assert sheet.original.marked == "第三条 不发广告。"
        sheet.pieces.item(0).setCheckState(Qt.CheckState.Unchecked)
        assert sheet.main.text() == "导入 1 份"
        sheet.pieces.item(1).setCheckState(Qt.CheckState.Unchecked)
        assert not sheet.main.isEnabled()
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert sheet.isVisible()  # what was decided is not given up at once
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert await end is None
        assert scene.titles() == []

    play(story)


def test_the_same_text_again_is_named_and_another_becomes_the_next_version(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        first = regulation_import.read(scene.store, scene.group, CLASS).pieces[0]
        old = regulation_import.take(scene.store, scene.group, [regulation_import.usual(first)]).value[0]
        regulations.publish(scene.store, old)
        end = scene.begin(CLASS)
        sheet = await scene.sheet(ImportSheet)
        assert "已有同样的一份：《班级群公约》第 1 版" in sheet.note.words
        assert sheet.place.currentText() == "另立一份新的制度"
        sheet.cancel.click()
        assert await end is None
        end = scene.begin(CLASS.replace("2小时", "4小时"))
        sheet = await scene.sheet(ImportSheet)
        assert sheet.place.currentText() == "作为《班级群公约》的新版本（现有第 1 版）"
        assert "照旧有效" in sheet.becomes.text()
        assert sheet.note.words == ""
        sheet.main.click()
        change = await end
        assert change is not None
        card = regulations.get(scene.store, change.value)
        assert (card.version, card.stage, len(card.versions)) == ("第 2 版", "draft", 2)
        end = scene.begin(CLASS.replace("2小时", "5小时"))
        sheet = await scene.sheet(ImportSheet)
        assert sheet.place.currentText() == "另立一份新的制度"
        sheet.place.setCurrentIndex(1)
        assert sheet.place.currentText().startswith("改写《班级群公约》的草稿")
        assert "草稿（第 2 版）改成这里的文字" in sheet.becomes.text()
        sheet.main.click()
        again = await end
        assert again is not None
        assert again.value == change.value
        assert "5小时" in as_text(regulations.get(scene.store, again.value).text)

    play(story)


def test_words_are_pasted_into_a_sheet_and_what_is_wrong_is_said_there(
    play: Callable[[Story], None], tmp_path: Path
) -> None:
    locked = tmp_path / "加密.docx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)

    async def story(scene: Scene) -> None:
        end = scene.begin("")
        sheet = await scene.sheet(PasteSheet)
        assert not sheet.main.isEnabled()
        QGuiApplication.clipboard().setText("第一条 不发广告。\n" * 40_000)
        QTest.keyClick(sheet.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        sheet.main.click()
        await until(lambda: not sheet.isVisible())
        sheet = await scene.sheet(PasteSheet)
        assert "万字，不像一份规章制度" in sheet.strip.words
        sheet.field.setPlainText(CLASS)
        assert sheet.strip.words == ""
        QTest.mouseClick(
            next(b for b in sheet.findChildren(QWidget) if b.accessibleName() == "选文件…"), Qt.MouseButton.LeftButton
        )
        await until(lambda: [d for d in scene.host.findChildren(QFileDialog) if d.isVisible()])
        picker = next(d for d in scene.host.findChildren(QFileDialog) if d.isVisible())
        picker.filesSelected.emit([str(locked)])
        picker.done(1)
        sheet = await scene.sheet(PasteSheet)
        await until(lambda: "打开密码" in sheet.strip.words)
        assert sheet.field.toPlainText() == CLASS  # the words pasted before are still there
        sheet.main.click()
        looked = await scene.sheet(ImportSheet)
        assert looked.title.text() == "班级群公约"
        assert not looked.pieces.isVisible()  # one is no list
        looked.main.click()
        assert await end is not None
        assert scene.titles() == ["班级群公约"]

    play(story)


def test_a_file_copied_or_dropped_is_read_and_not_its_address(play: Callable[[Story], None], tmp_path: Path) -> None:
    path = tmp_path / "班级 公约.txt"
    path.write_text(CLASS, "utf-8")

    async def story(scene: Scene) -> None:
        end = scene.begin("")
        sheet = await scene.sheet(PasteSheet)
        copied = QMimeData()
        copied.setUrls([QUrl.fromLocalFile(str(path))])
        QGuiApplication.clipboard().setMimeData(copied)
        QTest.keyClick(sheet.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        looked = await scene.sheet(ImportSheet)
        assert looked.title.text() == "班级群公约"
        looked.cancel.click()
        assert await end is None

    play(story)


def test_a_regulation_on_the_clipboard_is_offered(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        for words, offered in ((CLASS, CLASS), ("明天开会", "")):
            QGuiApplication.clipboard().setText(words)
            end = scene.begin("")
            sheet = await scene.sheet(PasteSheet)
            assert sheet.field.toPlainText() == offered
            sheet.cancel.click()
            assert await end is None

    play(story)


def test_a_file_that_cannot_be_read_is_told_on_the_strip_of_the_page(
    play: Callable[[Story], None], tmp_path: Path
) -> None:
    path = tmp_path / "空.txt"
    path.write_text("\n\n", "utf-8")

    async def story(scene: Scene) -> None:
        assert await scene.begin(path) is None
        assert "没有文字" in scene.strip.words
        assert await scene.begin(tmp_path / "没有.docx") is None
        assert "没有这个文件" in scene.strip.words
        assert scene.titles() == []

    play(story)


def test_reading_can_be_stopped(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        def stop() -> None:
            for job in scene.tasks.jobs:
                job.cancel()

        scene.tasks.jobs_changed.connect(stop)
        assert await scene.begin(CLASS * 30) is None
        assert "已取消" in scene.strip.words

    play(story)


def test_a_text_without_title_waits_for_one(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        end = scene.begin("第一条 不发广告。\n第二条 夜里不发消息。\n")
        sheet = await scene.sheet(ImportSheet)
        assert not sheet.main.isEnabled()
        assert "请写上名称" in sheet.why.text()
        sheet.title.setFocus()
        QGuiApplication.clipboard().setText("约定" * 150)
        QTest.keyClick(sheet.title, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert "太长" in sheet.why.text()
        assert not sheet.main.isEnabled()
        sheet.title.selectAll()
        QTest.keyClicks(sheet.title, "x")
        assert sheet.main.isEnabled()
        assert not sheet.why.isVisible()
        sheet.cancel.click()
        assert await end is None

    play(story)


def test_on_a_small_screen_a_finding_leads_to_the_original(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        end = scene.begin(WEB)
        sheet = await scene.sheet(ImportSheet)
        sheet.resize(640, 350)
        await until(lambda: sheet.panes.narrow)
        assert sheet.findings.isVisible()
        assert not sheet.original.isVisible()
        sheet.findings.setCurrentItem(found(sheet, "缺第四条"))
        sheet.findings.setFocus()
        QTest.keyClick(sheet.findings, Qt.Key.Key_Return)
        assert sheet.isVisible()
        assert sheet.original.isVisible()
        assert sheet.original.marked.startswith("第五条")
        assert sheet.main.geometry().bottom() < sheet.height()
        sheet.cancel.click()
        assert await end is None

    play(story)
