"""The board of a posted announcement: four heaps of who answered, one field to paste answers into."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from wxadmin.i18n import _
from wxadmin.services import announcements
from wxadmin.services.announcements import AnnouncementCard
from wxadmin.services.answers import Board
from wxadmin.services.attachments import Owner
from wxadmin.ui import announcementpapers, dialogs
from wxadmin.ui.announcementbubble import Bubble
from wxadmin.ui.attachmentpane import AttachmentPane
from wxadmin.ui.card import button, label

if TYPE_CHECKING:
    from wxadmin.ui.page import RecordPage

_TONE = {"draft": "warn", "open": "info", "overdue": "danger", "closed": "ok"}


def render(page: RecordPage, detail: AnnouncementCard, *, again: bool = False) -> None:
    """Fill the page's card with the board; ``again`` when the same announcement was shown before."""
    card = page.card
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
            (_("对象"), _("{n} 人").format(n=detail.audience)),
        )
    )
    host, number = card.host, detail.id
    board = detail.board
    actions: list[QPushButton] = []
    if detail.state != "closed":
        actions.append(
            button(_("粘贴回复"), _act(page, ask_replies, number), host, kind="main", icon="clipboard-paste")
        )
        if board is not None and board.missing:
            actions.append(button(_("复制催办"), _act(page, remind, number), host, icon="copy"))
        actions.append(button(_("结束收集"), _act(page, close, number), host))
    if detail.paper is None:
        actions.append(button(_("签发公告"), _act(page, announcementpapers.issue, number), host))
    actions.append(button(_("预览打印"), _act(page, announcementpapers.preview, detail), host, icon="printer"))
    card.row(*actions)
    if board is not None:
        card.add(Figures(board, host))
        _heaps(page, number, board)
    card.section(_("公告内容"))
    card.add(Bubble(detail.draft.body, host))
    words = _("附件（已发布，不能再改）")
    card.add(AttachmentPane(page, Owner("announcement", number), words, host, fixed=True))
    card.finish(keep_place=again)


def _act(page: RecordPage, work: Callable[..., Coroutine[Any, Any, Any]], *given: Any) -> Callable[[], None]:
    """What a button starts: ``work(page, *given)``."""
    return partial(_start, page, work, given)


def _start(page: RecordPage, work: Callable[..., Coroutine[Any, Any, Any]], given: tuple[Any, ...]) -> None:
    page.start(work(page, *given))


def _heaps(page: RecordPage, number: int, board: Board) -> None:
    card, host = page.card, page.card.host
    if board.ambiguous:
        card.section(_("要认人：{n}").format(n=len(board.ambiguous)))
        for one in board.ambiguous:
            card.text(one.text)
            card.row(
                *(
                    button(_("是 {who}").format(who=name), _act(page, pick, number, one.text, person), host)
                    for person, name in one.candidates
                )
            )
    card.section(_("没有确认：{n}").format(n=len(board.missing)))
    card.text("、".join(name for _id, name in board.missing) or _("都确认了。"))
    card.section(_("已确认：{n}").format(n=len(board.confirmed)))
    card.text("、".join(answer_words(a.label, a.note, a.late) for a in board.confirmed) or _("还没有。"))
    if board.strangers:
        card.section(_("名单之外：{n}").format(n=len(board.strangers)))
        card.text("、".join(board.strangers), role="muted")


async def ask_replies(page: RecordPage, number: int) -> None:
    """粘贴回复: let answers be pasted and match them."""
    text = await dialogs.ask_text(
        page, _("粘贴回复"), _("把群里的“收到”、接龙或这段聊天整段粘贴进来。"), _("核对"), lines=14, needed=True
    )
    if text:
        await bring_in(page, number, text)


async def bring_in(page: RecordPage, number: int, text: str) -> None:
    """Match these answers and say how many more people are confirmed."""
    desk = page.desk
    change = await desk.change(
        lambda: announcements.paste_replies(desk.store, number, text), page.strip, _("回复已核对")
    )
    if change is not None:
        page.strip.done(_("新确认 {n} 人").format(n=change.value), change.id)


async def take(page: RecordPage, source: str | Path) -> None:
    """Answers pasted or dropped anywhere in the window, for the announcement that is shown."""
    detail, desk = page.detail, page.desk
    if detail is None or detail.state == "draft":
        page.strip.hint(_("像是对公告的回复。先选中已发布的那则公告，再粘贴一次。"))
        return
    text = source if isinstance(source, str) else await desk.read(lambda: announcements.read_list(source), page.strip)
    if text is None:
        return
    lines = text.strip().splitlines()
    shown = "\n".join(lines[:6]) + ("\n…" if len(lines) > 6 else "")
    if await dialogs.confirm(
        page,
        _("粘贴回复"),
        _("把下面的内容作为“{title}”的回复核对？\n\n{text}").format(title=detail.draft.title, text=shown),
        _("核对"),
    ):
        await bring_in(page, detail.id, text)


async def pick(page: RecordPage, number: int, answer: str, person: int) -> None:
    """Say whose an unclear answer is."""
    desk = page.desk
    await desk.change(lambda: announcements.pick(desk.store, number, answer, person), page.strip, _("已认定这条回复"))


async def remind(page: RecordPage, number: int) -> None:
    """Put a reminder of those still missing on the clipboard."""
    desk = page.desk
    text = await desk.read(lambda: announcements.reminder(desk.store, number), page.strip)
    if text:
        page.copy(text, _("催办已复制，到微信群里粘贴即可。"))


async def close(page: RecordPage, number: int) -> None:
    """End the collection."""
    desk = page.desk
    await desk.change(lambda: announcements.close(desk.store, number), page.strip, _("已结束收集"))


class Figures(QFrame):
    """The four heaps as figures."""

    def __init__(self, board: Board, parent: QWidget) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 0)
        figures = (
            (_("已确认"), len(board.confirmed), "good"),
            (_("要认人"), len(board.ambiguous), "amber"),
            (_("没有确认"), len(board.missing), "danger"),
            (_("名单之外"), len(board.strangers), ""),
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


def answer_words(name: str, note: str, late: bool) -> str:
    """Who answered, with what was added and whether it came late."""
    words = "，".join(w for w in (note, _("迟到") if late else "") if w)
    return f"{name}（{words}）" if words else name
