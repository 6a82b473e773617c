"""A window loop for coroutines, and a guard: no window, timer or coroutine outlives its test."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication) -> Iterator[None]:
    """Collects garbage as the program does (ui/collector.py): on this thread only, and only what the test made.

    A loop holds Qt timers in a cycle, and a worker thread must not be the one that drops them. What was alive before
    the test is frozen: to go through a whole suite's objects twice a test took a fifth of the window tests' time.
    """
    gc.collect()
    gc.freeze()
    gc.disable()  # until pytest itself holds nothing of the test: tests/conftest.py
    yield
    gc.disable()  # a program that has ended switches it on again
    gc.collect()
    qapp.processEvents()
    qapp.sendPostedEvents(None, 52)  # DeferredDelete
    open_now = [w for w in qapp.topLevelWidgets() if shiboken6.isValid(w) and w.isVisible()]
    assert not open_now, f"windows left open: {open_now}"
    timers = [o for o in gc.get_objects() if type(o) is QTimer and shiboken6.isValid(o) and o.isActive()]
    assert not timers, f"timers left running: {[t.parent() for t in timers]}"


@pytest.fixture
def run_async(qapp: QApplication) -> Iterator[Run]:
    """Runs a coroutine on a qasync loop; fails it after two minutes and when it leaves coroutines behind."""
    import qasync

    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    problems: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _loop, context: problems.append(context))

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        async def bounded() -> Any:
            async with asyncio.timeout(120):
                return await work

        return loop.run_until_complete(bounded())

    yield run
    left = [t for t in asyncio.all_tasks(loop) if not t.done()]
    loop.close()
    asyncio.set_event_loop(None)
    assert not left, f"coroutines left: {left}"
    assert not problems, problems


@pytest.fixture
def host(qapp: QApplication) -> Iterator[QWidget]:
    """A window to be the parent of what is tested."""
    widget = QWidget()
    widget.resize(900, 600)
    yield widget
    widget.close()
    widget.deleteLater()


async def until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Wait for something to become true."""
    for _round in range(int(seconds / 0.01)):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"never came true: {condition}")
