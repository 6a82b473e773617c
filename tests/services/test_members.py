from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.conftest import MEMBERS, person
from wxadmin.domain.errors import UserError
from wxadmin.services import clock, groups, member_tasks, members, people, records, reminders, roster_import
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View


def status(store, group):
    return {row.nickname: row.status for row in members.report(store, group).rows}


def test_the_check_names_who_is_meant_and_who_is_missing(store, group, snapshot):
    report = members.report(store, group)
    found = {row.nickname: row for row in report.rows}
    assert found["总经办-沈知远"].status == "pass"
    assert found["张伟"].status != "pass"
    assert found["张伟"].person is None
    assert found["夜来香"].status == "fail"
    assert [label for _id, label in report.missing] == ["张伟（销售部）", "张伟（生产部）", "李建业（生产部）"]
    absent = people.page(store, people.index(store, View(group, chips=("absent",))))
    assert [row.cells[0] for row in absent] == ["李建业", "张伟", "张伟"]


def test_new_gone_and_renamed_against_the_last_list(store, group, snapshot, hands):
    hands.move(days=1)
    text = "销售部-陆明朗\n张伟\n曾雨桐-客服部\n夜来香\n生产部-李建业\n"
    preview = members.preview(store, group, text)
    assert preview.new == ("生产部-李建业",)
    assert preview.gone == ("总经办-沈知远",)
    assert preview.renamed == (("客服部-曾雨桐", "曾雨桐-客服部"),)
    assert preview.same == 3
    members.import_snapshot(store, preview)
    gone = members.page(store, members.index(store, View(group, chips=("gone",))))
    assert {row.cells[0] for row in gone} == {"总经办-沈知远", "客服部-曾雨桐"}
    assert records.undo_label(store) == "导入群成员 甲组工作群（5 人）"
    records.undo(store)
    assert status(store, group).keys() == {line for line in MEMBERS.split("\n") if line}


def test_a_stale_preview_is_refused(store, group, snapshot):
    one = members.preview(store, group, "甲\n")
    two = members.preview(store, group, "乙\n")
    members.import_snapshot(store, one)
    with pytest.raises(UserError, match="又有了变化"):
        members.import_snapshot(store, two)


def test_decisions_are_remembered_over_the_next_list_and_can_be_taken_back(store, group, roster, snapshot):
    members.confirm(store, snapshot["夜来香"], roster["李建业"])
    members.confirm(store, snapshot["张伟"], roster["张伟销售部"])
    report = members.report(store, group)
    found = {row.nickname: row for row in report.rows}
    assert found["夜来香"].person == roster["李建业"]
    assert found["张伟"].person_name == "张伟"
    assert [label for _id, label in report.missing] == ["张伟（生产部）"]
    members.import_snapshot(store, members.preview(store, group, MEMBERS))
    card = members.get(store, snapshot["夜来香"])
    assert card.confirmed
    assert card.row.person == roster["李建业"]
    members.confirm(store, snapshot["夜来香"], None)
    assert members.get(store, snapshot["夜来香"]).row.person is None
    records.undo(store)
    assert members.get(store, snapshot["夜来香"]).row.person == roster["李建业"]


def test_an_exemption_ends_by_itself(store, group, snapshot, hands):
    members.exempt(store, snapshot["夜来香"], "产假", clock.today() + timedelta(days=2))
    assert status(store, group)["夜来香"] == "exempt"
    hands.move(days=2)
    assert status(store, group)["夜来香"] == "exempt"
    hands.move(days=1)
    assert status(store, group)["夜来香"] == "fail"
    members.exempt(store, snapshot["夜来香"], "产假")
    members.end_exemption(store, snapshot["夜来香"])
    assert status(store, group)["夜来香"] == "fail"
    with pytest.raises(UserError, match="原因"):
        members.exempt(store, snapshot["夜来香"], " ")


def test_the_check_follows_roster_rule_and_undo(store, group, roster, snapshot):
    people.edit(store, roster["陆明朗"], people.get(store, roster["沈知远"]).person)
    assert status(store, group)["销售部-陆明朗"] != "pass"
    records.undo(store)
    assert status(store, group)["销售部-陆明朗"] == "pass"
    groups.edit(store, group, GroupDraft("甲组工作群", naming_rule="姓名-部门"))
    assert status(store, group)["销售部-陆明朗"] == "fail"


def test_a_group_without_a_rule_only_links_names(store, roster):
    other = groups.create(store, GroupDraft("乙组")).value
    roster_import.import_roster(store, roster_import.preview_roster(store, _roster_of(store, roster), group=other))
    members.import_snapshot(store, members.preview(store, other, "沈知远\n随便一个名字\n"))
    assert status(store, other) == {"沈知远": "pass", "随便一个名字": "unknown"}
    with pytest.raises(UserError, match="命名规则"):
        reminders.draft(store, other, "name")


