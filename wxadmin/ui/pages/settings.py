"""设置: groups, unit and administrator, backup and check, verifying a paper, the log of changes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wxadmin.domain.errors import UserError
from wxadmin.i18n import LANGUAGES, _, choose, chosen
from wxadmin.services import case_remarks, groups, journal, records, settings
from wxadmin.ui import dialogs, holidaysheet, theme
from wxadmin.ui.card import button, label, pill
from wxadmin.ui.desk import Desk
from wxadmin.ui.groupform import edit_group
from wxadmin.ui.letterhead import LetterheadForm
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.listprinting import print_list
from wxadmin.ui.operatorlist import OperatorList
from wxadmin.ui.page import Page
from wxadmin.ui.sidebyside import NARROW
from wxadmin.ui.textblock import TextBlock
from wxadmin.ui.verifying import verify_file


class SettingsPage(Page):
    """Cards left, the log of changes right; in a narrow page below."""

    KEY = "settings"
    RIGHT = "settings"
    TITLE = _("设置")
    HELP = _(
        "群：改群名、命名规则、回复时限、申诉期。\n"
        "单位：印在纸上的名称；当前管理员：决定和签发记在谁名下。\n"
        "红头和标志：印在规章制度、通知书、公告和函的第一页上方，“看样张”先看再保存。"
        "纸面样式是没有在“版式”里另选过时用的样式。\n\n"
        "备份：把台账完整复制一份并核对，建议每周一次，再拷到别的盘上。\n"
        "检查：逐页核对台账有没有损坏或被改动。\n"
        "核验纸面：选一份本程序签发的 PDF，看它签发之后有没有被改过。\n\n"
        "操作日志记下每一步，可以撤销的都能撤销；已签发的只能作废。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._sides = row = QHBoxLayout()
        row.setSpacing(theme.MARGIN)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        self._host = QWidget(self)
        self._column = QVBoxLayout(self._host)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.MARGIN)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
        self._host.setMaximumWidth(16_777_215)
        area.setWidget(self._host)
        row.addWidget(area, 3)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(label(_("操作日志"), right, "heading"))
        head.addStretch(1)
        head.addWidget(button(_("打印列表…"), self.print_list, right, kind="quiet", icon="printer"))
        column.addLayout(head)
        self.log = ListPane(
            desk,
            journal,
            "journal",
            right,
            empty=_("还没有操作。"),
            hint=_("搜索操作"),
            widths={"at": 172, "label": 260},
        )
        column.addWidget(self.log, 1)
        row.addWidget(right, 2)
        self.body.addLayout(row, 1)
        self._groups = self._card(_("群"))
        self._group_list = QVBoxLayout()
        self._groups.addLayout(self._group_list)
        self._build_unit()
        self.operators = OperatorList(desk, self.strip, self._host)
        self._card(_("管理员与权限")).addWidget(self.operators)
        self.letterhead = LetterheadForm(desk, self.strip, self._host)
        self._card(_("红头和标志")).addWidget(self.letterhead)
        self._build_care()
        self._column.addStretch(1)
        desk.groups_changed.connect(self.reload)
        self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        below = QBoxLayout.Direction.TopToBottom if self.width() < NARROW else QBoxLayout.Direction.LeftToRight
        self._sides.setDirection(below)

    def _card(self, title: str) -> QVBoxLayout:
        card = QFrame(self._host)
        card.setProperty("card", "true")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.MARGIN, 12, theme.MARGIN, 12)
        column.setSpacing(theme.GAP)
        column.addWidget(label(title, card, "heading"))
        self._column.addWidget(card)
        return column

    # Groups

    def reload(self) -> None:
        self._show_groups()
        self._show_unit()
        self.letterhead.reload()
        self.operators.reload()
        self.log.reload()

    def _show_groups(self) -> None:
        column = self._group_list
        while column.count():
            item = column.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for group in self.desk.groups:
            line = QFrame(self._host)
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(TextBlock(group.name, line))
            facts = [groups.KINDS.get(group.kind, group.kind), _("{n} 人").format(n=group.members), group.naming_rule]
            words.addWidget(TextBlock(" · ".join(f for f in facts if f), line, role="muted", size=theme.SMALL))
            for one in group.settings:
                words.addWidget(
                    TextBlock(
                        _("{what}：{value}（{source}）").format(
                            what=one.title, value=one.value, source=one.source or _("手工设置")
                        ),
                        line,
                        role="muted",
                        size=theme.SMALL,
                    )
                )
            row.addLayout(words, 1)
            if group.id == self.desk.group:
                row.addWidget(pill(_("当前"), "info", line))
            piece = button(_("改设置"), self._on_edit_clicked, line)
            piece.setProperty("group", group.id)
            piece.setAccessibleName(_("改设置：{name}").format(name=group.name))
            row.addWidget(piece)
            column.addWidget(line)
        new = button(_("新建群"), self._on_new_clicked, self._host, icon="plus")
        column.addWidget(new)

    def _on_new_clicked(self) -> None:
        self.desk.task_asked.emit("group", None)

    def _on_edit_clicked(self) -> None:
        piece = self.sender()
        group = next((g for g in self.desk.groups if piece is not None and g.id == piece.property("group")), None)
        if group is not None:
            self.start(edit_group(self.desk, group, self, self.strip))

    # Unit

    def _build_unit(self) -> None:
        column = self._card(_("单位与管理员"))
        form = QFormLayout()
        form.setVerticalSpacing(theme.GAP)
        form.setHorizontalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.unit = QLineEdit(self._host)
        self.unit.setAccessibleName(_("单位"))
        self.unit.setPlaceholderText(_("印在纸上的单位全称"))
        self.actor = QLineEdit(self._host)
        self.actor.setAccessibleName(_("当前管理员"))
        self.profile = QComboBox(self._host)
        self.profile.setAccessibleName(_("纸面样式"))
        for key, words in (("gongwen", _("公文")), ("qiye", _("企业")), ("dazi", _("大字"))):
            self.profile.addItem(words, key)
        form.addRow(label(_("单位"), self._host, "muted"), self.unit)
        form.addRow(label(_("当前管理员"), self._host, "muted"), self.actor)
        form.addRow(label(_("纸面样式"), self._host, "muted"), self.profile)
        self.recommend = QCheckBox(_("立案时可以提出罚款、停职等建议"), self._host)
        self.recommend.setAccessibleName(_("向单位提出处理建议"))
        form.addRow(label(_("处理建议"), self._host, "muted"), self.recommend)
        form.addRow("", TextBlock(case_remarks.CAUTION, self._host, role="muted", size=theme.SMALL))
        self.language = QComboBox(self._host)
        self.language.setAccessibleName(_("界面语言"))
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        form.addRow(label(_("界面语言"), self._host, "muted"), self.language)
        column.addLayout(form)
        row = QHBoxLayout()
        row.addWidget(button(_("保存"), self._on_save_clicked, self._host, kind="main"), 1)
        row.addWidget(button(_("节假日…"), self._on_holidays_clicked, self._host, icon="calendar"))
        column.addLayout(row)

    def _on_holidays_clicked(self) -> None:
        self.start(holidaysheet.edit(self))

    def _show_unit(self) -> None:
        now = self.desk.settings
        for field, text in ((self.unit, now.unit), (self.actor, now.actor)):
            if not field.hasFocus() and field.text() != text:
                field.setText(text)
        self.profile.setCurrentIndex(max(0, self.profile.findData(now.profile)))
        self.recommend.setChecked(now.recommend == "yes")
        self.language.setCurrentIndex(self.language.findData(chosen()))
        self.actor.setPlaceholderText(_("不填时用群主的姓名"))

    def _on_save_clicked(self) -> None:
        desk = self.desk
        wanted = replace(
            desk.settings,
            unit=self.unit.text().strip(),
            actor=self.actor.text().strip(),
            profile=str(self.profile.currentData()),
            recommend="yes" if self.recommend.isChecked() else "no",
        )
        self.start(self._save(wanted, str(self.language.currentData())))

    async def _save(self, wanted: settings.Settings, language: str) -> None:
        """Keep the settings; they hold for the window at once, so that no page shows the ones of before.

        The language holds from the next start on: many words are fetched while modules load.
        """
        desk, before = self.desk, self.desk.settings
        words = _("设置已保存")
        if language != chosen():
            try:
                choose(language)
            except OSError:
                self.strip.wrong(UserError(_("界面语言没有记住"), remedy=_("请检查设置文件夹的权限和磁盘空间")))
                return
            words = _("设置已保存，界面语言下次启动时生效")
        desk.settings = wanted
        if await desk.change(lambda: settings.save(desk.store, wanted), self.strip, words) is None:
            desk.settings = before

    # Care of the record file

    def _build_care(self) -> None:
        column = self._card(_("台账文件"))
        folder = str(getattr(self.desk.store, "folder", ""))
        column.addWidget(TextBlock(_("位置：{path}").format(path=folder), self._host, role="muted"))
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        for text, slot, icon in (
            (_("备份"), self.back_up, "save"),
            (_("检查"), self._on_check_clicked, "circle-check"),
            (_("核验纸面"), self._on_verify_clicked, "file-text"),
            (_("打开文件夹"), self._on_folder_clicked, "folder-open"),
        ):
            row.addWidget(button(text, slot, self._host, icon=icon))
        row.addStretch(1)
        column.addLayout(row)

    def back_up(self) -> None:
        """Write a verified copy."""
        self.start(self._back_up())

    async def _back_up(self) -> None:
        desk = self.desk
        path = await desk.job(_("备份"), lambda step: records.backup(desk.store, step), self.strip)
        if path is not None:
            self.strip.done(_("已备份并核对：{path}").format(path=path))

    def _on_check_clicked(self) -> None:
        self.start(self._check())

    async def _check(self) -> None:
        desk = self.desk
        report = await desk.job(_("检查台账"), lambda step: records.check(desk.store, step), self.strip)
        if report is None:
            return
        if report.ok:
            self.strip.done(_("台账完好：每一页、每一条记录和校验链都对得上。"))
        else:
            self.strip.hint(_("台账有问题：{what}。请用最近的备份恢复。").format(what="；".join(report.problems)))

    def _on_verify_clicked(self) -> None:
        self.start(self._verify())

    async def _verify(self) -> None:
        path = await dialogs.pick_file(self, _("核验纸面"), ["PDF (*.pdf)"])
        if path is not None:
            await verify_file(self.desk, path, self.strip)

    def _on_folder_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(getattr(self.desk.store, "folder", ""))))

    def print_list(self) -> None:
        self.start(print_list(self.log, _("操作日志"), self.strip, self))

    def print_paper(self) -> bool:
        self.print_list()
        return True

    def focus_search(self) -> None:
        self.log.search.setFocus()

    def show_record(self, record: int) -> None:
        self.log.show_record(record)

    def shut(self) -> None:
        self.log.close_list()
