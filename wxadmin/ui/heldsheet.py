"""The question of a day: which versions held then, and had this person signed them."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QWidget

from wxadmin.i18n import _
from wxadmin.services import signatures
from wxadmin.services.people import PersonCard
from wxadmin.ui import dialogs
from wxadmin.ui.card import Card, label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk


class HeldSheet(dialogs.Sheet):
    """A day to choose, and the answer for every group of the person."""

    def __init__(self, parent: QWidget, desk: Desk, person: PersonCard) -> None:
        super().__init__(parent, _("某日的制度和签收：{who}").format(who=person.person.name), _("关闭"))
        self.cancel.hide()
        self._desk = desk
        self._person = person
        self._turn = 0
        self.day = day_field(self, _("哪一天"))
        words = label(_("哪一天"), self, "muted")
        words.setBuddy(self.day)
        self.body.addWidget(words)
        self.body.addWidget(self.day)
        self.answer = Card(self)
        self.answer.setMinimumHeight(220)
        self.body.addWidget(self.answer, 1)
        self.day.dateChanged.connect(self._on_day_changed)
        self.resize(560, 420)
        self._on_day_changed()

    def _on_day_changed(self) -> None:
        self._turn += 1
        self._desk.tasks.start(self._ask(self._turn))

    async def _ask(self, turn: int) -> None:
        store, person, day = self._desk.store, self._person, day_of(self.day)

        def read() -> list[tuple[str, tuple[signatures.Held, ...]]]:
            return [(name, signatures.held(store, person.id, group, day)) for group, name in person.groups]

        found = await self._desk.read(read)
        if found is None or turn != self._turn or not shiboken6.isValid(self):
            return
        card = self.answer
        card.clear()
        for name, versions in found:
            card.section(name)
            for one in versions:
                card.text(f"《{one.title}》{one.version}")
                card.text(one.words or _("这一版没有做过签收"), role="muted")
            if not versions:
                card.text(_("那一天没有施行的制度。"), role="muted")
        if not found:
            card.text(_("此人不属于任何群。"), role="muted")
        card.finish()

    def done(self, code: int) -> None:
        """Closed: what is still on its way comes too late."""
        self._turn += 1
        super().done(code)
