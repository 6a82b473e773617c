"""Awaited dialogs: no nested loop, an answer for every end, nothing left behind."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPlainTextEdit, QWidget

import wxadmin.ui
from tests.ui.window_loop import Run, until
from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import RegulationText
from wxadmin.services.objections import ObjectionCard
from wxadmin.services.publishing import Publishing, SettingEffect
from wxadmin.services.regulations import RegulationCard
from wxadmin.ui import dialogs
from wxadmin.ui.publishsheet import PublishSheet
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock


def _open(host: QWidget) -> list[QDialog]:
    return [d for d in host.findChildren(QDialog) if d.isVisible()]


def test_confirm_says_what_was_chosen(run_async: Run, host: QWidget) -> None:
    async def story() -> None:
        for key, expected in ((Qt.Key.Key_Return, True), (Qt.Key.Key_Escape, False)):
            asking = asyncio.ensure_future(dialogs.confirm(host, "签发通知书", "签发后不能再改。", "签发"))
            await until(lambda: _open(host))
            sheet = _open(host)[0]
            assert isinstance(sheet, dialogs.Sheet)
            assert sheet.main.text() == "签发"
            QTest.keyClick(sheet, key)
            assert await asking is expected
            await until(lambda: not _open(host))

    host.show()
    run_async(story())


def test_a_dangerous_answer_is_not_the_one_enter_gives(run_async: Run, host: QWidget) -> None:
    async def story() -> None:
        asking = asyncio.ensure_future(dialogs.confirm(host, "删除", "不能恢复。", "删除", danger=True))
        await until(lambda: _open(host))
        QTest.keyClick(_open(host)[0], Qt.Key.Key_Return)
        assert await asking is False

    host.show()
    run_async(story())


@pytest.mark.parametrize("lines", [1, 6])
def test_a_needed_text_keeps_the_button_off_until_something_is_written(
    run_async: Run, host: QWidget, lines: int
) -> None:
    async def story() -> None:
        asking = asyncio.ensure_future(dialogs.ask_text(host, "作废", "为什么？", "作废", lines=lines, needed=True))
        await until(lambda: _open(host))
        sheet = _open(host)[0]
        assert isinstance(sheet, dialogs.Sheet)
        field = sheet.findChild(QLineEdit) if lines == 1 else sheet.findChild(QPlainTextEdit)
        assert field is not None
        assert not sheet.main.isEnabled()
        field.setPlainText("  ") if isinstance(field, QPlainTextEdit) else field.setText("  ")
        assert not sheet.main.isEnabled()
        field.setPlainText(" 写错了 ") if isinstance(field, QPlainTextEdit) else field.setText(" 写错了 ")
        sheet.main.click()
        assert await asking == "写错了"

    host.show()
    run_async(story())


def test_a_dialog_goes_when_its_coroutine_is_cancelled(run_async: Run, host: QWidget) -> None:
    async def story() -> None:
        asking = asyncio.ensure_future(dialogs.confirm(host, "甲", "乙", "丙"))
        await until(lambda: _open(host))
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert not _open(host)

    host.show()
    run_async(story())


def test_no_module_of_the_window_nests_a_loop_or_names_a_colour() -> None:
    """``exec``, ``asyncSlot`` and literal colours stay out; only colours.py knows colours."""
    import re

    colour = re.compile(r"#[0-9a-fA-F]{3,8}\b")
    found = []
    for path in Path(wxadmin.ui.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("exec", "exec_")
            ):
                found.append(f"{path.name}:{node.lineno} exec")
            if isinstance(node, ast.Attribute | ast.Name) and getattr(node, "attr", getattr(node, "id", "")) in (
                "asyncSlot", "asyncClose",
            ):  # fmt: skip
                found.append(f"{path.name}:{node.lineno} asyncSlot")
            if (
                path.name != "colours.py"
                and isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and colour.search(node.value)
            ):
                found.append(f"{path.name}:{node.lineno} {node.value}")
    assert not found


def test_a_print_dialog_opens_like_any_other(run_async: Run, host: QWidget) -> None:
    """QPrintDialog hides QDialog.open behind an open() that wants a receiver."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    async def story() -> None:
        printer = QPrinter()  # the dialog does not keep it alive
        dialog = QPrintDialog(printer, host)
        asking = asyncio.ensure_future(dialogs.show(dialog))
        await until(dialog.isVisible)
        dialog.reject()
        assert await asking is False

    host.show()
    run_async(story())


