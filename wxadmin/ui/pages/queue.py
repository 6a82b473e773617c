"""待审队列: what screening flagged and members handed in, why, and one gesture to decide it. Everything has a key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.services import matter_paste, queue, queue_cards, queue_presets, regulations
from wxadmin.services.listing import Chip
from wxadmin.ui import matteracts
from wxadmin.ui.chatpreview import bring_in
from wxadmin.ui.desk import Desk
from wxadmin.ui.entries import Entries, Reviews
from wxadmin.ui.help import KEYS
from wxadmin.ui.keyedpage import KeyedPage
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.queueacts import QueueActs
from wxadmin.ui.queueahead import Ahead
from wxadmin.ui.queuebands import QueueBands
from wxadmin.ui.queuebar import QueueBar
from wxadmin.ui.queuecard import Act, evidence, fill
from wxadmin.ui.queuedeciding import Deciding
from wxadmin.ui.queuelearning import Learning

_SETTLE = 150  # ms after the last key before an entry is read anew and those after it are read ahead
_RELOAD = 400  # ms after the last decision before the list is read anew
_MOST_LINES = 50


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
        self.marked: set[int] = set()
        self.ahead = Ahead(self)
        self._anew = False  # what a card shows may be another though its entry is the same: a shared screen, rights
        self.deciding = Deciding(self)
        self.acts = QueueActs(self)
        self._lines: dict[int, int] = {}
        self._shown_presets: tuple[queue_presets.Preset, ...] | None = None
        self._evident: int | None = None
        """The entry whose evidence stands on the card; it comes when the keys rest."""
        entries = Entries(self)
        delegate = entries.itemDelegate()
        assert isinstance(delegate, Reviews)
        delegate.marked = self.marked
        pane = ListPane(
            desk,
            queue,
            self.KEY,
            self,
            empty=_("没有待处理的消息。把群里的聊天记录粘贴进来，程序会挑出需要你判断的。"),
            hint=_("搜索发言人、内容"),
            view=entries,
        )
        pane.offer(_("粘贴聊天记录"), self.acts.ask_chat)
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
        self.bar.decided.connect(self.deciding.decide)
        self.bar.case_asked.connect(self.deciding.found_case)
        self.bar.copy_asked.connect(self.deciding.copy_reminder)
        self.bar.reopen_asked.connect(self.deciding.reopen)
        self.bar.left.connect(pane.focus_list)
        self.lay_out(pane, below=self.bar)
        self.sides.setStretchFactor(0, 2)
        self.sides.setStretchFactor(1, 3)
        self.arrange(460, 640)
        self.add_action(_("粘贴聊天记录"), self.acts.ask_chat, kind="main", icon="clipboard-paste")
        self.add_action(_("从文件导入"), self.acts.pick_chat, icon="file-input")
        self.add_more(_("登记事项…"), self.acts.new_matter)
        self.add_more(_("粘贴事项…"), self.acts.paste_matters)
        self.add_more(_("事项登记表…"), self.acts.register, free=True)
        self.add_more(_("答复期限…"), self.acts.terms)
        self.add_more(_("待审统计…"), self.acts.figures, free=True)
        self.add_more(_("处理理由…"), self.acts.presets)
        self.add_more(_("重新学起…"), self.acts.forget)
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
        self.learning = Learning(self)
        self.learning.moved.connect(self._reloading.start)

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
        card = self.ahead.get(record)
        if card is None:
            super()._on_list_opened(record)
            return
        self._loads += 1
        self._show(card)
        self._settling.start()
        if not self.ahead.reading_on and not self.desk.tasks.closing:
            self.start(self.ahead.read_on(card.id))

    def _show(self, card: queue.ReviewCard) -> None:
        before, self.detail = self.detail, card
        if before != card or self._anew:
            self._anew = False
            self.card.locked = not self.desk.may(self.RIGHT)
            self.render_detail(card, again=before is not None and before.id == card.id)

    async def _load(self, record: int, load: int) -> None:
        await super()._load(record, load)
        if load == self._loads and self.detail is not None:
            self._anew = False
            self.ahead.keep(self.detail)
            self._settling.start()

    def _on_settling_timeout(self) -> None:
        if not self.desk.tasks.closing and self.record is not None:
            self.start(self._look_ahead(self.record, self._loads))

    async def _look_ahead(self, record: int, load: int) -> None:
        """Read the entry shown anew and those that come next, so that a key finds them ready."""
        for card in await self.ahead.near(record):
            self.ahead.keep(card)
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
        acts: list[Act] = [(_("添加备注…"), "pencil", self.acts.note)]
        if detail.message:
            acts.append((_("更多前后文 (M)"), "messages-square", self._on_more_key))
            acts.append((_("打印摘录…"), "printer", self.acts.excerpt))
            acts.append((_("登记清理…"), "trash-2", self.acts.cleared))
            if detail.hits:
                acts.append((_("以后都放行…"), "check", self.acts.allow))
        acts.append((_("只看此人"), "user", self._on_only_clicked))
        return acts

    # What members hand in

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.start(matteracts.examine(self))
            self.learning.at_once()

    # Several entries

    @property
    def chosen(self) -> tuple[int, ...]:
        """Entries decided together: those marked by x, or several selected rows."""
        if self.marked:
            return tuple(sorted(self.marked, key=self.list.model.row_of))
        picked = self.list.picked
        return picked if len(picked) > 1 else ()

    def _on_select_key(self) -> None:
        record = self.record
        if record is not None:
            self.marked.symmetric_difference_update({record})
            self._marks_changed()

    def _mark_on(self, by: int) -> None:
        """Shift with j or k: the entry and its neighbour are chosen."""
        for _once in range(2):
            if self.record is not None:
                self.marked.add(self.record)
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

    def undo(self) -> None:
        self.start(self.deciding.take_back(None))

    def _on_undo_wanted(self, change: int) -> None:
        self.start(self.deciding.take_back(change))

    def _on_changed(self, change: Any) -> None:
        if self.isVisible():
            self.learning.later()
        if self.deciding.writing:
            # The next entry is open already: the list follows when the keys rest.
            self._reloading.start()
            return
        super()._on_changed(change)

    def _on_reloading_timeout(self) -> None:
        if not self.desk.tasks.closing:
            self.list.reload()

    def shut(self) -> None:
        for timer in (self._settling, self._reloading):
            timer.stop()
        self.learning.stop()
        super().shut()

    def reload(self) -> None:
        self.ahead.clear()
        self._anew = True
        super().reload()

    # What stands beside a decision: none of it takes the entry away

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

    # Keys

    def decisions(self) -> dict[str, Callable[[], None]]:
        keys: dict[str, Callable[[], None]] = {
            "y": partial(self.deciding.decide, "founded"), "n": partial(self.deciding.decide, "unfounded"),
            "i": partial(self.deciding.decide, "ignored"), "w": partial(self.deciding.decide, "reminded"),
            "c": self.deciding.found_case, "m": self._on_more_key, "a": self.acts.answer,
            "g": self.deciding.go_on,
        }  # fmt: skip
        return keys | {str(n): partial(self._apply, n) for n in range(1, queue_presets.MOST_KEYS + 1)}

    def _apply(self, number: int) -> None:
        """A number key: the reason is filled in, and decided by where it says how."""
        if self.detail is None or self.detail.state != "waiting":
            return
        one = self.bar.apply(number)
        if one is not None and one.outcome:
            self.deciding.decide(one.outcome)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.marked:
            self.marked.clear()
            self._marks_changed()
        elif event.text() in ("J", "K") and self.takes_keys:
            self._mark_on(1 if event.text() == "J" else -1)
        else:
            super().keyPressEvent(event)

    # Importing

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


def _clauses(store: Any, group: int | None) -> tuple[tuple[regulations.Clause, str], ...]:
    """The clauses in force today with what each is called; none while no group is chosen."""
    return () if group is None else queue_cards.clauses(store, group)
