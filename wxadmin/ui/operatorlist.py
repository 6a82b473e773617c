"""管理员与权限 among the settings: who may act, under which post, with which rights."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.services import operators
from wxadmin.services.operators import Operator
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, pill
from wxadmin.ui.desk import Desk
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_NOTE = _(
    "写上可以操作台账的人，程序打开时就问是谁，每一步都记在他名下；没有权限的按钮不显示。"
    "这只是分工，拿着台账文件和密钥的人并不因此被挡在外面。一个人也不写，就什么都可以做。"
)


class OperatorSheet(dialogs.Sheet):
    """One administrator: name, post, rights."""

    def __init__(self, parent: QWidget, one: Operator | None) -> None:
        super().__init__(parent, _("添加管理员") if one is None else _("改权限"), _("保存"))
        self.setMinimumWidth(420)
        form = self.form()
        self.name = QLineEdit(self)
        self.post = QComboBox(self)
        self.post.setEditable(True)
        for key, (words, _rights) in operators.POSTS.items():
            self.post.addItem(words, key)
        self.post.activated.connect(self._on_post_activated)
        self.rights: dict[str, QCheckBox] = {}
        box = QVBoxLayout()
        box.setSpacing(4)
        for key, words in operators.RIGHTS.items():
            tick = QCheckBox(words, self)
            self.rights[key] = tick
            box.addWidget(tick)
        self.active = QCheckBox(_("可以操作"), self)
        self.active.setChecked(True)
        for words, field in ((_("姓名"), self.name), (_("职务"), self.post)):
            field.setAccessibleName(words)
            form.addRow(words, field)
        form.addRow(_("权限"), box)
        form.addRow("", self.active)
        if one is None:
            self.post.setCurrentIndex(0)
            self._on_post_activated()
        else:
            self.name.setText(one.name)
            self.post.setCurrentText(one.post)
            self.active.setChecked(one.active)
            self._tick(one.rights)
        self.name.setFocus()

    def _on_post_activated(self) -> None:
        self._tick(operators.POSTS[str(self.post.currentData())][1])

    def _tick(self, rights: frozenset[str]) -> None:
        for key, tick in self.rights.items():
            tick.setChecked(key in rights)

    def chosen(self) -> frozenset[str]:
        """The rights ticked."""
        return frozenset(key for key, tick in self.rights.items() if tick.isChecked())


class OperatorList(QWidget):
    """A line each with its post and rights."""

    def __init__(self, desk: Desk, strip: Strip, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._strip = strip
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.GAP)
        self._column.addWidget(TextBlock(_NOTE, self, role="muted", size=theme.SMALL))
        self._lines = QVBoxLayout()
        self._column.addLayout(self._lines)
        self._column.addWidget(button(_("添加管理员"), self._on_add_clicked, self, icon="plus"))
        self._known: tuple[Operator, ...] = ()

    def reload(self) -> None:
        """Read them again."""
        self._desk.tasks.start(self._load())

    async def _load(self) -> None:
        known = await self._desk.read(lambda: operators.every(self._desk.store), self._strip)
        if known is None or known == self._known:
            return
        self._known = known
        while self._lines.count():
            item = self._lines.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for one in known:
            self._lines.addWidget(self._line(one))

    def _line(self, one: Operator) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(TextBlock(f"{one.name}　{one.post}".rstrip("　"), line, bold=True))
        allowed = "、".join(words for key, words in operators.RIGHTS.items() if key in one.rights)
        words.addWidget(TextBlock(allowed or _("只能查看"), line, role="muted", size=theme.SMALL))
        row.addLayout(words, 1)
        if not one.active:
            row.addWidget(pill(_("已停用"), "muted", line))
        for text, slot in ((_("改权限"), self._on_edit_clicked), (_("移去"), self._on_remove_clicked)):
            piece = button(text, slot, line, kind="quiet")
            piece.setProperty("operator", one.id)
            piece.setAccessibleName(f"{text}：{one.name}")
            row.addWidget(piece, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _on_add_clicked(self) -> None:
        self._desk.tasks.start(self._edit(None))

    def _asked(self) -> Operator | None:
        piece = self.sender()
        return next((one for one in self._known if piece is not None and one.id == piece.property("operator")), None)

    def _on_edit_clicked(self) -> None:
        one = self._asked()
        if one is not None:
            self._desk.tasks.start(self._edit(one))

    def _on_remove_clicked(self) -> None:
        one, desk = self._asked(), self._desk
        if one is not None:
            done = _("已移去管理员 {name}").format(name=one.name)
            desk.tasks.start(desk.change(lambda: operators.remove(desk.store, one.id), self._strip, done))

    async def _edit(self, one: Operator | None) -> None:
        desk = self._desk
        if not desk.may("settings"):
            desk.refuse(self._strip, "settings")
            return
        sheet = OperatorSheet(self, one)
        if not await dialogs.show(sheet):
            return
        name, post = sheet.name.text(), sheet.post.currentText()
        rights, active = sheet.chosen(), sheet.active.isChecked()
        number, person = (None, None) if one is None else (one.id, one.person)
        await desk.change(
            lambda: operators.save(desk.store, name, post, rights, active=active, person=person, operator=number),
            self._strip,
            _("管理员 {name} 已保存").format(name=name.strip()),
        )
