from __future__ import annotations

import hashlib
import os
import sys
from datetime import date

import pytest

from tests.services.pictures import picture_file
from wxadmin.domain.errors import StoreError, UserError
from wxadmin.services import (
    announcements,
    attachments,
    cases,
    notices,
    papers,
    picture_files,
    records,
    regulations,
    styles,
)
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.attachments import Owner
from wxadmin.store import engine

TEXT = "群规\n第一条 昵称改为部门-姓名。\n第二条 不得辱骂他人。\n"


@pytest.fixture
def revision(store, group):
    return regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value


@pytest.fixture
def announcement(store, group, roster):
    return announcements.save(store, AnnouncementDraft(group, "通知", "内容", minutes=5)).value


@pytest.fixture
def case(store, group, roster):
    return cases.create(store, cases.CaseDraft(group, roster["曾雨桐"], "辱骂他人", measures=("oral",))).value


def decide(store, case):
    cases.decide(store, case, cases.Decision(("oral",), "王"))


def titles(store, owner):
    return [row.title for row in attachments.of(store, owner)]


def stored_pictures(store):
    with store.read() as db:
        return [row[0] for row in db.all("SELECT sha FROM picture")]


def test_texts_and_pictures_in_order_each_step_undoable(store, revision, tmp_path):
    owner = Owner("revision", revision)
    path = picture_file(tmp_path / "平面图.png")
    first = attachments.add_picture(store, owner, path).value
    second = attachments.add_text(store, owner, " 填写说明 ", "第一行\r\n\r\n  第二行\n").value
    third = attachments.add_picture(store, owner, path, "平面图二").value
    assert titles(store, owner) == ["平面图", "填写说明", "平面图二"]
    row = attachments.of(store, owner)[0]
    assert (row.id, row.name, row.picture, row.text) == (first, "平面图.png", True, "")
    assert len(stored_pictures(store)) == 1
    attachments.move(store, third, -5)
    assert titles(store, owner) == ["平面图二", "平面图", "填写说明"]
    attachments.move(store, third, 5)
    assert titles(store, owner) == ["平面图", "填写说明", "平面图二"]
    attachments.move(store, third, -1)
    assert titles(store, owner) == ["平面图", "平面图二", "填写说明"]
    attachments.remove(store, first)
    assert titles(store, owner) == ["平面图二", "填写说明"]
    with pytest.raises(UserError, match="没有这个附件"):
        attachments.remove(store, first)
    for wanted in (
        ["平面图", "平面图二", "填写说明"], ["平面图", "填写说明", "平面图二"], ["平面图二", "平面图", "填写说明"],
        ["平面图", "填写说明", "平面图二"],
        ["平面图", "填写说明"], ["平面图"], [],
    ):  # fmt: skip
        records.undo(store)
        assert titles(store, owner) == wanted
    assert second
    assert store.check().ok


def test_a_paper_carries_them(store, revision, announcement, tmp_path):
    path = picture_file(tmp_path / "平面图.jpg", "blue")
    for owner, paper in (
        (Owner("revision", revision), lambda: regulations.paper(store, revision)),
        (Owner("announcement", announcement), lambda: announcements.paper(store, announcement)),
    ):
        bare = papers.draft(store, paper())
        attachments.add_text(store, owner, "说明", "第一行\n\n第二行")
        attachments.add_picture(store, owner, path)
        text, plan = paper().attachments
        assert (text.title, text.paragraphs, text.pictures) == ("说明", ("第一行", "第二行"), ())
        assert (plan.title, plan.paragraphs) == ("平面图", ())
        assert plan.pictures[0].data == attachments.picture(store, attachments.of(store, owner)[1].id)
        assert len(papers.draft(store, paper())) > len(bare)
    with pytest.raises(UserError, match="不是图片"):
        attachments.picture(store, attachments.of(store, owner)[0].id)


def test_evidence_names_the_file_and_its_digest_and_is_about_the_person(store, case, roster, group, tmp_path):
    owner = Owner("case", case)
    path = picture_file(tmp_path / "截图 1.png")
    attachments.add_picture(store, owner, path)
    attachments.add_picture(store, owner, path, "第二次")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    captions = [picture.caption for picture in notices.build(store, case).pictures]
    assert captions == [f"截图 1.png（原件 SHA-256 {digest}）", f"第二次，截图 1.png（原件 SHA-256 {digest}）"]

    def subjects():
        with store.read() as db:
            people = {bytes(r["subject"]): r["name"] for r in db.all("SELECT subject, name FROM person")}
            return [people[bytes(r[0])] for r in db.all("SELECT subject FROM attachment")]

    assert subjects() == ["曾雨桐", "曾雨桐"]
    cases.edit(store, case, cases.CaseDraft(group, roster["陆明朗"], "辱骂他人", measures=("oral",)))
    assert subjects() == ["陆明朗", "陆明朗"]
    with pytest.raises(UserError, match="只能是图片"):
        attachments.add_text(store, owner, "说明", "内容")
    assert store.check().ok


