"""打印档案: a person's whole record on paper, telephone and number masked unless asked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QWidget

from wxadmin.domain.papers import Paper
from wxadmin.i18n import _
from wxadmin.services import person_record
from wxadmin.services.people import PersonCard
from wxadmin.ui.desk import Desk
from wxadmin.ui.papersheet import PaperSheet
from wxadmin.ui.textblock import TextBlock


class RecordSheet(PaperSheet):
    """The paper as it will print; it is never issued and has no number."""

    def __init__(self, parent: QWidget, desk: Desk, card: PersonCard) -> None:
        super().__init__(parent, desk, _("个人档案：{}").format(card.person.name), kind="list", side=True)
        self._person = card.id
        self.plain = True
        host = self.choices.parentWidget()
        self.full = QCheckBox(_("完整印出电话、编号等"), host)
        self.full.toggled.connect(self.again)
        self.full.setEnabled(desk.may("numbers"))
        self.choices.addWidget(self.full)
        words = _("平时只印电话的后四位和编号的末两位；要交给有关部门核对时再完整印出，用后收好。")
        self.choices.addWidget(TextBlock(words, host, role="muted"))
        self.choices.addStretch(1)
        self.again()

    def paper(self) -> Callable[[], Paper]:
        store, person, full = self.desk.store, self._person, self.full.isChecked()
        return lambda: person_record.build(store, person, full=full)
