"""A deadline in working days says below it that nobody knows the days off of its year."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run
from wxadmin.domain.deadlines import Calendar
from wxadmin.services import clock, groups, matter_kinds, records
from wxadmin.services.applications import ApplicationDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.matters import MatterDraft
from wxadmin.ui.applicationsheet import ApplicationSheet
from wxadmin.ui.desk import Desk
from wxadmin.ui.mattersheet import MatterSheet
from wxadmin.ui.tasks import Tasks


def test_an_application_and_a_matter_say_it(run_async: Run, tasks: Tasks, host: QWidget, tmp_path: Path) -> None:
    store = fresh_records(tmp_path / "records")
    group = groups.create(store, GroupDraft("大群")).value
    desk = Desk(store, tasks, QSettings(str(tmp_path / "layout.ini"), QSettings.Format.IniFormat), host)
    desk.groups, desk.group = groups.every(store), group
    year = clock.today().year

    async def story() -> None:
        for days, said in ((Calendar(known=year - 1), f"{year}年的放假安排还没有录入"), (Calendar(), "")):
            terms = {kind: replace(term, calendar=days) for kind, term in matter_kinds.terms(store).items()}
            for sheet in (
                ApplicationSheet(host, desk, ApplicationDraft("join", group, ""), days, new=True),
                MatterSheet(host, desk, MatterDraft("report", group, "", ""), {}, terms, verb="登记"),
            ):
                assert sheet.unknown.text().startswith(said)
                assert bool(sheet.unknown.text()) == bool(said)
                assert sheet.unknown.isHidden() == (not said)
                sheet.deleteLater()

    run_async(story())
    run_async(tasks.close())
    records.close(store)
