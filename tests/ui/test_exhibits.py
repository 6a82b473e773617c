"""Evidence in the window: a screenshot dropped, looked at, covered by mouse and by keys, printed as an excerpt."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.people import Person
from wxadmin.services import cases, exhibits, groups, people
from wxadmin.services.exhibits import Of
from wxadmin.services.groups import GroupDraft
from wxadmin.services.records import Store
from wxadmin.ui.coverview import CoverView
from wxadmin.ui.desk import Desk
from wxadmin.ui.exhibitpane import ExhibitPane
from wxadmin.ui.exhibitsheet import ExhibitSheet
from wxadmin.ui.page import Page
from wxadmin.ui.tasks import Tasks


@pytest.fixture
def desk(store: Store, tasks: Tasks, host: QWidget, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(store, tasks, QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat), host)
    made.groups = groups.every(store)
    host.show()
    return made


@pytest.fixture
def case(store: Store) -> int:
    group = groups.create(store, GroupDraft("三(2)班家长群", owner="王芳")).value
    person = people.add(store, Person("陆明朗", (("家长",),)), group=group).value
    return cases.create(store, cases.CaseDraft(group, person, "发广告")).value


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    image.save(str(tmp_path / "截屏.png"))
    return tmp_path / "截屏.png"


def test_a_screenshot_from_pasting_to_the_notice(
    run_async: Run, desk: Desk, host: QWidget, case: int, shot: Path, tmp_path: Path
) -> None:
    async def story() -> None:
        page = Page(desk, host)
        pane = ExhibitPane(page, Of("case", case), page, case=case)
        page.body.addWidget(pane)
        page.resize(700, 500)
        page.show()
        QGuiApplication.clipboard().setImage(QImage(str(shot)))
        press(page, "粘贴")
        await until(lambda: pane.rows)
        assert "粘贴的图片" in words(page)
        press(page, f"查看：{pane.rows[0].title}")
        await until(lambda: page.findChildren(ExhibitSheet))
        sheet = page.findChildren(ExhibitSheet)[0]
        await until(sheet.isVisible)
        view = sheet.view
        assert view is not None
        place = view._place()
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=place.topLeft())
        QTest.mouseMove(view, place.center())
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=place.center())
        press(sheet, "保存遮盖")
        await until(lambda: exhibits.get(desk.store, pane.rows[0].id).covers)
        press(sheet, "放进通知书")
        await until(lambda: "已放进通知书" in sheet.strip.words)
        press(sheet, "复制 SHA-256")
        assert QGuiApplication.clipboard().text() == pane.rows[0].sha
        sheet.accept()
        await asyncio.sleep(0.05)
        await until(lambda: pane.rows[0].covers)
        press(page, f"移去：{pane.rows[0].title}")
        await until(lambda: not pane.rows)
        page.close()
        page.deleteLater()

    run_async(story())


def test_a_place_is_covered_by_keys_and_taken_back(host: QWidget) -> None:
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    view = CoverView(image, (), host)
    view.resize(400, 300)
    view.show()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Space)
    for _time in range(4):
        QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.covers == (exhibits.Cover(500, 500, 200, 40),)
    QTest.keyClick(view, Qt.Key.Key_Space)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert len(view.covers) == 1
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert view.covers == ()
    # A click that slipped covers nothing, and what goes over the edge ends there.
    middle = view._place().center()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert view.covers == ()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(399, 299))
    [cover] = view.covers
    assert cover.x + cover.width == cover.y + cover.height == exhibits.WHOLE
    view.deleteLater()
