from __future__ import annotations

import pytest

from tests.services.conftest import PEOPLE, person
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.people import Roster
from wxadmin.services import groups, people, records, roster_import
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
