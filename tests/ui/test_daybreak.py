"""A day that begins while the window is open."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run, until
from wxadmin.domain.errors import StoreError
from wxadmin.services import clock, fixed, groups, publishing, records, regulations
from wxadmin.services.publishing import Publishing
from wxadmin.ui.daybreak import Daybreak
from wxadmin.ui.desk import Desk
from wxadmin.ui.tasks import Tasks

TEXT = "工作群守则\n第一条 收到通知后30分钟内回复“收到”。\n第二条 本守则由办公室负责解释。\n"


def test_what_holds_from_today_takes_effect_without_a_new_start(run_async: Run, host: QWidget, tmp_path: Path) -> None:
    now = [datetime(2026, 3, 1, 23, 59, tzinfo=clock.zone())]

    async def story() -> None:
        tasks = Tasks(host)
        desk = Desk(store, tasks, QSettings(), host)
        told: list[str] = []
        desk.changed.connect(lambda change: told.append(change.label))
        desk.day_changed.connect(lambda: told.append("day"))
        watch = desk.findChild(Daybreak)
        assert isinstance(watch, Daybreak)
        watch.look()
        await until(lambda: tasks.busy == 0)
        assert told == []
        assert groups.get(store, group).reply_minutes == 60
        now[0] = datetime(2026, 3, 2, 0, 1, tzinfo=clock.zone())
        watch.look()
        await until(lambda: tasks.busy == 0)
        assert told == ["规章到期的设置", "day"]
        assert groups.get(store, group).reply_minutes == 30
        watch.look()
        await until(lambda: tasks.busy == 0)
        assert told[2:] == []
        now[0] = datetime(2026, 3, 3, 0, 1, tzinfo=clock.zone())
        watch.look()
        await until(lambda: tasks.busy == 0)
        assert told[2:] == ["day"]
        await tasks.close()

    with clock.ticking(lambda: now[0]):
        store = fresh_records(tmp_path / "records")
        group = groups.create(store, groups.GroupDraft("研发协作群", unit="远山公司", reply_minutes=60)).value
        draft = regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value
        how = Publishing(date(2026, 3, 2), issuer="远山公司", interpreter="办公室", settings=("reply_minutes",))
        publishing.publish(store, draft, how)
        run_async(story())
        records.close(store)


def test_what_holds_from_today_takes_effect_when_the_records_are_opened(tmp_path: Path) -> None:
    now = [datetime(2026, 3, 1, 12, tzinfo=clock.zone())]
    with clock.ticking(lambda: now[0]):
        store = fresh_records(tmp_path / "records")
        group = groups.create(store, groups.GroupDraft("研发协作群", unit="远山公司", reply_minutes=60)).value
        draft = regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value
        how = Publishing(date(2026, 3, 2), issuer="远山公司", interpreter="办公室", settings=("reply_minutes",))
        publishing.publish(store, draft, how)
        records.close(store)
        now[0] = datetime(2026, 3, 2, 8, tzinfo=clock.zone())
        store = records.open_at(tmp_path / "records")
        assert groups.get(store, group).reply_minutes == 30
        records.close(store)


def test_records_that_cannot_be_settled_are_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records.close(fresh_records(tmp_path / "records"))

    def full(_store: records.Store) -> None:
        raise StoreError("磁盘已满", remedy="请腾出空间")

    with monkeypatch.context() as patch:
        patch.setattr(fixed, "take_effect", full)
        with pytest.raises(StoreError, match="磁盘已满"):
            records.open_at(tmp_path / "records")
    records.close(records.open_at(tmp_path / "records"))
