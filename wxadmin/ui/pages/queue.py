"""待审队列: what screening flagged and members handed in, why, and one gesture to decide it. Everything has a key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.jobs import Step
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _
from wxadmin.services import (
    cases,
    citing,
    matter_paste,
    queue,
    queue_cards,
    queue_presets,
    ranking,
    regulations,
    reviewables,
)
from wxadmin.services.listing import Chip
from wxadmin.ui import dialogs, matteracts
from wxadmin.ui.caseform import CaseSheet, offered, with_clause
from wxadmin.ui.chatpreview import bring_in
from wxadmin.ui.desk import Desk
from wxadmin.ui.entries import Entries, Reviews
from wxadmin.ui.help import KEYS
from wxadmin.ui.keyedpage import KeyedPage
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.queuebands import QueueBands
from wxadmin.ui.queuebar import QueueBar
from wxadmin.ui.queuecard import Act, evidence, fill

_SETTLE = 150  # ms after the last key before an entry is read anew and those after it are read ahead
_RELOAD = 400  # ms after the last decision before the list is read anew
_RANK = 4000  # ms after the last decision before what it taught is brought into the order
_AHEAD = 6
_PAINT = 0.02  # seconds in which what a key did is painted
_KEPT = 24
_MOST_LINES = 50
_DONE = {"unfounded": _("已记为不属实"), "ignored": _("已忽略"), "reminded": _("已记为提醒")}


class QueuePage(KeyedPage):
    """Entries left; reason, conversation, person and decision right."""

    KEY = "queue"
    KEYS = KEYS
    RIGHT = "review"
    TITLE = _("待审队列")
    NOTHING = _("选一条，这里显示它为什么在队列里、前后的聊天、此人以前的情况。")
    HELP = (
        _(
            "把微信里多选复制的聊天、邮件转发的聊天记录或导出的文件粘贴或拖进来。程序按规则集挑出可能违规的消息，由你判断；"
            "举报、送审稿、建议、求助也在这里一起处理。\n\n"
            "每一条都写明为什么在这里：命中的词、对应的条款、右边数字越大越可能违规（研判分）；它由哪几部分组成；下面是前后各几条聊天，"
            "再下面是此人的实名情况、以前的案件和提醒、同一条款以前怎么处理。\n\n"
            "不属实：没有违规。忽略：不处理。已提醒：私下说过了，不立案。立案：写明事实和措施，之后可签发通知书。\n"
            "数字键用写好的理由。x 选中多条一起决定。做错了随时撤销。"
        )
        + "\n\n"
        + KEYS
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._marked: set[int] = set()
        self._ahead: dict[int, queue.ReviewCard] = {}
        self._lines: dict[int, int] = {}
        self._undoing: list[tuple[int, int]] = []
        self._shown_presets: tuple[queue_presets.Preset, ...] | None = None
        self._own = 0
        self._sent: int | None = None
        self._evident: int | None = None
        """The entry whose evidence stands on the card; it comes when the keys rest."""
        self._reading_on = self._ordering = self._over = False
        entries = Entries(self)
        delegate = entries.itemDelegate()
        assert isinstance(delegate, Reviews)
        delegate.marked = self._marked
        pane = ListPane(
            desk,
            queue,
            self.KEY,
            self,
            empty=_("没有待处理的消息。把群里的聊天记录粘贴进来，程序会挑出需要你判断的。"),
            hint=_("搜索发言人、内容"),
            view=entries,
        )
        pane.offer(_("粘贴聊天记录"), self._on_paste_clicked)
        self._bands = QueueBands(pane)
        self._bands.band_asked.connect(self._on_band_asked)
        self._bands.facet_asked.connect(self._on_facet_asked)
        self._bands.order_asked.connect(self._on_order_asked)
        self._bands.menu_opening.connect(self._on_filters_opening)
        column = pane.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, self._bands)
        pane.model.settled.connect(self._on_list_settled)
        pane.picked_changed.connect(self._on_picked_changed)
        self.bar = QueueBar(self)
        self.note, self.reason = self.bar.note, self.bar.reason
        self.bar.decided.connect(self._on_bar_decided)
        self.bar.case_asked.connect(self._on_case_clicked)
        self.bar.copy_asked.connect(self._on_copy_clicked)
        self.bar.reopen_asked.connect(self._on_reopen_clicked)
        self.bar.left.connect(pane.focus_list)
        self.lay_out(pane, below=self.bar)
        self.sides.setStretchFactor(0, 2)
        self.sides.setStretchFactor(1, 3)
        self.arrange(460, 640)
        self.add_action(_("粘贴聊天记录"), self._on_paste_clicked, kind="main", icon="clipboard-paste")
        self.add_action(_("从文件导入"), self._on_file_clicked, icon="file-input")
        self.add_more(_("登记事项…"), self._on_matter_chosen)
        self.add_more(_("粘贴事项…"), self._on_matters_chosen)
        self.add_more(_("事项登记表…"), self._on_register_chosen, free=True)
        self.add_more(_("答复期限…"), self._on_terms_chosen)
        self.add_more(_("待审统计…"), self._on_figures_chosen, free=True)
        self.add_more(_("处理理由…"), self._on_presets_chosen)
        self.add_more(_("重新学起…"), self._on_forget_chosen)
        for lines in (3, 5, 10, 20):
            self.add_more(_("前后各显示 {n} 条").format(n=lines), partial(self._on_lines_chosen, lines), free=True)
        self.add_more(_("键盘一览"), self._on_keys_chosen, free=True)
        self.bar.hide()
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE)
        self._settling.timeout.connect(self._on_settling_timeout)
        self._reloading = QTimer(self)
        self._reloading.setSingleShot(True)
        self._reloading.setInterval(_RELOAD)
        self._reloading.timeout.connect(self._on_reloading_timeout)
        self._ranking = QTimer(self)
        self._ranking.setSingleShot(True)
        self._ranking.timeout.connect(self._on_ranking_timeout)

    # The list

    def _on_list_settled(self) -> None:
        if not self.desk.tasks.closing:
            self.start(self._read_beside())

    async def _read_beside(self) -> None:
        """Bands, reasons and clauses beside the list, read anew with it."""
        store, group = self.desk.store, self.desk.group
        seen = await self.desk.read(
            lambda: (queue.bands(store, group), queue_presets.every(store), _clauses(store, group)), self.strip
        )
        if seen is None or group != self.desk.group:
            return
        bands, presets, clauses = seen
        view = self.list.model.view
        plain = not (view.search or view.sort or set(view.chips) - {"waiting"})
        self._bands.set_bands(bands, places=plain)
        if presets != self._shown_presets:
            self._shown_presets = presets
            self.bar.set_presets(presets)
        self.bar.set_clauses(clauses)

    # The order the ranking learnt

    def _on_ranking_timeout(self) -> None:
        if not self.desk.tasks.closing and self.desk.store.writable:
            self.start(self._rank())

    async def _rank(self) -> None:
        """Bring what was decided into the order, behind the work; the list follows when an entry moved."""
        if self._ordering:
            self._ranking.start(_RANK)
            return
        store, group = self.desk.store, self.desk.group
        self._ordering = True
        try:
            moved = await self.desk.tasks.behind(lambda step: ranking.order(store, group, self._while_open(step)))
        finally:
            self._ordering = False
        if moved and not self._over:
            self._reloading.start()

    def _while_open(self, step: Step) -> Step:
        """The step of a job that ends with the page: the records may be others then."""

        def going_on(done: int, total: int) -> None:
            if self._over:
                raise Cancelled
            step(done, total)

        return going_on

    def _on_forget_chosen(self) -> None:
        self.start(self._forget())

    async def _forget(self) -> None:
        store = self.desk.store
        count = await self.desk.read(lambda: ranking.learned(store), self.strip)
        if count is None:
            return
        words = _(
            "待审的先后从 {n} 条处理结果学来：以前多属实的排前，多不属实的排后。重新学起以后先按研判分排，"
            "之后的处理再一条条学；已处理的事项、案件和规则都不变，可以撤销。"
        ).format(n=f"{count:,}")
        if not await dialogs.confirm(self, _("重新学起"), words, _("重新学起")):
            return
        if not self.desk.may(self.RIGHT):
            self.desk.refuse(self.strip, self.RIGHT)
            return
        change = await self.desk.job(_("重新排列待审"), lambda _step: ranking.reset(store), self.strip)
        if change is not None:
            self.desk.tell(change, self.strip, _("已重新学起，现在按研判分排"))

    def _on_band_asked(self, place: int) -> None:
        at = self.list.table.currentIndex().row()
        self.list.move_by(place - max(at, 0))
        self.list.focus_list()

    def _on_filters_opening(self) -> None:
        self.start(self._read_facets())

    async def _read_facets(self) -> None:
        store, group = self.desk.store, self.desk.group
        found = await self.desk.read(lambda: queue.facets(store, group), self.strip)
        if found is not None:
            self._bands.set_facets(found)

    def _on_facet_asked(self, chip: str) -> None:
        self.list.put_chip(Chip(chip, queue.chip_title(chip)))

    def _on_order_asked(self, key: str, descending: bool) -> None:
        self.list.model.look(sort=key, descending=descending)

    # One entry

    def read(self, record: int) -> queue.ReviewCard:
        return queue.get(self.desk.store, record, self._lines.get(record, self._lines_wanted()))

    def _lines_wanted(self) -> int:
        kept = self.desk.layout.value("pages/queue/lines")
        return int(kept) if isinstance(kept, int | str) and str(kept).isdecimal() else queue_cards.LINES

    def _on_list_opened(self, record: object) -> None:
        card = self._ahead.get(record) if isinstance(record, int) else None
        if card is None:
            super()._on_list_opened(record)
            return
        self._loads += 1
        self._show(card)
        self._settling.start()
        if not self._reading_on and not self.desk.tasks.closing:
            self.start(self._read_on(card.id))

    async def _read_on(self, record: int) -> None:
        """Keep what comes next ready while keys follow one another without a pause."""
        self._reading_on = True
        try:
            await asyncio.sleep(_PAINT)
            model = self.list.model
            at = model.row_of(record)
            after = [model.id_at(place) for place in range(at + 1, at + 1 + _AHEAD)]
            missing = [one for one in after if one is not None and one not in self._ahead]
            if len(missing) >= _AHEAD // 2:
                for card in await self.desk.tasks.run(lambda: self._read_some(missing)):
                    self._keep(card)
        finally:
            self._reading_on = False

    def _read_some(self, wanted: list[int]) -> list[queue.ReviewCard]:
        """These entries, without those that are gone meanwhile: the list is read anew and says so."""
        found = []
        for one in wanted:
            with suppress(UserError):
                found.append(self.read(one))
        return found

    def _show(self, card: queue.ReviewCard) -> None:
        before, self.detail = self.detail, card
        if before != card:
            self.card.locked = not self.desk.may(self.RIGHT)
            self.render_detail(card, again=before is not None and before.id == card.id)

    async def _load(self, record: int, load: int) -> None:
        await super()._load(record, load)
        if load == self._loads and self.detail is not None:
            self._keep(self.detail)
            self._settling.start()

    def _keep(self, card: queue.ReviewCard) -> None:
        self._ahead.pop(card.id, None)
        self._ahead[card.id] = card
        while len(self._ahead) > _KEPT:
            del self._ahead[next(iter(self._ahead))]

    def _on_settling_timeout(self) -> None:
        if not self.desk.tasks.closing and self.record is not None:
            self.start(self._look_ahead(self.record, self._loads))

    async def _look_ahead(self, record: int, load: int) -> None:
        """Read the entry shown anew and those that come next, so that a key finds them ready."""
        model = self.list.model
        at = model.row_of(record)
        nearby = [model.id_at(place) for place in (*range(at + 1, at + 1 + _AHEAD), at - 1)]
        wanted = [record, *(one for one in nearby if one is not None and one not in self._ahead)]
        for card in await self.desk.tasks.run(lambda: self._read_some(wanted)):
            self._keep(card)
            if card.id == record and load == self._loads:
                self._show(card)
                if self._evident != record:
                    self._evident = record
                    evidence(self, self.card, card)

    def render_nothing(self) -> None:
        super().render_nothing()
        self.bar.hide()

    def render_detail(self, detail: queue.ReviewCard, *, again: bool) -> None:
        fill(self, self.card, detail, self._acts_of(detail), again=again)
        if again and self._evident == detail.id:
            evidence(self, self.card, detail)
        else:
            self._evident = None
        self.bar.show_card(detail, again=again)
        if self.chosen:
            self.bar.show_many(len(self.chosen))

    def _acts_of(self, detail: queue.ReviewCard) -> list[Act]:
        acts: list[Act] = [(_("添加备注…"), "pencil", self._on_note_clicked)]
        if detail.message:
            acts.append((_("更多前后文 (M)"), "messages-square", self._on_more_key))
            acts.append((_("打印摘录…"), "printer", self._on_excerpt_clicked))
            acts.append((_("登记清理…"), "trash-2", self._on_cleared_clicked))
            if detail.hits:
                acts.append((_("以后都放行…"), "check", self._on_allow_clicked))
        acts.append((_("只看此人"), "user", self._on_only_clicked))
        return acts

    # What members hand in

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.start(matteracts.examine(self))
            self._ranking.start(0)

    def _on_matter_chosen(self) -> None:
        self.start(matteracts.new(self))

    def _on_matters_chosen(self) -> None:
        self.start(matteracts.paste(self))

    def _on_register_chosen(self) -> None:
        self.start(matteracts.register(self))

    def _on_terms_chosen(self) -> None:
        self.start(matteracts.terms(self))

    def _on_answer_key(self) -> None:
        if self.detail is not None and not self.detail.message:
            self.start(matteracts.answer_entry(self, self.detail.id))

    # Several entries

    @property
    def chosen(self) -> tuple[int, ...]:
        """Entries decided together: those marked by x, or several selected rows."""
        if self._marked:
            return tuple(sorted(self._marked, key=self.list.model.row_of))
        picked = self.list.picked
        return picked if len(picked) > 1 else ()

    def _on_select_key(self) -> None:
        record = self.record
        if record is not None:
            self._marked.symmetric_difference_update({record})
            self._marks_changed()

    def _mark_on(self, by: int) -> None:
        """Shift with j or k: the entry and its neighbour are chosen."""
        for _once in range(2):
            if self.record is not None:
                self._marked.add(self.record)
            if not _once:
                self.list.move_by(by)
        self._marks_changed()

    def _marks_changed(self) -> None:
        self.list.table.viewport().update()
        self._on_picked_changed()

    def _on_picked_changed(self) -> None:
        chosen = self.chosen
        if chosen:
            self.bar.show_many(len(chosen))
        elif self.detail is not None:
            self.bar.show_card(self.detail, again=True)

    # Deciding

    def _on_bar_decided(self, outcome: str) -> None:
        self._decide(outcome)

    def _decide(self, outcome: str) -> None:
        """One key: the decision goes to the records, and the next entry is open at once."""
        if self.chosen:
            self.start(self._decide_many(self.chosen, outcome))
            return
        detail = self.detail
        if detail is None or detail.state != "waiting" or detail.id == self._sent or detail.id != self.record:
            return
        if outcome == "founded" and detail.kind == "chat":
            self._on_case_clicked()
            return
        if outcome not in reviewables.outcomes(detail.kind):
            return
        preset, clause = self.bar.chosen_preset(), self.bar.chosen_clause()
        note, reason = self.note.text().strip(), self.reason.text().strip()
        self._ahead.pop(detail.id, None)
        self._sent = detail.id
        self.start(self._carry_out(detail, outcome, note, clause, "" if preset is None else preset.name, reason))
        self.list.focus_list()
        if set(self.list.model.view.chips) & (set(reviewables.STATES) - {"waiting"}):
            self.list.move_by(1)
        else:
            self.list.pass_on(detail.id)

    async def _carry_out(
        self, detail: queue.ReviewCard, outcome: str, note: str, clause: ClauseCitation | int | None,
        preset: str, reason: str,
    ) -> None:  # fmt: skip
        store = self.desk.store

        def work() -> Any:
            cited = citing.cite(store, clause) if isinstance(clause, int) else clause
            return queue.decide(
                store, detail.id, detail.version, outcome, note, clause=cited, preset=preset, reason=reason
            )

        words = reviewables.state_words(detail.kind, outcome)
        plain = words == reviewables.state_words("chat", outcome)
        done = _DONE[outcome] if plain and outcome in _DONE else _("已记为{what}").format(what=words)
        self._own += 1
        try:
            await asyncio.sleep(_PAINT)  # the next entry is painted before the records are written
            change = await self.desk.change(work, self.strip, done)
        finally:
            self._own -= 1
        if change is None:
            self._ahead.clear()
            self._sent = None
            self.list.show_record(detail.id)  # decided by somebody else, or not at all
        else:
            self._undoing.append((change.id, detail.id))
            if self.record == detail.id:  # it was the only one
                self.list.reload()

    async def _decide_many(self, chosen: tuple[int, ...], outcome: str) -> None:
        store, preset = self.desk.store, self.bar.chosen_preset()
        note, reason = self.note.text().strip(), self.reason.text().strip()
        name = "" if preset is None else preset.name
        if not self.desk.may(self.RIGHT):
            self.desk.refuse(self.strip, self.RIGHT)
            return
        known = {card.id: card.version for card in self._ahead.values()}

        def work(step: Any) -> Any:
            # Versions as they stood when the entries were chosen, as far as they were read; a list shows none.
            picked = [(review, known.get(review, now)) for review, now in queue.versions(store, chosen)]
            return queue.decide_many(store, picked, outcome, note, preset=name, reason=reason, step=step)

        self.bar.setEnabled(False)
        change = await self.desk.job(_("批量处理"), work, self.strip)
        self.bar.setEnabled(True)
        if change is None:
            return
        self._marked.clear()
        self._ahead.clear()
        did = change.value
        self._undoing.append((change.id, did.done[0]))
        words = _("已处理 {n} 条").format(n=len(did.done))
        if did.skipped:
            who = "、".join(dict.fromkeys(sender for sender, _why in did.skipped[:3] if sender))
            words = _("{done}；跳过 {n} 条，它们已有变化：{who}").format(done=words, n=len(did.skipped), who=who)
        self.desk.tell(change, self.strip, words)
        self.list.focus_list()

    def _on_changed(self, change: Any) -> None:
        if self.isVisible():
            self._ranking.start(_RANK)
        if self._own:
            # The next entry is open already: the list follows when the keys rest.
            self._reloading.start()
            return
        super()._on_changed(change)

    def _on_reloading_timeout(self) -> None:
        if not self.desk.tasks.closing:
            self.list.reload()

    def shut(self) -> None:
        self._over = True
        for timer in (self._settling, self._reloading, self._ranking):
            timer.stop()
        super().shut()

    def reload(self) -> None:
        self._ahead.clear()
        super().reload()

    async def _undo(self, change: int | None) -> None:
        """Take a decision back and show its entry again."""
        known = dict(self._undoing)
        record = known.get(change) if change is not None else self._undoing[-1][1] if self._undoing else None
        await self.desk.undo(self.strip, change)
        if record is None:
            return
        card = await self.desk.read(lambda: queue.get(self.desk.store, record))
        if card is not None and card.state == "waiting":
            self._sent = None
            self._undoing = [one for one in self._undoing if one[1] != record]
            self.list.show_record(record)
            self.list.focus_list()

    def undo(self) -> None:
        self.start(self._undo(None))

    def _on_undo_wanted(self, change: int) -> None:
        self.start(self._undo(change))

    def _on_reopen_clicked(self) -> None:
        detail = self.detail
        if detail is not None:
            self.start(
                self.desk.change(
                    lambda: queue.reopen(self.desk.store, detail.id, detail.version), self.strip, _("已放回待审")
                )
            )

    def _on_copy_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._copy(self.detail.id, self.reason.text()))

    async def _copy(self, review: int, reason: str) -> None:
        text = await self.desk.read(lambda: queue.reminder_text(self.desk.store, review, reason), self.strip)
        if text:
            self.copy(text, _("提醒语已复制，发给本人即可；发过之后点“已提醒”。"))

    def _on_case_clicked(self) -> None:
        detail = self.detail
        if detail is not None and detail.state == "waiting" and not self.chosen:
            self.start(self._found_case(detail, self.note.text().strip()))

    async def _found_case(self, detail: queue.ReviewCard, note: str) -> None:
        desk = self.desk
        seen = await desk.read(lambda: _prepare(desk.store, detail), self.strip)
        if seen is None:
            return
        draft, proposal, clauses = seen
        draft = replace(draft, measures=offered(draft.measures, desk.settings))
        who = detail.person_label or detail.sender
        sheet = CaseSheet(
            self, desk, draft, proposal, clauses, _("立案"), who, note=note, recommend=desk.settings.recommend == "yes"
        )
        if not await dialogs.show(sheet):
            return
        wanted = await with_clause(desk, sheet)
        change = await desk.change(
            lambda: cases.open_from(desk.store, detail.id, detail.version, wanted),
            self.strip,
        )
        if change is not None:
            case = change.value
            self._undoing.append((change.id, detail.id))
            self.strip.done(
                _("已立案：{who}，草稿 #{n}").format(who=who, n=case), change.id,
                ((_("去看"), lambda: desk.open("cases", case)),),
            )  # fmt: skip
        self.list.focus_list()

    # What stands beside a decision: none of it takes the entry away

    def _on_note_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._note(self.detail.id))

    async def _note(self, review: int) -> None:
        text = await dialogs.ask_text(
            self, _("添加备注"), _("写下的备注不能再改，和时间、处理人一起保留。"), _("添加"), lines=4, needed=True
        )
        if text:
            await self.desk.change(lambda: queue.add_note(self.desk.store, review, text), self.strip, _("已添加备注"))
        self.list.focus_list()

    def _on_allow_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._allow(self.detail))

    async def _allow(self, detail: queue.ReviewCard) -> None:
        from wxadmin.services import rulebooks
        from wxadmin.ui.queuesheets import AllowSheet

        matched = next((hit.matched for hit in detail.hits if hit.matched), "")
        sheet = AllowSheet(self, detail.text, _around(detail.text, matched))
        if await dialogs.show(sheet):
            allowed = sheet.phrase.text().strip()
            await self.desk.change(
                lambda: rulebooks.allow(self.desk.store, detail.group, allowed), self.strip,
                _("以后放行“{phrase}”").format(phrase=allowed),
            )  # fmt: skip
        self.list.focus_list()

    def _on_excerpt_clicked(self) -> None:
        detail = self.detail
        if detail is not None and detail.message:
            from wxadmin.ui.excerptsheet import ExcerptSheet

            self.start(dialogs.show(ExcerptSheet(self, self.desk, detail.message)))

    def _on_cleared_clicked(self) -> None:
        detail = self.detail
        if detail is not None and detail.message:
            from wxadmin.ui import withdrawalsheet

            self.start(withdrawalsheet.note(self, detail.message, detail.group))

    def _on_only_clicked(self) -> None:
        if self.detail is not None:
            chip = f"sender:{self.detail.sender}"
            self.list.put_chip(Chip(chip, queue.chip_title(chip)))

    def _on_more_key(self) -> None:
        """More of the conversation around this entry."""
        detail = self.detail
        if detail is not None and detail.message:
            lines = self._lines.get(detail.id, self._lines_wanted())
            self._lines[detail.id] = min(_MOST_LINES, 2 * lines)
            self._loads += 1
            self.start(self._load(detail.id, self._loads))

    def _on_lines_chosen(self, lines: int) -> None:
        self.desk.layout.setValue("pages/queue/lines", lines)
        self._lines.clear()
        self.reload()

    def _on_figures_chosen(self) -> None:
        from wxadmin.ui.queuesheets import show_figures

        self.start(show_figures(self))

    def _on_presets_chosen(self) -> None:
        from wxadmin.ui.queuesheets import edit_presets

        self.start(edit_presets(self))

    # Keys

    def decisions(self) -> dict[str, Callable[[], None]]:
        keys: dict[str, Callable[[], None]] = {
            "y": partial(self._decide, "founded"), "n": partial(self._decide, "unfounded"),
            "i": partial(self._decide, "ignored"), "w": partial(self._decide, "reminded"),
            "c": self._on_case_clicked, "m": self._on_more_key, "a": self._on_answer_key,
        }  # fmt: skip
        return keys | {str(n): partial(self._apply, n) for n in range(1, queue_presets.MOST_KEYS + 1)}

    def _apply(self, number: int) -> None:
        """A number key: the reason is filled in, and decided by where it says how."""
        if self.detail is None or self.detail.state != "waiting":
            return
        one = self.bar.apply(number)
        if one is not None and one.outcome:
            self._decide(one.outcome)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._marked:
            self._marked.clear()
            self._marks_changed()
        elif event.text() in ("J", "K") and self.takes_keys:
            self._mark_on(1 if event.text() == "J" else -1)
        else:
            super().keyPressEvent(event)

    # Importing

    def _on_paste_clicked(self) -> None:
        self.start(self._ask_chat())

    async def _ask_chat(self) -> None:
        if self.need_group() is None:
            return
        text = self.pasted("chat") or await dialogs.ask_text(
            self,
            _("粘贴聊天记录"),
            _("在微信里多选消息后复制，或复制邮件里的聊天记录，粘贴到这里。重复粘贴的部分会自动略过。"),
            _("看预览"),
            lines=16,
            needed=True,
        )
        if text:
            await self.take(text, "chat")

    def _on_file_clicked(self) -> None:
        self.start(self._pick())

    async def _pick(self) -> None:
        if self.need_group() is None:
            return
        path = await dialogs.pick_file(
            self, _("导入聊天记录"), [_("聊天记录 (*.txt *.eml *.html *.htm *.csv *.tsv *.json *.jsonl)")]
        )
        if path is not None:
            await self.take(path, "chat")

    async def _words_of(self, path: Path) -> str | None:
        return await self.desk.read(lambda: matter_paste.words_of(path), self.strip)

    async def take(self, source: str | Path, kind: str) -> None:
        if kind == "matter":
            text = source if isinstance(source, str) else await self._words_of(source)
            if text:
                await matteracts.paste(self, text)
            return
        group = self.need_group()
        if group is None:
            return
        await bring_in(self, group, source)


def _prepare(store: Any, detail: queue.ReviewCard) -> tuple[cases.CaseDraft, cases.Proposal, Any]:
    from wxadmin.services import case_remarks

    draft = cases.draft_from(store, detail.id)
    acts = draft.evidence
    proposal = cases.propose(store, draft.group, draft.person, draft.category, sender=draft.sender, acts=acts)
    return draft, proposal, case_remarks.clauses(store, draft.group, draft.occurred)


def _clauses(store: Any, group: int | None) -> tuple[tuple[regulations.Clause, str], ...]:
    """The clauses in force today with what each is called; none while no group is chosen."""
    return () if group is None else queue_cards.clauses(store, group)


def _around(text: str, matched: str) -> str:
    """The sentence in which something was found, on one line."""
    if not matched or matched not in text:
        return " ".join(text.split())[:40]
    at = text.index(matched)
    end = at + len(matched)
    while at > 0 and text[at - 1] not in "，。！？；,.!?;\n " and end - at < 20:
        at -= 1
    while end < len(text) and text[end] not in "，。！？；,.!?;\n " and end - at < 20:
        end += 1
    return text[at:end].strip()
