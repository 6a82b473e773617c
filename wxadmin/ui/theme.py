"""Colours, faces, icons and the one style sheet. Only colours.py names a colour.

Contrast of text on each ground is at least 4.5:1 in both themes (tests/ui/test_theme.py computes it).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QByteArray, QDir, QObject, QRect, QRectF, QSize, Qt, QTemporaryDir, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QIcon,
    QIconEngine,
    QImage,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QApplication

from wxadmin.resource import resource_dir
from wxadmin.ui.colours import DARK, LIGHT, Theme
from wxadmin.ui.faces import BODY

Choice = Literal["system", "light", "dark"]

__all__ = ["BODY", "DARK", "LIGHT", "Theme"]

ROW = 34
MARGIN = 16
GAP = 8
SMALL = 12
HEADING = 15
TITLE = 18


class _Look(QObject):
    """Tells custom-painted widgets that the colours changed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = LIGHT
        self.choice: Choice = "system"
        self.folder = QTemporaryDir(QDir.tempPath() + "/wxadmin-XXXXXX")


@lru_cache(maxsize=1)
def look() -> _Look:
    """The one appearance of the program."""
    return _Look()


def current() -> Theme:
    """The theme in use."""
    return look().theme


def color(role: str) -> QColor:
    """The colour of a role of :class:`Theme` in the theme in use."""
    return QColor(str(getattr(current(), role)))


def system_is_dark(app: QApplication) -> bool:
    """Whether the desktop asks for dark windows."""
    return app.styleHints().colorScheme() == Qt.ColorScheme.Dark


def apply(app: QApplication, choice: Choice) -> Theme:
    """Give the whole program a theme; ``system`` follows the desktop."""
    state = look()
    theme = {"light": LIGHT, "dark": DARK}.get(choice) or (DARK if system_is_dark(app) else LIGHT)
    state.choice = choice
    state.theme = theme
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(_palette(theme))
    app.setStyleSheet(_sheet(theme))
    state.changed.emit()
    return theme


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for key, value in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.base),
        (role.AlternateBase, theme.raised),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.Text, theme.text),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.danger),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Highlight, theme.selected),
        (role.HighlightedText, theme.text),
        (role.Accent, theme.accent),
        (role.PlaceholderText, theme.muted),
        (role.Mid, theme.line),
        (role.Midlight, theme.hover),
        (role.Dark, theme.line),
        (role.Light, theme.raised),
        (role.Shadow, theme.line),
    ):
        palette.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.muted))
    return palette


def _marks(t: Theme) -> str:
    """A folder with the few marks the style sheet draws, in the colours of the theme; gone when the program ends."""
    folder = look().folder.filePath("dark" if t.dark else "light")
    Path(folder).mkdir(exist_ok=True)
    for name, tint in (("chevron-down", t.muted), ("chevron-up", t.muted), ("check", t.on_accent)):
        Path(folder, f"{name}.svg").write_text(_drawing(name).replace("currentColor", tint), "utf-8")
    return folder


