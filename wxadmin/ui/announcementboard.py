"""The board of a posted announcement: one field to paste answers into, the heaps of who answered, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from wxadmin.i18n import _, joined
from wxadmin.services import acknowledgement_papers, announcements, attendances, chase, progress_reports
from wxadmin.services.announcements import AnnouncementCard
from wxadmin.services.answers import Board
from wxadmin.services.attachments import Owner
from wxadmin.services.attendances import Entry
from wxadmin.services.progress_reports import Report
from wxadmin.ui import announcementboardacts as acts
from wxadmin.ui import announcementpapers, theme
from wxadmin.ui.announcementboardacts import take
from wxadmin.ui.announcementboardchase import remind
from wxadmin.ui.announcementboardheaps import Act, Heap, HeapView, Line
from wxadmin.ui.announcementbubble import Bubble
from wxadmin.ui.attachmentpane import AttachmentPane
from wxadmin.ui.card import button, label

if TYPE_CHECKING:
    from wxadmin.ui.page import RecordPage

__all__ = ["Figures", "PasteField", "render", "take"]

_TONE = {"draft": "warn", "open": "info", "overdue": "danger", "closed": "ok"}
_CANDIDATES = 6
_HEAP, _TEXT = "board_heap", "board_text"
"""What the page remembers while the card is made anew: the heap chosen, and what was typed but not matched yet."""


def render(page: RecordPage, detail: AnnouncementCard, *, again: bool = False) -> None:
    """Fill the page's card with the board; ``again`` when the same announcement was shown before."""
    card, number = page.card, detail.id
    if not again:
        page.setProperty(_HEAP, "")
        page.setProperty(_TEXT, "")
    before = card.findChild(HeapView) if again else None
    row = before.lines.currentRow() if before is not None and before.lines.hasFocus() else -1
    card.clear()
    card.title(
        detail.draft.title or _("（无标题）"),
        badge=announcements.STATES.get(detail.state, detail.state),
        tone=_TONE.get(detail.state, "muted"),
    )
    card.facts(
        (
            (_("发布时间"), detail.posted),
            (_("截止"), detail.deadline or _("没有要求回复")),
            (_("对象"), _audience(detail)),
        )
    )
    host, board = card.host, detail.board
    if board is not None:
        card.add(Figures(board, host))
    if detail.state != "closed":
        field = PasteField(page, number, host)
        if card.locked:
            field.hide()
        else:
            card.add(field)
    pieces = []
    if detail.state != "closed":
        if board is not None and board.missing:
            pieces.append(button(_("复制催办"), _act(page, remind, number), host, icon="copy"))
        if board is not None and board.overdue and board.missing:
            pieces.append(button(_("逾期转待审"), _act(page, acts.queue, number), host))
        pieces.append(button(_("结束收集"), _act(page, acts.close, number), host))
    if detail.paper is None:
        pieces.append(button(_("签发公告"), _act(page, announcementpapers.issue, number), host))
    pieces.append(button(_("预览打印"), _act(page, announcementpapers.preview, detail), host, icon="printer"))
    pieces.append(button(_("情况表…"), _act(page, acts.print_one, number), host, icon="list"))
    card.row(*pieces)
    if board is not None:
        heaps = _heaps(page, number, board)
        view = HeapView(host, heaps, str(page.property(_HEAP) or ""))
        view.chosen.connect(partial(page.setProperty, _HEAP))
        view.asked.connect(_act(page, acts.show_keys))
        card.add(view)
        told = ["　".join(acknowledgement_papers.figures(board)), acknowledgement_papers.by_department(board)]
        card.text("\n".join(filter(None, told)), role="muted")
        page.start(_more(page, detail, view, heaps))
    card.section(_("公告内容"))
    card.add(Bubble(detail.draft.body, host))
    words = _("附件（已发布，不能再改）")
    card.add(AttachmentPane(page, Owner("announcement", number), words, host, fixed=True))
    card.finish(keep_place=again)
    if board is not None and row >= 0:
        view.resume(row)


def _audience(detail: AnnouncementCard) -> str:
    """For how many it is, and how many of them are to answer, where that is another number."""
    words = _("{n} 人").format(n=detail.audience)
    board = detail.board
    if board is None or board.expected == detail.audience:
        return words
    return _("{n} 人，应回复 {m} 人（发布人、免答的不算）").format(n=detail.audience, m=board.expected)


def _act(page: RecordPage, work: Callable[..., Coroutine[Any, Any, Any]], *given: Any) -> Callable[[], None]:
    """What a button starts: ``work(page, *given)``."""
    return partial(_start, page, work, given)


