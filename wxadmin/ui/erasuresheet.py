"""个人信息删除: what goes, what stays and why, what stands in the way; then it is done, once and for all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.services import clock, erasure, erasure_certificates, retention
from wxadmin.services.erasure import ErasurePreview
from wxadmin.services.erasure_preview import Line
from wxadmin.services.retention import Leaver, OldChats, Retention
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import Card, button, label
from wxadmin.ui.desk import Desk
from wxadmin.ui.publishsheet import ticked
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock


class ErasureSheet(dialogs.Sheet):
    """The preview; the verb is off until the name is typed, a reason given and every doubt ticked."""

    def __init__(self, parent: QWidget, seen: ErasurePreview, reason: str = "") -> None:
        super().__init__(parent, _("删除“{name}”的个人信息").format(name=seen.name), _("删除个人信息"), danger=True)
        self._seen = seen
        self._refuse_enter()
        self.left_for: tuple[str, int | None] | None = None
        """(page, record) where the sheet was left to settle something first."""
        card = Card(self)
        card.link_opened.connect(self._on_link_opened)
        self._obstacles(card)
        self._lines(card, _("会删去"), seen.goes, _("没有可删的内容。"))
        self._lines(card, _("会保留"), seen.stays, _("没有保留的内容。"))
        self._also: dict[str, QCheckBox] = {}
        self.thins: QCheckBox | None = None
        self._choices(card)
        card.finish()
        self.body.addWidget(card, 1)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.reason = QLineEdit(reason, self)
        self.reason.setPlaceholderText(_("例如：离职满半年。会保留下来，不要写姓名"))
        self.typed = QLineEdit(self)
        self.typed.setPlaceholderText(_("照原样输入姓名，确认删的是这个人"))
        for words, field in ((_("原因"), self.reason), (_("姓名"), self.typed)):
            name = label(words, self, "muted")
            name.setBuddy(field)
            field.setAccessibleName(words)
            field.textChanged.connect(self._on_field_changed)
            form.addRow(name, field)
        self.body.addLayout(form)
        self.certifies = QCheckBox(_("签发一份不写姓名的删除证明"), self)
        self.certifies.setChecked(True)
        self.body.addWidget(self.certifies)
        self.say(_("删除后不能撤销，也不能恢复。"), muted=True)
        for piece in (*self._also.values(), *self.doubts):
            piece.toggled.connect(self._on_field_changed)
        room = self.screen().availableGeometry()
        self.resize(min(680, round(room.width() * 0.94)), min(720, round(room.height() * 0.9)))
        self._on_field_changed()
        (self.reason if not reason else self.typed).setFocus()

    def _refuse_enter(self) -> None:
        """What cannot be taken back is no answer to Enter in a field."""
        self.main.setDefault(False)
        self.main.setAutoDefault(False)
        self.cancel.setAutoDefault(False)

    def _obstacles(self, card: Card) -> None:
        self.doubts: list[QCheckBox] = []
        if self._seen.blocked:
            card.section(_("先要处理，现在不能删"))
            for one in self._seen.blocked:
                if one.page:
                    card.link(one.words, one.page, one.record if one.record is not None else 0)
                else:
                    card.text(one.words, role="danger")
        if self._seen.doubts:
            card.section(_("请确认"))
            column = self._column()
            for one in self._seen.doubts:
                tick = ticked(_("仍然删除：{why}").format(why=one.words), card.host, column)
                tick.setChecked(False)
                tick.setProperty("key", one.key)
                self.doubts.append(tick)
            card.add(column)

    def _choices(self, card: Card) -> None:
        if self._seen.choices:
            card.section(_("还可以删去"))
            column = self._column()
            for one in self._seen.choices:
                words = one.words if one.count == 1 else _("{words}（{n} 处）").format(words=one.words, n=one.count)
                tick = ticked(words, card.host, column)
                tick.setChecked(one.ticked)
                self._also[one.key] = tick
            card.add(column)
        if self._seen.copies:
            card.section(_("旧备份里还有"))
            names = [copy.words for copy in self._seen.copies]
            shown = names if len(names) <= 4 else [*names[:3], _("等 {} 份").format(len(names))]
            card.text("；".join(shown), role="muted", size=theme.SMALL)
            card.text(_("今后恢复这些备份时，会再次删除此人的信息；文件本身在删掉以前仍含有它。"), role="muted")
            column = self._column()
            words = _("删除后做一个新备份，并删掉这 {} 份旧的").format(len(names))
            self.thins = ticked(words, card.host, column)
            self.thins.setChecked(False)
            card.add(column)

    def _column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        return column

    def _lines(self, card: Card, title: str, lines: Sequence[Line], nothing: str) -> None:
        card.section(title)
        for line in lines:
            card.text(_("{what}：{n}").format(what=line.what, n=line.count))
            if line.why:
                card.text(line.why, role="muted", size=theme.SMALL)
        if not lines:
            card.text(nothing, role="muted")

    def _on_field_changed(self) -> None:
        self.main.setEnabled(
            not self._seen.blocked
            and bool(self.reason.text().strip())
            and self.typed.text().strip() == self._seen.name
            and all(tick.isChecked() for tick in self.doubts)
        )

    def _on_link_opened(self, page: str, record: object) -> None:
        self.left_for = page, record if isinstance(record, int) and record else None
        self.done(0)

    def also(self) -> tuple[str, ...]:
        """Keys of what goes besides."""
        return tuple(key for key, tick in self._also.items() if tick.isChecked())


class RetentionSheet(dialogs.Sheet):
    """Who left and when their time is over; each chosen one is then previewed. The days can be set here."""

    def __init__(self, parent: QWidget, known: Sequence[Leaver], kept: Retention, old: OldChats) -> None:
        super().__init__(parent, _("离开人员的保留期限"), _("逐个预览并删除…"))
        self._kept = kept
        form = QFormLayout()
        self.days = self._spin(kept.days, _("离开后保留"))
        self.chat_days = self._spin(kept.chat_days, _("聊天归档保留"))
        self.chat_days.setSpecialValueText(_("不提醒"))
        for words, field in ((_("离开后保留"), self.days), (_("聊天归档保留"), self.chat_days)):
            form.addRow(label(words, self, "muted"), field)
        self.body.addLayout(form)
        self.old: QPushButton | None = None
        if old.day is not None and (old.going or old.staying):
            words = _("归档里有 {going} 条消息早于{day}，可以删除；另有 {staying} 条更早的有记录引用，会留下。").format(
                going=f"{old.going:,}", day=clock.shown_day(old.day), staying=f"{old.staying:,}"
            )
            self.body.addWidget(TextBlock(words, self, role="muted"))
            if old.going:
                self.old = button(_("删除过期的聊天…"), self._on_old_clicked, self)
                self.body.addWidget(self.old)
        self.wants_old = False
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("离开的人员"))
        ready = {one.person for one in known if one.overdue}
        for one in known:
            item = QListWidgetItem(one.line)
            item.setData(Qt.ItemDataRole.UserRole, one.person)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if one.person in ready else Qt.CheckState.Unchecked)
            if one.told:
                item.setToolTip(_("离开日期来自{}").format(one.told))
            self.list.addItem(item)
        self.list.itemChanged.connect(self._on_field_changed)
        for field in (self.days, self.chat_days):
            field.valueChanged.connect(self._on_field_changed)
        self.body.addWidget(self.list, 1)
        if not known:
            self.say(_("没有已离开的人员。"), muted=True)
        self.say(_("到期只是提醒，不会自动删除；勾选的人会一个一个给出预览。"), muted=True)
        self.main.setDefault(False)
        self.main.setAutoDefault(False)
        self.resize(560, 520)
        self._on_field_changed()

    def _spin(self, value: int, name: str) -> QSpinBox:
        field = QSpinBox(self)
        field.setRange(0, 36_500)
        field.setSuffix(_(" 天"))
        field.setValue(value)
        field.setAccessibleName(name)
        return field

    def _on_old_clicked(self) -> None:
        self.wants_old = True
        self.accept()

    def _on_field_changed(self) -> None:
        chosen = self.chosen()
        if self.old is not None:  # counted for the days as they are kept
            self.old.setEnabled(self.wanted() == self._kept)
        self.main.setText(_("逐个预览并删除…") if chosen else _("保存期限"))
        self.main.setEnabled(bool(chosen) or self.wanted() != self._kept)

    def chosen(self) -> tuple[int, ...]:
        """The people ticked."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(
            int(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def wanted(self) -> Retention:
        """The days as set."""
        return Retention(self.days.value(), self._kept.categories, self.chat_days.value())


async def begin(page: QWidget, desk: Desk, strip: Strip, person: int, reason: str = "") -> bool:
    """Preview and, when the owner says so, erase; whether it was erased."""
    if not desk.may("erase"):
        desk.refuse(strip, "erase")
        return False
    store = desk.store
    seen = await desk.job(_("看要删去什么"), lambda step: erasure.preview(store, person, step), strip)
    if seen is None:
        return False
    sheet = ErasureSheet(page, seen, reason)
    if not await dialogs.show(sheet):
        if sheet.left_for is not None:
            desk.open(*sheet.left_for)
        return False
    said, typed, also = sheet.reason.text(), sheet.typed.text(), sheet.also()
    confirmed = [one.key for one in seen.doubts]
    copies = [copy.path for copy in seen.copies] if sheet.thins is not None and sheet.thins.isChecked() else []
    certifies = sheet.certifies.isChecked()
    change = await desk.change(
        lambda: erasure.erase(store, person, said, typed=typed, also=also, confirmed=confirmed),
        strip,
        _("已删除此人的个人信息"),
        final=True,
    )
    if change is None:
        return False
    if copies:
        gone = await desk.job(_("换成新的备份"), lambda step: erasure.thin_copies(store, copies, step), strip)
        if gone is not None:
            strip.done(_("已删除此人的个人信息，做了新备份，删掉 {} 份旧的").format(gone))
    if certifies:
        number = change.value
        issued = await desk.change(
            lambda: erasure_certificates.issue(store, number), strip, _("已删除，删除证明已签发"), final=True
        )
        if issued is not None:
            desk.open("papers", issued.value.id)
    return True


async def remove_old(page: QWidget, desk: Desk, strip: Strip) -> int:
    """Say what removing old chats would do and, when the owner says so, do it. How many messages went."""
    if not desk.may("erase"):
        desk.refuse(strip, "erase")
        return 0
    store = desk.store
    seen = await desk.read(lambda: retention.old_chats_preview(store), strip)
    if seen is None or seen.day is None or not seen.going:
        unset = seen is not None and seen.day is None
        nothing = _("没有过期的聊天可以删除。")
        strip.hint(_("还没有设定聊天归档保留多久：在花名册页的“保留期限”里写上天数。") if unset else nothing)
        return 0
    words = _(
        "{day}以前的 {going} 条消息将从记录文件里真正删除，不能撤销。{staying} 条留下：它们是证据、在待审队列里，"
        "或登记过清理。以前做的备份里还有这些消息，备份到期清掉后才没有。"
    ).format(day=clock.shown_day(seen.day), going=f"{seen.going:,}", staying=f"{seen.staying:,}")
    if not await dialogs.confirm(page, _("删除过期的聊天"), words, _("删除"), danger=True):
        return 0
    count = await desk.job(_("删除过期的聊天"), lambda step: retention.remove_old_chats(store, step), strip)
    if count is not None:
        strip.done(_("已删除 {n} 条过期的消息").format(n=f"{count:,}"))
    return count or 0


async def overdue(page: QWidget, desk: Desk, strip: Strip) -> int:
    """Show who left and whose time is over; erase those chosen, one preview after the other. How many were erased."""
    if not desk.may("erase"):
        desk.refuse(strip, "erase")
        return 0
    store = desk.store

    def read() -> tuple[tuple[Leaver, ...], Retention, OldChats]:
        return retention.leavers_of(store), retention.get(store), retention.old_chats_preview(store)

    found = await desk.read(read, strip)
    if found is None:
        return 0
    sheet = RetentionSheet(page, *found)
    if not await dialogs.show(sheet):
        return 0
    if sheet.wants_old:
        await remove_old(page, desk, strip)
        return 0
    wanted, chosen = sheet.wanted(), sheet.chosen()
    if wanted != found[1]:
        await desk.change(lambda: retention.save(store, wanted), strip, _("已改保留期限"))
    gone = 0
    for person in chosen:
        if not await begin(page, desk, strip, person, _("保留期限已到")):
            break
        gone += 1
    return gone
