"""The heaps of a board as lists: each line with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from wxadmin.i18n import _, joined
from wxadmin.services import attendances
from wxadmin.services.answers import Answer, Board, Unclear
from wxadmin.services.attendances import Entry
from wxadmin.services.progress_reports import Report
from wxadmin.services.solutions import Solution
from wxadmin.ui import announcementboardacts as acts
from wxadmin.ui.announcementboardheaps import Act, Heap, Line

if TYPE_CHECKING:
    from wxadmin.ui.page import RecordPage

_CANDIDATES = 6
_Work = Callable[..., Coroutine[Any, Any, Any]]


def act(page: RecordPage, work: _Work, *given: Any) -> Callable[[], None]:
    """What a button starts: ``work(page, *given)``."""
    return partial(_start, page, work, given)


def _start(page: RecordPage, work: _Work, given: tuple[Any, ...]) -> None:
    page.start(work(page, *given))


def heaps(page: RecordPage, number: int, board: Board, chosen: str, *, quiet: bool = False) -> list[Heap]:
    """没有确认, 要认人, 已确认, 名单之外, and 不同意, 不参加, 免答 and the pastes where there are any.

    What is to be looked at comes first while no heap is ``chosen``. ``quiet``: nobody has to answer.
    """

    def do(words: str, work: _Work, *given: Any) -> Act:
        return Act(words, act(page, work, number, *given))

    unknown = _("时间不明") if board.overdue else ""

    def answered(those: Sequence[Answer]) -> tuple[Line, ...]:
        return tuple(
            Line(
                _answer_words(a.label, a.note, a.time or unknown, a.late), (do(_("不是他"), acts.not_theirs, a.person),)
            )
            for a in sorted(those, key=lambda a: (not a.late, a.moment, a.label))
        )

    unclear = [Line(_unclear_words(one), _choices(one, do)) for one in board.ambiguous]
    missing = [
        Line(
            name,
            (do(_("手动确认"), acts.confirm_by_hand, person), do(_("免答…"), acts.excuse, person, name)),
        )
        for person, name in board.missing
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
    found = [
        Heap(
            "missing",
            _("不用回复") if quiet else _("没有确认"),
            tuple(missing),
            _("都确认了。"),
            "" if quiet else "danger",
        ),
        Heap("unclear", _("要认人"), tuple(unclear), _("没有要认的。"), "amber"),
        Heap("confirmed", _("已确认"), answered(board.standing("")), _("还没有。把群里的回复粘贴到上面。"), "good"),
        Heap("strangers", _("名单之外"), tuple(strangers), _("没有名单之外的人。")),
    ]
    if against := board.standing("against", "abstain"):
        found.insert(3, Heap("against", _("不同意、弃权"), answered(against), "", "amber"))
    if away := board.standing("away"):
        found.insert(-1, Heap("away", _("不参加、请假"), answered(away), ""))
    if excused:
        found.append(Heap("excused", _("免答、请假"), tuple(excused), ""))
    if pastes:
        found.append(Heap("pastes", _("粘贴记录"), tuple(pastes), ""))
    if board.ambiguous and not chosen:
        found.insert(0, found.pop(1))
    return found


def _unclear_words(one: Unclear) -> str:
    """An answer nobody is sure of: its words, who it may be, when; of a denial only its words."""
    names = "、".join(name for _person, name in one.candidates)
    who = _("可能是 {who}").format(who=names) if names and not one.denial else ""
    return "　".join(words for words in (one.text, who, one.time) if words)


def _choices(one: Unclear, do: Callable[..., Act]) -> tuple[Act, ...]:
    """What the owner can say of such an answer."""
    if one.denial:
        person = one.candidates[0][0]
        return do(_("算已确认"), acts.pick, one.text, person), do(_("算没有确认"), acts.deny, one.text, person)
    choices = [do(_("是 {who}").format(who=name), acts.pick, one.text, p) for p, name in one.candidates[:_CANDIDATES]]
    if len(one.candidates) > 1:
        few = one.candidates[: _CANDIDATES // 2]
        choices += [do(_("不是 {who}").format(who=name), acts.deny, one.text, p) for p, name in few]
    elif one.candidates:
        choices.append(do(_("不是他"), acts.deny, one.text, one.candidates[0][0]))
    return *choices, do(_("是别人…"), acts.pick_from, one.text)


def without_acts(heap: Heap) -> Heap:
    """The same to be read only."""
    return Heap(heap.key, heap.title, tuple(Line(line.words) for line in heap.lines), heap.empty, heap.tone)


def _answer_words(name: str, note: str, time: str, late: bool) -> str:
    """Who answered, with what was added, when, and whether it came late."""
    words = joined(_("，"), (note, _("迟到") if late else ""))
    return joined("　", (_("{}（{}）").format(name, words) if words else name, time))


def attendance(page: RecordPage, number: int, entries: Sequence[Entry]) -> Heap:
    """签到: who answered with leave stands there as 请假, to be kept with one key."""
    lines = []
    for one in entries:
        words = "　".join(w for w in (one.label, attendances.state_words(one) or _("未登记"), one.reason) if w)
        states = dict.fromkeys((*filter(None, (one.proposed,)), *attendances.STATES))
        choices = [
            Act(attendances.STATES[key], act(page, acts.attend, number, one, key)) for key in states if key != one.state
        ]
        if one.state:
            choices.append(Act(_("收回"), act(page, acts.unattend, number, one.person)))
        lines.append(Line(words, tuple(choices)))
    whole = []
    if leave := attendances.on_leave(entries):
        whole.append(Act(_("登记 {n} 人请假").format(n=len(leave)), act(page, acts.keep_leave, number, leave)))
    if any(not e.state for e in entries):
        whole.append(Act(_("其余算缺席"), act(page, acts.finish, number)))
    return Heap("attendance", _("签到"), tuple(lines), _("没有要签到的人。"), acts=tuple(whole))


def progress(page: RecordPage, number: int, reports: Sequence[Report]) -> Heap:
    """进度, who is least far first."""
    lines = [
        Line(
            "　".join(w for w in (one.label, one.state, one.words, one.at) if w),
            (Act(_("登记进度…"), act(page, acts.report, number, one.person, one.label)),),
        )
        for one in sorted(reports, key=lambda one: one.share)
    ]
    return Heap("progress", _("进度"), tuple(lines), _("没有要上报的人。"))


def solution(page: RecordPage, number: int, found: Solution) -> Heap:
    """没报处理结果: who owes the result of what was ordered."""
    lines = tuple(
        Line(
            label,
            (
                Act(_("已处理…"), act(page, acts.solved, number, person, label)),
                Act(_("免答…"), act(page, acts.excuse, number, person, label)),
            ),
        )
        for person, label in found.owed
    )
    return Heap("solution", _("没报处理结果"), lines, _("都报了处理结果。"), "danger" if found.overdue else "amber")
