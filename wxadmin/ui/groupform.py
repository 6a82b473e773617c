"""The form of a group: made new, or changed later."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QSpinBox, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import group_life, group_names, groups
from wxadmin.services.groups import Group, GroupDraft
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import label
from wxadmin.ui.desk import Desk
from wxadmin.ui.rulebuilder import COMMON
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_PAUSE = 250  # ms of rest before the name is looked at


class GroupSheet(dialogs.Sheet):
    """All fields of a :class:`GroupDraft`; what is wrong stands on a strip, the words stay.

    ``group`` is the one that is changed, None for a new one, which may begin as planned. Advice on the name stands
    below it and refuses nothing.
    """

    def __init__(
        self, parent: QWidget, desk: Desk, draft: GroupDraft, *, group: int | None = None, planned: bool = False
    ) -> None:
        new = group is None
        super().__init__(parent, _("新建群") if new else _("群设置"), _("建群") if new else _("保存"))
        self._desk = desk
        self._group = group
        self._round = 0
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        form = self.form()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self.name = self._line(form, _("群名"), draft.name, _("和微信里显示的一样"))
        self.advice = TextBlock("", self, role="amber", size=theme.SMALL)
        form.addRow("", self.advice)
        self.planned = QComboBox(self)
        self.planned.addItem(_("已经在用"), False)
        self.planned.addItem(_("筹建中：先列出要做的事"), True)
        self.planned.setCurrentIndex(int(planned))
        self.planned.setAccessibleName(_("现状"))
        if new:
            form.addRow(label(_("现状"), self, "muted"), self.planned)
        else:
            self.planned.hide()
        self.kind = self._choice(form, _("类别"), groups.KINDS, draft.kind)
        self.platform = self._choice(form, _("平台"), groups.PLATFORMS, draft.platform)
        self.unit = self._line(form, _("单位"), draft.unit, _("印在通知书和规章制度上的单位全称"))
        self.office = self._line(form, _("管理部门"), draft.office, _("例如 办公室、德育处，可以不填"))
        self.owner = self._line(form, _("群主"), draft.owner, _("姓名"))
        self.purpose = self._line(form, _("用途"), draft.purpose, _("这个群用来做什么，一句话"))
        self.rule = QComboBox(self)
        self.rule.setEditable(True)
        self.rule.addItems(["", *COMMON])
        self.rule.setCurrentText(draft.naming_rule)
        self.rule.setAccessibleName(_("命名规则"))
        edit = self.rule.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(_("例如 部门-姓名；不要求实名就留空"))
        form.addRow(label(_("命名规则"), self, "muted"), self.rule)
        self.family = self._number(form, _("每家最多"), draft.family_limit, 1, 9, _(" 人"))
        self.reply = self._number(form, _("回复时限"), draft.reply_minutes, 0, 10_080, _(" 分钟（0 为不限）"))
        self.appeal = self._number(form, _("申诉期"), draft.appeal_days, 1, 60, _(" 天"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.name.textChanged.connect(self.strip.clear)
        self.name.textChanged.connect(self._on_name_changed)
        self._on_name_changed()
        self.fit(580)
        self.name.setFocus()

    def _on_name_changed(self) -> None:
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        self._round += 1
        self._desk.tasks.start(self._look_at_name(self._round))

    async def _look_at_name(self, round_: int) -> None:
        name, kind, store = self.name.text(), str(self.kind.currentData()), self._desk.store
        found: tuple[str, ...] = ()
        if name.strip():
            found = await self._desk.tasks.run(lambda: group_names.check(store, name, kind, self._group))
        if round_ == self._round and shiboken6.isValid(self):
            self.advice.set_text("；".join(found))
            self.advice.setVisible(bool(found))

    def _line(self, form: QFormLayout, title: str, text: str, hint: str) -> QLineEdit:
        field = QLineEdit(text, self)
        field.setPlaceholderText(hint)
        field.setAccessibleName(title)
        form.addRow(label(title, self, "muted"), field)
        return field

    def _choice(self, form: QFormLayout, title: str, words: Mapping[str, str], key: str) -> QComboBox:
        field = QComboBox(self)
        for one, word in words.items():
            field.addItem(word, one)
        field.setCurrentIndex(max(0, field.findData(key)))
        field.setAccessibleName(title)
        form.addRow(label(title, self, "muted"), field)
        return field

    def _number(self, form: QFormLayout, title: str, value: int, least: int, most: int, suffix: str) -> QSpinBox:
        field = QSpinBox(self)
        field.setRange(least, most)
        field.setValue(value)
        field.setSuffix(suffix)
        field.lineEdit().setTextMargins(6, 0, 0, 0)
        field.setAccessibleName(title)
        form.addRow(label(title, self, "muted"), field)
        return field

    def draft(self) -> GroupDraft:
        """What stands in the form."""
        return GroupDraft(
            name=self.name.text().strip(), kind=str(self.kind.currentData()), platform=str(self.platform.currentData()),
            unit=self.unit.text().strip(), office=self.office.text().strip(), purpose=self.purpose.text().strip(),
            owner=self.owner.text().strip(), naming_rule=self.rule.currentText().strip(),
            family_limit=self.family.value(), reply_minutes=self.reply.value(), appeal_days=self.appeal.value(),
        )  # fmt: skip


async def new_group(
    desk: Desk, parent: QWidget, *, draft: GroupDraft | None = None, application: int | None = None
) -> int | None:
    """Ask for a new group and make it; its id, or None. The unit is taken over from the settings.

    ``application`` is one for founding that passed: then the group begins as planned.
    """
    wanted = draft or GroupDraft(name="", unit=desk.settings.unit)
    planned = application is not None
    error: UserError | None = None
    while True:
        sheet = GroupSheet(parent, desk, wanted, planned=planned)
        if not await _answered(sheet, error):
            return None
        wanted, planned = sheet.draft(), bool(sheet.planned.currentData())
        try:
            if planned or application is not None:
                work = partial(group_life.found, desk.store, wanted, application=application)
            else:
                work = partial(groups.create, desk.store, wanted)
            change = await desk.tasks.run(work)
        except UserError as wrong:
            error = wrong
            continue
        desk.changed.emit(change)
        return int(change.value)


async def edit_group(desk: Desk, group: Group, parent: QWidget, strip: Strip) -> None:
    """Ask for changes of a group and make them."""
    draft = GroupDraft(**{name: getattr(group, name) for name in GroupDraft.__slots__})
    error: UserError | None = None
    while True:
        sheet = GroupSheet(parent, desk, draft, group=group.id)
        if not await _answered(sheet, error):
            return
        draft = sheet.draft()
        try:
            change = await desk.tasks.run(partial(groups.edit, desk.store, group.id, draft))
        except UserError as wrong:
            error = wrong
            continue
        desk.tell(change, strip, _("群设置已保存"))
        return


async def _answered(sheet: GroupSheet, error: UserError | None) -> bool:
    if error is not None:
        sheet.strip.wrong(error)
    return await dialogs.show(sheet)
