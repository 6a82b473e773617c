"""Dialogs of the regulations: what was understood of a text, publishing, the library with its blanks."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QFormLayout, QHBoxLayout, QLineEdit, QListWidget, QScrollArea, QWidget

from wxadmin.domain.regulation import RegulationText, walk
from wxadmin.i18n import _
from wxadmin.services import fixed, groups
from wxadmin.services.regulations import RegulationCard, TemplateCard
from wxadmin.ui import dialogs
from wxadmin.ui.card import label
from wxadmin.ui.importing import Heap, PreviewSheet
from wxadmin.ui.textblock import TextBlock

_BLANK = re.compile(r"\{\{(\w+)\}\}")


def plain_text(text: RegulationText) -> str:
    """A text as plain lines, the way its owner would write it."""
    lines = [text.title] if text.title else []
    lines += text.preamble
    for _path, node in walk(text.nodes):
        lines.append("　".join(p for p in (node.number, node.title or "", node.text) if p))
    return "\n".join((*lines, *text.closing))


def text_sheet(parent: QWidget, text: RegulationText, verb: str = "") -> PreviewSheet:
    """What was understood of a text, before it is kept."""
    units = list(walk(text.nodes))

    def lines(kind: str) -> tuple[str, ...]:
        return tuple(
            " ".join(p for p in ("".join(path), node.title or "", node.text) if p)
            for path, node in units
            if node.kind == kind
        )

    heaps = [
        Heap(_("拿不准"), tuple(_("第 {line} 行：{what}").format(line=w.line, what=w.message) for w in text.warnings),
             _("文字都保留了，请看看层次对不对")),
        Heap(_("章"), lines("chapter")),
        Heap(_("条"), lines("article")),
        Heap(_("项"), lines("item")),
        Heap(_("读出的规定"), tuple(
            f"{groups.SETTING_WORDS.get(s.kind, s.kind)}：{fixed.words(s.kind, s.value)}（{''.join(s.at)}）"
            for s in text.settings
        )),
        Heap(_("前言"), text.preamble),
        Heap(_("落款"), text.closing),
    ]  # fmt: skip
    head = _("认出 {chapters} 章 {articles} 条。一个字都不会丢；导入后是草稿，可以再核对。").format(
        chapters=len(lines("chapter")), articles=len(lines("article"))
    )
    return PreviewSheet(parent, verb or _("导入规章文本"), verb or _("导入"), head, heaps)


class PublishSheet(dialogs.Sheet):
    """From when a version holds, and who issues it."""

    def __init__(self, parent: QWidget, detail: RegulationCard, unit: str) -> None:
        super().__init__(parent, _("发布“{title}”").format(title=detail.title), _("发布"))
        self.setMinimumWidth(460)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.body.addLayout(form)
        self.day = QDateEdit(QDate.currentDate(), self)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat(_("yyyy年M月d日"))
        self.day.setAccessibleName(_("生效日期"))
        self.issuer = QLineEdit(detail.issuer or unit, self)
        self.issuer.setAccessibleName(_("发布人"))
        form.addRow(label(_("生效日期"), self, "muted"), self.day)
        form.addRow(label(_("发布人"), self, "muted"), self.issuer)
        if detail.settings:
            self.say(_("这些规定会同时用到群里：{what}。").format(
                what="；".join(f"{s.title} {s.value}" for s in detail.settings)
            ))  # fmt: skip
        self.say(_("发布后这一版不能再改；要改就发布新的版本，旧版本保留备查。"), muted=True)
        self.fit(460)

    def chosen(self) -> tuple[date, str]:
        """Day and issuer."""
        day = self.day.date()
        return date(day.year(), day.month(), day.day()), self.issuer.text().strip()


class TemplateSheet(dialogs.Sheet):
    """The library on the left, the blanks of the chosen text on the right."""

    def __init__(self, parent: QWidget, library: tuple[TemplateCard, ...], known: dict[str, str]) -> None:
        super().__init__(parent, _("从范本新建"), _("建草稿"))
        self.resize(820, 520)
        self._library = library
        self._known = known
        self._fields: dict[str, QLineEdit] = {}
        row = QHBoxLayout()
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("范本"))
        self.list.setFixedWidth(280)
        self.list.setWordWrap(True)
        for one in library:
            self.list.addItem(self._title(one))
        row.addWidget(self.list)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        row.addWidget(self._area, 1)
        self.body.addLayout(row, 1)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.list.setCurrentRow(0)

    def _title(self, one: TemplateCard) -> str:
        """The title with its blanks filled where they are known, else named."""
        labels = {v.key: f"〔{v.label}〕" for v in one.variables}
        return _BLANK.sub(lambda m: self._known.get(m[1]) or labels.get(m[1], m[0]), one.title)

    def _on_row_changed(self, at: int) -> None:
        if not 0 <= at < len(self._library):
            return
        one = self._library[at]
        host = QWidget(self)
        form = QFormLayout(host)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(TextBlock(one.summary, host, role="muted"))
        self._fields = {}
        for variable in one.variables:
            field = QLineEdit(self._known.get(variable.key) or variable.default, host)
            field.setAccessibleName(variable.label)
            field.setPlaceholderText(_("必填") if variable.required else _("可以不填"))
            field.textChanged.connect(self._on_field_changed)
            self._fields[variable.key] = field
            form.addRow(label(variable.label, host, "muted"), field)
        self._area.setWidget(host)
        self._on_field_changed()

    def _on_field_changed(self) -> None:
        one = self._library[self.list.currentRow()]
        self.main.setEnabled(all(self._fields[v.key].text().strip() for v in one.variables if v.required))

    def chosen(self) -> tuple[str, dict[str, str]]:
        """Key of the text and the values of its blanks."""
        return self._library[self.list.currentRow()].key, {k: f.text().strip() for k, f in self._fields.items()}
