"""What is done with a case before it is decided: opened, filled in block by block, merged, split, proved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.i18n import _
from wxadmin.services import case_choices, case_joins, cases
from wxadmin.services.cases import CaseCard, CaseDraft, Proposal
from wxadmin.services.records import Change, Store
from wxadmin.ui import dialogs
from wxadmin.ui.caseevidence import EvidenceSheet
from wxadmin.ui.casemeasures import offered
from wxadmin.ui.casesplit import SplitSheet
from wxadmin.ui.casewho import Who, WhoSheet

if TYPE_CHECKING:
    from wxadmin.ui.desk import Desk
    from wxadmin.ui.page import Page


def rewrite(store: Store, case: int, change: Callable[[tuple[Party, ...]], Sequence[Party]]) -> Change[int]:
    """Writes the parties of a draft anew, from what stands now."""
    draft = cases.get(store, case).draft
    return cases.edit(store, case, draft.with_parties(change(draft.parties)))


def _proposed(desk: Desk, group: int, who: Who) -> Party:
    """A new party with what the ladder proposes so far."""
    person, sender = who
    proposal = cases.propose(desk.store, group, person, sender=sender)
    return Party(person, sender, (Infraction(""),), measures(desk, proposal))


def measures(desk: Desk, proposal: Proposal) -> tuple[Measure, ...]:
    """What the ladder proposes and the owner wants offered; a mute of as many days as the step says."""
    keys = offered(proposal.measures, desk.settings)
    return tuple(Measure(key, (proposal.days or 1) if key == "mute" else 0) for key in keys)


async def new(page: Page, *, begin: Callable[[int], None]) -> None:
    """Ask whom it is about, open a draft, and begin with what happened."""
    desk, group = page.desk, page.need_group()
    if group is None:
        return
    known = await desk.read(lambda: case_choices.candidates(desk.store, group), page.strip)
    if known is None:
        return
    sheet = WhoSheet(page, known)
    if not await dialogs.show(sheet):
        return
    chosen = sheet.chosen()

    def create() -> Change[int]:
        parties = [_proposed(desk, group, who) for who in chosen]
        return cases.create(desk.store, CaseDraft(group, None, "").with_parties(parties))

    change = await desk.change(create, page.strip, _("已立案，草稿。先写明事实，改完自动保存。"))
    if change is not None:
        begin(change.value)


async def add_party(page: Page, detail: CaseCard) -> None:
    """Somebody else did the same or took part."""
    desk = page.desk
    known = await desk.read(lambda: case_choices.candidates(desk.store, detail.group), page.strip)
    if known is None:
        return
    there = [(party.person, "" if party.person is not None else party.sender) for party in detail.draft.parties]
    sheet = WhoSheet(page, known, title=_("添加当事人"), verb=_("添加当事人"), without=there)
    if not await dialogs.show(sheet):
        return
    chosen = sheet.chosen()

    def work() -> Change[int]:
        new = [_proposed(desk, detail.group, who) for who in chosen]
        return rewrite(desk.store, detail.id, lambda parties: (*parties, *new))

    await desk.change(work, page.strip, _("已添加 {n} 名当事人").format(n=len(chosen)))


async def drop_party(page: Page, detail: CaseCard, at: int) -> None:
    """A party does not belong to it."""
    done = _("已移去当事人：{who}").format(who=detail.parties[at].label)
    await page.desk.change(
        lambda: rewrite(page.desk.store, detail.id, lambda parties: [*parties[:at], *parties[at + 1 :]]),
        page.strip, done,
    )  # fmt: skip


async def move_party(page: Page, detail: CaseCard, at: int, by: int) -> None:
    """A party stands further up or down; whoever is first gives the case its name in lists."""
    who, first = detail.parties[at].label, at + by == 0 or at == 0

    def moved(parties: tuple[Party, ...]) -> Sequence[Party]:
        result = list(parties)
        result.insert(at + by, result.pop(at))
        return result

    lead = who if at + by == 0 else detail.parties[at + by].label
    done = _("案件以第一位当事人列出：{who}").format(who=lead) if first else _("已移动当事人：{who}").format(who=who)
    await page.desk.change(lambda: rewrite(page.desk.store, detail.id, moved), page.strip, done)


async def discard(page: Page, detail: CaseCard) -> None:
    """Nobody is left in a draft since their personal data were erased: it goes."""
    await page.desk.change(
        lambda: cases.discard(page.desk.store, detail.id), page.strip, _("已删去 {ref}").format(ref=detail.ref)
    )


async def add_act(page: Page, detail: CaseCard, at: int) -> bool:
    """One more act of a party, to be filled in."""

    def more(parties: tuple[Party, ...]) -> Sequence[Party]:
        one = parties[at]
        act = Infraction("", occurred=one.acts[-1].occurred if one.acts else None)
        return [*parties[:at], replace(one, acts=(*one.acts, act)), *parties[at + 1 :]]

    change = await page.desk.change(lambda: rewrite(page.desk.store, detail.id, more), page.strip)
    return change is not None


async def drop_act(page: Page, detail: CaseCard, at: int, number: int) -> None:
    """An act is no longer held against a party."""

    def less(parties: tuple[Party, ...]) -> Sequence[Party]:
        one = parties[at]
        return [*parties[:at], replace(one, acts=one.acts[:number] + one.acts[number + 1 :]), *parties[at + 1 :]]

    await page.desk.change(lambda: rewrite(page.desk.store, detail.id, less), page.strip, _("已移去一项违规行为"))


def save_act(store: Store, case: int, at: int, number: int, act: Infraction, *, same: bool) -> Change[int]:
    """Keeps an act of a party; with ``same`` also for the parties of whom nothing is written yet."""

    def put(parties: tuple[Party, ...]) -> Sequence[Party]:
        result = []
        for position, party in enumerate(parties):
            acts = list(party.acts)
            if position == at:
                acts[number : number + 1] = [act]
            elif same and not any(one.facts for one in acts):
                acts = [act]
            result.append(replace(party, acts=tuple(acts)))
        return result

    return rewrite(store, case, put)


def save_measures(store: Store, case: int, at: int, measures: tuple[Measure, ...]) -> Change[int]:
    """Keeps what is thought of for a party."""
    return rewrite(
        store, case,
        lambda parties: [replace(one, measures=measures) if n == at else one for n, one in enumerate(parties)],
    )  # fmt: skip


async def take_proposal(page: Page, detail: CaseCard, at: int) -> None:
    """Let the measures of a party be those the ladder proposes."""
    wanted = measures(page.desk, detail.parties[at].proposal)
    await page.desk.change(
        lambda: save_measures(page.desk.store, detail.id, at, wanted), page.strip, _("已按阶梯建议填写处罚措施")
    )


async def evidence(page: Page, detail: CaseCard) -> None:
    """Choose the messages of the archive that prove it."""
    desk, store = page.desk, page.desk.store
    known = await desk.read(lambda: case_choices.candidates(store, detail.group), page.strip)
    if known is None:
        return
    persons = {party.person for party in detail.parties if party.person is not None}
    senders = [name for one in known if one.person in persons for name in one.nicknames]
    senders += [party.sender for party in detail.parties if party.sender]
    sheet = EvidenceSheet(page, desk, detail.group, senders, detail.draft.evidence)
    if not await dialogs.show(sheet):
        return
    chosen = sheet.chosen()
    await desk.change(
        lambda: cases.edit(store, detail.id, replace(cases.get(store, detail.id).draft, evidence=chosen)),
        page.strip, _("证据已更新：聊天 {n} 条").format(n=len(chosen)),
    )  # fmt: skip


async def drop_message(page: Page, detail: CaseCard, message: int) -> None:
    """A message proves nothing after all."""
    store = page.desk.store
    kept = tuple(one for one in detail.draft.evidence if one != message)
    await page.desk.change(
        lambda: cases.edit(store, detail.id, replace(cases.get(store, detail.id).draft, evidence=kept)),
        page.strip, _("已移去一条聊天证据"),
    )  # fmt: skip


async def merge(page: Page, picked: tuple[int, ...], *, show: Callable[[int], None]) -> None:
    """并案: several drafts become one."""
    store = page.desk.store
    change = await page.desk.change(
        lambda: cases.merge(store, picked), page.strip, _("已并案：{n} 件合为一件").format(n=len(picked))
    )
    if change is not None:
        show(change.value)


async def split(page: Page, detail: CaseCard, at: int) -> None:
    """分案: one of the parties gets a case of their own."""
    desk, party = page.desk, detail.parties[at]
    kept = await desk.read(lambda: case_joins.files_to_part(desk.store, detail.id, party.id), page.strip)
    if kept is None:
        return
    files = None
    if kept:
        sheet = SplitSheet(page, party.label, kept)
        if not await dialogs.show(sheet):
            return
        files = sheet.going()
    change = await desk.change(lambda: cases.split(desk.store, detail.id, party.id, files), page.strip)
    if change is not None:
        done = _("已分案：{who}，草稿 #{n}").format(who=party.label, n=change.value)
        page.strip.done(done, change.id, ((_("去看"), partial(desk.open, "cases", change.value)),))