def _roster_of(store, roster):
    from wxadmin.domain.people import Roster

    return Roster(tuple(people.get(store, i).person for i in roster.values()))


def test_two_accounts_of_one_nickname_share_a_row(store, group, roster):
    preview = members.preview(store, group, "销售部-陆明朗\n销售部-陆明朗\n")
    assert len(preview.report) == 2
    members.import_snapshot(store, preview)
    rows = members.report(store, group).rows
    assert len(rows) == 1
    assert rows[0].findings


def test_an_empty_paste_is_refused(store, group):
    with pytest.raises(UserError, match="没有一个群昵称"):
        members.preview(store, group, "\n  \n")


def test_a_list_is_also_read_from_a_file(store, group, roster, tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text("序号,群昵称\n1,销售部-陆明朗\n2,夜来香\n", "utf-8")
    assert members.preview(store, group, path).nicknames == ("销售部-陆明朗", "夜来香")
    assert members.preview(store, group, "添加\n甲\n").ignored[0].startswith("第 1 行　添加")


def test_a_confirmed_person_need_not_belong_in_the_group(store, group, snapshot):
    guest = people.add(store, person("严正宜", "财务部")).value
    members.confirm(store, snapshot["夜来香"], guest)
    row = members.get(store, snapshot["夜来香"]).row
    assert (row.person, row.person_name, row.department) == (guest, "严正宜", "财务部")
    assert "not_in_roster" not in {code for code, _words in row.findings}
    assert guest not in {i for i, _label in members.report(store, group).missing}


def test_who_is_in_another_group_is_still_absent_from_this_one(store, group, roster, snapshot):
    other = groups.create(store, GroupDraft("乙组")).value
    roster_import.import_roster(store, roster_import.preview_roster(store, _roster_of(store, roster), group=other))
    members.import_snapshot(store, members.preview(store, other, "沈知远\n"))

    def absent(where):
        rows = people.page(store, people.index(store, View(where, chips=("absent",))))
        return {row.cells[0] for row in rows}

    assert absent(group) == {"李建业", "张伟"}
    assert absent(other) == {"陆明朗", "张伟", "曾雨桐", "李建业"}
    assert absent(None) == {"李建业", "张伟"}
    # The list of people asks for a fresh check of members itself.
    people.edit(store, roster["陆明朗"], replace(people.get(store, roster["陆明朗"]).person, name="陆远"))
    assert "陆远" in absent(group)


def test_an_exemption_that_is_over_is_refused(store, snapshot):
    with pytest.raises(UserError, match="已经过了"):
        members.exempt(store, snapshot["夜来香"], "产假", clock.today() - timedelta(days=1))


def test_of_an_incomplete_list_nobody_is_gone(store, group, roster):
    many = MEMBERS + "".join(f"生产部-王小{chr(0x4E00 + n)}\n" for n in range(30))
    members.import_snapshot(store, members.preview(store, group, many))
    few = MEMBERS.replace("销售部-陆明朗", "陆明朗").replace("夜来香\n", "") + "新来的\n"
    seen = members.preview(store, group, few)
    assert seen.partial
    assert seen.partial_words == (
        "这份名单比上次少 86%，按不完整的名单处理：没有人被记为已退群，没出现的 31 人按上次的名单算还在群里"
    )
    assert (seen.gone, seen.new, seen.renamed) == ((), ("新来的",), (("销售部-陆明朗", "陆明朗"),))
    change = members.import_snapshot(store, seen)
    there = {row.nickname for row in members.report(store, group).rows}
    assert there == {*many.split(), "陆明朗", "新来的"} - {"销售部-陆明朗"}
    gone = members.page(store, members.index(store, View(group, chips=("gone",))))
    assert [row.cells[0] for row in gone] == ["销售部-陆明朗"]  # the nickname they had before
    records.undo(store, change.id)
    # The owner knows better: so many really left.
    seen = members.preview(store, group, few, partial=False)
    assert (seen.partial, seen.partial_words, len(seen.gone)) == (False, "", 31)
    members.import_snapshot(store, seen)
    assert len(members.report(store, group).rows) == 5


def test_any_list_can_be_said_to_be_incomplete(store, group, roster, snapshot):
    task = member_tasks.open_tasks(store, (member_tasks.TaskDraft(group, "remove", "夜来香"),)).value[0]
    seen = members.preview(store, group, MEMBERS.replace("夜来香\n", ""), partial=True)
    assert [row.nickname for row in seen.kept] == ["夜来香"]
    members.import_snapshot(store, seen)
    assert member_tasks.get(store, task).state == "open"
    assert "夜来香" in {row.nickname for row in members.report(store, group).rows}
    members.import_snapshot(store, members.preview(store, group, MEMBERS.replace("夜来香\n", "")))
    assert member_tasks.get(store, task).state == "done"
