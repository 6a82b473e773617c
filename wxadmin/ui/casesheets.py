"""What is asked about a decided case: delivery, what the unit answered, a correction, from when a measure is lifted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from wxadmin.domain.cases import Infraction, Measure
from wxadmin.i18n import _, on_paper
from wxadmin.services.case_acts import Adopted
from wxadmin.services.case_cards import PartyCard
from wxadmin.services.citing import Clause
from wxadmin.ui import dialogs
from wxadmin.ui.card import label
from wxadmin.ui.casemeasures import Measures
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.flow import Flow
from wxadmin.ui.textblock import TextBlock

HOWS = {
    "signed": _("本人签收"), "refused": _("本人拒绝签收"), "wechat": _("微信送达"), "taken": _("他人代收"),
    "posted": _("邮寄或留置送达"),
}  # fmt: skip
"""How a notice reaches somebody, in words."""

_ADOPTED: dict[Adopted, str] = {
    "adopted": _("单位采纳了建议"), "": _("单位部分采纳了建议"), "declined": _("单位没有采纳建议"),
}  # fmt: skip


class PartyField(QComboBox):
    """One of the parties of a case, or (``every``) all of them, whose data is None."""

    def __init__(self, parties: Sequence[PartyCard], parent: QWidget, *, every: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("当事人"))
        _choosing(self)
        if len(parties) > 1:
            self.addItem(every, None)
        for party in parties:
            self.addItem(party.label or party.sender, party.id)

    def chosen(self) -> int | None:
        """The id of the party."""
        data = self.currentData()
        return data if isinstance(data, int) else None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was recorded; ``parties`` are ids."""

    parties: tuple[int, ...]
    day: date
    how: str
    refused: bool
    witnesses: str


class DeliverySheet(dialogs.Sheet):
    """How the notice reached the person, or that they would not take it, before whom."""

    def __init__(self, parent: QWidget, parties: Sequence[PartyCard], party: int | None) -> None:
        super().__init__(parent, _("记录送达"), _("记录送达"))
        form = self._rows = self.form()
        self.boxes: dict[int, QCheckBox] = {}
        """The parties by id; those it is recorded for are ticked."""
        host = QWidget(self)
        names = Flow(host)
        for one in parties:
            box = QCheckBox((one.label or one.sender).replace("&", "&&"), host)
            box.setChecked(party in (None, one.id) or len(parties) == 1)
            box.toggled.connect(self._on_changed)
            self.boxes[one.id] = box
            names.addWidget(box)
        form.addRow(label(_("当事人"), self, "muted"), host)
        form.setRowVisible(host, len(parties) > 1)
        self.how = QComboBox(self)
        for key, words in HOWS.items():
            self.how.addItem(words, key)
        _row(form, _("方式"), self.how, self)
        self.day = day_field(self, _("送达日期"))
        _row(form, _("送达日期"), self.day, self)
        self.taker = QLineEdit(self)
        self.taker.setPlaceholderText(_("谁代收的，和本人什么关系"))
        _row(form, _("代收人"), self.taker, self)
        self.witnesses = QLineEdit(self)
        self.witnesses.setPlaceholderText(_("在场的人，几个人用顿号隔开"))
        _row(form, _("见证人"), self.witnesses, self)
        self._hint = TextBlock(_("拒绝签收要有见证人；申诉期限从送达的次日起算。"), self, role="muted")
        form.addRow("", self._hint)
        self.how.currentIndexChanged.connect(self._on_changed)
        self.witnesses.textChanged.connect(self._on_changed)
        self.taker.textChanged.connect(self._on_changed)
        self._on_changed()
        self.fit(480)

    def _on_changed(self) -> None:
        how = self.how.currentData()
        self._rows.setRowVisible(self.taker, how == "taken")
        said = {"refused": self.witnesses, "taken": self.taker}.get(how)
        some = any(box.isChecked() for box in self.boxes.values())
        self.main.setEnabled(some and (said is None or bool(said.text().strip())))
        self.fit(self.width() if self.isVisible() else 480)

    def delivery(self) -> Delivery:
        """What stands in the form."""
        how = str(self.how.currentData())
        words = on_paper(HOWS[how])
        if how == "taken":
            words = f"{words}（{self.taker.text().strip()}）"
        return Delivery(
            tuple(party for party, box in self.boxes.items() if box.isChecked()), day_of(self.day), words,
            how == "refused", self.witnesses.text().strip(),
        )  # fmt: skip


