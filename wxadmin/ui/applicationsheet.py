"""登记申请: the blanks of one kind of application, with who it is by the roster while the name is typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QDateEdit, QLineEdit, QPlainTextEdit, QWidget

from wxadmin.domain.applications import FORMS, OFFICIAL, REASONS
from wxadmin.domain.deadlines import APPLICATION_DAYS, Calendar
from wxadmin.domain.forms import Blank
from wxadmin.i18n import _
from wxadmin.services import applications, clock, forms, identity, workdays
from wxadmin.services.applications import ApplicationDraft
from wxadmin.services.identity import Claim, Identity
from wxadmin.services.records import Change
from wxadmin.ui import dialogs
from wxadmin.ui.card import label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock
from wxadmin.ui.yearnote import YearNote

_PAUSE = 300  # ms without another letter before the roster is asked
_OWN = {"group", "name", "nickname"}
"""Blanks that have fields of their own above the others."""
_DAYS = {"until", "day"}
_WIDTH = 560


class WhoBox(QComboBox):
    """Who of the roster it is: what the check proposes, or nobody."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("花名册里是谁"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        self.offer(None, None, "")

    def offer(self, found: Identity | None, chosen: int | None, words: str) -> None:
        """Offer the person that was chosen, who is certain, and who it may be."""
        self.clear()
        self.addItem(_("（还没认出，待核对）"), None)
        known: dict[int, str] = {}
        if chosen is not None:
            known[chosen] = words
        if found is not None and found.person is not None:
            sure = next((f.words for f in found.findings if f.code == "match"), "")
            known.setdefault(found.person, sure.split("：")[-1].split("，")[0])
        for person, shown in () if found is None else found.candidates:
            known.setdefault(person, shown)
        for person, shown in known.items():
            self.addItem(shown, person)
        wanted = chosen if chosen is not None else found.person if found is not None else None
        self.setCurrentIndex(max(0, self.findData(wanted)))

    @property
    def person(self) -> int | None:
        """Who is chosen."""
        data = self.currentData()
        return data if isinstance(data, int) else None


