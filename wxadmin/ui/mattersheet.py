"""登记事项: one sheet for every kind; what it asks follows from the kind chosen on top."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from wxadmin.domain.deadlines import Calendar
from wxadmin.domain.forms import Blank
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, matter_answers, matter_kinds, reviewables
from wxadmin.services.matter_kinds import Term
from wxadmin.services.matters import MatterDraft, Party
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.flow import Flow
from wxadmin.ui.strip import Strip
from wxadmin.ui.yearnote import YearNote

_WIDTH = 600
_BETWEEN = re.compile(r"[、，,；;\n]+")
Field = QLineEdit | QPlainTextEdit | QComboBox


class MatterSheet(dialogs.Sheet):
    """One matter, new or to be corrected. ``known`` are people by their words, ``terms`` the days to answer by kind.

    ``fixed``: the kind stays. ``files`` are the paths of evidence chosen, to be taken in afterwards.
    """

    def __init__(
        self, parent: QWidget, desk: Desk, draft: MatterDraft, known: Mapping[str, int], terms: Mapping[str, Term], *,
        verb: str, fixed: bool = False, files: tuple[Path, ...] = (),
    ) -> None:  # fmt: skip
        words = matter_kinds.RAISED[draft.kind]
        super().__init__(parent, _("更正{}").format(words) if fixed else _("登记事项"), verb)
        self.desk = desk
        self.files = files
        self._draft = draft
        self._known = dict(known)
        self._terms = terms
        self._moved = draft.due is not None
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        form = self._form = self.form()
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(_("种类"))
        for key, title in matter_kinds.RAISED.items():
            self.kind.addItem(title, key)
        self.kind.setCurrentIndex(self.kind.findData(draft.kind))
        self.kind.setEnabled(not fixed)
        form.addRow(label(_("种类"), self, "muted"), self.kind)
        self.group = QComboBox(self)
        self.group.setAccessibleName(_("群"))
        for one in desk.groups:
            if one.state != "dissolved" or one.id == draft.group:
                self.group.addItem(one.name, one.id)
        self.group.setCurrentIndex(max(0, self.group.findData(draft.group)))
        self.group.setEnabled(not fixed)
        form.addRow(label(_("群"), self, "muted"), self.group)
        self._by_words = label("", self, "muted")
        self.by = self._person_line(draft.by.label, _("姓名或群昵称；匿名的可以不填"))
        form.addRow(self._by_words, self.by)
        self.secret = QCheckBox(_("为此人保密：列表和给别人的纸面上不出现姓名"), self)
        self.secret.setChecked(draft.secret)
        form.addRow(label("", self), self.secret)
        self._about_words = label("", self, "muted")
        self.about = QLineEdit("、".join(party.label for party in draft.about), self)
        self.about.setPlaceholderText(_("姓名或群昵称，几个人用顿号隔开"))
        form.addRow(self._about_words, self.about)
        self.title = QLineEdit(draft.title, self)
        self.title.setAccessibleName(_("标题"))
        self.title.setPlaceholderText(_("可以不填，取内容的第一句"))
        form.addRow(label(_("标题"), self, "muted"), self.title)
        self._text_words = label("", self, "muted")
        self.text = QPlainTextEdit(draft.body, self)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(110)
        form.addRow(self._text_words, self.text)
        self._blanks: dict[str, dict[str, tuple[QLabel, Field]]] = {}
        for kind, blanks in matter_kinds.BLANKS.items():
            self._blanks[kind] = {blank.key: self._blank(form, kind, blank) for blank in blanks}
        self.received = day_field(self, _("收到日期"), draft.received)
        form.addRow(label(_("收到日期"), self, "muted"), self.received)
        self.due = day_field(self, _("答复期限"), draft.due)
        self._due_words = label("", self, "muted")
        form.addRow(self._due_words, self.due)
        self.unknown = YearNote(self, form)
        self._files = label("", self, "muted")
        holder = QWidget(self)
        row = Flow(holder)
        row.addWidget(button(_("添加截图、录音、文件…"), self._on_files_clicked, holder, icon="file-plus"))
        row.addWidget(self._files)
        self._evidence = label(_("证据"), self, "muted")
        if not fixed:
            form.addRow(self._evidence, holder)
        else:
            holder.hide()
            self._evidence.hide()
        self.kind.currentIndexChanged.connect(self._on_kind_changed)
        self.received.dateChanged.connect(self._on_received_changed)
        self.due.userDateChanged.connect(self._on_due_changed)
        self.text.textChanged.connect(self._on_text_changed)
        self._on_kind_changed(0)
        self._on_text_changed()
        self._show_files()
        self.setMinimumWidth(480)
        self.fit(_WIDTH)
        (self.text if draft.by.label or draft.body else self.by).setFocus()

    def _person_line(self, text: str, hint: str) -> QLineEdit:
        field = QLineEdit(text, self)
        field.setPlaceholderText(hint)
        completer = QCompleter(list(self._known), field)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        field.setCompleter(completer)
        return field

    def _blank(self, form: QFormLayout, kind: str, blank: Blank) -> tuple[QLabel, Field]:
        value = self._draft.fields.get(blank.key, "") if kind == self._draft.kind else ""
        field: Field
        if blank.choices or blank.key == "act":
            field = QComboBox(self)
            field.addItem(_("（不选）"), "")
            for choice in blank.choices or reviewables.CATEGORIES.values():
                field.addItem(choice, on_paper(choice))  # what is stored is Chinese
            if value and field.findData(value) < 0:
                field.addItem(value, value)
            field.setCurrentIndex(max(0, field.findData(value)))
        elif blank.lines > 1:
            field = QPlainTextEdit(value, self)
            field.setTabChangesFocus(True)
            field.setFixedHeight(64)
        else:
            field = QLineEdit(value.replace("\n", " "), self)
        field.setAccessibleName(blank.label)
        words = label(blank.label, self, "muted")
        form.addRow(words, field)
        return words, field

    # What stands in it

    def draft(self) -> MatterDraft:
        """The matter as filled in."""
        kind = str(self.kind.currentData())
        fields = {key: _value(field) for key, (_words, field) in self._blanks[kind].items()}
        about = [part.strip() for part in _BETWEEN.split(self.about.text()) if part.strip()]
        own = self._draft
        before = {party.label: party for party in own.about if party.label}
        same = kind == own.kind and self.group.currentData() == own.group
        return MatterDraft(
            kind, self.group.currentData(), self.text.toPlainText().strip(), self.title.text().strip(),
            self._party(self.by.text(), {own.by.label: own.by} if own.by.label else {}),
            tuple(self._party(part, before) for part in about), self.secret.isChecked(), fields,
            day_of(self.received), day_of(self.due), own.message if same or own.message else None, own.earlier,
        )  # fmt: skip

    def _party(self, text: str, before: Mapping[str, Party]) -> Party:
        words = text.strip()
        if words in before:
            return before[words]
        person = self._known.get(words)
        return Party(person, words if person is None else "", "")

    # While it is filled in

    def _on_kind_changed(self, _index: int) -> None:
        kind = str(self.kind.currentData())
        self._by_words.setText(matter_kinds.RAISERS[kind])
        self.by.setAccessibleName(matter_kinds.RAISERS[kind])
        self._text_words.setText(matter_kinds.BODIES[kind])
        self.text.setAccessibleName(matter_kinds.BODIES[kind])
        about = matter_kinds.ABOUT.get(kind, "")
        self._about_words.setText(about)
        self.about.setAccessibleName(about)
        self._about_words.setVisible(bool(about))
        self.about.setVisible(bool(about))
        for one, blanks in self._blanks.items():
            for words, field in blanks.values():
                words.setVisible(one == kind)
                field.setVisible(one == kind)
        if not self._draft.body and not self._draft.by.label:
            self.secret.setChecked(kind == "report")
        self._due_words.setText(_("答复期限（{}）").format(self._terms[kind].words))
        self._on_received_changed()

    def _on_received_changed(self) -> None:
        if not self._moved:
            due = self._terms[str(self.kind.currentData())].due(day_of(self.received))
            self.due.blockSignals(True)
            self.due.setDate(self.due.date().addDays((due - day_of(self.due)).days))
            self.due.blockSignals(False)
        self._tell_unknown()

    def _on_due_changed(self) -> None:
        self._moved = True
        self._tell_unknown()

    def _tell_unknown(self) -> None:
        term = self._terms[str(self.kind.currentData())]
        days = term.calendar if term.working else Calendar()
        self.unknown.tell(days, day_of(self.received), day_of(self.due))

    def _on_text_changed(self) -> None:
        self.main.setEnabled(bool(self.text.toPlainText().strip()) and self.group.count() > 0)
        self.strip.clear()

    def _on_files_clicked(self) -> None:
        self.desk.tasks.start(self._pick_files())

    async def _pick_files(self) -> None:
        picked = await dialogs.pick_files(self, _("添加证据"), [])
        self.files = tuple(dict.fromkeys((*self.files, *picked)))
        self._show_files()

    def _show_files(self) -> None:
        names = "、".join(path.name for path in self.files[:3])
        more = _(" 等 {n} 个").format(n=len(self.files)) if len(self.files) > 3 else ""
        self._files.setText(names + more)


class TermSheet(dialogs.Sheet):
    """Within how many days each kind is answered."""

    def __init__(self, parent: QWidget, terms: Mapping[str, Term]) -> None:
        super().__init__(parent, _("答复期限"), _("保存"))
        self.setMinimumWidth(420)
        self.say(_("从收到那天算起；0 天就是当天。以后登记的按新的期限，已经登记的不变。"), muted=True)
        form = self.form()
        self._rows: dict[str, tuple[QLineEdit, QCheckBox]] = {}
        for kind, term in terms.items():
            days = QLineEdit(str(term.days), self)
            days.setAccessibleName(_("{}几天").format(matter_kinds.RAISED[kind]))
            days.setMaximumWidth(80)
            working = QCheckBox(_("只算工作日"), self)
            working.setAccessibleName(_("{}只算工作日").format(matter_kinds.RAISED[kind]))
            working.setChecked(term.working)
            days.textChanged.connect(self._on_changed)
            holder = QWidget(self)
            row = Flow(holder)
            row.addWidget(days)
            row.addWidget(working)
            form.addRow(label(matter_kinds.RAISED[kind], self, "muted"), holder)
            self._rows[kind] = (days, working)
        self.fit(440)

    def _on_changed(self) -> None:
        self.main.setEnabled(all(re.fullmatch(r"[0-9]{1,3}", days.text().strip()) for days, _w in self._rows.values()))

    def terms(self) -> dict[str, Term]:
        """The terms as filled in."""
        return {kind: Term(int(days.text()), working.isChecked()) for kind, (days, working) in self._rows.items()}


class AnswerSheet(dialogs.Sheet):
    """The answer to who raised a matter, out of a template; copying and keeping it are one."""

    def __init__(self, parent: QWidget, offered: tuple[tuple[str, str], ...], given: str) -> None:
        super().__init__(parent, _("答复"), _("复制"))
        self.resize(560, 360)
        self._offered = offered
        words = label(_("模板"), self, "muted")
        self.body.addWidget(words)
        self.template = QComboBox(self)
        self.template.setAccessibleName(_("模板"))
        for name, _text in offered:
            self.template.addItem(name)
        words.setBuddy(self.template)
        self.body.addWidget(self.template)
        self.text = QPlainTextEdit(given or (offered[0][1] if offered else ""), self)
        self.text.setAccessibleName(_("答复"))
        self.text.setTabChangesFocus(True)
        self.body.addWidget(self.text, 1)
        self.final = QCheckBox(_("这就是答复：记为已答复"), self)
        self.body.addWidget(self.final)
        self.say(_("私下发给本人；复制后到微信里粘贴发送。"), muted=True)
        self.template.activated.connect(self._on_template_activated)
        self.text.textChanged.connect(self._on_text_changed)
        self._on_text_changed()
        self._on_template_chosen()
        self.text.setFocus()

    def _on_template_activated(self, at: int) -> None:
        self.text.setPlainText(self._offered[at][1])
        self._on_template_chosen()

    def _on_template_chosen(self) -> None:
        self.final.setChecked(self.template.currentText() != matter_answers.RECEIPT)

    def _on_text_changed(self) -> None:
        self.main.setEnabled(bool(self.text.toPlainText().strip()))


class RemarkSheet(dialogs.Sheet):
    """How it was talked over, and for a dispute how it ended, for a report whether it was made up."""

    def __init__(self, parent: QWidget, draft: MatterDraft, remark: str, *, malicious: bool) -> None:
        dispute = draft.kind == "dispute"
        super().__init__(parent, _("调解记录") if dispute else _("核查记录"), _("保存"))
        self.resize(520, 320)
        hint = (
            _("什么时间、和谁谈的、各方怎么说、怎么说定的")
            if dispute
            else _("核查了什么、看到什么；只留在这里，不告诉别人")
        )
        self.text = QPlainTextEdit(remark, self)
        self.text.setAccessibleName(self.windowTitle())
        self.text.setPlaceholderText(hint)
        self.text.setTabChangesFocus(True)
        self.body.addWidget(self.text, 1)
        self.settled = QComboBox(self)
        self.settled.setAccessibleName(_("调解结果"))
        self.settled.addItem(_("（还没有结果）"), "")
        blank = next(blank for blank in matter_kinds.BLANKS["dispute"] if blank.key == "settled")
        for choice in blank.choices:
            self.settled.addItem(choice, on_paper(choice))
        self.settled.setCurrentIndex(max(0, self.settled.findData(draft.fields.get("settled", ""))))
        self.settled.setVisible(dispute)
        self.body.addWidget(self.settled)
        self.malicious = QCheckBox(_("恶意举报：故意编造"), self)
        self.malicious.setChecked(malicious)
        self.malicious.setVisible(draft.kind == "report")
        self.body.addWidget(self.malicious)
        self.text.setFocus()


class RegisterSheet(dialogs.Sheet):
    """Which kinds the register lists, and whether everybody is named."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, _("打印登记表"), _("看纸面"))
        self.setMinimumWidth(380)
        self.kinds = {}
        for kind, title in matter_kinds.RAISED.items():
            box = QCheckBox(title, self)
            box.setChecked(True)
            self.body.addWidget(box)
            self.kinds[kind] = box
        self.named = QCheckBox(_("也列出要求保密的人（只供自己存档，不要外传）"), self)
        self.body.addWidget(self.named)

    def chosen(self) -> tuple[str, ...]:
        """The kinds ticked; () for all of them."""
        picked = tuple(kind for kind, box in self.kinds.items() if box.isChecked())
        return () if len(picked) in (0, len(self.kinds)) else picked


def _value(field: Field) -> str:
    if isinstance(field, QComboBox):
        return str(field.currentData() or "")
    return field.toPlainText().strip() if isinstance(field, QPlainTextEdit) else field.text().strip()


def fresh_draft(group: int) -> MatterDraft:
    """An empty draft of the commonest kind."""
    return MatterDraft("report", group, "", received=clock.today())
