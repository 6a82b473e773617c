"""What is done with a case from its decision on: decided, issued, delivered, carried out, lifted, corrected, voided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from wxadmin.domain.ladder import RECOMMENDED
from wxadmin.i18n import _
from wxadmin.services import appeal_windows, case_acts, case_remarks, cases, citing, clock, notices
from wxadmin.services.appeal_windows import Window
from wxadmin.services.case_acts import Amendment
from wxadmin.services.case_cards import SanctionLine
from wxadmin.services.cases import CaseCard
from wxadmin.services.papers import IssuedPaper
from wxadmin.services.records import Change
from wxadmin.ui import dialogs
from wxadmin.ui.casesheets import AmendSheet, DeliverySheet, LiftSheet, UnitSheet
from wxadmin.ui.decisionsheet import DecisionSheet
from wxadmin.ui.papersheet import tell_issued

if TYPE_CHECKING:
    from wxadmin.ui.page import Page


async def decide(page: Page, detail: CaseCard) -> None:
    """Let the decision be made or recorded, for all parties at once."""
    desk = page.desk
    sheet = DecisionSheet(page, desk, detail, desk.actor_of(detail.group), recommend=desk.settings.recommend == "yes")
    if not await dialogs.show(sheet):
        return
    decision, at_once = sheet.decision(), sheet.issue.isChecked()
    change = await desk.change(lambda: cases.decide(desk.store, detail.id, decision), page.strip, final=True)
    if change is None:
        return
    if at_once:
        await _issue(page, detail.id, [party.id for party in detail.parties])
    else:
        page.strip.done(_("已决定，编号 {number}。现在可以签发通知书。").format(number=change.value))


async def issue(page: Page, detail: CaseCard, party: int | None = None) -> None:
    """Issue the notice of one party, or of all who have none yet."""
    waiting = [one for one in detail.parties if one.paper is None and not one.voided and party in (None, one.id)]
    if not waiting:
        page.strip.hint(_("通知书都已签发，可以在右边打印。"))
        return
    who = "" if len(waiting) < 2 else _("（{n} 份，每人一份）").format(n=len(waiting))
    text = _("签发后通知书定稿，带校验码，不能再改，只能更正或作废。{ref} 的通知书{who}现在签发？")
    if not await dialogs.confirm(page, _("签发通知书"), text.format(ref=detail.ref, who=who), _("签发通知书")):
        return
    await _issue(page, detail.id, [one.id for one in waiting])


async def _issue(page: Page, case: int, parties: Sequence[int]) -> None:
    desk = page.desk
    for done, party in enumerate(parties):
        change: Change[IssuedPaper] | None = await desk.change(
            partial(notices.issue, desk.store, case, party=party), page.strip, final=True
        )
        if change is None:
            if done:
                page.strip.hint(_("已签发 {n} 份，其余没有签发；可以再点一次“签发通知书”。").format(n=done))
            return
        if len(parties) == 1:
            tell_issued(desk, page.strip, change.value, lead=False)
    if len(parties) > 1:
        page.strip.done(_("违规处理通知书已签发：{n} 份").format(n=len(parties)))


async def deliver(page: Page, detail: CaseCard, party: int | None = None) -> None:
    """Record how the notice reached a party, or several at once."""
    desk = page.desk
    standing = [one for one in detail.parties if one.paper is not None and not one.voided]
    waiting = [one for one in standing if not one.delivered or one.id == party]
    sheet = DeliverySheet(page, waiting or standing or detail.parties, party)
    if not await dialogs.show(sheet):
        return
    given = sheet.delivery()
    by = desk.actor_of(detail.group)
    windows: list[Window] = []

    def work() -> Change[int]:
        made = case_acts.deliver(
            desk.store, detail.id, given.parties, given.day, given.how, refused=given.refused,
            witnesses=given.witnesses, by=by,
        )  # fmt: skip
        with desk.store.read() as db:
            windows.append(appeal_windows.window(db, detail.id, given.parties[0]))
        return made

    change = await desk.change(work, page.strip)
    if change is None:
        return
    done = _("已记录拒签") if given.refused else _("已记录送达")
    (window,) = windows
    if window.until is not None:
        begins = window.from_day == given.day
        words = _("{what}，申诉期限次日起算，至{until}") if begins else _("{what}，申诉期限至{until}")
        done = words.format(what=done, until=clock.shown_day(window.until))
    if len(given.parties) > 1:
        done = _("{n} 人：{what}").format(n=len(given.parties), what=done)
    page.strip.done(done, change.id)


async def note(page: Page, detail: CaseCard) -> None:
    """Add a note that stays as it is."""
    text = await dialogs.ask_text(
        page, _("添加备注"), _("写下的备注不能再改，和时间、处理人一起保留；只给管理员看，不印在通知书上。"),
        _("添加备注"), lines=4, needed=True,
    )  # fmt: skip
    if text:
        by = page.desk.actor_of(detail.group)
        await page.desk.change(
            lambda: case_acts.note(page.desk.store, detail.id, text, by), page.strip, _("已添加备注")
        )


async def amend(page: Page, detail: CaseCard, at: int) -> None:
    """Correct what was decided for a party, by a new act."""
    desk, party = page.desk, detail.parties[at]
    recommend = desk.settings.recommend == "yes" or any(one.measure in RECOMMENDED for one in party.sanctions)
    offered = await desk.read(
        lambda: [case_remarks.clauses(desk.store, detail.group, act.occurred) for act in party.acts], page.strip
    )
    if offered is None:
        return
    sheet = AmendSheet(page, party, offered, recommend=recommend)
    if not await dialogs.show(sheet):
        return
    reason, by, clause = sheet.reason.text().strip(), desk.actor_of(detail.group), sheet.new_clause()
    amendment = Amendment(party.id, facts=sheet.new_facts(), measures=sheet.new_measures(), act=sheet.act_chosen)

    def work() -> Change[int]:
        cited = replace(amendment, clause=citing.cite(desk.store, clause)) if clause else amendment
        return case_acts.amend(desk.store, detail.id, cited, reason, by)

    await desk.change(work, page.strip, _("{ref} 的决定已更正").format(ref=detail.ref), final=True)


async def void(page: Page, detail: CaseCard) -> None:
    """Take the case out of force, with a reason."""
    desk = page.desk
    title = _("作废 {ref}").format(ref=detail.ref)
    question = _("为什么作废？编号保留，不再计入阶梯；还在执行的措施随之解除。作废后不能恢复。")
    reason = await dialogs.ask_text(page, title, question, _("作废"), needed=True)
    if reason:
        by = desk.actor_of(detail.group)
        await desk.change(
            lambda: cases.void(desk.store, detail.id, reason, by), page.strip,
            _("{ref} 已作废").format(ref=detail.ref), final=True,
        )  # fmt: skip


async def carry(page: Page, detail: CaseCard, lines: tuple[SanctionLine, ...]) -> None:
    """Mark measures as carried out today."""
    from wxadmin.services import sanctions

    desk, by = page.desk, page.desk.actor_of(detail.group)
    what = "、".join(dict.fromkeys(line.words for line in lines))
    done = _("已记为执行：{what}").format(what=what)
    ids = [line.id for line in lines]
    await desk.change(lambda: sanctions.carry(desk.store, ids, clock.today(), by), page.strip, done)


async def lift(page: Page, detail: CaseCard, line: SanctionLine) -> None:
    """Lift a measure, with a reason."""
    from wxadmin.services import sanctions

    desk = page.desk
    sheet = LiftSheet(page, line.words)
    if not await dialogs.show(sheet):
        return
    reason, by = sheet.reason.text().strip(), desk.actor_of(detail.group)
    await desk.change(
        lambda: sanctions.lift_now(desk.store, line.id, reason, by), page.strip,
        _("已解除：{what}").format(what=line.words), final=True,
    )  # fmt: skip


async def unit(page: Page, detail: CaseCard) -> None:
    """Record what the unit answered."""
    desk = page.desk
    sheet = UnitSheet(page, [one for one in detail.parties if _recommended(one.sanctions)] or detail.parties)
    if not await dialogs.show(sheet):
        return
    party, text, day, outcome = sheet.party.chosen(), sheet.text(), sheet.given(), sheet.outcome
    by = desk.actor_of(detail.group)
    await desk.change(
        lambda: case_acts.answered_by_unit(desk.store, detail.id, text, day, party=party, by=by, outcome=outcome),
        page.strip, _("已记录单位答复"), final=bool(outcome),
    )  # fmt: skip


def _recommended(lines: tuple[SanctionLine, ...]) -> bool:
    return any(line.measure in RECOMMENDED for line in lines)


async def appeal(page: Page, detail: CaseCard, party: int) -> None:
    """Take an appeal in."""
    from wxadmin.ui import appealsheets

    await appealsheets.receive(page, detail.id, party)


async def answer(page: Page, _detail: CaseCard, number: int) -> None:
    """Answer an appeal."""
    from wxadmin.ui import appealsheets

    await appealsheets.answer(page, number)