def _start(page: RecordPage, work: Callable[..., Coroutine[Any, Any, Any]], given: tuple[Any, ...]) -> None:
    page.start(work(page, *given))


# The heaps


def _heaps(page: RecordPage, number: int, board: Board) -> list[Heap]:
    """要认人, 没有确认, 已确认, 名单之外, and 免答 and the pastes where there are any."""
    locked = page.card.locked

    def do(words: str, work: Callable[..., Coroutine[Any, Any, Any]], *given: Any) -> Act:
        return Act(words, _act(page, work, number, *given))

    unclear = []
    for one in board.ambiguous:
        choices = [do(_("是 {who}").format(who=name), acts.pick, one.text, p) for p, name in one.candidates]
        choices = choices[:_CANDIDATES]
        if len(one.candidates) > 1:
            choices += [
                do(_("不是 {who}").format(who=name), acts.deny, one.text, p)
                for p, name in one.candidates[: _CANDIDATES // 2]
            ]
        elif one.candidates:
            choices.append(do(_("不是他"), acts.deny, one.text, one.candidates[0][0]))
        choices.append(do(_("是别人…"), acts.pick_from, one.text))
        who = _("可能是 {who}").format(who="、".join(name for _p, name in one.candidates))
        unclear.append(
            Line("　".join(w for w in (one.text, who if one.candidates else "", one.time) if w), tuple(choices))
        )
    missing = [
        Line(
            name,
            (do(_("手动确认"), acts.confirm_by_hand, person), do(_("免答…"), acts.excuse, person, name)),
        )
        for person, name in board.missing
    ]
    confirmed = [
        Line(_answer_words(a.label, a.note, a.time, a.late), (do(_("不是他"), acts.not_theirs, a.person),))
        for a in sorted(board.confirmed, key=lambda a: (not a.late, a.moment, a.label))
    ]
    strangers = [Line(name, (do(_("这是…"), acts.pick_from, name),)) for name in board.strangers]
    excused = [
        Line(f"{one.label}（{one.reason}）", (do(_("取消免答"), acts.unexcuse, one.person),)) for one in board.excused
    ]
    pastes = [
        Line(
            _("{when} 粘贴　{n} 条　{span}　{words}").format(when=p.time, n=p.replies, span=p.span, words=p.words),
            (do(_("移除这次粘贴"), acts.remove_paste, p.id),),
        )
        for p in reversed(board.pastes)
    ]
    heaps = [
        Heap("missing", _("没有确认"), tuple(missing), _("都确认了。"), "danger"),
        Heap("unclear", _("要认人"), tuple(unclear), _("没有要认的。"), "amber"),
        Heap("confirmed", _("已确认"), tuple(confirmed), _("还没有。把群里的回复粘贴到上面。"), "good"),
        Heap("strangers", _("名单之外"), tuple(strangers), _("没有名单之外的人。")),
    ]
    if excused:
        heaps.append(Heap("excused", _("免答、请假"), tuple(excused), ""))
    if pastes:
        heaps.append(Heap("pastes", _("粘贴记录"), tuple(pastes), ""))
    if board.ambiguous and not page.property(_HEAP):
        heaps.insert(0, heaps.pop(1))
    return [_without_acts(heap) for heap in heaps] if locked else heaps


def _without_acts(heap: Heap) -> Heap:
    return Heap(heap.key, heap.title, tuple(Line(line.words) for line in heap.lines), heap.empty, heap.tone)


def _answer_words(name: str, note: str, time: str, late: bool) -> str:
    """Who answered, with what was added, when, and whether it came late."""
    words = joined(_("，"), (note, _("迟到") if late else ""))
    return joined("　", (_("{}（{}）").format(name, words) if words else name, time))


async def _more(page: RecordPage, detail: AnnouncementCard, view: HeapView, heaps: list[Heap]) -> None:
    """Attendance, progress and reminders, read after the board is there."""
    store, number = page.desk.store, detail.id
    found = await page.desk.read(
        lambda: (attendances.of(store, number), progress_reports.of(store, number), chase.history(store, number)),
        page.strip,
    )
    if found is None or not shiboken6.isValid(view) or page.record != number:
        return
    entries, reports, sent = found
    more = []
    if detail.kind == "meeting" or any(one.state for one in entries):
        more.append(_attendance(page, number, entries))
    if detail.kind in ("duty", "instruction") or any(one.stamp for one in reports):
        more.append(_progress(page, number, reports))
    if sent:
        lines = tuple(Line(_("{when}　催办 {n} 人").format(when=when, n=n)) for when, n in reversed(sent))
        more.append(Heap("sent", _("催办"), lines, ""))
    if more:
        view.show_heaps([*heaps, *([_without_acts(heap) for heap in more] if page.card.locked else more)])


def _attendance(page: RecordPage, number: int, entries: tuple[Entry, ...]) -> Heap:
    lines = []
    for one in entries:
        state = attendances.STATES.get(one.state, _("未登记"))
        words = "　".join(w for w in (one.label, state, one.reason) if w)
        choices = [
            Act(name, _act(page, acts.attend, number, one, key))
            for key, name in attendances.STATES.items()
            if key != one.state
        ]
        if one.state:
            choices.append(Act(_("收回"), _act(page, acts.unattend, number, one.person)))
        lines.append(Line(words, tuple(choices)))
    whole = (Act(_("其余算缺席"), _act(page, acts.finish, number)),) if any(not e.state for e in entries) else ()
    return Heap("attendance", _("签到"), tuple(lines), _("没有要签到的人。"), acts=whole)


def _progress(page: RecordPage, number: int, reports: tuple[Report, ...]) -> Heap:
    lines = [
        Line(
            "　".join(w for w in (one.label, one.state, one.words, one.at) if w),
            (Act(_("登记进度…"), _act(page, acts.report, number, one.person, one.label)),),
        )
        for one in sorted(reports, key=lambda one: one.share)
    ]
    return Heap("progress", _("进度"), tuple(lines), _("没有要上报的人。"))


class _Field(QPlainTextEdit):
    """``sent`` with Ctrl+Enter."""

    sent = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sent.emit()
        else:
            super().keyPressEvent(event)


class PasteField(QFrame):
    """One field to paste into; Ctrl+Enter matches. What stands in it outlives a change made elsewhere."""

    def __init__(self, page: RecordPage, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._page, self._number = page, number
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(theme.GAP)
        self.text = _Field(str(page.property(_TEXT) or ""), self)
        self.text.setPlaceholderText(_("把群里的回复、接龙或这段聊天粘贴到这里，可以多次粘贴"))
        self.text.setAccessibleName(_("粘贴回复"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(76)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.how = QComboBox(self)
        self.how.setAccessibleName(_("粘贴的是什么"))
        for words, key in acts.HOW:
            self.how.addItem(words, key)
        self.match = button(_("粘贴回复"), self._on_match_clicked, self, kind="main", icon="clipboard-paste")
        self.match.setToolTip(_("核对粘贴的内容（Ctrl+Enter）；空着时从剪贴板取"))
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.match)
        row.addWidget(self.how)
        row.addStretch(1)
        column.addWidget(self.text)
        column.addLayout(row)
        self.text.textChanged.connect(self._on_text_changed)
        self.text.sent.connect(self._on_match_clicked)

    def _on_text_changed(self) -> None:
        self._page.setProperty(_TEXT, self.text.toPlainText())

    def _on_match_clicked(self) -> None:
        if not self.text.toPlainText().strip():
            self.text.paste()
        self._page.start(self._match(self.text.toPlainText(), str(self.how.currentData())))

    async def _match(self, text: str, how: str) -> None:
        page = self._page
        if not text.strip():
            page.strip.hint(_("先在群里复制回复或接龙，再粘贴到这里。"))
            return
        page.setProperty(_TEXT, "")  # the card may be made anew before the answer is here
        if not await acts.bring_in(page, self._number, text, how):
            page.setProperty(_TEXT, text)
        elif shiboken6.isValid(self):
            self.text.clear()


class Figures(QFrame):
    """The heaps as figures."""

    def __init__(self, board: Board, parent: QWidget) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 0)
        figures = (
            (_("已确认"), len(board.confirmed), "good"),
            (_("要认人"), len(board.ambiguous), "amber"),
            (_("没有确认"), len(board.missing), "danger"),
            (_("名单之外"), len(board.strangers), ""),
            *(((_("逾期"), len(board.late), "amber"),) if board.late else ()),
        )
        for at, (name, value, tone) in enumerate(figures):
            figure = QLabel(f"{value:,}", self)
            figure.setProperty("figure", "true")
            if tone and value:
                figure.setProperty("tone", tone)
            figure.setAccessibleName(f"{name} {value}")
            grid.addWidget(figure, 0, at)
            grid.addWidget(label(name, self, "muted"), 1, at)
            grid.setColumnStretch(at, 1)
