"""What the owner does on a board: answers brought in, whose they are, excuses, attendance, progress, papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wxadmin.domain.papers import ListPaper
from wxadmin.i18n import _
from wxadmin.services import (
    acknowledgement_papers,
    acknowledgements,
    announcement_answers,
    announcements,
    archived_answers,
    attendances,
    chase,
    progress_reports,
)
from wxadmin.services.attendances import Entry
from wxadmin.ui import dialogs
from wxadmin.ui.announcementboardheaps import KEYS
from wxadmin.ui.choice import ask_choice
from wxadmin.ui.heapsheet import export
from wxadmin.ui.papersheet import preview_paper

if TYPE_CHECKING:
    from wxadmin.ui.page import RecordPage

HOW = ((_("回复、接龙"), "replies"), (_("签到"), "attendance"), (_("请假"), "leave"), (_("进度上报"), "progress"))
"""What a paste may be, and its key."""


async def bring_in(page: RecordPage, number: int, text: str, how: str = "replies") -> bool:
    """Match a paste and say what it brought; whether it was taken in, or was so before."""
    if how == "progress":
        return await _progress(page, number, text)
    if how in ("attendance", "leave"):
        return await _attendance(page, number, text, leave=how == "leave")
    desk = page.desk
    before = await desk.read(lambda: announcement_answers.pasted_before(desk.store, number, text), page.strip)
    if before is None:
        return False
    if before:
        page.strip.done(f"{before}。")
        return True
    doubt = await desk.read(lambda: _Asked(announcement_answers.doubt(desk.store, number, text)), page.strip)
    if doubt is None:
        return False
    if doubt.found is not None:
        target = await _where(page, doubt.found, number)
        if target is None:
            return False
        number = target
    change = await desk.change(
        lambda: announcements.paste_replies(desk.store, number, text), page.strip, _("回复已核对")
    )
    if change is None:
        return False
    ways: tuple[tuple[str, Callable[[], None]], ...] = ()
    if page.detail is not None and page.detail.id == number and page.detail.kind == "meeting":
        said = await desk.read(lambda: attendances.read(desk.store, number, text, leave=True), page.strip)
        if said is not None and said.entries:
            words = _("登记 {n} 人请假").format(n=len(said.entries))
            ways = ((words, partial(_start_leave, page, number, said.entries)),)
    page.strip.done(_("新增 {n} 人回复").format(n=change.value), change.id, ways=ways)
    return True


def _start_leave(page: RecordPage, number: int, entries: tuple[Entry, ...]) -> None:
    page.start(keep_leave(page, number, entries))


async def keep_leave(page: RecordPage, number: int, entries: tuple[Entry, ...]) -> None:
    """登记请假 for all who answered so."""
    store = page.desk.store
    await page.desk.change(lambda: attendances.record(store, number, entries), page.strip, _("已登记请假"))


class _Asked:
    """An answer that may be none."""

    def __init__(self, found: announcement_answers.Doubt | None) -> None:
        self.found = found


async def _where(page: RecordPage, doubt: announcement_answers.Doubt, number: int) -> int | None:
    """Where a doubtful paste is to go; None when the owner turned away."""
    here, there = _("仍算这则公告的回复"), _("放到“{title}”").format(title=doubt.title)
    offered = (here,) if doubt.other is None else (there, here)
    chosen = await ask_choice(page, _("粘贴回复"), doubt.words.rstrip("。"), _("核对"), offered)
    if chosen is None:
        return None
    return doubt.other if doubt.other is not None and chosen == there else number


async def _attendance(page: RecordPage, number: int, text: str, *, leave: bool) -> bool:
    desk = page.desk
    found = await desk.read(lambda: attendances.read(desk.store, number, text, leave=leave), page.strip)
    if found is None:
        return False
    if not found.entries:
        page.strip.hint(
            _("没有读到请假。") if leave else _("没有读到签到：每行写一个姓名，后面可以写迟到、早退、请假。")
        )
        return False
    lines = [f"{one.label}　{attendances.STATES[one.state]}　{one.reason}".rstrip() for one in found.entries]
    lines += [_("要认人：{what}（{who}）").format(what=words, who="、".join(names)) for words, names in found.unclear]
    lines += [_("名单之外：{what}").format(what=words) for words in found.strangers]
    sheet = dialogs.Sheet(page, _("登记签到"), _("登记 {n} 人").format(n=len(found.entries)))
    sheet.setMinimumWidth(460)
    sheet.say_long("\n".join(lines))
    if not await dialogs.show(sheet):
        return False
    change = await desk.change(lambda: attendances.record(desk.store, number, found.entries), page.strip)
    if change is not None:
        page.strip.done(_("已登记 {n} 人").format(n=change.value), change.id)
    return change is not None


async def _progress(page: RecordPage, number: int, text: str) -> bool:
    desk = page.desk
    change = await desk.change(lambda: progress_reports.take(desk.store, number, text), page.strip)
    if change is None:
        return False
    taken = change.value
    words = _("登记了 {n} 条进度").format(n=taken.kept)
    if taken.unclear or taken.strangers:
        left = "、".join([words for words, _names in taken.unclear] + list(taken.strangers))
        words = _("{done}；没认出：{left}").format(done=words, left=left[:60])
    ways: tuple[tuple[str, Callable[[], None]], ...] = ()
    if taken.complete:
        words = _("{done}。所有人都完成了").format(done=words)
        ways = ((_("结束收集"), partial(_close, page, number)),)
    page.strip.done(words, change.id, ways=ways)
    return True


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
    shown = "\n".join(line[:80] for line in lines[:6]) + ("\n…" if len(lines) > 6 else "")
    if await dialogs.confirm(
        page,
        _("粘贴回复"),
        _("把下面的内容作为“{title}”的回复核对？\n\n{text}").format(title=detail.draft.title, text=shown),
        _("核对"),
    ):
        await bring_in(page, detail.id, text)


async def from_archive(page: RecordPage, number: int) -> None:
    """Read in the answers that lie in the archive."""
    change = await page.desk.change(lambda: archived_answers.take(page.desk.store, number), page.strip)
    if change is not None:
        page.strip.done(_("新增 {n} 人回复").format(n=change.value), change.id)


async def remove_paste(page: RecordPage, number: int, paste: int) -> None:
    """移除这次粘贴."""
    desk = page.desk
    await desk.change(
        lambda: announcement_answers.remove_paste(desk.store, number, paste), page.strip, _("已移除这次粘贴")
    )


async def pick(page: RecordPage, number: int, answer: str, person: int) -> None:
    """Say whose an unclear answer is."""
    desk = page.desk
    await desk.change(lambda: announcements.pick(desk.store, number, answer, person), page.strip, _("已认定这条回复"))


async def pick_from(page: RecordPage, number: int, answer: str) -> None:
    """这是…: whose it is, out of those still missing."""
    board = page.detail.board if page.detail is not None else None
    if board is None or not board.missing:
        page.strip.hint(_("没有还未回复的人可以认。"))
        return
    people = {label: person for person, label in board.missing}
    caption = _("“{what}”是谁的回复").format(what=answer[:40])
    chosen = await ask_choice(page, _("认人"), caption, _("认定"), tuple(people))
    if chosen is not None:
        await pick(page, number, answer, people[chosen])


async def deny(page: RecordPage, number: int, answer: str, person: int) -> None:
    """A line is not somebody's."""
    desk = page.desk
    await desk.change(
        lambda: acknowledgements.mark(desk.store, number, person, "not", answer), page.strip, _("已记下：不是他")
    )


