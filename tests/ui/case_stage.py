"""The page of cases on a small group: opened, at rest, its sheets answered."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.services.conftest import wechat
from tests.ui.window_loop import until
from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.domain.people import Person
from wxadmin.services import (
    case_choices,
    cases,
    chats,
    clock,
    groups,
    people,
)
from wxadmin.services.cases import CaseDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.records import Store
from wxadmin.ui.desk import Desk
from wxadmin.ui.pages.cases import CasesPage
from wxadmin.ui.tasks import Tasks

TALK = wechat(
    ("周敏", "18:01", "加微信领兼职，日结三百"), ("林强", "18:02", "不要在群里发广告"), ("周敏", "18:03", "关你什么事"),
)  # fmt: skip
RULES = "丙项目群管理规定\n第一条　群内不得发布广告。\n第二条　违反规定的，禁言三天。\n"
W = TypeVar("W", bound=QWidget)
WORD = "在群内发布兼职广告，经提醒后仍不撤回。"


@pytest.fixture
def desk(store: Store, tasks: Tasks, host: QWidget, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(store, tasks, QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat), host)
    group = groups.create(store, GroupDraft("丙项目群", unit="甲公司", owner="王主任")).value
    for name, department in (("周敏", "销售部"), ("林强", "客服部"), ("吴丽", "客服部")):
        people.add(store, Person(name, ((department,),)), group=group)
    chats.import_chat(store, chats.preview(store, group, TALK))
    made.groups = groups.every(store)
    made.choose_group(group)
    made.right = "cases"
    host.resize(1366, 768)
    host.show()
    return made


def opened(desk: Desk, host: QWidget) -> CasesPage:
    gc.collect()  # loops of tests before hold Qt timers; a thread of the window that collects them may not stop them
    page = CasesPage(desk, host)
    page.resize(1366, 768)
    page.show()
    page.list.focus_list()
    return page


async def at_rest(page: CasesPage) -> None:
    def still() -> bool:
        detail, record = page.detail, page.record
        shown = (detail is None) == (record is None) and (detail is None or detail.id == record)
        return page.desk.tasks.busy == 0 and not page.list.model.settling and shown

    await until(still)
    await until(still)


def key(page: CasesPage, letter: str | Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or page, letter)


def sheet(page: CasesPage, kind: type[W]) -> list[W]:
    return [one for one in page.findChildren(kind) if one.isVisible()]


async def answered(page: CasesPage, kind: type[W]) -> W:
    await until(lambda: sheet(page, kind))
    return sheet(page, kind)[0]


def known(store: Store, group: int | None) -> dict[str, int]:
    return {one.name: one.person or 0 for one in case_choices.candidates(store, group or 0)}


def draft(desk: Desk, *names: str, facts: str = WORD, measures: tuple[Measure, ...] = (Measure("written"),)) -> int:
    assert desk.group is not None
    who = known(desk.store, desk.group)
    act = Infraction(facts, "advert", clock.today() - timedelta(days=2))
    parties = [Party(who[name], "", (act,), measures) for name in names]
    return cases.create(desk.store, CaseDraft(desk.group, None, "").with_parties(parties)).value
