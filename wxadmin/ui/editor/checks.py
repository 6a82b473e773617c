"""What the text says as it stands, read in a pause of the typing: what it fixes, cautions, faults, open objections."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from wxadmin.domain.errors import Cancelled
from wxadmin.domain.regulation_places import Place, places, unit_name
from wxadmin.i18n import _
from wxadmin.services import drafts
from wxadmin.ui.editor.clause import Remark, Tag
from wxadmin.ui.editor.manuscript import Manuscript
from wxadmin.ui.editor.outline import Marks
from wxadmin.ui.editor.units import HEAD
from wxadmin.ui.tasks import Tasks

_PAUSE = 700
"""Milliseconds without a change before the text is read: reading takes the typing's own time."""


class Checks(QObject):
    """``came`` when there is something new to say."""

    came = Signal()

    def __init__(self, manuscript: Manuscript, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._manuscript = manuscript
        self._tasks = tasks
        self._read = drafts.Reading((), {}, ())
        self._objections: tuple[tuple[Place, str], ...] = ()
        self._running = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._on_timer_timeout)
        manuscript.changed.connect(self._on_manuscript_changed)

    def use(self, objections: tuple[tuple[Place, str], ...]) -> None:
        """Another text is opened, with these objections to it."""
        self._objections = tuple((at or HEAD, words) for at, words in objections)
        self._read = drafts.Reading((), {}, ())

    def stop(self) -> None:
        """Read no more."""
        self._timer.stop()

    def _on_manuscript_changed(self, _what: str) -> None:
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        if not self._running and not self._tasks.closing:
            self._running = True
            self._tasks.start(self._look())

    async def _look(self) -> None:
        text = self._manuscript.text

        def step(_done: int, _all: int) -> None:
            if text is not self._manuscript.text:
                raise Cancelled  # typed on: the page comes first

        try:
            found = await self._tasks.run(lambda: drafts.reading(text, step))
        except Cancelled:
            return
        finally:
            if shiboken6.isValid(self):
                self._running = False
                if text is not self._manuscript.text and not self._tasks.closing:
                    self._timer.start()
        if shiboken6.isValid(self):
            self._read = found
            self.came.emit()

    # What is said

    def marks(self) -> Marks:
        """What the outline shows beside each unit."""
        found: dict[Place, set[str]] = {}
        for fault in self._read.faults:
            found.setdefault(fault.at or HEAD, set()).add("fault" if fault.severity == "stop" else "caution")
        for at in self._read.cautions:
            found.setdefault(at, set()).add("caution")
        for at, _words in self._objections:
            found.setdefault(at, set()).add("objection")
        for said in self._read.settings:
            found.setdefault(said.at or HEAD, set()).add("setting")
        return {at: frozenset(signs) for at, signs in found.items()}

    def tags(self, at: Place) -> list[Tag]:
        """Pills of a unit: what it fixes."""
        return [
            Tag(f"{said.title}：{said.value}", "info", said.quote)
            for said in self._read.settings
            if (said.at or HEAD) == at
        ]

    def remarks(self, at: Place) -> list[Remark]:
        """Lines under a unit: faults, cautions, objections."""
        found = [
            Remark(fault.message, "danger" if fault.severity == "stop" else "amber")
            for fault in self._read.faults
            if (fault.at or HEAD) == at
        ]
        if at in self._read.cautions:
            found.append(Remark(self._read.cautions[at], "amber"))
        found += [
            Remark(_("意见：{words}").format(words=words), "amber") for one, words in self._objections if one == at
        ]
        return found

    def listed(self) -> list[tuple[str, str, Place]]:
        """All of it as a list: kind, sentence, unit."""
        text = self._manuscript.text
        known = {at for at, _node in places(text)}
        found = [
            ("fault" if fault.severity == "stop" else "caution", fault.message, fault.at or HEAD)
            for fault in self._read.faults
        ]
        for at, words in (*self._read.cautions.items(), *self._objections):
            name = unit_name(text, at) if at in known else ""
            found.append(("caution", f"{name}：{words}" if name else words, at))
        return [(kind, words, at) for kind, words, at in found if at == HEAD or at in known]
