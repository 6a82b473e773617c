"""花名册: the people of the unit, brought in from Excel, CSV or Word tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import people
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.desk import Desk
from wxadmin.ui.heldsheet import HeldSheet
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.page import RecordPage
from wxadmin.ui.rosterimport import bring_in

KINDS = (_("花名册 (*.xlsx *.xls *.csv *.tsv *.txt *.docx)"),)


class PeoplePage(RecordPage):
    """The roster with one person's card."""

    KEY = "people"
    TITLE = _("花名册")
    NOTHING = _("选一个人，这里显示他的资料、所在的群和处罚记录。")
    HELP = _(
        "花名册是单位里应当在群里的人。点“导入花名册”选 Excel、CSV 或 Word 表格，也可以把文件拖进窗口；"
        "表头不必在第一行，程序会自己找。\n"
        "导入前先看预览：新增、有变化、没看懂的各有多少，确认后才写入；导错了可以用“撤销”整批收回。\n"
        "同一份花名册导入两次不会重复。\n\n"
        "筛选“不在群里”可以看到谁还没有进群。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, people, self.KEY, self,
            empty=_("花名册是空的。先导入单位的人员表，实名核验和签收表都以它为准。"),
            hint=_("搜索姓名、拼音、部门、电话"),
            widths={"name": 110, "department": 190, "post": 120, "phone": 130, "number": 110},
            counted=_("{n} 人"),
        )  # fmt: skip
        pane.offer(_("导入花名册"), self._on_import_clicked)
        self.lay_out(pane)
        self.arrange(700, 360)
        self.add_action(_("导入花名册"), self._on_import_clicked, kind="main", icon="file-input")
        self.add_action(_("添加一人"), self._on_add_clicked, icon="plus")

    # One person

    def read(self, record: int) -> Any:
        return people.get(self.desk.store, record)

    def render_detail(self, detail: people.PersonCard, *, again: bool) -> None:
        card, person = self.card, detail.person
        card.clear()
        card.title(person.name, badge=_("已离开") if person.left else _("在册"), tone="muted" if person.left else "ok")
        card.facts((
            (_("部门"), "；".join("/".join(path) for path in person.departments)),
            (_("职务"), person.post),
            (_("电话"), person.phone),
            (_("编号"), person.number),
            (_("类别"), person.category),
            (_("家长"), "；".join(f"{g.relation} {g.name} {g.phone}".strip() for g in person.guardians)),
            (_("备注"), person.note),
        ))  # fmt: skip
        card.section(_("群与群昵称"))
        for group, nickname in detail.nicknames:
            card.text(f"{group}：{nickname}")
        if not detail.nicknames:
            names = "、".join(name for _id, name in detail.groups)
            card.text(
                _("应在：{groups}。群成员名单里还没有认出此人。").format(groups=names or _("未指定群")), role="muted"
            )
        card.section(_("案件"))
        for case, line in detail.cases:
            card.link(line, "cases", case)
        if not detail.cases:
            card.text(_("没有处罚记录。"), role="muted")
        card.section(_("签收记录"))
        for record, line in detail.signatures:
            card.link(line, "signing", record)
        if not detail.signatures:
            card.text(_("没有签收记录。"), role="muted")
        card.row(button(_("某日的制度和签收…"), self._on_held_clicked, card.host, kind="quiet"))
        host = card.host
        card.row(
            button(_("改资料"), self._on_edit_clicked, host, icon="pencil"),
            button(_("恢复在册") if person.left else _("标为已离开"), self._on_left_clicked, host),
        )
        card.finish(keep_place=again)

    def _on_held_clicked(self) -> None:
        if self.detail is not None:
            self.start(dialogs.show(HeldSheet(self, self.desk, self.detail)))

    def _on_left_clicked(self) -> None:
        detail = self.detail
        if detail is not None:
            left = not detail.person.left
            done = _("已把 {name} 标为离开") if left else _("已恢复 {name}")
            self.start(
                self.desk.change(
                    lambda: people.mark_left(self.desk.store, detail.id, left=left), self.strip,
                    done.format(name=detail.person.name),
                )
            )  # fmt: skip

    def _on_add_clicked(self) -> None:
        self.start(self._fill_in(None))

    def _on_edit_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._fill_in(self.detail))

    async def _fill_in(self, known: people.PersonCard | None) -> None:
        desk = self.desk
        sheet = _PersonSheet(self, known.person if known else None)
        if not await dialogs.show(sheet):
            return
        person = sheet.person()
        if known is None:
            await desk.change(
                lambda: people.add(desk.store, person, group=desk.group),
                self.strip,
                _("已添加 {name}").format(name=person.name),
            )
        else:
            await desk.change(
                lambda: people.edit(desk.store, known.id, person),
                self.strip,
                _("已改 {name} 的资料").format(name=person.name),
            )

    # Importing

    def _on_import_clicked(self) -> None:
        self.start(self._pick())

    async def _pick(self) -> None:
        path = await dialogs.pick_file(self, _("导入花名册"), KINDS)
        if path is not None:
            await bring_in(self, path)

    async def take(self, source: str | Path, kind: str) -> None:
        await bring_in(self, source)


class _PersonSheet(dialogs.Sheet):
    """One person by hand; departments with ``/`` between levels and ``；`` between several."""

    def __init__(self, parent: QWidget, person: Person | None) -> None:
        super().__init__(parent, _("改资料") if person else _("添加一人"), _("保存") if person else _("添加"))
        self.setMinimumWidth(460)
        self._before = person or Person("")
        form = QFormLayout()
        self.body.addLayout(form)
        before = self._before
        self.name = self._line(form, _("姓名"), before.name)
        self.department = self._line(form, _("部门"), "；".join("/".join(p) for p in before.departments))
        self.department.setPlaceholderText(_("例如 总部/销售部"))
        self.post = self._line(form, _("职务"), before.post)
        self.phone = self._line(form, _("电话"), before.phone)
        self.number = self._line(form, _("编号"), before.number)
        self.note = self._line(form, _("备注"), before.note)
        self.name.textChanged.connect(self._on_name_changed)
        self.name.setFocus()
        self._on_name_changed()

    def _line(self, form: QFormLayout, title: str, text: str) -> QLineEdit:
        field = QLineEdit(text, self)
        field.setAccessibleName(title)
        form.addRow(label(title, self, "muted"), field)
        return field

    def _on_name_changed(self) -> None:
        self.main.setEnabled(bool(self.name.text().strip()))

    def person(self) -> Person:
        """What stands in the form, the rest as it was."""
        paths = tuple(
            tuple(level.strip() for level in path.split("/") if level.strip())
            for path in self.department.text().replace(";", "；").split("；")
        )
        return replace(
            self._before, name=self.name.text().strip(), departments=tuple(p for p in paths if p),
            post=self.post.text().strip(), phone=self.phone.text().strip(), number=self.number.text().strip(),
            note=self.note.text().strip(),
        )  # fmt: skip
