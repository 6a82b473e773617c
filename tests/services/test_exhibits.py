from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from tests.services.conftest import wechat
from tests.services.pictures import picture_file
from wxadmin.domain.errors import StoreError, UserError
from wxadmin.services import attachments, cases, chats, erasure, excerpts, exhibits, queue, records
from wxadmin.services.attachments import Owner
from wxadmin.services.exhibits import Cover, Of
from wxadmin.services.listing import View

TALK = wechat(
    ("夜来香", "17:58", "明天几点开会，雨桐和张总来吗，小陆呢"),
    ("客服部-曾雨桐", "17:59", "九点，@夜来香 别迟到，电话15400000005"),
    ("销售部-陆明朗", "18:00", "你就是个废物，滚一边去"),
    ("客服部-曾雨桐", "18:01", "陆明朗你冷静"),
)


@pytest.fixture
def review(store, group, snapshot):
    chats.import_chat(store, chats.preview(store, group, TALK))
    return next(i for i in queue.index(store, View(group)) if queue.get(store, i).category == "abuse")


@pytest.fixture
def shot(tmp_path):
    return picture_file(tmp_path / "群里截屏.png", "red", (100, 50))


def test_a_file_is_kept_whole_and_named_by_its_digest(store, review, shot, tmp_path):
    number = exhibits.add(store, Of("review", review), shot, source="举报人提供").value
    [row] = exhibits.of(store, Of("review", review))
    assert (row.id, row.title, row.media, row.source) == (number, "群里截屏", "picture", "举报人提供")
    assert row.sha == hashlib.sha256(shot.read_bytes()).hexdigest()
    assert exhibits.data(store, number) == shot.read_bytes()
    saved = exhibits.save_original(store, number, tmp_path / "还你.png")
    assert saved.read_bytes() == shot.read_bytes()
    records.undo(store)
    assert exhibits.of(store, Of("review", review)) == ()


def test_the_same_file_twice_and_what_is_no_file_are_refused(store, review, shot, tmp_path):
    exhibits.add(store, Of("review", review), shot)
    with pytest.raises(UserError, match="已经是证据"):
        exhibits.add(store, Of("review", review), shot)
    with pytest.raises(UserError):
        exhibits.add(store, Of("review", review), tmp_path / "没有.png")
    (tmp_path / "空.pdf").write_bytes(b"")
    with pytest.raises(UserError):
        exhibits.add(store, Of("review", review), tmp_path / "空.pdf")
    with pytest.raises(UserError, match="没有这个待审事项"):
        exhibits.add(store, Of("review", 9999), shot)
    assert len(exhibits.of(store, Of("review", review))) == 1


def test_what_cannot_be_written_is_said_and_leaves_nothing(store, review, shot, tmp_path):
    number = exhibits.add(store, Of("review", review), shot).value
    with pytest.raises(UserError):
        exhibits.save_original(store, number, tmp_path / "没有这个文件夹" / "a.png")
    (tmp_path / "records.db").write_bytes(b"records")
    with pytest.raises(UserError, match="不能覆盖"):
        exhibits.save_original(store, number, tmp_path / "records.db")
    assert not list(tmp_path.glob("**/*.part"))


def test_covers_are_painted_on_the_print_and_never_on_the_original(store, review, shot):
    number = exhibits.add(store, Of("review", review), shot).value
    exhibits.cover(store, number, (Cover(0, 0, 500, 1000),))
    printed = Image.open(io.BytesIO(exhibits.for_print(store, number).data)).convert("RGB")
    assert printed.size == (100, 50)
    left, right = printed.getpixel((20, 25)), printed.getpixel((80, 25))
    assert max(left) - min(left) < 12
    assert right[0] > 200 > right[1] + 100
    assert exhibits.data(store, number) == shot.read_bytes()
    for wrong in (Cover(-1, 0, 10, 10), Cover(0, 0, 1001, 10), Cover(0, 0, 0, 10)):
        with pytest.raises(UserError, match="在图片外面"):
            exhibits.cover(store, number, (wrong,))
    assert exhibits.get(store, number).covers == (Cover(0, 0, 500, 1000),)


