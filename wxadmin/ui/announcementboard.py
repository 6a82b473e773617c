"""The board of a posted announcement: one field to paste answers into, the heaps of who answered, what comes next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.services import (
    acknowledgement_papers,
    announcements,
    archived_answers,
    attendances,
    chase,
    clock,
    progress_reports,
)
from wxadmin.services.announcements import AnnouncementCard
from wxadmin.services.answers import Board
from wxadmin.services.attachments import Owner
from wxadmin.services.solutions import Solution
from wxadmin.ui import announcementboardacts as acts
from wxadmin.ui import announcementboardlists as lists
from wxadmin.ui import announcementpapers, theme
from wxadmin.ui.announcementboardacts import take
from wxadmin.ui.announcementboardchase import remind
from wxadmin.ui.announcementboardheaps import Heap, HeapView, Line
from wxadmin.ui.announcementboardlists import act
from wxadmin.ui.announcementbubble import Bubble
from wxadmin.ui.attachmentpane import AttachmentPane
from wxadmin.ui.card import button, label

if TYPE_CHECKING:
    from wxadmin.ui.page import RecordPage

__all__ = ["Figures", "PasteField", "render", "take"]

_TONE = {"draft": "warn", "open": "info", "overdue": "danger", "closed": "ok"}
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
        badge=_("已发布") if detail.quiet else announcements.STATES.get(detail.state, detail.state),
        tone="ok" if detail.quiet else _TONE.get(detail.state, "muted"),
    )
    card.facts(
        (
            (_("发布时间"), detail.posted),
            (_("截止"), detail.deadline or _("没有要求回复")),
            (_("对象"), _audience(detail)),
            *(((_("处理结果"), _solution(detail.solution)),) if detail.solution is not None else ()),
        )
    )
    host, board = card.host, detail.board
    if board is not None:
        card.add(Figures(board, host, quiet=detail.quiet))
    if detail.state != "closed":
        field = PasteField(page, number, host)
        if card.locked:
            field.hide()
        else:
            card.add(field)
    pieces = []
    if detail.state != "closed":
        if board is not None and (board.missing or detail.passing) and not detail.quiet:
            pieces.append(button(_("复制催办"), act(page, remind, number), host, icon="copy"))
        if board is not None and board.overdue and board.missing:
            pieces.append(button(_("逾期转待审"), act(page, acts.queue, number), host))
        pieces.append(button(_("结束收集"), act(page, acts.close, number), host))
    if detail.paper is None:
        pieces.append(button(_("签发公告"), act(page, announcementpapers.issue, number), host))
    pieces.append(button(_("预览打印"), act(page, announcementpapers.preview, detail), host, icon="printer"))
    pieces.append(button(_("情况表…"), act(page, acts.print_one, number), host, icon="list"))
    card.row(*pieces)
    if board is not None:
        chosen = str(page.property(_HEAP) or "")
        heaps = lists.heaps(page, number, board, chosen, quiet=detail.quiet)
        if detail.solution is not None:
            heaps.insert(1, lists.solution(page, number, detail.solution))
        view = HeapView(host, _shown(page, heaps), chosen)
        view.chosen.connect(partial(page.setProperty, _HEAP))
        view.asked.connect(act(page, acts.show_keys))
        card.add(view)
        told = ["　".join(acknowledgement_papers.figures(board)), acknowledgement_papers.by_department(board)]
        if detail.quiet:
            told = [_("这则公告没有要求回复；有人回复，粘贴进来也会登记。")]
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
    if board is None or board.expected == detail.audience or detail.quiet:
        return words
    return _("{n} 人，应回复 {m} 人（发布人、免答的不算）").format(n=detail.audience, m=board.expected)


def _solution(found: Solution) -> str:
    """By when what was ordered is to be solved, and how many of those asked reported so."""
    done = len(found.received)
    words = _("{when}前，已报 {n}/{m}").format(when=clock.shown(found.due), n=done, m=done + len(found.owed))
    return _("{words}，已逾期").format(words=words) if found.overdue and found.owed else words


async def _more(page: RecordPage, detail: AnnouncementCard, view: HeapView, heaps: list[Heap]) -> None:
    """Attendance, progress and reminders, read after the board is there."""
    store, number = page.desk.store, detail.id
    found = await page.desk.read(
        lambda: (
            attendances.of(store, number),
            progress_reports.of(store, number),
            chase.history(store, number),
            archived_answers.count(store, number),
        ),
        page.strip,
    )
    if found is None or not shiboken6.isValid(view) or page.record != number:
        return
    entries, reports, sent, archived = found
    for field in page.card.findChildren(PasteField):
        field.offer(archived)
    more = []
    if detail.kind == "meeting" or any(one.state for one in entries):
        more.append(lists.attendance(page, number, entries))
    if detail.kind in ("duty", "instruction") or detail.passing or any(one.stamp for one in reports):
        more.append(lists.progress(page, number, reports))
    if sent:
        lines = tuple(Line(_("{when}　催办 {n} 人").format(when=when, n=n)) for when, n in reversed(sent))
        more.append(Heap("sent", _("催办"), lines, ""))
    if more:
        # To a meeting nobody has to answer people still come.
        first = detail.kind == "meeting" and detail.quiet
        view.show_heaps(_shown(page, [*more, *heaps] if first else [*heaps, *more]), first=first)


def _shown(page: RecordPage, heaps: list[Heap]) -> list[Heap]:
    return [lists.without_acts(heap) for heap in heaps] if page.card.locked else heaps


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
        self.archived = button("", act(page, acts.from_archive, number), self)
        self.archived.hide()
        row.addWidget(self.archived)
        row.addStretch(1)
        column.addWidget(self.text)
        column.addLayout(row)
        self.text.textChanged.connect(self._on_text_changed)
        self.text.sent.connect(self._on_match_clicked)

    def offer(self, count: int) -> None:
        """Offer to read in that many answers that lie in the archive."""
        self.archived.setText(_("归档里有 {n} 条回复，读进来").format(n=count))
        self.archived.setVisible(count > 0)

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

    def __init__(self, board: Board, parent: QWidget, *, quiet: bool = False) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 0)
        figures = (
            (_("已确认"), len(board.standing("")), "good"),
            *(
                ((_("不同意、弃权"), against, "amber"),)
                if (against := len(board.standing("against", "abstain")))
                else ()
            ),
            *(((_("不参加、请假"), away, ""),) if (away := len(board.standing("away"))) else ()),
            (_("要认人"), len(board.ambiguous), "amber"),
            (_("不用回复") if quiet else _("没有确认"), len(board.missing), "" if quiet else "danger"),
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
