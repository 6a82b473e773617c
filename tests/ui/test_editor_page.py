"""The live page: the newest text wins, the view stays where it is, the unit under the pen is marked and in sight."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.window_loop import Run, until
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import RegulationPaper
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.seal import Draft
from wxadmin.printing import papers
from wxadmin.ui.editor.livepage import LivePage
from wxadmin.ui.editor.units import END, HEAD
from wxadmin.ui.tasks import Tasks

LONG = "各班组请在本周五下午到一号仓库领取新的工作牌，领取时出示旧牌，遗失旧牌的先到办公室登记。"


def regulation(first: str = "") -> RegulationText:
    items = tuple(Node("item", f"（{n}）", None, f"第{n}类情形，{LONG}") for n in "一二三")
    articles = tuple(
        Node("article", f"第{n}条", None, (first if n == 1 and first else LONG), items if n == 12 else ())
        for n in range(1, 31)
    )
    return RegulationText("工作牌管理办法", (), (Node("chapter", "第一章", "总则", "", articles),), ("办公室",))


def make(text: RegulationText) -> bytes:
    paper = RegulationPaper("远山公司", text)
    return papers.render(paper, mark=Draft(), created=datetime(2026, 11, 22, tzinfo=UTC)).pdf


@pytest.fixture
def tasks(run_async: Run) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    run_async(made.close())


@pytest.fixture
def page(tasks: Tasks, host: QWidget) -> LivePage:
    made = LivePage(tasks, host)
    made.resize(420, 560)
    host.show()
    made.show()
    return made


async def rest(page: LivePage) -> None:
    view = page.view
    await until(lambda: not page._running and view.pages)
    await asyncio.sleep(0.03)
    await until(lambda: view._wanted() is None and all(p in view.texts for p in view.visible()) and not view._drawing)


def marked(page: LivePage) -> str:
    """The words that are marked, on the pages in sight."""
    found = ""
    for number in page.view.visible():
        text = page.view.texts[number]
        boxes = {box for box, _tint, _framed in page._marks(number)}
        found += "".join(text.text(line.start, line.end) for line in text.lines if line.box in boxes)
    return found


def test_the_newest_text_wins_and_none_piles_up(run_async: Run, page: LivePage) -> None:
    asked: list[str] = []

    def slow(text: RegulationText) -> bytes:
        asked.append(text.nodes[0].children[0].text)
        time.sleep(0.05)
        return make(text)

    async def story() -> None:
        page.use(slow)
        for n in range(60):
            page.show_text(regulation(f"改到第{n}次。"))
            await asyncio.sleep(0.004)
        await rest(page)
        assert asked[-1] == "改到第59次。"
        assert len(asked) < 20
        assert "改到第59次" in page.view.texts[0].chars

    run_async(story())


def test_the_view_stays_and_the_unit_is_marked(run_async: Run, page: LivePage) -> None:
    async def story() -> None:
        page.use(make)
        page.show_text(regulation())
        await rest(page)
        page.follow((0, 1))
        assert marked(page).startswith("第2条")
        assert marked(page).endswith("登记。")
        bar = page.view.verticalScrollBar()
        assert bar.value() == 0
        page.follow((0, 25))
        await rest(page)
        assert bar.value() > 0
        assert marked(page).startswith("第26条")
        assert "第27条" not in marked(page)
        place = bar.value()
        for n in range(4):
            page.show_text(regulation(f"改到第{n}次。{LONG}"))
            await rest(page)
            assert bar.value() == place
        page.follow((0, 11, 1))
        await rest(page)
        await until(lambda: marked(page).startswith("（二）第二类"))
        assert "（三）" not in marked(page)
        page.follow(HEAD)
        await rest(page)
        assert bar.value() < place
        assert "工作牌管理办法" in marked(page)
        page.follow(END)
        assert marked(page) == ""

    run_async(story())


def test_what_cannot_be_set_is_said_and_the_page_before_stays(run_async: Run, page: LivePage) -> None:
    async def story() -> None:
        page.use(make)
        page.show_text(regulation())
        await rest(page)
        pages = page.view.pages

        def wrong(_text: RegulationText) -> bytes:
            raise UserError("字体文件缺失", remedy="请重新安装")

        page._make = wrong
        page.show_text(regulation("甲"))
        await until(lambda: page.failed)
        assert "字体文件缺失" in page.number.text()
        assert page.view.pages == pages
        page._make = make
        page.show_text(regulation("乙"))
        await until(lambda: not page.failed)
        await rest(page)
        assert "第 1 页" in page.number.text()

    run_async(story())


def test_nothing_is_set_while_the_page_is_out_of_sight(run_async: Run, page: LivePage) -> None:
    asked: list[RegulationText] = []

    def noting(text: RegulationText) -> bytes:
        asked.append(text)
        return make(text)

    async def story() -> None:
        page.use(noting)
        page.hide()
        for n in range(3):
            page.show_text(regulation(f"第{n}次"))
        await asyncio.sleep(0.05)
        assert not asked
        page.show()
        await rest(page)
        assert len(asked) == 1
        window = page.window()
        window.hide()
        page.show_text(regulation("又一次"))
        await asyncio.sleep(0.05)
        assert len(asked) == 1
        window.show()  # as a dialog is that gets its text before it is shown
        await until(lambda: len(asked) == 2)
        await rest(page)

    run_async(story())
