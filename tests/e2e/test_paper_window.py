"""Paper through the real window: forms, styles, sheets, attachments, letterhead, lists, many papers in one file."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton, QScrollArea

from tests.e2e.window_driver import Driver, drive
from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run, nothing_left, run_async, until
from wxadmin import i18n
from wxadmin.domain.people import Person
from wxadmin.services import cases, groups, notices, papers, people, records, regulations, styles, verify
from wxadmin.services.listing import View
from wxadmin.ui import printjob
from wxadmin.ui.formsheet import FormSheet
from wxadmin.ui.pages.announcements import AnnouncementsPage
from wxadmin.ui.pages.cases import CasesPage
from wxadmin.ui.pages.papers import PapersPage
from wxadmin.ui.pages.regulations import RegulationsPage
from wxadmin.ui.pages.settings import SettingsPage
from wxadmin.ui.papersheet import PaperSheet
from wxadmin.ui.pdf import PdfFile
from wxadmin.ui.preview import PdfPreview
from wxadmin.ui.signsheet import SignSheetDialog

__all__ = ["nothing_left", "run_async"]

RULES = "远山公司群管理规定\n第一条　群内不得发布广告。\n第二条　{second}\n第三条　对处理不服的，可以在三日内申诉。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A unit with two groups, six people, a regulation in force with a later draft, and three decided cases."""
    place = tmp_path / "records"
    store = fresh_records(place)
    unit = groups.GroupDraft("研发协作群", unit="远山公司", owner="林岚", naming_rule="部门-姓名")
    first = groups.create(store, unit).value
    second = groups.create(store, groups.GroupDraft("销售交流群", unit="远山公司")).value
    for name, department, group in (
        ("方立", "研发部", first), ("石燕", "研发部", first), ("林岚", "行政部", first),
        ("郁青", "销售部", second), ("古丽·艾山", "销售部", second), ("莫然", "销售部", second),
    ):  # fmt: skip
        people.add(store, Person(name, departments=((department,),)), group=group)
    text = regulations.parse_text(RULES.format(second="工作时间应当及时回复。"))
    made = regulations.create_from_text(store, first, text, title="远山公司群管理规定").value
    regulations.publish(store, made, effective=date(2026, 11, 1), issuer="远山公司")
    later = regulations.parse_text(RULES.format(second="工作时间应当在一小时内回复。"))
    regulations.revise(store, made, later)
    for number, (person, _p) in enumerate(people.of_group(store, first)):
        case = cases.create(store, cases.CaseDraft(first, person, f"第 {number} 次在群内发广告。")).value
        measures = ("warning", "fine") if number == 1 else ("warning",)
        cases.decide(store, case, cases.Decision(measures, "林岚", amount="50" if number == 1 else ""))
    records.close(store)
    return place


def _picture(path: Path, colour: str) -> Path:
    image = QImage(320, 200, QImage.Format.Format_RGB32)
    image.fill(colour)
    assert image.save(str(path))
    return path


async def _choose_group(hands: Driver, name: str) -> None:
    desk = hands.window.desk
    assert desk is not None
    desk.choose_group(next(g.id for g in desk.groups if g.name == name))
    await hands.quiet()


async def _sheet(hands: Driver, title: str) -> PaperSheet:
    """The preview dialog, once its paper is there."""
    dialog = await hands.has_dialog(title)
    assert isinstance(dialog, PaperSheet)
    await until(lambda: dialog.preview.data)
    return dialog


async def _close(hands: Driver, dialog: QDialog) -> None:
    dialog.reject()
    await until(lambda: not dialog.isVisible())
    await hands.quiet()


