from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.services import clock, member_tasks, records, task_outcomes
from wxadmin.services.listing import View
from wxadmin.services.member_tasks import TaskDraft
from wxadmin.services.task_outcomes import Seen


def shown(store, group, *chips):
    return [(*row.cells[:2], row.cells[4]) for row in rows(store, group, *chips)]


def rows(store, group, *chips):
    return member_tasks.page(store, member_tasks.index(store, View(group, chips=chips)))


def test_tasks_are_opened_once_ended_and_taken_back(store, group, roster, hands):
    draft = TaskDraft(group, "remove", "夜来香", reason="不是本单位人员", due=clock.today())
    invite = TaskDraft(group, "invite", person=roster["李建业"])
    first = member_tasks.open_tasks(store, (draft, invite)).value
    assert len(first) == 2
    assert shown(store, group) == [("移出群", "夜来香", "待办"), ("邀请进群", "李建业", "待办")]
    with pytest.raises(UserError, match="已经在待办里"):
        member_tasks.open_tasks(store, (draft,))
    assert member_tasks.counts(store, group) == {"open": 2, "overdue": 0}
    hands.move(days=1)
    assert member_tasks.counts(store, None) == {"open": 2, "overdue": 1}
    assert shown(store, group, "remove", "overdue") == [("移出群", "夜来香", "已逾期")]
    member_tasks.set_due(store, first[:1], None)
    member_tasks.carried_out(store, first)
    assert {row[2] for row in shown(store, group)} == {"已办待核"}
    member_tasks.close(store, first, dropped=True)
    assert member_tasks.counts(store, group)["open"] == 0
    assert {row[2] for row in shown(store, group, "dropped")} == {"不办了"}
    records.undo(store)
    assert {row[2] for row in shown(store, group)} == {"已办待核"}
    assert "李建业" in member_tasks.of_person(store, roster["李建业"])[0][1]
    assert member_tasks.get(store, first[0]).todo == "在微信群里把“夜来香”移出"
    with pytest.raises(UserError, match="已经过了"):
        member_tasks.open_tasks(store, (TaskDraft(group, "remove", "甲", due=clock.today() - timedelta(days=1)),))
    with pytest.raises(UserError, match="没有写明是谁"):
        member_tasks.open_tasks(store, (TaskDraft(group, "invite"),))
    assert not list(member_tasks.index(store, View(None, search="yelaixiang")))
    assert list(member_tasks.index(store, View(None, search="ljy"))) == [first[1]]


SAID = [
    (("remove", "甲"), "乙", "甲乙", {}, "done"),
    (("remove", "甲"), "甲乙", "甲乙", {}, "still"),
    # One of two accounts of that nickname is gone.
    (("remove", "甲"), "甲乙", "甲甲乙", {}, "done"),
    # A new nickname of the same person is no removal; the other account that was there before is.
    (("remove", "甲", 1), "丙", "甲", {1: (("丙", "pass"),)}, "still"),
    (("remove", "甲", 1), "丙", "甲丙", {1: (("丙", "pass"),)}, "done"),
    (("invite", "", 1), "丙", "", {1: (("丙", "pass"),)}, "done"),
    (("invite", "", 1), "丙", "", {}, "still"),
    (("invite", "丙", None), "丙", "", {}, "done"),
    (("rename", "甲", None, "丁"), "丁", "甲", {}, "done"),
    (("rename", "甲", None, "丁"), "甲", "甲", {}, "still"),
    (("rename", "甲", None, "丁"), "乙", "甲", {}, "moot"),
    # Somebody else bears that nickname already.
    (("rename", "甲", None, "丁"), "甲丁", "甲丁", {}, "still"),
    (("rename", "甲", 1, "丁"), "戊", "甲", {1: (("戊", "pass"),)}, "done"),
    (("rename", "甲", 1, "丁"), "己", "甲", {1: (("己", "fail"),)}, "still"),
]


def test_what_a_list_says_of_a_task(store, group, roster):
    who = roster["李建业"]
    for draft, now, before, persons, verdict in SAID:
        kind, nickname, person, wanted = (*draft, *("", None, "")[len(draft) - 1 :])
        task = TaskDraft(group, kind, nickname, who if person else None, wanted=wanted)
        opened = member_tasks.open_tasks(store, (task,))
        seen = Seen(Counter(now), Counter(before), {who: persons[1]} if persons else {})
        with store.read() as db:
            found = [one.verdict for one in task_outcomes.verdicts(db, group, seen)]
        assert found == [verdict], draft
        # Who may only have taken another nickname is not taken for gone.
        perhaps = Seen(seen.now, seen.before, seen.persons, {"甲": "乙"})
        with store.read() as db:
            unsure = [one.verdict for one in task_outcomes.verdicts(db, group, perhaps)]
        gone = nickname == "甲" and "甲" not in now and not persons and "丁" not in now
        assert unsure == (["unclear"] if gone else [verdict]), draft
        records.undo(store, opened.id)


def test_a_task_about_nobody_of_the_roster_is_refused(store, group):
    with pytest.raises(UserError, match="没有这个人员"):
        member_tasks.open_tasks(store, (TaskDraft(group, "remove", "甲", person=987),))
