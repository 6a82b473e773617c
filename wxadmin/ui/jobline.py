"""One long piece of work of a pane, told and stopped where it was begun: words with numbers, a bar, 取消."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from wxadmin.domain.jobs import Step
from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.card import button
from wxadmin.ui.previewbar import Elided
from wxadmin.ui.tasks import Job, Tasks

T = TypeVar("T")


class JobLine(QFrame):
    """Hidden while nothing runs; one piece of work at a time."""

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._job: Job | None = None
        self._words = ""
        self.running = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        self.words = Elided(self)
        self.bar = QProgressBar(self)
        self.bar.setFixedSize(96, 8)
        self.bar.setTextVisible(False)
        self.stop = button(_("取消"), self._on_stop_clicked, self, kind="link")
        row.addWidget(self.words, 1)
        row.addWidget(self.bar)
        row.addWidget(self.stop)
        self.hide()

    async def run(self, title: str, words: str, work: Callable[[Step], T]) -> T:
        """Do a job; ``words`` (with ``{done}`` and ``{total}``) say how far it is. Raises what the job raises."""
        self.running = True
        self._words = words
        self.bar.setAccessibleName(title)
        self.stop.setAccessibleName(_("取消：{what}").format(what=title))
        self._tasks.jobs_changed.connect(self._on_jobs_changed)
        try:
            return await self._tasks.job(title, work)
        finally:
            if shiboken6.isValid(self):
                self._tasks.jobs_changed.disconnect(self._on_jobs_changed)
                self._job = None
                self.running = False
                self.hide()

    def _on_jobs_changed(self) -> None:
        if self._job is None and self._tasks.jobs:
            self._job = self._tasks.jobs[-1]  # the signal comes at once when our own job is entered
            self._job.progressed.connect(self._on_progressed)
            self._on_progressed()
            self.stop.setEnabled(True)
            self.show()

    def _on_progressed(self) -> None:
        job = self._job
        if job is None:
            return
        if job.stopping:
            self.words.setText(_("正在取消…"))
            self.stop.setEnabled(False)
        elif job.total:
            self.words.setText(self._words.format(done=job.done, total=job.total))
            self.bar.setRange(0, job.total)
            self.bar.setValue(job.done)
        else:
            self.words.setText(job.title)
            self.bar.setRange(0, 0)

    def _on_stop_clicked(self) -> None:
        if self._job is not None:
            self._job.cancel()