class AmendSheet(dialogs.Sheet):
    """A correction of what was decided, by a new act with its reason; the first decision stays to be seen."""

    def __init__(
        self, parent: QWidget, party: PartyCard, clauses: Sequence[Sequence[Clause]], *, recommend: bool
    ) -> None:
        super().__init__(parent, _("更正决定：{who}").format(who=party.label or party.sender), _("更正决定"))
        self.say(_("原来的决定和编号都保留；更正作为新的一条记入案件，可以打印更正决定书，再送达本人。"), muted=True)
        form = self.form()
        self._acts, self._clauses = party.acts or (Infraction(""),), clauses
        self.act = QComboBox(self)
        for number, act in enumerate(self._acts, 1):
            self.act.addItem(f"{number}. {act.facts}".replace("\n", " "))
        _choosing(self.act)
        _row(form, _("违规行为"), self.act, self)
        form.setRowVisible(self.act, len(self._acts) > 1)
        self.facts = QPlainTextEdit(self)
        self.facts.setTabChangesFocus(True)
        self.facts.setFixedHeight(90)
        _row(form, _("事实"), self.facts, self)
        self.clause = QComboBox(self)
        _choosing(self.clause)
        _row(form, _("依据条款"), self.clause, self)
        self._clause_words = TextBlock("", self, role="muted")
        form.addRow("", self._clause_words)
        self._rows = form
        self._show_act()
        now = tuple(Measure(one.measure, one.days, one.amount) for one in party.sanctions if one.state != "lifted")
        self._measures = now
        self.measures = Measures(now, self, recommend=recommend)
        form.addRow(label(_("处罚措施"), self, "muted"), self.measures)
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText(_("为什么更正"))
        _row(form, _("理由"), self.reason, self)
        self.measures.changed.connect(self._on_changed)
        self.act.currentIndexChanged.connect(self._show_act)
        self.clause.currentIndexChanged.connect(self._on_changed)
        self.facts.textChanged.connect(self._on_changed)
        self.reason.textChanged.connect(self._on_changed)
        self._on_changed()
        self.fit(620)
        self.facts.setFocus()

    def _show_act(self) -> None:
        """Fill in what was held against the party by the act chosen."""
        act, found = self._acts[self.act_chosen], self._clauses[self.act_chosen : self.act_chosen + 1]
        self.clause.blockSignals(True)
        self.clause.clear()
        own = act.clause
        self.clause.addItem(_("没有依据条款") if own is None else f"{''.join(own.at)}　{own.text}".replace("\n", " "))
        for one in found[0] if found else ():
            if own is None or (one.at, one.text) != (own.at, own.text):
                self.clause.addItem(f"{one.label}　{one.text}".replace("\n", " "), one)
        self.clause.blockSignals(False)
        self.facts.setPlainText(act.facts)

    def _on_changed(self) -> None:
        facts, clause = self.new_facts(), self.clause.currentData()
        # One act is corrected at a time: another can be chosen while nothing of this one is changed.
        self.act.setEnabled(facts is None and clause is None)
        self._clause_words.set_text("" if clause is None else clause.text)
        self._rows.setRowVisible(self._clause_words, clause is not None)
        other = facts is not None or clause is not None or self.new_measures() is not None
        some = bool(self.measures.chosen()) and bool(self.facts.toPlainText().strip())
        self.main.setEnabled(other and some and bool(self.reason.text().strip()))
        self.fit(self.width() if self.isVisible() else 620)

    @property
    def act_chosen(self) -> int:
        """The place of the act that is corrected."""
        return max(0, self.act.currentIndex())

    def new_clause(self) -> int | None:
        """The id of another clause, None when it stays."""
        found: Clause | None = self.clause.currentData()
        return None if found is None else found.id

    def new_facts(self) -> str | None:
        """The facts, None when they stay."""
        words = self.facts.toPlainText().strip()
        return None if words == self._acts[self.act_chosen].facts.strip() else words

    def new_measures(self) -> tuple[Measure, ...] | None:
        """The measures, None when they stay."""
        wanted = self.measures.measures()
        return None if set(wanted) == set(self._measures) else wanted


