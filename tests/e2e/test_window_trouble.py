"""The real window when things go wrong: said plainly, nothing half done, the window alive."""

from __future__ import annotations

import asyncio
import getpass
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from tests.e2e.window_driver import Driver, drive
from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run, nothing_left, run_async, until
from wxadmin import app
from wxadmin.app.program import Program
from wxadmin.services import chats, groups, people, records
from wxadmin.ui.places import PAGES
from wxadmin.ui.report import ReportSheet

__all__ = ["nothing_left", "run_async"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "records"
    store = fresh_records(place)
    groups.create(store, groups.GroupDraft("研发协作群", unit="远山公司", naming_rule="部门-姓名"))
    records.close(store)
    return place


def _chat(messages: int) -> str:
    return "".join(
        f"研发部-成员{i % 40}\n2026年11月{1 + i // 1000:02d}日 {8 + i // 60 % 12:02d}:{i % 60:02d}\n第 {i} 句，加微信领红包\n\n"
        for i in range(messages)
    )


def test_unreadable_files_are_refused_with_place_and_remedy(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    bad = {
        "空.csv": b"",
        "坏.xlsx": b"PK\x03\x04 this is no workbook",
        "乱码.csv": "姓名,部门\n".encode() + b"\xff\xfe\xfa\x00\x81",
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)

    async def story(hands: Driver) -> None:
        await hands.go("花名册")
        for name in bad:
            hands.page.strip.clear()
            await hands.page.take(tmp_path / name, "roster")
            assert name.split(".")[0] in hands.strip(), (name, hands.strip())
            assert hands.strip().endswith("。")
            assert "\n" not in hands.strip()
        # A table whose titles say nothing is asked about; who turns away has brought in nothing.
        (tmp_path / "没有表头.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
        taking = asyncio.ensure_future(hands.page.take(tmp_path / "没有表头.csv", "roster"))
        sheet = await hands.has_dialog("导入花名册")
        assert not sheet.main.isEnabled()  # type: ignore[attr-defined]
        sheet.reject()
        await taking
        assert hands.page.list.model.rowCount() == 0  # type: ignore[attr-defined]
        hands.window.arrivals.take_text("今天天气不错，适合出去走走，大家有没有什么好地方可以推荐一下呢，周末一起去。")
        assert "没认出" in hands.strip()

    drive(run_async, monkeypatch, folder, tmp_path, story)


def test_a_cancelled_import_leaves_nothing(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def story(hands: Driver) -> None:
        await hands.go("待审队列")
        page, tasks = hands.page, hands.program.tasks
        store, group = page.desk.store, page.desk.group
        assert group is not None
        seen = await tasks.run(lambda: chats.preview(store, group, _chat(3000)))
        running = asyncio.ensure_future(
            page.desk.job("导入聊天记录", lambda step: chats.import_chat(store, seen, step), page.strip)
        )
        await until(lambda: tasks.jobs and tasks.jobs[0].done > 0)
        await until(lambda: "导入聊天记录" in _status(hands))
        stop = next(b for b in hands.window.status.findChildren(QWidget) if b.accessibleName() == "取消：导入聊天记录")
        stop.click()  # type: ignore[attr-defined]
        assert await running is None
        assert "已取消" in hands.strip()
        await hands.quiet()
        assert page.list.model.rowCount() == 0  # type: ignore[attr-defined]
        again = await tasks.run(lambda: chats.preview(store, group, _chat(3000)))
        assert len(again.new) == 3000
        assert not _status(hands)

    drive(run_async, monkeypatch, folder, tmp_path, story)


def _status(hands: Driver) -> str:
    return "".join(line.words.text() for line in hands.window.status._lines)


def test_a_write_and_the_window_go_on_during_an_import(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def story(hands: Driver) -> None:
        await hands.go("花名册")
        page, tasks = hands.page, hands.program.tasks
        store, group = page.desk.store, page.desk.group
        assert group is not None
        seen = await tasks.run(lambda: chats.preview(store, group, _chat(6000)))
        begin = time.perf_counter()
        importing = asyncio.ensure_future(
            page.desk.job("导入聊天记录", lambda step: chats.import_chat(store, seen, step), page.strip)
        )
        await until(lambda: tasks.jobs)

        async def write(number: int) -> bool:
            """True when the change was in the records while the import was still at work."""
            change = await page.desk.change(
                lambda: people.add(store, people.Person(f"新人{number}"), group=group), page.strip
            )
            assert change is not None
            return not importing.done()

        meanwhile = [await write(0), await write(1)]
        longest, last = 0.0, time.perf_counter()
        while not importing.done():
            await asyncio.sleep(0.005)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
        assert (await importing) is not None
        assert meanwhile == [True, True]
        # The figure itself is measured by tests/bench/window_bench.py; here only that nothing blocks outright.
        assert longest < (time.perf_counter() - begin) / 2

    drive(run_async, monkeypatch, folder, tmp_path, story)


def test_a_bug_becomes_one_report_that_can_be_copied(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError("李四 15400001111")

    async def story(hands: Driver) -> None:
        monkeypatch.setattr(people, "index", broken)
        hands.program.reporter.bug.disconnect(hands.bugs.append)
        hands.window.show_page("people")
        await until(lambda: hands.window.findChildren(ReportSheet))
        sheet = hands.window.findChildren(ReportSheet)[0]
        await until(sheet.isVisible)
        sheet.main.click()
        text = QGuiApplication.clipboard().text()
        assert "ZeroDivisionError" in text
        assert "李四" not in text
        log = (tmp_path / "WXADMIN_LOG" / "wxadmin.log").read_text("utf-8")
        assert "ZeroDivisionError" in log
        assert "李四" not in log
        assert "15400001111" not in log
        monkeypatch.undo()
        for name in ("WXADMIN_CONFIG", "WXADMIN_LOG"):
            monkeypatch.setenv(name, str(tmp_path / name))
        await hands.quiet()

    drive(run_async, monkeypatch, folder, tmp_path, story)


def test_a_held_file_says_who_holds_it_and_opens_when_it_is_free(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    for name in ("WXADMIN_CONFIG", "WXADMIN_LOG"):
        monkeypatch.setenv(name, str(tmp_path / name))
    code = """
import sys
from pathlib import Path
from wxadmin.services import records
store = records.open_at(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
records.close(store)
"""
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == "held"
    program = Program(app.set_stage(), folder)

    async def whole() -> None:
        ready = asyncio.Event()
        program.window.ready.connect(ready.set)
        program.shell.show()
        living = asyncio.ensure_future(program.live())
        await until(program.window.waiting.retry.isVisible)
        words = program.window.waiting.words.text()
        assert str(holder.pid) in words, words
        holder.communicate("")
        program.window.waiting.retry.click()
        await asyncio.wait_for(ready.wait(), 10)
        assert program.window.page_now is not None
        program.shell.close()
        await living

    try:
        run_async(whole())
    finally:
        program.unhook()
        if holder.poll() is None:
            holder.kill()
            holder.communicate()


def test_another_folder_can_be_opened_and_the_layout_stays(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def first(hands: Driver) -> None:
        hands.program.shell.resize(1300, 720)
        await hands.go("花名册")
        hands.page.sides.setSizes([300, 700])  # type: ignore[attr-defined]
        await hands.quiet()
        hands.window.menus.set_look("dark")

    sizes: list[list[int]] = []

    async def second(hands: Driver) -> None:
        hands.program.shell.resize(1300, 720)
        await hands.go("花名册")
        sizes.append(hands.page.sides.sizes())  # type: ignore[attr-defined]
        assert hands.program._app.palette().base().color().lightness() < 80
        hands.window.menus.set_look("light")
        hands.window.records_wanted.emit(tmp_path / "nothing")
        await until(hands.window.waiting.retry.isVisible)
        assert hands.window.waiting.words.text().endswith("。")
        hands.window.records_wanted.emit(folder)
        await until(lambda: hands.window.page_now is not None)
        await hands.quiet()

    drive(run_async, monkeypatch, folder, tmp_path, first)
    drive(run_async, monkeypatch, folder, tmp_path, second)
    assert sizes[0][0] < sizes[0][1]


def test_every_control_has_a_name_and_every_word_is_chinese(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def story(hands: Driver) -> None:
        for _key, title, _icon in PAGES:
            await hands.go(title)
            for widget in hands.program.shell.findChildren(QWidget):
                if not widget.isVisible() or widget.objectName().startswith("qt_"):
                    continue
                if isinstance(widget, QAbstractButton | QLineEdit | QComboBox | QAbstractItemView):
                    if isinstance(widget.parent(), QLineEdit | QComboBox | QSpinBox | QAbstractItemView):
                        continue  # Qt's own pieces inside a named control
                    assert widget.accessibleName(), (title, widget)
                    assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, QHeaderView), widget
                if isinstance(widget, QAbstractButton | QLabel):
                    strange = re.findall(r"[A-Za-z]{3,}", widget.text())
                    assert not set(strange) - {"Ctrl", "PDF", "Excel", getpass.getuser()}, (title, widget.text())

    drive(run_async, monkeypatch, folder, tmp_path, story)


def test_the_sample_unit_opens_from_an_empty_window(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = tmp_path / "empty"
    records.close(fresh_records(place))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    async def story(hands: Driver) -> None:
        await hands.click("打开示例单位")
        await until(lambda: hands.window.desk is not None and len(hands.window.desk.groups) >= 2, 60)
        await hands.quiet()
        for title in ("待审队列", "案件与处罚", "规章制度", "公告"):
            await hands.go(title)
            assert hands.page.list.model.rowCount() > 0  # type: ignore[attr-defined]

    drive(run_async, monkeypatch, place, tmp_path, story)
