"""Small sheets of the page of rules: thresholds of conduct, the preset, versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidget, QSpinBox, QWidget

from wxadmin.i18n import _
from wxadmin.services import rule_words
from wxadmin.services.rulebooks import Version
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import label
from wxadmin.ui.textblock import TextBlock


def number(parent: QWidget, name: str, value: int, most: int, suffix: str, *, nothing: str = "") -> QSpinBox:
    """A field for a whole number from 0 on; ``nothing`` is what 0 is shown as."""
    spin = QSpinBox(parent)
    spin.setRange(0, most)
    spin.setValue(value)
    spin.setSuffix(suffix)
    spin.setSpecialValueText(nothing)
    spin.setAccessibleName(name)
    spin.lineEdit().setTextMargins(6, 0, 0, 0)
    spin.setFixedWidth(150)
    return spin


class ConductSheet(dialogs.Sheet):
    """Every threshold of conduct with its unit and what it means."""

    def __init__(self, parent: QWidget, values: Mapping[str, int]) -> None:
        super().__init__(parent, _("发言行为的阈值"), _("放进草稿"))
        form = self.form()
        self.spins: dict[str, QSpinBox] = {}
        for key, one in rule_words.conduct_labels().items():
            spin = number(self, one.words, values.get(key, 0), 24 if one.hour else 1_000_000, f" {one.unit}")
            self.spins[key] = spin
            row = QHBoxLayout()
            row.addWidget(spin)
            row.addWidget(TextBlock(one.note, self, role="muted", size=theme.SMALL), 1)
            form.addRow(label(one.words, self, "muted"), row)
        self.resize(720, min(640, round(self.screen().availableGeometry().height() * 0.9)))

    def values(self) -> dict[str, int]:
        """The thresholds as they stand."""
        return {key: spin.value() for key, spin in self.spins.items()}

    def _filled(self) -> tuple[object, ...]:
        return tuple(self.values().items())


class PresetSheet(dialogs.Sheet):
    """Which of the sets that come with the program is the ground."""

    def __init__(self, parent: QWidget, preset: str, usual: str) -> None:
        super().__init__(parent, _("预置规则"), _("放进草稿"))
        self.say(_("先选一套合乎群类型的自带规则，再在上面关掉、改级别或加自己的。换一套不会丢掉自己的规则。"))
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(_("预置规则"))
        self.choice.addItem(_("按群的类型（{usual}）").format(usual=rule_words.preset_words(usual)), "")
        for key, words in rule_words.PRESETS.items():
            self.choice.addItem(words, key)
        self.choice.setCurrentIndex(self.choice.findData(preset))
        self.body.addWidget(self.choice)
        self.setMinimumWidth(420)

    @property
    def preset(self) -> str:
        """The preset chosen, ``""`` for that of the group's kind."""
        return str(self.choice.currentData())


class VersionSheet(dialogs.Sheet):
    """The versions of a book; accepted: the chosen one holds again. ``asked`` names a version to be told of."""

    asked = Signal(int)

    def __init__(self, parent: QWidget, versions: Sequence[Version], where: str) -> None:
        super().__init__(parent, _("规则的版本：{where}").format(where=where), _("回到这一版"), cancel=_("关闭"))
        self._versions = versions
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("版本"))
        for one in versions:
            head = _("第 {n} 版　{made}　{actor}").format(n=one.version, made=one.made, actor=one.actor)
            self.list.addItem("　".join(filter(None, (head, one.note, _("（现行）") if one.holds else ""))))
        self.body.addWidget(self.list, 1)
        self.told = TextBlock("", self, role="muted")
        self.body.addWidget(self.told)
        if not versions:
            self.say(_("还没有启用过自己的规则，现在用的是自带的。"), muted=True)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.main.setEnabled(False)
        if versions:
            self.list.setCurrentRow(0)
        self.resize(620, 460)

    @property
    def chosen(self) -> Version | None:
        """The version chosen."""
        row = self.list.currentRow()
        return self._versions[row] if 0 <= row < len(self._versions) else None

    def tell(self, version: int, lines: Sequence[str]) -> None:
        """What a version changed; nothing once another is chosen or the sheet is gone."""
        if shiboken6.isValid(self) and self.chosen is not None and self.chosen.id == version:
            self.told.set_text("\n".join(f"· {line}" for line in lines[:12]))

    def _on_row_changed(self) -> None:
        chosen = self.chosen
        self.main.setEnabled(chosen is not None and not chosen.holds)
        if chosen is not None:
            self.asked.emit(chosen.id)