async def not_theirs(page: RecordPage, number: int, person: int) -> None:
    """不是他: out of the confirmed."""
    desk = page.desk
    await desk.change(lambda: acknowledgements.not_theirs(desk.store, number, person), page.strip, _("已移出“已确认”"))


async def confirm_by_hand(page: RecordPage, number: int, person: int) -> None:
    """手动确认."""
    desk = page.desk
    await desk.change(
        lambda: acknowledgements.mark(desk.store, number, person, "answered"),
        page.strip,
        _("已手动确认"),
    )


async def excuse(page: RecordPage, number: int, person: int, label: str) -> None:
    """免答, with the reason."""
    why = await dialogs.ask_text(page, _("免答"), _("{who} 为什么不用回复？").format(who=label), _("免答"), needed=True)
    if why:
        desk = page.desk
        await desk.change(
            lambda: acknowledgements.mark(desk.store, number, person, "excused", note=why), page.strip, _("已免答")
        )


async def unexcuse(page: RecordPage, number: int, person: int) -> None:
    """Somebody excused is to answer after all."""
    desk = page.desk
    await desk.change(lambda: acknowledgements.unmark(desk.store, number, person), page.strip, _("已取消免答"))


async def attend(page: RecordPage, number: int, entry: Entry, state: str) -> None:
    """One person's attendance by hand."""
    desk, reason = page.desk, ""
    if state == "leave" and entry.proposed == state:
        reason = entry.reason
    elif state == "leave":
        given = await dialogs.ask_text(page, _("请假"), _("请假原因"), _("登记"), needed=True)
        if not given:
            return
        reason = given
    one = Entry(entry.person, entry.label, state, reason)
    words = _("{who}：{state}").format(who=entry.label, state=attendances.STATES[state])
    await desk.change(lambda: attendances.record(desk.store, number, [one]), page.strip, words)


