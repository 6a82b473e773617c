"""What is done with matters beyond the decision: taken in by sheet or paste, answered, handed in again, printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import (
    exhibits,
    matter_answers,
    matter_kinds,
    matter_papers,
    matters,
    people,
    submissions,
)
from wxadmin.services.matter_cards import MatterCard, MatterDraft
from wxadmin.ui import dialogs
from wxadmin.ui.matterpaste import MatterPaste
from wxadmin.ui.mattersheet import AnswerSheet, MatterSheet, RegisterSheet, RemarkSheet, TermSheet, fresh_draft
from wxadmin.ui.papersheet import offer, preview_paper
from wxadmin.ui.persons import told_apart

if TYPE_CHECKING:
    from wxadmin.domain.jobs import Step
    from wxadmin.services.records import Change, Store
    from wxadmin.ui.page import Page


async def new(page: Page) -> int | None:
    """登记事项: ask for one and take it in; its entry of the queue, or None."""
    group = page.need_group()
    return None if group is None else await _until_done(page, fresh_draft(group))


async def from_message(page: Page, message: int, kind: str) -> int | None:
    """An archived message becomes a matter of that kind, after a look."""
    desk = page.desk
    draft = await desk.read(lambda: matters.from_message(desk.store, message, kind), page.strip)
    return None if draft is None else await _until_done(page, draft)


async def correct(page: Page, card: MatterCard) -> None:
    """Let a matter that waits be corrected."""
    store = page.desk.store
    await _until_done(page, card.draft, write=lambda draft: matters.edit(store, card.review, card.version, draft))


async def resubmit(page: Page, card: MatterCard) -> None:
    """A returned draft comes again as the next version."""
    store = page.desk.store
    draft = replace(card.draft, received=None, due=None)
    await _until_done(page, draft, write=lambda new: submissions.resubmit(store, card.review, new), again=True)


async def _until_done(
    page: Page, draft: MatterDraft, *, write: Callable[[MatterDraft], Change[int]] | None = None, again: bool = False
) -> int | None:
    """What was filled in comes back with what was wrong, until it is taken in or given up."""
    desk, store = page.desk, page.desk.store
    read = await desk.read(lambda: (people.of_group(store, draft.group), matter_kinds.terms(store)), page.strip)
    if read is None:
        return None
    known, terms = told_apart(read[0]), read[1]
    error: UserError | None = None
    files: tuple[Path, ...] = ()
    while True:
        verb = _("登记") if write is None else _("再次送审") if again else _("保存")
        sheet = MatterSheet(page, desk, draft, known, terms, verb=verb, fixed=write is not None, files=files)
        if error is not None:
            sheet.strip.wrong(error)
        if not await dialogs.show(sheet):
            return None
        draft, files = sheet.draft(), sheet.files
        if not desk.may(desk.right):
            desk.refuse(page.strip, desk.right)
            return None
        try:
            change = await desk.tasks.run(partial(write or partial(matters.file, store), draft))
        except UserError as wrong:
            error = wrong
            continue
        words = _("已更正{}") if write is not None and not again else _("已登记{}")
        done = words.format(matter_kinds.title_of(draft.kind))
        desk.tell(change, page.strip, done)
        await _keep_files(page, change.value, files)
        way = ((_("去看"), partial(desk.open, "queue", change.value)),)
        page.strip.done(done, change.id, way)
        return int(change.value)


async def _keep_files(page: Page, review: int, files: Sequence[Path]) -> None:
    """Take the evidence in, one change each; what cannot be read is told and the others come in."""
    desk = page.desk
    for path in files:
        change = await desk.job(_("收存证据"), partial(_keep, desk.store, review, path), page.strip)
        if change is None:
            return
        desk.tell(change, page.strip)


def _keep(store: Store, review: int, path: Path, _step: Step) -> Change[int]:
    return exhibits.add(store, exhibits.Of("review", review), path)


async def paste(page: Page, text: str = "") -> tuple[int, ...]:
    """粘贴事项: let what people wrote be pasted and take in what is ticked; the entries of the queue."""
    group = page.need_group()
    if group is None:
        return ()
    desk = page.desk
    sheet = MatterPaste(page, desk, group, text)
    if not await dialogs.show(sheet):
        return ()
    drafts = sheet.drafts()
    change = await desk.change(
        lambda: matters.file_many(desk.store, drafts), page.strip, _("已登记 {n} 件事项").format(n=len(drafts))
    )
    return () if change is None else change.value


async def answer(page: Page, card: MatterCard) -> None:
    """Answer who raised it: the text goes on the clipboard and is kept."""
    desk, store = page.desk, page.desk.store
    offered = await desk.read(lambda: matter_answers.templates(store, card.review), page.strip)
    if offered is None:
        return
    sheet = AnswerSheet(page, offered, card.answer)
    if not await dialogs.show(sheet):
        return
    given, done = sheet.text.toPlainText(), sheet.final.isChecked()
    if not done:
        page.copy(given.strip(), _("已复制，发给本人即可；还欠一个答复。"))
        return
    by = desk.actor_of(card.draft.group)
    change = await desk.change(lambda: matters.answer(store, card.review, card.version, given, by=by), page.strip)
    if change is not None:
        page.copy(given.strip(), "")
        page.strip.done(_("答复已复制，发给本人即可；已记为已答复"), change.id)


async def examine(page: Page) -> None:
    """Bring the queue up to date with names and late answers, whose days may be over since it was last looked at."""
    for change in await page.desk.tasks.run(lambda: matters.derive_all(page.desk.store)):
        page.desk.changed.emit(change)


async def answer_entry(page: Page, review: int) -> None:
    """The same by the entry of the queue; a hint where nobody waits for an answer."""
    card = await page.desk.read(lambda: matters.card(page.desk.store, review), page.strip)
    if card is None or card.derived:
        page.strip.hint(_("这一条是程序发现的，没有要答复的人。"))
    else:
        await answer(page, card)


async def remark(page: Page, card: MatterCard) -> None:
    """Keep how it was looked into or talked over."""
    desk, store = page.desk, page.desk.store
    sheet = RemarkSheet(page, card.draft, card.remark, malicious=card.malicious)
    if not await dialogs.show(sheet):
        return
    text, malicious = sheet.text.toPlainText(), sheet.malicious.isChecked() and card.draft.kind == "report"
    settled = str(sheet.settled.currentData()) if card.draft.kind == "dispute" else None
    await desk.change(
        lambda: matters.mark(store, card.review, card.version, text, malicious=malicious, settled=settled),
        page.strip, _("已记录"),
    )  # fmt: skip


async def copy_posting(page: Page, card: MatterCard) -> None:
    """Put a passed draft on the clipboard as it goes into the group."""
    text = await page.desk.read(lambda: submissions.posting_text(page.desk.store, card.review), page.strip)
    if text:
        page.copy(text, _("已复制审核过的文字，可以到群里粘贴发布。"))


async def to_announcement(page: Page, card: MatterCard) -> None:
    """Make a passed draft an announcement under the pen."""
    desk = page.desk
    change = await desk.change(lambda: submissions.to_announcement(desk.store, card.review, card.version), page.strip)
    if change is not None:
        way = ((_("去看"), partial(desk.open, "announcements", change.value)),)
        page.strip.done(_("已转成公告草稿"), change.id, way)


async def slip(page: Page, card: MatterCard) -> None:
    """The slip of a matter, to be printed or issued; for who asked not to be named only on request with the name."""
    desk, store = page.desk, page.desk.store
    named = False
    if card.draft.secret:
        sheet = dialogs.Sheet(page, _("打印答复单"), _("隐去姓名"), cancel=_("取消"))
        sheet.setMinimumWidth(420)
        sheet.say(_("提出的人要求保密，单子上不写姓名；不要把单子交给被举报的人。"))
        if not await dialogs.show(sheet):
            return
    await offer(
        desk, page, page.strip, lambda: matter_papers.slip(store, card.review, named=named),
        lambda paper: matter_papers.issue(store, card.review, paper), title=_("答复单"), kind="form",
    )  # fmt: skip


async def register(page: Page) -> None:
    """Print the register of what came in."""
    desk, store, group = page.desk, page.desk.store, page.desk.group
    sheet = RegisterSheet(page)
    if not await dialogs.show(sheet):
        return
    kinds, named = sheet.chosen(), sheet.named.isChecked()
    paper = await desk.read(lambda: matter_papers.register(store, group, kinds, named=named), page.strip)
    if paper is not None:
        await preview_paper(desk, page, lambda: paper, _("打印登记表"), "list")


async def terms(page: Page) -> None:
    """答复期限: within how many days each kind is answered."""
    desk, store = page.desk, page.desk.store
    now = await desk.read(lambda: matter_kinds.terms(store), page.strip)
    if now is None:
        return
    sheet = TermSheet(page, now)
    if await dialogs.show(sheet):
        wanted = sheet.terms()
        await desk.change(lambda: matter_kinds.set_terms(store, wanted), page.strip, _("答复期限已修改"))
