"""The people of a signing round with what is recorded of each; entered for those selected, by button or key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDateEdit, QLineEdit, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.services import signers, signing
from wxadmin.services.records import Change
from wxadmin.services.signing import RoundCard
from wxadmin.services.signing_records import Outcome
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.flow import Flow
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.listprinting import print_list
from wxadmin.ui.signingsheets import CodesSheet, OutcomeSheet

if TYPE_CHECKING:
    from wxadmin.ui.page import Page

_OTHERS = (QAbstractButton, QLineEdit, QDateEdit)
_MOST_NAMED = 20
_LAYOUT = "pages/signing/signers"


class SignerRoll(QWidget):
    """Of one round at a time (:meth:`look_at`); what happens is told on the strip of its page."""

    def __init__(self, page: Page, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = page
        self._desk = page.desk
        self._round: RoundCard | None = None
        self._noun = signers.Signers()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        bar = QWidget(self)
        row = Flow(bar)
        self.day = day_field(bar, _("签收日期"))
        self.day.setFixedWidth(160)
        row.addWidget(self.day)
        self.marks = [
            button(_("已签 空格"), self._on_signed_clicked, bar, icon="check"),
            button(_("拒签… R"), self._on_refused_clicked, bar),
            button(_("缺席… A"), self._on_absent_clicked, bar),
            button(_("清除"), self._on_clear_clicked, bar, kind="quiet"),
        ]
        for piece in self.marks:
            row.addWidget(piece)
        column.addWidget(bar)
        self.list = ListPane(
            self._desk, self._noun, "signers", self, empty=_("选一轮签收，这里是要签的人。"),
            hint=_("搜索姓名、部门、行码"), counted=_("{n} 人"),
            widths={"row": 62, "name": 84, "department": 94, "state": 70, "day": 122, "note": 90},
        )  # fmt: skip
        self.list.table.setAccessibleName(_("签收名单"))
        self.list.add_menu(_("记为已签"), self._on_signed_clicked)
        self.list.add_menu(_("记为拒签…"), self._on_refused_clicked)
        self.list.add_menu(_("记为缺席…"), self._on_absent_clicked)
        self.list.add_menu(_("清除登记"), self._on_clear_clicked)
        self.list.add_menu(_("登记经过…"), self._on_history_chosen)
        kept = self._desk.layout.value(_LAYOUT)
        if isinstance(kept, str):
            self.list.restore_columns(kept)
        column.addWidget(self.list, 1)

    def look_at(self, detail: RoundCard | None) -> None:
        """Show the people of a round; nobody without one."""
        before = self._noun.round
        self._round = detail
        self._noun.round = None if detail is None else detail.id
        self.setVisible(detail is not None)
        for piece in (self.day, *self.marks):
            piece.setEnabled(detail is not None and detail.state != "closed")
        if self._noun.round != before:
            self.list.reload()

    def shut(self) -> None:
        """The window closes: keep the columns, stop reading."""
        self._desk.layout.setValue(_LAYOUT, self.list.column_state())
        self.list.close_list()

    def print_list(self) -> None:
        """Put the people as they stand on the screen on paper."""
        if self._round is not None:
            title = _("{title}：签收情况").format(title=self._round.title)
            self._page.start(print_list(self.list, title, self._page.strip, self._page))

    # Of those selected

    def _on_signed_clicked(self) -> None:
        self._page.start(self._record("signed"))

    def _on_refused_clicked(self) -> None:
        self._page.start(self._record("refused"))

    def _on_absent_clicked(self) -> None:
        self._page.start(self._record("absent"))

    def _on_clear_clicked(self) -> None:
        self._page.start(self._clear())

    async def _picked(self) -> tuple[int, ...]:
        """The people of the rows selected; none, with a hint, when the round is closed or no row is selected."""
        picked, store = self.list.picked, self._desk.store
        if self._round is None or self._round.state == "closed":
            return ()
        if not picked:
            self._page.strip.hint(_("请先在名单里选人；按住 Ctrl 或 Shift 可以选几个。"))
            return ()
        return await self._desk.read(lambda: signers.people_of(store, picked), self._page.strip) or ()

    def _names(self) -> list[str]:
        model = self.list.model
        rows = [model.cell_row(model.row_of(one)) for one in self.list.picked]
        return list(dict.fromkeys(row.cells[1] for row in rows if row is not None))

    async def _record(self, outcome: Outcome) -> None:
        round_now, names, store = self._round, self._names(), self._desk.store
        people = await self._picked()
        if round_now is None or not people:
            return
        day, note, round_id = day_of(self.day), "", round_now.id
        if len(people) > 1 and not await self._may_replace(round_id, people, outcome):
            return
        if outcome != "signed":
            sheet = OutcomeSheet(self._page, outcome, names, len(people), day)
            if not await dialogs.show(sheet):
                return
            day, note = day_of(sheet.day), sheet.note.currentText().strip()
        change = await self._desk.change(
            lambda: signing.record(store, round_id, people, outcome, day, note), self._page.strip
        )
        if change is not None:
            who = names[0] if len(people) == 1 and names else _("{n} 人").format(n=len(people))
            self._tell(change, _("{who}：{outcome}").format(who=who, outcome=signing.OUTCOMES[outcome]))
            if len(people) == 1 and not self.list.model.view.chips:
                self.list.move_by(1)
        self.list.focus_list()

    async def _may_replace(self, round_id: int, people: tuple[int, ...], outcome: Outcome) -> bool:
        """Whether what is recorded of some of many may be replaced; one alone is corrected without a question."""
        store = self._desk.store
        other = await self._desk.read(lambda: signing.otherwise(store, round_id, people, outcome), self._page.strip)
        if not other:
            return other is not None
        shown = "、".join(other[:_MOST_NAMED]) + ("…" if len(other) > _MOST_NAMED else "")
        return await dialogs.confirm(
            self._page,
            _("改已有的登记"),
            _("选中的人里有 {n} 人已经登记过别的结果：{names}。都改成“{outcome}”？").format(
                n=len(other), names=shown, outcome=signing.OUTCOMES[outcome]
            ),
            _("都改过来"),
        )

    async def _clear(self) -> None:
        round_now, store = self._round, self._desk.store
        people = await self._picked()
        if round_now is not None and people:
            round_id = round_now.id
            change = await self._desk.change(lambda: signing.clear(store, round_id, people), self._page.strip)
            if change is not None:
                self._tell(change, _("已清除 {n} 人的登记").format(n=change.value))
        self.list.focus_list()

    def _tell(self, change: Change[int], words: str) -> None:
        """Say what was recorded; when nothing was new, that."""
        if change.value:
            self._page.strip.done(words, change.id)
        else:
            self._page.strip.hint(_("这些人已经这样登记过，没有变动。"))

    def _on_history_chosen(self) -> None:
        self._page.start(self._tell_history())

    async def _tell_history(self) -> None:
        row, store, names = self.list.current, self._desk.store, self._names()
        if row is None:
            return
        lines = await self._desk.read(lambda: signers.history(store, row), self._page.strip)
        if lines is None:
            return
        sheet = dialogs.Sheet(self._page, _("登记经过：{who}").format(who="、".join(names[:1])), _("关闭"))
        sheet.cancel.hide()
        sheet.setMinimumWidth(520)
        sheet.say_long("\n".join(lines) or _("还没有登记过。"))
        await dialogs.show(sheet)

    # By codes

    async def ask_codes(self) -> None:
        """Let codes be typed from a returned sheet."""
        round_now = self._round
        if round_now is None or round_now.state == "closed":
            self._page.strip.hint(_("请先选一轮进行中的签收。"))
            return
        sheet = CodesSheet(self._page, self._desk, round_now.id, round_now.title, day_of(self.day))
        if not await dialogs.show(sheet):
            return
        outcome = signing.OUTCOMES[sheet.chosen]
        change = await self._desk.change(sheet.record(), self._page.strip)
        if change is not None:
            self._tell(change, _("登记了 {n} 人：{outcome}").format(n=change.value, outcome=outcome))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Space: self._on_signed_clicked,
            Qt.Key.Key_R: self._on_refused_clicked,
            Qt.Key.Key_A: self._on_absent_clicked,
            Qt.Key.Key_Delete: self._on_clear_clicked,
        }
        elsewhere = isinstance(QApplication.focusWidget(), _OTHERS)
        if not elsewhere and not event.modifiers() and event.key() in keys and self.marks[0].isEnabled():
            keys[event.key()]()
        else:
            super().keyPressEvent(event)
