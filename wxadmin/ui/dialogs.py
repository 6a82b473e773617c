"""Questions to the owner, awaited: a dialog is opened and its end is a future; the loop is never nested.

Every dialog has a parent and is deleted when it ends. The main button carries the verb of what it does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
_filled_in: WeakKeyDictionary[asyncio.Task[Any], set[type]] = WeakKeyDictionary()
"""The sheets a coroutine has shown: one that comes again was refused, and covers the strip that says why."""


class _Answer(QObject):
    """Turns the end of one dialog into the result of a future."""

    def __init__(self, dialog: QDialog) -> None:
        super().__init__(dialog)
        self.future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        dialog.finished.connect(self._on_dialog_finished)

    def _on_dialog_finished(self, code: int) -> None:
        if not self.future.done():
            self.future.set_result(code)


async def show(dialog: QDialog) -> bool:
    """Open a dialog and wait for it; True when it was accepted. The caller's dialog is deleted afterwards.

    A sheet waits until the one before it is closed: a job that ends while the owner answers another question must not
    put its own on top. Dialogs of the system (files, printers) may stand over a sheet.
    """
    if not isinstance(dialog, Sheet):
        return await _show(dialog)
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if task is not None and type(dialog) is not Sheet:
        before = _filled_in.setdefault(task, set())
        if type(dialog) in before:
            dialog.repeat_refusal()
        before.add(type(dialog))
    async with _turns.setdefault(loop, asyncio.Lock()):
        return await _show(dialog)


async def _show(dialog: QDialog) -> bool:
    answer = _Answer(dialog)
    QDialog.open(dialog)  # a print dialog hides it behind an open() of its own
    try:
        return await answer.future == QDialog.DialogCode.Accepted.value
    finally:
        if dialog.isVisible():
            dialog.done(QDialog.DialogCode.Rejected.value)
        dialog.deleteLater()


class Sheet(QDialog):
    """A dialog with a heading, a body the caller fills, and a row of buttons: 取消 and the verb."""

    def __init__(self, parent: QWidget, title: str, verb: str, *, danger: bool = False, cancel: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._scroll: QScrollArea | None = None
        self._warned = False
        self._untouched: tuple[object, ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        outer.setSpacing(theme.GAP)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.GAP)
        outer.addLayout(self.body, 1)
        self._refusal = TextBlock("", self, role="danger")
        self._refusal.hide()
        outer.addWidget(self._refusal)
        outer.addSpacing(theme.GAP)
        row = QHBoxLayout()
        self._keep = QLabel(_("填了的内容还没有保存；再按一次 Esc 就放弃。"), self)
        self._keep.setProperty("tone", "amber")
        self._keep.hide()
        row.addWidget(self._keep)
        row.addStretch(1)
        self.cancel = QPushButton(cancel or _("取消"), self)
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self.main = QPushButton(verb, self)
        self.main.setProperty("danger" if danger else "main", "true")
        self.main.setDefault(True)
        self.main.clicked.connect(self.accept)
        row.addWidget(self.cancel)
        row.addWidget(self.main)
        outer.addLayout(row)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._untouched = self._filled()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter presses the main button also out of a field of several lines, never a dangerous one."""
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
            and self.main.property("main")
        ):
            self.main.click()
            return
        super().keyPressEvent(event)

    def reject(self) -> None:
        """Esc and the window's x: what was filled in is given up only at the second time."""
        if not self._warned and self.isVisible() and self._filled() != self._untouched:
            self._warned = True
            self._keep.show()
            return
        super().reject()

    def repeat_refusal(self) -> None:
        """Say in the sheet what a strip behind it says is wrong, where one does."""
        behind = self.parentWidget()
        while behind is not None:
            for strip in behind.findChildren(Strip):
                if strip.refusal and not self.isAncestorOf(strip):
                    self._refusal.set_text(strip.refusal)
                    self._refusal.show()
                    return
            behind = behind.parentWidget()

    def _on_cancel_clicked(self) -> None:
        self._warned = True
        self.reject()

    def _filled(self) -> tuple[object, ...]:
        """What stands in all fields."""
        return filled(self)

    def form(self) -> QFormLayout:
        """A form as the body; it scrolls where the screen is too low for it."""
        host = QWidget(self)
        form = QFormLayout(host)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(theme.GAP)
        form.setHorizontalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(host)
        self.body.addWidget(self._scroll, 1)
        return form

    def fit(self, width: int) -> None:
        """Be so wide, and as high as the body needs at that width, but no higher than the screen."""
        layout = self.layout()
        assert layout is not None
        if self._scroll is None:
            high = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else self.sizeHint().height()
        else:
            host = self._scroll.widget()
            inner = host.layout() if host is not None else None
            assert inner is not None
            inner.invalidate()
            around = layout.sizeHint().height() - self._scroll.sizeHint().height()
            room = width - 2 * theme.MARGIN - 14
            # A form of fields alone is as high at any width.
            needed = inner.totalHeightForWidth(room) if inner.hasHeightForWidth() else inner.totalSizeHint().height()
            high = around + needed + 8
        self.resize(width, min(high, round(self.screen().availableGeometry().height() * 0.9)))

    def say(self, text: str, *, muted: bool = False) -> QLabel:
        """Add a paragraph of plain text."""
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        if muted:
            label.setProperty("muted", "true")
        self.body.addWidget(label)
        return label

    def say_long(self, text: str) -> None:
        """Add a text of any length that scrolls and can be selected."""
        field = QPlainTextEdit(text, self)
        field.setReadOnly(True)
        field.setMinimumHeight(240)
        field.setTabChangesFocus(True)
        field.setAccessibleName(self.windowTitle())
        self.body.addWidget(field)


