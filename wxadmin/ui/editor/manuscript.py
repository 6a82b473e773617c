"""The text under the pen as a row of frozen snapshots: what was done has a name and can be taken back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from wxadmin.domain import blanks
from wxadmin.domain.regulation import Blank, Node, RegulationText
from wxadmin.domain.regulation_edit import Edit
from wxadmin.domain.regulation_places import Place, node_at, places
from wxadmin.i18n import _
from wxadmin.ui.editor.units import END, HEAD, Part, Words, tidied, words_at, written

_BURST = 1.5
"""Seconds without a key after which what is typed is a step of its own."""
_MOST = 500
"""Steps that can be taken back; snapshots share what did not change."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What was done and how the text and the chosen unit were before it."""

    name: str
    text: RegulationText
    at: Place


class Manuscript(QObject):
    """``changed`` says what: ``words`` of the unit chosen, ``blanks``, or ``all``. ``turned``: another unit."""

    changed = Signal(str)
    turned = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.text = RegulationText(None, (), (), ())
        self.at: Place = HEAD
        self._saved = self.text
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._burst: tuple[object, ...] = ()
        self._touched = 0.0

    def open(self, text: RegulationText, *, saved: RegulationText | None = None) -> None:
        """Begin anew; ``saved`` is what is stored where that is another text."""
        self.text = text
        self._saved = text if saved is None else saved
        self._done, self._undone = [], []
        self._burst = ()
        self.at = (0,) if text.nodes else HEAD
        self.changed.emit("all")

    def mark_saved(self, text: RegulationText | None = None) -> None:
        """The text as it is now, or was when saving began, is stored."""
        self._saved = self.text if text is None else text
        self._burst = ()

    @property
    def dirty(self) -> bool:
        """Whether something would be lost. What the text fixes is read anew when it is saved."""
        if self.text is self._saved:
            return False
        return replace(self.text, settings=()) != replace(self._saved, settings=())

    # Reading

    def words(self) -> Words:
        """The chosen unit."""
        return words_at(self.text, self.at)

    def node(self) -> Node | None:
        """The chosen unit; None for title, preamble and closing."""
        return None if self.at in (HEAD, END) else node_at(self.text, self.at)

    # Changing

    def choose(self, at: Place) -> None:
        """Another unit."""
        if at != self.at:
            tidy = self.tidy()
            self.at = at
            self._burst = ()
            if tidy:
                self.changed.emit("all")
            self.turned.emit()

    def tidy(self) -> bool:
        """Take white space at the ends of lines from the chosen unit, which was left while it was typed."""
        text = tidied(self.text, self.at)
        changed = text != self.text
        if changed:
            self.text = text
        return changed

    def write(self, part: Part, words: str) -> None:
        """Other words of the chosen unit as they are typed."""
        now = self.words()
        if words == getattr(now, part):
            return
        self._remember(_("输入文字"), (part, self.at))
        self.text = written(self.text, self.at, part, words)
        self.changed.emit("words")

    def fill(self, key: str, value: str) -> None:
        """Fill a blank."""
        text = blanks.put(self.text, key, value)
        if text != self.text:
            self._remember(_("填空"), ("fill", key))
            self.text = text
            self.changed.emit("blanks")

    def declare(self, blank: Blank) -> None:
        """Add a blank to the list, or change its words."""
        self._remember(_("加一个空"), ())
        self.text = blanks.with_blank(self.text, blank)
        self.changed.emit("blanks")

    def act(self, name: str, work: Callable[[RegulationText, Place], Edit]) -> tuple[str, ...]:
        """A change of the outline as one step; what the owner should know. UserError leaves everything as it was."""
        edit = work(self.text, self.at)
        if edit.text == self.text:
            return edit.notes
        self._remember(name, ())
        self.text = edit.text
        self.at = self._near(edit.at)
        self.changed.emit("all")
        return edit.notes

    def _remember(self, name: str, burst: tuple[object, ...]) -> None:
        """Keep what was before this step; what is typed in one go is one step."""
        now = time.monotonic()
        goes_on = bool(burst) and burst == self._burst and now - self._touched < _BURST
        self._burst, self._touched = burst, now
        if not goes_on:
            self._done.append(_Step(name, self.text, self.at))
            del self._done[:-_MOST]
        self._undone.clear()

    # Back and forth

    @property
    def undo_name(self) -> str:
        """What 撤销 takes back, ``""`` when there is nothing."""
        return self._done[-1].name if self._done else ""

    @property
    def redo_name(self) -> str:
        """What 重做 does again, ``""`` when there is nothing."""
        return self._undone[-1].name if self._undone else ""

    def undo(self) -> None:
        """Take the last step back."""
        self._swap(self._done, self._undone)

    def redo(self) -> None:
        """Do it again."""
        self._swap(self._undone, self._done)

    def _swap(self, back: list[_Step], forth: list[_Step]) -> None:
        if not back:
            return
        step = back.pop()
        forth.append(_Step(step.name, self.text, self.at))
        self._burst = ()
        self.text = step.text
        self.at = self._near(step.at)
        self.changed.emit("all")

    def _near(self, at: Place) -> Place:
        """That unit, or where it is gone the one that is nearest."""
        if at in (HEAD, END):
            return at
        known = {place for place, _node in places(self.text)}
        while at and at not in known:
            at = (*at[:-1], at[-1] - 1) if at[-1] > 0 else at[:-1]
        return at or ((0,) if self.text.nodes else HEAD)