@pytest.mark.parametrize("kind", ["revision", "announcement", "case"])
def test_what_is_published_stays_as_it_was(kind, store, revision, announcement, case, tmp_path):
    path = picture_file(tmp_path / "图.png")
    decide(store, case)
    owner, publish, say = {
        "revision": (Owner("revision", revision), lambda: regulations.publish(store, revision), "请新建下一版"),
        "announcement": (Owner("announcement", announcement), lambda: announcements.post(store, announcement), "请另发一条"),
        "case": (Owner("case", case), lambda: notices.issue(store, case), "已经签发"),
    }[kind]  # fmt: skip
    gone = attachments.add_picture(store, owner, path, "移去的").value
    kept = attachments.add_picture(store, owner, path, "留下的")
    back = attachments.add_picture(store, owner, path, "又撤销的")
    unmade = records.undo(store, back.id)
    removed = attachments.remove(store, gone)
    publish()
    assert titles(store, owner) == ["留下的"]
    for attempt in (
        lambda: attachments.add_picture(store, owner, path),
        lambda: attachments.remove(store, kept.value),
        lambda: attachments.move(store, kept.value, 1),
    ):
        with pytest.raises(UserError, match=say):
            attempt()
    for change in (kept.id, removed.id):
        with pytest.raises(UserError, match="之后又改过"):
            records.undo(store, change)
    last = records.undo_label(store)
    assert last is None or "附件" not in last
    # Taking an undo back brings the row back into the file, but not onto what was published.
    records.undo(store, unmade.id)
    assert titles(store, owner) == ["留下的"]
    assert store.check().ok


