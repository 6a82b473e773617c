"""从范本新建: which text of the library, its blanks, and the page as it will print, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from wxadmin.domain import blanks
from wxadmin.domain.papers import RegulationPaper
from wxadmin.domain.regulation import RegulationText
from wxadmin.domain.regulation_places import passages
from wxadmin.i18n import _
from wxadmin.services import groups, library, papers
from wxadmin.services.groups import Group
from wxadmin.services.library import TemplateCard
from wxadmin.ui import dialogs
from wxadmin.ui.desk import Desk
from wxadmin.ui.editor.livepage import LivePage
from wxadmin.ui.panes import Panes
from wxadmin.ui.templateblanks import BlankForm
from wxadmin.ui.templatelist import TemplateList
from wxadmin.ui.textblock import TextBlock

_PAUSE = 120  # ms after a key before the page is made again
_LEAST = 880
_LIST, _FORM = 0, 1


class LibrarySheet(dialogs.Sheet):
    """``group`` is the one the text is for; ``known`` are values that it gives to blanks, by their key."""

    def __init__(
        self, parent: QWidget, desk: Desk, cards: Sequence[TemplateCard], group: Group | None, known: Mapping[str, str]
    ) -> None:
        super().__init__(parent, _("从范本新建"), _("建草稿"))
        self._known = dict(known)
        self._typed: dict[str, dict[str, str]] = {}
        self._carried: dict[str, str] = {}
        self._card: TemplateCard | None = None
        self._text: RegulationText | None = None
        self._touched = False
        self._visited = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.panes = Panes(self, _LEAST)
        kind = "" if group is None else group.kind
        self.library = TemplateList(self.panes, cards, kind, groups.KINDS.get(kind, kind))
        self.library.setMinimumWidth(220)
        self.blanks = BlankForm(self.panes)
        self.blanks.setMinimumWidth(240)
        self.page = LivePage(desk.tasks, self.panes)
        self.page.setMinimumWidth(280)
        store, name = desk.store, "" if group is None else group.name
        unit, office = ("", "") if group is None else (group.unit or desk.settings.unit, group.office)

        def make(text: RegulationText) -> bytes:
            return papers.draft(store, RegulationPaper(unit, blanks.shown(text), name, issuer=office or unit))

        self.page.use(make)
        self.panes.add(_("范本"), self.library, width=300)
        self.panes.add(_("填空"), self.blanks, width=330)
        self.panes.add(_("纸面"), self.page, width=560, stretch=1)
        self.body.addWidget(self.panes, 1)
        self.state = TextBlock("", self, role="muted", lines=2)
        self.body.addWidget(self.state)
        for piece in (self.main, self.cancel):
            piece.setAutoDefault(False)  # Enter goes from blank to blank here
        self.main.setDefault(False)
        self.library.chosen.connect(self._on_card_chosen)
        self.library.entered.connect(self._on_list_entered)
        self.blanks.changed.connect(self._on_blank_changed)
        self.blanks.visited.connect(self._on_blank_visited)
        room = self.screen().availableGeometry()
        self.resize(min(1300, round(room.width() * 0.95)), min(900, round(room.height() * 0.9)))
        self._on_card_chosen(self.library.card)
        self.library.search.setFocus()

    # What is chosen

    def chosen(self) -> tuple[str, dict[str, str]] | None:
        """Key of the text and the values of its blanks; None while nothing is chosen."""
        return None if self._card is None else (self._card.key, self.blanks.values())

    def _filled(self) -> tuple[object, ...]:
        return (self._touched,)  # looking around in the library is nothing to lose

    def accept(self) -> None:
        """Only with what can be put into the text; else the keyboard goes to what cannot."""
        if self.blanks.wrong():
            self.panes.turn(_FORM)
            self.blanks.show_wrong()
        elif self._card is not None:
            super().accept()

    def done(self, code: int) -> None:
        """Closed: what is still on its way comes too late."""
        self._timer.stop()
        self.page.use(None)
        super().done(code)

    # Another text

    def _on_card_chosen(self, card: TemplateCard | None) -> None:
        if card is not None and self._card is not None and card.key == self._card.key:
            self.main.setEnabled(True)
            return
        self._remember()
        self._card = card
        self.main.setEnabled(card is not None)
        if card is None:
            return
        typed = self._typed.get(card.key, {})
        values = {v.key: self._carried.get(v.key, self._known.get(v.key, "")) for v in card.variables} | typed
        self.blanks.blockSignals(True)
        self.blanks.show_card(card, values)
        self.blanks.blockSignals(False)
        self._visited = ""
        self.page.follow(())
        self._draft()

    def _remember(self) -> None:
        """What was typed for the text shown so far; words of the same blank go along to other texts."""
        if self._card is None or not self._touched:
            return
        self._typed[self._card.key] = typed = self.blanks.typed()
        for variable in self._card.variables:
            word = typed[variable.key]
            if variable.form in ("text", "rule") and word not in ("", variable.default):
                self._carried[variable.key] = word

    def _on_list_entered(self) -> None:
        self.panes.turn(_FORM)
        self.blanks.enter()

    # The blanks

    def _on_blank_changed(self) -> None:
        self._touched = True
        self._timer.start(_PAUSE)
        self._say()

    def _on_timer_timeout(self) -> None:
        self._draft()

    def _draft(self) -> None:
        """The text with its blanks as they are filled now."""
        chosen = self.chosen()
        if chosen is None:
            return
        self._text = library.draft(*chosen)
        self.blanks.use_only({blank.key for blank in self._text.blanks})
        self.page.show_text(self._text)
        self._mark()
        self._say()

    def _say(self) -> None:
        wrong, empty = self.blanks.wrong(), self.blanks.empty()
        if wrong:
            words = _("请先改好：{what}。").format(what="、".join(wrong))
        elif empty:
            words = _("还有必填的空：{what}。纸面上印成〔 〕，也可以先建草稿，发布前填上。").format(
                what="、".join(empty)
            )
        else:
            words = _("必填的都填了。建成草稿后还可以改文字，核对后发布。")
        self.state.set_text(words)

    def _on_blank_visited(self, key: str) -> None:
        self._visited = key
        self._mark()

    def _mark(self) -> None:
        """Show on the page where the blank under the keyboard stands."""
        if self._text is not None and self._visited:
            sought = f"{{{{{self._visited}}}}}"
            found = (passage.at for passage, words in passages(self._text) if sought in words and passage.at)
            self.page.follow(next(found, ()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.focusWidget(), QLineEdit):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.accept()
            else:
                self.focusNextChild()
            return
        super().keyPressEvent(event)


async def choose_template(desk: Desk, parent: QWidget) -> tuple[str, dict[str, str]] | None:
    """Let a text of the library be chosen and filled in: its key and the values of its blanks, or None.

    Blanks may be left empty: the draft keeps them. Nothing is written here.
    """
    cards = await desk.tasks.run(library.templates)
    group = desk.group_now
    sheet = LibrarySheet(parent, desk, cards, group, _known(desk, group))
    return sheet.chosen() if await dialogs.show(sheet) else None


def _known(desk: Desk, group: Group | None) -> dict[str, str]:
    """What the group says that texts of the library ask for."""
    if group is None:
        return {"unit": desk.settings.unit}
    known = {
        "unit": group.unit or desk.settings.unit,
        "group": group.name,
        "office": group.office,
        "owner": group.owner,
    }
    if "|" not in group.naming_rule:
        known["naming_rule"] = group.naming_rule
    if group.reply_minutes:
        known["minutes"] = str(group.reply_minutes)
    return known
