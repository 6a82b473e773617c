"""Dialogs around a publication: from when and with which settings, in which groups, out of force."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.groups import Group
from wxadmin.services.objections import ObjectionCard
from wxadmin.services.publishing import Publishing, SettingEffect, effective_in
from wxadmin.services.regulations import RegulationCard
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.textblock import TextBlock

_PAUSE = 250  # ms of rest before the announcement is written anew
_NAMED = 3
"""Groups in the same case that are named one by one."""
_ID = Qt.ItemDataRole.UserRole
_WIDE = 16_000
"""Pixels in which any words stand on one line."""


class _Beside(TextBlock):
    """The words of a tick; a click on them is one on the tick."""

    def __init__(self, words: str, tick: QCheckBox, parent: QWidget) -> None:
        super().__init__(words, parent)
        self._tick = tick

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._tick.click()


def ticked(words: str, host: QWidget, column: QVBoxLayout) -> QCheckBox:
    """A tick with words of any length beside it, which a check box itself would not break into lines."""
    row = QHBoxLayout()
    row.setSpacing(theme.GAP)
    tick = QCheckBox(host)
    tick.setAccessibleName(words)
    tick.setChecked(True)
    beside = _Beside(words, tick, host)
    tick.setFixedHeight(beside.heightForWidth(_WIDE))  # its box stands in the middle of the first line
    row.addWidget(tick, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(beside, 1)
    column.addLayout(row)
    return tick


class EffectTick(QWidget):
    """One setting that a text fixes: a tick, its clause and words, and what changes in which group."""

    def __init__(self, effect: SettingEffect, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = effect.kind
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        self.tick = ticked(f"{effect.title}：{effect.value}", self, column)
        lines = [f"{effect.at}　“{effect.quote}”" if effect.at else f"“{effect.quote}”"]
        alike: dict[tuple[str, str], list[str]] = {}
        for name, value, source in effect.groups:
            alike.setdefault((value, source), []).append(name)
        for (value, source), names in alike.items():
            few = len(names) <= _NAMED
            name = "、".join(names) if few else _("{}等 {} 个群").format("、".join(names[:_NAMED]), len(names))
            if value == effect.value:
                same = _("{group}：不变") if source else _("{group}：数值不变，从此以这一条为准")
                lines.append(same.format(group=name))
                continue
            now = value or _("没有规定")
            if source:
                now += f"（{source}）"
            lines.append(f"{name}：{now} → {effect.value}")
        inner = QVBoxLayout()
        inner.setContentsMargins(24, 0, 0, 0)
        inner.addWidget(TextBlock("\n".join(lines), self, role="muted", size=theme.SMALL))
        column.addLayout(inner)


class PublishSheet(dialogs.Sheet):
    """From when a version holds, who issues it, what takes effect, and what the groups are told.

    ``tell`` is called with what is chosen whenever the announcement should be written anew; :meth:`show_announcement`
    takes it.
    """

    def __init__(
        self,
        parent: QWidget,
        detail: RegulationCard,
        effects: Sequence[SettingEffect],
        objections: Sequence[ObjectionCard],
        unit: str,
        tell: Callable[[Publishing], None],
        earliest: date | None = None,
    ) -> None:
        super().__init__(parent, _("发布“{title}”").format(title=detail.title), _("发布"))
        self._tell = tell
        self.main.setDefault(False)  # what cannot be taken back is no answer to Enter in a field
        self.main.setAutoDefault(False)
        self.cancel.setAutoDefault(False)
        room = self.screen().availableGeometry()
        self.resize(min(980, round(room.width() * 0.94)), min(680, round(room.height() * 0.88)))
        row = QHBoxLayout()
        row.setSpacing(theme.MARGIN)
        self.body.addLayout(row, 1)
        row.addWidget(self._left(detail, effects, objections, unit), 3)
        row.addLayout(self._right(), 2)
        if earliest is not None:
            self.day.setMinimumDate(QDate(earliest.year, earliest.month, earliest.day))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.say(_("发布后这一版不能再改；要改就发布新的版本，旧版本保留备查。"), muted=True)
        for field in (self.day, self.until):
            field.dateChanged.connect(self._on_field_changed)
        self.contact.textChanged.connect(self._on_field_changed)
        self.note.textChanged.connect(self._on_field_changed)
        for box in (self.signs, self.announces, *(one.tick for one in self.effects)):
            box.toggled.connect(self._on_field_changed)
        self._on_field_changed()

    def _left(
        self, detail: RegulationCard, effects: Sequence[SettingEffect], objections: Sequence[ObjectionCard], unit: str
    ) -> QWidget:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        host = QWidget(area)
        column = QVBoxLayout(host)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(theme.GAP)
        for where, sentence in detail.cautions:
            column.addWidget(
                TextBlock(_("注意 {where}：{what}").format(where=where, what=sentence), host, role="amber")
            )
        if detail.draft_saved:
            words = _("编辑器里有{when}打的字还没有保存，现在发布的是已经保存的文字。").format(when=detail.draft_saved)
            column.addWidget(TextBlock(words, host, role="amber"))
        if objections:
            names = "；".join(f"{one.name}（{one.label}）" for one in objections[:5])
            words = _("还有 {n} 条意见没有答复：{names}").format(n=len(objections), names=names)
            column.addWidget(TextBlock(words, host, role="amber"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        column.addLayout(form)
        said = effective_in(detail.text)
        self.day = day_field(host, _("生效日期"), said or clock.today())
        self.issuer = self._line(detail.issuer or unit, _("发布人"))
        self.interpreter = self._line(detail.interpreter, _("解释部门"))
        self.contact = self._line(detail.interpreter or unit, _("意见向谁提"))
        self.note = self._line("", _("原因"))
        self.note.setPlaceholderText(_("为什么制定或修订，会写进公告，可以不写"))
        self.signs = QCheckBox(_("要求签收，截止"), host)
        self.until = day_field(host, _("签收截止日期"), (said or clock.today()) + timedelta(days=7))
        now = clock.today()
        self.until.setMinimumDate(QDate(now.year, now.month, now.day))
        self.until.setEnabled(False)
        self.signs.toggled.connect(self.until.setEnabled)
        for words, field in (
            (_("生效日期"), self.day), (_("发布人"), self.issuer), (_("解释部门"), self.interpreter),
            (_("意见向谁提"), self.contact), (_("原因"), self.note),
        ):  # fmt: skip
            name = label(words, host, "muted")
            name.setBuddy(field)
            form.addRow(name, field)
        form.addRow(self.signs, self.until)
        hints = [_("正文里写的生效日期是{}。").format(clock.shown_day(said))] if said else []
        self._said = said
        self.unlike = TextBlock(_("和正文里写的生效日期不一样：请先改正文，或改这里。"), host, role="amber")
        form.addRow(self.unlike)
        self._later = any(number != detail.id for number, _version, _stage in detail.versions)
        words = _("生效日期早于今天：从那天起的行为改按这一版引用条款，当时大家看到的还是上一版。")
        self.past = TextBlock(words, host, role="amber")
        form.addRow(self.past)
        if not detail.interpreter:
            hints.append(_("正文里没有写由谁解释。"))
        if hints:
            form.addRow(TextBlock("".join(hints), host, role="muted", size=theme.SMALL))
        if effects:
            column.addWidget(label(_("生效那天用到群里的规定"), host, "heading"))
        self.effects = [EffectTick(effect, host) for effect in effects]
        for one in self.effects:
            column.addWidget(one)
        if effects:
            words = _("不勾的不用；条款里不再写的，原来的数值归群主自己定。")
            column.addWidget(TextBlock(words, host, role="muted", size=theme.SMALL))
        column.addStretch(1)
        area.setWidget(host)
        return area

    def _line(self, text: str, name: str) -> QLineEdit:
        field = QLineEdit(text, self)
        field.setAccessibleName(name)
        return field

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.GAP)
        self.announces = QCheckBox(_("为每个适用群起草公告"), self)
        self.announces.setChecked(True)
        column.addWidget(self.announces)
        self.told = QPlainTextEdit(self)
        self.told.setReadOnly(True)
        self.told.setTabChangesFocus(True)
        self.told.setAccessibleName(_("公告草稿"))
        self.told.setMinimumWidth(280)
        self.announces.toggled.connect(self.told.setVisible)
        column.addWidget(self.told, 1)
        words = _("公告只是草稿，发布后在“公告”里修改、发出。")
        column.addWidget(TextBlock(words, self, role="muted", size=theme.SMALL))
        return column

    def _on_field_changed(self) -> None:
        self.unlike.setVisible(self._said is not None and day_of(self.day) != self._said)
        self.past.setVisible(self._later and day_of(self.day) < clock.today())
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        if self.announces.isChecked():
            self._tell(self.chosen())

    def show_announcement(self, title: str, body: str) -> None:
        """What the groups would be told."""
        self.told.setPlainText(f"【{title}】\n{body}")

    def _filled(self) -> tuple[object, ...]:
        return tuple(value for value in super()._filled() if value != self.told.toPlainText())

    def chosen(self) -> Publishing:
        """What is settled."""
        return Publishing(
            day_of(self.day),
            self.issuer.text().strip(),
            self.interpreter.text().strip(),
            tuple(one.kind for one in self.effects if one.tick.isChecked()),
            self.announces.isChecked(),
            self.contact.text().strip(),
            day_of(self.until) if self.signs.isChecked() else None,
            self.note.text().strip(),
        )


class ApproveSheet(dialogs.Sheet):
    """Who approves a draft, and what he says of it."""

    def __init__(self, parent: QWidget, title: str, actor: str) -> None:
        super().__init__(parent, _("审核“{title}”").format(title=title), _("审核通过"))
        form = self.form()
        self.who = QLineEdit(actor, self)
        self.who.setAccessibleName(_("审核人"))
        self.note = QLineEdit(self)
        self.note.setAccessibleName(_("审核意见"))
        self.note.setPlaceholderText(_("可以不写"))
        for words, field in ((_("审核人"), self.who), (_("审核意见"), self.note)):
            name = label(words, self, "muted")
            name.setBuddy(field)
            form.addRow(name, field)
        form.addRow(TextBlock(_("审核人和日期会记下来，随版本保存。"), self, role="muted", size=theme.SMALL))
        self.who.textChanged.connect(self._on_who_changed)
        self._on_who_changed()
        self.fit(420)

    def _on_who_changed(self) -> None:
        self.main.setEnabled(bool(self.who.text().strip()))

    def chosen(self) -> tuple[str, str]:
        """Who, and the note."""
        return self.who.text().strip(), self.note.text().strip()


class RepealSheet(dialogs.Sheet):
    """From when a regulation holds no longer, and why."""

    def __init__(self, parent: QWidget, detail: RegulationCard) -> None:
        super().__init__(parent, _("废止“{title}”").format(title=detail.title), _("废止"), danger=True)
        self.main.setDefault(False)
        form = self.form()
        self.day = day_field(self, _("从哪天起废止"), clock.today())
        if detail.stage == "in_force" and detail.effective:
            first = date.fromisoformat(detail.effective)
            self.day.setMinimumDate(QDate(first.year, first.month, first.day))
        form.addRow(label(_("从哪天起"), self, "muted"), self.day)
        self.reason = QPlainTextEdit(self)
        self.reason.setAccessibleName(_("原因"))
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(72)
        self.reason.textChanged.connect(self._on_reason_changed)
        form.addRow(label(_("原因"), self, "muted"), self.reason)
        self.announces = QCheckBox(_("为每个适用群起草公告"), self)
        self.announces.setChecked(True)
        form.addRow(self.announces)
        words = _("废止不能撤回；条文和签收记录都保留。它定下的数值从那天起归群主自己定，处罚阶梯随之停用。")
        form.addRow(TextBlock(words, self, role="muted", size=theme.SMALL))
        self.fit(460)
        self._on_reason_changed()

    def _on_reason_changed(self) -> None:
        self.main.setEnabled(bool(self.reason.toPlainText().strip()))

    def chosen(self) -> tuple[date, str, bool]:
        """Day, reason, whether to announce it."""
        return day_of(self.day), self.reason.toPlainText().strip(), self.announces.isChecked()


class ScopeSheet(dialogs.Sheet):
    """In which groups a regulation holds; while it ``holds``, what it fixes may take effect in those that are added."""

    def __init__(
        self, parent: QWidget, detail: RegulationCard, known: Sequence[Group], effects: Sequence[SettingEffect],
        *, holds: bool,
    ) -> None:  # fmt: skip
        super().__init__(parent, _("“{title}”适用的群").format(title=detail.title), _("保存"))
        self.resize(560, 560)
        self._own = detail.group
        self._before = {number for number, _name in detail.groups}
        self.say(_("勾上的群都适用同一份规章，条款可以在这些群里引用。"), muted=True)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(_("找群"))
        self.field.setAccessibleName(_("找群"))
        self.field.textChanged.connect(self._on_field_changed)
        self.body.addWidget(self.field)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("适用的群"))
        self.every = button(_("全选列出的"), self._on_every_clicked, self, kind="quiet")
        self.body.addWidget(self.every, 0, Qt.AlignmentFlag.AlignLeft)
        self.every.setVisible(len(known) > _NAMED)
        for group in known:
            item = QListWidgetItem(group.name if group.id != detail.group else _("{}（起草的群）").format(group.name))
            item.setData(_ID, group.id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            on = group.id in self._before
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            if group.id == detail.group:
                item.setFlags(Qt.ItemFlag.ItemIsUserCheckable)
            self.list.addItem(item)
        self.list.itemChanged.connect(self._on_item_changed)
        self.body.addWidget(self.list, 1)
        self._adds = QWidget(self)
        column = QVBoxLayout(self._adds)
        column.setContentsMargins(0, 0, 0, 0)
        self.announces = QCheckBox(_("为新加的群起草公告"), self._adds)
        self.announces.setChecked(True)
        column.addWidget(self.announces)
        if effects:
            column.addWidget(label(_("新加的群用上这些规定"), self._adds, "heading"))
        self.ticks: dict[str, QCheckBox] = {}
        for effect in effects:
            words = f"{effect.title}：{effect.value}（{effect.at}）"
            self.ticks[effect.kind] = ticked(words, self._adds, column)
        self._can = holds
        self._adds.hide()
        self.body.addWidget(self._adds)

    def _on_field_changed(self, words: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(words.strip().lower() not in item.text().lower())

    def _on_every_clicked(self) -> None:
        for row in range(self.list.count()):
            if not self.list.item(row).isHidden():
                self.list.item(row).setCheckState(Qt.CheckState.Checked)

    def _on_item_changed(self) -> None:
        self._adds.setVisible(self._can and bool(set(self.chosen()[0]) - self._before))

    def chosen(self) -> tuple[tuple[int, ...], tuple[str, ...], bool]:
        """Ids of the groups, kinds of setting for the added ones, whether those are told."""
        items = [self.list.item(row) for row in range(self.list.count())]
        picked = tuple(int(i.data(_ID)) for i in items if i.checkState() == Qt.CheckState.Checked)
        kinds = tuple(kind for kind, tick in self.ticks.items() if tick.isChecked())
        return picked, kinds, self.announces.isChecked()

    def _filled(self) -> tuple[object, ...]:
        return self.chosen()
