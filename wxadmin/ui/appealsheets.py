"""Taking an appeal in and answering it, from its own page or from that of its case."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from wxadmin.domain.jobs import Step
from wxadmin.i18n import _, joined
from wxadmin.services import appeal_letters, appeal_windows, appeals, case_cards, clock
from wxadmin.services.appeals import Answer, AppealDraft, Reviewers, Window
from wxadmin.services.records import Change, Store
from wxadmin.ui import dialogs
from wxadmin.ui.appealanswer import AnswerSheet, names_box
from wxadmin.ui.card import button, label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.flow import Flow
from wxadmin.ui.papersheet import tell_issued
from wxadmin.ui.textblock import TextBlock

if TYPE_CHECKING:
    from wxadmin.ui.page import Page


_Facts = tuple[Window, Reviewers, str]
"""The window, who can look at it, and what is to be known of the last day for an answer."""


class ReceiveSheet(dialogs.Sheet):
    """When and how it came, what it says, whether it came in time, who is to look at it."""

    def __init__(
        self, parent: QWidget, who: str, seen: _Facts, kept: AppealDraft | None, files: tuple[Path, ...]
    ) -> None:  # fmt: skip
        super().__init__(parent, _("收到申诉：{who}").format(who=who), _("登记申诉"))
        self._window, known, self._due = seen
        said = kept or AppealDraft(None, "written", "")
        self.files = list(files)
        form = self._rows = self.form()
        self.day = day_field(self, _("收到日期"), said.received or clock.today())
        form.addRow(label(_("收到日期"), self, "muted"), self.day)
        self.how = QComboBox(self)
        self.how.setAccessibleName(_("怎么收到"))
        for key, words in appeals.HOWS.items():
            self.how.addItem(words, key)
        self.how.setCurrentIndex(max(0, self.how.findData(said.how)))
        form.addRow(label(_("怎么收到"), self, "muted"), self.how)
        self.bearer = QLineEdit(said.bearer, self)
        self.bearer.setAccessibleName(_("代收人"))
        form.addRow(label(_("代收人"), self, "muted"), self.bearer)
        self.reasons = QPlainTextEdit(said.reasons, self)
        self.reasons.setTabChangesFocus(True)
        self.reasons.setFixedHeight(110)
        self.reasons.setAccessibleName(_("申诉理由"))
        self.reasons.setPlaceholderText(_("照申诉人的话写；口头提出的，记下要点"))
        form.addRow(label(_("申诉理由"), self, "muted"), self.reasons)
        self.term = TextBlock("", self)
        form.addRow(label(_("申诉期限"), self, "muted"), self.term)
        self.other = QCheckBox(_("改申诉期限"), self)
        self.other.setChecked(said.until is not None)
        form.addRow("", self.other)
        self.until = day_field(self, _("最后一天"), said.until or self._window.until or clock.today())
        form.addRow(label(_("最后一天"), self, "muted"), self.until)
        self.why = QLineEdit(said.window_reason, self)
        self.why.setAccessibleName(_("改期限的原因"))
        form.addRow(label(_("改期限的原因"), self, "muted"), self.why)
        self.taken = QLineEdit(said.taken, self)
        self.taken.setAccessibleName(_("受理的理由"))
        self.taken.setPlaceholderText(_("可以先不写，答复前再定"))
        form.addRow(label(_("受理的理由"), self, "muted"), self.taken)
        self.reviewer = names_box(self, (*known.others, *known.deciders), said.reviewer or known.proposed)
        self.reviewer.setAccessibleName(_("复核人"))
        form.addRow(label(_("复核人"), self, "muted"), self.reviewer)
        self.note = TextBlock("", self, role="amber")
        form.addRow("", self.note)
        tools = QWidget(self)
        Flow(tools).addWidget(button(_("添加申诉材料…"), self._on_files_clicked, tools, icon="file-plus"))
        form.addRow(label(_("申诉书照片、PDF"), self, "muted"), tools)
        self.named = TextBlock("", self, role="muted")
        form.addRow("", self.named)
        self._known = known
        self._picked = None
        for signal in (
            self.day.dateChanged, self.until.dateChanged, self.how.currentIndexChanged, self.other.toggled,
            self.reviewer.currentTextChanged, self.bearer.textChanged, self.reasons.textChanged, self.why.textChanged,
        ):  # fmt: skip
            signal.connect(self._on_changed)
        self._on_changed()
        self.fit(600)
        self.reasons.setFocus()

    @property
    def last(self) -> date | None:
        """The last day of the window as it now stands."""
        return day_of(self.until) if self.other.isChecked() else self._window.until

    def _on_changed(self) -> None:
        day, last, other = day_of(self.day), self.last, self.other.isChecked()
        late = last is not None and day > last
        words = self._window.words
        if last is not None:
            words = _("{how}，到{day}止").format(how=words, day=clock.shown_day(last))
            words += _("。本次申诉已逾期。") if late else _("。本次申诉在期限内。")
        self.term.set_text(words)
        by_hand = self.how.currentData() == "bearer"
        for field, on in ((self.bearer, by_hand), (self.until, other), (self.why, other), (self.taken, late)):
            self._rows.setRowVisible(field, on)
        reviewer = self.reviewer.currentText().strip()
        note = ""
        if self._known.has_decided(reviewer):
            note = self._known.same or _("{who} 参与了原决定，答复时要写明原因。").format(who=reviewer)
        note = joined("\n", (self._window.note, self._due, note))
        self.note.set_text(note)
        self._rows.setRowVisible(self.note, bool(note))
        self.named.set_text("、".join(path.name for path in self.files))
        self._rows.setRowVisible(self.named, bool(self.files))
        ready = bool(self.reasons.toPlainText().strip()) and (not by_hand or bool(self.bearer.text().strip()))
        self.main.setEnabled(ready and (not other or bool(self.why.text().strip())))
        if self.isVisible():
            self.fit(self.width())

    def _on_files_clicked(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self, _("添加申诉材料"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([_("图片和 PDF (*.png *.jpg *.jpeg *.webp *.bmp *.pdf)"), _("所有文件 (*)")])
        dialog.filesSelected.connect(self._on_files_selected)
        dialog.open()

    def _on_files_selected(self, names: list[str]) -> None:
        self.files += [path for path in map(Path, names) if path not in self.files]
        self._on_changed()

    def draft(self) -> AppealDraft:
        """What stands in the form."""
        day, other = day_of(self.day), self.other.isChecked()
        return AppealDraft(
            None if day == clock.today() else day, str(self.how.currentData()), self.reasons.toPlainText(),
            self.bearer.text() if self.how.currentData() == "bearer" else "", day_of(self.until) if other else None,
            self.why.text() if other else "", self.taken.text(), self.reviewer.currentText(),
        )  # fmt: skip


async def receive(page: Page, case: int, party: int | None = None) -> int | None:
    """Take an appeal against a case in and keep its files; the new appeal, None where nothing was taken in.

    What was filled in survives a failure, which stands on the strip of the page.
    """
    desk, store = page.desk, page.desk.store
    seen = await desk.read(lambda: _facts(store, case, party), page.strip)
    if seen is None:
        return None
    who, chosen, facts = seen
    kept: AppealDraft | None = None
    files: tuple[Path, ...] = ()
    while True:
        sheet = ReceiveSheet(page, who, facts, kept, files)
        if not await dialogs.show(sheet):
            return None
        draft, files = sheet.draft(), tuple(sheet.files)
        kept = draft
        change = await desk.change(partial(appeals.receive, store, case, chosen, draft), page.strip, right="cases")
        if change is not None:
            break
        if not desk.may("cases"):
            return None
    made = change.value
    for path in files:
        added = await desk.job(_("收存申诉材料"), partial(_attach, store, made, path), page.strip)
        if added is None:
            return made  # the strip says which file and why; the appeal stands
        desk.tell(added, page.strip)
    card = await desk.read(lambda: appeals.get(store, made), page.strip)
    if card is not None:
        words = _("已登记 {who} 的申诉，请在{day}前答复。").format(who=card.name, day=clock.shown_day(card.due))
        page.strip.done(
            words, None if files else change.id, ways=((_("去“申诉”"), partial(desk.open, "appeals", made)),)
        )
    return made


def _facts(store: Store, case: int, party: int | None) -> tuple[str, int, _Facts]:
    card = case_cards.get(store, case)
    about = next((one for one in card.parties if party in (None, one.id)), card.parties[0])
    with store.read() as db:
        appeals.appellant(db, case, about.id)
        told = appeal_windows.window_told(db, case, about.id)
        note = appeal_windows.answer_note(db, card.group, clock.today())
        return about.label, about.id, (told, appeals.reviewers(db, case), note)


def _attach(store: Store, appeal: int, path: Path, _step: Step) -> Change[int]:
    return appeals.attach(store, appeal, path)


async def answer(page: Page, appeal: int) -> bool:
    """Answer an appeal, or correct its answer, and issue the reply if that is wanted; whether it was answered."""
    desk, store = page.desk, page.desk.store
    detail = await desk.read(lambda: appeals.get(store, appeal), page.strip)
    if detail is None:
        return False
    kept: Answer | None = None
    while True:
        sheet = AnswerSheet(page, desk, detail, kept)
        if not await dialogs.show(sheet):
            return False
        said, issues = sheet.answer(), sheet.issues.isChecked()
        kept = said
        words = appeals.OUTCOMES[said.outcome]
        question = _("答复{who}：{what}。答复以后不能撤销，只能另作更正；需要解除的措施随即解除。").format(
            who=detail.name, what=words
        )
        if not await dialogs.confirm(page, _("作出答复"), question, _("作出答复")):
            continue
        change = await desk.change(
            partial(appeals.answer, store, appeal, said), page.strip, final=True, right="cases"
        )  # fmt: skip
        if change is not None:
            break
        if not desk.may("cases"):
            return False
    page.strip.done(_("已答复：{what}").format(what=words))
    if issues:
        await issue_reply(page, appeal)
    return True


async def issue_reply(page: Page, appeal: int) -> None:
    """Issue the reply of the answer that holds."""
    desk = page.desk
    change = await desk.change(
        partial(appeal_letters.issue_reply, desk.store, appeal), page.strip, final=True, right="cases"
    )  # fmt: skip
    if change is not None:
        tell_issued(desk, page.strip, change.value)


async def issue_receipt(page: Page, appeal: int) -> None:
    """Issue the receipt."""
    desk = page.desk
    change = await desk.change(
        partial(appeal_letters.issue_receipt, desk.store, appeal), page.strip, final=True, right="cases"
    )  # fmt: skip
    if change is not None:
        tell_issued(desk, page.strip, change.value)
