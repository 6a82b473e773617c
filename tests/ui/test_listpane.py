"""A list never marks a row that its page does not show."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

import pytest
from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from tests.ui.window_loop import Run, until
from wxadmin.services.listing import Chip, Column, Ids, Row, View
from wxadmin.ui import listpane
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.tasks import Tasks


class _Noun:
    COLUMNS = (Column("name", "名称", 100),)
    CHIPS: tuple[Chip, ...] = ()

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.done: list[int] = []

    def index(self, store: Any, view: View, reader: Any = None) -> Ids:
        return array("q", self.ids + (self.done if "every" in view.chips else []))

    def page(self, store: Any, ids: Sequence[int]) -> list[Row]:
        return [Row(i, (f"第 {i} 份",)) for i in ids]


class _Desk(QObject):
    group_changed = Signal()

    def __init__(self, tasks: Tasks, settings: QSettings) -> None:
        super().__init__()
        self.store, self.tasks, self.layout = None, tasks, settings
        self.group: int | None = None


def test_the_row_that_is_marked_is_the_one_shown(
    run_async: Run, host: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table that gets the keyboard makes its first row current before the list says which one is shown."""
    monkeypatch.setattr(listpane.records, "reader", lambda _store: None)
    shown: list[object] = []

    async def story() -> None:
        noun, tasks = _Noun(), Tasks(host)
        desk = _Desk(tasks, QSettings())
        pane = ListPane(desk, noun, "x", host, empty="还没有")  # type: ignore[arg-type]
        pane.opened.connect(shown.append)
        await until(lambda: not pane.model.settling)
        assert pane.table.currentIndex().row() == -1
        pane.model.modelReset.connect(lambda: pane.table.setCurrentIndex(pane.model.index(0, 0)))
        noun.ids = [7, 8]
        pane.reload()
        await until(lambda: shown)
        assert shown[-1] == 7
        assert pane.current == 7
        pane.move_by(1)
        assert shown[-1] == 8
        noun.ids = []
        pane.reload()
        await until(lambda: shown[-1] is None)
        pane.table.clearSelection()
        noun.ids = [5, 6]
        pane.reload()
        await until(lambda: shown[-1] == 5)
        noun.done = [3]
        pane.show_record(3)
        await until(lambda: shown[-1] == 3)
        pane.close_list()
        await tasks.close()

    host.show()
    run_async(story())


def test_no_record_of_one_group_stays_beside_the_empty_list_of_another(
    run_async: Run, host: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listpane.records, "reader", lambda _store: None)
    shown: list[object] = []

    async def story() -> None:
        noun, tasks = _Noun(), Tasks(host)
        noun.ids = [7, 8]
        desk = _Desk(tasks, QSettings())
        pane = ListPane(desk, noun, "x", host, empty="还没有")  # type: ignore[arg-type]
        pane.opened.connect(shown.append)
        await until(lambda: shown == [7])
        noun.ids, desk.group = [], 2
        desk.group_changed.emit()
        await until(lambda: not pane.model.settling)
        assert shown == [7, None]
        assert pane.current is None
        pane.close_list()
        await tasks.close()

    host.show()
    run_async(story())
