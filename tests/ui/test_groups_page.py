"""The page of the groups without the rest of the window: card, sheets, the selector."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QToolButton, QWidget

from tests.fresh_records import fresh_records
from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.people import Person
from wxadmin.services import expectations, group_life, group_posts, groups, naming_rules, people, records, settings
from wxadmin.services.groups import GroupDraft
from wxadmin.ui.desk import Desk
from wxadmin.ui.dialogs import Sheet
from wxadmin.ui.expectationsheet import ExpectationSheet, ExpectedSheet
from wxadmin.ui.factsheet import FactSheet
from wxadmin.ui.groupchooser import GroupChooser
from wxadmin.ui.groupform import GroupSheet, new_group
from wxadmin.ui.grouppolicy import PolicySheet
from wxadmin.ui.groupposts import PostSheet
from wxadmin.ui.pages.groups import GroupsPage
from wxadmin.ui.rulebuilder import NamingSheet
from wxadmin.ui.tasks import Tasks

W = TypeVar("W", bound=QWidget)
Story = Callable[[GroupsPage], Coroutine[Any, Any, None]]


@pytest.fixture
def play(run_async: Run, tasks: Tasks, host: QWidget, tmp_path: Path) -> Iterator[Callable[[Story], None]]:
    """Runs a story with the page of a unit with two groups and three people."""
    store = fresh_records(tmp_path / "records")
    settings.save(store, settings.Settings(unit="远山公司", actor="林岚"))
    first = groups.create(store, GroupDraft("研发协作群", unit="远山公司", naming_rule="部门-姓名")).value
    groups.create(store, GroupDraft("销售交流群", kind="exchange"))
    for name, department in (("方立", "研发部"), ("李想", "研发部"), ("钱多", "销售部")):
        people.add(
            store, Person(name, departments=(("远山公司", department),)), group=first if name == "方立" else None
        )
    layout = QSettings(str(tmp_path / "layout.ini"), QSettings.Format.IniFormat)

    async def whole(story: Story) -> None:
        desk = Desk(store, tasks, layout, host)
        desk.groups, desk.group, desk.settings = groups.every(store), first, settings.get(store)
        page = GroupsPage(desk, host)
        host.resize(1170, 700)
        page.resize(1170, 700)
        host.show()
        page.show()
        page.show_record(first)
        await until(lambda: page.detail is not None and page.detail.id == first)
        try:
            await story(page)
        finally:
            page.shut()
            await tasks.close()

    yield lambda story: run_async(whole(story))
    records.close(store)


def choose(page: GroupsPage, of: str, name: str) -> None:
    tools = [t for t in page.card.findChildren(QToolButton) if t.accessibleName().startswith(of) and t.isVisible()]
    next(a for a in tools[0].menu().actions() if a.text() == name).trigger()


async def sheet(page: QWidget, kind: type[W]) -> W:
    await until(lambda: [s for s in page.findChildren(kind) if s.isVisible()])
    return next(s for s in page.findChildren(kind) if s.isVisible())


async def closed(dialog: QDialog) -> None:
    dialog.accept()
    await until(lambda: not dialog.isVisible())


async def again(page: GroupsPage, true: Callable[[Any], object]) -> None:
    await until(lambda: page.detail is not None and true(page.detail))
    await asyncio.sleep(0.03)


def test_posts_policies_people_and_rules_are_set_on_the_card(play: Callable[[Story], None]) -> None:
    async def story(page: GroupsPage) -> None:
        store, group = page.desk.store, page.desk.group
        press(page.card, "任命…")
        asked = await sheet(page, PostSheet)
        assert not asked.main.isEnabled()
        asked.role.setCurrentIndex(asked.role.findData("admin"))
        asked.who.setText("方立")
        asked._boxes["审核入群"].setChecked(True)
        assert asked.duties.text() == "审核入群"
        await closed(asked)
        await again(page, lambda d: d.posts)
        assert group_posts.of_group(store, group)[0].person == 1
        choose(page, "方立", "失职立案…")
        asked = await sheet(page, Sheet)
        led: list[tuple[str, object]] = []
        page.desk.asked.connect(lambda key, record, _chips: led.append((key, record)))
        asked.words.setText("没有审核入群")
        await closed(asked)
        await until(lambda: led)
        assert led[0][0] == "cases"

        press(page.card, "改规定…")
        policy = await sheet(page, PolicySheet)
        policy.leaving.setCurrentIndex(policy.leaving.findData("free"))
        assert "自由" not in policy.words.text()
        assert "自行退群" in policy.words.text()
        await closed(policy)
        await again(page, lambda d: d.profile.own)
        assert group_life.profile(store, group).leaving == "free"

        press(page.card, "按部门和类别定…")
        rule = await sheet(page, ExpectationSheet)
        rule._tops[0].child(0).setCheckState(0, Qt.CheckState.Checked)
        press(rule, "再加一条")  # left empty, it is no rule
        assert rule.which.count() == 2
        await closed(rule)
        await again(page, lambda d: d.expectations)
        listed = [person for _id, person in people.of_group(store, group)]
        assert len(listed) == 2  # the rule lists those who fit at once
        people.add(store, Person("后来的", departments=listed[-1].departments))
        page.reload()
        await again(page, lambda d: d.missing == 1)
        press(page.card, f"核对：缺 1 人，多 {page.detail.beyond} 人…")
        difference = await sheet(page, ExpectedSheet)
        await closed(difference)
        await again(page, lambda d: not d.missing)
        assert len(people.of_group(store, group)) == 3

        press(page.card, "改命名规则…")
        naming = await sheet(page, NamingSheet)
        naming._on_clear_clicked()
        for field in ("姓名", "部门"):
            press(naming, f"加上 {field}")
        assert naming.naming_rule() == "姓名-部门"
        naming.tried.setPlainText("方立-研发部\n夜来香")
        await until(lambda: "夜来香：" in naming.verdict.text())
        assert "方立-研发部：合格" in naming.verdict.text()
        naming.rule.setCurrentText("胡说")
        await until(lambda: not naming.main.isEnabled())
        naming.rule.setCurrentText("姓名-部门")
        await until(naming.main.isEnabled)
        press(naming, "加一条")
        naming._rules[0].categories.setText("外部，合作伙伴")
        naming._rules[0].rule.setText("单位-姓名")
        await closed(naming)
        await again(page, lambda d: d.rules)
        assert naming_rules.read(store, group)[0].categories == ("外部", "合作伙伴")
        assert expectations.read(store, group)
        assert "谁定的" in words(page.card) or [a for a in page.detail.acts if a.kind == "naming"]

    play(story)


def test_a_group_is_planned_ticked_off_opened_and_dissolved(play: Callable[[Story], None]) -> None:
    async def story(page: GroupsPage) -> None:
        desk = page.desk
        making = asyncio.ensure_future(new_group(desk, page))
        form = await sheet(page, GroupSheet)
        form.name.setText("研发协同群")
        await until(lambda: "研发协作群" in form.advice.text())  # advice alone: it can be made all the same
        form.planned.setCurrentIndex(1)
        await closed(form)
        made = await making
        assert made is not None
        desk.groups = groups.every(desk.store)
        page.show_record(made)
        await again(page, lambda d: d.id == made and d.group.state == "planned")
        press(page.card, "办完：定下应加人员")
        await again(page, lambda d: any(step.done for step in d.steps))
        press(page.card, "正式启用…")
        await closed(await sheet(page, Sheet))
        await again(page, lambda d: d.group.state == "active")
        press(page.card, "解散…")
        asked = await sheet(page, Sheet)
        assert not asked.main.isEnabled()
        asked.words.setText("并入研发协作群")
        desk.groups = groups.every(desk.store)
        await closed(asked)
        await until(lambda: groups.get(desk.store, made).state == "dissolved")
        desk.groups = groups.every(desk.store)
        page.show_record(made)
        await again(page, lambda d: d.id == made and d.group.state == "dissolved")
        press(page.card, "恢复使用")
        await until(lambda: groups.get(desk.store, made).state == "active")

    play(story)


def test_platform_facts_are_corrected_and_come_back(play: Callable[[Story], None]) -> None:
    async def story(page: GroupsPage) -> None:
        page._on_facts_chosen()
        facts = await sheet(page, FactSheet)
        facts.value.setText("abc")
        press(facts, "保存这一项")
        await until(lambda: "要写一个数" in facts.strip.words)
        facts.value.setText("300")
        facts.source.setText("客户端提示")
        press(facts, "保存这一项")
        await until(lambda: "改过" in facts.table.item(0, 2).text())
        press(facts, "恢复原值")
        await until(lambda: facts.table.item(0, 2).text() == "500 人")
        await closed(facts)

    play(story)


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)
def test_the_selector_finds_a_group_by_part_of_its_name_or_initials(host: QWidget) -> None:
    chooser = GroupChooser(host)
    taken: list[object] = []
    chooser.chosen.connect(taken.append)
    wanted: list[bool] = []
    chooser.new_wanted.connect(lambda: wanted.append(True))
    chooser.show_groups((*((n, f"三({n})班家长群") for n in range(1, 41)), (90, "羽毛球兴趣群")), 3)
    host.show()
    chooser.show()
    host.activateWindow()
    line = chooser.lineEdit()
    assert line is not None
    assert line.text() == "三(3)班家长群"
    line.setFocus()
    for typed, group in (("ymq", 90), ("17", 17), ("qbq", None)):
        line.selectAll()
        QTest.keyClicks(line, typed)
        QTest.keyClick(line, Qt.Key.Key_Return)
        assert taken[-1] == group
    line.selectAll()
    QTest.keyClicks(line, "zzz")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert len(taken) == 3
    assert line.text() == "全部群"
    chooser._on_activated(chooser.count() - 1)
    assert wanted


def test_a_class_group_tells_of_consent_that_is_missing(play: Callable[[Story], None]) -> None:
    async def story(page: GroupsPage) -> None:
        store = page.desk.store
        made = groups.create(store, GroupDraft("三(2)班家长群", kind="class")).value
        people.add(store, Person("许小满", category="学生"), group=made)
        page.desk.groups = groups.every(store)
        page.show_record(made)
        await again(page, lambda d: d.id == made)
        press(page.card, "没有取得同意的 1 人…")
        asked = await sheet(page, Sheet)
        asked._warned = True
        asked.reject()
        await until(lambda: not asked.isVisible())

    play(story)
