"""Garbage is collected on the window's thread only.

The collector runs in whatever thread happens to allocate; a widget that is part of a cycle would then be destroyed on a
worker, which Qt answers with a crash. (Anki does the same.)
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 500  # ms


class Collector(QObject):
    """Takes the place of the automatic collector until :meth:`stop`; same thresholds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timer_timeout)
        gc.disable()
        self._timer.start(_EVERY)

    def stop(self) -> None:
        """Give the work back to the automatic collector."""
        self._timer.stop()
        gc.enable()

    def _on_timer_timeout(self) -> None:
        for generation, (count, threshold) in reversed(
            list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
        ):
            if threshold and count > threshold:
                gc.collect(generation)
                return
