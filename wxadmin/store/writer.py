"""The one thread that writes. Work is done in the order it was handed in; errors come back to who asked."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from wxadmin.store import engine

T = TypeVar("T")


class Writer:
    """A thread with a queue. ``close`` waits for what was handed in before it."""

    def __init__(self, name: str) -> None:
        self._queue: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = queue.SimpleQueue()
        self._guard = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def run(self, work: Callable[[], T]) -> T:
        """Do the work on the writer thread and wait for its result; its exception is raised here.

        RuntimeError when called from the writer thread itself, which would wait for ever; StoreError after ``close``.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("a change cannot be made inside a change")
        future: Future[T] = Future()
        with self._guard:
            if self._closed:
                raise engine.closed()
            self._queue.put((future, work))
        return future.result()

    @property
    def busy(self) -> bool:
        """Whether somebody waits behind the work under way."""
        return not self._queue.empty()

    def close(self) -> None:
        """End the thread; harmless when already ended."""
        with self._guard:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            future, work = item
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001 - everything goes to the caller, who is waiting
                future.set_exception(error)
            else:
                future.set_result(result)
            del item, future, work
