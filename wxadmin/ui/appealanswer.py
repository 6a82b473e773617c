"""作出答复: how an appeal ends and why, beside the reply as it will print."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from wxadmin.domain.papers import LetterPaper, Paper
from wxadmin.i18n import _
from wxadmin.services import appeal_answers, clock
from wxadmin.services.appeal_answers import Answer
from wxadmin.services.appeal_cards import OUTCOMES, AppealCard, words_of
from wxadmin.ui.card import label
from wxadmin.ui.casemeasures import Measures
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.papersheet import PaperSheet
from wxadmin.ui.textblock import TextBlock


class AnswerSheet(PaperSheet):
    """Outcome, measures, grounds, reviewer; ``kept`` is what was filled in before it could not be written."""

    def __init__(self, parent: QWidget, desk: Desk, detail: AppealCard, kept: Answer | None) -> None:
        corrects = detail.answer is not None
        title = _("更正申诉答复") if corrects else _("答复申诉")
        super().__init__(parent, desk, title, verb=_("作出答复…"), kind="letter", side=True)
        self._detail = detail
        said = kept or Answer("late" if detail.late and not detail.taken else "maintained", "")
        self._rows: list[tuple[QWidget, QWidget]] = []
        self.choices.addWidget(TextBlock(_about(detail), self, role="muted"))
        self.outcome = QComboBox(self)
        before = detail.answers[0].before if corrects else detail.measures
        lighter = appeal_answers.lighter(before, recommend=desk.settings.recommend == "yes")
        for key, words in OUTCOMES.items():
            if (key != "late" or detail.late) and (key != "reduced" or lighter):
                self.outcome.addItem(words, key)
        self.outcome.setCurrentIndex(max(0, self.outcome.findData(said.outcome)))
        self._add(_("复核结果"), self.outcome)
        self.measures = Measures(said.after or before, self, recommend=True, among=lighter)
        self._add(_("改为（比原处理轻）"), self.measures)
        self.reason = QLineEdit(said.reason, self)
        self.reason.setPlaceholderText(_("原答复保留；写明它错在哪里"))
        self._add(_("为什么更正"), self.reason, on=corrects)
        self.taken = QLineEdit(said.taken, self)
        self.taken.setPlaceholderText(_("逾期提出，为什么仍然受理"))
        self._add(_("受理的理由"), self.taken)
        self.grounds = QPlainTextEdit(said.grounds, self)
        self.grounds.setTabChangesFocus(True)
        self.grounds.setFixedHeight(130)
        self._add(_("复核理由"), self.grounds)
        self.reviewer = reviewer_box(self, detail, said.reviewer)
        self._add(_("复核人"), self.reviewer)
        self.same = QLineEdit(said.same, self)
        self.same.setPlaceholderText(_("有别人可以复核，为什么由原决定人复核"))
        self._add(_("由原决定人复核的原因"), self.same)
        self.day = day_field(self, _("答复日期"), said.day or clock.today())
        self._add(_("答复日期"), self.day)
        self.issues = QCheckBox(_("同时签发申诉答复书"), self)
        self.issues.setChecked(True)
        self.choices.addWidget(self.issues)
        self.choices.addStretch(1)
        self.outcome.currentIndexChanged.connect(self._on_changed)
        self.measures.changed.connect(self._on_changed)
        self.reviewer.currentTextChanged.connect(self._on_changed)
        self.day.dateChanged.connect(self._on_changed)
        self.grounds.textChanged.connect(self._on_changed)
        for field in (self.reason, self.taken, self.same):
            field.textChanged.connect(self._on_changed)
        self._on_changed()
        self.grounds.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, words: str, field: QWidget, *, on: bool = True) -> None:
        name = label(words, self, "muted")
        name.setBuddy(field)
        field.setAccessibleName(words)
        self.choices.addWidget(name)
        self.choices.addWidget(field)
        self._rows.append((name, field))
        if not on:
            self._show(field, on=False)

    def _show(self, field: QWidget, *, on: bool) -> None:
        for pair in self._rows:
            if pair[1] is field:
                pair[0].setVisible(on)
                field.setVisible(on)

    def _on_changed(self) -> None:
        outcome, known = self.outcome.currentData(), self._detail.reviewers
        self._show(self.measures, on=outcome == "reduced")
        self._show(self.taken, on=self._detail.late and not self._detail.taken and outcome != "late")
        self._show(self.same, on=bool(known.others) and known.has_decided(self.reviewer.currentText()))
        # The paper says what is missing; nothing can be decided on one that could not be made.
        self.main.setEnabled(False)
        if self.grounds.toPlainText().strip():
            self.again()
        else:
            self.preview.clear(_("写上复核理由，这里就是答复书的样子。"))

    def answer(self) -> Answer:
        """What was chosen and written."""
        outcome = str(self.outcome.currentData())
        day = day_of(self.day)
        return Answer(
            outcome, self.grounds.toPlainText(), self.measures.measures() if outcome == "reduced" else (),
            self.reviewer.currentText().strip(), None if day == clock.today() else day,
            "" if self.same.isHidden() else self.same.text(), self.reason.text(),
            "" if self.taken.isHidden() else self.taken.text(),
        )  # fmt: skip

    def build(self) -> Callable[[], LetterPaper]:
        """How the reply is made."""
        return partial(appeal_answers.draft_reply, self.desk.store, self._detail.id, self.answer())

    def paper(self) -> Callable[[], Paper]:
        return self.build()


def reviewer_box(parent: QWidget, detail: AppealCard, chosen: str = "") -> QComboBox:
    """Who looks at it: those who did not decide first; anybody else can be written."""
    return names_box(parent, (*detail.reviewers.others, *detail.reviewers.deciders), chosen or detail.reviewer)


def names_box(parent: QWidget, names: tuple[str, ...], chosen: str) -> QComboBox:
    """Names to choose from or to write."""
    box = QComboBox(parent)
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(list(dict.fromkeys((*names, chosen))) if chosen else names)
    box.setCurrentText(chosen)
    return box


def _about(detail: AppealCard) -> str:
    words = _("{who} 不服 {number}：{measures}").format(
        who=detail.label, number=detail.number,
        measures=words_of(detail.answers[0].before if detail.answers else detail.measures),
    )  # fmt: skip
    return f"{words}\n{detail.reasons}"
