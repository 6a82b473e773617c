"""The bar below an entry of the queue: clause, reason and note, and the ways to decide with their keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _
from wxadmin.services import reviewables
from wxadmin.services.queue_cards import ReviewCard, clause_key
from wxadmin.services.queue_presets import MOST_KEYS, Preset, filled, offered
from wxadmin.services.regulations import Clause
from wxadmin.ui import theme
from wxadmin.ui.card import button, label

KEYS = {"founded": "Y", "unfounded": "N", "reminded": "W", "ignored": "I"}
_WORDS = 26
_HIGH = 860
"""Window height, in pixels, from which there is room for everything."""


class _Line(QLineEdit):
    """A line from which Enter and Esc lead back to the list."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.left.emit()
            return
        super().keyPressEvent(event)


class QueueBar(QFrame):
    """``decided`` carries an outcome, ``case_asked``, ``copy_asked`` and ``reopen_asked`` come from their buttons.

    ``left`` comes when the keyboard should go back to the list.
    """

    decided = Signal(str)
    case_asked = Signal()
    copy_asked = Signal()
    reopen_asked = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._card: ReviewCard | None = None
        self._offered: tuple[tuple[Clause, str], ...] | None = None
        self._presets: tuple[Preset, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(theme.GAP)
        self._fields = QWidget(self)
        fields = QVBoxLayout(self._fields)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(theme.GAP)
        choices = QHBoxLayout()
        choices.setSpacing(theme.GAP)
        self.clause = self._combo(_("条款"))
        self.preset = self._combo(_("理由"))
        self.preset.activated.connect(self._on_preset_activated)
        choices.addWidget(self.clause, 3)
        choices.addWidget(self.preset, 2)
        self._write = button(_("写理由、备注"), self._on_write_clicked, self._fields, kind="quiet", icon="pencil")
        choices.addWidget(self._write)
        fields.addLayout(choices)
        self.reason = self._line(_("理由：发给本人或答复用的话，按数字键或在上面选一条"), _("理由的文字"))
        self.note = self._line(_("备注（可不填，和决定一起记下）"), _("备注"))
        self._texts = QWidget(self._fields)
        texts = QVBoxLayout(self._texts)
        texts.setContentsMargins(0, 0, 0, 0)
        texts.setSpacing(theme.GAP)
        texts.addWidget(self.reason)
        texts.addWidget(self.note)
        fields.addWidget(self._texts)
        column.addWidget(self._fields)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        self._buttons = {
            "unfounded": button("", self._on_unfounded_clicked, self),
            "ignored": button("", self._on_ignored_clicked, self),
            "reminded": button("", self._on_reminded_clicked, self),
        }
        for piece in self._buttons.values():
            row.addWidget(piece)
        self._copy = button(_("复制提醒语"), self.copy_asked.emit, self, kind="quiet", icon="copy")
        row.addWidget(self._copy)
        row.addStretch(1)
        self._case = button(_("立案… (C)"), self.case_asked.emit, self)
        row.addWidget(self._case)
        self._found = button("", self._on_founded_clicked, self, kind="main")
        row.addWidget(self._found)
        self._reopen = button(_("重新审理"), self.reopen_asked.emit, self)
        row.addWidget(self._reopen)
        column.addLayout(row)
        self._many = label("", self, "muted")
        column.addWidget(self._many)
        self._many.hide()

    def _combo(self, name: str) -> QComboBox:
        made = QComboBox(self._fields)
        made.setAccessibleName(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(8)
        made.setMaxVisibleItems(20)
        return made

    def _line(self, hint: str, name: str) -> QLineEdit:
        made = _Line(self._fields)
        made.setPlaceholderText(hint)
        made.setAccessibleName(name)
        made.left.connect(self.left)
        return made

    # What it stands on

    def set_presets(self, presets: Sequence[Preset]) -> None:
        """The reasons of every kind."""
        self._presets = tuple(presets)
        if self._card is not None:
            self._fill_presets(self._card)

    def set_clauses(self, clauses: Sequence[tuple[Clause, str]]) -> None:
        """The clauses in force to choose from, with what each is called."""
        if tuple(clauses) == self._offered:
            return
        self._offered = tuple(clauses)
        self.clause.clear()
        self.clause.addItem(_("没有依据条款"), None)
        self.clause.addItem("", None)
        for clause, title in clauses:
            words = " ".join(clause.text.split())
            self.clause.addItem(f"{title} {words[:_WORDS]}", clause.id)
        if self._card is not None:
            self._set_own_clause(self._card)

    def show_card(self, card: ReviewCard, *, again: bool) -> None:
        """Stand under this entry; what was typed stays when it is the same as before."""
        waiting = card.state == "waiting"
        before, self._card = self._card, card
        self._many.hide()
        self._fields.setVisible(waiting)
        if not again:
            self.reason.clear()
            self.note.clear()
            self._fold()
        if before is None or before.kind != card.kind or not again:
            self._fill_presets(card)
        if not again:
            self._set_own_clause(card)
        self._words(card.kind)
        allowed = reviewables.outcomes(card.kind)
        for outcome, piece in self._buttons.items():
            piece.setVisible(waiting and outcome in allowed)
        self._copy.setVisible(waiting and "reminded" in allowed)
        self._found.setVisible(waiting)
        self._case.setText(_("立案… (C)"))
        self._case.setAccessibleName(_("立案…"))
        self._case.setVisible(waiting and card.kind in CASE_BESIDE)
        self._reopen.setVisible(not waiting)
        self._reopen.setEnabled(card.case is None)
        self.setEnabled(True)
        self.show()

    def _fold(self, *, wanted: bool = False) -> None:
        """In a low window the lines to write in take no room until they are wanted or written in."""
        low = self.window().height() < _HIGH
        self._texts.setVisible(wanted or not low or bool(self.reason.text() or self.note.text()))
        self._write.setVisible(not self._texts.isVisibleTo(self._fields))

    def _on_write_clicked(self) -> None:
        self._fold(wanted=True)
        self.reason.setFocus()

    def show_many(self, count: int) -> None:
        """Stand under several entries that are decided together."""
        self._words("")
        self._fields.setVisible(True)
        for piece in self._buttons.values():
            piece.setVisible(True)
        self._found.setVisible(True)
        self._copy.setVisible(False)
        self._case.setText(_("合为一案… (C)"))
        self._case.setAccessibleName(_("合为一案"))
        self._case.setVisible(True)
        self._reopen.setVisible(False)
        words = _("已选 {n} 条：决定一起生效，各用自己的条款；“属实”只记结论，不立案，要处理请合为一案；Esc 取消选择")
        self._many.setText(words.format(n=count))
        self._many.show()
        self.setEnabled(True)
        self.show()

    def _words(self, kind: str) -> None:
        for outcome, piece in (*self._buttons.items(), ("founded", self._found)):
            words = reviewables.state_words(kind, outcome)
            if outcome == "founded" and kind == "chat":
                words = _("立案…")
            piece.setText(f"{words} ({KEYS[outcome]})")
            piece.setAccessibleName(words)

    def _fill_presets(self, card: ReviewCard) -> None:
        self.preset.clear()
        self.preset.addItem(_("理由…"), None)
        for at, one in enumerate(offered(self._presets, card.kind), 1):
            after = f" · {reviewables.state_words(card.kind, one.outcome)}" if one.outcome else ""
            key = f"{at}  " if at <= MOST_KEYS else ""
            self.preset.addItem(f"{key}{one.name}{after}", one)

    def _set_own_clause(self, card: ReviewCard) -> None:
        if self.clause.count() < 2:
            return
        own = card.clause
        self.clause.setItemText(1, _("没有对应的条款") if own is None else f"{clause_key(own)} {own.text[:_WORDS]}")
        self.clause.setItemData(1, "own")
        self.clause.setCurrentIndex(0 if own is None else 1)

    # What was chosen

    def chosen_clause(self) -> ClauseCitation | int | None:
        """The entry's own clause, the id of another one chosen, or None for none."""
        card, data = self._card, self.clause.currentData()
        if card is None or self.clause.count() == 0:
            return None if card is None else card.clause
        return card.clause if data == "own" else data

    def chosen_preset(self) -> Preset | None:
        """The reason chosen, None when none was."""
        found = self.preset.currentData()
        return found if isinstance(found, Preset) else None

    def apply(self, number: int) -> Preset | None:
        """Choose the reason of a number key and fill its words in; None when there is none."""
        if not 1 <= number < self.preset.count():
            return None
        self.preset.setCurrentIndex(number)
        self._on_preset_activated(number)
        return self.chosen_preset()

    def _on_preset_activated(self, at: int) -> None:
        one, card = self.preset.itemData(at), self._card
        if isinstance(one, Preset) and card is not None:
            self.reason.setText(filled(one, card, self._clause_words()))
            self.reason.setCursorPosition(0)
            self._fold()
        elif one is None:
            self.reason.clear()

    def _clause_words(self) -> str | None:
        found = self.chosen_clause()
        if isinstance(found, int):
            return self.clause.currentText().split(" ")[0]
        return None if found is not None else ""

    def _on_unfounded_clicked(self) -> None:
        self.decided.emit("unfounded")

    def _on_ignored_clicked(self) -> None:
        self.decided.emit("ignored")

    def _on_reminded_clicked(self) -> None:
        self.decided.emit("reminded")

    def _on_founded_clicked(self) -> None:
        self.decided.emit("founded")


CASE_BESIDE = reviewables.CONDUCT - {"chat"}
"""Kinds that are founded with or without a case; a founded chat message always opens one."""
