from __future__ import annotations

from dataclasses import replace

import pytest

from wxadmin.domain.errors import StoreError, UserError
from wxadmin.services import groups, journal, records, settings
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View


def test_groups_are_made_edited_and_taken_back(store):
    first = groups.create(store, GroupDraft("丙群", naming_rule="部门-姓名")).value
    groups.create(store, GroupDraft("甲群"))
    assert [g.name for g in groups.every(store)] == ["丙群", "甲群"]
    groups.edit(store, first, GroupDraft("乙群", naming_rule="姓名-部门"))
    assert groups.get(store, first).naming_rule == "姓名-部门"
    assert records.undo_label(store) == "修改群 乙群"
    assert records.undo(store).label == "撤销“修改群 乙群”"
    assert groups.get(store, first).name == "丙群"


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (GroupDraft(" "), "群名称是空的"),
        (GroupDraft("甲", naming_rule="胡说八道"), "规则"),
        (GroupDraft("甲", kind="nonsense"), "没有这种群"),
        (GroupDraft("甲", reply_minutes=-1), "负数"),
        (GroupDraft("坏\ud800名"), "不能保存"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(store, draft, words):
    with pytest.raises(UserError, match=words):
        groups.create(store, draft)
    assert groups.every(store) == ()


def test_a_name_is_taken_once_and_a_group_is_found_by_a_part_of_its_name(store):
    groups.create(store, GroupDraft("三（2）班家长群"))
    with pytest.raises(UserError, match="已经有"):
        groups.create(store, GroupDraft("三（2）班家长群"))
    assert groups.by_name(store, "2）班").name == "三（2）班家长群"
    groups.create(store, GroupDraft("三（2）班活动群"))
    with pytest.raises(UserError, match="几个群"):
        groups.by_name(store, "三（2）班")
    with pytest.raises(UserError, match="没有叫"):
        groups.by_name(store, "四班")


def test_settings_and_layout(store):
    assert settings.get(store) == settings.Settings()
    settings.save(store, settings.Settings(unit="甲公司", actor="王主任", theme="dark"))
    assert settings.get(store).unit == "甲公司"
    assert store.actor == "王主任"
    with pytest.raises(UserError):
        settings.save(store, replace(settings.get(store), theme="pink"))
    settings.save_layout(store, "people", "{}")
    settings.save_layout(store, "people", "[1]")
    assert settings.layout(store, "people") == "[1]"
    assert settings.layout(store, "nowhere") == ""
    labels = [row.cells[2] for row in journal.page(store, journal.index(store, View()))]
    assert labels == ["修改设置"]


def test_the_journal_tells_what_was_undone(store):
    made = groups.create(store, GroupDraft("甲群"))
    back = records.undo(store)
    rows = journal.page(store, journal.index(store, View()))
    assert [(r.cells[2], r.cells[3]) for r in rows] == [("撤销“新建群 甲群”", "撤销"), ("新建群 甲群", "已撤销")]
    with pytest.raises(UserError, match="没有可以撤销"):
        records.undo(store)
    undone = View(chips=("undone",))
    assert list(journal.index(store, undone)) == [made.id]
    again = records.undo(store, back.id)
    assert list(journal.index(store, undone)) == [back.id]
    records.undo(store, again.id)
    assert list(journal.index(store, undone)) == [again.id, made.id]


def test_reading_beside_the_owner_and_a_second_owner(store, group, tmp_path):
    with records.open_at(tmp_path / "records", write=False) as beside:
        assert [g.name for g in groups.every(beside)] == ["甲组工作群"]
        with pytest.raises(StoreError, match="只读"):
            groups.create(beside, GroupDraft("乙"))
    with pytest.raises(StoreError):
        records.open_at(tmp_path / "records")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("群" * 201, "太长"),
        ("\u200b\u200d", "是空的"),
        (" ", "是空的"),
        ("甲\x1b[31m组", "控制字符"),
        ("甲\n组", "控制字符"),
    ],
)
def test_a_name_can_be_seen_and_has_a_length(store, name, says):
    with pytest.raises(UserError, match=says):
        groups.create(store, groups.GroupDraft(name))
    assert groups.every(store) == ()
