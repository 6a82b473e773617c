"""One word out of several, asked in a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from wxadmin.ui import dialogs


async def ask_choice(
    parent: QWidget, title: str, caption: str, verb: str, offered: Sequence[str], now: str = "", *, free: bool = False
) -> str | None:
    """The word chosen, or typed where ``free``; None when the owner turned away."""
    sheet = dialogs.Sheet(parent, title, verb)
    sheet.setMinimumWidth(380)
    words = sheet.say(f"{caption}：")
    field = QComboBox(sheet)
    field.addItems(list(offered))
    field.setEditable(free)
    field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    if now:
        field.setCurrentText(now)
    field.setAccessibleName(caption)
    words.setBuddy(field)
    sheet.body.addWidget(field)
    field.setFocus()
    return field.currentText().strip() if await dialogs.show(sheet) else None
