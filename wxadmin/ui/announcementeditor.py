"""The editor of an announcement: text with its blanks, preview and checks left, audience and deadline right."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.services import announcement_checks
from wxadmin.services.announcement_checks import Check, Checked
from wxadmin.services.announcement_kinds import Template
from wxadmin.services.announcement_plans import KINDS
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.ui import theme
from wxadmin.ui.announcementaudience import AudienceBox
from wxadmin.ui.announcementblanks import Blanks
from wxadmin.ui.announcementbubble import Bubble
from wxadmin.ui.announcementchecks import Checks
from wxadmin.ui.announcementdue import DueBox
from wxadmin.ui.card import button, label

_PAUSE = 800  # ms of silence before a draft is kept and checked
_LOOK = 120
"""ms of silence before the preview is laid out anew: of a long text that takes longer than a key may."""
_SIDE = 236
_NARROW = 560
"""Pixels below which audience and deadline stand under the text."""


class Editor(QFrame):
    """The fields of a draft; ``typed`` carries it at every key, ``paused`` when the typing rests.

    ``template_wanted`` carries the Template chosen, ``audience_wanted`` comes when the audience is to be chosen.
    """

    typed = Signal(object)
    paused = Signal(object)
    template_wanted = Signal(object)
    audience_wanted = Signal()

    def __init__(self, draft: AnnouncementDraft, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        self.locked = False
        self._templates: tuple[Template, ...] = ()
        self._sides = QHBoxLayout(self)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(theme.MARGIN)
        left = QVBoxLayout()
        left.setSpacing(theme.GAP)
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(_("公告类型"))
        for key, words in KINDS.items():
            self.kind.addItem(words, key)
        self.kind.setCurrentIndex(max(0, self.kind.findData(draft.plan.kind)))
        self.template = QComboBox(self)
        self.template.setAccessibleName(_("模板"))
        head = QHBoxLayout()
        head.setSpacing(theme.GAP)
        head.addWidget(self.kind)
        head.addWidget(self.template, 1)
        self.title = QLineEdit(draft.title, self)
        self.title.setPlaceholderText(_("标题"))
        self.title.setAccessibleName(_("标题"))
        self.body = QPlainTextEdit(draft.body, self)
        self.body.setPlaceholderText(_("正文：什么事、什么时候、要大家做什么。要填的地方写成 {{时间}}。"))
        self.body.setAccessibleName(_("正文"))
        self.body.setTabChangesFocus(True)
        self.body.setMinimumHeight(180)
        self.length = label("", self, "muted")
        self.findings = button("", self._on_findings_clicked, self, kind="link")
        self.findings.hide()
        below = QHBoxLayout()
        below.addWidget(self.length)
        below.addWidget(self.findings)
        below.addStretch(1)
        self.blanks = Blanks(self)
        self.blanks.show_text(self._whole(), draft.plan.fields)
        left.addLayout(head)
        left.addWidget(self.title)
        left.addWidget(self.body)
        left.addLayout(below)
        left.addWidget(self.blanks)
        left.addWidget(label(_("群里看到的样子（估计）"), self, "heading"))
        self.bubble = Bubble("", self)
        left.addWidget(self.bubble)
        left.addWidget(label(_("发之前看一看"), self, "heading"))
        self.checks = Checks(self)
        self.checks.wanted.connect(self.go_to)
        left.addWidget(self.checks)
        left.addStretch(1)
        self._right = QWidget(self)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme.GAP)
        right.addWidget(label(_("对象"), self, "heading"))
        self.audience = AudienceBox(draft.plan.audience, self)
        self.audience.wanted.connect(self.audience_wanted)
        right.addWidget(self.audience)
        right.addWidget(label(_("时限"), self, "heading"))
        self.due = DueBox(draft, self)
        right.addWidget(self.due)
        right.addStretch(1)
        self._sides.addLayout(left, 1)
        self._sides.addWidget(self._right)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_paused)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK)
        self._look.timeout.connect(self._show_look)
        self.title.textChanged.connect(self._on_typed)
        self.body.textChanged.connect(self._on_typed)
        self.blanks.changed.connect(self._on_typed)
        self.due.changed.connect(self._on_typed)
        self.kind.currentIndexChanged.connect(self._on_kind_changed)
        self.template.activated.connect(self._on_template_activated)
        self.offer_templates(())
        self._show_length()
        self._show_look()
        self._arrange()

    def draft(self) -> AnnouncementDraft:
        """What stands in the fields."""
        plan = replace(
            self._draft.plan, kind=str(self.kind.currentData()), audience=self.audience.audience,
            fields={name: value for name, value in self.blanks.values.items() if value.strip()},
        )  # fmt: skip
        written = replace(self._draft, title=self.title.text().strip(), body=self.body.toPlainText(), plan=plan)
        return self.due.put(written)

    def put(self, draft: AnnouncementDraft) -> None:
        """Take a text from elsewhere (a template) into the fields, as if it were typed."""
        self._draft = draft
        self.title.blockSignals(True)
        self.title.setText(draft.title)
        self.title.blockSignals(False)
        cursor = QTextCursor(self.body.document())  # so that Ctrl+Z brings the old text back
        cursor.select(QTextCursor.SelectionType.Document)
        self.body.blockSignals(True)
        cursor.insertText(draft.body)
        self.body.blockSignals(False)
        self.blanks.show_text(self._whole(), draft.plan.fields)
        self.due.take(draft)
        self._on_typed()

    def offer_templates(self, templates: tuple[Template, ...]) -> None:
        """What can be chosen of the kind that stands chosen."""
        self._templates = templates or self._templates
        self.template.blockSignals(True)
        self.template.clear()
        self.template.addItem(_("套用模板…"), None)
        for one in self._templates:
            if one.kind == self.kind.currentData():
                self.template.addItem(_("{name}（自己的）").format(name=one.name) if one.own else one.name, one.key)
        self.template.setCurrentIndex(0)
        self.template.blockSignals(False)

    def show_checked(self, found: Checked) -> None:
        """Show what the checks say, and what of the fields cannot be read; how much it is also stands by the text."""
        found = replace(found, checks=(*self.due.unread(), *found.checks))
        self.checks.show_checks(found)
        self.findings.setText(self.checks.summary)
        self.findings.setVisible(bool(self.checks.summary))

    def lock(self, locked: bool) -> None:
        """Let nothing be changed: the text waits for approval or is approved."""
        self.locked = locked
        self.title.setReadOnly(locked)
        self.body.setReadOnly(locked)
        self.blanks.lock(locked)
        for piece in (self.kind, self.template, self._right):
            piece.setEnabled(not locked)

    def go_to(self, check: Check) -> None:
        """Put the keyboard where a finding is put right."""
        if check.target == "fields":
            self.blanks.go_to(check.name)
        elif check.target == "title":
            self.title.setFocus()
            if check.start >= 0:
                self.title.setSelection(check.start, check.end - check.start)
        elif check.target == "due":
            (self.due.fixed.line if self.due.fixed.isVisible() else self.due.reply).setFocus()
        elif check.target == "planned":
            self.due.planned.line.setFocus()
        elif check.target == "audience":
            self.audience.choose.setFocus()
        else:
            self._go_to_words(check.start, check.end)

    def _go_to_words(self, start: int, end: int) -> None:
        words = self.body.toPlainText()
        if start >= 0:
            cursor = self.body.textCursor()
            cursor.setPosition(_utf16(words[:start]))
            cursor.setPosition(_utf16(words[:end]), QTextCursor.MoveMode.KeepAnchor)
            self.body.setTextCursor(cursor)
        self.body.setFocus()

    @property
    def place(self) -> tuple[str, int] | None:
        """Where somebody is typing: title or body, and how far; None where nobody is."""
        if self.body.hasFocus():
            return "body", self.body.textCursor().position()
        return ("title", self.title.cursorPosition()) if self.title.hasFocus() else None

    def go_back(self, place: tuple[str, int]) -> None:
        """Go on typing where somebody typed in an editor of the same text before."""
        field, at = place
        if field == "title":
            self.title.setFocus()
            self.title.setCursorPosition(at)
            return
        cursor = self.body.textCursor()
        cursor.setPosition(min(at, self.body.document().characterCount() - 1))
        self.body.setTextCursor(cursor)
        self.body.setFocus()

    def stop(self) -> None:
        """No more calls."""
        self._timer.stop()
        self._look.stop()

    @property
    def unsaved(self) -> bool:
        """Whether something was typed since the last pause."""
        return self._timer.isActive()

    def touch(self) -> None:
        """Something changed that is not typed."""
        self._on_typed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = 0 < self.width() < _NARROW
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._sides.direction() != way:
            self._sides.setDirection(way)
        self._right.setMinimumWidth(0 if narrow else _SIDE)
        self._right.setMaximumWidth(16_777_215 if narrow else _SIDE)

    def _whole(self) -> str:
        return f"{self.title.text()}\n{self.body.toPlainText()}"

    def _show_length(self) -> None:
        draft = self.draft()
        text = announcement_checks.words_of(draft)
        self.length.setText(_("正文 {n} 字，发出去 {m} 字").format(n=len(draft.body), m=len(text)))

    def _show_look(self) -> None:
        draft = self.draft()
        empty = not (draft.title or draft.body.strip())
        self.bubble.set_text(_("（还没有内容）") if empty else announcement_checks.words_of(draft))

    def _on_findings_clicked(self) -> None:
        self.checks.focus_first()

    def _on_typed(self) -> None:
        self.blanks.show_text(self._whole())
        self._show_length()
        self._look.start()
        self.typed.emit(self.draft())
        self._timer.start(_PAUSE)

    def _on_paused(self) -> None:
        self.paused.emit(self.draft())

    def _on_kind_changed(self) -> None:
        self.offer_templates(())
        self._on_typed()

    def _on_template_activated(self) -> None:
        key = self.template.currentData()
        chosen = next((one for one in self._templates if one.key == key and one.kind == self.kind.currentData()), None)
        if chosen is not None:
            self.template_wanted.emit(chosen)


def _utf16(text: str) -> int:
    return len(text) + sum(c > "\uffff" for c in text)
