"""Hands for the real window: find controls by the words on them, click, type, paste, wait."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from tests.ui.window_loop import Run, until
from wxadmin import app
from wxadmin.app.program import Program
from wxadmin.ui.page import Page
from wxadmin.ui.textblock import TextBlock

W = TypeVar("W", bound=QWidget)


class Driver:
    """One running program and the hands on it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.bugs: list[str] = []
        program.reporter.bug.connect(self.bugs.append)
        self.window = program.window

    # Looking

    @property
    def page(self) -> Page:
        page = self.window.page_now
        assert page is not None
        return page

    @property
    def dialog(self) -> QDialog:
        shown = [d for d in self.window.findChildren(QDialog) if d.isVisible()]
        assert shown, "no dialog"
        return shown[-1]

    def find(self, kind: type[W], name: str, within: QWidget | None = None) -> W:
        """The visible control of that kind whose accessible name or text is ``name``."""
        for widget in (within or self.window).findChildren(kind):
            words = widget.text().strip() if isinstance(widget, QAbstractButton | QLabel) else ""
            if widget.isVisible() and name in (widget.accessibleName(), words):
                return widget
        raise AssertionError(f"no {kind.__name__} “{name}”")

    def words(self, within: QWidget | None = None) -> str:
        """All words visible in a widget, top to bottom."""
        found = []
        for widget in (within or self.page).findChildren(QWidget):
            if widget.isVisible() and isinstance(widget, TextBlock | QLabel | QAbstractButton):
                found.append(widget.text())
        return "\n".join(found)

    def strip(self) -> str:
        return self.page.strip.words

    # Waiting

    async def quiet(self) -> None:
        """Until nothing is on its way."""
        still = 0
        for _round in range(1500):
            await asyncio.sleep(0.01)
            lists = [p.list.model for p in self.window._pages.values() if hasattr(p, "list")]
            still = still + 1 if self.program.tasks.busy == 0 and not any(m.settling for m in lists) else 0
            if still > 3:
                return
        raise AssertionError("the window never came to rest")

    async def has_dialog(self, title: str) -> QDialog:
        """The dialog of that title, waited for: the one before it may still be closing."""

        def shown() -> list[QDialog]:
            return [d for d in self.window.findChildren(QDialog) if d.isVisible()][-1:]

        await until(lambda: [d for d in shown() if d.windowTitle().startswith(title)])
        return shown()[0]

    # Doing

    async def go(self, title: str) -> None:
        """Click a page in the navigation."""
        items = self.window.navigation.list
        for row in range(items.count()):
            if items.item(row).text() == title:
                spot = items.visualItemRect(items.item(row)).center()
                QTest.mouseClick(items.viewport(), Qt.MouseButton.LeftButton, pos=spot)
                break
        else:
            raise AssertionError(title)
        await self.quiet()
        assert title == self.page.TITLE

    async def click(self, name: str, within: QWidget | None = None) -> None:
        button = self.find(QAbstractButton, name, within or self.page)  # type: ignore[type-abstract]
        assert button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(button.width() // 2, button.height() // 2))
        await asyncio.sleep(0.02)

    async def accept(self, title: str) -> None:
        """Press the main button of the dialog shown, then wait until its work is done."""
        dialog = await self.has_dialog(title)
        await until(dialog.main.isEnabled)  # type: ignore[attr-defined]
        QTest.mouseClick(dialog.main, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
        await self.gone(dialog)

    async def gone(self, dialog: QDialog) -> None:
        """Wait until a dialog is closed."""
        await until(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())

    def fill(self, name: str, text: str, within: QWidget | None = None) -> None:
        """Write into a field as an input method does: the words arrive committed."""
        for widget in (within or self.dialog).findChildren(QWidget):
            if widget.accessibleName() == name and isinstance(widget, QLineEdit | QPlainTextEdit | QComboBox):
                if isinstance(widget, QComboBox):
                    widget.setCurrentText(text)
                    assert widget.currentText() == text
                    return
                widget.setFocus()
                widget.selectAll()
                QGuiApplication.clipboard().setText(text)
                widget.paste()
                return
        raise AssertionError(f"no field “{name}”")

    def press(self, key: Qt.Key, text: str = "") -> None:
        target = self.window.focusWidget() or self.window
        QTest.keyClick(target, key)

    async def paste(self, text: str) -> None:
        """Ctrl+V on the window."""
        QGuiApplication.clipboard().setText(text)
        self.window.navigation.list.setFocus()
        self.menu("粘贴并识别").trigger()
        await asyncio.sleep(0.02)

    def menu(self, text: str) -> QAction:
        for action in self.window.findChildren(QAction):
            if action.text() == text:
                return action
        raise AssertionError(f"no action {text}")

    async def choose_file(self, path: Path) -> None:
        """Answer the file dialog."""
        await until(lambda: [d for d in self.window.findChildren(QFileDialog) if d.isVisible()])
        dialog = next(d for d in self.window.findChildren(QFileDialog) if d.isVisible())
        dialog.filesSelected.emit([str(path)])
        dialog.accept() if dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave else dialog.done(1)
        await asyncio.sleep(0.02)

    def clipboard(self) -> str:
        return QGuiApplication.clipboard().text()


def drive(
    run_async: Run,
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    tmp_path: Path,
    story: Callable[[Driver], Awaitable[None]],
    *,
    asked: bool = False,
) -> None:
    """Run the real program on the records in ``folder`` and a story against it; both must end well.

    ``asked`` when the window puts a question as soon as it stands.
    """
    for name in ("WXADMIN_CONFIG", "WXADMIN_LOG"):
        monkeypatch.setenv(name, str(tmp_path / name))
    program = Program(app.set_stage(), folder)
    driver = Driver(program)
    bugs = driver.bugs

    async def whole() -> None:
        ready = asyncio.Event()
        program.window.ready.connect(ready.set)
        program.shell.resize(1240, 720)  # the screen tests run on is smaller
        program.shell.show()
        living = asyncio.ensure_future(program.live())
        try:
            await asyncio.wait_for(ready.wait(), 15)
            if not asked:
                await driver.quiet()
            await story(driver)
            assert not bugs, bugs
        finally:
            if not living.done():
                program.shell.close()
            await living

    try:
        run_async(whole())
    finally:
        program.unhook()
    assert not bugs, bugs
