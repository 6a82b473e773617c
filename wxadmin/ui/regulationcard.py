"""One version on the card: where it stands, what waits, its clauses with what is to be known of them, its versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from wxadmin.domain.regulation import Blank, RegulationText, walk
from wxadmin.domain.regulation_diff import ClauseChange, worth_showing
from wxadmin.domain.regulation_places import short
from wxadmin.i18n import _
from wxadmin.services import clock, regulations
from wxadmin.services.listing import Row
from wxadmin.services.objections import ObjectionCard
from wxadmin.services.regulations import RegulationCard
from wxadmin.ui import theme
from wxadmin.ui.card import Card, Link, button, label, pill
from wxadmin.ui.changeblock import ChangeBlock
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.flow import Flow
from wxadmin.ui.textblock import TextBlock, tip

TONES = {
    "draft": "info", "review": "warn", "waiting": "info", "in_force": "ok", "replaced": "muted", "repealed": "muted",
}  # fmt: skip
_CHANGES = {
    "changed": (_("修改"), "warn"), "added": (_("新增"), "ok"), "removed": (_("删去"), "danger"),
    "moved": (_("移动"), "info"), "renumbered": (_("改编号"), "info"),
}  # fmt: skip
_OPEN_SHOWN = 5
_GROUPS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Beside:
    """What the card shows of a version beside itself: what was said of it, the last sheet, a comparison."""

    said: tuple[ObjectionCard, ...] = ()
    sheet: int | None = None
    rounds: tuple[Row, ...] = ()
    changes: tuple[ClauseChange, ...] | None = None
    before: str = ""


Entry = tuple[str, Callable[[], None]]


def more(entries: Sequence[Entry], host: QWidget) -> QToolButton:
    """A ⋯ button with what is done seldom."""
    tool = QToolButton(host)
    tool.setIcon(theme.icon("ellipsis"))
    tool.setAccessibleName(_("更多"))
    tool.setToolTip(_("更多"))
    tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    tool.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    menu = QMenu(tool)
    for words, slot in entries:
        action = QAction(words, menu)
        action.triggered.connect(slot)
        menu.addAction(action)
    tool.setMenu(menu)
    return tool


def head(card: Card, detail: RegulationCard) -> None:
    """Title, stage and facts."""
    card.title(detail.title, badge=regulations.STATES[detail.stage], tone=TONES[detail.stage])
    shown = [name for _id, name in detail.groups[:_GROUPS_SHOWN]]
    names = "、".join(shown)
    if len(detail.groups) > _GROUPS_SHOWN:
        names = _("{}等 {} 个群").format(names, len(detail.groups))
    card.facts(
        (
            (_("版本"), detail.version),
            (_("生效"), clock.shown_day(detail.effective)),
            (_("失效"), clock.shown_day(detail.ended)),
            (_("发布人"), detail.issuer),
            (_("解释"), detail.interpreter),
            (_("审核"), detail.approver),
            (_("适用群"), names),
        )
    )


def next_step(detail: RegulationCard) -> str:
    """What comes next, in one sentence."""
    if detail.stage == "draft":
        if detail.empty:
            return _("还有空格没有填：{names}。").format(names="、".join(detail.empty))
        if any(stops for _where, _words, stops in detail.faults):
            return _("先改好标着“必须改”的地方，再发布。")
        return _("先发布：定下从哪天起生效，案件从此可以引用它的条款。发布后再签发纸面：带编号和校验码，用来张贴。")
    if detail.stage == "review":
        return _("审核中。通过与否都会记下来；一个人管的单位也可以直接发布。")
    if detail.stage == "waiting":
        return _("到{day}才生效，它定下的数值也从那天起用到群里。").format(day=clock.shown_day(detail.effective))
    if detail.paper is None and detail.stage == "in_force":
        return _("已经生效。签发后的纸面带编号和校验码，可以张贴存档；没有签发时打印出来是草稿。")
    if detail.stage == "repealed":
        return _("已经废止，条文和签收记录都保留。")
    return ""


def faults(card: Card, detail: RegulationCard, jump: Callable[[str], None]) -> None:
    """What is wrong in a draft and what to be careful of, each with a way to its clause; what stops it comes first."""
    must, look = (_("必须改"), "danger"), (_("看一看"), "muted")
    lines = [(must if stops else look, where, sentence) for where, sentence, stops in detail.faults]
    lines.sort(key=lambda one: one[0] is not must)
    if detail.state == "draft":
        lines += [((_("注意"), "warn"), where, sentence) for where, sentence in detail.cautions]
    if not lines:
        return
    card.section(_("发布前看一遍（{n}）").format(n=len(lines)))
    for words, where, sentence in lines:
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(pill(*words, card.host), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(TextBlock(sentence, card.host), 1)
        if where:
            piece = button(_("去看"), partial(jump, where), card.host, kind="link")
            piece.setAccessibleName(_("去看 {where}").format(where=where))
            row.addWidget(piece, 0, Qt.AlignmentFlag.AlignTop)
        card.add(row)


class BlankForm(QWidget):
    """The blanks of a draft with what fills them."""

    def __init__(self, blanks: Sequence[Blank], fill: Callable[[dict[str, str]], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._fill = fill
        self._fields: dict[str, QLineEdit] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._form = form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._filled = [row for row, blank in enumerate(blanks) if blank.value]
        for blank in blanks:
            field = QLineEdit(blank.value, self)
            field.setAccessibleName(blank.label or blank.key)
            field.setPlaceholderText(_("还没有填"))
            field.textChanged.connect(self._on_field_changed)
            field.returnPressed.connect(self._on_keep_clicked)
            self._fields[blank.key] = field
            name = label(blank.label or blank.key, self, "muted")
            name.setBuddy(field)
            form.addRow(name, field)
        column.addLayout(form)
        row = QHBoxLayout()
        self.keep = button(_("填到正文里"), self._on_keep_clicked, self)
        row.addWidget(self.keep)
        words = _("看已填好的 {n} 个").format(n=len(self._filled))
        self.every = button(words, self._on_every_clicked, self, kind="link")
        row.addWidget(self.every)
        row.addStretch(1)
        column.addLayout(row)
        for place in self._filled:
            form.setRowVisible(place, False)
        self.every.setVisible(bool(self._filled))
        self.keep.setVisible(len(self._filled) < len(blanks))
        self._before = self.values()
        self.keep.setEnabled(False)

    def values(self) -> dict[str, str]:
        """What stands in the fields, by key."""
        return {key: field.text().strip() for key, field in self._fields.items()}

    def _on_every_clicked(self) -> None:
        for place in self._filled:
            self._form.setRowVisible(place, True)
        self.every.hide()
        self.keep.show()

    def _on_field_changed(self) -> None:
        self.keep.setEnabled(self.values() != self._before)

    def _on_keep_clicked(self) -> None:
        now = self.values()
        changed = {key: value for key, value in now.items() if value != self._before[key]}
        if changed:
            self._fill(changed)


def signing(card: Card, rounds: Sequence[Row]) -> None:
    """Its rounds of signing, each with how far it came and a way to it."""
    if not rounds:
        return
    card.section(_("签收"))
    for row in rounds:
        title, state, share, *_rest = row.cells
        words = _("已签 {share}　{state}　{title}").format(title=title, state=state, share=share)
        card.link(words, "signing", row.id)


def settings(card: Card, detail: RegulationCard) -> None:
    """What the text fixes."""
    if not detail.settings:
        return
    card.section(_("从条款里读出的规定"))
    card.facts((one.title, f"{one.value}（{one.at}）" if one.at else one.value) for one in detail.settings)
    if any(one.applied for one in detail.settings):
        card.text(_("已用到群里的，在“设置”里可以看到和修改。"), role="muted", size=theme.SMALL)


def said(
    card: Card, found: Sequence[ObjectionCard], every: Callable[[], None], new: Callable[[], None],
    one: Callable[[int], None],
) -> None:  # fmt: skip
    """The objections: those that wait for an answer first."""
    waiting = [each for each in found if each.state == "open"]
    card.section(_("意见（{open} 条待答复，共 {all} 条）").format(open=len(waiting), all=len(found)))
    for each in waiting[:_OPEN_SHOWN]:
        words = " ".join(each.text.split())
        piece = Link(f"{each.label}　{each.name}：{words[:80]}", "", each.id, card.host)
        piece.setToolTip(tip(each.text))
        piece.clicked.connect(partial(one, each.id))
        card.add(piece)
    pieces = [button(_("登记意见…"), new, card.host)]
    if found:
        pieces.append(button(_("全部意见…"), every, card.host))
    card.row(*pieces)


def clauses(card: Card, detail: RegulationCard) -> dict[str, QWidget]:
    """The text by units, cautions at the clause they are about; the value are the widgets by clause."""
    text: RegulationText = detail.text
    warned = dict(detail.cautions)
    wrong: dict[str, list[str]] = {}
    for where, sentence, _stops in detail.faults:
        wrong.setdefault(where, []).append(sentence)
    places: dict[str, QWidget] = {}
    for line in text.preamble:
        card.text(line)
    for path, node in walk(text.nodes):
        depth = max(0, len(path) - 1)
        key = " ".join(path)
        title = " ".join(p for p in (node.number, node.title or "") if p)
        if node.kind == "chapter":
            block = card.text(title, size=theme.HEADING)
            places.setdefault(key, block)
            if node.text:
                card.text(node.text)
        else:
            row = QHBoxLayout()
            row.setContentsMargins(min(depth, 3) * 12, 0, 0, 0)
            row.setSpacing(8)
            if node.number:
                number = label(node.number, card.host, "muted")
                row.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
            words = "　".join(p for p in (node.title or "", node.text) if p)
            block = TextBlock(words, card.host)
            row.addWidget(block, 1)
            card.add(row)
            if node.number:
                places.setdefault(key, block)
        if node.number and (key in warned or key in wrong):
            _notes(card, min(depth, 3) * 12, warned.pop(key, ""), wrong.pop(key, []))
    for line in text.closing:
        card.text(line)
    return places


def _notes(card: Card, indent: int, caution: str, wrong: Sequence[str]) -> None:
    lines = ([_("注意：{what}").format(what=caution)] if caution else []) + list(wrong)
    row = QHBoxLayout()
    row.setContentsMargins(indent + 12, 0, 0, 0)
    row.addWidget(TextBlock("\n".join(lines), card.host, role="amber", size=theme.SMALL), 1)
    card.add(row)


def changes(card: Card, found: Sequence[ClauseChange], before: str, back: Callable[[], None]) -> None:
    """What changed since another version, clause by clause; what stayed is only counted."""
    card.section(_("与{version}相比").format(version=before))
    card.row(button(_("回到条款"), back, card.host, icon="chevron-left"))
    shown = worth_showing(found)
    renumbered = sum(each.kind == "renumbered" for each in found)
    same = len(found) - len(shown) - renumbered
    for each in shown:
        words, tone = _CHANGES[each.kind]
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(pill(words, tone, card.host), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(label(_where(each), card.host, "muted"))
        column.addWidget(ChangeBlock(each.pieces, card.host))
        row.addLayout(column, 1)
        card.add(row)
    if same == len(found):
        card.text(_("两版逐条相同。"), role="muted")
    else:
        card.text(_("其余 {n} 处没有改动。").format(n=same), role="muted", size=theme.SMALL)
    if renumbered:
        card.text(_("{n} 处只是编号随着调整。").format(n=renumbered), role="muted", size=theme.SMALL)


def _where(change: ClauseChange) -> str:
    old, new = short(change.old_at or ()), short(change.new_at or ())
    if change.old_at is None:
        return new or _("标题、前言或落款")
    if change.new_at is None:
        return _("原{}").format(old) if old else _("标题、前言或落款")
    if old != new:
        return f"{_('原{}').format(old)} → {new}"
    if change.old_at != change.new_at:
        return f"{' '.join(change.old_at)} → {' '.join(change.new_at)}"
    return new or _("标题、前言或落款")


class DayAnswer(QWidget):
    """Which version held on a day: a field, and the answer as a way to that version."""

    def __init__(self, ask: Callable[[date], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._ask = ask
        row = Flow(self)
        row.addWidget(label(_("哪一版在这天有效"), self, "muted"))
        self.day = day_field(self, _("哪一天"), clock.today())
        row.addWidget(self.day)
        self.answer = QPushButton(self)
        self.answer.setProperty("link", "true")
        self.answer.hide()
        row.addWidget(self.answer)
        self._way: Callable[[], None] | None = None
        self.answer.clicked.connect(self._on_answer_clicked)
        self.day.dateChanged.connect(self._on_day_changed)

    def _on_day_changed(self) -> None:
        self._ask(day_of(self.day))

    def say(self, words: str, way: Callable[[], None] | None) -> None:
        """The answer."""
        self._way = way
        self.answer.setText(words)
        self.answer.setAccessibleName(words)
        self.answer.setEnabled(way is not None)
        self.answer.show()

    def _on_answer_clicked(self) -> None:
        if self._way is not None:
            self._way()


def versions(
    card: Card, detail: RegulationCard, compare: Callable[[int, str], None], ask: Callable[[date], None]
) -> DayAnswer:
    """All versions, each with a way to what changed since, and the version of a day."""
    card.section(_("各版本"))
    for number, version, state in detail.versions:
        if number == detail.id:
            card.text(_("{version}　{state}（正在看）").format(version=version, state=state))
            continue
        piece = button(
            f"{version}　{state}", partial(card.link_opened.emit, "regulations", number), card.host, kind="link"
        )
        see = button(_("看改了什么"), partial(compare, number, version), card.host, kind="quiet")
        see.setAccessibleName(_("看与{version}相比改了什么").format(version=version))
        card.row(piece, see)
    answer = DayAnswer(ask, card.host)
    card.add(answer)
    return answer


def history(card: Card, detail: RegulationCard) -> None:
    """What was done with the version."""
    if detail.acts:
        card.section(_("经过"))
        for line in detail.acts:
            card.text(line)