def test_esc_gives_up_what_was_typed_only_at_the_second_time(run_async: Run, host: QWidget) -> None:
    async def story() -> None:
        asking = asyncio.ensure_future(dialogs.ask_text(host, "作废", "为什么？", "作废"))
        await until(lambda: _open(host))
        sheet = _open(host)[0]
        field = sheet.findChild(QLineEdit)
        assert field is not None
        field.setText("写错了")
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert sheet.isVisible()
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert await asking is None

    host.show()
    run_async(story())


def test_publishing_says_all_it_does_without_a_clipped_line(host: QWidget) -> None:
    effects = [
        SettingEffect(
            "ladder",
            "处罚阶梯",
            "首次：提醒，再次：警告，恶意：移出群",
            "第二条",
            "首次提醒，再次警告，恶意的移出群。",
            (("研发协作群", "", ""), ("销售交流群", "首次：警告", "《守则》第三条")),
        )
        for _n in range(9)
    ]
    card = RegulationCard(
        1,
        1,
        1,
        "研发协作群管理规定",
        "第 1 版",
        "draft",
        "",
        "远山公司",
        RegulationText("", (), (), ()),
        (),
        (),
        (),
        cautions=(("第三条", "罚款不是群主可以定的"),),
    )
    waiting = ObjectionCard(
        1, 1, 1, "研发协作群管理规定", "第 1 版", ("第三条",), "", "老周", None, "太重", "9月1日", "open", "", "", ""
    )
    asked: list[Publishing] = []
    sheet = PublishSheet(host, card, effects, [waiting], "远山公司", asked.append)
    sheet.show()
    said = "".join(block.text() for block in sheet.findChildren(TextBlock))
    for words in ("注意 第三条：罚款不是群主可以定的", "老周（第三条）", "首次：警告（《守则》第三条） → 首次：提醒"):
        assert words in said
    sheet.effects[0].tick.setChecked(False)
    QTest.qWait(400)
    assert asked[-1].settings == ("ladder",) * 8
    sheet.show_announcement("标题", "正文")
    assert sheet.told.toPlainText() == "【标题】\n正文"
    for words in sheet.findChildren(QLabel):
        assert not words.wordWrap() or words.height() >= words.heightForWidth(words.width()), words.text()
    sheet.close()
    sheet.deleteLater()


def test_ctrl_enter_ends_a_field_of_several_lines_but_presses_nothing_dangerous(run_async: Run, host: QWidget) -> None:
    async def story() -> None:
        asking = asyncio.ensure_future(dialogs.ask_text(host, "备注", "写一句", "添加", lines=4, needed=True))
        await until(lambda: _open(host))
        field = _open(host)[0].findChild(QPlainTextEdit)
        QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # nothing is written yet
        assert _open(host)
        field.setPlainText("来电说明")
        QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert await asking == "来电说明"
        await until(lambda: not _open(host))
        asking = asyncio.ensure_future(dialogs.confirm(host, "删除", "不能恢复。", "删除", danger=True))
        await until(lambda: _open(host))
        sheet = _open(host)[0]
        QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert sheet.isVisible()
        sheet.reject()
        assert await asking is False

    run_async(story())


class _Form(dialogs.Sheet):
    """A sheet that is filled in."""


def test_a_sheet_that_comes_again_says_why_it_was_refused(run_async: Run, host: QWidget) -> None:
    strip = Strip(host)

    async def told() -> list[str]:
        asking = asyncio.ensure_future(rounds())
        said = []
        for _round in range(3):
            await until(lambda: _open(host))
            form = _open(host)[0]
            said.append("\n".join(one.text() for one in form.findChildren(TextBlock) if one.isVisible()))
            QTest.keyClick(form, Qt.Key.Key_Return)
            await until(lambda shown=form: shown not in _open(host))
        await asking
        return said

    async def rounds() -> None:
        for wrong in ("收到申诉的日子还没有到；请改成今天或以前", "", ""):
            await dialogs.show(_Form(host, "收到申诉", "登记申诉"))
            strip.wrong(UserError(wrong)) if wrong else strip.clear()

    async def story() -> None:
        strip.wrong(UserError("别处的错误"))
        first, again, third = await told()
        assert first == ""  # what was wrong before it was opened is none of its own
        assert "收到申诉的日子还没有到" in again
        assert third == ""

    host.show()
    run_async(story())