def filled(host: QWidget) -> tuple[object, ...]:
    """What stands in all fields of a widget."""
    found: list[object] = []
    for field in host.findChildren(QWidget):
        if isinstance(field, QLineEdit):
            found.append(field.text())
        elif isinstance(field, QPlainTextEdit):
            found.append(field.toPlainText())
        elif isinstance(field, QCheckBox):
            found.append(field.isChecked())
        elif isinstance(field, QComboBox):
            found.append(field.currentIndex())
    return tuple(found)


async def confirm(parent: QWidget, title: str, text: str, verb: str, *, danger: bool = False) -> bool:
    """Ask whether to go on; the button says what will be done."""
    sheet = Sheet(parent, title, verb, danger=danger)
    sheet.setMinimumWidth(420)
    sheet.say(text)
    if danger:
        sheet.main.setDefault(False)
        sheet.cancel.setDefault(True)
    return await show(sheet)


async def ask_text(
    parent: QWidget, title: str, label: str, verb: str, *, text: str = "", lines: int = 1, needed: bool = False
) -> str | None:
    """Ask for a line (or ``lines`` of them); None when the owner turned away. ``needed`` refuses an empty answer."""
    sheet = Sheet(parent, title, verb)
    sheet.setMinimumWidth(460)
    caption = sheet.say(label)
    if lines == 1:
        line = QLineEdit(text, sheet)
        field: QLineEdit | QPlainTextEdit = line
    else:
        field = QPlainTextEdit(text, sheet)
        field.setTabChangesFocus(True)
        field.setMinimumHeight(24 * lines)
    field.setAccessibleName(label)
    caption.setBuddy(field)
    sheet.body.addWidget(field)
    need = _Need(sheet, field) if needed else None
    field.setFocus()
    if not await show(sheet):
        return None
    del need
    return (field.text() if isinstance(field, QLineEdit) else field.toPlainText()).strip()


class _Need(QObject):
    """Keeps the main button off while the field is empty."""

    def __init__(self, sheet: Sheet, field: QLineEdit | QPlainTextEdit) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._field = field
        field.textChanged.connect(self._on_field_changed)
        self._on_field_changed()

    def _on_field_changed(self) -> None:
        field = self._field
        text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
        self._sheet.main.setEnabled(bool(text.strip()))


async def pick_file(parent: QWidget, title: str, kinds: Sequence[str]) -> Path | None:
    """Let the owner choose an existing file; ``kinds`` are filter lines such as ``Excel (*.xlsx)``."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([*kinds, _("所有文件 (*)")])
    return await _chosen(dialog)


async def pick_files(parent: QWidget, title: str, kinds: Sequence[str]) -> tuple[Path, ...]:
    """Let the owner choose existing files, one or several; empty when he turned away."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters([*kinds, _("所有文件 (*)")])
    return await _every_chosen(dialog)


async def pick_target(parent: QWidget, title: str, name: str, kinds: Sequence[str], suffix: str) -> Path | None:
    """Let the owner choose where to save; the dialog itself asks before overwriting."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(kinds))
    dialog.setDefaultSuffix(suffix)
    dialog.selectFile(name)
    return await _chosen(dialog)


async def pick_folder(parent: QWidget, title: str) -> Path | None:
    """Let the owner choose a folder."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
    return await _chosen(dialog)


async def _chosen(dialog: QFileDialog) -> Path | None:
    files = await _every_chosen(dialog)
    return files[0] if files else None


async def _every_chosen(dialog: QFileDialog) -> tuple[Path, ...]:
    # Qt's own Chinese leaves these three in English where the system has no file dialog.
    for place, words in (
        (QFileDialog.DialogLabel.LookIn, _("位置：")),
        (QFileDialog.DialogLabel.FileName, _("名称：")),
        (QFileDialog.DialogLabel.FileType, _("类型：")),
    ):
        dialog.setLabelText(place, words)
    files: list[str] = []
    dialog.filesSelected.connect(files.extend)
    return tuple(Path(name) for name in files) if await show(dialog) else ()
