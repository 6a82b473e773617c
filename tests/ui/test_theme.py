"""Legible in both themes, by figures."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QDateEdit, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from wxadmin.resource import resource_dir
from wxadmin.ui import theme

GROUNDS = ("window", "base", "raised", "hover", "selected")
PAIRS = [(front, ground) for front in ("text", "muted", "accent", "danger", "amber", "good") for ground in GROUNDS] + [
    ("on_accent", "accent"), ("on_accent", "accent_deep"), ("text", "hit"), ("text", "good_soft"),
    ("text", "danger_soft"), ("text", "amber_soft"), ("danger", "danger_soft"), ("amber", "amber_soft"),
    ("good", "good_soft"), ("muted", "good_soft"), ("muted", "amber_soft"),
]  # fmt: skip


@pytest.mark.parametrize("one", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_text_stands_out_from_every_ground(one: theme.Theme) -> None:
    weak = {
        (a, b): round(theme.contrast(getattr(one, a), getattr(one, b)), 2)
        for a, b in PAIRS
        if theme.contrast(getattr(one, a), getattr(one, b)) < 4.5
    }
    assert not weak


def test_contrast_is_the_one_of_wcag() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_change_of_theme_reaches_palette_and_icons(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    icon = theme.icon("check", "accent")
    light = icon.pixmap(QSize(18, 18)).toImage()
    theme.apply(qapp, "dark")
    dark = icon.pixmap(QSize(18, 18)).toImage()
    assert qapp.palette().color(QPalette.ColorRole.Base).name() == theme.DARK.base
    assert light != dark
    theme.apply(qapp, "light")


@pytest.mark.parametrize("kind", [QLineEdit, QComboBox, QDateEdit, QSpinBox, QPlainTextEdit])
def test_a_field_that_takes_nothing_looks_so(qapp: QApplication, host: QWidget, kind: type[QWidget]) -> None:
    theme.apply(qapp, "light")
    field = kind(host)
    field.resize(200, 34)
    host.show()
    field.show()
    grounds = []
    for on in (True, False):
        field.setEnabled(on)
        grounds.append(field.grab().toImage().pixelColor(100, 5).name())
    assert grounds == [theme.LIGHT.base, theme.LIGHT.window]


def test_every_icon_has_its_licence_beside_it() -> None:
    assert (resource_dir("icons") / "LICENSE").read_text("utf-8").startswith("ISC License")


def test_every_licence_that_is_bundled_can_be_read_in_the_window() -> None:
    from wxadmin.resource import resource_root
    from wxadmin.ui.help import licences

    shown = licences()
    bundled = [
        path
        for path in resource_root().rglob("*")
        if path.is_file() and any(word in path.name for word in ("LICENSE", "NOTICE", "OFL", "copyright"))
    ]
    assert len(bundled) > 10
    for path in bundled:
        assert path.read_text("utf-8") in shown, path.name
    for name in ("jieba", "SCOWL", "UNICODE LICENSE V3", "SIL OPEN FONT LICENSE"):
        assert name in shown
