"""The form of a group: made new, or changed later."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QSpinBox, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import groups
from wxadmin.services.groups import Group, GroupDraft
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import label
from wxadmin.ui.desk import Desk
from wxadmin.ui.strip import Strip

RULES = ("部门-姓名", "部门+姓名", "姓名-部门", "学科+姓名", "学生姓名+关系", "班级-学生姓名+关系", "姓名+手机号")


class GroupSheet(dialogs.Sheet):
    """All fields of a :class:`GroupDraft`; what is wrong stands on a strip, the words stay."""

    def __init__(self, parent: QWidget, draft: GroupDraft, *, new: bool) -> None:
        super().__init__(parent, _("新建群") if new else _("群设置"), _("建群") if new else _("保存"))
        self.setMinimumWidth(540)
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(theme.GAP)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.body.addLayout(form)
        self.name = self._line(form, _("群名"), draft.name, _("和微信里显示的一样"))
        self.kind = self._choice(form, _("类别"), groups.KINDS, draft.kind)
        self.platform = self._choice(form, _("平台"), groups.PLATFORMS, draft.platform)
        self.unit = self._line(form, _("单位"), draft.unit, _("印在通知书和规章制度上的单位全称"))
        self.office = self._line(form, _("管理部门"), draft.office, _("例如 办公室、德育处，可以不填"))
        self.owner = self._line(form, _("群主"), draft.owner, _("姓名"))
        self.purpose = self._line(form, _("用途"), draft.purpose, _("这个群用来做什么，一句话"))
        self.rule = QComboBox(self)
        self.rule.setEditable(True)
        self.rule.addItems(["", *RULES])
        self.rule.setCurrentText(draft.naming_rule)
        self.rule.setAccessibleName(_("命名规则"))
        edit = self.rule.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(_("例如 部门-姓名；不要求实名就留空"))
        form.addRow(label(_("命名规则"), self, "muted"), self.rule)
        self.family = self._number(form, _("每家最多"), draft.family_limit, 1, 9, _(" 人"))
        self.reply = self._number(form, _("回复时限"), draft.reply_minutes, 0, 10_080, _(" 分钟（0 为不限）"))
        self.appeal = self._number(form, _("申诉期"), draft.appeal_days, 1, 60, _(" 天"))
        self.name.textChanged.connect(self.strip.clear)
        self.name.setFocus()

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


async def new_group(desk: Desk, parent: QWidget) -> int | None:
    """Ask for a new group and make it; its id, or None. The unit is taken over from the settings."""
    draft: GroupDraft | None = GroupDraft(name="", unit=desk.settings.unit)
    error: UserError | None = None
    while True:
        assert draft is not None
        draft = await _ask(parent, draft, new=True, error=error)
        if draft is None:
            return None
        try:
            change = await desk.tasks.run(lambda draft=draft: groups.create(desk.store, draft))  # type: ignore[misc]
        except UserError as wrong:
            error = wrong
            continue
        desk.changed.emit(change)
        return int(change.value)


async def edit_group(desk: Desk, group: Group, parent: QWidget, strip: Strip) -> None:
    """Ask for changes of a group and make them."""
    fields = {name: getattr(group, name) for name in GroupDraft.__slots__}
    draft: GroupDraft | None = GroupDraft(**fields)
    error: UserError | None = None
    while True:
        assert draft is not None
        draft = await _ask(parent, draft, new=False, error=error)
        if draft is None:
            return
        try:
            change = await desk.tasks.run(lambda draft=draft: groups.edit(desk.store, group.id, draft))  # type: ignore[misc]
        except UserError as wrong:
            error = wrong
            continue
        desk.tell(change, strip, _("群设置已保存"))
        return


async def _ask(parent: QWidget, draft: GroupDraft, *, new: bool, error: UserError | None) -> GroupDraft | None:
    sheet = GroupSheet(parent, draft, new=new)
    if error is not None:
        sheet.strip.wrong(error)
    return sheet.draft() if await dialogs.show(sheet) else None