def test_a_case_has_what_its_entry_brought_and_keeps_it_once_decided(store, review, shot, tmp_path):
    first = exhibits.add(store, Of("review", review), shot).value
    card = queue.get(store, review)
    case = cases.open_from(store, review, card.version, cases.draft_from(store, review)).value
    second = exhibits.add(store, Of("case", case), picture_file(tmp_path / "补.png", "blue")).value
    assert [row.id for row in exhibits.of(store, Of("case", case))] == [first, second]
    exhibits.to_notice(store, first, case)
    [picture] = attachments.pictures(store, Owner("case", case))
    assert exhibits.get(store, first).sha[:16] in picture.caption
    cases.decide(store, case, cases.Decision(("oral",), "王"))
    with pytest.raises(UserError, match="不能再移去"):
        exhibits.remove(store, first)
    with pytest.raises(UserError, match="不能再移去"):
        exhibits.remove(store, second)


def test_bytes_that_were_changed_are_said_to_be(store, review, shot, monkeypatch):
    number = exhibits.add(store, Of("review", review), shot).value
    assert exhibits.altered(store, Of("review", review)) == frozenset()
    real = exhibits.kept_pictures.stored.picture
    monkeypatch.setattr(exhibits.kept_pictures.stored, "picture", lambda db, sha: (real(db, sha) or b"") + b"x")
    with pytest.raises(StoreError, match="缺失或被改动"):
        exhibits.data(store, number)
    assert exhibits.altered(store, Of("review", review)) == {number}


def test_other_files_are_no_pictures(store, review, tmp_path):
    (tmp_path / "通话.amr").write_bytes(b"#!AMR\n123")
    number = exhibits.add(store, Of("review", review), tmp_path / "通话.amr").value
    assert exhibits.get(store, number).media == "sound"
    with pytest.raises(UserError, match="不是图片"):
        exhibits.for_print(store, number)
    with pytest.raises(UserError, match="不是图片"):
        exhibits.cover(store, number, (Cover(0, 0, 9, 9),))


def test_the_list_names_every_digest_whole(store, review, shot):
    exhibits.add(store, Of("review", review), shot)
    paper = exhibits.list_paper(store, Of("review", review))
    assert paper.rows[0][4] == hashlib.sha256(shot.read_bytes()).hexdigest()
    assert paper.unit == "甲公司"


def test_an_excerpt_covers_all_but_the_one_meant(store, group, review):
    message = queue.get(store, review).message
    paper = excerpts.build(store, message, 2, 1)
    assert [row[2:] for row in paper.rows] == [
        ("成员甲", "明天几点开会，成员乙和成员丙来吗，小陆呢"),
        ("成员乙", "九点，@成员甲 别迟到，电话154****0005"),
        ("销售部-陆明朗", "你就是个废物，滚一边去"),
        ("成员乙", "陆明朗你冷静"),
    ]
    assert [row[0] for row in paper.rows] == ["", "", "●", ""]
    open_paper = excerpts.build(store, message, 1, 0, covered=False)
    assert [row[2] for row in open_paper.rows] == ["客服部-曾雨桐", "销售部-陆明朗"]
    with pytest.raises(UserError, match="最多各"):
        excerpts.build(store, message, 101, 0)


def test_erasing_the_person_takes_the_files_with_it(store, group, roster, review, shot, tmp_path):
    exhibits.add(store, Of("review", review), shot)
    with store.read() as db:
        assert db.value("SELECT count(*) FROM picture") == 1
    queue.decide(store, review, queue.get(store, review).version, "unfounded")
    erasure.erase(store, roster["陆明朗"], reason="本人要求", typed="陆明朗", confirmed={"member", "present"})
    with store.read() as db:
        assert db.value("SELECT count(*) FROM exhibit") == 0
        assert db.value("SELECT count(*) FROM picture") == 0
