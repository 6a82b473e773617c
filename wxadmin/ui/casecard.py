"""How a case is painted: head, parties with acts, proposal and measures, evidence, what was done, papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from wxadmin.domain.cases import Infraction
from wxadmin.domain.ladder import RECOMMENDED
from wxadmin.i18n import _, joined
from wxadmin.services import cases, clock
from wxadmin.services.case_cards import PartyCard, SanctionLine
from wxadmin.services.cases import CaseCard
from wxadmin.services.queue import category_words
from wxadmin.ui import caseacts, casedrafts, casepapers, casetasks, theme
from wxadmin.ui.card import Link, button, pill
from wxadmin.ui.casefields import UNCITED
from wxadmin.ui.caseprecedents import PrecedentBlock
from wxadmin.ui.caseproof import CaseProof
from wxadmin.ui.casetasks import TaskBlock
from wxadmin.ui.textblock import TextBlock

if TYPE_CHECKING:
    from wxadmin.ui.caseboard import CaseBoard

TONES = {"draft": "warn", "decided": "info", "issued": "ok", "void": "muted"}
_SANCTION_TONES = {"proposed": "muted", "decided": "warn", "carried": "ok", "ended": "muted", "lifted": "muted"}
_BESIDE = 120
"""Pixels of a state with its days up to which it stands beside the measure; wider ones stand below it."""
_CHANGED = {"appeal": _("申诉后："), "amendment": _("更正后：")}
"""What stands between the measures as they were decided and those that hold since."""
_OWN_EVENTS = frozenset({"act", "evidence", "proposal"})
"""Events that have blocks of their own above."""


def paint(board: CaseBoard, detail: CaseCard) -> None:
    """Fill the card of the page; the caller finishes it."""
    card = board.page.card
    card.clear()
    state = cases.STATES.get(detail.state, detail.state)
    card.title(f"{detail.ref}　{detail.person_label or detail.sender}", badge=state, tone=TONES[detail.state])
    if detail.next_step:
        card.text(_("下一步：{what}").format(what=detail.next_step), role="muted")
    if detail.draft.note:
        card.text(_("备注：{what}").format(what=detail.draft.note), role="muted")
    if detail.void_reason:
        card.text(_("作废原因：{why}").format(why=detail.void_reason), role="danger")
    card.row(*_head_buttons(board, detail))
    several = len(detail.parties) > 1
    told: set[tuple[str, tuple[str, ...]]] = set()
    for at, party in enumerate(detail.parties):
        if several:
            _party_head(board, detail, at, party)
        for number, act in enumerate(party.acts or (Infraction(""),)):
            _act(board, detail, at, number, act, told)
        if detail.state == "draft" and party.acts and any(act.facts for act in party.acts):
            card.row(button(_("再加一项违规行为"), partial(board.more_acts, at), card.host, kind="link"))
        if not at:
            _evidence(board, detail)
        _proposal(board, detail, at, party)
        _measures(board, detail, at, party)
        if detail.state not in ("draft", "void"):
            _after(board, party)
        if party.history:
            card.text(_("此人以前的案件"), role="muted")
            for case, line in party.history:
                card.link(line, "cases", case)
        else:
            card.text(_("此人没有其他案件。"), role="muted")
    if detail.state != "draft":
        card.add(TaskBlock(board.page, detail.id, card.host))
    _events(board, detail)
    _papers(board, detail)
    _links(board, detail)


def _head(board: CaseBoard, text: str, *pieces: QWidget) -> None:
    """A heading with what can be done with the block at its end; none of that on a locked card."""
    card = board.page.card
    rule = QFrame(card.host)
    rule.setProperty("rule", "true")
    card.add(rule)
    row = QHBoxLayout()
    row.setSpacing(4)
    row.addWidget(TextBlock(text, card.host, size=theme.HEADING, bold=True), 1, Qt.AlignmentFlag.AlignVCenter)
    for piece in pieces:
        piece.setVisible(not card.locked)
        row.addWidget(piece)
    card.add(row)


def _tool(words: str, slot: Callable[[], None], host: QWidget, icon: str) -> QPushButton:
    piece = button("", slot, host, kind="quiet", icon=icon)
    piece.setAccessibleName(words)
    piece.setToolTip(words)
    return piece


# The head


def main_act(board: CaseBoard, detail: CaseCard) -> tuple[str, Callable[[], None]] | None:
    """What comes next as the words of the main button and what it does; None when nothing does."""
    key, party = detail.next_key, detail.next_party
    without = sum(p.paper is None and not p.voided for p in detail.parties)
    if key == "decide":
        return _("作出决定…"), partial(board.run, caseacts.decide)
    if key == "issue":
        words = _("签发通知书（{n} 份）").format(n=without) if without > 1 else _("签发通知书")
        return words, partial(board.run, caseacts.issue)
    if key == "deliver":
        count = sum(p.paper is not None and not p.voided and not p.delivered for p in detail.parties)
        words = _("记录送达（{n} 人）…").format(n=count) if count > 1 else _("记录送达…")
        return words, partial(board.run, caseacts.deliver, None if count > 1 else party)
    if key == "answer":
        waiting = [number for p in detail.parties for number, _line, state in p.appeals if state == "open"]
        return (_("答复申诉…"), partial(board.run, caseacts.answer, waiting[0])) if waiting else None
    if key == "undo":
        return _("去办…"), partial(board.run, casetasks.show)
    if key in ("wait", "carry", "close"):
        return _rest(board, detail)
    return None


def _rest(board: CaseBoard, detail: CaseCard) -> tuple[str, Callable[[], None]]:
    """What is left when everybody has their notice: to carry out, to hear from the unit, to file."""
    waiting = [line for party in detail.parties for line in party.sanctions if line.state == "decided"]
    own = tuple(line for line in waiting if line.measure not in RECOMMENDED)
    if own:
        return _("记为已执行"), partial(board.run, caseacts.carry, own)
    if waiting:
        return _("单位答复…"), partial(board.run, caseacts.unit)
    return _("案卷…"), partial(board.run, casepapers.case_file)


def _head_buttons(board: CaseBoard, detail: CaseCard) -> list[QPushButton]:
    host = board.page.card.host
    pieces = []
    main = main_act(board, detail)
    if main is not None:
        pieces.append(button(main[0], main[1], host, kind="main"))
    if detail.state == "draft":
        pieces.append(button(_("添加当事人…"), partial(board.run, casedrafts.add_party), host))
        if detail.erased:
            pieces.append(button(_("删去草稿"), partial(board.run, casedrafts.discard), host, kind="danger"))
    pieces.append(button(_("添加备注…"), partial(board.run, caseacts.note), host))
    if detail.state in ("decided", "issued"):
        pieces.append(button(_("作废…"), partial(board.run, caseacts.void), host, kind="danger"))
    return pieces


def _party_head(board: CaseBoard, detail: CaseCard, at: int, party: PartyCard) -> None:
    host = board.page.card.host
    pieces = []
    if detail.state == "draft":
        name, most = party.label, len(detail.parties) - 1
        ways = ((-1, at > 0, _("上移：{who}"), "arrow-up"), (1, at < most, _("下移：{who}"), "arrow-down"))
        pieces = [
            _tool(words.format(who=name), partial(board.run, casedrafts.move_party, at, by), host, icon)
            for by, free, words, icon in ways
            if free
        ]
        pieces += [
            _tool(_("分案：{who} 另立一案").format(who=name), partial(board.run, casedrafts.split, at), host, "files"),
            _tool(_("移去：{who}").format(who=name), partial(board.run, casedrafts.drop_party, at), host, "trash-2"),
        ]
    words = _("当事人 {n}　{who}").format(n=at + 1, who=party.label)
    _head(board, f"{words}　{_('已撤销')}" if party.voided else words, *pieces)


# What each did


def _act(
    board: CaseBoard, detail: CaseCard, at: int, number: int, act: Infraction, told: set[tuple[str, tuple[str, ...]]]
) -> None:  # fmt: skip
    """``told`` are clauses (regulation, place) whose words and precedents stand above already."""
    card, host = board.page.card, board.page.card.host
    draft, count = detail.state == "draft", len(detail.parties[at].acts)
    title = _("违规行为") if count < 2 else _("违规行为 {n}").format(n=number + 1)
    editor = board.editor_for("act", at, number, host) if draft else None
    pieces = []
    if draft and editor is None:
        pieces.append(_tool(_("修改事实"), partial(board.write, "act", at, number), host, "pencil"))
        if count > 1:
            pieces.append(_tool(_("移去这一项"), partial(board.run, casedrafts.drop_act, at, number), host, "trash-2"))
    when = clock.shown_day(act.occurred) if act.occurred is not None else ""
    _head(board, f"{title}　{when}".rstrip("　"), *pieces)
    if editor is not None:
        card.add(editor)
        return
    if act.facts:
        card.text(act.facts)
    else:
        card.text(_("还没有写事实。"), role="muted")
        if draft:
            card.row(button(_("写事实"), partial(board.write, "act", at, number), host, icon="pencil"))
    severity = cases.SEVERITIES[act.severity]
    card.text(joined(" · ", filter(None, (category_words(act.category), severity))), role="muted")
    clause = act.clause
    if clause is not None:
        card.text(f"《{clause.regulation}》{clause.version} {' '.join(clause.at)}")
        first = (clause.regulation, clause.at) not in told
        if first:
            card.text(clause.text, role="muted")
        if clause.signing:
            card.text(clause.signing, role="muted")
        if first:
            told.add((clause.regulation, clause.at))
            card.add(PrecedentBlock(board.page, detail.group, detail.id, clause, host))
    elif act.facts:
        card.text(UNCITED, role="amber")


def _proposal(board: CaseBoard, detail: CaseCard, at: int, party: PartyCard) -> None:
    card, proposal = board.page.card, party.proposal
    pieces = []
    thought = detail.draft.parties[at].measures if at < len(detail.draft.parties) else ()
    held = {(one.key, one.days) for one in thought}
    wanted = {(one.key, one.days) for one in casedrafts.measures(board.page.desk, proposal)}
    if detail.state == "draft" and held != wanted:
        take = partial(board.run, casedrafts.take_proposal, at)
        pieces.append(button(_("按建议填写"), take, card.host, kind="quiet"))
    _head(board, _("阶梯建议"), *pieces)
    card.text(proposal.title)
    if proposal.unsigned:
        card.text(_("行为发生前此人没有签收过这一条，只建议提醒。"), role="amber")
    for line in proposal.why:
        card.text(line, role="muted")


def _measures(board: CaseBoard, detail: CaseCard, at: int, party: PartyCard) -> None:
    card, host = board.page.card, board.page.card.host
    draft = detail.state == "draft"
    editor = board.editor_for("measures", at, 0, host) if draft else None
    pieces = []
    if draft and editor is None:
        pieces.append(_tool(_("修改处罚措施"), partial(board.write, "measures", at), host, "pencil"))
    elif detail.state in ("decided", "issued") and not party.voided:
        pieces.append(_tool(_("更正决定…"), partial(board.run, caseacts.amend, at), host, "pencil"))
    by = "" if draft else joined(" · ", filter(None, (detail.decided, detail.decided_by)))
    _head(board, _("拟处理") if draft else _("决定　{by}").format(by=by).rstrip("　"), *pieces)
    if editor is not None:
        card.add(editor)
        return
    if party.changed and party.decided:
        card.text(joined(_("、"), party.decided))
        card.text(_CHANGED[party.changed], role="muted")
    for line in party.sanctions:
        if not line.replaced:
            _sanction(board, detail, line, party)
    if not party.sanctions:
        card.text(_("还没有选处罚措施。"), role="muted")


def _sanction(board: CaseBoard, detail: CaseCard, line: SanctionLine, party: PartyCard) -> None:
    card, host = board.page.card, board.page.card.host
    row = QHBoxLayout()
    row.setSpacing(theme.GAP)
    words = _("建议{what}").format(what=line.words) if line.measure in RECOMMENDED else line.words
    row.addWidget(TextBlock(words, host), 1)
    status = pill(line.status or line.state, _SANCTION_TONES[line.state], host)
    status.setVisible(detail.state != "draft")
    beside = status.width() <= _BESIDE
    if beside:
        row.addWidget(status)
    if detail.state in ("decided", "issued") and not card.locked and not party.voided:
        what = f"{party.name or party.sender} {line.words}" if len(detail.parties) > 1 else line.words
        if line.state == "decided":
            slot = partial(board.run, caseacts.carry, (line,))
            row.addWidget(_tool(_("记为已执行：{what}").format(what=what), slot, host, "check"))
        if line.state in ("decided", "carried"):
            slot = partial(board.run, caseacts.lift, line)
            row.addWidget(_tool(_("解除：{what}").format(what=what), slot, host, "x"))
        if line.state in ("lifted", "ended"):
            slot = partial(board.run, casepapers.lifting, line.id, party.id)
            row.addWidget(_tool(_("解除通知书：{what}").format(what=what), slot, host, "file-text"))
    card.add(row)
    if not beside:
        below = QHBoxLayout()
        below.addWidget(status)
        below.addStretch(1)
        card.add(below)


def _after(board: CaseBoard, party: PartyCard) -> None:
    """Delivery and appeals of a party."""
    card, host = board.page.card, board.page.card.host
    if party.voided:
        card.text(_("对此人的决定已撤销（{day}）。").format(day=clock.shown_day(party.voided)), role="muted")
    _head(board, _("送达和申诉"))
    card.text(party.delivered or (_("还没有送达。") if party.paper is not None else _("通知书还没有签发。")),
              role="text" if party.delivered else "muted")  # fmt: skip
    for number, line, _state in party.appeals:
        card.link(line, "appeals", number)
    pieces = []
    if party.paper is None and not party.voided:
        pieces.append(button(_("签发此人的通知书"), partial(board.run, caseacts.issue, party.id), host))
    elif not party.delivered and not party.voided:
        pieces.append(button(_("记录送达…"), partial(board.run, caseacts.deliver, party.id), host))
    if not party.voided and not any(state == "open" for _number, _line, state in party.appeals):
        pieces.append(button(_("收到申诉…"), partial(board.run, caseacts.appeal, party.id), host, icon="inbox"))
    for number, _line, state in party.appeals:
        if state == "open":
            pieces.append(button(_("答复申诉…"), partial(board.run, caseacts.answer, number), host))
    if any(line.measure in RECOMMENDED for line in party.sanctions):
        pieces.append(button(_("单位答复…"), partial(board.run, caseacts.unit), host))
    if pieces:
        card.row(*pieces)


# Evidence


def _evidence(board: CaseBoard, detail: CaseCard) -> None:
    card, host = board.page.card, board.page.card.host
    draft = detail.state == "draft"
    pieces = []
    if draft:
        words, choose = _("从聊天归档选…"), partial(board.run, casedrafts.evidence)
        pieces.append(button(words, choose, host, kind="quiet", icon="messages-square"))
    _head(board, _("证据"), *pieces)
    for message, line in zip(detail.draft.evidence, detail.evidence, strict=False):
        row = QHBoxLayout()
        row.setSpacing(4)
        link = Link(f"{line.time} {line.sender}：{line.text}".strip().replace("\n", " "), "chats", message, host)
        link.opened.connect(card.link_opened)
        row.addWidget(link, 1)
        if draft and not card.locked:
            slot = partial(board.run, casedrafts.drop_message, message)
            row.addWidget(_tool(_("移去这条证据"), slot, host, "x"))
        card.add(row)
    if not detail.evidence:
        card.text(_("没有聊天记录作证据。"), role="muted")
    fixed = detail.state not in ("draft", "decided")
    proof = CaseProof(board.page, detail.id, host, fixed=fixed)
    board.attached = None if fixed else proof.pictures
    card.add(proof)


# What was done, papers and links


def _events(board: CaseBoard, detail: CaseCard) -> None:
    card = board.page.card
    events = [event for event in detail.timeline if event.kind not in _OWN_EVENTS]
    if not events:
        return
    _head(board, _("经过"))
    for event in events:
        card.text(joined("　", filter(None, (event.time, event.title, event.by))))
        for line in event.lines:
            card.text(f"　{line}", role="muted")


def _papers(board: CaseBoard, detail: CaseCard) -> None:
    host = board.page.card.host
    pieces = casepapers.buttons(board, detail, host)
    if pieces:
        board.page.card.section(_("文书"))
        board.page.card.row(*pieces)
    if detail.state != "draft":
        board.page.card.add(casepapers.IssuedPapers(board.page, detail.id, host))


def _links(board: CaseBoard, detail: CaseCard) -> None:
    card = board.page.card
    reviews = detail.reviews or (() if detail.review is None else (detail.review,))
    persons = [party for party in detail.parties if party.person is not None]
    if reviews or persons:
        card.section(_("相关"))
    for review in reviews:
        card.link(_("查看待审记录"), "queue", review)
    for party in persons:
        if party.person is not None:
            card.link(_("查看花名册：{name}").format(name=party.label), "people", party.person)
