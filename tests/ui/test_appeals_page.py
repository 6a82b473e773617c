"""申诉 in the window: taken in from a case, listed, answered beside the reply, corrected, withdrawn."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.people import Person
from wxadmin.resource import resource_dir
from wxadmin.services import (
    appeal_windows,
    appeals,
    case_acts,
    case_parts,
    cases,
    clock,
    group_posts,
    groups,
    notices,
    people,
    regulations,
)
from wxadmin.services.groups import GroupDraft
from wxadmin.services.records import Store
from wxadmin.ui import appealsheets, dialogs
from wxadmin.ui.appealanswer import AnswerSheet
from wxadmin.ui.appealterms import TermsSheet
from wxadmin.ui.desk import Desk
from wxadmin.ui.pages.appeals import AppealsPage
from wxadmin.ui.places import PAGES
from wxadmin.ui.tasks import Tasks

S = TypeVar("S", bound=QWidget)


@pytest.fixture
def desk(store: Store, tasks: Tasks, host: QWidget, tmp_path: Path) -> Desk:
    made = Desk(store, tasks, QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat), host)
    made.groups = groups.every(store)
    host.show()
    return made


@pytest.fixture
def case(store: Store) -> int:
    group = groups.create(store, GroupDraft("三(2)班家长群", owner="王芳", unit="第一小学", office="年级组")).value
    person = people.add(store, Person("陆明朗", (("家长",),)), group=group).value
    group_posts.appoint(store, group, group_posts.PostDraft("admin", name="李梅"))
    case = cases.create(store, cases.CaseDraft(group, person, "发广告", measures=("mute",), days=7)).value
    cases.decide(store, case, cases.Decision(("mute",), "王芳", days=7))
    notices.issue(store, case)
    with store.read() as db:
        party = case_parts.of(db, case)[0].id
    case_acts.deliver(store, case, party, clock.today(), "当面")
    return case


def opened(desk: Desk, host: QWidget) -> AppealsPage:
    made = AppealsPage(desk, host)
    made.resize(1300, 800)
    made.show()
    return made


async def closed(page: AppealsPage) -> None:
    await until(lambda: page.desk.tasks.busy == 0)
    page.shut()
    page.close()
    page.deleteLater()


async def sheet(page: QWidget, kind: type[S]) -> S:
    found: list[S] = []

    def there() -> bool:
        found[:] = [one for one in page.findChildren(kind) if one.isVisible()]
        return bool(found)

    await until(there)
    return found[-1]


def taken_in(store: Store, case: int) -> int:
    with store.read() as db:
        party = case_parts.of(db, case)[0].id
    return appeals.receive(store, case, party, appeals.AppealDraft(None, "oral", "是转发的通知。")).value


async def settled(page: AppealsPage, words_now: str) -> None:
    await until(lambda: words_now in words(page) and page.preview.data is not None)
    await asyncio.sleep(0.05)


def test_the_page_has_a_place_an_icon_and_words_for_an_empty_list(
    run_async: Run, desk: Desk, host: QWidget, case: int
) -> None:
    (place,) = [one for one in PAGES if one[0] == AppealsPage.KEY]
    assert (resource_dir("icons") / f"{place[2]}.svg").is_file()

    async def story() -> None:
        page = opened(desk, host)
        await until(page.list._empty.isVisible)
        assert "收到申诉" in page.list._empty_text.text()
        led: list[str] = []
        page.desk.asked.connect(lambda key, _record, _chips: led.append(key))
        press(page, "去案件与处罚")
        assert led == ["cases"]
        await closed(page)

    run_async(story())


def test_an_appeal_is_taken_in_with_its_file(
    run_async: Run, desk: Desk, host: QWidget, case: int, tmp_path: Path
) -> None:
    scan = tmp_path / "申诉书.pdf"
    scan.write_bytes(b"%PDF-1.4 an appeal")

    async def story() -> None:
        page = opened(desk, host)
        page.start(appealsheets.receive(page, case))
        form = await sheet(page, appealsheets.ReceiveSheet)
        assert not form.main.isEnabled()
        assert "在期限内" in form.term.text()
        assert form.reviewer.currentText() == "李梅"
        form.reviewer.setCurrentText("王芳")
        assert "参与了原决定" in form.note.text()
        form.reviewer.setCurrentText("李梅")
        form.how.setCurrentIndex(form.how.findData("bearer"))
        form.reasons.setPlainText("是转发的通知。")
        assert not form.main.isEnabled()
        form.bearer.setText("传达室")
        form._on_files_selected([str(scan)])
        form.main.click()
        await until(lambda: "请在" in page.strip.words)
        await settled(page, "签发回执")
        await until(lambda: "申诉书" in words(page) and "代收（传达室）" in words(page))
        assert len(appeals.index(desk.store, page.list.model.view)) == 1
        page.start(appealsheets.receive(page, case))
        await until(lambda: "还没有答复" in page.strip.words)  # one at a time, said at once
        await closed(page)

    run_async(story())


def test_answered_beside_the_reply_and_issued(run_async: Run, desk: Desk, host: QWidget, case: int) -> None:
    appeal = taken_in(desk.store, case)

    async def story() -> None:
        page = opened(desk, host)
        page.reload()
        await settled(page, "签发回执")
        press(page, "签发回执")
        await until(lambda: "函" in page.strip.words)
        page.list.focus_list()
        QTest.keyClick(page, Qt.Key.Key_A)
        form = await sheet(page, AnswerSheet)
        assert form.outcome.findData("late") < 0
        assert "移出群" not in words(form)  # harder than what was decided
        assert not form.main.isEnabled()
        form.outcome.setCurrentIndex(form.outcome.findData("reduced"))
        form.grounds.setPlainText("情节较轻。")
        await asyncio.sleep(0.5)
        await until(lambda: form.preview.data is None)  # the same mute is not milder: no paper, nothing to decide
        assert not form.main.isEnabled()
        form.measures.days["mute"].setValue(3)
        await until(form.main.isEnabled)
        form.main.click()
        sure = await sheet(page, dialogs.Sheet)
        await until(lambda: sure is not form)
        press(sure, "作出答复")
        await until(lambda: appeals.get(desk.store, appeal).state == "answered")
        await until(lambda: appeals.get(desk.store, appeal).answers[0].paper is not None)
        await settled(page, "打印答复书")
        assert "减轻为：禁言3天" in words(page)
        await closed(page)

    run_async(story())


def test_late_reviewer_reasons_withdrawal_and_days(run_async: Run, desk: Desk, host: QWidget, case: int) -> None:
    appeal = taken_in(desk.store, case)

    async def story() -> None:
        page = opened(desk, host)
        page.reload()
        await settled(page, "补充理由…")
        press(page, "补充理由…")
        ask = await sheet(page, dialogs.Sheet)
        field = ask.findChildren(QWidget, options=Qt.FindChildOption.FindChildrenRecursively)
        (text,) = [one for one in field if one.metaObject().className() == "QPlainTextEdit"]
        text.setPlainText("还有截图")  # type: ignore[attr-defined]
        ask.main.click()
        await until(lambda: "补充：还有截图" in appeals.get(desk.store, appeal).reasons)
        press(page, "换复核人…")
        ask = await sheet(page, dialogs.Sheet)
        ask.main.click()
        await until(lambda: "已换复核人" in page.strip.words)
        page._on_terms_chosen()
        terms = await sheet(page, TermsSheet)
        assert terms.days.value() == 5
        assert "次日起" in words(terms)
        terms.days.setValue(7)
        terms.main.click()
        await until(lambda: "7 个工作日" in page.strip.words)
        with desk.store.read() as db:
            assert appeals.answer_days(db) == 7  # of all groups, as none is chosen
        page.setFocus()
        page._on_withdraw_clicked()
        ask = await sheet(page, dialogs.Sheet)
        ask.main.click()
        await until(lambda: appeals.get(desk.store, appeal).state == "withdrawn")
        await until(lambda: page.detail is not None and page.detail.state == "withdrawn")
        page._on_answer_clicked()
        assert "已经办结" in page.strip.words
        page.list.show_chips(("open",))
        await until(lambda: page.list.model.rowCount() == 0)
        await closed(page)

    run_async(story())


def test_a_late_one_is_taken_on_answered_and_corrected(run_async: Run, desk: Desk, host: QWidget, case: int) -> None:
    ahead = datetime.now(UTC) + timedelta(days=60)

    async def decide(page: AppealsPage, outcome: str, grounds: str, reason: str = "") -> None:
        page._on_answer_clicked()
        form = await sheet(page, AnswerSheet)
        form.outcome.setCurrentIndex(form.outcome.findData(outcome))
        form.grounds.setPlainText(grounds)
        assert form.reason.isVisible() == bool(reason)
        form.reason.setText(reason)
        await until(form.main.isEnabled)
        form.main.click()
        await until(lambda: not form.isVisible())
        sure = await sheet(page, dialogs.Sheet)
        press(sure, "作出答复")
        await until(lambda: page.detail is not None and page.detail.outcome == outcome)
        await until(lambda: page.detail.answers[-1].paper is not None)

    async def story() -> None:
        page = opened(desk, host)
        page.reload()
        await settled(page, "逾期提出，还没有受理")
        press(page, "受理…")
        ask = await sheet(page, dialogs.Sheet)
        (text,) = ask.findChildren(QPlainTextEdit)
        text.setPlainText("住院，有证明")
        ask.main.click()
        await until(lambda: "逾期提出，已受理：住院，有证明" in words(page))
        await decide(page, "maintained", "事实清楚。")
        await settled(page, "更正答复…")
        await decide(page, "revoked", "账号被盗。", "没有核实登录记录")
        await settled(page, "更正了前一次答复：没有核实登录记录")
        assert [one.outcome for one in appeals.get(desk.store, appeal).answers] == ["maintained", "revoked"]
        assert cases.get(desk.store, case).state == "void"
        page.list.show_chips(("late",))
        await until(lambda: page.list.model.rowCount() == 1)
        page.print_list()
        printed = await sheet(page, dialogs.Sheet)
        printed.reject()
        await closed(page)

    with clock.ticking(lambda: ahead):
        appeal = taken_in(desk.store, case)
        run_async(story())


def test_the_terms_of_the_regulation_are_taken_over(run_async: Run, desk: Desk, host: QWidget, case: int) -> None:
    group = groups.every(desk.store)[0].id
    text = "群规\n第一条 不服的，可以自收到通知之日起5个工作日内申诉。群主收到申诉后10日内书面答复。\n"
    draft = regulations.create_from_text(desk.store, group, regulations.parse_text(text)).value
    regulations.publish(desk.store, draft, apply_settings=False)
    appeal_windows.set_answer_days(desk.store, 5, group)  # else what the regulation says holds

    async def story() -> None:
        desk.choose_group(group)
        page = opened(desk, host)
        page._on_terms_chosen()
        terms = await sheet(page, TermsSheet)
        assert "《群规》第一条写的是：5 个工作日内可以申诉，从知道时起算；现在的不一样" in words(terms)
        assert "《群规》第一条写的是：申诉在 10 天内答复；现在的不一样" in words(terms)
        terms.taken.setChecked(True)
        terms.take.click()
        terms.main.click()
        await until(lambda: "答复期限已改为 10 天" in page.strip.words)
        await closed(page)

    run_async(story())
    seen = appeal_windows.terms(desk.store, group)
    assert (seen.answer_days, seen.working, seen.window_other, seen.answer_other) == (10, False, False, False)
