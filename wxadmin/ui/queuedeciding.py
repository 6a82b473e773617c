"""Deciding entries of the queue: one by a key, several together, a case, and back again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication

from wxadmin.domain.cases import Party
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _
from wxadmin.services import (
    case_choices,
    case_founding,
    case_parts,
    case_remarks,
    cases,
    citing,
    proposals,
    queue,
    reviewables,
)
from wxadmin.services.case_choices import Candidate
from wxadmin.services.listing import EVERY
from wxadmin.ui import casedrafts, dialogs
from wxadmin.ui.caseform import CaseSheet, with_clauses
from wxadmin.ui.casepartyform import Known
from wxadmin.ui.queueahead import PAINT

if TYPE_CHECKING:
    from wxadmin.ui.desk import Desk
    from wxadmin.ui.pages.queue import QueuePage

_DONE = {"unfounded": _("已记为不属实"), "ignored": _("已忽略"), "reminded": _("已记为提醒")}


class Deciding:
    """The decisions made on one page and which entry each led away from."""

    def __init__(self, page: QueuePage) -> None:
        self.page = page
        self._undoing: list[tuple[int, int]] = []
        self._sent: int | None = None
        self._own = 0
        self._founded: int | None = None
        self._bare: tuple[tuple[int, ...], str] | None = None

    @property
    def writing(self) -> bool:
        """Whether a decision of this page is on its way to the records."""
        return self._own > 0

    def decide(self, outcome: str) -> None:
        """One key: the decision goes to the records, and the next entry is open at once."""
        page = self.page
        if page.chosen:
            page.start(self._decide_many(page.chosen, outcome))
            return
        detail = page.detail
        if detail is None or detail.state != "waiting" or detail.id == self._sent or detail.id != page.record:
            return
        if outcome == "founded" and detail.kind == "chat" and page.desk.may("cases"):
            self.found_case()
            return
        if outcome not in reviewables.outcomes(detail.kind):
            return
        preset, clause = page.bar.chosen_preset(), page.bar.chosen_clause()
        note, reason = page.note.text().strip(), page.reason.text().strip()
        page.ahead.drop(detail.id)
        self._sent = detail.id
        page.start(self._carry_out(detail, outcome, note, clause, "" if preset is None else preset.name, reason))
        page.list.focus_list()
        if set(page.list.model.view.chips) & {EVERY, *reviewables.STATES} - {"waiting"}:
            page.list.move_by(1)
        else:
            page.list.pass_on(detail.id)

    async def _carry_out(
        self, detail: queue.ReviewCard, outcome: str, note: str, clause: ClauseCitation | int | None,
        preset: str, reason: str,
    ) -> None:  # fmt: skip
        page, store = self.page, self.page.desk.store

        to_send: list[str] = []

        def work() -> Any:
            cited = citing.cite(store, clause) if isinstance(clause, int) else clause
            if outcome == "reminded" and detail.kind == "chat":
                to_send.append(queue.reminder_text(store, detail.id, reason))
            return queue.decide(
                store, detail.id, detail.version, outcome, note, clause=cited, preset=preset, reason=reason
            )

        words = reviewables.state_words(detail.kind, outcome)
        plain = words == reviewables.state_words("chat", outcome)
        done = _DONE[outcome] if plain and outcome in _DONE else _("已记为{what}").format(what=words)
        if outcome == "reminded" and detail.kind == "chat":
            done = _("已记为提醒，提醒语已复制，到微信里发给本人即可")
        self._own += 1
        try:
            await asyncio.sleep(PAINT)  # the next entry is painted before the records are written
            change = await page.desk.change(work, page.strip, done)
        finally:
            self._own -= 1
        if change is None:
            page.ahead.clear()
            self._sent = None
            page.list.show_record(detail.id)  # decided by somebody else, or not at all
        else:
            self._undoing.append((change.id, detail.id))
            if to_send:
                QGuiApplication.clipboard().setText(to_send[0])
            if page.record == detail.id:  # it was the only one
                page.list.reload()

    async def _decide_many(self, chosen: tuple[int, ...], outcome: str) -> None:
        page, desk = self.page, self.page.desk
        store, preset = desk.store, page.bar.chosen_preset()
        note, reason = page.note.text().strip(), page.reason.text().strip()
        name = "" if preset is None else preset.name
        if not desk.may(page.RIGHT):
            desk.refuse(page.strip, page.RIGHT)
            return
        known = page.ahead.versions()

        def work(step: Any) -> Any:
            # Versions as they stood when the entries were chosen, as far as they were read; a list shows none.
            picked = [(review, known.get(review, now)) for review, now in queue.versions(store, chosen)]
            return queue.decide_many(store, picked, outcome, note, preset=name, reason=reason, step=step)

        page.bar.setEnabled(False)
        change = await desk.job(_("批量处理"), work, page.strip)
        page.bar.setEnabled(True)
        if change is None:
            return
        page.marked.clear()
        page.ahead.clear()
        did = change.value
        self._undoing.append((change.id, did.done[0]))
        words = _("已处理 {n} 条").format(n=len(did.done))
        if did.skipped:
            who = "、".join(dict.fromkeys(sender for sender, _why in did.skipped[:3] if sender))
            words = _("{done}；跳过 {n} 条，它们已有变化：{who}").format(done=words, n=len(did.skipped), who=who)
        desk.tell(change, page.strip, words)
        if did.bare:
            words = _("{done}；属实的没有立案").format(done=words)
            self._bare = (did.bare, note)
            page.strip.done(words, change.id, ((_("改为合为一案…"), self.rather_case),))
        page.list.focus_list()

    def rather_case(self) -> None:
        """What was only founded is to be one case; until that is opened, and of what else was decided, all stays."""
        if self._bare is not None:
            self.page.start(self._found_case(*self._bare, founded_before=True))

    def found_case(self) -> None:
        """立案 on the entry shown, or one case on all that are chosen."""
        page, detail = self.page, self.page.detail
        note = page.note.text().strip()
        if page.chosen:
            page.start(self._found_case(page.chosen, note))
        elif detail is not None and detail.state == "waiting":
            page.start(self._found_case((detail.id,), note))

    async def _found_case(self, reviews: tuple[int, ...], note: str, *, founded_before: bool = False) -> None:
        page, desk = self.page, self.page.desk
        if not desk.may("cases"):
            desk.refuse(page.strip, "cases")
            return
        store = desk.store
        # Versions as they stood when the entries were read, as far as they were.
        known = {} if founded_before else page.ahead.versions()
        if page.detail is not None and not founded_before:
            known[page.detail.id] = page.detail.version
        seen = await desk.read(lambda: (_prepare(desk, reviews), queue.versions(store, reviews)), page.strip)
        if seen is None:
            return
        (draft, people), versions = seen
        entries = tuple((review, known.get(review, now)) for review, now in versions)
        sheet = CaseSheet(
            page, desk, draft, people, lambda: case_choices.candidates(store, draft.group), partial(self._more, draft),
            note=note, recommend=desk.settings.recommend == "yes",
        )  # fmt: skip
        if not await dialogs.show(sheet):
            return
        wanted = await with_clauses(desk, sheet)
        change = await desk.change(
            lambda: cases.open_on(store, entries, wanted, founded_before=founded_before), page.strip, right="cases"
        )
        if change is not None:
            case, who = change.value, case_parts.together([form.known.label for form in sheet.forms])
            self._undoing.append((change.id, entries[0][0]))
            self._founded = case
            self._bare = None
            page.marked.clear()
            page.ahead.clear()
            page.strip.done(
                _("已立案：{who}，草稿 #{n}").format(who=who, n=case), change.id,
                ((_("去看 (G)"), self.go_on),),
            )  # fmt: skip
        page.list.focus_list()

    def go_on(self) -> None:
        """To the case founded last."""
        if self._founded is None:
            self.page.strip.hint(_("还没有立案。"))
        else:
            self.page.desk.open("cases", self._founded)

    async def _more(self, draft: cases.CaseDraft, who: Candidate, like: Party) -> Known | None:
        """Somebody added in the sheet: day, kind and clause as of the one shown there, what they said near by."""
        desk = self.page.desk
        return await desk.read(lambda: _added(desk, draft, who, like), self.page.strip)

    async def take_back(self, change: int | None) -> None:
        """Take a decision back, the last one by itself, and show its entry again."""
        page = self.page
        known = dict(self._undoing)
        record = known.get(change) if change is not None else self._undoing[-1][1] if self._undoing else None
        await page.desk.undo(page.strip, change)
        if record is None:
            return
        self._founded = None
        card = await page.desk.read(lambda: queue.get(page.desk.store, record))
        if card is not None and card.state == "waiting":
            self._sent = None
            self._undoing = [one for one in self._undoing if one[1] != record]
            page.list.show_record(record)
            page.list.focus_list()

    def reopen(self) -> None:
        """Put the decided entry shown back into the queue."""
        page, detail = self.page, self.page.detail
        if detail is not None:
            page.start(
                page.desk.change(
                    lambda: queue.reopen(page.desk.store, detail.id, detail.version), page.strip, _("已放回待审")
                )
            )

    def copy_reminder(self) -> None:
        """Put polite words to the sender on the clipboard."""
        if self.page.detail is not None:
            self.page.start(self._copy(self.page.detail.id, self.page.reason.text()))

    async def _copy(self, review: int, reason: str) -> None:
        page = self.page
        text = await page.desk.read(lambda: queue.reminder_text(page.desk.store, review, reason), page.strip)
        if text:
            page.copy(text, _("提醒语已复制，发给本人即可；发过之后点“已提醒”。"))


def _prepare(desk: Desk, reviews: Sequence[int]) -> tuple[cases.CaseDraft, tuple[Known, ...]]:
    """The draft on these entries and what stands ready for each of its parties."""
    draft = cases.draft_of(desk.store, reviews)
    return draft, tuple(_known(desk, draft, party) for party in draft.parties)


def _known(desk: Desk, draft: cases.CaseDraft, party: Party) -> Known:
    store = desk.store
    clauses = case_remarks.clauses(store, draft.group, party.acts[0].occurred)
    with store.read() as db:
        proposal = proposals.of_acts(
            db, draft.group, party.person, party.acts, sender=party.sender, evidence=draft.evidence
        )
        who = case_parts.known(db, party)
    label = f"{who['name']}（{who['department']}）" if who["department"] else who["name"] or party.sender
    return Known(replace(party, measures=casedrafts.measures(desk, proposal)), label, proposal, clauses)


def _added(desk: Desk, draft: cases.CaseDraft, who: Candidate, like: Party) -> Known:
    act = replace(like.acts[0], facts="", severity="ordinary")
    sender = "" if who.person is not None else who.name
    known = _known(desk, draft, Party(who.person, sender, (act,)))
    return replace(known, said=case_founding.said_near(desk.store, draft.evidence, who.nicknames or (who.name,)))