class ApplicationSheet(dialogs.Sheet):
    """One application: new, or one that waits to be corrected. What the form asks stands in the order of the form."""

    def __init__(
        self, parent: QWidget, desk: Desk, draft: ApplicationDraft, days: Calendar, *, new: bool, known: str = ""
    ) -> None:  # fmt: skip
        words = applications.WORDS[draft.kind]
        title = _("登记{}申请").format(words) if new else _("更正{}申请").format(words)
        super().__init__(parent, title, _("登记") if new else _("保存"))
        self.desk = desk
        self._draft = draft
        self._calendar = days
        self._turn = 0
        self._found: Identity | None = None
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        form = self.form()
        self._form = form
        self.group = QComboBox(self)
        if draft.kind != "founding":
            self._fill_groups()
            form.addRow(label(_("群"), self, "muted"), self.group)
        else:
            self.group.hide()
        member = draft.kind in ("join", "exit")
        hint = _("姓名；家长写学生姓名，关系填在下面") if draft.kind == "join" else _("姓名")
        self.name = self._line(_("申请人"), draft.name, hint)
        self.nickname = self._line(_("群昵称"), draft.nickname, _("在微信里叫什么，可以不填"), shown=member)
        self._fields: dict[str, QLineEdit | QPlainTextEdit | QComboBox] = {}
        reason = REASONS[draft.kind]
        for blank in forms.kind_of(FORMS[draft.kind]).blanks:
            if (blank.key in _OWN and not (draft.kind == "founding" and blank.key == "group")) or blank.key in OFFICIAL:
                continue
            value = draft.reason if blank.key == reason else draft.fields.get(blank.key, "")
            field = self._field(blank, value)
            self._fields[blank.key] = field
            form.addRow(label(blank.label, self, "muted"), field)
        self.who = WhoBox(self)
        self.who.offer(None, draft.person, known)
        form.addRow(label(_("花名册里是"), self, "muted"), self.who)
        self.told = TextBlock("", self, role="muted")
        form.addRow(label("", self), self.told)
        self.received = day_field(self, _("收到日期"), draft.received or clock.today())
        form.addRow(label(_("收到日期"), self, "muted"), self.received)
        first = draft.received or clock.today()
        self.due = day_field(self, _("办理期限"), draft.due or days.after(first, APPLICATION_DAYS[draft.kind]))
        form.addRow(label(_("办理期限"), self, "muted"), self.due)
        self.unknown = YearNote(self, form)
        self.due.dateChanged.connect(self._on_due_changed)
        self._on_due_changed()
        self.received.dateChanged.connect(self._on_received_changed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._on_timer_timeout)
        for line in (self.name, *(self._fields[key] for key in ("department", "number", "phone", "relation")
                                  if key in self._fields)):  # fmt: skip
            if isinstance(line, QLineEdit):
                line.textChanged.connect(self._on_name_changed)
        self.setMinimumWidth(460)
        self.fit(_WIDTH)
        self._on_name_changed()
        self.name.setFocus()

    def _fill_groups(self) -> None:
        self.group.setAccessibleName(_("群"))
        self.group.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.group.setMinimumContentsLength(16)
        if self._draft.kind == "outside":
            self.group.addItem(_("（和哪个群都没有关系）"), None)
        for one in self.desk.groups:
            if one.state != "dissolved" or one.id == self._draft.group:
                self.group.addItem(one.name, one.id)
        self.group.setCurrentIndex(max(0, self.group.findData(self._draft.group)))

    def _line(self, title: str, text: str, hint: str, *, shown: bool = True) -> QLineEdit:
        field = QLineEdit(text, self)
        field.setPlaceholderText(hint)
        field.setAccessibleName(title)
        if shown:
            self._form.addRow(label(title, self, "muted"), field)
        else:
            field.hide()
        return field

    def _field(self, blank: Blank, value: str) -> QLineEdit | QPlainTextEdit | QComboBox:
        field: QLineEdit | QPlainTextEdit | QComboBox
        if blank.choices:
            field = QComboBox(self)
            field.addItem(_("（不选）"), "")
            for choice in blank.choices:
                field.addItem(choice, choice)
            if value and value not in blank.choices:
                field.addItem(value, value)
            field.setCurrentIndex(max(0, field.findData(value)))
        elif blank.lines > 2:
            field = QPlainTextEdit(value, self)
            field.setTabChangesFocus(True)
            field.setFixedHeight(64)
        else:
            field = QLineEdit(value.replace("\n", " "), self)
            if blank.key in _DAYS:
                field.setPlaceholderText(_("例如 2026-12-31"))
        field.setAccessibleName(blank.label)
        return field

    # What stands in it

    def _value(self, key: str) -> str:
        field = self._fields.get(key)
        if isinstance(field, QComboBox):
            return str(field.currentData() or "")
        if isinstance(field, QPlainTextEdit):
            return field.toPlainText().strip()
        return field.text().strip() if field is not None else ""

    def draft(self) -> ApplicationDraft:
        """The application as filled in."""
        kind, reason = self._draft.kind, REASONS[self._draft.kind]
        fields = {key: self._value(key) for key in self._fields if key != reason}
        person = self.who.person
        found = None if self._found is None else self._found.person
        by = "" if person is None else "program" if person == found else "owner"
        if person is not None and person == self._draft.person and self._draft.identified:
            by = self._draft.identified
        group = None if kind == "founding" else self.group.currentData()
        return ApplicationDraft(
            kind, group, self.name.text().strip(), person, self.nickname.text().strip(), self._value(reason),
            day_of(self.received), day_of(self.due), {key: value for key, value in fields.items() if value}, by,
        )  # fmt: skip

    # While it is typed

    def _on_received_changed(self) -> None:
        first = day_of(self.received)
        due = self._calendar.after(first, APPLICATION_DAYS[self._draft.kind])
        self.due.setDate(QDateEdit.date(self.received).addDays((due - first) // timedelta(days=1)))

    def _on_due_changed(self) -> None:
        self.unknown.tell(self._calendar, day_of(self.received), day_of(self.due))

    def _on_name_changed(self) -> None:
        self.main.setEnabled(bool(self.name.text().strip()))
        self.strip.clear()
        self._turn += 1
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        self.desk.tasks.start(self._look(self._turn))

    async def _look(self, turn: int) -> None:
        if not shiboken6.isValid(self) or not self.isVisible():
            return  # closed before its turn came
        fields: dict[str, str] = {key: self._value(key) for key in ("department", "relation")}
        called = identity.said_of(self.name.text(), "", fields)
        claim = Claim(called, self._value("number"), self._value("phone"), self.name.text().strip())
        store = self.desk.store

        def look() -> Identity | None:
            return identity.of(store, claim) if called else None

        found = await self.desk.read(look, self.strip)
        if turn != self._turn or not shiboken6.isValid(self) or not self.isVisible():
            return
        self._found = found
        chosen = self.who.person if self._draft.identified == "owner" else None
        self.who.offer(found, chosen, self.who.currentText())
        self.told.set_text("" if found is None else "；".join(one.words for one in found.findings))


async def file_one(desk: Desk, parent: QWidget, strip: Strip, kind: str) -> int | None:
    """Ask for one application of a kind and take it in; its id, or None."""
    draft = ApplicationDraft(kind, desk.group, "")
    return await _until_done(desk, parent, strip, draft, None)


async def correct(desk: Desk, parent: QWidget, strip: Strip, card: applications.ApplicationCard) -> None:
    """Let an application that waits be corrected."""
    await _until_done(desk, parent, strip, card.draft, card)


async def _until_done(
    desk: Desk, parent: QWidget, strip: Strip, draft: ApplicationDraft, card: applications.ApplicationCard | None
) -> int | None:  # fmt: skip
    """What was filled in comes back with what was wrong, until it is taken in or given up."""
    from wxadmin.domain.errors import UserError

    days = await desk.read(lambda: workdays.calendar(desk.store), strip)
    if days is None:
        return None
    error: UserError | None = None
    while True:
        known = "" if card is None else card.person_label
        sheet = ApplicationSheet(parent, desk, draft, days, new=card is None, known=known)
        if error is not None:
            sheet.strip.wrong(error)
        if not await dialogs.show(sheet):
            return None
        draft = sheet.draft()
        try:
            change = await desk.tasks.run(lambda draft=draft: _write(desk, draft, card))  # type: ignore[misc]
        except UserError as wrong:
            error = wrong
            continue
        words = _("已登记 {who} 的{kind}申请") if card is None else _("已更正 {who} 的{kind}申请")
        desk.tell(change, strip)
        way = ((_("打开"), partial(desk.open, "applications", change.value)),)
        strip.done(words.format(who=draft.name, kind=applications.WORDS[draft.kind]), change.id, way)
        return int(change.value)


def _write(
    desk: Desk, draft: ApplicationDraft, card: applications.ApplicationCard | None
) -> Change[int]:  # fmt: skip
    if card is None:
        return applications.file(desk.store, draft)
    return applications.edit(desk.store, card.id, card.version, draft)


def reasons(found: Sequence[identity.Finding]) -> str:
    """Findings as lines with a sign each, so that the colour is not the only one."""
    signs = {"ok": "✓", "info": "·", "warn": "！", "danger": "✗"}
    return "\n".join(f"{signs.get(one.tone, '·')} {one.words}" for one in found)
