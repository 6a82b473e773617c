"""Texts a unit already has: what is found in them, on which line, and the drafts that are made of them in one change."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from wxadmin.domain import blanks
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.regulation import as_text
from wxadmin.domain.regulation_places import places
from wxadmin.services import groups, publishing, records, regulation_import, regulations
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.publishing import Publishing
from wxadmin.services.records import Store
from wxadmin.services.regulation_lines import letters
from wxadmin.services.regulation_pieces import Piece

WEB = """当前位置：首页 > 规章制度 > 正文
来源：本站 发布时间：2025-03-01 浏览次数：128次
XX公司微信群管理制度
第一章 总则
第一条 为规范XX公司工作群的使用,提高效率,制定本制度.
第二条 群成员的昵称统一为“部门-姓名”。
第二章 管理
第三条 成员应当在30分钟内回复群内通知。
第五条 违反本制度的，按下列次序处理：
（一）首次违规的，提醒；
（二）再次违规的，警告。
第六条 对处理有异议的，可以在3日内向XX公司办公室提出申诉。
第七条 本制度自发布之日起施行。
签字：________
上一篇：没有了 下一篇：关于放假的通知
"""
CLASS = """班级群公约
第一条 家长的群昵称为“学生姓名+关系”。
第二条 通知请在2小时内回复收到。
第三条 不发广告。
"""


def spans_hold(words: str, piece: Piece) -> None:
    """Every unit stands where its span says, letter by letter."""
    found = list(places(piece.text))
    assert found
    for at, node in found:
        said = letters(words[slice(*piece.spans[at])])
        assert said == letters(node.number + (node.title or "") + node.text), (at, node.number)


@pytest.fixture
def school(store: Store) -> int:
    return groups.create(store, GroupDraft("研发群", unit="青石公司", office="办公室", owner="沈一")).value


def test_every_regulation_of_a_paste_is_found_with_its_lines(store: Store, school: int) -> None:
    words = WEB + "\n" + CLASS
    reading = regulation_import.read(store, school, words)
    rows = words.split("\n")
    assert [piece.title for piece in reading.pieces] == ["XX公司微信群管理制度", "班级群公约"]
    assert [rows[piece.first - 1] for piece in reading.pieces] == [
        "当前位置：首页 > 规章制度 > 正文", "班级群公约",
    ]  # fmt: skip
    for piece in reading.pieces:
        spans_hold(words, piece)
    gap = reading.pieces[0].warnings
    assert [(one.line, "缺第四条" in one.message) for one in gap] == [(9, True)]
    assert words[slice(*gap[0].span)] == "第五条"
    minutes = next(one for one in reading.pieces[0].settings if one.setting.kind == "reply_minutes")
    assert "30分钟" in words[slice(*minutes.span)]
    assert [words[slice(*one.span)] for one in reading.pieces[0].proposals if one.key == "unit"] == ["XX公司"]


def test_a_unit_is_found_on_its_line_whatever_stands_around_it(store: Store, school: int) -> None:
    """Spaces, Markdown, empty lines and repeated sentences do not shift the lines."""
    words = (
        "\n\n## 群规\n\n**第一条**　不 发 广 告。\n\n\n第二条\n（一）不发广告。\n（二）不发广告。\n\n第三条 不发广告。\n"
        "第四条 按下表：\n- 不发广告。\n"
    )
    spans_hold(words, regulation_import.read(store, school, words).pieces[0])


def test_a_unit_is_found_in_a_text_without_lines(store: Store, school: int) -> None:
    words = "".join(line.strip() for line in WEB.split("\n")[2:13]) + "𠮷字也算一个。"
    piece = regulation_import.read(store, school, words).pieces[0]
    assert len(piece.spans) > 8
    spans_hold(words, piece)
    assert all(first < last for first, last in piece.spans.values())
    gap = next(one for one in piece.warnings if "缺第四条" in one.message)
    assert words[slice(*gap.span)] == "第五条"


def test_units_are_found_in_texts_of_every_kind(store: Store, school: int) -> None:
    """The invented texts of the import: contents, tables, Markdown, broken lines, glued ones, several in one."""
    texts = sorted((Path(__file__).parents[1] / "intake" / "regulations").glob("*.txt"))
    assert len(texts) > 20
    for path in texts:
        reading = regulation_import.read(store, school, path)
        for piece in reading.pieces:
            if piece.text.nodes:
                spans_hold(reading.words, piece)
            for doubt in piece.warnings:
                first, last = doubt.span
                assert reading.words.count("\n", 0, first) + 1 == doubt.line, (path.name, doubt)
                assert last >= first


def test_every_kind_of_line_end_is_one(store: Store, school: int) -> None:
    words = CLASS.replace("\n", "\r\n", 1).replace("\n第二", "\u2028第二").replace("\n第三", "\x0b第三")
    reading = regulation_import.read(store, school, words)
    assert reading.words == CLASS
    spans_hold(CLASS, reading.pieces[0])


def test_what_is_taken_becomes_drafts_in_one_change_that_can_be_undone(store: Store, school: int) -> None:
    reading = regulation_import.read(store, school, WEB + "\n" + CLASS)
    takings = [regulation_import.usual(piece) for piece in reading.pieces]
    change = regulation_import.take(store, school, takings)
    first, second = (regulations.get(store, number) for number in change.value)
    assert (first.title, first.stage) == ("青石公司微信群管理制度", "draft")
    assert (second.title, second.stage) == ("班级群公约", "draft")
    said = as_text(first.text)
    assert "青石公司办公室" in said
    assert "XX公司" not in said
    assert "首页" not in said
    assert "上一篇" not in said
    assert "签字：________" in said  # left for the pen
    assert [blank.key for blank in first.written.blanks] == ["unit"]  # type: ignore[union-attr]
    records.undo(store, change.id)
    assert not list(regulations.index(store, View(group=school)))


def test_what_is_left_unticked_stays_as_it_was_and_is_not_applied(store: Store, school: int) -> None:
    piece = regulation_import.read(store, school, WEB).pieces[0]
    kept = tuple(one.setting for one in piece.settings if one.setting.kind == "naming_rule")
    assert {one.setting.kind for one in piece.settings} >= {"naming_rule", "reply_minutes", "ladder", "appeal_window"}
    taking = replace(regulation_import.usual(piece), settings=kept, proposals=(), debris=())
    number = regulation_import.take(store, school, [taking]).value[0]
    card = regulations.get(store, number)
    assert card.title == "XX公司微信群管理制度"
    assert "上一篇：没有了" in as_text(card.text)
    assert [one.kind for one in card.settings] == ["naming_rule"]
    publishing.publish(store, number, Publishing(None, "青石公司", announce=False))
    own = groups.get(store, school)
    assert own.naming_rule == "部门-姓名"
    assert own.reply_minutes == 0
    assert not any(setting.kind == "ladder" for setting in own.settings)


def test_only_what_is_surely_a_blank_is_ticked(store: Store, school: int) -> None:
    words = """某某群管理办法
