from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.conftest import PEOPLE, person
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.people import Roster
from wxadmin.intake.roster import roster_of
from wxadmin.services import groups, merging, people, records, roster_import
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View


def names(store, view):
    return [row.cells[0] for row in people.page(store, people.index(store, view))]


def test_importing_twice_adds_nothing_and_one_undo_takes_it_back(store, group, roster):
    again = roster_import.preview_roster(store, Roster(PEOPLE, "名册.xlsx"), group=group)
    assert again.empty
    assert len(again.same) == 6
    change = roster_import.import_roster(store, again)
    assert change.value == 0
    assert records.undo_label(store) == "导入花名册 名册.xlsx"
    records.undo(store)
    assert names(store, View()) == []
    back = roster_import.preview_roster(store, Roster(PEOPLE), group=group)
    assert len(back.new) == 6


def test_a_file_is_read_compared_and_imported(store, group, tmp_path):
    path = tmp_path / "名册.csv"
    path.write_text("姓名,部门,工号,电话\n沈知远,总经办,1,15400000001\n陆明朗,销售部,2,\n", encoding="utf-8")
    first = roster_import.preview(store, path, group=group)
    assert [p.name for p in first.new] == ["沈知远", "陆明朗"]
    roster_import.import_roster(store, first)
    path.write_text("姓名,部门,工号,电话\n沈知远,行政部,1,\n陆明朗,销售部,2,\n", encoding="utf-8")
    second = roster_import.preview(store, path, group=group)
    assert [(c.name, c.fields) for c in second.changed] == [("沈知远", (("部门/班级", "总经办", "行政部"),))]
    assert roster_import.import_roster(store, second).value == 1
    records.undo(store)
    assert [p.department for _i, p in people.of_group(store, group)] == ["总经办", "销售部"]


def test_a_preview_that_the_roster_outran_is_refused_and_leaves_nothing(store, group, roster):
    preview = roster_import.preview_roster(store, Roster((person("新来的"),)), group=group)
    people.add(store, person("插队的"))
    with pytest.raises(UserError, match="重新预览"):
        roster_import.import_roster(store, preview)
    assert "新来的" not in names(store, View())
    assert store.check().ok


def test_a_cancelled_import_leaves_nothing(store, group):
    preview = roster_import.preview_roster(store, Roster(PEOPLE), group=group)

    def stop(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        roster_import.import_roster(store, preview, stop)
    assert names(store, View()) == []
    assert store.check().ok
    assert roster_import.import_roster(store, preview).value == 6


def test_known_people_join_another_group_without_being_doubled(store, group, roster):
    other = groups.create(store, GroupDraft("乙组")).value
    preview = roster_import.preview_roster(store, Roster(PEOPLE[:2]), group=other)
    assert not preview.new
    assert len(preview.joining) == 2
    roster_import.import_roster(store, preview)
    assert len(people.of_group(store, other)) == 2
    assert len(names(store, View())) == 6
    assert {name for _id, name in people.get(store, roster["沈知远"]).groups} == {"甲组工作群", "乙组"}


def rows_of(store):
    """Every row an import may touch, as the views show it."""
    tables = ("v_person", "v_person_detail", "v_post_held", "v_belonging")
    with store.read() as db:
        return {table: [tuple(row) for row in db.all(f"SELECT * FROM {table} ORDER BY id")] for table in tables}


def write(path, *lines):
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_what_has_no_field_is_kept_compared_and_taken_back(store, group, tmp_path):
    head = "姓名,账号,性别,部门,微信号,出生日期,入职日期"
    path = write(tmp_path / "a.csv", head, "沈知远,S01,女,销售部,szy01,1990/3/5,44927", "陆明朗,S02,男,客服部,,,")
    roster_import.import_roster(store, roster_import.preview(store, path, group=group))
    (first, _p), (second, _q) = people.of_group(store, group)
    assert people.get(store, first).person.extras == (
        ("account", "S01"), ("gender", "女"), ("wechat", "szy01"), ("birthday", "1990-03-05"), ("joined", "2023-01-01"),
    )  # fmt: skip
    assert roster_import.preview(store, path, group=group).empty
    before = rows_of(store)
    # Other name, other order of columns: the account says who it is.
    path = write(tmp_path / "b.csv", "账号,微信号,姓名,部门", "S02,lml,陆朗,售后部", "S01,szy01,沈知远,销售部")
    seen = roster_import.preview(store, path, group=group)
    assert [c.fields for c in seen.changed] == [
        (("姓名", "陆明朗", "陆朗"), ("部门/班级", "客服部", "售后部"), ("微信号", "", "lml"))
    ]
    assert seen.same == (first,)
    roster_import.import_roster(store, seen)
    card = people.get(store, second)
    assert dict(card.person.extras)["wechat"] == "lml"
    assert [(held.departments, held.source) for held in card.posts][:1] == [((("客服部",),), "b.csv")]
    records.undo(store)
    assert rows_of(store) == before


CELLS = {
    "姓名": ["沈知远", "陆明朗", "曾雨桐"], "部门": ["甲部", "乙部", ""], "工号": ["1", "2", "3", ""],
    "职务": ["", "组长"], "邮箱": ["", "a@example.com"], "手机": ["", "15400000001"],
}  # fmt: skip
lists = st.lists(st.tuples(*(st.sampled_from(cells) for cells in CELLS.values())), min_size=1, max_size=6)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lists, lists)
def test_an_import_and_its_undo_leave_the_same_rows_and_importing_twice_adds_nothing(store, group, one, two):
    for rows in (one, two):
        text = "\n".join(",".join(row) for row in (tuple(CELLS), *rows))
        read = roster_of(text.encode(), source="名单.csv")
        before = rows_of(store)
        change = roster_import.import_roster(store, roster_import.preview_roster(store, read, group=group))
        again = roster_import.preview_roster(store, read, group=group)
        assert again.empty
        if change.id:
            after = rows_of(store)
            undone = store.undo(change.id)
            assert rows_of(store) == before
            store.undo(undone.id)
            assert rows_of(store) == after


