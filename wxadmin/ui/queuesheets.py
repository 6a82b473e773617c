"""Sheets of the queue: the reasons with their number keys, the figures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QWidget,
)

from wxadmin.domain.papers import ListPaper
from wxadmin.i18n import _
from wxadmin.services import clock, queue_figures, queue_presets, reviewables, unissued
from wxadmin.services.queue_figures import Figures
from wxadmin.services.queue_presets import VARIABLES, Preset
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import Card, button, label
from wxadmin.ui.chart import Columns
from wxadmin.ui.flow import Flow

if TYPE_CHECKING:
    from wxadmin.ui.page import Page

_NEW = _("新的理由")


class AllowSheet(dialogs.Sheet):
    """以后都放行: which words are always right; those selected in the message are taken over."""

    def __init__(self, parent: QWidget, text: str, offered: str) -> None:
        super().__init__(parent, _("以后都放行"), _("放行"))
        self.setMinimumWidth(480)
        self.say(
            _(
                "选中或写出在这个群里总是正常的说法，越完整越好：有这句话的消息，其中的命中不再算数。已在队列里的不受影响。"
            )
        )
        self.message = QPlainTextEdit(text, self)
        self.message.setReadOnly(True)
        self.message.setTabChangesFocus(True)
        self.message.setAccessibleName(_("消息"))
        self.message.setFixedHeight(110)
        self.message.selectionChanged.connect(self._on_selection_changed)
        self.body.addWidget(self.message)
        self.phrase = QLineEdit(offered, self)
        self.phrase.setAccessibleName(_("放行的说法"))
        self.phrase.textChanged.connect(self._on_phrase_changed)
        self.body.addWidget(self.phrase)
        self.phrase.setFocus()
        self._on_phrase_changed()

    def _on_selection_changed(self) -> None:
        words = " ".join(self.message.textCursor().selectedText().split())
        if words:
            self.phrase.setText(words)

    def _on_phrase_changed(self) -> None:
        self.main.setEnabled(bool(self.phrase.text().strip()))


class PresetSheet(dialogs.Sheet):
    """The reasons in order: the first nine of a kind of entry have the number keys."""

    def __init__(self, parent: QWidget, presets: Sequence[Preset]) -> None:
        super().__init__(parent, _("处理理由"), _("保存"))
        self.main.setAutoDefault(False)
        self.resize(820, 460)
        self._presets = list(presets)
        self._at = -1
        words = _("待审时按数字键 1–9 用一条理由；写了“处理”的，按下就这样决定。花括号里的词会换成这一条的内容。")
        self.say(words, muted=True)
        sides = QHBoxLayout()
        sides.setSpacing(12)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("理由"))
        self.list.setMinimumWidth(260)
        sides.addWidget(self.list, 2)
        right = QFrame(self)
        form = QGridLayout(right)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(theme.GAP)
        self.name = QLineEdit(right)
        self.kind = QComboBox(right)
        self.kind.addItem(_("各种事项"), "")
        for key, words in reviewables.KINDS.items():
            self.kind.addItem(words, key)
        self.outcome = QComboBox(right)
        self.text = QPlainTextEdit(right)
        self.text.setTabChangesFocus(True)
        fields = ((_("名称"), self.name), (_("用于"), self.kind), (_("处理"), self.outcome), (_("文字"), self.text))
        for row, (words, field) in enumerate(fields):
            caption = label(words, right, "muted")
            form.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            form.addWidget(field, row, 1)
            field.setAccessibleName(words)
        blanks = QWidget(right)
        flow = Flow(blanks)
        for name in VARIABLES:
            flow.addWidget(button(f"{{{name}}}", partial(self._put, name), blanks, kind="quiet"))
        form.addWidget(blanks, len(fields), 1)
        sides.addWidget(right, 3)
        self.body.addLayout(sides, 1)
        tools = QHBoxLayout()
        for words, icon, slot in (
            (_("添加"), "plus", self._on_add_clicked), (_("删除"), "trash-2", self._on_remove_clicked),
            (_("上移"), "chevron-up", self._on_up_clicked), (_("下移"), "chevron-down", self._on_down_clicked),
        ):  # fmt: skip
            tools.addWidget(button(words, slot, self, kind="quiet", icon=icon))
        tools.addStretch(1)
        self.body.addLayout(tools)
        self.kind.currentIndexChanged.connect(self._on_kind_changed)
        self.list.currentRowChanged.connect(self._on_row_changed)
        for one in self._presets:
            self.list.addItem(_title(one))
        self.list.setCurrentRow(0 if self._presets else -1)
        right.setEnabled(bool(self._presets))
        self._right = right

    def presets(self) -> tuple[Preset, ...]:
        """The reasons as they stand now."""
        self._store_fields()
        return tuple(self._presets)

    def _filled(self) -> tuple[object, ...]:
        return self.presets()

    def _put(self, name: str) -> None:
        self.text.insertPlainText(f"{{{name}}}")
        self.text.setFocus()

    def _store_fields(self) -> None:
        if 0 <= self._at < len(self._presets):
            self._presets[self._at] = Preset(
                self.name.text(), self.text.toPlainText(), self.kind.currentData(), self.outcome.currentData() or ""
            )
            self.list.item(self._at).setText(_title(self._presets[self._at]))

    def _on_row_changed(self, at: int) -> None:
        self._store_fields()
        self._at = -1
        if 0 <= at < len(self._presets):
            one = self._presets[at]
            self.name.setText(one.name)
            self.text.setPlainText(one.text)
            self.kind.setCurrentIndex(max(0, self.kind.findData(one.kind)))
            self._on_kind_changed()
            self.outcome.setCurrentIndex(max(0, self.outcome.findData(one.outcome)))
            self._at = at

    def _on_kind_changed(self) -> None:
        kind, before = self.kind.currentData() or "chat", self.outcome.currentData()
        self.outcome.clear()
        self.outcome.addItem(_("只填文字，不决定"), "")
        for outcome in reviewables.outcomes(kind):
            if (kind, outcome) != ("chat", "founded"):
                self.outcome.addItem(reviewables.state_words(kind, outcome), outcome)
        self.outcome.setCurrentIndex(max(0, self.outcome.findData(before)))

    def _on_add_clicked(self) -> None:
        self._store_fields()
        self._presets.append(Preset(_NEW, "", "chat"))
        self.list.addItem(_NEW)
        self._right.setEnabled(True)
        self.list.setCurrentRow(len(self._presets) - 1)
        self.name.setFocus()
        self.name.selectAll()

    def _on_remove_clicked(self) -> None:
        at = self.list.currentRow()
        if at >= 0:
            self._at = -1
            del self._presets[at]
            self.list.blockSignals(True)
            self.list.takeItem(at)
            self.list.blockSignals(False)
            self._right.setEnabled(bool(self._presets))
            self._on_row_changed(self.list.currentRow())

    def _on_up_clicked(self) -> None:
        self._move(-1)

    def _on_down_clicked(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        self._store_fields()
        at = self.list.currentRow()
        to = at + by
        if at >= 0 and 0 <= to < len(self._presets):
            self._presets[at], self._presets[to] = self._presets[to], self._presets[at]
            for place in (at, to):
                self.list.item(place).setText(_title(self._presets[place]))
            self._at = -1
            self.list.setCurrentRow(to)


def _title(one: Preset) -> str:
    kind = reviewables.KINDS.get(one.kind, _("各种事项"))
    after = f" · {reviewables.state_words(one.kind or 'chat', one.outcome)}" if one.outcome else ""
    return f"{kind}：{one.name}{after}"


async def edit_presets(page: Page) -> bool:
    """Let the owner change the reasons; whether they were saved."""
    desk = page.desk
    presets = await desk.read(lambda: queue_presets.every(desk.store), page.strip)
    if presets is None:
        return False
    sheet = PresetSheet(page, presets)
    while await dialogs.show(sheet):
        wanted = sheet.presets()
        save = partial(queue_presets.save, desk.store, wanted)
        if await desk.change(save, page.strip, _("已保存处理理由")) is not None:
            return True
        sheet = PresetSheet(page, wanted)
    return False


class FiguresSheet(dialogs.Sheet):
    """待审统计: how fast, how old, how often each rule was right."""

    def __init__(self, page: Page, found: Figures) -> None:
        super().__init__(page, _("待审统计"), _("知道了"))
        self.cancel.hide()
        self._page, self._found = page, found
        room = self.screen().availableGeometry()
        self.resize(min(860, round(room.width() * 0.9)), min(640, round(room.height() * 0.85)))
        card = Card(self)
        card.clear()
        card.facts(
            ((_("最近 {} 天处理").format(found.days), f"{found.decided:,}"), (_("现在待处理"), f"{found.waiting:,}"))
        )
        card.section(_("每天处理"))
        card.add(Columns(found.per_day, _("每天处理"), card.host))
        card.section(_("从进入队列到决定（中位数）"))
        if found.paces:
            card.facts(
                (pace.kind, _("{took}，共 {n} 条").format(took=queue_figures.pace_words(pace.hours), n=pace.decided))
                for pace in found.paces
            )
        else:
            card.text(_("最近还没有处理过。"), role="muted")
        card.section(_("待处理的已等多久"))
        card.facts((words, f"{count:,}") for words, count in found.ages)
        card.section(_("规则准确度：属实 ÷（属实＋不属实）"))
        if found.rules:
            card.bars(
                (
                    f"{one.rule}　{queue_figures.share_words(one.precision)}", one.precision or 0.0,
                    _("属实 {}，不属实 {}，忽略 {}").format(one.founded, one.unfounded, one.ignored),
                )
                for one in found.rules
            )  # fmt: skip
        else:
            card.text(_("处理过一些以后，这里显示每条规则有多准。"), role="muted")
        card.finish()
        self.body.addWidget(card, 1)
        tools = QHBoxLayout()
        tools.addWidget(button(_("打印"), self._on_print_clicked, self, icon="printer"))
        tools.addWidget(button(_("导出…"), self._on_export_clicked, self))
        tools.addStretch(1)
        self.body.addLayout(tools)
        self.wanted = ""

    def _on_print_clicked(self) -> None:
        self.wanted = "print"
        self.accept()

    def _on_export_clicked(self) -> None:
        self.wanted = "export"
        self.accept()


async def show_figures(page: Page) -> None:
    """Show the figures of the chosen group; print or export them when asked."""
    from wxadmin.ui.papersheet import preview_paper

    desk, strip = page.desk, page.strip
    group = desk.group
    found = await desk.read(lambda: queue_figures.figures(desk.store, group), strip)
    if found is None:
        return
    sheet = FiguresSheet(page, found)
    await dialogs.show(sheet)
    if sheet.wanted == "print":

        def written() -> tuple[ListPaper, bytes]:
            paper = queue_figures.paper(desk.store, group, found)
            return paper, unissued.plain(desk.store, paper)

        ready = await desk.read(written, strip)
        if ready is not None:
            paper, pdf = ready
            await preview_paper(desk, page, lambda: paper, _("待审统计"), "list", ready=pdf)
    elif sheet.wanted == "export":
        name = f"{_('待审统计')} {clock.today().isoformat()}.xlsx"
        path = await dialogs.pick_target(page, _("导出"), name, ["XLSX (*.xlsx)", "CSV (*.csv)"], "xlsx")
        if path is not None:
            target = path
            count = await desk.read(lambda: queue_figures.export(found, target), strip)
            if count is not None:
                strip.done(_("已导出 {n} 行到 {path}").format(n=count, path=target))