def _sheet(t: Theme) -> str:
    arrows = _marks(t)
    field = (
        f"background:{t.base}; color:{t.text}; border:1px solid {t.line}; border-radius:6px; padding:4px 8px;"
        f"selection-background-color:{t.selected}; selection-color:{t.text};"
    )
    return f"""
QToolTip {{ background:{t.raised}; color:{t.text}; border:1px solid {t.line}; padding:4px; }}
QMenuBar {{ background:{t.window}; color:{t.text}; border-bottom:1px solid {t.line}; }}
QMenuBar::item {{ padding:5px 10px; background:transparent; }}
QMenuBar::item:selected {{ background:{t.hover}; }}
QMenu {{ background:{t.base}; color:{t.text}; border:1px solid {t.line}; padding:4px; }}
QMenu::item {{ padding:6px 28px 6px 12px; border-radius:4px; }}
QMenu::item:selected {{ background:{t.selected}; }}
QMenu::item:disabled {{ color:{t.muted}; }}
QMenu::separator {{ height:1px; background:{t.line}; margin:4px 8px; }}
QLineEdit, QComboBox, QDateEdit, QSpinBox {{ {field} min-height:22px; }}
QPlainTextEdit, QTextEdit {{ {field} }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus {{
  border:1px solid {t.accent}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled, QDateEdit:disabled,
QSpinBox:disabled {{ color:{t.muted}; background:{t.window}; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border:0; width:26px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image:url("{arrows}/chevron-down.svg"); width:14px; height:14px; }}
QSpinBox {{ padding:4px 24px 4px 8px; }}
QSpinBox::up-button, QSpinBox::down-button {{ border:0; width:24px; }}
QSpinBox::up-arrow {{ image:url("{arrows}/chevron-up.svg"); width:12px; height:12px; }}
QSpinBox::down-arrow {{ image:url("{arrows}/chevron-down.svg"); width:12px; height:12px; }}
QCheckBox::indicator, QListView::indicator, QTreeWidget::indicator {{ width:15px; height:15px;
  border:1px solid {t.muted}; border-radius:4px; background:{t.base}; }}
QCheckBox::indicator:checked, QListView::indicator:checked, QTreeWidget::indicator:checked {{
  background:{t.accent}; border-color:{t.accent}; image:url("{arrows}/check.svg"); }}
QCheckBox::indicator:focus {{ border:1px solid {t.text}; }}
QComboBox QAbstractItemView {{ background:{t.base}; color:{t.text}; border:1px solid {t.line}; outline:0;
  selection-background-color:{t.selected}; selection-color:{t.text}; }}
QPushButton {{ background:{t.base}; color:{t.text}; border:1px solid {t.line}; border-radius:6px;
  padding:5px 14px; min-height:20px; }}
QPushButton:hover {{ background:{t.hover}; }}
QPushButton:pressed {{ background:{t.selected}; }}
QPushButton:focus {{ border:1px solid {t.accent}; }}
QPushButton:disabled {{ color:{t.muted}; background:{t.window}; }}
QPushButton[main="true"] {{ background:{t.accent}; color:{t.on_accent}; border:1px solid {t.accent}; font-weight:600; }}
QPushButton[main="true"]:hover {{ background:{t.accent_deep}; border-color:{t.accent_deep}; }}
QPushButton[main="true"]:focus {{ border:2px solid {t.text}; padding:4px 13px; }}
QPushButton[main="true"]:disabled {{ background:{t.hover}; color:{t.muted}; border-color:{t.line}; }}
QPushButton[danger="true"] {{ color:{t.danger}; border-color:{t.danger}; }}
QPushButton[danger="true"]:disabled {{ color:{t.muted}; border-color:{t.line}; }}
QPushButton[quiet="true"] {{ background:transparent; border:1px solid transparent; padding:5px 8px; }}
QPushButton[quiet="true"]:hover {{ background:{t.hover}; }}
QPushButton[quiet="true"]:focus {{ border:1px solid {t.accent}; }}
QPushButton[chip="true"] {{ border-radius:13px; padding:2px 12px; }}
QPushButton[chip="true"]:checked {{ background:{t.selected}; border-color:{t.accent}; color:{t.text}; }}
QPushButton[link="true"] {{ background:transparent; border:1px solid transparent; color:{t.accent}; padding:2px 4px;
  text-align:left; }}
QPushButton[link="true"]:hover {{ text-decoration:underline; }}
QPushButton[link="true"]:focus {{ border:1px solid {t.accent}; }}
QToolButton {{ background:transparent; color:{t.text}; border:1px solid transparent; border-radius:6px; padding:4px; }}
QToolButton:hover {{ background:{t.hover}; }}
QToolButton:focus {{ border:1px solid {t.accent}; }}
QToolButton::menu-indicator {{ image:none; }}
QTableView, QListView, QTreeView {{ background:{t.base}; color:{t.text}; border:1px solid {t.line}; border-radius:6px;
  outline:0; gridline-color:transparent; selection-background-color:{t.selected}; selection-color:{t.text}; }}
QListView::item {{ padding:6px 8px; color:{t.text}; }}
QListView::item:selected {{ background:{t.selected}; color:{t.text}; }}
QTreeWidget::item {{ padding:3px 2px; color:{t.text}; }}
QTreeWidget::item:selected {{ background:{t.selected}; color:{t.text}; }}
QTableView::item {{ padding:0 8px; border-bottom:1px solid {t.hover}; }}
QTableView::item:selected {{ background:{t.selected}; color:{t.text}; }}
QHeaderView {{ background:{t.base}; border:0; }}
QHeaderView::section {{ background:{t.base}; color:{t.muted}; border:0; border-bottom:1px solid {t.line};
  padding:6px 11px; font-size:{SMALL}px; }}
QAbstractScrollArea::corner {{ background:transparent; border:0; }}
QTableCornerButton::section {{ background:{t.base}; border:0; }}
QSplitter::handle {{ background:transparent; }}
QScrollArea {{ background:transparent; border:0; }}
QScrollBar:vertical {{ background:transparent; width:12px; margin:0; }}
QScrollBar:horizontal {{ background:transparent; height:12px; margin:0; }}
QScrollBar::handle {{ background:{t.line}; border-radius:4px; margin:2px; min-height:32px; min-width:32px; }}
QScrollBar::handle:hover {{ background:{t.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width:0; height:0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background:transparent; }}
QProgressBar {{ background:{t.hover}; border:0; border-radius:4px; height:8px; text-align:center; color:transparent; }}
QProgressBar::chunk {{ background:{t.accent}; border-radius:4px; }}
QStatusBar {{ background:{t.window}; color:{t.muted}; border-top:1px solid {t.line}; }}
QStatusBar::item {{ border:0; }}
QCheckBox {{ spacing:8px; }}
QDialog {{ background:{t.window}; }}
QFrame[card="true"] {{ background:{t.base}; border:1px solid {t.line}; border-radius:8px; }}
QFrame[band="true"] {{ background:{t.window}; border:0; border-bottom:1px solid {t.line}; }}
QFrame[rule="true"] {{ background:{t.line}; border:0; max-height:1px; min-height:1px; }}
QFrame[strip="error"] {{ background:{t.danger_soft}; border:1px solid {t.danger}; border-radius:6px; }}
QFrame[strip="note"] {{ background:{t.good_soft}; border:1px solid {t.good}; border-radius:6px; }}
QFrame[strip="soon"] {{ background:{t.amber_soft}; border:1px solid {t.amber}; border-radius:6px; }}
QFrame[bubble="true"] {{ background:{t.good_soft}; border:0; border-radius:8px; }}
QWidget[nav="true"] {{ background:{t.raised}; border-right:1px solid {t.line}; }}
QWidget[desk="true"] {{ background:{t.desk}; }}
QLabel {{ background:transparent; }}
QLabel[muted="true"] {{ color:{t.muted}; }}
QLabel[small="true"] {{ font-size:{SMALL}px; }}
QLabel[heading="true"] {{ font-size:{HEADING}px; font-weight:600; }}
QLabel[title="true"] {{ font-size:{TITLE}px; font-weight:600; }}
QLabel[figure="true"] {{ font-size:22px; font-weight:600; }}
QLabel[tone="danger"] {{ color:{t.danger}; }}
QLabel[tone="amber"] {{ color:{t.amber}; }}
QLabel[tone="good"] {{ color:{t.good}; }}
"""