async def unattend(page: RecordPage, number: int, person: int) -> None:
    """Take one attendance back."""
    desk = page.desk
    await desk.change(lambda: attendances.clear(desk.store, number, person), page.strip, _("已收回"))


async def finish(page: RecordPage, number: int) -> None:
    """其余算缺席."""
    desk = page.desk
    change = await desk.change(lambda: attendances.finish(desk.store, number), page.strip)
    if change is not None:
        page.strip.done(_("{n} 人登记为缺席").format(n=change.value), change.id)


async def report(page: RecordPage, number: int, person: int, label: str) -> None:
    """One person's progress by hand."""
    words = await dialogs.ask_text(
        page, _("登记进度"), _("{who} 的进度，例如“完成80%”“已转发”").format(who=label), _("登记"), needed=True
    )
    if words:
        desk, share = page.desk, progress_reports.share_of(words)
        await desk.change(
            lambda: progress_reports.put(desk.store, number, person, -1 if share is None else share, words),
            page.strip,
            _("已登记进度"),
        )


async def solved(page: RecordPage, number: int, person: int, label: str) -> None:
    """Somebody's result of what was ordered, by hand."""
    words = await dialogs.ask_text(
        page, _("处理结果"), _("{who} 报的处理结果，例如“阀门已换好，18点恢复供水”").format(who=label), _("登记"),
        needed=True,
    )  # fmt: skip
    if words:
        desk = page.desk
        await desk.change(
            lambda: progress_reports.put(desk.store, number, person, 100, words), page.strip, _("已登记处理结果")
        )


async def queue(page: RecordPage, number: int) -> None:
    """逾期转待审."""
    desk = page.desk
    if not desk.may(desk.right):
        desk.refuse(page.strip, desk.right)
        return
    found = await desk.read(lambda: _Queued(chase.queue_overdue(desk.store, number)), page.strip)
    if found is None:
        return
    if found.change is not None:
        desk.tell(found.change, page.strip)
    page.strip.done(
        _("没有按时回复的已在待审队列里。"), ways=((_("去待审队列"), lambda: desk.open("queue", None, ("late",))),)
    )


class _Queued:
    """A change that may be none."""

    def __init__(self, change: Any) -> None:
        self.change = change


async def show_paper(page: RecordPage, build: Callable[[], ListPaper], title: str) -> None:
    """A list of the board on paper."""
    await preview_paper(page.desk, page, build, title, "list")


async def export_paper(page: RecordPage, build: Callable[[], ListPaper], title: str) -> None:
    """The same as a table file."""
    await export(page.desk, page, page.strip, build, title)


def papers(page: RecordPage, number: int) -> tuple[tuple[str, Callable[[], ListPaper]], ...]:
    """The papers of a board: words and how each is built."""
    store, group = page.desk.store, page.detail.draft.group
    return (
        (_("确认情况表"), lambda: acknowledgement_papers.paper(store, number)),
        (_("签到表（空白）"), lambda: attendances.paper(store, number, empty=True)),
        (_("签到表（已登记）"), lambda: attendances.paper(store, number)),
        (_("会议出勤统计"), lambda: attendances.tally_paper(store, group)),
        (_("进度表"), lambda: progress_reports.paper(store, number)),
        (_("回复情况统计"), lambda: acknowledgement_papers.habit_paper(store, group)),
    )


async def print_one(page: RecordPage, number: int) -> None:
    """打印、导出: one of the papers of the board, chosen."""
    offered = papers(page, number)
    file = _("（导出表格）")
    names = [words for words, _build in offered]
    chosen = await ask_choice(page, _("打印、导出"), _("哪一张"), _("打开"), [*names, *(f"{n}{file}" for n in names)])
    if chosen is None:
        return
    words, build = next(one for one in offered if chosen.removesuffix(file) == one[0])
    await (export_paper if chosen.endswith(file) else show_paper)(page, build, words)


async def show_keys(page: RecordPage) -> None:
    """What the keys do in a list of people."""
    sheet = dialogs.Sheet(page, _("键盘一览"), _("知道了"))
    sheet.cancel.hide()
    sheet.setMinimumWidth(420)
    sheet.say_long(KEYS)
    await dialogs.show(sheet)


def _close(page: RecordPage, number: int) -> None:
    page.start(close(page, number))


async def close(page: RecordPage, number: int) -> None:
    """End the collection."""
    desk = page.desk
    await desk.change(lambda: announcements.close(desk.store, number), page.strip, _("已结束收集"))