def test_who_is_missing_from_the_list_is_proposed_and_marked_only_when_said(store, group, roster):
    seen = roster_import.preview_roster(store, Roster(PEOPLE[:4], "名册.xlsx"), group=group)
    assert seen.empty
    gone = [person_id for person_id, _line in seen.gone]
    assert len(gone) == 2
    before = rows_of(store)
    roster_import.import_roster(store, seen, leaving=gone[:1])
    assert people.get(store, gone[0]).person.left
    assert not people.get(store, gone[1]).person.left
    records.undo(store)
    assert rows_of(store) == before


def test_columns_explained_once_are_known_again_in_any_order(store, group, tmp_path):
    path = write(tmp_path / "a.csv", "称呼,所属,联络", "沈知远,销售部,15400000001", "陆明朗,客服部,15400000002")
    with pytest.raises(UserError, match="没有找到表头"):
        roster_import.preview(store, path)
    asked = roster_import.preview(store, path, strict=False)
    assert asked.empty
    assert asked.table.titles == ("称呼", "所属", "联络")
    seen = roster_import.preview(store, path, group=group, header=0, mapping={0: "name", 1: "department", 2: "keep"})
    roster_import.import_roster(store, seen)
    assert [p.department for _i, p in people.of_group(store, group)] == ["销售部", "客服部"]
    first = people.of_group(store, group)[0][0]
    assert people.get(store, first).person.extras == (("联络", "15400000001"),)
    turned = write(tmp_path / "b.csv", "联络,称呼,所属", "15400000003,曾雨桐,客服部")
    again = roster_import.preview(store, turned, group=group)
    assert again.table.remembered
    assert [(p.name, p.department, p.extras) for p in again.new] == [("曾雨桐", "客服部", (("联络", "15400000003"),))]


def test_a_table_without_header_is_read_as_the_owner_says(store, tmp_path):
    path = write(tmp_path / "a.csv", "沈知远,销售部,15400000001", "陆明朗,客服部,15400000002")
    seen = roster_import.preview(store, path, header=-1, mapping={0: "name", 1: "department", 2: "phone"})
    assert [(p.name, p.department, p.row) for p in seen.new] == [("沈知远", "销售部", 1), ("陆明朗", "客服部", 2)]
    with pytest.raises(UserError, match="哪一列是姓名"):
        roster_import.preview(store, path, header=-1, mapping={1: "department"})


def test_a_person_merged_into_another_is_not_brought_in_again(store, group, roster):
    keep, gone = roster["沈知远"], roster["陆明朗"]
    merging.merge(store, keep, gone, "同一人")
    seen = roster_import.preview_roster(store, Roster(PEOPLE, "名册.xlsx"), group=group)
    assert not seen.new
    assert keep in seen.same or keep in {c.id for c in seen.changed}


def test_names_alone_can_be_explained_like_any_table(store, tmp_path):
    path = write(tmp_path / "a.csv", "沈知远", "陆明朗")
    seen = roster_import.preview(store, path, strict=False)
    assert (seen.table.at, seen.table.fields, len(seen.new)) == (-1, ("name",), 2)
    again = roster_import.preview(store, path, strict=False, header=-1, mapping=dict(enumerate(seen.table.fields)))
    assert len(again.new) == 2
