"""Jobs: off the window's thread, with numbers, and a cancel that stops them."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from tests.ui.window_loop import Run, until
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.jobs import Step
from wxadmin.ui.tasks import Tasks


def test_a_job_tells_its_progress_and_leaves_the_loop_free(run_async: Run) -> None:
    tasks = Tasks()
    seen: list[tuple[str, int, int]] = []
    beats: list[float] = []

    def work(step: Step) -> str:
        for i in range(20):
            step(i, 20)
            time.sleep(0.01)
        step(20, 20)
        return threading.current_thread().name

    async def story() -> None:
        running = asyncio.ensure_future(tasks.job("导入", work))
        await until(lambda: tasks.jobs)
        job = tasks.jobs[0]
        job.progressed.connect(lambda: seen.append((job.title, job.done, job.total)))
        while not running.done():
            beats.append(time.perf_counter())
            await asyncio.sleep(0.005)
        assert (await running).startswith("wxadmin-job")
        assert not tasks.jobs
        await tasks.close()

    run_async(story())
    assert len(seen) >= 3
    assert all(total == 20 for _title, _done, total in seen)
    assert len(beats) > 10


def test_cancel_stops_the_work_itself(run_async: Run) -> None:
    tasks = Tasks()
    steps: list[int] = []

    def work(step: Step) -> None:
        for i in range(10_000):
            step(i, 10_000)
            steps.append(i)
            time.sleep(0.002)

    async def story() -> None:
        running = asyncio.ensure_future(tasks.job("导入", work))
        await until(lambda: len(steps) > 3)
        tasks.jobs[0].cancel()
        assert tasks.jobs[0].stopping
        with pytest.raises(Cancelled):
            await running
        reached = len(steps)
        await asyncio.sleep(0.05)
        assert len(steps) == reached < 1_000
        await tasks.close()

    run_async(story())


def test_closing_stops_jobs_and_waits_for_their_threads(run_async: Run) -> None:
    tasks = Tasks()
    ended = threading.Event()

    def work(step: Step) -> None:
        try:
            while True:
                step(0, 0)
                time.sleep(0.002)
        finally:
            ended.set()

    async def story() -> None:
        tasks.start(tasks.job("备份", work))
        await until(lambda: tasks.jobs)
        await tasks.close()
        assert ended.is_set()
        with pytest.raises(asyncio.CancelledError):
            tasks.start(asyncio.sleep(1))

    run_async(story())


def test_what_a_coroutine_does_not_catch_is_told_and_a_cancel_is_not(run_async: Run) -> None:
    tasks = Tasks()
    told: list[object] = []
    tasks.failed.connect(told.append)
    error = UserError("坏了")

    async def fail(what: BaseException) -> None:
        raise what

    async def story() -> None:
        tasks.start(fail(error))
        tasks.start(fail(Cancelled()))
        await until(lambda: not tasks.busy)
        await tasks.close()

    run_async(story())
    assert told == [error]
