"""A decision is appealed against in the real window: taken in from its case, answered, and what it undoes is a task."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.e2e.window_driver import Driver, drive
from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run, nothing_left, run_async, until
from wxadmin.domain.people import Person
from wxadmin.services import (
    appeals,
    case_acts,
    case_parts,
    cases,
    clock,
    group_posts,
    groups,
    member_tasks,
    members,
    notices,
    people,
)
from wxadmin.services.listing import View
from wxadmin.ui.appealanswer import AnswerSheet
from wxadmin.ui.pages.appeals import AppealsPage
from wxadmin.ui.pages.cases import CasesPage

__all__ = ["nothing_left", "run_async"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Somebody was removed from a group, the notice was delivered, and they are out."""
    place = tmp_path / "records"
    with fresh_records(place) as store:
        unit = groups.GroupDraft("研发协作群", unit="远山公司", office="行政部", naming_rule="部门-姓名")
        group = groups.create(store, unit).value
        owner = people.add(store, Person("林岚", (("行政部",),)), group=group).value
        other = people.add(store, Person("石燕", (("行政部",),)), group=group).value
        person = people.add(store, Person("方立", (("研发部",),)), group=group).value
        group_posts.appoint(store, group, group_posts.PostDraft("owner", owner))
        group_posts.appoint(store, group, group_posts.PostDraft("admin", other))
        members.import_snapshot(store, members.preview(store, group, "行政部-林岚\n行政部-石燕\n研发部-方立\n"))
        case = cases.create(store, cases.CaseDraft(group, person, "在群里发广告", measures=("removal",))).value
        cases.decide(store, case, cases.Decision(("removal",), "林岚"))
        notices.issue(store, case)
        with store.read() as db:
            party = case_parts.of(db, case)[0].id
        case_acts.deliver(store, case, party, clock.today(), "当面")
        member_tasks.carried_out(store, member_tasks.index(store, View(group)))
    return place


def test_from_the_case_to_what_holds_afterwards(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def story(hands: Driver) -> None:
        desk = hands.window.desk
        assert desk is not None
        await hands.go("申诉")
        assert "收到申诉" in hands.words()
        await hands.go("案件与处罚")
        await hands.click("收到申诉…")
        sheet = await hands.has_dialog("收到申诉：方立")
        hands.fill("申诉理由", "那是单位的招聘启事。", sheet)
        await hands.accept("收到申诉")
        await hands.quiet()
        assert "前答复" in hands.strip()
        await hands.click("去“申诉”")
        await hands.quiet()
        assert isinstance(hands.page, AppealsPage)
        assert "那是单位的招聘启事。" in hands.words()
        await hands.click("签发回执")
        await hands.quiet()
        assert "函已签发" in hands.strip()
        hands.page.focus_first()
        hands.press(Qt.Key.Key_A)
        sheet = await hands.has_dialog("答复申诉")
        assert isinstance(sheet, AnswerSheet)
        sheet.outcome.setCurrentIndex(sheet.outcome.findData("revoked"))
        hands.fill("复核理由", "查明是行政部委托转发的招聘启事。", sheet)
        hands.fill("复核人", "林岚", sheet)
        await until(sheet.same.isVisible)
        assert not sheet.main.isEnabled()
        hands.fill("复核人", "石燕", sheet)
        await hands.accept("答复申诉")
        await hands.accept("作出答复")
        await hands.quiet()
        assert "函已签发" in hands.strip()
        assert "撤销" in hands.words()
        store = desk.store
        (appeal,) = appeals.index(store, View())
        assert appeals.get(store, appeal).answers[0].reviewer == "石燕"
        await hands.click("查看案件 违处〔2026〕1号".replace("2026", str(clock.today().year)))
        await hands.quiet()
        assert isinstance(hands.page, CasesPage)
        await hands.go("待执行事项")
        kinds = [member_tasks.get(store, task).kind for task in member_tasks.index(store, View())]
        assert "invite" in kinds

    drive(run_async, monkeypatch, folder, tmp_path, story)
