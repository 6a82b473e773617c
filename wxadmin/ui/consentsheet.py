"""Consent to being listed: noting it, withdrawing it, and who of a group has none; and what must not be erased yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QWidget

from wxadmin.domain.papers import Paper
from wxadmin.i18n import _
from wxadmin.services import clock, consent, forms, restrictions
from wxadmin.services.consent import Consent, Lacking
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.choice import ask_choice
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.papersheet import PaperSheet
from wxadmin.ui.strip import Strip


class ConsentPaper(PaperSheet):
    """The form to be signed, for one person or blank; printed, never issued."""

    def __init__(self, parent: QWidget, desk: Desk, group: int, person: int | None) -> None:
        super().__init__(parent, desk, _("信息使用同意书"), kind="form")
        self._group, self._person = group, person
        self.plain = True
        self.again()

    def paper(self) -> Callable[[], Paper]:
        store, group, person = self.desk.store, self._group, self._person
        return lambda: forms.build(store, group, "consent", forms.prefill(store, group, "consent", person))


class ConsentSheet(dialogs.Sheet):
    """Who consented, to what, on which day; for one person or for several at once."""

    def __init__(self, parent: QWidget, title: str, guardians: Sequence[str] = ()) -> None:
        super().__init__(parent, title, _("登记同意"))
        form = self.form()
        self.kind = QComboBox(self)
        for key, words in consent.KINDS.items():
            self.kind.addItem(words, key)
        self.whom = QComboBox(self)
        self.whom.setEditable(True)
        self.whom.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.whom.addItems(list(guardians))
        self.day = day_field(self, _("哪一天"), clock.today())
        self.note = QLineEdit(self)
        self.note.setPlaceholderText(_("例如：纸质同意书存办公室，可以不写"))
        for words, field in (
            (_("同意什么"), self.kind), (_("由谁同意"), self.whom), (_("哪一天"), self.day), (_("备注"), self.note),
        ):  # fmt: skip
            name = label(words, self, "muted")
            name.setBuddy(field)
            field.setAccessibleName(words)
            form.addRow(name, field)
        self.whom.currentTextChanged.connect(self._on_whom_changed)
        self._on_whom_changed()
        self.fit(480)

    def _on_whom_changed(self) -> None:
        self.main.setEnabled(bool(self.whom.currentText().strip()))


class LackingSheet(dialogs.Sheet):
    """Everybody of a group for whom no consent holds; those ticked get one noted."""

    def __init__(self, parent: QWidget, group: str, lacking: Sequence[Lacking]) -> None:
        super().__init__(parent, _("{group}：还没有取得同意的人").format(group=group), _("登记勾选的人…"))
        self.prints = False
        """Whether the sheet was left to print the blank form."""
        self.say(_("名单里可能有未成年人的群，要先取得监护人同意。"), muted=True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("没有取得同意的人"))
        for one in lacking:
            words = "　".join(part for part in (one.name, one.department, "、".join(one.guardians)) if part)
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, one.person)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.itemChanged.connect(self._on_item_changed)
        self.body.addWidget(self.list, 1)
        if not lacking:
            self.say(_("都已取得同意，或这个群不要求。"))
        self.body.addWidget(button(_("打印空白同意书…"), self._on_print_clicked, self, kind="link"))
        self.resize(480, 460)
        self._on_item_changed()

    def _on_item_changed(self) -> None:
        self.main.setEnabled(bool(self.chosen()))

    def _on_print_clicked(self) -> None:
        self.prints = True
        self.done(0)

    def chosen(self) -> tuple[int, ...]:
        """The people ticked."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(
            int(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        )


async def note(page: QWidget, desk: Desk, strip: Strip, persons: Sequence[int], guardians: Sequence[str] = ()) -> bool:
    """Note a consent for these people; whether it was."""
    if not desk.may("roster"):
        desk.refuse(strip, "roster")
        return False
    sheet = ConsentSheet(page, _("登记同意（{} 人）").format(len(persons)), guardians)
    if not await dialogs.show(sheet):
        return False
    kind, whom = str(sheet.kind.currentData()), sheet.whom.currentText()
    day, words = day_of(sheet.day), sheet.note.text()
    change = await desk.change(
        lambda: consent.give(desk.store, persons, whom, day, kind=kind, note=words), strip, _("已登记同意")
    )
    return change is not None


async def withdraw(page: QWidget, desk: Desk, strip: Strip, person: int) -> bool:
    """Choose one of a person's consents that hold and note that it was withdrawn; whether it was."""
    if not desk.may("roster"):
        desk.refuse(strip, "roster")
        return False
    every = await desk.read(lambda: consent.every(desk.store, person), strip)
    held: dict[str, Consent] = {one.line: one for one in every or () if not one.withdrawn}
    if not held:
        strip.hint(_("没有还有效的同意。"))
        return False
    line = await ask_choice(page, _("撤回同意"), _("哪一份"), _("登记撤回"), tuple(held))
    if line is None:
        return False
    chosen = held[line].id
    return await desk.change(lambda: consent.withdraw(desk.store, chosen), strip, _("已登记撤回")) is not None


async def lacking(page: QWidget, desk: Desk, strip: Strip, group: int, name: str) -> None:
    """Show who of a group has not consented; note it for those ticked, or print the form."""
    found = await desk.read(lambda: consent.missing(desk.store, group), strip)
    if found is None:
        return
    sheet = LackingSheet(page, name, found)
    if await dialogs.show(sheet):
        await note(page, desk, strip, sheet.chosen())
    elif sheet.prints:
        await dialogs.show(ConsentPaper(page, desk, group, None))


async def restrict(page: QWidget, desk: Desk, strip: Strip, person: int) -> None:
    """Restrict the erasing of a person's data, or lift the restriction that holds."""
    if not desk.may("erase"):
        desk.refuse(strip, "erase")
        return
    store = desk.store
    every = await desk.read(lambda: restrictions.every(store, person), strip)
    held = next((one for one in every or () if one.holds), None)
    if held is not None:
        if await dialogs.confirm(page, _("解除限制处理"), held.line, _("解除")):
            number = held.id
            await desk.change(lambda: restrictions.lift(store, number), strip, _("已解除限制处理"))
        return
    words = _("为什么暂时不能删除此人的信息？例如：对某个决定的申诉还没有结束")
    reason = await dialogs.ask_text(page, _("限制处理个人信息"), words, _("限制处理"), needed=True)
    if reason is not None:
        await desk.change(lambda: restrictions.impose(store, person, reason), strip, _("已限制处理"))
