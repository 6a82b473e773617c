"""What a desk tells of changes, and in which order."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run, until
from wxadmin.domain.errors import UserError
from wxadmin.services import groups, records
from wxadmin.services.groups import GroupDraft
from wxadmin.ui.desk import Desk
from wxadmin.ui.strip import Strip
from wxadmin.ui.tasks import Tasks


def test_a_late_success_does_not_cover_what_was_wrong_with_the_next_change(
    run_async: Run, tasks: Tasks, host: QWidget, tmp_path: Path
) -> None:
    store = fresh_records(tmp_path / "records")
    desk = Desk(store, tasks, QSettings(str(tmp_path / "layout.ini"), QSettings.Format.IniFormat), host)
    host.show()
    strip, other = Strip(host), Strip(host)

    def slow() -> records.Change[int]:
        time.sleep(0.15)
        return groups.create(store, GroupDraft("研发协作群"))

    def wrong() -> records.Change[int]:
        raise UserError("群名称没有写", remedy="请写上")

    async def story() -> None:
        first = asyncio.ensure_future(desk.change(slow, strip, "已保存"))
        await asyncio.sleep(0)
        assert await desk.change(wrong, other) is None
        assert not first.done()  # another place does not wait
        assert await desk.change(wrong, strip, "已保存") is None
        assert await first is not None
        await until(lambda: strip.words)
        assert "群名称没有写" in strip.words
        await desk.undo(strip)
        assert "已撤销" in strip.words

    run_async(story())
    run_async(tasks.close())
    records.close(store)
