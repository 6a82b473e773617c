"""The paged table without a window: what is asked of the records, when, and on which thread."""

from __future__ import annotations

import asyncio
import threading
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.ui.window_loop import Run, until
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.services.listing import Chip, Column, Row, View
from wxadmin.ui.models.paged import ID_ROLE, KEPT_PAGES, PAGE, ROW_ROLE, PagedModel
from wxadmin.ui.tasks import Tasks


class Numbers:
    """``rows`` numbers, newest first when sorted so; remembers what it was asked."""

    COLUMNS = (
        Column("name", "名", 100),
        Column("size", "数", 60, numeric=True),
        Column("note", "注", 60, sortable=False),
    )
    CHIPS = (Chip("even", "双"),)

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.views: list[View] = []
        self.pages: list[int] = []
        self.threads: set[str] = set()
        self.gone: set[int] = set()
        self.slow: threading.Event | None = None
        self.stopped = threading.Event()
        self.wrong: Exception | None = None

    def index(self, store: Any, view: View, reader: Any = None) -> array[int]:
        self.views.append(view)
        self.threads.add(threading.current_thread().name)
        if self.wrong is not None:
            raise self.wrong
        if self.slow is not None and view.search == "slow":
            while not self.slow.wait(0.005):
                if self.stopped.is_set():
                    self.stopped.clear()
                    raise Cancelled
        ids = [i for i in range(1, self.rows + 1) if view.search in ("", "slow") or view.search in str(i)]
        return array("q", reversed(ids) if view.descending else ids)

    def page(self, store: Any, ids: Sequence[int]) -> list[Row]:
        self.pages.append(len(ids))
        self.threads.add(threading.current_thread().name)
        return [Row(i, (f"第{i}", str(i), "注\n二"), (), (f"提示{i}",)) for i in ids if i not in self.gone]

    def interrupt(self) -> None:
        self.stopped.set()

    def close(self) -> None:
        pass


@pytest.fixture
def tasks(run_async: Run) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    run_async(made.close())


def _model(noun: Numbers, tasks: Tasks, host: QWidget) -> PagedModel:
    return PagedModel(noun, None, noun, tasks, host)


async def _settled(model: PagedModel) -> None:
    await until(lambda: not model.settling)


def test_first_page_comes_with_the_index_and_nothing_is_read_on_the_windows_thread(
    run_async: Run, tasks: Tasks, host: QWidget
) -> None:
    noun = Numbers(100_000)
    model = _model(noun, tasks, host)

    async def story() -> None:
        model.look(group=1)
        await _settled(model)
        assert model.rowCount() == 100_000
        assert noun.pages == [PAGE]
        assert model.index(0, 0).data() == "第1"
        assert model.index(0, 2).data() == "注 二"
        assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "提示1"
        assert model.index(199, 0).data(ID_ROLE) == 200
        assert noun.pages == [PAGE]

    run_async(story())
    assert all(name.startswith("wxadmin-read") for name in noun.threads)


def test_a_row_out_of_sight_is_read_when_it_is_looked_at_once(run_async: Run, tasks: Tasks, host: QWidget) -> None:
    noun = Numbers(5_000)
    model = _model(noun, tasks, host)

    async def story() -> None:
        model.look(group=1)
        await _settled(model)
        changed: list[tuple[int, int]] = []
        model.dataChanged.connect(lambda a, b: changed.append((a.row(), b.row())))
        assert model.index(4_321, 0).data() == "…"
        assert model.index(4_322, 0).data() == "…"
        await until(lambda: changed)
        assert changed == [(4_200, 4_399)]
        assert model.index(4_321, 0).data() == "第4322"
        assert noun.pages == [PAGE, PAGE]

    run_async(story())


def test_only_so_many_pages_are_kept(run_async: Run, tasks: Tasks, host: QWidget) -> None:
    noun = Numbers(PAGE * (KEPT_PAGES + 5))
    model = _model(noun, tasks, host)

    async def story() -> None:
        model.look(group=1)
        await _settled(model)
        for number in range(KEPT_PAGES + 5):
            model.index(number * PAGE, 0).data(ROW_ROLE)
            await until(lambda n=number: model.cell_row(n * PAGE) is not None)
        assert len(model._pages) == KEPT_PAGES
        assert model.cell_row(0) is None

    run_async(story())


def test_typing_waits_for_a_pause_and_asks_once(run_async: Run, tasks: Tasks, host: QWidget) -> None:
    noun = Numbers(500)
    model = _model(noun, tasks, host)

    async def story() -> None:
        model.look(group=1)
        await _settled(model)
        for text in ("1", "12", "123"):
            model.look(typing=True, search=text)
            await asyncio.sleep(0.02)
        await _settled(model)
        assert [v.search for v in noun.views] == ["", "123"]
        assert model.rowCount() == 1

    run_async(story())


def test_a_newer_view_interrupts_the_query_of_an_older_one(run_async: Run, tasks: Tasks, host: QWidget) -> None:
    noun = Numbers(500)
    noun.slow = threading.Event()
    model = _model(noun, tasks, host)

    async def story() -> None:
        model.look(search="slow")
        await until(lambda: noun.views)
        model.look(search="77")
        await _settled(model)
        assert [v.search for v in noun.views] == ["slow", "77"]
        assert model.rowCount() == 5  # 77, 177, 277, 377, 477

    run_async(story())


def test_the_header_sorts_in_the_records(run_async: Run, tasks: Tasks, host: QWidget) -> None:
    noun = Numbers(500)
    model = _model(noun, tasks, host)

    async def story() -> None:
        model.look(group=1)
        await _settled(model)
        model.sort(1, Qt.SortOrder.DescendingOrder)
        await _settled(model)
        assert (noun.views[-1].sort, noun.views[-1].descending) == ("size", True)
        assert model.index(0, 0).data() == "第500"
        model.sort(2)  # not sortable
        assert not model.settling

    run_async(story())


def test_the_same_view_is_not_asked_twice_but_a_reload_is(run_async: Run, tasks: Tasks, host: QWidget) -> None:
    noun = Numbers(10)
    model = _model(noun, tasks, host)

    async def story() -> None:
        model.look(group=1)
        await _settled(model)
        model.look(group=1)
        assert not model.settling
        noun.rows = 11
        model.reload()
        await _settled(model)
        assert model.rowCount() == 11
        assert model.row_of(11) == 10
        assert model.row_of(12) == -1

    run_async(story())


def test_a_row_that_is_gone_meanwhile_shows_nothing(run_async: Run, tasks: Tasks, host: QWidget) -> None:
    noun = Numbers(5)
    noun.gone = {3}
    model = _model(noun, tasks, host)

    async def story() -> None:
        model.look(group=1)
        await _settled(model)
        assert model.index(2, 0).data() == "…"
        assert model.index(3, 0).data() == "第4"

    run_async(story())


@pytest.mark.parametrize("error", [UserError("坏了"), ValueError("bug")])
def test_what_goes_wrong_is_handed_to_the_page(run_async: Run, tasks: Tasks, host: QWidget, error: Exception) -> None:
    noun = Numbers(5)
    noun.wrong = error
    model = _model(noun, tasks, host)
    told: list[object] = []
    model.failed.connect(told.append)

    async def story() -> None:
        model.look(group=1)
        await until(lambda: told)
        await _settled(model)

    run_async(story())
    assert told == [error]