def test_forms_and_the_page_of_papers(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def story(hands: Driver) -> None:
        await _choose_group(hands, "研发协作群")
        await hands.go("文书")
        page = hands.page
        assert isinstance(page, PapersPage)
        assert "还没有签发过文书" in hands.words()
        await _new_form(hands, page)
        await _verified(hands, page, tmp_path)
        await hands.go("案件与处罚")
        await _notices(hands)
        await hands.go("文书")
        await _bound(hands, page, tmp_path)

    drive(run_async, monkeypatch, folder, tmp_path, story)


async def _new_form(hands: Driver, page: PapersPage) -> None:
    await hands.click("新建表单")
    chooser = await hands.has_dialog("新建表单")
    hands.fill("找表单", "rqsq", chooser)
    await hands.accept("新建表单")
    form = await _sheet(hands, "入群申请表")
    assert isinstance(form, FormSheet)
    form.who.setText("方立（研发部）")
    await until(lambda: form.values()["name"] == "方立")
    assert form.values()["department"] == "研发部"
    before = form.preview.data
    form.empty.setChecked(True)
    await until(lambda: form.preview.data not in (None, before))
    assert form.preview.state.text() == "不签发，没有编号"
    assert not form.main.isVisible()
    form.empty.setChecked(False)
    await until(lambda: form.preview.state.text() == "草稿，未签发")
    await hands.accept("入群申请表")
    sheet = await hands.has_dialog("签发入群申请表")
    sheet.reject()  # thinking again leads back to the form, with what was filled in
    again = await _sheet(hands, "入群申请表")
    assert isinstance(again, FormSheet)
    assert again.values()["name"] == "方立"
    await hands.accept("入群申请表")
    await hands.accept("签发入群申请表")
    await hands.quiet()
    assert "表单已签发" in hands.strip()
    assert page.list.model.rowCount() == 1
    assert page.preview.state.text() == "已签发"
    assert "版式" not in hands.words(page)


async def _verified(hands: Driver, page: PapersPage, tmp_path: Path) -> None:
    data = page.preview.data
    assert data is not None
    good, bad = tmp_path / "原件.pdf", tmp_path / "改过.pdf"
    good.write_bytes(data)
    bad.write_bytes(data[:-40])
    await hands.click("核验 PDF…")
    await hands.choose_file(good)
    await hands.quiet()
    assert verify.verify_path(good).reason in hands.strip()
    hands.window.arrivals.take_file(bad)
    await hands.quiet()
    assert "改过.pdf" in hands.strip()
    assert verify.verify_path(good).reason not in hands.strip()


async def _notices(hands: Driver) -> None:
    page = hands.page
    assert isinstance(page, CasesPage)
    page.list.table.selectAll()
    await until(lambda: "选中 3 件" in hands.words())
    await hands.click("打印通知书")
    sheet = await _sheet(hands, "通知书（3 份）")
    assert sheet.preview.state.text() == "草稿，未签发"
    await _close(hands, sheet)
    desk = hands.window.desk
    assert desk is not None
    for row in (0, 1):
        desk.changed.emit(notices.issue(desk.store, page.list.model.id_at(row) or 0))
        await hands.quiet()
    page.list.table.selectAll()
    await hands.click("打印通知书")
    question = await hands.has_dialog("打印通知书")
    assert "1 份通知书还没有签发" in hands.words(question)
    await hands.accept("打印通知书")
    sheet = await _sheet(hands, "通知书（2 份）")
    assert sheet.preview.state.text() == "已签发"
    await _close(hands, sheet)
    page.list.show_record(page.list.model.id_at(1) or 0)
    await hands.quiet()
    await hands.click("送达回证…")
    form = await _sheet(hands, "送达回证")
    assert isinstance(form, FormSheet)
    detail = page.detail
    assert detail is not None
    assert detail.number in form.values().values()
    assert detail.person_label.split("（")[0] in form.values().values()
    await hands.accept("送达回证")
    await hands.accept("签发送达回证")
    await hands.quiet()
    assert "表单已签发" in hands.strip()
    await hands.click("处理建议书…")
    sheet = await _sheet(hands, "处理建议书")
    assert "50" in _text(sheet.preview)
    await hands.accept("处理建议书")
    await hands.accept("签发处理建议书")
    await hands.quiet()
    assert "函已签发" in hands.strip()


async def _bound(hands: Driver, page: PapersPage, tmp_path: Path) -> None:
    await hands.quiet()
    assert page.list.model.rowCount() == 5
    page.list.table.selectAll()
    await until(lambda: "选中 5 份" in hands.words())
    await hands.click("合并为一个文件")
    sheet = await _sheet(hands, "合并的文书（5 份）")
    assert sheet.preview.data is not None
    target = tmp_path / "合并.pdf"
    await hands.click("另存为 PDF", sheet)
    await hands.choose_file(target)
    await until(target.exists)
    assert target.read_bytes() == sheet.preview.data
    await _close(hands, sheet)
    notice = next(r for r in range(5) if "通知书" in page.list.model.index(r, 1).data())
    page.list.show_record(page.list.model.id_at(notice) or 0)
    await hands.quiet()
    await hands.click("查看案件")
    await hands.quiet()
    assert isinstance(hands.page, CasesPage)


def test_a_style_is_chosen_beside_the_draft_and_kept(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def story(hands: Driver) -> None:
        await _choose_group(hands, "研发协作群")
        await hands.go("案件与处罚")
        page = hands.page
        assert isinstance(page, CasesPage)
        await until(lambda: page.preview.data)
        plain = page.preview.data
        chooser = page.style_button
        assert chooser.button.isVisible()
        words = [a.text() for a in chooser.button.menu().actions() if a.isVisible() and a.text()]
        assert "带目录" not in words  # regulations alone have one
        next(a for a in chooser.button.menu().actions() if a.text().startswith("大字")).trigger()
        await hands.quiet()
        await until(lambda: page.preview.data not in (None, plain))
        desk = hands.window.desk
        assert desk is not None
        assert styles.of(desk.store, "notice").profile == "dazi"
        assert styles.of(desk.store, "regulation").profile == "gongwen"
        assert "大字" in chooser.button.accessibleName()
        large = page.preview.data
        await hands.click("签发通知书")
        await hands.accept("签发通知书")
        await hands.quiet()
        assert not chooser.button.isVisible()
        assert large is not None
        with desk.store.read() as db:
            assert db.value("SELECT count(*) FROM paper") == 1
        number = papers.index(desk.store, View())[0]
        issued = papers.get(desk.store, number)
        assert page.preview.data == issued.pdf
        hands.window.undo()
        await hands.quiet()
        assert styles.of(desk.store, "notice").profile == "gongwen"
        assert papers.reprint(desk.store, number) == issued.pdf

    drive(run_async, monkeypatch, folder, tmp_path, story)


def test_a_sheet_of_two_groups_and_a_comparison(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def story(hands: Driver) -> None:
        await _choose_group(hands, "研发协作群")
        await hands.go("规章制度")
        page = hands.page
        assert isinstance(page, RegulationsPage)
        await hands.click("筛选：现行")
        await hands.quiet()
        await hands.click("发起签收…")
        sheet = await _sheet(hands, "签收表")
        assert isinstance(sheet, SignSheetDialog)
        assert sheet.version.count() == 1  # nobody signs a draft
        one = sheet.preview.data
        await hands.click("全选", sheet)
        sheet.by.setCurrentIndex(sheet.by.findData("group"))
        sheet.outcomes.setChecked(True)
        await until(lambda: sheet.preview.data not in (None, one))
        plan = sheet.plan()
        assert len(plan.groups) == 1
        await hands.accept("签收表")
        (await hands.has_dialog("签发签收表")).reject()
        sheet = await _sheet(hands, "签收表")
        assert isinstance(sheet, SignSheetDialog)
        assert sheet.plan() == plan
        await hands.accept("签收表")
        await hands.accept("签发签收表")
        await hands.quiet()
        assert "签收表已签发" in hands.strip()
        assert page.preview.caption.text() == "签收表"
        await hands.click("看正文")
        await hands.quiet()
        assert page.preview.caption.text() == "正文"
        await hands.click("修订对照表…")
        await _sheet(hands, "修订对照表")
        await hands.accept("修订对照表")
        await hands.accept("签发修订对照表")
        await hands.quiet()
        assert "修订对照表已签发" in hands.strip()

    drive(run_async, monkeypatch, folder, tmp_path, story)


def test_pictures_are_added_by_file_drop_and_paste(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    one, two = _picture(tmp_path / "聊天截图.png", "#336699"), _picture(tmp_path / "现场.jpg", "#996633")
    broken = tmp_path / "坏图.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n nothing behind it")

    async def story(hands: Driver) -> None:
        await _choose_group(hands, "研发协作群")
        await hands.go("案件与处罚")
        page = hands.page
        assert isinstance(page, CasesPage)
        await until(lambda: page.preview.data)
        without = page.preview.data
        await hands.click("添加图片…")
        await hands.choose_file(one)
        await hands.quiet()
        assert "已添加图片：聊天截图.png" in hands.strip()
        await until(lambda: page.preview.data not in (None, without))
        hands.window.arrivals.take_file(two)
        await hands.quiet()
        assert _names(hands) == ["聊天截图", "现场"]
        await hands.click("上移：现场")
        await hands.quiet()
        assert _names(hands) == ["现场", "聊天截图"]
        hands.window.arrivals.take_file(broken)
        await hands.quiet()
        assert "坏图.png" in hands.strip()
        assert len(_names(hands)) == 2
        await hands.click("移除：现场")
        await hands.quiet()
        assert _names(hands) == ["聊天截图"]
        hands.window.undo()
        await hands.quiet()
        assert _names(hands) == ["现场", "聊天截图"]
        QGuiApplication.clipboard().setImage(QImage(str(one)))
        page.list.focus_list()
        hands.menu("粘贴并识别").trigger()
        await hands.quiet()
        assert _names(hands) == ["现场", "聊天截图", "粘贴的图片"]
        await hands.go("花名册")
        hands.window.arrivals.take_file(one)
        await hands.quiet()
        assert "先打开那份草稿" in hands.strip()
        await hands.go("公告")
        await hands.click("写公告")
        announcing = hands.page
        assert isinstance(announcing, AnnouncementsPage)
        await until(lambda: announcing.editor is not None)
        await hands.quiet()
        hands.window.arrivals.take_file(two)
        await hands.quiet()
        assert _names(hands) == ["现场"]
        await hands.click("写附件…")
        writing = await hands.has_dialog("写附件")
        hands.fill("附件标题", "路线说明", writing)
        hands.fill("附件内容", "从东门进，沿标志走。", writing)
        await hands.accept("写附件")
        await hands.quiet()
        assert _names(hands) == ["现场", "路线说明"]
        announcing.editor.title.setText("关于春游集合的通知")
        await hands.click("预览打印")
        sheet = await _sheet(hands, "公告纸面")
        assert sheet.style_button.button.isVisible()
        assert sheet.preview.handout.file_name == "公告纸面：关于春游集合的通知.pdf"
        await _close(hands, sheet)
        announcing.editor.body.setPlainText("本周五上午八点在东门集合。")
        await hands.click("标为已发布")
        await hands.quiet()
        await until(lambda: "2　路线说明" in hands.words())
        assert "附件（已发布，不能再改）" in hands.words()
        assert not _names(hands)

    drive(run_async, monkeypatch, folder, tmp_path, story)


def _names(hands: Driver) -> list[str]:
    """Attachments as they stand on the page, by the buttons that remove them."""
    pieces = [p for p in hands.page.findChildren(QPushButton) if p.isVisible()]
    found = [p for p in pieces if p.accessibleName().startswith("移除：")]
    found.sort(key=lambda p: p.mapTo(hands.page, p.rect().topLeft()).y())
    return [p.accessibleName().removeprefix("移除：") for p in found]


def test_the_language_is_kept_for_the_next_start(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    monkeypatch.delenv("WXADMIN_LANGUAGE")

    async def story(hands: Driver) -> None:
        await hands.go("设置")
        page = hands.page
        assert isinstance(page, SettingsPage)
        await hands.quiet()
        assert page.language.currentText() == "简体中文"
        page.language.setCurrentText("English")
        await hands.click("保存")
        await hands.quiet()
        assert i18n.chosen() == "en"
        assert "界面语言下次启动时生效" in hands.strip()
        kept = Path(os.environ["WXADMIN_CONFIG"]) / "language"
        kept.unlink()
        kept.mkdir()  # nothing can be written there
        page.language.setCurrentText("English")
        hands.fill("单位", "远山公司二部", page)
        await hands.click("保存")
        await hands.quiet()
        assert "界面语言没有记住" in hands.strip()

    drive(run_async, monkeypatch, folder, tmp_path, story)


def test_letterhead_and_lists(run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    logo = _picture(tmp_path / "标志.png", "#aa2222")

    async def story(hands: Driver) -> None:
        await _choose_group(hands, "研发协作群")
        await hands.go("设置")
        page = hands.page
        assert isinstance(page, SettingsPage)
        hands.fill("红头文字", "远山公司文件", page)
        await page.letterhead.take_logo(logo)
        await hands.quiet()
        await hands.click("看样张")
        await _close(hands, await _sheet(hands, "样张"))
        desk = hands.window.desk
        assert desk is not None
        assert styles.letterhead(desk.store) == styles.Letterhead()  # a sample keeps nothing
        await hands.click("保存红头和标志")
        await hands.quiet()
        kept = styles.letterhead(desk.store)
        assert kept.red == "远山公司文件"
        assert kept.logo
        assert not page.letterhead.save_button.isEnabled()
        bad = tmp_path / "不是图.png"
        bad.write_text("x")
        await page.letterhead.take_logo(bad)
        assert "不是图.png" in hands.strip()
        hands.window.shell.resize(1000, 700)
        await hands.quiet()
        bars = [a.horizontalScrollBar() for a in page.findChildren(QScrollArea)]
        assert not [b for b in bars if b.maximum()]  # nothing of the settings is cut off in a narrow window
        hands.window.shell.resize(1240, 720)
        await hands.go("花名册")
        page_people = hands.page
        page_people.list.search.setText("研发部")  # type: ignore[attr-defined]
        await until(lambda: page_people.list.model.rowCount() == 2)  # type: ignore[attr-defined]
        page_people.focus_first()
        assert page_people.print_paper()
        await hands.accept("打印列表")  # it holds phones, which are printed covered
        sheet = await _sheet(hands, "打印列表：花名册")
        text = _text(sheet.preview)
        assert "研发部" in text
        assert "共2条" in text.replace(" ", "")
        assert "林岚" not in text
        assert "草稿" not in text
        await _close(hands, sheet)
        asked: list[int] = []

        async def ask(_pane: object, file: PdfFile, *_rest: object, **_more: object) -> None:
            asked.append(len(file.sheets))

        monkeypatch.setattr(printjob, "ask", ask)
        await hands.go("规章制度")
        rules = hands.page
        assert isinstance(rules, RegulationsPage)
        rules.focus_first()
        await until(lambda: rules.preview.data)
        keys = {action.shortcut().toString(): action for _words, action in hands.window.menus.commands()}
        keys["Ctrl+P"].trigger()  # with the keyboard in the list: the paper all the same
        await until(lambda: asked)
        keys["Ctrl+Shift+P"].trigger()
        await _close(hands, await _sheet(hands, "打印列表：规章制度"))

    drive(run_async, monkeypatch, folder, tmp_path, story)


def _text(preview: PdfPreview) -> str:
    import pypdfium2

    assert preview.data is not None
    with pypdfium2.PdfDocument(preview.data) as file:
        return "".join(page.get_textpage().get_text_bounded() for page in file)


def test_printing_many_rows_is_asked_about_and_can_be_stopped(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr("wxadmin.ui.listprinting.MANY", 2)

    async def story(hands: Driver) -> None:
        await _choose_group(hands, "研发协作群")
        await hands.go("花名册")
        hands.page.focus_first()
        QTest.keyClick(hands.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        question = await hands.has_dialog("打印列表")
        assert "3 条" in hands.words(question)
        question.reject()
        await hands.quiet()
        assert not [d for d in hands.window.findChildren(QDialog) if d.isVisible()]

    drive(run_async, monkeypatch, folder, tmp_path, story)