第一条 XX公司设本群，【单位名称】负责管理。
第二条 【群主】 群主应当及时答复。
第三条 每人每天最多发X条消息。
第四条 举报电话：________。
XX公司
____年__月__日
"""
    piece = regulation_import.read(store, school, words).pieces[0]
    ticked = {one.words for one in piece.proposals if one.usual}
    assert {"XX公司", "【单位名称】", "X条"} <= ticked
    assert not any("群主" in one or "_" in one for one in ticked)
    assert any("_" in one.words for one in piece.proposals)
    text = regulation_import.drafted(regulation_import.usual(piece))
    values = {blank.key: blank.value for blank in text.blanks}
    assert values["unit"] == "青石公司"
    assert "每天最多发〔" in as_text(blanks.shown(text))
    assert "举报电话：________" in as_text(text)


def test_a_text_written_with_blanks_has_them(store: Store, school: int) -> None:
    words = (
        "{{unit}}群规\n第一条 {{unit}}的通知请在{{minutes}}分钟内回复。\n第二条 有事找{{office}}。\n第三条 {{坏了。\n"
    )
    piece = regulation_import.read(store, school, words).pieces[0]
    taking = regulation_import.usual(piece)
    assert regulation_import.called(taking) == "青石公司群规"
    card = regulations.get(store, regulation_import.take(store, school, [taking]).value[0])
    assert card.title == "青石公司群规"
    assert {blank.key: blank.value for blank in card.written.blanks} == {  # type: ignore[union-attr]
        "unit": "青石公司", "minutes": "", "office": "办公室",
    }  # fmt: skip
    assert card.empty == ("minutes",)


def test_what_to_know_before_publishing_is_told_with_its_place(store: Store, school: int) -> None:
    words = CLASS + "第四条 违反第九条的，每次罚款50元，由群主收取。\n"
    piece = regulation_import.read(store, school, words).pieces[0]
    told = [(one.line, one.message) for one in piece.notices]
    assert [line for line, _message in told] == [5, 5]
    assert any("“第九条”不存在" in message for _line, message in told)
    assert any("无权罚款" in message for _line, message in told)
    assert all(words[slice(*one.span)].startswith("第四条") for one in piece.notices)
    assert regulation_import.read(store, school, CLASS).pieces[0].notices == ()


def test_a_title_the_owner_wrote_is_the_title_on_paper(store: Store, school: int) -> None:
    piece = regulation_import.read(store, school, WEB).pieces[0]
    taking = replace(regulation_import.usual(piece), title=" 研发群群规 ")
    assert regulation_import.called(taking) == "研发群群规"
    card = regulations.get(store, regulation_import.take(store, school, [taking]).value[0])
    assert (card.title, card.text.title) == ("研发群群规", "研发群群规")
    with pytest.raises(UserError, match="名称"):
        regulation_import.take(store, school, [replace(taking, title="  ")])
    with pytest.raises(UserError, match="没有选"):
        regulation_import.take(store, school, [])


def test_the_same_text_is_known_again_and_another_with_its_title_goes_on_with_it(store: Store, school: int) -> None:
    for words in (WEB, CLASS):
        piece = regulation_import.read(store, school, words).pieces[0]
        assert (piece.twin, piece.namesake) == ("", None)
        number = regulation_import.take(store, school, [regulation_import.usual(piece)]).value[0]
        again = regulation_import.read(store, school, words.replace("。", " 。 ")).pieces[0]
        assert again.twin == f"《{regulations.get(store, number).title}》第 1 版"
        assert regulation_import.usual(again).continues is None
    changed = regulation_import.read(store, school, CLASS.replace("2小时", "3小时")).pieces[0]
    assert changed.twin == ""
    assert changed.namesake is not None
    assert changed.namesake.draft
    assert regulation_import.usual(changed).continues is None  # a draft is not written over unasked


def test_an_import_becomes_the_next_version_beside_a_new_regulation(store: Store, school: int) -> None:
    piece = regulation_import.read(store, school, CLASS).pieces[0]
    old = regulation_import.take(store, school, [regulation_import.usual(piece)]).value[0]
    publishing.publish(store, old, Publishing(None, "青石公司", announce=False))
    reading = regulation_import.read(store, school, WEB + "\n" + CLASS.replace("2小时", "3小时"))
    takings = [regulation_import.usual(one) for one in reading.pieces]
    assert [one.continues for one in takings] == [None, old]
    change = regulation_import.take(store, school, takings)
    other, newer = (regulations.get(store, number) for number in change.value)
    assert newer.regulation == regulations.get(store, old).regulation
    assert newer.version == "第 2 版"
    assert "3小时" in as_text(newer.text)
    assert other.regulation != newer.regulation
    assert regulations.get(store, old).stage == "in_force"
    held = regulation_import.read(store, school, CLASS).held
    assert {(one.title, one.draft) for one in held} == {("班级群公约", True), (other.title, True)}
    over = replace(regulation_import.usual(piece), continues=newer.id)
    assert regulation_import.take(store, school, [over]).value == (newer.id,)
    assert "2小时" in as_text(regulations.get(store, newer.id).text)


def test_two_pieces_do_not_become_the_same_version(store: Store, school: int) -> None:
    piece = regulation_import.read(store, school, CLASS).pieces[0]
    old = regulation_import.take(store, school, [regulation_import.usual(piece)]).value[0]
    two = [replace(regulation_import.usual(piece), continues=old), replace(regulation_import.usual(piece), title="乙")]
    assert regulation_import.refused(two) == ""
    two[1] = replace(two[1], continues=old)
    assert "同一份制度" in regulation_import.refused(two)
    assert "至少勾选" in regulation_import.refused([])
    assert "名称" in regulation_import.refused([replace(two[0], title=" ")])


def test_another_group_has_no_say_in_what_is_there_already(store: Store, school: int) -> None:
    piece = regulation_import.read(store, school, CLASS).pieces[0]
    regulation_import.take(store, school, [regulation_import.usual(piece)])
    other = groups.create(store, GroupDraft("另一个群")).value
    found = regulation_import.read(store, other, CLASS)
    assert (found.pieces[0].twin, found.held) == ("", ())


def test_what_cannot_be_read_is_said_in_one_sentence(store: Store, school: int, tmp_path: Path) -> None:
    empty = tmp_path / "空.txt"
    empty.write_text("", "utf-8")
    locked = tmp_path / "加密.docx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)
    broken = tmp_path / "坏.docx"
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("word/document.xml", "<not xml")
    cases: list[tuple[str | Path, str]] = [
        ("", "没有文字"), ("  \n\u3000", "没有文字"), ("一、好\0的", "空字符"), ("第一条 不发广告。\n" * 250_000, "万字"),
        (empty, "空的"), (locked, "密码"), (broken, "坏.docx"), (tmp_path / "无.txt", "没有这个文件"),
    ]  # fmt: skip
    for source, words in cases:
        with pytest.raises(UserError, match=words) as caught:
            regulation_import.read(store, school, source)
        assert "\n" not in str(caught.value)
    assert not list(regulations.index(store, View(group=school)))


def test_reading_stops_when_asked_to(store: Store, school: int) -> None:
    def step(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        regulation_import.read(store, school, WEB, step)


def test_a_file_without_title_is_called_after_the_file(store: Store, school: int, tmp_path: Path) -> None:
    path = tmp_path / "宿舍群约定.txt"
    path.write_text("第一条 不发广告。\n第二条 夜里不发消息。\n", "gb18030")
    piece = regulation_import.read(store, school, path).pieces[0]
    assert piece.title == "宿舍群约定"
    card = regulations.get(store, regulation_import.take(store, school, [regulation_import.usual(piece)]).value[0])
    assert card.text.title == "宿舍群约定"
    assert regulation_import.read(store, school, path).pieces[0].twin == "《宿舍群约定》第 1 版"
