"""Giving somebody a post in a group, or changing what is said of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QHBoxLayout, QLineEdit, QWidget

from wxadmin.domain.people import Person
from wxadmin.i18n import _, on_paper
from wxadmin.services import group_posts
from wxadmin.services.group_posts import Post, PostDraft
from wxadmin.ui import dialogs
from wxadmin.ui.card import label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.flow import Flow
from wxadmin.ui.persons import told_apart


class PostSheet(dialogs.Sheet):
    """``known`` are the people of the group; a name that is none of them is taken as it is typed."""

    def __init__(
        self,
        parent: QWidget,
        known: Sequence[tuple[int, Person]],
        *,
        role: str = "admin",
        post: Post | None = None,
        by: str = "",
    ) -> None:
        changing = post is not None and bool(post.id)
        super().__init__(parent, _("改任职") if changing else _("任命"), _("保存") if changing else _("任命"))
        self._persons = told_apart(known)
        form = self.form()
        self.role = QComboBox(self)
        for key, word in group_posts.ROLES.items():
            self.role.addItem(word, key)
        self.role.setCurrentIndex(max(0, self.role.findData(post.role if post is not None else role)))
        self.role.setAccessibleName(_("职务"))
        self.role.setEnabled(not changing)
        form.addRow(label(_("职务"), self, "muted"), self.role)
        self.who = QLineEdit("" if post is None else self._called(post), self)
        self.who.setAccessibleName(_("谁"))
        self.who.setPlaceholderText(_("打姓名就会提示花名册里的人；不在花名册里的直接写姓名"))
        self.who.setEnabled(not changing)
        completer = QCompleter(list(self._persons), self.who)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.who.setCompleter(completer)
        self.who.textChanged.connect(self._on_who_changed)
        form.addRow(label(_("谁"), self, "muted"), self.who)
        self.duties = QLineEdit("" if post is None else post.duties, self)
        self.duties.setAccessibleName(_("职责"))
        self.duties.setPlaceholderText(_("分管的事，用顿号隔开"))
        form.addRow(label(_("职责"), self, "muted"), self.duties)
        offers = QWidget(self)
        flow = Flow(offers)
        self._boxes: dict[str, QCheckBox] = {}
        for words in group_posts.DUTIES:
            # Kept in Chinese whatever the language of the screen, as all that papers may say.
            kept = on_paper(words)
            box = QCheckBox(words, offers)
            box.setChecked(kept in self.duties.text().split("、"))
            box.toggled.connect(self._on_duty_toggled)
            self._boxes[kept] = box
            flow.addWidget(box)
        form.addRow("", offers)
        since = date.fromisoformat(post.since) if post is not None and post.since else None
        until = date.fromisoformat(post.until) if post is not None and post.until else None
        self.since = day_field(self, _("任期自"), since)
        form.addRow(label(_("任期自"), self, "muted"), self.since)
        row = QHBoxLayout()
        self.limited = QCheckBox(_("有期限，到"), self)
        self.limited.setChecked(until is not None)
        self.until = day_field(self, _("任期至"), until)
        self.until.setEnabled(until is not None)
        self.limited.toggled.connect(self.until.setEnabled)
        row.addWidget(self.limited)
        row.addWidget(self.until, 1)
        form.addRow(label(_("任期至"), self, "muted"), row)
        self.by = QLineEdit(by if post is None else post.appointed_by or by, self)
        self.by.setAccessibleName(_("任命人"))
        self.by.setPlaceholderText(_("谁定的，例如 办公室、王主任"))
        form.addRow(label(_("任命人"), self, "muted"), self.by)
        self.note = QLineEdit("" if post is None else post.note, self)
        self.note.setAccessibleName(_("备注"))
        form.addRow(label(_("备注"), self, "muted"), self.note)
        self._on_who_changed()
        self.fit(560)
        (self.duties if changing else self.who).setFocus()

    def _called(self, post: Post) -> str:
        return next((words for words, person in self._persons.items() if person == post.person), post.name)

    def _on_who_changed(self) -> None:
        self.main.setEnabled(bool(self.who.text().strip()))

    def _on_duty_toggled(self) -> None:
        own = [part for part in self.duties.text().split("、") if part.strip() and part not in self._boxes]
        self.duties.setText("、".join([*(words for words, box in self._boxes.items() if box.isChecked()), *own]))

    def draft(self) -> PostDraft:
        """What stands in the form."""
        typed = self.who.text().strip()
        named = [person for words, person in self._persons.items() if words.split("（")[0] == typed]
        person = self._persons.get(typed) or (named[0] if len(named) == 1 else None)
        return PostDraft(
            str(self.role.currentData()), person, "" if person is not None else typed, self.duties.text(),
            day_of(self.since), day_of(self.until) if self.limited.isChecked() else None, self.by.text(),
            self.note.text(),
        )  # fmt: skip
