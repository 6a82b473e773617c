from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.services import groups, papers, people, records, regulations, search, sheets, verify
from wxadmin.services.listing import View
from wxadmin.services.regulation_text import packed, unpacked

TEXT = """甲公司群聊守则
第一条 群成员昵称改为部门+姓名。
第二条 收到通知后应在20分钟内回复。
第三条 不得辱骂他人。首次警告，再次违反的移出群。
第四条 对处理有异议的，可在7日内提出申诉。
第五条 本守则由办公室负责解释，自发布之日起施行。
"""


@pytest.fixture
def draft(store, group):
    return regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value


def test_publishing_makes_the_settings_hold_with_the_clause_as_source(store, group, draft):
    assert regulations.in_force(store, group) is None
    regulations.publish(store, draft, issuer="甲公司")
    owner = groups.get(store, group)
    assert owner.naming_rule == "部门+姓名"
    assert (owner.reply_minutes, owner.appeal_days) == (20, 7)
    sources = {s.kind: s.source for s in owner.settings}
    assert sources["reply_minutes"] == "《甲公司群聊守则》第二条"
    assert sources["ladder"] == "《甲公司群聊守则》第三条"
    card = regulations.get(store, draft)
    assert card.state == "in_force"
    assert all(s.applied for s in card.settings)
    assert [c.label for c in card.clauses] == ["第一条", "第二条", "第三条", "第四条", "第五条"]
    cited = regulations.cite(store, card.clauses[2].id)
    assert (cited.regulation, cited.version, cited.at) == ("甲公司群聊守则", "第 1 版", ("第三条",))


def test_a_value_changed_by_hand_no_longer_names_a_clause(store, group, draft):
    regulations.publish(store, draft)
    owner = groups.get(store, group)
    draft_of = groups.GroupDraft(owner.name, naming_rule=owner.naming_rule, reply_minutes=5, appeal_days=7)
    groups.edit(store, group, draft_of)
    assert "reply_minutes" not in {s.kind for s in groups.get(store, group).settings}
    assert "naming_rule" in {s.kind for s in groups.get(store, group).settings}


def test_a_new_version_replaces_the_old_one_on_its_day(store, group, draft):
    regulations.publish(store, draft, effective=date(2026, 9, 1))
    text = regulations.parse_text(TEXT.replace("20分钟", "10分钟"))
    second = regulations.revise(store, draft, text).value
    assert second != draft
    assert regulations.revise(store, draft, text).value == second
    regulations.publish(store, second, effective=date(2026, 9, 10))
    assert regulations.in_force(store, group, date(2026, 9, 9)).id == draft
    assert regulations.in_force(store, group, date(2026, 9, 10)).id == second
    assert regulations.in_force(store, group, date(2026, 8, 31)) is None
    assert regulations.get(store, draft).state == "replaced"
    assert [v[1:] for v in regulations.get(store, second).versions] == [("第 2 版", "现行"), ("第 1 版", "已被替代")]
    assert groups.get(store, group).reply_minutes == 10


def test_what_is_published_is_not_undone_nor_published_twice(store, draft):
    change = regulations.publish(store, draft)
    with pytest.raises(UserError):
        records.undo(store, change.id)
    with pytest.raises(UserError, match="已经发布过"):
        regulations.publish(store, draft)


def test_a_draft_goes_and_comes_with_its_clauses(store, group, draft):
    taken_back = records.undo(store)
    assert not regulations.index(store, View())
    records.undo(store, taken_back.id)
    assert len(regulations.get(store, draft).clauses) == 5
    assert [f.title for f in search.everywhere(store, "申诉")] == ["《甲公司群聊守则》第四条"]


def test_every_library_text_becomes_a_regulation_and_keeps_its_structure(store, group):
    assert len(regulations.templates()) >= 5
    for template in regulations.templates():
        values = {v.key: v.default or "青石" for v in template.variables if v.required}
        text = regulations.fill(template.key, values)
        assert unpacked(packed(text)) == text
        made = regulations.create_from_template(store, group, template.key, values).value
        card = regulations.get(store, made)
        assert replace(card.text, settings=text.settings) == text
        assert card.clauses
    waiting = regulations.create_from_template(store, group, "work", {}).value
    assert regulations.get(store, waiting).empty
    with pytest.raises(UserError, match="空格"):
        regulations.publish(store, waiting)
    with pytest.raises(UserError):
        regulations.create_from_template(store, group, "nonsense", {})


def test_texts_without_title_or_words_are_refused(store, group):
    with pytest.raises(UserError, match="没有文字"):
        regulations.parse_text("  \n")
    with pytest.raises(UserError, match="没有标题"):
        regulations.create_from_text(store, group, regulations.parse_text("第一条 不得刷屏。\n第二条 不得辱骂。"))
    with pytest.raises(UserError, match="没有这份制度"):
        regulations.get(store, 99)


def test_papers_of_a_regulation(store, group, roster, draft, tmp_path):
    with pytest.raises(UserError, match="草稿不能签发"):
        regulations.issue(store, draft)
    with pytest.raises(UserError, match="草稿不能签收"):
        sheets.issue(store, group, draft)
    with pytest.raises(UserError, match="还没有现行制度"):
        sheets.build(store, group)
    regulations.publish(store, draft)
    people.mark_left(store, roster["李建业"])
    sheet = sheets.build(store, group)
    assert [row.name for row in sheet.rows] == ["沈知远", "陆明朗", "张伟", "张伟", "曾雨桐"]
    for issued in (regulations.issue(store, draft).value, sheets.issue(store, group).value):
        path = tmp_path / papers.file_name(issued)
        papers.save(issued.pdf, path)
        assert verify.verify_path(path).issued
    with pytest.raises(UserError, match="已经签发过"):
        regulations.issue(store, draft)
    rows = papers.page(store, papers.index(store, View(group)))
    assert [row.cells[1] for row in rows] == ["签收表", "规章制度"]
    assert papers.page(store, papers.index(store, View(group, chips=("sheet",))))[0].cells[0] == "签收〔2026〕1号"


def test_a_sheet_needs_people(store, group, draft):
    regulations.publish(store, draft)
    with pytest.raises(UserError, match="还没有人员"):
        sheets.build(store, group)


def test_a_setting_belongs_to_the_version_that_set_it(store, group, draft):
    regulations.publish(store, draft, effective=date(2026, 9, 1))
    like = regulations.create_from_text(store, group, regulations.parse_text(TEXT), title="群聊守则").value
    regulations.revise(store, like, replace(regulations.get(store, like).text, title="群聊守则"))
    assert not any(s.applied for s in regulations.get(store, like).settings)
    without = TEXT.replace("首次警告，再次违反的移出群。", "").replace("第二条 收到通知后应在20分钟内回复。\n", "")
    second = regulations.revise(store, draft, regulations.parse_text(without)).value
    regulations.publish(store, second, effective=date(2026, 9, 10))
    owner = groups.get(store, group)
    assert {"ladder", "reply_minutes"}.isdisjoint(s.kind for s in owner.settings)
    assert owner.reply_minutes == 20
    assert not any(s.applied for s in regulations.get(store, draft).settings)
