from __future__ import annotations

from dataclasses import replace

import pytest

from tests.services.conftest import person
from wxadmin.domain.errors import UserError
from wxadmin.services import duplicates, journal, people, records, search
from wxadmin.services.listing import View
from wxadmin.store import history


def names(store, view):
    return [row.cells[0] for row in people.page(store, people.index(store, view))]


def test_lists_sort_filter_and_search(store, group, roster):
    assert names(store, View(group, sort="name")) == ["李建业", "陆明朗", "沈知远", "曾雨桐", "张伟", "张伟"]
    assert names(store, View(group, sort="number", descending=True))[0] == "李建业"
    assert names(store, View(group, search="zyt")) == ["曾雨桐"]
    assert names(store, View(group, search="雨 客服")) == ["曾雨桐"]
    assert names(store, View(group, search="李母")) == ["李建业"]
    assert names(store, View(group, search="\"*'; --")) == []
    people.mark_left(store, roster["李建业"])
    assert names(store, View(group, chips=("left",))) == ["李建业"]
    assert "李建业" not in names(store, View(group, chips=("present",)))
    assert [f.title for f in search.everywhere(store, "zengyutong")] == ["曾雨桐"]


def test_adding_editing_and_history(store, group):
    added = people.add(store, person("何静", "财务部"), group=group).value
    people.edit(store, added, person("何静", "审计部"))
    assert people.get(store, added).person.department == "审计部"
    history = records.history(store, "person", added)
    assert [line.label for line in history] == ["修改人员 何静", "添加人员 何静"]
    assert ("department", "财务部", "审计部") in history[0].fields
    records.undo(store)
    assert people.get(store, added).person.department == "财务部"
    with pytest.raises(UserError, match="姓名是空的"):
        people.add(store, person("  "))
    with pytest.raises(UserError, match="没有这个人员"):
        people.get(store, 999)


def test_who_is_on_the_roster_already_is_said_before_adding(store, roster):
    found = duplicates.already(store, "李建业", "", "")
    assert [one for one, _label in found] == [roster["李建业"]]
    assert "李建业" in found[0][1]
    assert [one for one, _label in duplicates.already(store, "某某", "", "2")] == [roster["陆明朗"]]
    assert duplicates.already(store, "", "", "") == ()
    assert [one for one, _label in duplicates.already(store, "李建业", "", "2")] == [roster["陆明朗"], roster["李建业"]]


def test_a_change_whose_words_were_erased_says_so(store, group, monkeypatch):
    monkeypatch.setattr(history, "changes", lambda db, ids, real=history.changes: [
        replace(one, label="") for one in real(db, ids)
    ])  # fmt: skip
    rows = journal.page(store, journal.index(store, View()))
    assert rows
    assert {row.cells[2] for row in rows} == {"（个人信息已删除）"}
