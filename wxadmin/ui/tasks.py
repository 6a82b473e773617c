"""Work off the window's thread: short reads, long jobs with progress, and the coroutines of slots.

Slots start coroutines with :meth:`Tasks.start`; coroutines await :meth:`Tasks.run` (short) or :meth:`Tasks.job` (long,
shown on the status line, can be cancelled). Nothing here waits in a nested event loop.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from wxadmin.domain.errors import Cancelled
from wxadmin.domain.jobs import Step

T = TypeVar("T")

_TELL_EVERY = 0.05  # seconds between two progress signals: faster only costs repaints
_BREATH_EVERY = 0.01
_BREATH = 0.002


class Job(QObject):
    """One long piece of work under way. ``done`` of ``total`` (0: not known yet); ``left`` seconds or None."""

    progressed = Signal()

    def __init__(self, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.done = 0
        self.total = 0
        self.started = time.monotonic()
        self._stop = threading.Event()
        self._told = 0.0
        self._breathed = 0.0

    @property
    def stopping(self) -> bool:
        """Whether the owner asked to stop."""
        return self._stop.is_set()

    @property
    def left(self) -> float | None:
        """Seconds that remain at the pace so far, once there is a pace to speak of."""
        gone = time.monotonic() - self.started
        if not self.total or not self.done or gone < 1:
            return None
        return max(0.0, gone / self.done * (self.total - self.done))

    def cancel(self) -> None:
        """Stop at the next step; nothing of the job is kept."""
        self._stop.set()
        self.progressed.emit()

    def step(self, done: int, total: int) -> None:
        """Given to the work; called on its thread. Raises Cancelled once :meth:`cancel` was called."""
        if self._stop.is_set():
            raise Cancelled
        self.done, self.total = done, total
        now = time.monotonic()
        if now - self._breathed >= _BREATH_EVERY:
            # A thread of pure Python gives the interpreter up only when asked, once for each callback of the window;
            # a short rest lets the window do all it has to do at once.
            time.sleep(_BREATH)
            self._breathed = time.monotonic()
        if now - self._told >= _TELL_EVERY or done == total:
            self._told = now
            self.progressed.emit()


class Tasks(QObject):
    """Owns every thread and coroutine of the window. ``failed`` carries what a coroutine did not catch itself."""

    jobs_changed = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._quick = ThreadPoolExecutor(3, thread_name_prefix="wxadmin-read")
        self._long = ThreadPoolExecutor(2, thread_name_prefix="wxadmin-job")
        self._running: set[asyncio.Task[Any]] = set()
        self.jobs: list[Job] = []
        self._behind: list[Job] = []
        self.closing = False

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run a coroutine on the window's loop and keep it until it ends."""
        if self.closing:
            work.close()
            raise asyncio.CancelledError
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._on_task_done)
        return task

    async def run(self, work: Callable[[], T]) -> T:
        """The result of a short piece of work done on another thread."""
        return await asyncio.get_running_loop().run_in_executor(self._quick, work)

    async def job(self, title: str, work: Callable[[Step], T]) -> T:
        """The result of a long piece of work done on another thread; raises Cancelled when the owner stopped it."""
        job = Job(title, self)
        self.jobs.append(job)
        self.jobs_changed.emit()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._long, work, job.step)
        finally:
            self.jobs.remove(job)
            self.jobs_changed.emit()
            job.deleteLater()

    async def behind(self, work: Callable[[Step], T]) -> T:
        """The same for work nobody asked for: not on the status line, stopped when the window closes."""
        job = Job("", self)
        self._behind.append(job)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._long, work, job.step)
        finally:
            self._behind.remove(job)
            job.deleteLater()

    @property
    def busy(self) -> int:
        """How many coroutines are still under way."""
        return len(self._running)

    async def close(self) -> None:
        """Stop the jobs, cancel the coroutines and wait until every thread is done."""
        self.closing = True
        for job in (*self.jobs, *self._behind):
            job.cancel()
        mine = asyncio.current_task()
        others = [t for t in self._running if t is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for pool in (self._quick, self._long):
            pool.shutdown(wait=False, cancel_futures=True)
        # The threads end by themselves after their present piece; the loop goes on meanwhile.
        threads = [t for pool in (self._quick, self._long) for t in pool._threads]  # noqa: SLF001 - no public way
        while any(t.is_alive() for t in threads):  # noqa: ASYNC110 - the end of a thread sets no event
            await asyncio.sleep(0.01)

    def _on_task_done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None and not isinstance(error, Cancelled):
            self.failed.emit(error)
