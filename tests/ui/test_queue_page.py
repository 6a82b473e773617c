"""The queue by keyboard: every key, several at once, undo that leads back, letters typed into a field, both sheets."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from tests.services.conftest import wechat
from tests.ui import case_stage
from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.people import Person
from wxadmin.services import (
    cases,
    chats,
    groups,
    people,
    precedents,
    queue,
    queue_presets,
    ranking,
    regulations,
    withdrawals,
)
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.operators import Operator
from wxadmin.services.records import Store
from wxadmin.ui import dialogs
from wxadmin.ui.caseform import CaseSheet
from wxadmin.ui.decisionsheet import DecisionSheet
from wxadmin.ui.desk import Desk
from wxadmin.ui.excerptsheet import ExcerptSheet
from wxadmin.ui.exhibitpane import ExhibitPane
from wxadmin.ui.pages.queue import QueuePage
from wxadmin.ui.queuesheets import AllowSheet, FiguresSheet, PresetSheet
from wxadmin.ui.tasks import Tasks
from wxadmin.ui.withdrawalsheet import NoteSheet

SENDERS = ("周敏", "林强", "吴丽", "郑洋", "冯超", "沈静")
TALK = wechat(*((who, f"18:{n:02d}", f"加微信领兼职，日结{n}百") for n, who in enumerate(SENDERS, 1)))


@pytest.fixture
def desk(store: Store, tasks: Tasks, host: QWidget, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(store, tasks, QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat), host)
    group = groups.create(store, GroupDraft("丙项目群", unit="甲公司", owner="王主任")).value
    people.add(store, Person("周敏", (("销售部",),)), group=group)
    chats.import_chat(store, chats.preview(store, group, TALK))
    made.groups = groups.every(store)
    made.choose_group(group)
    host.resize(1366, 768)
    host.show()
    return made


async def opened(desk: Desk, host: QWidget) -> QueuePage:
    gc.collect()  # loops of tests before hold Qt timers; a thread of the window that collects them may not stop them
    page = QueuePage(desk, host)
    page.resize(1366, 768)
    page.show()
    await until(lambda: page.list.model.rowCount() == len(SENDERS) and page.detail is not None)
    page.list.focus_list()
    await at_rest(page)
    return page


async def at_rest(page: QueuePage) -> None:
    timers = (page._settling, page._reloading)
    await until(
        lambda: (
            page.desk.tasks.busy == 0
            and not page.list.model.settling
            and not any(timer.isActive() for timer in timers)
            and (page.detail is None) == (page.record is None)
        )
    )


def key(page: QueuePage, letter: str | Qt.Key) -> None:
    upper = isinstance(letter, str) and letter.isupper()
    mark = Qt.KeyboardModifier.ShiftModifier if upper else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(QApplication.focusWidget() or page, letter, mark)


def states(page: QueuePage) -> list[str]:
    every = queue.index(
        page.desk.store,
        View(page.desk.group, chips=("waiting", "founded", "unfounded", "ignored", "reminded"), sort="time"),
    )
    return [queue.get(page.desk.store, one).state for one in every]


def sheet(page: QueuePage, kind: type) -> list:
    return [one for one in page.findChildren(kind) if one.isVisible()]


def test_keys_move_open_and_decide_and_undo_leads_back(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = await opened(desk, host)
        first = page.record
        key(page, "j")
        second = page.record
        assert second not in (first, None)
        key(page, "k")
        assert page.record == first
        key(page, Qt.Key.Key_Return)
        decided = []
        for letter, state in (("n", "unfounded"), ("w", "reminded"), ("i", "ignored")):
            await at_rest(page)
            decided.append((page.record, state))
            key(page, letter)
            assert page.record not in [one for one, _state in decided]
            if state == "reminded":
                sent = queue.reminder_text(desk.store, decided[-1][0])
                await until(lambda sent=sent: QApplication.clipboard().text() == sent)
        await at_rest(page)
        assert [queue.get(desk.store, one).state for one, _state in decided] == [state for _one, state in decided]
        assert page.list.model.rowCount() == 3
        key(page, "u")
        await until(lambda: page.record == decided[-1][0] and page.list.model.rowCount() == 4)
        await at_rest(page)
        page.undo()  # what Ctrl+Z of the window asks of its page
        await until(lambda: page.record == decided[-2][0] and page.list.model.rowCount() == 5)
        await at_rest(page)
        assert states(page).count("waiting") == 5
        await at_rest(page)
        page.shut()

    run_async(story())


def test_decisions_without_a_pause_each_hit_their_own_entry(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = await opened(desk, host)
        order = [page.list.model.id_at(n) for n in range(6)]
        for letter in "niwn":
            await until(lambda: page.detail is not None and page.detail.id == page.record)
            key(page, letter)
        await at_rest(page)
        told = [queue.get(desk.store, one).state for one in order]
        assert told == ["unfounded", "ignored", "reminded", "unfounded", "waiting", "waiting"]
        assert page.record == order[4]
        await at_rest(page)
        page.shut()

    run_async(story())


def test_the_form_of_a_case_says_how_the_clause_was_decided_before(run_async: Run, desk: Desk, host: QWidget) -> None:
    store, group = desk.store, desk.group or 0
    day = date(2026, 9, 1)
    text = regulations.parse_text("丙项目群管理规定\n第一条　群内不得发布广告，不得诈骗。\n")
    regulations.publish(store, regulations.create_from_text(store, group, text).value, effective=day)
    clause = regulations.cite(store, regulations.clauses(store, group, day)[0].id)
    before = cases.CaseDraft(group, None, "发广告", sender="吴丽", occurred=day, clause=clause, measures=("oral",))
    made = cases.create(store, before).value
    cases.decide(store, made, cases.Decision(("oral",), "王主任"))
    [said] = precedents.figures_words(precedents.figures_of(store, group, clause))

    async def story() -> None:
        page = await opened(desk, host)
        key(page, "y")
        await until(lambda: sheet(page, CaseSheet))
        form = sheet(page, CaseSheet)[0]
        assert form.now.act.clause.currentText().endswith("群内不得发布广告，不得诈骗。")
        assert said in words(form)
        form.reject()
        await at_rest(page)
        page.shut()

    run_async(story())


def test_y_opens_a_case_and_m_shows_more(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = await opened(desk, host)
        key(page, "m")
        await at_rest(page)
        assert len(page.detail.context) == len(SENDERS)
        key(page, "y")
        await until(lambda: sheet(page, CaseSheet))
        sheet(page, CaseSheet)[0].reject()
        await at_rest(page)
        assert set(states(page)) == {"waiting"}
        key(page, "?")
        await until(lambda: sheet(page, dialogs.Sheet))
        assert "答复" in page.KEYS
        sheet(page, dialogs.Sheet)[0].accept()
        await at_rest(page)
        page.shut()

    run_async(story())


def test_who_may_only_screen_founds_no_case(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = await opened(desk, host)
        desk.operator = Operator(1, "值班的人", "duty", frozenset({"review"}))
        key(page, "c")
        await until(lambda: "没有“立案与处罚”的权限" in page.strip.words)
        assert not sheet(page, CaseSheet)
        key(page, "y")
        await until(lambda: "founded" in states(page))
        await at_rest(page)
        assert not sheet(page, CaseSheet)
        assert not len(cases.index(desk.store, View()))
        page.shut()

    run_async(story())


def test_two_who_quarrelled_become_one_case_by_keys_alone(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = await opened(desk, host)
        first = page.record
        key(page, "J")
        chosen = {queue.get(desk.store, one).sender for one in page.chosen}
        assert len(chosen) == 2
        assert "合为一案… (C)" in words(page)
        key(page, "c")
        await until(lambda: sheet(page, CaseSheet))
        form = sheet(page, CaseSheet)[0]
        assert [one.known.party.sender for one in form.forms] == sorted(chosen, key=SENDERS.index)
        assert all(one.has_facts for one in form.forms)
        # The next person comes by a key; what each did is written apart.
        QTest.keyClick(form, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: form.now is form.forms[1] and form.now.isVisible() and not form.forms[0].isVisible())
        form.now.act.facts.setPlainText("在群内还嘴。")
        # One more person is found by a part of the name; what they said near by is offered as evidence.
        QTest.keyClick(form.add, Qt.Key.Key_Space)
        await until(lambda: form.adder.isVisible() and form.adder.field.hasFocus())
        third = next(one for one in reversed(SENDERS) if one not in chosen)
        form.adder.field.insert(third)
        QTest.keyClick(form.adder.field, Qt.Key.Key_Return)
        await until(lambda: len(form.forms) == 3 and form.now is form.forms[2] and form.now.isVisible())
        assert f"{third}（未写事实）" in words(form)
        ((box, said),) = form.now._said
        box.click()
        assert f"日结{SENDERS.index(third) + 1}百" in said.text
        assert said.facts == form.now.act.facts.toPlainText()
        # Who is there already is shown, not taken in twice.
        QTest.keyClick(form.add, Qt.Key.Key_Space)
        await until(form.adder.isVisible)
        form.adder.field.insert(third)
        QTest.keyClick(form.adder.field, Qt.Key.Key_Return)
        assert len(form.forms) == 3
        # Somebody found by mistake is taken out again.
        QTest.keyClick(form.add, Qt.Key.Key_Space)
        await until(form.adder.isVisible)
        form.adder.field.insert("路人乙")
        QTest.keyClick(form.adder.field, Qt.Key.Key_Return)
        await until(lambda: len(form.forms) == 4 and form.now.isVisible())
        QTest.keyClick(form._chips.button(3), Qt.Key.Key_Delete)
        assert len(form.forms) == 3
        # Out of a field of several lines.
        QTest.keyClick(form.now.act.facts, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: "已立案" in page.strip.words and page.list.model.rowCount() == 4)
        await at_rest(page)
        (case,) = cases.index(desk.store, View(desk.group))
        card = cases.get(desk.store, case)
        assert [party.name or party.sender for party in card.parties] == [*sorted(chosen, key=SENDERS.index), third]
        assert card.parties[1].acts[0].facts == "在群内还嘴。"
        assert len(card.evidence) == 3
        assert not page.chosen
        key(page, "u")
        await until(lambda: page.list.model.rowCount() == 6 and page.record == first)
        await at_rest(page)
        assert not cases.index(desk.store, View(desk.group))
        page.shut()

    run_async(story())


def test_from_an_entry_to_an_issued_notice_in_five_keys(run_async: Run, desk: Desk, host: QWidget) -> None:
    desk.layout.setValue("cases/issue", "yes")  # as ticked the last time

    async def story() -> None:
        page = await opened(desk, host)
        asked: list[tuple[str, int]] = []
        desk.asked.connect(lambda where, record, _chips: asked.append((where, record)))
        key(page, "y")
        await until(lambda: sheet(page, CaseSheet))
        form = sheet(page, CaseSheet)[0]
        QTest.keyClick(form.focusWidget(), Qt.Key.Key_Return)
        await until(lambda: "已立案" in page.strip.words and page.list.model.rowCount() == len(SENDERS) - 1)
        await at_rest(page)
        key(page, "g")
        (case,) = cases.index(desk.store, View(desk.group))
        assert asked == [("cases", case)]
        page.shut()
        page.hide()
        desk.right = "cases"
        there = case_stage.opened(desk, host)
        there.show_record(case)
        await case_stage.at_rest(there)
        case_stage.key(there, "d")
        decision = await case_stage.answered(there, DecisionSheet)
        assert decision.issue.isChecked()
        QTest.keyClick(decision.focusWidget(), Qt.Key.Key_Return)
        await until(lambda: "下一步：送达本人" in words(there) and "记录送达…" in words(there))
        await case_stage.at_rest(there)
        assert there.detail is not None
        assert there.detail.parties[0].paper is not None
        there.shut()

    run_async(story())


def test_several_are_chosen_by_keys_and_decided_as_one(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = await opened(desk, host)
        key(page, "x")
        assert page.chosen == (page.record,)
        key(page, Qt.Key.Key_Escape)
        assert not page.chosen
        first = page.record
        key(page, "J")
        key(page, "J")
        assert len(page.chosen) == 3
        assert "已选 3 条" in page.bar._many.text()
        key(page, "i")
        await at_rest(page)
        assert states(page).count("ignored") == 3
        assert not page.chosen
        key(page, "u")
        await until(lambda: page.list.model.rowCount() == 6 and page.record == first)
        await at_rest(page)
        assert set(states(page)) == {"waiting"}
        await at_rest(page)
        page.shut()

    run_async(story())


def test_several_founded_say_that_no_case_was_opened_and_can_be_one_after_all(
    run_async: Run, desk: Desk, host: QWidget
) -> None:
    async def story() -> None:
        page = await opened(desk, host)
        key(page, "J")
        chosen = page.chosen
        assert "“属实”只记结论，不立案" in page.bar._many.text()
        key(page, "y")
        await until(lambda: "已处理 2 条；属实的没有立案" in page.strip.words)
        await at_rest(page)
        assert states(page).count("founded") == 2
        next(one for one in page.strip.findChildren(QPushButton) if one.text() == "改为合为一案…").click()
        await until(lambda: sheet(page, CaseSheet))
        form = sheet(page, CaseSheet)[0]
        assert len(form.forms) == 2
        form.reject()  # nothing was taken back
        await until(lambda: not sheet(page, CaseSheet))
        await at_rest(page)
        assert states(page).count("founded") == 2
        next(one for one in page.strip.findChildren(QPushButton) if one.text() == "改为合为一案…").click()
        await until(lambda: sheet(page, CaseSheet))
        sheet(page, CaseSheet)[0].accept()
        await until(lambda: "已立案" in page.strip.words)
        await at_rest(page)
        (case,) = cases.index(desk.store, View(desk.group))
        assert set(cases.get(desk.store, case).reviews) == set(chosen)
        page.undo()  # the case goes, what was decided before stands again
        await until(lambda: "已撤销" in page.strip.words)
        await at_rest(page)
        assert not len(cases.index(desk.store, View(desk.group)))
        assert states(page).count("founded") == 2
        page.shut()

    run_async(story())


def test_a_number_key_fills_its_reason_and_decides(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = await opened(desk, host)
        record = page.record
        mine = queue_presets.offered(queue_presets.every(desk.store), "chat")
        key(page, "1")
        await at_rest(page)
        card = queue.get(desk.store, record)
        assert (card.state, card.decided_by) == (mine[0].outcome, "")
        assert card.reason
        assert "{" not in card.reason
        await at_rest(page)
        page.shut()

    run_async(story())


def test_letters_typed_or_composed_are_no_keys(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = await opened(desk, host)
        host.activateWindow()
        for field in (page.bar.reason, page.note, page.list.search):
            page.bar._fold(wanted=True)
            field.setFocus()
            QTest.keyClicks(field, "nwiy1")
            assert field.text() == "nwiy1"
            QApplication.sendEvent(field, QInputMethodEvent("ni", []))
            QTest.keyClick(field, "n")
            QApplication.sendEvent(field, QInputMethodEvent("", []))
            field.clear()
        await at_rest(page)
        assert set(states(page)) == {"waiting"}
        page.note.setFocus()
        key(page, Qt.Key.Key_Escape)
        assert QApplication.focusWidget() is page.list.table
        key(page, "/")
        assert QApplication.focusWidget() is page.list.search
        await at_rest(page)
        page.shut()

    run_async(story())


def test_what_stands_beside_a_decision(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = await opened(desk, host)
        await until(lambda: page.card.findChildren(ExhibitPane))
        message = page.detail.message
        press(page, "登记清理…")
        await until(lambda: sheet(page, NoteSheet))
        sheet(page, NoteSheet)[0].main.click()
        await until(lambda: withdrawals.of(desk.store, message))
        await at_rest(page)
        press(page, "打印摘录…")
        await until(lambda: sheet(page, ExcerptSheet))
        await until(lambda: desk.tasks.busy <= 1)
        sheet(page, ExcerptSheet)[0].reject()
        await at_rest(page)
        press(page, "添加备注…")
        await until(lambda: sheet(page, dialogs.Sheet))
        asked = sheet(page, dialogs.Sheet)[0]
        asked.reject()
        await at_rest(page)
        page.shut()

    run_async(story())


def test_words_always_right_are_selected_in_the_message(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = await opened(desk, host)
        press(page, "以后都放行…")
        await until(lambda: sheet(page, AllowSheet))
        allow = sheet(page, AllowSheet)[0]
        cursor = allow.message.textCursor()
        cursor.setPosition(3)
        cursor.setPosition(6, cursor.MoveMode.KeepAnchor)
        allow.message.setTextCursor(cursor)
        assert allow.phrase.text() == page.detail.text[3:6]
        allow.main.click()
        await until(lambda: f"以后放行“{page.detail.text[3:6]}”" in page.strip.words)
        await at_rest(page)
        page.shut()

    run_async(story())


def test_what_was_learnt_stands_on_the_card_and_is_forgotten_on_wish(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = await opened(desk, host)
        for _once in range(3):
            await at_rest(page)
            key(page, "n")
        await at_rest(page)
        page.learning.timer.stop()
        await page.learning.order()
        page.reload()
        await at_rest(page)
        assert ranking.learned(desk.store) == 3
        assert "以前处理过 3 条，不属实或忽略 3 条" in words(page)
        assert page.detail.score >= 0.7
        assert "优先" not in words(page._bands)
        page.acts.forget()
        await until(lambda: sheet(page, dialogs.Sheet))
        asked = sheet(page, dialogs.Sheet)[0]
        assert any("从 3 条处理结果学来" in piece.text() for piece in asked.findChildren(QLabel))
        asked.main.click()
        await until(lambda: ranking.learned(desk.store) == 0)
        await at_rest(page)
        page.undo()
        await until(lambda: page.strip.words.startswith("已撤销"))
        await page.learning.order()
        assert ranking.learned(desk.store) == 3
        await at_rest(page)
        page.shut()

    run_async(story())


def test_reasons_are_changed_and_figures_shown(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = await opened(desk, host)
        page.acts.presets()
        await until(lambda: sheet(page, PresetSheet))
        reasons = sheet(page, PresetSheet)[0]
        before = len(reasons.presets())
        reasons.list.setCurrentRow(0)
        reasons.name.setText("请自行撤回")
        press(reasons, "添加")
        reasons.text.setPlainText("{昵称}：{没有的}")
        reasons.main.click()
        await until(lambda: "不认识 {没有的}" in page.strip.words)
        await until(lambda: sheet(page, PresetSheet) and sheet(page, PresetSheet)[0] is not reasons)
        again = sheet(page, PresetSheet)[0]
        again.list.setCurrentRow(before)
        again.text.setPlainText("{昵称}：请留意。")
        again.main.click()
        await until(lambda: len(queue_presets.every(desk.store)) == before + 1)
        assert queue_presets.every(desk.store)[0].name == "请自行撤回"
        await at_rest(page)
        assert page.bar.preset.itemText(1).startswith("1  请自行撤回")
        key(page, "n")
        await at_rest(page)
        page.acts.figures()
        await until(lambda: sheet(page, FiguresSheet))
        figures = sheet(page, FiguresSheet)[0]
        assert "不属实 1" in words(figures)
        figures.accept()
        await at_rest(page)
        page.shut()

    run_async(story())


def test_a_page_read_anew_shows_its_card_anew(run_async: Run, desk: Desk, host: QWidget) -> None:
    """Sharing the screen covers names though the entry is the same, also with its card on the way just then."""

    async def story() -> None:
        page = await opened(desk, host)
        shown: list[int] = []
        render = page.render_detail
        page.render_detail = lambda card, **how: (shown.append(card.id), render(card, **how))  # type: ignore[method-assign]
        reading = page.start(page.ahead.read_on(page.detail.id))
        page.reload()
        page.ahead.keep(page.detail)
        await until(lambda: shown)
        await at_rest(page)
        assert shown[0] == page.detail.id
        assert reading is None or reading.done()
        page.shut()

    run_async(story())