def tabular(font: QFont) -> QFont:
    """The font with figures of one width, for columns of numbers."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    return (resource_dir("icons") / f"{name}.svg").read_text("utf-8")


@lru_cache(maxsize=512)
def _picture(name: str, tint: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    pixels = max(1, round(size * ratio))
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", tint).encode())).render(painter)
    painter.end()
    result = QPixmap.fromImage(image)
    result.setDevicePixelRatio(ratio)
    return result


class _Tinted(QIconEngine):
    """Draws an outline icon in the colour its role has at the moment of painting."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        picture = self.scaledPixmap(QSize(side, side), mode, state, painter.device().devicePixelRatioF())
        left, top = rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2
        painter.drawPixmap(QRectF(left, top, side, side), picture, QRectF(picture.rect()))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        role = "muted" if mode == QIcon.Mode.Disabled else self._role
        return _picture(self._name, str(getattr(current(), role)), min(size.width(), size.height()), scale)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def clone(self) -> QIconEngine:
        return _Tinted(self._name, self._role)


def icon(name: str, role: str = "text") -> QIcon:
    """An icon of ``resources/icons`` in a palette role; follows a change of theme by itself."""
    return QIcon(_Tinted(name, role))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as WCAG 2 defines it, 1 to 21."""

    def luminance(value: str) -> float:
        parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
