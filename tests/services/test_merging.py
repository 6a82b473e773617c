"""Merging and splitting persons, relations, posts held before, duplicates."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.services.conftest import person
from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Guardian
from wxadmin.services import cases, duplicates, merging, people, person_ties, records, relations
from wxadmin.services.cases import CaseDraft
from wxadmin.services.listing import View, ids_of
from wxadmin.store import merging as stored
from wxadmin.store import people as stored_people
from wxadmin.store import rows
from wxadmin.store.tables import TABLES


def everything(store):
    """Every row that is seen, but for what only tells that something was decided."""
    names = sorted(set(TABLES) - {"member", "member_stamp", "layout", "batch"})
    with store.read() as db:
        return {
            name: [tuple(row) for row in db.all(f"SELECT * FROM {stored.seen(name)} ORDER BY id")] for name in names
        }


def test_every_table_that_names_a_person_can_be_told_and_is_registered(store):
    for table, _column in stored.columns():
        assert table in person_ties.KINDS, f"say in person_ties.KINDS what records of {table} are called"
    registered = {(table, column) for table, column, target in rows.references() if target == "person"}
    with store.read() as db:
        for table, facts in TABLES.items():
            found = {row["name"] for row in db.all("SELECT name FROM pragma_table_info(?)", (table,))}
            named = {name for name in found if name == "person_id"} if facts.journalled else set()
            assert {(table, name) for name in named} <= registered, f"{table} names a person, say so in Table.refers"


@pytest.fixture
def twins(store, group, roster):
    """One person who is twice on the roster, each with things of their own and some that both have."""
    one = people.add(store, person("何静", "财务部", "H1", "15400000011"), group=group).value
    two = people.add(
        store,
        person("何静", "财务科", "", "15400000011", extras=(("account", "hj"),), guardians=(Guardian("何父", "爸爸"),)),
        group=group,
    ).value
    cases.create(store, CaseDraft(group, two, "发广告", measures=("oral",)))
    relations.add(store, two, "deputy", roster["沈知远"])
    relations.add(store, roster["陆明朗"], "mentor", two)
    relations.add(store, two, "contact", name="何母")
    people.edit(store, two, people.get(store, two).person)
    return one, two


def test_merge_and_undo_and_merge_and_split_give_back_the_same_rows(store, group, roster, twins):
    one, two = twins
    third = people.add(store, person("何静", "财务", "H3"), group=group).value
    before = everything(store)
    seen = merging.preview(store, one, two)
    assert {(f.key, f.side) for f in seen.fields} == {
        ("departments", "keep"), ("guardians", "gone"), ("number", "keep"), ("extra:account", "gone")
    }  # fmt: skip
    assert [t.kind for t in seen.stays] == ["所属的群"]
    merged = merging.merge(store, one, two, "同一人")
    card = people.get(store, two)
    assert card.id == one
    assert card.person.number == "H1"
    assert card.person.extras == (("account", "hj"),)
    assert len(card.cases) == 1
    assert len(card.relations) == 3
    assert two not in people.index(store, View())
    for words, found in (("财务科", [one]), ("何静", [one, third]), ("hj 会计", []), ("1540", None)):
        view = View(search=words, sort="number")
        assert people.index(store, view) == ids_of(store, stored_people.LIST, view, None)
        assert found is None or list(people.index(store, view)) == found
    records.undo(store)
    assert everything(store) == before

    rng = random.Random(5)
    for _turn in range(3):
        keep, gone, last = rng.sample((one, two, third), 3)
        first = merging.merge(store, keep, gone, "").value
        second = merging.merge(store, last, keep, "").value
        assert people.get(store, gone).id == last
        assert len(merging.preview_split(store, second).back) > 0
        for merge_id in (second, first):
            merging.split(store, merge_id)
        after = everything(store)
        assert {n: r for n, r in after.items() if n != "person_apart"} == {
            n: r for n, r in before.items() if n != "person_apart"
        }
        with store.read() as db:
            assert stored.apart(db, keep, gone) is not None
    assert merged.value
    assert store.check().ok


def test_split_leaves_what_was_changed_since(store, twins):
    one, two = twins
    merge_id = merging.merge(store, one, two, "", {"departments": "both", "number": "gone"}).value
    card = people.get(store, one)
    assert [path[-1] for path in card.person.departments] == ["财务部", "财务科"]
    assert card.person.number == ""
    people.edit(store, one, replace(card.person, departments=(("审计部",),), number="H9"))
    assert merging.preview_split(store, merge_id).fields == ("家长", "其他资料")
    assert merging.split(store, merge_id).value == two
    assert people.get(store, one).person.department == "审计部"
    assert people.get(store, one).person.number == "H9"
    assert people.get(store, one).person.extras == ()
    assert people.get(store, two).person.department == "财务科"
    assert len(people.get(store, two).cases) == 1
    with pytest.raises(UserError, match="没有这次合并"):
        merging.split(store, merge_id)


def test_one_row_that_was_two_people(store, group, twins):
    _one, two = twins
    before = everything(store)
    ties = merging.ties(store, two)
    taken = [t.reference for t in ties if t.kind in ("案件", "所属的群")]
    made = merging.part(store, two, person("何菁", "财务部"), taken).value
    assert len(people.get(store, made).cases) == 1
    assert people.get(store, two).cases == ()
    assert [name for _id, name in people.get(store, made).groups] == ["甲组工作群"]
    assert not any(made in (p.one, p.other) for p in duplicates.of_person(store, two))
    with pytest.raises(UserError, match="不属于此人"):
        merging.part(store, two, person("何青"), taken)
    records.undo(store)
    assert everything(store) == before


def test_relations_go_in_no_circle(store, roster):
    a, b, c = roster["沈知远"], roster["陆明朗"], roster["曾雨桐"]
    relations.add(store, a, "deputy", b)
    relations.add(store, b, "deputy", c)
    with pytest.raises(UserError, match="曾雨桐是沈知远的代理人，沈知远是陆明朗的代理人，陆明朗是曾雨桐的代理人"):
        relations.add(store, c, "deputy", a)
    with pytest.raises(UserError, match="关系绕成了圈"):
        merging.merge(store, a, c)
    assert "关系绕成了圈" in merging.preview(store, a, c).problem
    relations.add(store, c, "kin", a)
    for person_, kind, other in ((c, "kin", a), (a, "kin", c), (a, "deputy", b)):
        with pytest.raises(UserError, match="已经记过"):
            relations.add(store, person_, kind, other)
    with pytest.raises(UserError, match="自己"):
        relations.add(store, a, "kin", a)
    with pytest.raises(UserError, match="和谁"):
        relations.add(store, a, "kin")
    with pytest.raises(UserError, match="没有这个人员"):
        relations.add(store, a, "kin", 999)
    with store.read() as db:
        held = relations.of_person(db, b)
    assert [one.line for one in held] == ["代理人：沈知远（总经办）", "曾雨桐（客服部）的代理人"]
    relations.end(store, held[0].id)
    records.undo(store)
    relations.remove(store, held[0].id)
    relations.add(store, c, "deputy", a)


def test_posts_held_before_are_kept_with_their_end(store, group, roster, hands):
    one = roster["曾雨桐"]
    before = people.get(store, one).person
    people.edit(store, one, person("曾雨桐", "审计部", "5", "15400000005"))
    hands.move(days=30)
    people.edit(store, one, person("曾雨桐", "审计部", "5", "15400000005", post="职员"))
    people.edit(store, one, person("曾雨桐", "审计部", "5", "15400000006", post="主任"))
    held = people.get(store, one).posts
    assert [h.line for h in held] == [
        "–2026年9月21日 · 甲公司/客服部（手工修改）",
        "2026年9月21日–2026年10月21日 · 甲公司/审计部 · 职员（手工修改）",
        "2026年10月21日–现在 · 甲公司/审计部 · 主任",
    ]
    for _turn in range(3):
        records.undo(store)
    assert people.get(store, one).person == before
    assert len(people.get(store, one).posts) == 1


def test_duplicates_are_found_with_reasons_and_what_was_decided_is_remembered(store, group, roster):
    add = lambda *said, **more: people.add(store, person(*said, **more), group=group).value  # noqa: E731
    ma = add("马千里", "三年级（2）班", "M1")
    mb = add("马千里", "三(2)班", "", guardians=(Guardian("马父", "爸爸", "15400000021"),))
    pa, pb = add("钱多", "销售部", "", "15400000022"), add("钱多多", "市场部", "", "15400000022")
    na, nb = add("吴一", "甲部", "W1"), add("吴二", "乙部", "W1")
    add("郑好", "甲部", "Z1", "15400000031"), add("郑好", "甲部", "Z2", "15400000032")  # two of one name
    for i in range(9):
        add(f"前台{i}", "总机", f"Q{i}", "15400000099")  # one telephone for all of them
    found = {(p.one, p.other): p for p in duplicates.found(store).pairs}
    assert set(found) == {(ma, mb), (pa, pb), (na, nb)}
    assert found[ma, mb].reasons == ("姓名相同、部门相近",)
    assert found[na, nb].reasons == ("编号相同、姓名不同",)
    assert found[pa, pb].strength == 1
    assert list(people.index(store, View(chips=("double",)))) == [ma, mb, pa, pb, nb, na]
    for pair, known in found.items():
        for one in pair:
            assert [p.reasons for p in duplicates.of_person(store, one)] == [known.reasons]
    duplicates.apart(store, mb, ma, "问过")
    assert (ma, mb) not in {(p.one, p.other) for p in duplicates.found(store).pairs}
    assert duplicates.of_person(store, ma) == ()
    records.undo(store)
    assert (ma, mb) in {(p.one, p.other) for p in duplicates.found(store).pairs}


def test_several_people_at_once(store, group, roster):
    ids = sorted(roster.values())[:3]
    assert people.mark_all_left(store, ids).value == 3
    assert len(people.index(store, View(chips=("left",)))) == 3
    assert people.set_category(store, ids, "临时").value == 3
    assert people.take_out(store, ids, group).value == 3
    assert people.take_out(store, ids, group).value == 0
    assert len(people.index(store, View(group))) == 3
    assert people.put_in(store, ids, group).value == 3
    for _turn in range(4):
        records.undo(store)
    assert len(people.index(store, View(group))) == 6
    assert store.check().ok


def test_a_split_brings_no_circle_back(store, roster):
    a, b, c, e = (roster[name] for name in ("沈知远", "陆明朗", "曾雨桐", "李建业"))
    kept = relations.add(store, a, "deputy", c).value
    relations.add(store, b, "deputy", c)
    relations.add(store, e, "deputy", b)
    merge_id = merging.merge(store, a, b).value
    with pytest.raises(UserError, match="关系绕成了圈"):
        relations.add(store, c, "deputy", e)
    relations.remove(store, kept)
    added = relations.add(store, c, "deputy", e).value
    with pytest.raises(UserError, match="关系绕成了圈"):
        merging.split(store, merge_id)
    assert people.get(store, b).id == a
    relations.remove(store, added)
    merging.split(store, merge_id)