def test_evidence_added_while_the_notice_is_set_is_not_left_off_it(store, case, tmp_path, monkeypatch):
    path = picture_file(tmp_path / "图.png")
    decide(store, case)
    build = notices.build

    def slowly(*given, **named):
        paper = build(*given, **named)
        attachments.add_picture(store, Owner("case", case), path)
        return paper

    monkeypatch.setattr(notices, "build", slowly)
    with pytest.raises(UserError, match="证据图片在签发时有了变化"):
        notices.issue(store, case)
    monkeypatch.undo()
    assert notices.issue(store, case).value.number
    assert titles(store, Owner("case", case)) == ["图"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs names that other systems do not allow")
def test_odd_names_of_files_are_no_obstacle(store, revision, tmp_path):
    owner = Owner("revision", revision)
    for name in (b"\xff\xfe.png", b"a\nb.png", b"x" * 240 + b".png", b" .png"):
        path = picture_file(tmp_path / "图.png").rename(tmp_path / os.fsdecode(name))
        attachments.add_picture(store, owner, path)
        assert attachments.read_file(path).title in titles(store, owner)
    assert titles(store, owner) == ["图片", "ab", "x" * 200, "图片"]
    assert [row.name for row in attachments.of(store, owner)[:2]] == ["\\udcff\\udcfe.png", "a\\u000ab.png"]
    assert papers.draft(store, regulations.paper(store, revision)).startswith(b"%PDF")
    assert store.check().ok


def test_a_void_case_keeps_its_evidence_and_takes_no_more(store, case, tmp_path):
    owner = Owner("case", case)
    attachments.add_picture(store, owner, picture_file(tmp_path / "图.png"))
    decide(store, case)
    attachments.add_picture(store, owner, picture_file(tmp_path / "图二.png", "green"))
    cases.void(store, case, "有误")
    assert titles(store, owner) == ["图", "图二"]
    with pytest.raises(UserError, match="已作废"):
        attachments.add_picture(store, owner, tmp_path / "图.png")


def test_the_next_version_begins_with_the_attachments_of_the_last(store, revision, tmp_path):
    attachments.add_picture(store, Owner("revision", revision), picture_file(tmp_path / "图.png"))
    attachments.add_text(store, Owner("revision", revision), "说明", "内容")
    regulations.publish(store, revision, effective=date(2026, 9, 1))
    draft = regulations.revise(store, revision, regulations.parse_text(TEXT.replace("辱骂", "侮辱"))).value
    assert titles(store, Owner("revision", draft)) == ["图", "说明"]
    attachments.remove(store, attachments.of(store, Owner("revision", draft))[0].id)
    again = regulations.revise(store, revision, regulations.parse_text(TEXT.replace("辱骂", "谩骂"))).value
    assert again == draft
    assert titles(store, Owner("revision", draft)) == ["说明"]
    assert titles(store, Owner("revision", revision)) == ["图", "说明"]
    assert len(stored_pictures(store)) == 1


def test_a_draft_thrown_away_takes_its_attachments_along_and_brings_them_back(store, announcement, tmp_path):
    owner = Owner("announcement", announcement)
    attachments.add_picture(store, owner, picture_file(tmp_path / "图.png"))
    change = announcements.discard(store, announcement)
    with pytest.raises(UserError, match="没有这条公告"):
        attachments.of(store, owner)
    records.undo(store, change.id)
    assert titles(store, owner) == ["图"]
    assert announcements.paper(store, announcement).attachments


def test_an_owner_with_attachments_is_not_undone_under_them(store, group, tmp_path):
    change = regulations.create_from_text(store, group, regulations.parse_text(TEXT))
    owner = Owner("revision", change.value)
    attachments.add_text(store, owner, "说明", "内容")
    with pytest.raises(UserError):
        records.undo(store, change.id)
    assert titles(store, owner) == ["说明"]


def test_bad_input_is_refused_in_one_sentence_and_leaves_nothing(store, revision, tmp_path):
    owner = Owner("revision", revision)
    (tmp_path / "假.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    (tmp_path / "空.png").write_bytes(b"")
    path = picture_file(tmp_path / "图.png")
    for attempt in (
        lambda: attachments.add_picture(store, owner, tmp_path / "假.png"),
        lambda: attachments.add_picture(store, owner, tmp_path / "空.png"),
        lambda: attachments.add_picture(store, owner, tmp_path / "没有.png"),
        lambda: attachments.add_picture(store, owner, tmp_path),
        lambda: attachments.add_picture(store, Owner("revision", 99), path),
        lambda: attachments.add_picture(store, Owner("announcement", 99), path),
        lambda: attachments.add_picture(store, Owner("case", 99), path),
        lambda: attachments.add_picture(store, owner, path, "甲\n乙"),
        lambda: attachments.add_text(store, owner, "说明", " \n"),
        lambda: attachments.add_text(store, owner, "", "内容"),
        lambda: attachments.add_text(store, owner, "说明", "字" * 100_001),
        lambda: attachments.add_text(store, owner, "说明", "有\0空"),
        lambda: attachments.move(store, 99, 1),
        lambda: attachments.picture(store, 99),
    ):
        with pytest.raises(UserError) as error:
            attempt()
        assert "\n" not in str(error.value)
    assert titles(store, owner) == []
    assert stored_pictures(store) == []
    attachments.add_text(store, owner, "说明", "字" * 100_000)


def test_a_picture_file_that_is_too_large_is_not_even_read(store, revision, tmp_path, monkeypatch):
    path = picture_file(tmp_path / "图.png")
    monkeypatch.setattr(picture_files, "LARGEST", path.stat().st_size)
    assert attachments.read_file(path).pictures
    monkeypatch.setattr(picture_files, "LARGEST", path.stat().st_size - 1)
    for attempt in (
        lambda: attachments.add_picture(store, Owner("revision", revision), path),
        lambda: attachments.read_file(path),
        lambda: styles.read_logo(path),
    ):
        with pytest.raises(UserError, match=r"图\.png：图片文件超过 0 MB；请缩小"):
            attempt()


def test_no_more_than_a_reader_can_leaf_through(store, revision, monkeypatch):
    monkeypatch.setattr(attachments, "_MOST", 2)
    owner = Owner("revision", revision)
    for name in "甲乙":
        attachments.add_text(store, owner, name, "内容")
    with pytest.raises(UserError, match="附件已有 2 个"):
        attachments.add_text(store, owner, "丙", "内容")


def test_a_picture_is_written_once_and_a_changed_one_is_found(store, revision, tmp_path):
    owner = Owner("revision", revision)
    attachment = attachments.add_picture(store, owner, picture_file(tmp_path / "图.png")).value
    with pytest.raises(engine.EngineError, match="written once"):
        store.change("改", lambda tx: tx.update("picture", 1, {"data": b"x"}))
    connection = engine.connect(store.folder / "records.db", store._key, write=True)
    connection.execute("DROP TRIGGER picture_no_update")
    connection.execute("UPDATE picture SET data = x'00'")
    connection.close()
    assert any("图片被改动过" in problem for problem in store.check().problems)
    with pytest.raises(StoreError, match="图片缺失或被改动"):
        attachments.picture(store, attachment)


def test_a_picture_can_be_erased_once_nothing_names_it(store, case, tmp_path):
    owner = Owner("case", case)
    attachment = attachments.add_picture(store, owner, picture_file(tmp_path / "图.png")).value
    with pytest.raises(UserError, match="引用"):
        store.change("删", lambda tx: tx.delete("picture", 1))

    def erase(tx):
        tx.delete("attachment", attachment)
        tx.delete("picture", 1)

    store.change("删", erase, final=True)
    assert stored_pictures(store) == []
    assert store.check().ok


def test_a_file_is_an_attachment_without_a_record_file(tmp_path):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("第一段")
    document.add_paragraph("第二段")
    document.save(tmp_path / "说明.docx")
    (tmp_path / "清单.txt").write_text("一\n\n二\n", encoding="gb18030")
    assert attachments.read_file(tmp_path / "说明.docx").paragraphs == ("第一段", "第二段")
    found = attachments.read_file(tmp_path / "清单.txt")
    assert (found.title, found.paragraphs) == ("清单", ("一", "二"))
    assert attachments.read_file(picture_file(tmp_path / "图.webp")).pictures[0].name == "图.webp"
    (tmp_path / "假.png").write_text("文字", encoding="utf-8")
    with pytest.raises(UserError, match="不是能打印的图片"):
        attachments.read_file(tmp_path / "假.png")
