"""The editor of a regulation: typing, the outline, undo, keeping, saving; driven by keys as an owner does."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractScrollArea, QApplication, QLineEdit, QWidget

from tests.ui.window_loop import Run, until
from wxadmin.domain.regulation import Blank, RegulationText
from wxadmin.domain.regulation_places import place_of, places
from wxadmin.services import drafts, groups, regulations
from wxadmin.services.records import Store
from wxadmin.ui import dialogs
from wxadmin.ui.desk import Desk
from wxadmin.ui.editor.editor import RegulationEditor
from wxadmin.ui.editor.units import END, HEAD
from wxadmin.ui.tasks import Tasks

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
TEXT = """远山公司工作群守则
为规范工作群管理，制定本守则。
第一章 总则
第一条 本守则适用于{{unit}}全体群成员。
第二条 群成员昵称改为部门+姓名。
第二章 沟通
第三条 收到通知后应在20分钟内回复。
第四条 群内禁止下列行为：
（一）发布广告；
（二）辱骂他人。
第五条 违反第四条的，首次警告，再次违反的移出群。
远山公司
2026年11月20日
"""


@pytest.fixture
def draft(store: Store) -> int:
    group = groups.create(store, groups.GroupDraft("研发协作群", unit="远山公司", office="办公室")).value
    text = replace(regulations.parse_text(TEXT), blanks=(Blank("unit", "单位", ""),))
    return regulations.create_from_text(store, group, text).value


Story = Callable[[RegulationEditor], Coroutine[Any, Any, None]]


@pytest.fixture
def tell(run_async: Run, store: Store, draft: int, host: QWidget) -> Callable[[Story], None]:
    """Opens the draft in a shown editor and runs a story."""

    def run(story: Story) -> None:
        async def whole() -> None:
            tasks = Tasks(host)
            editor = RegulationEditor(Desk(store, tasks, QSettings(), host), host)
            editor.resize(1100, 640)
            host.resize(1100, 640)
            host.show()
            editor.show()
            failed: list[object] = []
            tasks.failed.connect(failed.append)
            try:
                assert await editor.open(draft)
                await story(editor)
                assert not failed, failed
            finally:
                editor.shut()
                await tasks.close()

        run_async(whole())

    return run


def choose(editor: RegulationEditor, *numbers: str) -> None:
    place = place_of(editor.manuscript.text, numbers)
    assert place is not None
    editor.manuscript.choose(place)


def test_what_is_typed_stands_in_the_text_and_on_the_page(tell, store, draft):
    async def story(editor: RegulationEditor) -> None:
        choose(editor, "第一章", "第二条")
        await until(lambda: editor.page.view.pages > 0)
        before = editor.page.view.file
        editor.clause.field.setFocus()
        QTest.keyClick(editor.clause.field, Qt.Key.Key_End, CONTROL)
        QTest.keyClicks(editor.clause.field, "abc")
        node = editor.manuscript.node()
        assert node is not None
        assert node.text == "群成员昵称改为部门+姓名。abc"
        assert editor.manuscript.dirty
        await until(lambda: editor.page.view.file is not before)
        QTest.keyClick(editor.clause.field, Qt.Key.Key_Z, CONTROL)
        assert not editor.manuscript.dirty
        assert editor.clause.field.toPlainText() == "群成员昵称改为部门+姓名。"
        QTest.keyClick(editor.clause.field, Qt.Key.Key_Y, CONTROL)
        QTest.keyClick(editor.clause.field, Qt.Key.Key_S, CONTROL)
        await until(lambda: not editor.manuscript.dirty)
        await asyncio.sleep(0.05)
        assert "abc" in drafts.opened(store, draft).text.nodes[0].children[1].text

    tell(story)


def numbers(editor: RegulationEditor) -> list[str]:
    return [node.number for _place, node in places(editor.manuscript.text)]


def plain(editor: RegulationEditor) -> RegulationText:
    """The text without what was read from it."""
    return replace(editor.manuscript.text, settings=())


def words(editor: RegulationEditor) -> str:
    node = editor.manuscript.node()
    assert node is not None
    return node.text


def test_the_outline_is_changed_by_keys_and_every_step_has_a_name(tell):
    async def story(editor: RegulationEditor) -> None:
        tree = editor.tree
        before = plain(editor)
        choose(editor, "第二章", "第三条")
        tree.setFocus()
        QTest.keyClick(tree, Qt.Key.Key_Down, ALT)
        assert words(editor).startswith("收到通知后")
        assert editor.manuscript.node().number == "第四条"
        assert "违反第三条的" in editor.manuscript.text.nodes[1].children[2].text  # the reference followed
        assert editor.manuscript.undo_name == "下移"
        QTest.keyClick(tree, Qt.Key.Key_Up, ALT)
        assert plain(editor) == before
        QTest.keyClick(tree, Qt.Key.Key_Right, ALT)
        assert "不能降级" in editor.strip.words
        choose(editor, "第二章", "第四条", "（二）")
        QTest.keyClick(tree, Qt.Key.Key_Left, ALT)
        assert editor.manuscript.node().number == "第五条"
        QTest.keyClick(tree, Qt.Key.Key_Right, ALT)
        assert editor.manuscript.node().number == "（二）"
        assert plain(editor) == before
        QTest.keyClick(tree, Qt.Key.Key_Return)
        assert editor.clause.field.hasFocus()
        assert editor.clause.number.text() == "（三）"
        QTest.keyClicks(editor.clause.field, "new")
        QTest.keyClick(editor.clause.field, Qt.Key.Key_Return, CONTROL)
        assert editor.manuscript.at == (1, 1, 2, 0)
        tree.setFocus()
        QTest.keyClick(tree, Qt.Key.Key_Delete)
        choose(editor, "第二章", "第四条", "（三）")
        QTest.keyClick(tree, Qt.Key.Key_Delete)
        assert plain(editor) == before
        names = []
        while editor.manuscript.undo_name:
            names.append(editor.manuscript.undo_name)
            QTest.keyClick(tree, Qt.Key.Key_Z, CONTROL)
        assert names[::-1] == [
            "下移", "上移", "升一级", "降一级", "后面加一条", "输入文字", "里面加一条", "删除", "删除",
        ]  # fmt: skip
        assert not editor.manuscript.dirty
        while editor.manuscript.redo_name:
            QTest.keyClick(tree, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
        assert plain(editor) == before

    tell(story)


def test_the_keyboard_goes_round_and_changes_nothing(tell):
    async def story(editor: RegulationEditor) -> None:
        before = plain(editor)
        editor.focus_first()
        assert editor.tree.hasFocus()
        passed: list[QWidget] = []
        while (now := QApplication.focusWidget()) not in passed:
            assert isinstance(now, QWidget)
            passed.append(now)
            QTest.keyClick(now, Qt.Key.Key_Tab)
        assert {editor.tree, editor.clause.title, editor.clause.field, editor.head.back} <= set(passed)
        assert plain(editor) == before
        choose(editor, "第一章", "第二条")
        editor.clause.field.setFocus()
        QTest.keyClick(editor.clause.field, Qt.Key.Key_PageDown, CONTROL)
        assert (editor.clause.number.text(), editor.clause.field.hasFocus()) == ("第二章", True)
        for _step in range(9):
            QTest.keyClick(editor.clause.field, Qt.Key.Key_PageUp, CONTROL)
        assert editor.manuscript.at == HEAD
        QTest.keyClick(editor.clause.field, Qt.Key.Key_Escape)
        assert editor.tree.hasFocus()

    tell(story)


def test_what_was_deleted_can_be_had_back_from_the_strip(tell):
    async def story(editor: RegulationEditor) -> None:
        before = plain(editor)
        choose(editor, "第二章", "第四条")
        QTest.keyClick(editor.tree, Qt.Key.Key_Delete)
        assert "已删除第四条" in editor.strip.words
        assert "第五条" not in numbers(editor)
        await asyncio.sleep(0.02)
        back = next(b for b in editor.strip.findChildren(QAbstractButton) if b.text() == "撤销" and b.isVisible())
        QTest.mouseClick(back, Qt.MouseButton.LeftButton)
        assert plain(editor) == before

    tell(story)


def test_a_unit_is_split_at_the_caret_and_merged_again(tell):
    both = CONTROL | Qt.KeyboardModifier.ShiftModifier

    async def story(editor: RegulationEditor) -> None:
        before = plain(editor)
        choose(editor, "第二章", "第五条")
        field = editor.clause.field
        field.setFocus()
        at = words(editor).index("再次")
        field.select(at, at)
        QTest.keyClick(field, Qt.Key.Key_S, both)
        assert editor.manuscript.node().number == "第六条"
        assert field.toPlainText() == "再次违反的移出群。"
        QTest.keyClick(field, Qt.Key.Key_M, both)
        assert editor.clause.number.text() == "第五条"
        QTest.keyClick(field, Qt.Key.Key_Z, CONTROL)
        QTest.keyClick(field, Qt.Key.Key_Z, CONTROL)
        assert plain(editor) == before

    tell(story)


def test_a_line_dropped_elsewhere_moves_its_unit(tell):
    async def story(editor: RegulationEditor) -> None:
        lines = editor.tree.lines
        text = editor.manuscript.text
        source = lines.index_of(place_of(text, ("第二章", "第五条")))
        data = lines.mimeData([source])
        into = lines.index_of((0,))
        move = Qt.DropAction.MoveAction
        assert lines.canDropMimeData(data, move, 1, 0, into)
        assert not lines.canDropMimeData(data, move, 0, 0, source)  # not into itself
        assert lines.dropMimeData(data, move, 1, 0, into) is False
        await until(lambda: editor.manuscript.undo_name == "移动")
        assert words(editor).startswith("违反第五条的")
        assert editor.manuscript.at == (0, 1)
        editor.undo()
        head = lines.mimeData([lines.index_of((1,))])
        lines.dropMimeData(head, move, 1, 0, lines.index(-1, 0))  # before the first chapter, behind the title
        await until(lambda: editor.manuscript.undo_name == "移动")
        assert [node.title for node in editor.manuscript.text.nodes] == ["沟通", "总则"]

    tell(story)


def test_title_preamble_and_closing_are_edited_like_units(tell, store, draft):
    async def story(editor: RegulationEditor) -> None:
        editor.manuscript.choose(HEAD)
        editor.clause.title.setFocus()
        editor.clause.title.selectAll()
        QTest.keyClicks(editor.clause.title, "Rules")
        QTest.keyClick(editor.clause.title, Qt.Key.Key_Return)
        assert editor.clause.field.hasFocus()
        assert editor.head.title.text() == "Rules"
        editor.clause.field.setFocus()
        QTest.keyClick(editor.clause.field, Qt.Key.Key_End, CONTROL)
        QTest.keyClick(editor.clause.field, Qt.Key.Key_Return)
        QTest.keyClicks(editor.clause.field, "two ")
        editor.manuscript.choose(END)
        assert editor.manuscript.text.preamble == ("为规范工作群管理，制定本守则。", "two")
        editor.clause.field.setFocus()
        editor.clause.field.selectAll()
        QTest.keyClicks(editor.clause.field, "Office")
        assert not editor.clause.title.isVisible()
        assert await editor.keeping.save()
        text = drafts.opened(store, draft).text
        assert (text.title, text.closing) == ("Rules", ("Office",))
        QTest.keyClick(editor.tree, Qt.Key.Key_Delete)  # the closing is no unit to be deleted
        assert "先在大纲里选一条" in editor.strip.words

    tell(story)


def test_words_are_found_and_replaced_everywhere_as_one_step(tell):
    async def story(editor: RegulationEditor) -> None:
        before = plain(editor)
        field, finder = editor.clause.field, editor.finder
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_F, CONTROL)
        assert finder.field.hasFocus()
        finder.field.setText("守则")
        assert finder.count.text() == "3 处"
        seen = []
        for _n in range(4):
            QTest.keyClick(finder.field, Qt.Key.Key_Return)
            seen.append((editor.manuscript.at, finder.count.text()))
        assert seen == [(HEAD, "1/3"), (HEAD, "2/3"), ((0, 0), "3/3"), (HEAD, "1/3")]
        QTest.keyClick(finder.field, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
        assert field.textCursor().selectedText() == "守则"
        finder.other.setText("守则守则")
        finder.other.setFocus()
        QTest.keyClick(finder.other, Qt.Key.Key_Return)
        assert editor.manuscript.text.nodes[0].children[0].text.startswith("本守则守则适用于")
        assert finder.count.text() == "1/4"  # behind what was put in; from the last to the first
        finder.field.setText("守则")
        finder.other.setText("办法")
        finder.replace_all()
        assert "4 处" in editor.strip.words
        assert editor.manuscript.text.title == "远山公司工作群办法"
        editor.undo()
        editor.undo()
        assert plain(editor) == before
        finder.field.setText("没有这个词")
        assert finder.count.text() == "没有找到"
        editor.manuscript.fill("unit", "远山实业")
        finder.field.setText("山实")
        assert finder.count.text() == "只在空格里，请到“填空”里改"  # the page shows it, the words do not hold it
        QTest.keyClick(finder.field, Qt.Key.Key_Escape)
        assert finder.isHidden()
        assert field.hasFocus()

    tell(story)


def test_blanks_are_filled_live_and_new_ones_put_where_the_caret_is(tell, monkeypatch):
    async def answer(*_args: object, **_more: object) -> str:
        return "值班电话"

    monkeypatch.setattr(dialogs, "ask_text", answer)

    async def story(editor: RegulationEditor) -> None:
        choose(editor, "第二章", "第三条")
        values = editor.side.blanks.fields
        assert values["unit"].placeholderText() == "还没有填"
        editor.side.show_blanks()
        values["unit"].setFocus()
        assert editor.manuscript.at == (0, 0)  # where it stands
        QTest.keyClicks(values["unit"], "Far Hill")
        assert editor.manuscript.text.blanks[0].value == "Far Hill"
        assert values["unit"].text() == "Far Hill"
        index = editor.tree.lines.index_of((0, 0))
        assert "Far Hill" in editor.tree.lines.data(index)
        await until(lambda: editor.page.view.texts and "FarHill" in editor.page.view.texts[0].chars.replace(" ", ""))
        QTest.keyClick(values["unit"], Qt.Key.Key_Z, CONTROL)
        assert values["unit"].text() == ""
        assert editor.manuscript.redo_name == "填空"
        choose(editor, "第二章", "第三条")
        editor.clause.field.select(0, 0)
        await editor._new_blank()
        assert words(editor).startswith("{{值班电话}}收到")
        assert "值班电话" in editor.side.blanks.fields

    tell(story)


def test_what_the_unit_fixes_and_what_is_wrong_is_said(tell):
    async def story(editor: RegulationEditor) -> None:
        choose(editor, "第二章", "第三条")
        index = editor.tree.lines.index_of((1, 0))
        await until(lambda: "setting" in editor.tree.lines.signs(index))
        assert any("20" in tag.words for tag in editor.clause._tags)
        field = editor.clause.field
        field.setFocus()
        field.selectAll()
        field.insertPlainText("迟到的罚款50元，按第九十九条办理。")
        await until(lambda: "caution" in editor.tree.lines.signs(index))
        said = " ".join(remark.words for remark in editor.clause._remarks)
        assert "无权罚款" in said
        assert "第九十九条" in said
        listed = [editor.side.checks.item(n).text() for n in range(editor.side.checks.count())]
        assert any("第九十九条" in line for line in listed)
        editor.manuscript.choose(HEAD)
        row = next(n for n, line in enumerate(listed) if "第九十九条" in line)
        editor.side.checks.itemActivated.emit(editor.side.checks.item(row))
        assert editor.manuscript.at == (1, 0)
        assert "有错误" in editor.tree.lines.data(
            editor.tree.lines.index_of((0, 0)), Qt.ItemDataRole.AccessibleTextRole
        )  # the blank nobody has filled

    tell(story)


def test_a_pasted_list_becomes_units_and_plain_words_go_into_the_field(tell):
    async def story(editor: RegulationEditor) -> None:
        choose(editor, "第二章", "第三条")
        QGuiApplication.clipboard().setText("第一条 不得刷屏。\n第二条 不得拉人：\n（一）亲友；\n（二）同业。")
        editor.tree.setFocus()
        editor.tree.paste()
        await until(lambda: editor.manuscript.undo_name == "粘贴条款")
        assert numbers(editor)[3:10] == ["第二章", "第三条", "第四条", "第五条", "（一）", "（二）", "第六条"]
        assert words(editor) == "不得刷屏。"
        editor.undo()
        choose(editor, "第二章", "第三条")
        await editor.paste("请留意。")
        assert words(editor).endswith("分钟内回复。请留意。")

    tell(story)


def test_an_input_method_composes_undisturbed(tell):
    async def story(editor: RegulationEditor) -> None:
        choose(editor, "第一章", "第二条")
        field = editor.clause.field
        field.setFocus()
        field.select(0, 0)
        before = plain(editor)
        for composed in ("n", "ni", "ni hao"):
            QApplication.sendEvent(field, QInputMethodEvent(composed, []))
            await asyncio.sleep(0.05)
            assert field.textCursor().block().layout().preeditAreaText() == composed
            assert plain(editor) == before
        editor._on_checks_came()  # what is read meanwhile must not write into the field
        assert field.textCursor().block().layout().preeditAreaText() == "ni hao"
        done = QInputMethodEvent()
        done.setCommitString("你好𠮷")
        QApplication.sendEvent(field, done)
        assert words(editor).startswith("你好𠮷群成员")
        assert field.caret == 3
        assert not field.composing
        editor.undo()
        assert plain(editor) == before
        title = editor.clause.title
        title.setFocus()
        QApplication.sendEvent(title, QInputMethodEvent("ming", []))
        assert plain(editor) == before
        done = QInputMethodEvent()
        done.setCommitString("名称")
        QApplication.sendEvent(title, done)
        assert editor.manuscript.node().title == "名称"

    tell(story)


def test_a_window_closed_after_copying_ends_its_process_cleanly():
    """What lies on the clipboard may outlive Python: it must not be an object of ours (signal 11 at the end)."""
    code = """
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from wxadmin.ui.editor.field import TextField
application = QApplication(["wxadmin", "-platform", "offscreen"])
field = TextField(None)
field.show_words("words")
field.selectAll()
field.copy()
assert QGuiApplication.clipboard().text() == "words"
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_a_blank_is_a_chip_that_behaves_like_one_character(tell):
    async def story(editor: RegulationEditor) -> None:
        choose(editor, "第一章", "第一条")
        field, before = editor.clause.field, words(editor)
        field.setFocus()
        assert field.toPlainText() == "本守则适用于\ufffc全体群成员。"
        field.select(6, 14)
        assert field.selected == "{{unit}}"
        field.copy()
        assert QGuiApplication.clipboard().text() == "{{unit}}"
        assert QGuiApplication.clipboard().mimeData().formats() == ["text/plain"]
        QTest.keyClick(field, Qt.Key.Key_Backspace)
        assert words(editor) == "本守则适用于全体群成员。"
        field.paste()
        assert words(editor) == before
        QTest.keyClicks(field, "abc")  # what is typed behind a chip is plain words
        assert words(editor) == "本守则适用于{{unit}}abc全体群成员。"
        QTest.keyClick(field, Qt.Key.Key_Home, CONTROL)
        field.insertPlainText("𠮷")
        for char in "{{unit}}":
            QTest.keyClicks(field, char)
        assert words(editor) == "𠮷{{unit}}本守则适用于{{unit}}abc全体群成员。"
        assert field.toPlainText().count("\ufffc") == 2
        assert field.caret == len("𠮷{{unit}}")
        QTest.keyClicks(field, "x")
        assert words(editor).startswith("𠮷{{unit}}x本守则")
        while editor.manuscript.undo_name:
            editor.undo()
        assert words(editor) == before
        assert field.toPlainText().count("\ufffc") == 1
        wide = field.cursorRect().left()
        editor.manuscript.fill("unit", "远山建筑工程有限公司")
        field.select(14, 14)
        assert field.cursorRect().left() > wide
        spot = field.cursorRect().center() - QPoint(12, 0)
        QTest.mouseDClick(field.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        assert editor.side.blanks.fields["unit"].hasFocus()
        shown = field.accessibleDescription()
        assert "远山建筑工程有限公司" in shown

    tell(story)


def test_every_control_has_a_name(tell):
    async def story(editor: RegulationEditor) -> None:
        editor.find_words()
        kinds = (QAbstractButton, QLineEdit, QAbstractItemView, QAbstractScrollArea)
        nameless = [
            widget
            for widget in editor.findChildren(QWidget)
            if isinstance(widget, kinds)
            and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            and widget.isVisible()
            and not widget.accessibleName()
        ]
        assert not nameless

    tell(story)
