"""The fields of one act: facts, day, kind, how serious, and the clause with its words and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import shiboken6
from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QPlainTextEdit, QWidget

from wxadmin.domain.cases import Infraction
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _
from wxadmin.services import case_remarks, cases, citing, clock
from wxadmin.services.citing import Clause
from wxadmin.services.queue import CATEGORY_WORDS, category_words
from wxadmin.ui.card import button, label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.flow import Flow
from wxadmin.ui.textblock import TextBlock

UNCITED = _("没有依据条款：通知书不会引用规章的条文。有现行规章时，请先选一条。")
_PAUSE = 250  # ms without another choice before the records are asked


class Remark(TextBlock):
    """A sentence below a field, as high as its words need at the width of the form and no higher."""

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


class ActFields(QObject):
    """Puts its rows into ``form``; ``host`` is the parent of the fields.

    ``draft`` says whose act it is and stands for what the records are asked about. ``changed`` comes when something
    was filled in, ``grown`` when rows came or went.
    """

    changed = Signal()
    grown = Signal()

    def __init__(
        self, desk: Desk, draft: cases.CaseDraft, act: Infraction, clauses: Sequence[Clause], form: QFormLayout,
        host: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(host)
        self._desk, self._draft, self._act, self._host, self._form = desk, draft, act, host, form
        self._turn = 0
        self._over = False
        self._offered: int | None = None
        self._texts = {clause.id: clause for clause in clauses}
        self.facts = QPlainTextEdit(act.facts, host)
        self.facts.setAccessibleName(_("事实"))
        self.facts.setPlaceholderText(_("什么时候、在群里做了什么；写事实，不写评价"))
        self.facts.setTabChangesFocus(True)
        self.facts.setFixedHeight(104)
        form.addRow(label(_("事实"), host, "muted"), self.facts)
        tools = QWidget(host)
        row = Flow(tools)
        row.addWidget(button(_("写上日期和群"), self._on_where_clicked, tools, kind="link"))
        form.addRow("", tools)
        self.day = day_field(host, _("发生日期"), act.occurred)
        form.addRow(label(_("发生日期"), host, "muted"), self.day)
        self.category = QComboBox(host)
        self.category.setEditable(True)
        self.category.setAccessibleName(_("违规行为"))
        self.category.addItem("")
        self.category.addItems(list(CATEGORY_WORDS.values()))
        self.category.setCurrentText(category_words(act.category))
        self.category.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.category.setMinimumContentsLength(10)
        edit = self.category.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(_("选一种，或自己写"))
            edit.setAccessibleName(_("违规行为"))
        form.addRow(label(_("违规行为"), host, "muted"), self.category)
        self.severity = QComboBox(host)
        self.severity.setAccessibleName(_("情节"))
        for key, words in cases.SEVERITIES.items():
            self.severity.addItem(words, key)
        self.severity.setCurrentIndex(max(0, self.severity.findData(act.severity)))
        form.addRow(label(_("情节"), host, "muted"), self.severity)
        self._lay_clause(clauses)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.facts.textChanged.connect(self.changed)
        self.category.currentTextChanged.connect(self._on_category_changed)
        self.severity.currentIndexChanged.connect(self._on_asked)
        self.day.dateChanged.connect(self._on_day_changed)
        self.clause.currentIndexChanged.connect(self._on_clause_changed)
        self._on_clause_changed()

    def _lay_clause(self, clauses: Sequence[Clause]) -> None:
        host, form, own = self._host, self._form, self._act.clause
        self.clause = QComboBox(host)
        self.clause.setAccessibleName(_("条款"))
        self.clause.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.clause.setMinimumContentsLength(16)
        self.clause.setMaxVisibleItems(12)
        self.clause.addItem(_("不引用条款"), None)
        if own is not None:
            self.clause.addItem(f"{''.join(own.at)}　{own.text}".replace("\n", " "), 0)
            self.clause.setCurrentIndex(1)
        self._fixed = self.clause.count()
        self.offer(clauses)
        form.addRow(label(_("条款"), host, "muted"), self.clause)
        self._uncited = Remark(UNCITED, host, role="amber")
        self.words = Remark("", host)
        self.signing = Remark("", host, role="muted")
        self.cautions = Remark("", host, role="amber")
        for block in (self._uncited, self.words, self.signing, self.cautions):
            form.addRow("", block)
            form.setRowVisible(block, False)

    # What was filled in

    @property
    def clause_wanted(self) -> int | None:
        """The id of a clause of the regulation in force to cite, 0 for the one of the act, None for none."""
        data = self.clause.currentData()
        return data if isinstance(data, int) else None

    def act(self) -> Infraction:
        """What stands in the fields; a newly chosen clause (:attr:`clause_wanted`) is cited by the caller."""
        words = self.category.currentText().strip()
        category = next((key for key, title in CATEGORY_WORDS.items() if title == words), words)
        if words == category_words(self._act.category):
            category = self._act.category
        citation: ClauseCitation | None = self._act.clause if self.clause_wanted is not None else None
        severity = self.severity.currentData()
        return Infraction(self.facts.toPlainText().strip(), category, day_of(self.day), citation, severity)

    def write(self, text: str) -> None:
        """Put words where the cursor stands."""
        self.facts.insertPlainText(text)
        self.facts.setFocus()

    def _on_where_clicked(self) -> None:
        group = next((g.name for g in self._desk.groups if g.id == self._draft.group), "")
        self.write(_("{day}，在“{group}”群内").format(day=clock.shown_day(day_of(self.day)), group=group))

    # What the records say of the clause on that day

    def offer(self, clauses: Sequence[Clause]) -> None:
        """Offer these clauses behind the act's own; one already chosen stays."""
        chosen, words = self.clause_wanted, self.clause.currentText()
        self.clause.blockSignals(True)
        while self.clause.count() > self._fixed:
            self.clause.removeItem(self._fixed)
        own = self._act.clause
        for one in clauses:
            self._texts[one.id] = one
            if own is None or (one.at, one.text) != (own.at, own.text):
                self.clause.addItem(f"{one.label}　{one.text}".replace("\n", " "), one.id)
        if chosen and self.clause.findData(chosen) < 0:
            self.clause.addItem(words, chosen)
        self.clause.setCurrentIndex(max(0, self.clause.findData(chosen)))
        self.clause.blockSignals(False)

    def _on_clause_changed(self) -> None:
        wanted = self.clause_wanted
        own = self._act.clause
        text = own.text if wanted == 0 and own is not None else ""
        if wanted:
            text = self._texts[wanted].text
        self.words.set_text(text)
        self._form.setRowVisible(self.words, bool(text))
        self._form.setRowVisible(self._uncited, wanted is None)
        self.grown.emit()
        self._on_asked()

    def _on_category_changed(self) -> None:
        if self._unchosen and not self._desk.tasks.closing:
            self._desk.tasks.start(self._offer_clause())
        self._on_asked()

    @property
    def _unchosen(self) -> bool:
        """Whether the owner has chosen no clause himself."""
        return not self._over and self.clause_wanted in (None, self._offered)

    async def _offer_clause(self) -> None:
        """Choose the clause that speaks of the kind of act, as long as the owner has not chosen one himself."""
        store, group, act = self._desk.store, self._draft.group, self.act()
        if not act.category:
            return
        found = await self._desk.read(lambda: citing.clause_for(store, group, act.category, "", act.occurred))
        if found is None or not shiboken6.isValid(self) or not self._unchosen or act.category != self.act().category:
            return
        same = (one.id for one in self._texts.values() if (one.at, one.text) == (found.at, found.text))
        self._offered = next(same, None)
        self.clause.setCurrentIndex(max(0, self.clause.findData(self._offered)))

    def _on_day_changed(self) -> None:
        self._desk.tasks.start(self._load_clauses())
        self._on_asked()

    async def _load_clauses(self) -> None:
        """Offer what held on the day chosen."""
        store, group, day = self._desk.store, self._draft.group, day_of(self.day)
        found = await self._desk.read(lambda: case_remarks.clauses(store, group, day))
        if found is not None and shiboken6.isValid(self) and day == day_of(self.day):
            self.offer(found)

    def _on_asked(self) -> None:
        self.changed.emit()
        self.ask()

    def ask(self) -> None:
        """Let the records be asked when the choosing rests."""
        if not self._over:
            self._timer.start(_PAUSE)

    def amend(self, draft: cases.CaseDraft) -> None:
        """Other measures are thought of: what is asked of the records about them."""
        self._draft = draft
        self.ask()

    def _on_timer_timeout(self) -> None:
        if self._host.isVisible() and not self._desk.tasks.closing:
            self._desk.tasks.start(self._remark())

    async def _remark(self) -> None:
        store, act, clause = self._desk.store, self.act(), self.clause_wanted
        draft = replace(
            self._draft, facts=act.facts, occurred=act.occurred, category=act.category, clause=act.clause,
            severity=act.severity,
        )  # fmt: skip
        self._turn += 1
        mine = self._turn
        found = await self._desk.read(lambda: case_remarks.remarks(store, draft, clause or None))
        if found is None or mine != self._turn or not shiboken6.isValid(self):
            return
        for block, words in ((self.signing, found.signing), (self.cautions, "\n".join(found.cautions))):
            block.set_text(words)
            self._form.setRowVisible(block, bool(words))
        self.grown.emit()

    def close(self) -> None:
        """Closed: what is still on its way comes too late."""
        self._over = True
        self._timer.stop()
        self._turn += 1
