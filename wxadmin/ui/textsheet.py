"""要发的话: texts for the group, by what they are about, and whom they name; what was sent is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import clock, reminders, zombies
from wxadmin.services.reminders import BREACHES, CAUSES, Addressee, Draft
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.desk import Desk
from wxadmin.ui.flow import Flow
from wxadmin.ui.memberforms import OptionalDay
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_NAMED = 8
"""Of those left out, so many are named."""


class TextSheet(dialogs.Sheet):
    """What it is about on top, the text, and below who is left out and why.

    ``wants`` is ``sent`` (copied and to be remembered), ``copied``, or ``cases``.
    """

    def __init__(self, parent: QWidget, desk: Desk, group: int, cause: str, chosen: Sequence[int]) -> None:
        super().__init__(parent, _("要发到群里的话"), _("复制并记为已发"))
        self._desk = desk
        self._group = group
        self._chosen = tuple(chosen)
        self._turn = 0
        self.wants = ""
        self.draft: Draft | None = None
        room = self.screen().availableGeometry()
        self.resize(min(680, round(room.width() * 0.94)), min(560, round(room.height() * 0.86)))
        tools = QWidget(self)
        flow = Flow(tools)
        self.cause = QComboBox(tools)
        self.cause.setAccessibleName(_("说什么事"))
        for key, words in CAUSES.items():
            self.cause.addItem(words, key)
        self.cause.setCurrentIndex(max(0, self.cause.findData(cause)))
        self.cause.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.cause.setMinimumContentsLength(12)
        name = label(_("说什么事"), tools, "muted")
        name.setBuddy(self.cause)
        flow.addWidget(name)
        flow.addWidget(self.cause)
        self.due = OptionalDay(tools, _("写上期限"), clock.today() + timedelta(days=3))
        flow.addWidget(self.due)
        self.anyway = QCheckBox(_("也写上刚提醒过和提醒够次数的人"), tools)
        flow.addWidget(self.anyway)
        self.body.addWidget(tools)
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        self.text = QPlainTextEdit(self)
        self.text.setAccessibleName(_("要发的话"))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(84)
        self.body.addWidget(self.text, 1)
        self.note = TextBlock("", self, role="muted")
        self.body.addWidget(self.note)
        self.only = button(_("只复制"), self._on_only_clicked, self, icon="copy")
        self.only.setAutoDefault(False)
        self.cases = button(_("对提醒够次数的立案…"), self._on_cases_clicked, self, icon="gavel")
        self.cases.setAutoDefault(False)
        row = QWidget(self)
        below = Flow(row)
        below.addWidget(self.only)
        below.addWidget(self.cases)
        self.body.addWidget(row)
        self.main.clicked.connect(self._on_main_clicked)
        self.cause.currentIndexChanged.connect(self.again)
        self.due.tick.toggled.connect(self.again)
        self.due.day.dateChanged.connect(self.again)
        self.anyway.toggled.connect(self.again)
        self.again()

    def again(self) -> None:
        """Write the text anew."""
        self._turn += 1
        self.main.setEnabled(False)
        self.only.setEnabled(False)
        self.cases.hide()
        self._desk.tasks.start(self._write(self._turn))

    async def _write(self, turn: int) -> None:
        store, group, cause = self._desk.store, self._group, str(self.cause.currentData())
        chosen = () if cause == "invite" else self._chosen
        due, anyway = self.due.value(), self.anyway.isChecked()

        def read() -> tuple[Draft | None, str, dict[str, int]]:
            counts = reminders.counts(store, group)
            # Asked first: it is worth knowing also when nobody is found.
            known = zombies.overview(store, group).coverage.words if cause == "silent" else ""
            try:
                return reminders.draft(store, group, cause, chosen, anyway=anyway, due=due), known, counts
            except UserError as error:
                return None, f"{error.what}。{known}", counts

        found = await self._desk.read(read, self.strip)
        if found is None or turn != self._turn or not shiboken6.isValid(self):
            return
        draft, known, counts = found
        self.draft = draft
        for at, (key, words) in enumerate(CAUSES.items()):
            self.cause.setItemText(at, f"{words}　{counts[key]}" if key in counts else words)
        self.text.setPlainText("" if draft is None else draft.text)
        self.note.set_text("\n".join(filter(None, (known, *_left_out(draft)))))
        some = draft is not None and bool(draft.asked)
        self.main.setEnabled(some)
        self.only.setEnabled(some)
        self.cases.setVisible(draft is not None and bool(draft.most) and draft.cause in BREACHES)

    def _on_main_clicked(self) -> None:
        self.wants = "sent"

    def _on_only_clicked(self) -> None:
        self.wants = "copied"
        self.accept()

    def _on_cases_clicked(self) -> None:
        self.wants = "cases"
        self.accept()

    def _filled(self) -> tuple[object, ...]:
        return ()  # the program wrote the text, and writes it again

    def done(self, code: int) -> None:
        """Closed: what is still on its way comes too late."""
        self._turn += 1
        super().done(code)


def _left_out(draft: Draft | None) -> list[str]:
    if draft is None:
        return []
    lines = []
    if draft.lately:
        words = _("{days} 天内提醒过，这次不写（{n} 人）：{who}")
        lines.append(words.format(days=draft.next_days, n=len(draft.lately), who=_names(draft.lately)))
    if draft.most:
        words = _("已经提醒够次数，这次不写（{n} 人）：{who}")
        lines.append(words.format(n=len(draft.most), who=_names(draft.most)))
    return lines


def _names(who: Sequence[Addressee]) -> str:
    return "、".join(one.label for one in who[:_NAMED]) + ("…" if len(who) > _NAMED else "")


async def prepare(
    desk: Desk, parent: Any, strip: Strip, group: int, cause: str = "name", chosen: Sequence[int] = ()
) -> None:
    """Show the texts for a group, for some of its members if chosen; copy one, and remember it as sent if wanted."""
    sheet = TextSheet(parent, desk, group, cause, chosen)
    accepted = await dialogs.show(sheet)
    draft, wants, text = sheet.draft, sheet.wants, sheet.text.toPlainText()
    if not accepted or draft is None or desk.tasks.closing:
        return
    store = desk.store
    if wants == "cases":
        who = "、".join(one.label for one in draft.most[:_NAMED])
        question = _("对 {n} 人各立一个案件草稿（{act}），由你决定怎么处理：{who}。").format(
            n=len(draft.most), act=BREACHES[draft.cause], who=who
        )
        if not await dialogs.confirm(parent, _("立案"), question, _("立案")):
            return
        for one in draft.most:
            if await desk.change(partial(reminders.propose, store, group, draft.cause, one), strip) is None:
                return
        desk.open("cases", None, ("draft",))
        return
    if wants == "sent":
        change = await desk.change(lambda: reminders.sent(store, draft), strip)
        if change is None:
            return
        parent.copy(text, "")
        desk.tell(change, strip, _("已复制，到微信群里粘贴；已记下提醒了 {n} 人。").format(n=change.value))
        return
    parent.copy(text, _("已复制，到微信群里粘贴即可。"))
