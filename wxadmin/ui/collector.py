"""Garbage is collected on the window's thread only, in pieces too small to notice.

The collector runs in whatever thread happens to allocate; a widget that is part of a cycle would then be destroyed on a
worker, which Qt answers with a crash. (Anki keeps it on the main thread for the same reason.) While a job runs, the
young generations are collected often, each time little, and the old one waits: it would stop everything for 50 ms.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from wxadmin.ui.tasks import Tasks

_CALM = 250  # ms between looks
_BUSY = 20
_OLD_AFTER = 30_000  # ms: the old generation at most this often


class Collector(QObject):
    """Takes the place of the automatic collector until :meth:`stop`. What is alive when it starts is left alone."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._since_old = 0
        self._young = 0
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start(_CALM)
        tasks.jobs_changed.connect(self._on_jobs_changed)

    def stop(self) -> None:
        """Give the work back to the automatic collector."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _on_jobs_changed(self) -> None:
        self._timer.start(_BUSY if self._tasks.jobs else _CALM)

    def _on_timer_timeout(self) -> None:
        self._since_old += self._timer.interval()
        if not self._tasks.jobs and self._since_old >= _OLD_AFTER:
            self._since_old = 0
            gc.collect()
        elif gc.get_count()[0] > gc.get_threshold()[0]:
            self._young += 1
            gc.collect(1 if self._young % 10 == 0 else 0)
