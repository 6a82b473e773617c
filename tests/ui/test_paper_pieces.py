"""Pieces around papers: the style button, kinds of what is dropped, many picked rows."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QSettings, QUrl
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QTableView, QWidget

from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run, until
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.services import groups, records, styles, typefaces
from wxadmin.services.listing import Column, Row
from wxadmin.services.records import Store
from wxadmin.services.typefaces import OwnFont
from wxadmin.ui import batch, listpane
from wxadmin.ui.arrivals import Arrivals
from wxadmin.ui.desk import Desk
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.paste import recognise_file
from wxadmin.ui.preview import PdfPreview
from wxadmin.ui.strip import Strip
from wxadmin.ui.stylebutton import StyleButton
from wxadmin.ui.tasks import Tasks


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = fresh_records(tmp_path / "records")
    groups.create(found, groups.GroupDraft("研发协作群", unit="远山公司"))
    yield found
    records.close(found)


def _choose(button: StyleButton, words: str) -> None:
    next(a for a in button.button.menu().actions() if a.text().startswith(words)).trigger()


def _on(button: StyleButton) -> list[str]:
    actions: list[QAction] = button.button.menu().actions()
    return [a.text()[:2] for a in actions if a.isChecked() and a.isVisible()]


def test_a_style_is_kept_for_its_kind_alone(run_async: Run, host: QWidget, store: Store) -> None:
    async def story() -> None:
        tasks = Tasks(host)
        desk = Desk(store, tasks, QSettings(), host)
        preview = PdfPreview(tasks, Strip(host), host)
        button = StyleButton(desk, Strip(host), preview)
        chosen: list[str] = []
        button.chosen.connect(lambda: chosen.append("yes"))
        assert button.button.isHidden()
        button.dress("regulation")
        await until(lambda: tasks.busy == 0)
        assert not button.button.isHidden()
        assert _on(button) == ["公文", "A4"]
        for words in ("大字", "A3", "双面", "带目录"):
            _choose(button, words)
            await until(lambda: tasks.busy == 0)
        assert len(chosen) == 4
        assert _on(button) == ["大字", "A3", "双面", "带目"]
        kept = styles.of(store, "regulation")
        assert (kept.profile, kept.paper, kept.duplex, kept.contents) == ("dazi", "A3", True, True)
        button.dress("notice")
        await until(lambda: tasks.busy == 0)
        assert _on(button) == ["公文", "A4"]
        _choose(button, "在落款")
        await until(lambda: tasks.busy == 0)
        _choose(button, "在落款")
        await until(lambda: tasks.busy == 0)
        assert not styles.of(store, "notice").seal
        assert not preview.handout.duplex
        button.dress("regulation", issued=True)
        await until(lambda: tasks.busy == 0)
        assert button.button.isHidden()
        assert preview.handout.duplex  # the printer is asked for both sides, whatever was looked at before
        button.dress(None)
        assert button.button.isHidden()
        await tasks.close()

    run_async(story())


def test_a_sheet_closed_while_its_style_is_kept_is_told_nothing(
    run_async: Run, host: QWidget, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = threading.Event()
    choose = styles.choose

    def slowly(*given: Any) -> Any:
        assert going.wait(10)
        return choose(*given)

    monkeypatch.setattr(styles, "choose", slowly)
    failed: list[object] = []
    heard: list[object] = []

    async def story() -> None:
        tasks = Tasks(host)
        tasks.failed.connect(failed.append)
        desk = Desk(store, tasks, QSettings(), host)
        desk.changed.connect(heard.append)
        sheet = QWidget(host)
        strip = Strip(sheet)
        button = StyleButton(desk, strip, PdfPreview(tasks, strip, sheet))
        button.dress("notice")
        await until(lambda: tasks.busy == 0)
        _choose(button, "大字")
        shiboken6.delete(sheet)
        going.set()
        await until(lambda: tasks.busy == 0)
        await tasks.close()

    run_async(story())
    assert not failed, failed
    assert len(heard) == 1  # the pages hear of it all the same
    assert styles.of(store, "notice").profile == "dazi"


def test_own_fonts_are_named_when_they_are_wished(
    run_async: Run, host: QWidget, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = (
        OwnFont("仿宋", "FangSong", Path("simfang.ttf"), "", True),
        OwnFont("黑体", "某黑", Path("hei.ttf"), "厂商不允许嵌入", False),
    )
    monkeypatch.setattr(typefaces, "own_fonts", lambda: found)

    async def story() -> None:
        tasks, strip = Tasks(host), Strip(host)
        host.show()
        button = StyleButton(Desk(store, tasks, QSettings(), host), strip, PdfPreview(tasks, strip, host))
        button.dress("notice")
        await until(lambda: tasks.busy == 0)
        _choose(button, "用本机的")
        await until(lambda: tasks.busy == 0)
        assert strip.words == "用本机的：仿宋 FangSong。其余用随带的字体。不能用：黑体 某黑（厂商不允许嵌入）。"
        monkeypatch.setattr(typefaces, "own_fonts", lambda: ())
        _choose(button, "用本机的")
        _choose(button, "用本机的")
        await until(lambda: tasks.busy == 0)
        assert strip.words == "本机没有能用的字体，仍用随带的。"
        await tasks.close()

    run_async(story())


def test_a_style_that_cannot_be_kept_is_told_and_taken_back(
    run_async: Run, host: QWidget, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise UserError("磁盘已满", remedy="请腾出空间")

    async def story() -> None:
        tasks = Tasks(host)
        strip = Strip(host)
        button = StyleButton(Desk(store, tasks, QSettings(), host), strip, PdfPreview(tasks, strip, host))
        button.dress("notice")
        await until(lambda: tasks.busy == 0)
        monkeypatch.setattr("wxadmin.services.styles.choose", refuse)
        _choose(button, "大字")
        await until(lambda: tasks.busy == 0)
        assert "磁盘已满" in strip.words
        assert _on(button) == ["公文", "A4"]
        await tasks.close()

    host.show()
    run_async(story())


def test_what_a_file_is_by_its_name(tmp_path: Path) -> None:
    for name, kind in (("a.PDF", "paper"), ("b.JPeG", "picture"), ("c.webp", "picture"), ("d.xlsx", "roster")):
        assert recognise_file(tmp_path / name) == kind


class _Window(QWidget):
    """What Arrivals asks of the window, noted down."""

    def __init__(self) -> None:
        super().__init__()
        self.page_now, self.desk, self.tasks = self, self, self
        self.taken: list[object] = []

    def start(self, work: Any) -> None:
        work.close()

    def take_picture(self, path: Path) -> Any:
        self.taken.append(path.name)
        return _nothing()

    def take_image(self, image: QImage) -> Any:
        self.taken.append(image.width())
        return _nothing()

    def take_words(self, words: str) -> None:
        self.taken.append(words)


async def _nothing() -> None:
    return


def test_several_pictures_are_all_taken_and_words_go_before_a_picture(
    run_async: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = _Window()
    arrivals = Arrivals(window)  # type: ignore[arg-type]
    monkeypatch.setattr(arrivals, "take_text", window.take_words)
    monkeypatch.setattr(arrivals, "bring", lambda key, source, _kind: window.taken.append((key, source.name)))
    window.start = lambda work: work.close() if work is not None else None  # type: ignore[method-assign]

    def urls(*names: str) -> QMimeData:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in names])
        return data

    arrivals.take(urls("一.png", "二.jpg"))
    assert window.taken == ["一.png", "二.jpg"]
    window.taken.clear()
    arrivals.take(urls("名单.xlsx", "二.jpg"))
    assert window.taken == [("people", "名单.xlsx")]
    window.taken.clear()
    image = QImage(7, 5, QImage.Format.Format_RGB32)
    image.fill("red")
    table = QMimeData()
    table.setText("姓名\t部门")
    table.setImageData(image)
    arrivals.take(table)
    assert window.taken == ["姓名\t部门"]  # Excel puts a picture of the cells beside the cells
    window.taken.clear()
    alone = QMimeData()
    alone.setImageData(image)
    arrivals.take(alone)
    assert window.taken == [7]
    window.close()
    window.deleteLater()


class _Noun:
    COLUMNS = (Column("a", "甲", 80), Column("b", "乙", 80), Column("c", "丙", 80))
    CHIPS = ()

    def index(self, store: Any, view: Any, reader: Any = None) -> Any:
        return array("q", range(100, 20_100))

    def page(self, store: Any, ids: Any) -> list[Row]:
        return [Row(i, ("1", "2", "3")) for i in ids]


def test_picked_rows_and_shown_columns(
    run_async: Run, host: QWidget, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listpane.records, "reader", lambda _store: None)

    async def story() -> None:
        tasks = Tasks(host)
        pane = ListPane(Desk(store, tasks, QSettings(), host), _Noun(), "x", host, empty="还没有")
        await until(lambda: pane.model.rowCount() and not pane.model.settling)
        heard: list[int] = []
        pane.picked_changed.connect(lambda: heard.append(len(pane.picked)))
        pane.table.selectAll()
        assert pane.picked == tuple(range(100, 20_100))
        assert heard[-1] == 20_000
        pane.show_record(105)
        assert pane.picked == (105,)
        assert pane.columns_shown == (0, 1, 2)
        assert isinstance(pane.table, QTableView)
        head = pane.table.horizontalHeader()
        head.moveSection(2, 0)
        head.setSectionHidden(1, True)
        assert pane.columns_shown == (2, 0)
        pane.close_list()
        await tasks.close()

    host.show()
    run_async(story())


def test_drafts_of_many_notices_can_be_cancelled_while_they_are_read() -> None:
    read: list[int] = []

    def step(done: int, _total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        batch._each((7, 8, 9, 10), read.append, step)
    assert read == [7, 8]