class UnitSheet(dialogs.Sheet):
    """What the unit answered to what was recommended to it."""

    def __init__(self, parent: QWidget, parties: Sequence[PartyCard]) -> None:
        super().__init__(parent, _("记录单位答复"), _("记录单位答复"))
        form = self.form()
        self.party = PartyField(parties, self, every=_("各位当事人"))
        _row(form, _("当事人"), self.party, self)
        self.answer = QComboBox(self)
        for outcome, words in _ADOPTED.items():
            self.answer.addItem(words, outcome)
        _row(form, _("答复"), self.answer, self)
        self.day = day_field(self, _("答复日期"))
        _row(form, _("答复日期"), self.day, self)
        self.words = QLineEdit(self)
        self.words.setPlaceholderText(_("谁答复的、怎么处理；可以不填"))
        _row(form, _("说明"), self.words, self)
        words = _("采纳的，建议的措施记为已执行；没有采纳的，随之解除。这两种记下后不能撤销。")
        form.addRow("", TextBlock(words, self, role="muted"))
        self.fit(480)

    def text(self) -> str:
        """The answer in words."""
        words, more = on_paper(_ADOPTED[self.outcome]), self.words.text().strip()
        return f"{words}：{more}" if more else words

    @property
    def outcome(self) -> Adopted:
        """Whether the unit does what was recommended."""
        found: Adopted = self.answer.currentData()
        return found

    def given(self) -> date:
        """The day."""
        return day_of(self.day)


class LiftSheet(dialogs.Sheet):
    """Why a measure no longer holds."""

    def __init__(self, parent: QWidget, what: str) -> None:
        super().__init__(parent, _("解除：{what}").format(what=what), _("解除"))
        form = self.form()
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText(_("例如：已改正，经研究提前解除"))
        _row(form, _("理由"), self.reason, self)
        words = _(
            "提前解除只是不再执行下去，这次处理仍计入处罚阶梯；认定处理错了的，请用“更正”或“作废”。"
            "解除作为新的一条记入案件，不能撤销；需要在微信里办的，会列入待执行事项。"
        )
        form.addRow("", TextBlock(words, self, role="muted"))
        self.reason.textChanged.connect(self._on_changed)
        self._on_changed()
        self.fit(480)
        self.reason.setFocus()

    def _on_changed(self) -> None:
        self.main.setEnabled(bool(self.reason.text().strip()))


class FileSheet(dialogs.Sheet):
    """What goes into the file of a case."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, _("整理案卷"), _("整理案卷"))
        self.notes = QCheckBox(_("内部备注收入案卷"), self)
        self.notes.setChecked(True)
        self.body.addWidget(self.notes)
        self.say(_("案卷要交给当事人或外面的人看时，可以不收；卷末会写明没有收入。"), muted=True)
        self.fit(440)


def _choosing(field: QComboBox) -> None:
    """Long words do not make the sheet wider."""
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(16)


def _row(form: QFormLayout, words: str, field: QWidget, host: QWidget) -> None:
    name = label(words, host, "muted")
    name.setBuddy(field)
    field.setAccessibleName(words)
    form.addRow(name, field)
