"""处罚阶梯: the rungs of a group, how long what counts, points of clauses, and what it all would propose now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from wxadmin.domain import ladder_json
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import MEASURES, RECOMMENDED, EscalationLadder, LadderStep, Proposal, Span
from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import case_remarks, ladders, people, proposals, regulation_terms
from wxadmin.services.case_parts import SEVERITIES
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.flow import Flow
from wxadmin.ui.ladderlines import RungLine, SpanField, TermLine, in_line, number, put
from wxadmin.ui.ladderpoints import PointsPane
from wxadmin.ui.persons import told_apart
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

if TYPE_CHECKING:
    from wxadmin.ui.desk import Desk
    from wxadmin.ui.page import Page

_PAUSE = 250  # ms of rest before the trial is made anew
_TERMS = {**MEASURES, "serious": SEVERITIES["serious"], "malicious": SEVERITIES["malicious"]}


class LadderSheet(dialogs.Sheet):
    """What stands in the fields is the ladder; the trial at the end says what it would propose."""

    def __init__(
        self, parent: QWidget, desk: Desk, card: ladders.LadderCard, name: str, known: Sequence[tuple[int, Person]]
    ) -> None:
        super().__init__(parent, _("处罚阶梯：{name}").format(name=name), _("保存"))
        self._desk = desk
        self._card = card
        self._persons = told_apart(known)
        self._recommend = desk.settings.recommend == "yes"
        self._round = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        form = self.form()
        form.addRow(TextBlock(_told(card), self, role="amber" if card.outdated else "muted"))
        self.back = button(_("恢复为制度规定"), self._on_back_clicked, self)
        form.addRow(self.back)
        self.said = TextBlock("", self)
        self.take = button(_("照规章填写"), self._on_take_clicked, self)
        if card.said:
            form.addRow(label(_("规章里写的"), self, "muted"), self.said)
            form.addRow("", self.take)
        self.said.setVisible(bool(card.said))
        self.take.setVisible(bool(card.said))
        self.rungs: list[RungLine] = []
        self._rung_host, self._rung_column = _column(self)
        self._rung_column.addWidget(button(_("加一级"), self._on_rung_added, self._rung_host, icon="plus"))
        form.addRow(label(_("各级措施"), self, "muted"), self._rung_host)
        grave, column = _column(self)
        self.serious = self._special(_("情节严重"), _("不另行规定：提高一级"), grave)
        self.malicious = self._special(_("情节恶劣"), _("不另行规定：按最高一级"), grave)
        column.addWidget(self.serious)
        column.addWidget(self.malicious)
        form.addRow(label(_("重的行为"), self, "muted"), grave)
        self.caution = TextBlock(case_remarks.CAUTION, self, role="amber")
        form.addRow("", self.caution)
        self.expiry = SpanField(self, _("处理计算多久"), _("一直计算"))
        form.addRow(label(_("处理计算多久"), self, "muted"), self.expiry)
        self.terms: list[TermLine] = []
        self._term_host, self._term_column = _column(self)
        self._term_column.addWidget(button(_("某种措施或情节另定"), self._on_term_added, self._term_host, icon="plus"))
        form.addRow("", self._term_host)
        self.reach = SpanField(self, _("只看以前多久的行为"), _("不限"))
        form.addRow(label(_("只看以前多久的行为"), self, "muted"), self.reach)
        self.reminders = number(self, _("几次提醒算一次处理"), 0, ladder_json.MOST_REMINDERS, 1, none=_("提醒不计"))
        holder = QWidget(self)
        put(in_line(holder), self.reminders, label(_("次私下提醒算 1 次处理"), holder, "muted"))
        form.addRow(label(_("提醒"), self, "muted"), holder)
        self.points = PointsPane(self, card.clauses, recommend=self._recommend)
        form.addRow(label(_("记分"), self, "muted"), self.points)
        self.verdict = TextBlock("", self, role="muted")
        form.addRow(label(_("试的结果"), self, "muted"), self.verdict)
        form.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding))
        self.body.addWidget(self._trial())
        self.proposed = TextBlock("", self)
        self.body.addWidget(self.proposed)
        for field in (self.expiry, self.reach, self.points):
            field.changed.connect(self._on_changed)
        self.reminders.valueChanged.connect(self._on_changed)
        self.show_ladder(card.ladder)
        free = self.screen().availableGeometry()
        self.resize(min(760, round(free.width() * 0.95)), min(760, round(free.height() * 0.9)))

    def _special(self, name: str, none: str, host: QWidget) -> RungLine:
        line = RungLine(host, name, none, recommend=self._recommend, drop=False)
        line.changed.connect(self._on_changed)
        return line

    def _trial(self) -> QWidget:
        holder = QWidget(self)
        flow = Flow(holder)
        self.who = QLineEdit("1", holder)
        self.who.setAccessibleName(_("处理过几次，或者谁"))
        self.who.setPlaceholderText(_("处理过几次，或打姓名选一个人"))
        self.who.setFixedWidth(240)
        completer = QCompleter(list(self._persons), self.who)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.who.setCompleter(completer)
        self.who.textChanged.connect(self._on_changed)
        self.severity = QComboBox(holder)
        self.severity.setAccessibleName(_("情节"))
        for key, word in SEVERITIES.items():
            self.severity.addItem(word, key)
        self.severity.currentIndexChanged.connect(self._on_changed)
        for piece in (
            label(_("试一试：处理过"), holder, "muted"), self.who,
            label(_("次（或某个人），现在再犯"), holder, "muted"), self.severity,
        ):  # fmt: skip
            flow.addWidget(piece)
        return holder

    # What stands in the sheet

    def show_ladder(self, ladder: EscalationLadder) -> None:
        """Put a ladder into the fields."""
        for line in (*self.rungs, *self.terms):
            line.hide()
            line.deleteLater()
        self.rungs, self.terms = [], []
        for step in ladder.steps:
            self._add_rung(step)
        self.serious.show_step(ladder.serious)
        self.malicious.show_step(ladder.malicious)
        self.expiry.show_span(ladder.expiry)
        for key, span in ladder.expiries.items():
            self._add_term(key, span)
        self.reach.show_span(ladder.window)
        self.reminders.setValue(ladder.reminders)
        self.points.show_ladder(ladder)
        self._on_changed()

    def ladder(self) -> EscalationLadder:
        """The ladder as filled in; lines without measures are left out. It may be one that cannot be."""
        steps = (line.step() for line in self.rungs if not line.isHidden())
        terms = (line for line in self.terms if not line.isHidden())
        return EscalationLadder(
            tuple(step for step in steps if step is not None), self.serious.step(), self.malicious.step(),
            self.expiry.span(), self._card.ladder.source,
            expiries={str(line.key.currentData()): line.span.span() for line in terms}, window=self.reach.span(),
            points=self.points.points(), times=self.points.multiples(), thresholds=self.points.thresholds(),
            reminders=self.reminders.value(), own=True,
        )  # fmt: skip

    @property
    def regular(self) -> bool:
        """Whether the fields say what the regulation says."""
        fixed = self._card.regulation
        return replace(self.ladder(), source=fixed.source, own=fixed.own) == fixed

    def _add_rung(self, step: LadderStep | None) -> RungLine:
        line = RungLine(self._rung_host, "", _("选措施"), recommend=self._recommend)
        line.show_step(step)
        line.changed.connect(self._on_changed)
        self._rung_column.insertWidget(len(self.rungs), line)
        line.show()
        self.rungs.append(line)
        return line

    def _add_term(self, key: str, span: Span) -> TermLine:
        line = TermLine(self._term_host, _TERMS, key, span)
        line.changed.connect(self._on_changed)
        self._term_column.insertWidget(len(self.terms), line)
        line.show()
        self.terms.append(line)
        return line

    def _on_rung_added(self) -> None:
        line = self._add_rung(None)
        self._on_changed()
        line.measures.setFocus()

    def _on_term_added(self) -> None:
        taken = {line.key.currentData() for line in self.terms if not line.isHidden()}
        line = self._add_term(next((key for key in _TERMS if key not in taken), "reminder"), self.expiry.span())
        self._on_changed()
        line.key.setFocus()

    def _on_back_clicked(self) -> None:
        self.show_ladder(self._card.regulation)

    def _on_take_clicked(self) -> None:
        self.show_ladder(regulation_terms.taken_over(self.ladder(), self._card.said))

    def _tell_said(self, ladder: EscalationLadder) -> None:
        """What the regulation says beside the steps, and whether the fields say the same."""
        other = regulation_terms.differing(ladder, self._card.said)
        told = _("{said}；这里填的不一样")
        lines = (told.format(said=one.words) if one in other else one.words for one in self._card.said)
        self.said.set_text("\n".join(lines))
        self.take.setEnabled(bool(other))

    # The trial

    def _on_changed(self) -> None:
        standing = [line for line in self.rungs if not line.isHidden()]
        for n, line in enumerate(standing, 1):
            line.rename(_("第 {} 级").format(n))
            line.drop.setEnabled(len(standing) > 1)
        ladder = self.ladder()
        self.back.setEnabled(not self.regular)
        self._tell_said(ladder)
        every = [*ladder.steps, ladder.serious, ladder.malicious, *(step for _points, step in ladder.thresholds)]
        self.caution.setVisible(any(step is not None and RECOMMENDED & set(step.measures) for step in every))
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        self._round += 1
        self._desk.tasks.start(self._try(self._round))

    async def _try(self, round_: int) -> None:
        """Say what the ladder of now would propose, or why it cannot be one."""
        store, group, ladder = self._desk.store, self._card.group, self.ladder()
        typed = self.who.text().strip()
        who, severity = self._persons.get(typed, typed), self.severity.currentData()
        found: Proposal | None = None
        wrong: UserError | None = None
        try:
            ladder_json.check(ladder)
            fit = True
        except UserError as error:
            fit, wrong = False, error
        if fit:
            try:
                found = await self._desk.tasks.run(lambda: proposals.trial(store, group, ladder, who, severity))
            except UserError as error:
                wrong = error
        if round_ != self._round or not shiboken6.isValid(self):
            return
        if fit:
            self.strip.clear()
        elif wrong is not None:
            self.strip.wrong(wrong)
        self.main.setEnabled(fit)
        why = found.why if found is not None else ()
        self.proposed.set_text(_("建议：{what}").format(what=found.title) if found is not None else "")
        self.verdict.set_text("\n".join(why) if fit and found is not None else str(wrong) if fit else "")


def _column(parent: QWidget) -> tuple[QWidget, QVBoxLayout]:
    holder = QWidget(parent)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.GAP)
    return holder, column


def _told(card: ladders.LadderCard) -> str:
    """Where the ladder comes from."""
    source, quote = card.regulation.source, card.quote
    fixed = _("制度的规定：{source}：“{quote}”。").format(source=source, quote=quote) if source else ""
    if not card.own:
        if not fixed:
            return _("制度没有写明阶梯，这是预设的阶梯，可以改。")
        return "".join((fixed, *_read_as(card.ladder), _("改了就以手工设置的为准。")))
    words = _("现在的阶梯由{by}于{day}自定。").format(by=card.by or _("群主"), day=card.made)
    if card.outdated:
        words += _("自定以后制度的规定变了，请核对。")
    return words + (fixed or _("制度没有写明阶梯。"))


def _read_as(ladder: EscalationLadder) -> Iterator[str]:
    """What was assumed where the text is vague, and what it leaves to choose."""
    yield from ladder.assumed
    steps = [step for step in (*ladder.steps, ladder.serious, ladder.malicious) if step is not None and step.others]
    for step in dict.fromkeys(steps):
        others = "、".join(MEASURES[one] for one in step.others)
        yield _("“{step}”处制度还允许{others}，没有勾选，提议时会说明。").format(step=step.title, others=others)


async def edit(page: Page, group: int) -> None:
    """Show the ladder of a group and let it be changed; UserErrors stand on the page's strip."""
    desk, store = page.desk, page.desk.store
    read = await desk.read(lambda: (ladders.card(store, group), people.of_group(store, group)), page.strip)
    if read is None:
        return
    card, known = read
    name = next((one.name for one in desk.groups if one.id == group), "")
    sheet = LadderSheet(page, desk, card, name, known)
    if not await dialogs.show(sheet):
        return
    wanted, by = sheet.ladder(), desk.actor_of(group)
    if sheet.regular:
        if card.own:
            await desk.change(lambda: ladders.reset(store, group), page.strip, _("处罚阶梯已恢复为制度规定"))
    elif card.outdated or wanted != card.ladder:
        await desk.change(lambda: ladders.save(store, group, wanted, by), page.strip, _("处罚阶梯已修改"))
