"""Looking at a page of the window and pressing what stands on it."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from wxadmin.ui.textblock import TextBlock


def words(page: QWidget) -> str:
    seen = [block.text() for block in page.findChildren(TextBlock) if block.isVisible()]
    return "\n".join(seen + [b.text().strip() for b in page.findChildren(QAbstractButton) if b.isVisible()])


def press(page: QWidget, name: str) -> None:
    found = [b for b in page.findChildren(QPushButton) if b.isVisible() and name in (b.accessibleName(), b.text())]
    assert found, name
    found[0].click()
