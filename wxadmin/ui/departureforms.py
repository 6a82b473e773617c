"""What is asked around a leaver's check-list: how it begins, what it always lists, what closing it does."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from wxadmin.i18n import _
from wxadmin.services import departure_template
from wxadmin.services.departures import DepartureCard
from wxadmin.ui import dialogs
from wxadmin.ui.card import label
from wxadmin.ui.dayfield import day_field
from wxadmin.ui.textblock import TextBlock


class BeginSheet(dialogs.Sheet):
    """Why, when, and what is always handed back; groups and posts are added from the records."""

    def __init__(self, parent: QWidget, name: str, templates: dict[str, tuple[str, ...]]) -> None:
        super().__init__(parent, _("离任清单：{name}").format(name=name), _("开始"))
        self._templates = templates
        form = self.form()
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(_("事由"))
        for key, words in departure_template.KINDS.items():
            self.kind.addItem(words, key)
        form.addRow(label(_("事由"), self, "muted"), self.kind)
        self.day = day_field(self, _("离任日期"))
        form.addRow(label(_("离任日期"), self, "muted"), self.day)
        self.reason = QLineEdit(self)
        self.reason.setAccessibleName(_("说明"))
        self.reason.setPlaceholderText(_("可以不填，例如 退休、调往总部"))
        form.addRow(label(_("说明"), self, "muted"), self.reason)
        self.lines = QPlainTextEdit(self)
        self.lines.setAccessibleName(_("交接事项"))
        self.lines.setTabChangesFocus(True)
        self.lines.setMinimumHeight(150)
        form.addRow(label(_("交接事项"), self, "muted"), self.lines)
        hint = _("一行一项；“| 3”表示离任后 3 天内办完。要退的群、要移交的群职务会按记录自动列上。")
        form.addRow(label("", self), TextBlock(hint, self, role="muted"))
        self.kind.currentIndexChanged.connect(self._on_kind_changed)
        self._on_kind_changed()
        self.setMinimumWidth(460)
        self.fit(560)

    def _on_kind_changed(self) -> None:
        self.lines.setPlainText("\n".join(self._templates[self.kind.currentData()]))


class TemplateSheet(dialogs.Sheet):
    """The lines that each list begins with."""

    def __init__(self, parent: QWidget, templates: dict[str, tuple[str, ...]]) -> None:
        super().__init__(parent, _("常列的交接项目"), _("保存"))
        self.setMinimumWidth(520)
        self.say(_("每份离任清单开头列的项目，一行一项；“| 3”表示离任后 3 天内办完。清空就恢复原来的。"))
        self.fields: dict[str, QPlainTextEdit] = {}
        for kind, words in departure_template.KINDS.items():
            name = label(words, self, "muted")
            field = QPlainTextEdit("\n".join(templates[kind]), self)
            field.setAccessibleName(words)
            field.setTabChangesFocus(True)
            field.setMinimumHeight(96)
            name.setBuddy(field)
            self.body.addWidget(name)
            self.body.addWidget(field)
            self.fields[kind] = field


class CloseSheet(dialogs.Sheet):
    """What closing does; the new department and post where somebody only changed post."""

    def __init__(self, parent: QWidget, card: DepartureCard) -> None:
        super().__init__(parent, _("办结离任清单：{name}").format(name=card.name), _("办结"))
        self.setMinimumWidth(460)
        if card.undone:
            self.say(_("还有 {n} 项没有办，照样办结的话，会留下未办的记录：").format(n=len(card.undone)))
            for item in card.undone[:6]:
                self.say(f"· {item.words}", muted=True)
        self.department, self.post = QLineEdit(self), QLineEdit(self)
        if card.kind == "left":
            self.say(_("办结后此人标为已离开；最近的成员名单里还在的群，生成移出的待执行事项；群里的职务同时免去。"))
            if any(item.kind == "post" for item in card.undone):
                self.say(_("是群主的，请先在“群”里指定新群主。"), muted=True)
            self.department.hide()
            self.post.hide()
            return
        self.say(_("填写新的部门和职务，原来的记入任职经历；不填就不改花名册。打了勾的群，生成移出的待执行事项。"))
        for title, field in ((_("新部门"), self.department), (_("新职务"), self.post)):
            field.setAccessibleName(title)
            field.setPlaceholderText(title)
            self.body.addWidget(field)
