"""意见: the objections to one regulation, each with its answer; the list goes on paper from here."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import objections
from wxadmin.services.objections import ObjectionCard, ObjectionDraft, OfRegulation
from wxadmin.services.records import Change
from wxadmin.services.regulations import RegulationCard
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import Card, button
from wxadmin.ui.desk import Desk
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.listsheet import ListSheet
from wxadmin.ui.objectionforms import ObjectionForm, ObjectionPaste
from wxadmin.ui.persons import told_apart
from wxadmin.ui.strip import Strip

_TONES = {"open": "warn", "adopted": "ok", "partly": "info", "declined": "muted"}


class ObjectionsSheet(ListSheet):
    """List on the left; on the right one objection with its answer, a new one, or a paste of many."""

    def __init__(
        self, parent: QWidget, desk: Desk, detail: RegulationCard, group: int | None,
        known: tuple[tuple[int, Person], ...], record: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, desk, _("对“{title}”的意见").format(title=detail.title))
        self._detail = detail
        self._group = group
        self._shown: ObjectionCard | None = None
        self.wants_print = False
        """Whether the list is to be put on paper when this is closed."""
        self.tools.addWidget(button(_("登记意见"), self._on_new_clicked, self, icon="plus"))
        self.tools.addWidget(button(_("粘贴多条"), self._on_many_clicked, self, icon="clipboard-paste"))
        self.tools.addStretch(1)
        self.tools.addWidget(button(_("复制全部答复"), self._on_answers_clicked, self, icon="copy"))
        self.tools.addWidget(button(_("打印列表…"), self._on_print_clicked, self, icon="printer"))
        pane = ListPane(
            desk, OfRegulation(detail.regulation), "objections", self,
            empty=_("还没有收到意见。收到的口头、书面或群里的意见都登记在这里。"), hint=_("搜索意见、名字"),
            widths={"clause": 80, "name": 84, "text": 200, "state": 84}, stretch="text",
        )  # fmt: skip
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self._one_page())
        self.form_page = ObjectionForm(detail, told_apart(known), self)
        self.form_page.filled.connect(self._on_form_filled)
        self.form_page.left.connect(self._on_form_left)
        self.paste_page = ObjectionPaste(self)
        self.paste_page.changed.connect(self._on_paste_changed)
        self.paste_page.taken.connect(self._on_paste_taken)
        self.paste_page.left.connect(self._on_form_left)
        self.pages.addWidget(self.form_page)
        self.pages.addWidget(self.paste_page)
        self.lay_out(pane, self.pages, [520, 500], record)

    # One objection and its answer

    def _one_page(self) -> QWidget:
        host = QWidget(self)
        column = QVBoxLayout(host)
        column.setContentsMargins(0, 0, 0, 0)
        self.card = Card(host)
        self.card.empty(_("选一条意见，这里可以答复。"))
        column.addWidget(self.card, 1)
        self.reply = QPlainTextEdit(host)
        self.reply.setAccessibleName(_("答复"))
        self.reply.setPlaceholderText(_("答复的理由，或采纳后怎样改"))
        self.reply.setTabChangesFocus(True)
        self.reply.setFixedHeight(64)
        self.reply.textChanged.connect(self._on_reply_changed)
        column.addWidget(self.reply)
        row = QHBoxLayout()
        self.outcomes = [
            button(words, slot, host)
            for words, slot in (
                (_("采纳"), self._on_adopted_clicked), (_("部分采纳"), self._on_partly_clicked),
                (_("不采纳"), self._on_declined_clicked),
            )
        ]  # fmt: skip
        for piece in self.outcomes:
            row.addWidget(piece)
        row.addStretch(1)
        self._tools = [
            button(_("复制答复"), self._on_copy_clicked, host, kind="quiet", icon="copy"),
            button(_("收回答复"), self._on_reopen_clicked, host, kind="quiet"),
            button(_("删除"), self._on_remove_clicked, host, kind="quiet", icon="trash-2"),
        ]
        for piece in self._tools:
            row.addWidget(piece)
        column.addLayout(row)
        return host

    def read_record(self, record: int) -> ObjectionCard:
        return objections.get(self.desk.store, record)

    def render_record(self, card: ObjectionCard | None) -> None:
        before = None if self._shown is None else self._shown.id
        self._shown = card
        waits = card is not None and card.state == "open"
        self.reply.setVisible(waits)
        for piece in self.outcomes:
            piece.setVisible(waits)
        for piece, seen in zip(self._tools, (card and not waits, card and not waits, card), strict=True):
            piece.setVisible(bool(seen))
        if card is None:
            self.card.empty(_("选一条意见，这里可以答复。"))
            return
        if before != card.id:
            self.reply.clear()
        self._on_reply_changed()
        self.card.clear()
        self.card.title(card.name, badge=objections.STATES[card.state], tone=_TONES[card.state])
        self.card.facts(((_("版本"), card.version), (_("条款"), card.label), (_("收到"), card.received)))
        if card.quote:
            self.card.text(card.quote, role="muted")
        self.card.text(card.text)
        if not waits:
            self.card.section(_("答复"))
            self.card.text(card.answer)
            said = "　".join(part for part in (card.answered_by, card.answered) if part)
            self.card.text(said, role="muted", size=theme.SMALL)
        if len(card.history) > 1:
            self.card.section(_("经过"))
            for line in card.history:
                self.card.text(line, role="muted", size=theme.SMALL)
        self.card.finish()

    def _on_reply_changed(self) -> None:
        for piece in self.outcomes:
            piece.setEnabled(bool(self.reply.toPlainText().strip()))

    def _on_adopted_clicked(self) -> None:
        self._answer("adopted")

    def _on_partly_clicked(self) -> None:
        self._answer("partly")

    def _on_declined_clicked(self) -> None:
        self._answer("declined")

    def _answer(self, outcome: str) -> None:
        card, words, store = self._shown, self.reply.toPlainText(), self.desk.store
        actor = self.desk.actor_of(self._detail.group)
        if card is not None:
            number = card.id
            self._act(lambda: objections.answer(store, number, outcome, words, by=actor), _("已答复"), number)

    def _on_reopen_clicked(self) -> None:
        if self._shown is not None:
            store, number = self.desk.store, self._shown.id
            self._act(lambda: objections.reopen(store, number), _("已收回答复"), number)

    def _on_remove_clicked(self) -> None:
        if self._shown is not None:
            store, number = self.desk.store, self._shown.id
            self._act(lambda: objections.remove(store, number), _("已删除"))

    def _on_copy_clicked(self) -> None:
        if self._shown is not None:
            store, number = self.desk.store, self._shown.id
            self.desk.tasks.start(self._copy(lambda: objections.answer_text(store, number)))

    def _on_answers_clicked(self) -> None:
        store, number = self.desk.store, self._detail.regulation
        self.desk.tasks.start(self._copy(lambda: objections.answers_text(store, number)))

    async def _copy(self, make: Callable[[], str]) -> None:
        from PySide6.QtGui import QGuiApplication

        text = await self.desk.read(make, self.strip)
        if text is not None:
            QGuiApplication.clipboard().setText(text)
            self.strip.done(_("已复制，可以发到群里。"))

    def _act(self, work: Callable[[], Change[int]], done: str, record: int | None = None) -> None:
        self.desk.tasks.start(self._run(work, done, record))

    async def _run(self, work: Callable[[], Change[int]], done: str, record: int | None) -> bool:
        change = await self.desk.change(work, self.strip, done)
        if change is None or not self.isVisible():
            return change is not None
        self._again(record)
        return True

    def _again(self, record: int | None = None) -> None:
        if record is None:
            self.list.reload()
        else:
            self.list.show_record(record)
            self.list.reload()

    def reload(self) -> None:
        self._again()

    # New ones

    def begin(self, clause: tuple[str, ...] = ()) -> None:
        """Open the form for a new one, of that clause."""
        self.pages.setCurrentWidget(self.form_page)
        self.form_page.begin(clause)

    def _on_new_clicked(self) -> None:
        self.begin()

    def _on_many_clicked(self) -> None:
        self.pages.setCurrentWidget(self.paste_page)
        self.paste_page.lines.setFocus()

    def _on_form_left(self) -> None:
        self.pages.setCurrentIndex(0)
        self.list.focus_list()

    def _on_form_filled(self, draft: object) -> None:
        if isinstance(draft, ObjectionDraft):
            self.desk.tasks.start(self._take_in(draft))

    async def _take_in(self, draft: ObjectionDraft) -> None:
        store = self.desk.store
        change = await self.desk.change(lambda: objections.add(store, draft), self.strip, _("意见已登记"))
        if change is not None and self.isVisible():
            self.form_page.clear()
            self.pages.setCurrentIndex(0)
            self._again(change.value)

    def _on_paste_changed(self, text: str) -> None:
        self.desk.tasks.start(self._read_lines(text))

    async def _read_lines(self, text: str) -> None:
        store, detail, group = self.desk.store, self._detail, self._group or 0
        read = await self.desk.read(lambda: objections.read_paste(store, group, detail.id, text), self.strip)
        if read is not None and self.isVisible() and text == self.paste_page.lines.toPlainText():
            self.paste_page.show_read(*read)

    def _on_paste_taken(self, drafts: object) -> None:
        if isinstance(drafts, tuple):
            self.desk.tasks.start(self._take(drafts))

    async def _take(self, drafts: tuple[ObjectionDraft, ...]) -> None:
        store = self.desk.store
        done = _("登记了 {n} 条意见").format(n=len(drafts))
        change = await self.desk.change(lambda: objections.add_many(store, drafts), self.strip, done)
        if change is not None and self.isVisible():
            self.paste_page.lines.clear()
            self.pages.setCurrentIndex(0)
            self._again()

    # The whole list

    def _on_print_clicked(self) -> None:
        self.wants_print = True
        self.accept()

    def _filled(self) -> tuple[object, ...]:
        return (self.reply.toPlainText(), *self.form_page.typed(), self.paste_page.lines.toPlainText())


async def manage(
    desk: Desk, detail: RegulationCard, group: int | None, parent: QWidget, strip: Strip, *, record: int | None = None,
    clause: tuple[str, ...] | None = None,
) -> None:  # fmt: skip
    """Show the objections to a regulation; people of ``group`` are known by name, ``clause`` begins a new one."""
    from wxadmin.services import lists, people, unissued
    from wxadmin.services.listing import View
    from wxadmin.ui.papersheet import preview_paper

    store = desk.store
    known = await desk.read(lambda: people.of_group(store, group) if group is not None else (), strip)
    if known is None:
        return
    sheet = ObjectionsSheet(parent, desk, detail, group, tuple(known), record)
    if clause is not None:
        sheet.begin(clause)
    try:
        await dialogs.show(sheet)
    finally:
        if shiboken6.isValid(sheet):  # the window may have gone with it
            sheet.list.close_list()
    if sheet.wants_print:
        title = _("对“{title}”的意见").format(title=detail.title)
        noun = OfRegulation(detail.regulation)
        paper = await desk.read(lambda: lists.of_noun(store, noun, View(), title), strip)
        if paper is not None:
            pdf = await desk.read(lambda: unissued.plain(store, paper), strip)
            await preview_paper(
                desk, parent, lambda: paper, _("打印列表：{title}").format(title=title), "list", ready=pdf
            )
