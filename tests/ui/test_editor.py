"""The editor of a regulation: typing, the outline, undo, keeping, saving; driven by keys as an owner does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.ui.window_loop import Run, until
from wxadmin.domain.regulation import Blank
from wxadmin.domain.regulation_places import place_of
from wxadmin.services import drafts, groups, records, regulations
from wxadmin.services.records import Store
from wxadmin.ui.desk import Desk
from wxadmin.ui.editor.editor import RegulationEditor
from wxadmin.ui.tasks import Tasks

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
TEXT = """远山公司工作群守则
为规范工作群管理，制定本守则。
第一章 总则
第一条 本守则适用于{{unit}}全体群成员。
第二条 群成员昵称改为部门+姓名。
第二章 沟通
第三条 收到通知后应在20分钟内回复。
第四条 群内禁止下列行为：
（一）发布广告；
（二）辱骂他人。
第五条 违反第四条的，首次警告，再次违反的移出群。
远山公司
2026年11月20日
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = records.open_at(tmp_path / "records", create=True, key_file=True)
    yield opened
    opened.close()


@pytest.fixture
def draft(store: Store) -> int:
    group = groups.create(store, groups.GroupDraft("研发协作群", unit="远山公司", office="办公室")).value
    text = replace(regulations.parse_text(TEXT), blanks=(Blank("unit", "单位", ""),))
    return regulations.create_from_text(store, group, text).value


Story = Callable[[RegulationEditor], Coroutine[Any, Any, None]]


@pytest.fixture
def tell(run_async: Run, store: Store, draft: int, host: QWidget) -> Callable[[Story], None]:
    """Opens the draft in a shown editor and runs a story."""

    def run(story: Story) -> None:
        async def whole() -> None:
            tasks = Tasks(host)
            editor = RegulationEditor(Desk(store, tasks, QSettings(), host), host)
            editor.resize(1100, 640)
            host.resize(1100, 640)
            host.show()
            editor.show()
            failed: list[object] = []
            tasks.failed.connect(failed.append)
            try:
                assert await editor.open(draft)
                await story(editor)
                assert not failed, failed
            finally:
                editor.shut()
                await tasks.close()

        run_async(whole())

    return run


def choose(editor: RegulationEditor, *numbers: str) -> None:
    place = place_of(editor.manuscript.text, numbers)
    assert place is not None
    editor.manuscript.choose(place)


def test_what_is_typed_stands_in_the_text_and_on_the_page(tell, store, draft):
    async def story(editor: RegulationEditor) -> None:
        choose(editor, "第一章", "第二条")
        await until(lambda: editor.page.view.pages > 0)
        before = editor.page.view.file
        editor.clause.field.setFocus()
        QTest.keyClick(editor.clause.field, Qt.Key.Key_End, CONTROL)
        QTest.keyClicks(editor.clause.field, "abc")
        node = editor.manuscript.node()
        assert node is not None
        assert node.text == "群成员昵称改为部门+姓名。abc"
        assert editor.manuscript.dirty
        await until(lambda: editor.page.view.file is not before)
        QTest.keyClick(editor.clause.field, Qt.Key.Key_Z, CONTROL)
        assert not editor.manuscript.dirty
        assert editor.clause.field.toPlainText() == "群成员昵称改为部门+姓名。"
        QTest.keyClick(editor.clause.field, Qt.Key.Key_Y, CONTROL)
        QTest.keyClick(editor.clause.field, Qt.Key.Key_S, CONTROL)
        await until(lambda: not editor.manuscript.dirty)
        await asyncio.sleep(0.05)
        assert "abc" in drafts.opened(store, draft).text.nodes[0].children[1].text

    tell(story)
