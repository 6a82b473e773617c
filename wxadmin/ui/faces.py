"""The program's own faces, so that Chinese shows on a machine without a Chinese font. Light to import."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

BODY = 14
"""Logical pixels of body text."""


def load_faces(paths: Sequence[Path]) -> list[str]:
    """Register font files and make the first of them the program's face; returns the families, first the main one.

    Without files the system's faces stay in use.
    """
    families = _register(paths)
    font = QFont(QApplication.font())
    if families:
        font.setFamilies(families)
        font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    font.setPixelSize(BODY)
    QApplication.setFont(font)
    return families


def add_faces(paths: Sequence[Path]) -> None:
    """Register further files behind the present faces, for characters those do not have."""
    families = _register(paths)
    font = QFont(QApplication.font())
    known = font.families()
    new = [f for f in families if f not in known]
    if new:
        font.setFamilies([*known, *new])
        QApplication.setFont(font)


def _register(paths: Sequence[Path]) -> list[str]:
    families: list[str] = []
    for path in paths:
        number = QFontDatabase.addApplicationFont(str(path))
        if number >= 0:
            families += [f for f in QFontDatabase.applicationFontFamilies(number) if f not in families]
    return families
