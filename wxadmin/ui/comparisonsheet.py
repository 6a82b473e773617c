"""修订对照表: two versions of a regulation side by side in three columns."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QWidget

from wxadmin.domain.papers import Paper
from wxadmin.i18n import _
from wxadmin.services import papers, regulations
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.regulations import RegulationCard
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import label
from wxadmin.ui.desk import Desk
from wxadmin.ui.papersheet import FINAL, PaperSheet, tell_issued
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock


class ComparisonSheet(PaperSheet):
    """Which two versions; at first the one shown and the one before it."""

    def __init__(self, parent: QWidget, desk: Desk, detail: RegulationCard, pair: tuple[int, int] | None) -> None:
        super().__init__(parent, desk, _("修订对照表"), verb=_("签发对照表…"), kind="comparison", side=True)
        numbers = [number for number, _version, _state in detail.versions]
        here = numbers.index(detail.id) if detail.id in numbers else 0
        older = numbers[here + 1] if here + 1 < len(numbers) else numbers[-1]
        newer = detail.id if older != detail.id else numbers[here - 1]
        old, new = pair or (older, newer)
        self.old = self._choice(_("旧版"), detail, old)
        self.new = self._choice(_("新版"), detail, new)
        words = _("左栏是旧条文，中栏是新条文，右栏说明改了什么；没有改动的条文不列。")
        self.choices.addWidget(TextBlock(words, self, role="muted", size=theme.SMALL))
        self.choices.addStretch(1)
        self.again()

    def _choice(self, words: str, detail: RegulationCard, now: int) -> QComboBox:
        field = QComboBox(self)
        field.setAccessibleName(words)
        for number, version, state in detail.versions:
            field.addItem(f"{version}　{state}", number)
        field.setCurrentIndex(max(0, field.findData(now)))
        field.currentIndexChanged.connect(self.again)
        name = label(words, self, "muted")
        name.setBuddy(field)
        self.choices.addWidget(name)
        self.choices.addWidget(field)
        return field

    @property
    def pair(self) -> tuple[int, int]:
        """Old and new version."""
        return int(self.old.currentData()), int(self.new.currentData())

    def paper(self) -> Callable[[], Paper]:
        store, (old, new) = self.desk.store, self.pair
        return lambda: regulations.comparison(store, old, new)


async def compare(desk: Desk, detail: RegulationCard, parent: QWidget, strip: Strip) -> IssuedPaper | None:
    """Let two versions be compared, printed and issued."""
    pair: tuple[int, int] | None = None
    while True:
        sheet = ComparisonSheet(parent, desk, detail, pair)
        if not await dialogs.show(sheet):
            return None
        old, new = pair = sheet.pair
        if await dialogs.confirm(parent, _("签发修订对照表"), FINAL, _("签发")):
            break
    store = desk.store
    origin = Origin(group=detail.group, revision=new)
    change = await desk.change(
        lambda: papers.issue(store, regulations.comparison(store, old, new), origin), strip, final=True
    )
    if change is None:
        return None
    tell_issued(desk, strip, change.value)
    return change.value
