"""Dialogs of signing: what became of somebody who did not sign, codes typed from a sheet, a day, a version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPlainTextEdit, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import signing
from wxadmin.services.records import Change
from wxadmin.services.signing_records import Outcome
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.textblock import TextBlock

_PAUSE = 250  # ms without typing before codes are read
_MOST_NAMED = 30
NOTES: dict[Outcome, tuple[str, ...]] = {
    "refused": (_("本人拒绝签字，在场见证人："), _("已当面告知内容，本人不愿签字，在场见证人：")),
    "absent": (_("请假"), _("出差"), _("没有到场，另行通知补签")),
    "signed": ("", _("代收后本人补签")),
}
"""What is often written beside an outcome."""


def _note_field(parent: QWidget, outcome: Outcome) -> QComboBox:
    field = QComboBox(parent)
    field.setEditable(True)
    field.addItems(NOTES[outcome])
    field.setCurrentText(NOTES[outcome][0] if outcome == "refused" else "")
    field.setAccessibleName(_("备注"))
    line = field.lineEdit()
    assert line is not None
    line.setPlaceholderText(_("备注"))  # under the codes it stands without a label
    field.setToolTip(_("备注；拒签要写明在场的人"))
    return field


class OutcomeSheet(dialogs.Sheet):
    """拒签 or 缺席 of the people selected: the day, and a note, which a refusal needs.

    ``names`` are those of them who are known by now, ``count`` is how many there are.
    """

    def __init__(self, parent: QWidget, outcome: Outcome, names: Sequence[str], count: int, day: date) -> None:
        verb = _("登记拒签") if outcome == "refused" else _("登记缺席")
        super().__init__(parent, verb, verb)
        self._needs = outcome == "refused"
        form = self.form()
        who = "、".join(names[:_MOST_NAMED])
        if count > min(len(names), _MOST_NAMED):
            who = _("{names}等 {n} 人").format(names=who, n=count)
        form.addRow(label(_("谁"), self, "muted"), TextBlock(who, self))
        self.day = day_field(self, _("日期"), day)
        form.addRow(label(_("日期"), self, "muted"), self.day)
        self.note = _note_field(self, outcome)
        form.addRow(label(_("备注"), self, "muted"), self.note)
        if self._needs:
            words = _("写清当时的情况和在场见证人的姓名，以后才说得明白。")
            form.addRow("", TextBlock(words, self, role="muted"))
        self.note.currentTextChanged.connect(self._on_note_changed)
        self._on_note_changed()
        self.fit(520)

    def _on_note_changed(self) -> None:
        words = self.note.currentText().strip()
        self.main.setEnabled(not self._needs or (bool(words) and words not in NOTES["refused"]))


class CodesSheet(dialogs.Sheet):
    """Codes typed from a returned sheet; whom they name stands below while they are typed."""

    def __init__(self, parent: QWidget, desk: Desk, round_id: int, title: str, day: date) -> None:
        super().__init__(parent, _("按行码登记：{title}").format(title=title), _("登记"))
        self._desk = desk
        self._round = round_id
        self._turn = 0
        self.say(
            _(
                "照收回的签收表输入行码，空格或逗号隔开；连着的写首尾，中间加一横；"
                "全部签了写“全部”，少数没签写“全部除 …”。"
            ),
            muted=True,
        )
        self.text = QPlainTextEdit(self)
        self.text.setAccessibleName(_("行码"))
        self.text.setPlaceholderText(_("可以先写纸上的编号，例如 签收〔2026〕3号，登记错了表会提醒"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(96)
        self.body.addWidget(self.text)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        self.outcome = QComboBox(self)
        for key, words in signing.OUTCOMES.items():
            self.outcome.addItem(words, key)
        self.outcome.setAccessibleName(_("结果"))
        self.day = day_field(self, _("日期"), day)
        self.note = _note_field(self, "signed")
        row.addWidget(self.outcome)
        row.addWidget(self.day)
        row.addWidget(self.note, 1)
        self.body.addLayout(row)
        self.seen = TextBlock("", self)
        self.body.addWidget(self.seen)
        self.wrong = TextBlock("", self, role="danger")
        self.body.addWidget(self.wrong)
        self.body.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.text.textChanged.connect(self._on_typed)
        self.outcome.currentIndexChanged.connect(self._on_outcome_changed)
        self.note.currentTextChanged.connect(self._on_typed)
        self._on_typed()
        self.setMinimumWidth(580)
        self.text.setFocus()

    def _on_outcome_changed(self) -> None:
        self.note.clear()
        self.note.addItems(NOTES[self.chosen])
        self.note.setCurrentText("")
        self._on_typed()

    @property
    def chosen(self) -> Outcome:
        """The outcome chosen."""
        found: Outcome = self.outcome.currentData()
        return found

    def _on_typed(self) -> None:
        self.main.setEnabled(False)
        self._timer.start(_PAUSE)

    def _on_timer_timeout(self) -> None:
        if self.isVisible() and not self._desk.tasks.closing:
            self._desk.tasks.start(self._read())

    async def _read(self) -> None:
        text, outcome, store = self.text.toPlainText(), self.chosen, self._desk.store
        self._turn += 1
        mine = self._turn
        if not text.strip():
            self._tell(_("还没有输入行码。"), "")
            return
        try:
            read = await self._desk.tasks.run(lambda: signing.read_codes(store, self._round, text, outcome))
        except UserError as error:
            if mine == self._turn:
                self._tell("", str(error))
            return
        if mine != self._turn:
            return
        names = "、".join(read.names[:_MOST_NAMED]) + ("…" if len(read.names) > _MOST_NAMED else "")
        words = _("认出 {n} 人：{names}").format(n=len(read.names), names=names)
        if read.other:
            words += "\n" + _("其中已有别的登记，会改过来：{names}").format(names="、".join(read.other[:_MOST_NAMED]))
        needs = outcome == "refused" and not self.note.currentText().strip()
        self._tell(words, _("拒签要在备注里写明在场的人。") if needs else "")
        self.main.setEnabled(not needs)

    def _tell(self, seen: str, wrong: str) -> None:
        for block, words in ((self.seen, seen), (self.wrong, wrong)):
            block.set_text(words)
            block.setVisible(bool(words))
        self.fit(self.width())

    def done(self, code: int) -> None:
        self._timer.stop()
        self._turn += 1
        super().done(code)

    def record(self) -> Callable[[], Change[int]]:
        """What is recorded with the fields as they stand."""
        store, round_id, text, day = self._desk.store, self._round, self.text.toPlainText(), day_of(self.day)
        outcome, note = self.chosen, self.note.currentText().strip()
        return lambda: signing.record_codes(store, round_id, text, outcome, day, note)


class DueSheet(dialogs.Sheet):
    """By when a round is to be signed, or no day."""

    def __init__(self, parent: QWidget, due: date | None) -> None:
        super().__init__(parent, _("截止日期"), _("改好"))
        self.dated = QCheckBox(_("定一个截止日期"), self)
        self.dated.setChecked(due is not None)
        self.day = day_field(self, _("截止日期"), due)
        self.body.addWidget(self.dated)
        self.body.addWidget(self.day)
        self.say(_("到期还没有签齐的，“今日”里会提醒。"), muted=True)
        self.dated.toggled.connect(self.day.setEnabled)
        self.day.setEnabled(due is not None)
        self.setMinimumWidth(380)

    def due(self) -> date | None:
        """The day chosen, None without one."""
        return day_of(self.day) if self.dated.isChecked() else None


class VersionSheet(dialogs.Sheet):
    """Which of the regulations that hold in the group is to be signed for."""

    def __init__(self, parent: QWidget, versions: Sequence[tuple[int, str]]) -> None:
        super().__init__(parent, _("发起签收"), _("下一步"))
        self.say(_("签收哪一份规章制度："))
        self.version = QComboBox(self)
        self.version.setAccessibleName(_("规章制度"))
        self.version.setMaxVisibleItems(12)
        for number, words in versions:
            self.version.addItem(words, number)
        self.body.addWidget(self.version)
        self.setMinimumWidth(480)

    def chosen(self) -> int:
        """The id of the version."""
        return int(self.version.currentData())
