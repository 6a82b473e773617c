"""Who may come into a group, bring people in, pass its code on and how one leaves; silence and reminders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QFormLayout, QSpinBox, QWidget

from wxadmin.i18n import _
from wxadmin.services import group_life, groups
from wxadmin.services.groups import Group, Profile
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.textblock import TextBlock


class PolicySheet(dialogs.Sheet):
    """The policies of a group, with the sentences they make below; one button takes those of its kind."""

    def __init__(self, parent: QWidget, group: Group, profile: Profile) -> None:
        super().__init__(parent, _("入退群规定：{name}").format(name=group.name), _("保存"))
        self._before = profile
        self._kind = group.kind
        form = self.form()
        self.entry = self._choice(form, _("谁能进群"), groups.ENTRY)
        self.inviting = self._choice(form, _("谁能拉人"), groups.INVITING)
        self.code = self._choice(form, _("群二维码"), groups.CODE)
        self.leaving = self._choice(form, _("退群"), groups.LEAVING)
        self.silent = self._number(form, _("多少天没发言算沉默"), 3650, _(" 天（0 为不看）"))
        self.days = self._number(form, _("同一件事隔几天再提醒"), 365, _(" 天"))
        self.most = self._number(form, _("同一件事最多提醒"), 99, _(" 次（0 为不限）"))
        kind = groups.KINDS.get(group.kind, group.kind)
        form.addRow("", button(_("用“{kind}”类的默认值").format(kind=kind), self._on_default_clicked, self))
        self.words = TextBlock("", self, role="muted")
        form.addRow(label(_("写进群规的话"), self, "muted"), self.words)
        self._show(profile)
        self.fit(560)
        self.entry.setFocus()

    def _choice(self, form: QFormLayout, title: str, words: Mapping[str, str]) -> QComboBox:
        field = QComboBox(self)
        for key, word in words.items():
            field.addItem(word, key)
        field.setAccessibleName(title)
        field.currentIndexChanged.connect(self._on_choice_changed)
        form.addRow(label(title, self, "muted"), field)
        return field

    def _number(self, form: QFormLayout, title: str, most: int, suffix: str) -> QSpinBox:
        field = QSpinBox(self)
        field.setRange(0, most)
        field.setSuffix(suffix)
        field.lineEdit().setTextMargins(6, 0, 0, 0)
        field.setAccessibleName(title)
        form.addRow(label(title, self, "muted"), field)
        return field

    def _show(self, profile: Profile) -> None:
        for field, key in (
            (self.entry, profile.entry),
            (self.inviting, profile.inviting),
            (self.code, profile.code),
            (self.leaving, profile.leaving),
        ):
            field.setCurrentIndex(max(0, field.findData(key)))
        self.silent.setValue(profile.silent_days)
        self.days.setValue(profile.remind_days)
        self.most.setValue(profile.remind_most)
        self._on_choice_changed()

    def _on_default_clicked(self) -> None:
        self._show(group_life.default(self._kind))

    def _on_choice_changed(self) -> None:
        if hasattr(self, "words"):
            self.words.set_text("".join(one.text for one in group_life.policy_words(self.profile())))

    def profile(self) -> Profile:
        """What stands in the form, the life of the group as it was."""
        return replace(
            self._before, entry=str(self.entry.currentData()), inviting=str(self.inviting.currentData()),
            code=str(self.code.currentData()), leaving=str(self.leaving.currentData()),
            silent_days=self.silent.value(), remind_days=self.days.value(), remind_most=self.most.value(),
        )  # fmt: skip
