"""申诉答复书: how an appeal ended and why, beside the letter as it will print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QComboBox, QDateEdit, QLineEdit, QPlainTextEdit, QWidget

from wxadmin.domain.papers import LetterPaper, Paper
from wxadmin.i18n import _
from wxadmin.services import clock, letters
from wxadmin.services.cases import CaseCard
from wxadmin.services.papers import IssuedPaper
from wxadmin.services.records import Change, Store
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import label
from wxadmin.ui.desk import Desk
from wxadmin.ui.papersheet import FINAL, PaperSheet, tell_issued
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

Reply = tuple[str, str, str, QDate]
"""Outcome, reasons, what holds instead, and the day of the appeal."""


class ReplySheet(PaperSheet):
    """Outcome and reasons of one case's appeal."""

    def __init__(self, parent: QWidget, desk: Desk, detail: CaseCard, kept: Reply | None) -> None:
        super().__init__(parent, desk, _("申诉答复书"), verb=_("签发…"), kind="letter", side=True)
        self._case = detail.id
        outcome, reasons, decision, day = kept or ("", "", "", _today())
        self.outcome = QComboBox(self)
        for key, words in letters.OUTCOMES.items():
            self.outcome.addItem(words, key)
        self.outcome.setCurrentIndex(max(0, self.outcome.findData(outcome)))
        self.day = QDateEdit(day, self)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat(_("yyyy年M月d日"))
        self.reasons = QPlainTextEdit(reasons, self)
        self.reasons.setTabChangesFocus(True)
        self.reasons.setFixedHeight(150)
        self.decision = QLineEdit(decision, self)
        self.decision.setPlaceholderText(_("减轻时写改为什么措施"))
        for words, field in (
            (_("复核结果"), self.outcome),
            (_("收到申诉"), self.day),
            (_("复核理由"), self.reasons),
            (_("改为"), self.decision),
        ):
            name = label(words, self, "muted")
            name.setBuddy(field)
            field.setAccessibleName(words)
            self.choices.addWidget(name)
            self.choices.addWidget(field)
        words = _("答复书只是一份文书：撤销原处理的，签发后请到案件里“作废…”。")
        self.choices.addWidget(TextBlock(words, self, role="muted", size=theme.SMALL))
        self.choices.addStretch(1)
        self.outcome.currentIndexChanged.connect(self.again)
        self.day.dateChanged.connect(self.again)
        self.reasons.textChanged.connect(self.again)
        self.decision.textChanged.connect(self.again)
        self.again()

    def reply(self) -> Reply:
        """What was chosen and written."""
        return str(self.outcome.currentData()), self.reasons.toPlainText(), self.decision.text(), self.day.date()

    def build(self) -> Callable[[], LetterPaper]:
        """How the letter is made."""
        outcome, reasons, decision, day = self.reply()
        store, case, received = self.desk.store, self._case, date(day.year(), day.month(), day.day())
        return partial(letters.appeal_reply, store, case, outcome, reasons, decision, received)

    def paper(self) -> Callable[[], Paper]:
        return self.build()


async def reply_to_appeal(desk: Desk, detail: CaseCard, parent: QWidget, strip: Strip) -> IssuedPaper | None:
    """Let the reply be written, printed and issued; what was written survives a second thought and a failure."""
    kept: Reply | None = None
    while True:
        sheet = ReplySheet(parent, desk, detail, kept)
        if not await dialogs.show(sheet):
            return None
        kept, build = sheet.reply(), sheet.build()
        if await dialogs.confirm(parent, _("签发申诉答复书"), FINAL, _("签发")):
            change = await desk.change(partial(_issue, desk.store, detail.id, build), strip, final=True)
            if change is not None:
                tell_issued(desk, strip, change.value)
                return change.value


def _issue(store: Store, case: int, build: Callable[[], LetterPaper]) -> Change[IssuedPaper]:
    return letters.issue(store, case, build())


def _today() -> QDate:
    day = clock.today()
    return QDate(day.year, day.month, day.day)
