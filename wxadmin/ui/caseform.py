"""The sheet of a case founded on entries of the queue: one form a person, and people added there."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QVBoxLayout, QWidget

from wxadmin.domain.cases import Party
from wxadmin.i18n import _
from wxadmin.services import cases, regulations
from wxadmin.services.case_choices import Candidate
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.casepartyform import Known, PartyForm
from wxadmin.ui.casewho import PartyAdder
from wxadmin.ui.desk import Desk
from wxadmin.ui.flow import Flow
from wxadmin.ui.sharing import shown

More = Callable[[Candidate, Party], Coroutine[Any, Any, "Known | None"]]
"""Reads what stands ready for somebody added, who did much as the party given."""


class CaseSheet(dialogs.Sheet):
    """Fill in a case that is not decided yet; a bar of names leads from one person to the next where there are several.

    ``candidates`` reads who can be added, ``more`` what is known of one who is.
    """

    def __init__(
        self, parent: QWidget, desk: Desk, draft: cases.CaseDraft, known: Sequence[Known],
        candidates: Callable[[], Sequence[Candidate]], more: More, *, note: str = "", recommend: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent, "", _("立案"))
        self._desk, self._draft, self._recommend = desk, draft, recommend
        self._candidates, self._more = candidates, more
        self.people = QWidget(self)
        self._names = Flow(self.people)
        self._chips = QButtonGroup(self)
        self._chips.idToggled.connect(self._on_person_toggled)
        self.body.addWidget(self.people)
        outer = self.form()
        host = QWidget(self)
        self._forms_column = QVBoxLayout(host)
        self._forms_column.setContentsMargins(0, 0, 0, 0)
        outer.addRow(host)
        self.forms: list[PartyForm] = []
        tools = QWidget(self)
        row = Flow(tools)
        self.add = button(_("添加当事人…"), self._on_add_clicked, tools, kind="link", icon="plus")
        self.add.setToolTip(_("同一件事里还有别人，例如争吵的另一方"))
        self.drop = button("", self._on_drop_clicked, tools, kind="link", icon="trash-2")
        for piece in (self.add, self.drop):
            piece.setAutoDefault(False)
            row.addWidget(piece)
        self.body.addWidget(tools)
        self.adder = PartyAdder(self)
        self.adder.chosen.connect(self._on_person_chosen)
        self.adder.grown.connect(self._on_form_grown)
        self.adder.hide()
        self.body.addWidget(self.adder)
        self.note = QLineEdit(note or draft.note, self)
        self.note.setAccessibleName(_("备注"))
        self.note.setPlaceholderText(_("只给自己看，不印在通知书上"))
        outer.addRow(label(_("备注"), self, "muted"), self.note)
        for one in known:
            self._join(one)
        for keys, by in ((QKeySequence.StandardKey.NextChild, 1), (QKeySequence.StandardKey.PreviousChild, -1)):
            QShortcut(keys, self).activated.connect(partial(self._turn, by))
        self._show_person(0)
        if not self.main.isEnabled():
            self.now.act.facts.setFocus()

    # Whom it is about

    @property
    def now(self) -> PartyForm:
        """The form of the person shown."""
        return self.forms[self._at]

    @property
    def _at(self) -> int:
        return max(0, self._chips.checkedId())

    def _join(self, known: Known) -> None:
        made = PartyForm(self._desk, self._draft, known, self, recommend=self._recommend)
        made.changed.connect(self._on_changed)
        made.grown.connect(self._on_form_grown)
        self.forms.append(made)
        self._forms_column.addWidget(made)
        chip = QPushButton(self.people)
        chip.setProperty("chip", "true")
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        chip.installEventFilter(self)
        self._chips.addButton(chip, len(self.forms) - 1)
        self._names.addWidget(chip)

    def _show_person(self, at: int) -> None:
        several = len(self.forms) > 1
        self.people.setVisible(several)
        self._chips.button(at).setChecked(True)
        for number, form in enumerate(self.forms):
            form.setVisible(number == at)
        who = self.forms[at].known.label
        self.drop.setText(f" {shown(_('移去：{who}').format(who=who))}")
        self.drop.setAccessibleName(_("移去：{who}").format(who=who))
        self.drop.setVisible(several)
        title = who if not several else _("{n} 人：{who}").format(
            n=len(self.forms), who="、".join(one.known.label for one in self.forms)
        )  # fmt: skip
        self.setWindowTitle(shown(_("{verb}：{who}").format(verb=_("立案"), who=title)))
        self.forms[at].act.ask()
        self._on_changed()
        self.fit(680)

    def _on_person_toggled(self, at: int, on: bool) -> None:
        if on and at < len(self.forms):
            self._show_person(at)

    def _turn(self, by: int) -> None:
        self._show_person((self._at + by) % len(self.forms))
        self.now.act.facts.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched in self._chips.buttons()
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Delete
        ):
            self._on_drop_clicked()
            return True
        return super().eventFilter(watched, event)

    def _on_add_clicked(self) -> None:
        self._desk.tasks.start(self._offer())

    async def _offer(self) -> None:
        """Show the field in which somebody is looked for."""
        if not self.adder.offered:
            found = await self._desk.read(self._candidates)
            if found is None or not shiboken6.isValid(self):
                return
            self.adder.offer(found)
        self.adder.leave_out([(one.person, one.sender) for one in self._people()])
        self.adder.show()
        self.fit(self.width())
        self.adder.field.setFocus()

    def _on_person_chosen(self, who: Candidate) -> None:
        self.adder.hide()
        key = (who.person, "" if who.person is not None else who.name)
        keys = [(one.person, "" if one.person is not None else one.sender) for one in self._people()]
        if key in keys:  # written as a nickname though it stands there
            self._show_person(keys.index(key))
        else:
            self._desk.tasks.start(self._take_in(who))

    def _people(self) -> list[Party]:
        return [form.known.party for form in self.forms]

    async def _take_in(self, who: Candidate) -> None:
        known = await self._more(who, self.now.party())
        if known is None or not shiboken6.isValid(self):
            return
        self._join(known)
        self._show_person(len(self.forms) - 1)
        self.now.act.facts.setFocus()

    def _on_drop_clicked(self) -> None:
        at = self._at
        if len(self.forms) < 2:
            return
        gone, chip = self.forms.pop(at), self._chips.button(at)
        gone.act.close()
        self._chips.removeButton(chip)
        self._names.removeWidget(chip)
        for piece in (gone, chip):
            piece.hide()
            piece.deleteLater()
        for number, one in enumerate(sorted(self._chips.buttons(), key=self._chips.id)):
            self._chips.setId(one, number)
        self._show_person(max(0, at - 1))
        self.now.act.facts.setFocus()
        self.main.setDefault(True)  # the keyboard was handed on by Qt, perhaps over 取消, which then is the default

    # What was filled in

    def _on_changed(self) -> None:
        for at, form in enumerate(self.forms):
            words = form.known.label if form.has_facts else _("{who}（未写事实）").format(who=form.known.label)
            chip = self._chips.button(at)
            chip.setText(shown(words).replace("&", "&&"))
            chip.setAccessibleName(_("当事人 {n}　{who}").format(n=at + 1, who=words))
        self.main.setEnabled(any(form.has_facts for form in self.forms))

    def _on_form_grown(self) -> None:
        self.fit(self.width())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.now.act.ask()

    def done(self, code: int) -> None:
        """Closed: what is still on its way comes too late."""
        for form in self.forms:
            form.act.close()
        super().done(code)

    def draft(self) -> cases.CaseDraft:
        """What stands in the forms; newly chosen clauses are cited by :func:`with_clauses`."""
        more = (message for form in self.forms for message in form.chosen_evidence())
        evidence = tuple(dict.fromkeys((*self._draft.evidence, *more)))
        parties = [form.party() for form in self.forms]
        return replace(self._draft, evidence=evidence, note=self.note.text().strip()).with_parties(parties)


async def with_clauses(desk: Desk, sheet: CaseSheet) -> cases.CaseDraft:
    """The draft of a sheet with the clauses chosen there cited as they stand in force."""
    draft, wanted = sheet.draft(), [form.act.clause_wanted for form in sheet.forms]

    def work() -> cases.CaseDraft:
        parties = []
        for party, clause in zip(draft.parties, wanted, strict=True):
            if clause:
                first = replace(party.acts[0], clause=regulations.cite(desk.store, clause))
                parties.append(replace(party, acts=(first, *party.acts[1:])))
            else:
                parties.append(party)
        return draft.with_parties(parties)

    return await desk.tasks.run(work)
