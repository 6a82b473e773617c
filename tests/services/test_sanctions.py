from __future__ import annotations

from datetime import date, timedelta

import pytest

from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.domain.errors import UserError
from wxadmin.services import appeals, case_acts, case_parts, case_told, cases, clock, due_cases, member_tasks, sanctions
from wxadmin.services.listing import View
from wxadmin.store import member_tasks as stored_tasks
from wxadmin.store import sanctions as stored


@pytest.fixture
def decided(store, group, roster):
    """Decides a case against 陆明朗: measures → (case, party, ids)."""

    def made(*measures: Measure, day: date | None = None):
        case = cases.create(store, cases.CaseDraft(group, roster["陆明朗"], "辱骂他人", sender="销售部-陆明朗")).value
        with store.read() as db:
            party = case_parts.of(db, case)[0].id
        on = day or clock.today()
        ids = store.change("决定", lambda tx: sanctions.enact(tx, case, party, measures, on, "王")).value
        return case, party, ids

    return made


def states(store, case):
    with store.read() as db:
        return [(row["measure"], row["state"]) for row in sanctions.of_case(db, case)]


def tasks(store, group, *chips):
    rows = member_tasks.page(store, member_tasks.index(store, View(group, chips=chips)))
    return [(row.cells[0], row.cells[4]) for row in rows]


def test_each_measure_has_its_task_and_what_only_the_unit_can_do_is_handed_on(store, group, decided):
    keys = ("withdraw", "criticism", "mute", "fine", "removal", "dissolve", "oral")
    case, _party, ids = decided(
        *(Measure(key, 3 if key == "mute" else 0, "50" if key == "fine" else "") for key in keys)
    )
    assert len(ids) == 7
    assert {kind for kind, _state in tasks(store, group)} == {
        "撤回消息",
        "群内通报",
        "禁言",
        "转交单位",
        "移出群",
        "解散群",
    }
    with store.read() as db:
        rows = {row["measure"]: row for row in sanctions.of_case(db, case)}
    assert (rows["mute"]["starts"], rows["mute"]["ends"]) == ("2026-09-21", "2026-09-24")
    assert sanctions.words(rows["mute"]) == "禁言3天"
    assert sanctions.words(rows["fine"]) == "罚款50元"
    assert sanctions.state_words(rows["fine"]) == "建议单位处理"
    assert rows["removal"]["ends"] == ""


def test_nothing_chosen_is_not_carried_out(store):
    with pytest.raises(UserError, match="没有选处罚措施"):
        sanctions.carry(store, [], clock.today(), "王主任")


def test_a_mute_is_carried_out_and_ends(store, group, decided, hands):
    case, _party, _ids = decided(Measure("mute", 3))
    task = member_tasks.index(store, View(group))[0]
    member_tasks.carried_out(store, [task])
    assert states(store, case) == [("mute", "carried")]
    assert tasks(store, group, "done") == [("禁言", "已办成")]
    hands.move(days=2)
    assert sanctions.end_due(store) is None
    assert sanctions.due(store, group).soon[0][1] == case
    hands.move(days=1)
    assert sanctions.due(store, group).today[0][1] == case
    assert sanctions.end_due(store).value == 1
    assert sanctions.end_due(store) is None
    assert states(store, case) == [("mute", "ended")]
    assert tasks(store, group) == [("解除禁言", "待办")]
    with store.read() as db:
        assert [act.kind for act in case_acts.of(db, case)][-2:] == ["carried", "ended"]


def test_days_are_those_of_the_owner_and_leap_days_count(store, group, decided, hands):
    from datetime import datetime

    hands.moment = datetime(2028, 2, 27, 23, 30, tzinfo=clock.zone())
    case, _party, _ids = decided(Measure("mute", 2))
    with store.read() as db:
        assert sanctions.of_case(db, case)[0]["ends"] == "2028-02-29"
    hands.moment = datetime(2028, 2, 28, 23, 59, 59, tzinfo=clock.zone())
    assert sanctions.end_due(store) is None
    hands.move(seconds=1)  # 16:00 of the day before in UTC
    assert sanctions.end_due(store).value == 1


def test_lifting_undoes_what_was_done(store, group, decided):
    case, _party, (mute, removal, fine) = decided(Measure("mute", 7), Measure("removal"), Measure("fine", 0, "50"))
    for sanction in (mute, removal):
        sanctions.carry(store, sanction, clock.today(), "王")
    with pytest.raises(UserError, match="没有写解除原因"):
        sanctions.lift_now(store, mute, " ", "王")
    for sanction in (mute, removal, fine):
        sanctions.lift_now(store, sanction, "查无此事", "王")
    assert states(store, case) == [("mute", "lifted"), ("removal", "lifted"), ("fine", "lifted")]
    assert sorted(tasks(store, group)) == [("解除禁言", "待办"), ("邀请进群", "待办")]
    with pytest.raises(UserError, match="不能改为"):
        sanctions.lift_now(store, mute, "再来一次", "王")


def test_a_mute_reduced_goes_on(store, group, decided):
    case, party, (mute,) = decided(Measure("mute", 7), day=clock.today())
    sanctions.carry(store, mute, clock.today(), "王")

    def reduce(tx):
        sanctions.lift(tx, mute, "减轻", "李")
        return sanctions.enact(tx, case, party, (Measure("mute", 3),), clock.today(), "李")

    (again,) = store.change("减轻", reduce).value
    assert states(store, case) == [("mute", "lifted"), ("mute", "carried")]
    assert tasks(store, group) == []
    with store.read() as db:
        assert stored.one(db, again)["ends"] == (clock.today() + timedelta(days=3)).isoformat()
    store.change(
        "再减", lambda tx: sanctions.amend(tx, case, party, (Measure("mute", 1),), "减轻", "李", clock.today())
    )
    with store.read() as db:
        assert stored.one(db, again)["ends"] == (clock.today() + timedelta(days=1)).isoformat()


def test_a_mute_that_ran_its_days_is_not_begun_again_by_amending_the_rest(store, group, decided, hands):
    case, party, (mute, _warning) = decided(Measure("mute", 3), Measure("warning"))
    sanctions.carry(store, mute, clock.today(), "王")
    hands.move(days=5)
    sanctions.end_due(store)

    def amend(*measures):
        store.change("更正", lambda tx: sanctions.amend(tx, case, party, measures, "更正", "李", clock.today()))

    amend(Measure("mute", 3), Measure("criticism"))
    assert states(store, case) == [("mute", "ended"), ("warning", "lifted"), ("criticism", "decided")]
    amend(Measure("mute", 2), Measure("criticism"))
    assert [one for one in states(store, case) if one[0] == "mute"] == [("mute", "ended")]
    amend(Measure("mute", 30), Measure("criticism"))
    assert [one for one in states(store, case) if one[0] == "mute"] == [("mute", "ended"), ("mute", "carried")]


def test_a_mute_made_so_short_that_it_is_over_ends_at_once(store, group, decided, hands):
    case, party, (mute,) = decided(Measure("mute", 10))
    member_tasks.carried_out(store, member_tasks.index(store, View(group)))
    hands.move(days=5)
    store.change(
        "减轻", lambda tx: sanctions.amend(tx, case, party, (Measure("mute", 3),), "申诉减轻", "李", clock.today())
    )
    assert states(store, case) == [("mute", "ended")]
    assert tasks(store, group) == [("解除禁言", "已逾期")]
    with store.read() as db:
        assert stored.one(db, mute)["ends"] == (clock.today() - timedelta(days=2)).isoformat()


def mute_done(store, group, ids):
    """Notes that what the mutes ask for was done in WeChat."""
    for sanction in ids:
        sanctions.carry(store, sanction, clock.today(), "王")
    assert tasks(store, group) == []


def test_a_criticism_that_was_posted_and_holds_no_longer_is_to_be_put_right_in_the_group(store, group, decided):
    _case, _party, (never,) = decided(Measure("criticism"))
    sanctions.lift_now(store, never, "查无此事", "王")
    assert tasks(store, group, "correct") == []  # nobody ever read it
    case, _party, (posted,) = decided(Measure("criticism"))
    sanctions.carry(store, posted, clock.today(), "王")
    store.change("作废", lambda tx: sanctions.lift_case(tx, case, "认错了人", "王"))
    assert tasks(store, group, "correct") == [("群内更正", "待办")]
    (task,) = member_tasks.index(store, View(group, chips=("correct",)))
    card = member_tasks.get(store, task)
    assert "更正对“" in card.todo
    assert card.text.startswith("【群内更正】")
    assert "陆明朗" not in card.text  # called as the notice called them
    assert "不再有效" in card.text
    member_tasks.carried_out(store, [task])
    assert member_tasks.get(store, task).state == "done"


def test_nobody_is_unmuted_whom_another_case_mutes_on(store, group, decided, hands):
    first, _party, short = decided(Measure("mute", 2))
    second, _party, long = decided(Measure("mute", 10))
    mute_done(store, group, [*short, *long])
    hands.move(days=2)
    assert sanctions.end_due(store).value == 1
    assert (states(store, first), states(store, second)) == ([("mute", "ended")], [("mute", "carried")])
    assert tasks(store, group) == []
    hands.move(days=8)
    sanctions.end_due(store)
    assert tasks(store, group) == [("解除禁言", "待办")]


def test_a_mute_that_waits_goes_on_where_another_ends(store, group, decided, hands):
    _case, _party, short = decided(Measure("mute", 2))
    mute_done(store, group, short)
    second, _party, (long,) = decided(Measure("mute", 10))
    hands.move(days=2)
    sanctions.end_due(store)
    # The member is muted already; lifting the second frees them.
    assert states(store, second) == [("mute", "carried")]
    assert tasks(store, group) == []
    sanctions.lift_now(store, long, "查无此事", "王")
    assert tasks(store, group) == [("解除禁言", "待办")]


def test_somebody_not_unmuted_yet_stays_muted_by_the_next_decision(store, group, decided, hands):
    _case, _party, short = decided(Measure("mute", 2))
    mute_done(store, group, short)
    hands.move(days=2)
    sanctions.end_due(store)
    assert tasks(store, group) == [("解除禁言", "待办")]
    second, _party, _long = decided(Measure("mute", 5))
    assert (states(store, second), tasks(store, group)) == ([("mute", "carried")], [])


def test_two_mutes_over_on_one_day_are_ended_by_one_task_and_two_fines_by_two(store, group, decided, hands):
    _case, _party, first = decided(Measure("mute", 3), Measure("fine", 0, "50"))
    _case, _party, second = decided(Measure("mute", 3), Measure("fine", 0, "80"))
    for sanction in (*first, *second):
        sanctions.carry(store, sanction, clock.today(), "王")
    hands.move(days=3)
    sanctions.end_due(store)
    for fine in (first[1], second[1]):
        sanctions.lift_now(store, fine, "查无此事", "王")
    assert sorted(tasks(store, group)) == [("解除禁言", "待办"), ("转交单位", "待办"), ("转交单位", "待办")]


def test_a_task_says_what_the_decision_is_now(store, group, decided):
    case, party, _ids = decided(Measure("mute", 3), Measure("fine", 0, "50"))
    wanted = (Measure("mute", 1), Measure("fine", 0, "20"))
    store.change("减轻", lambda tx: sanctions.amend(tx, case, party, wanted, "减轻", "李", clock.today()))
    rows = member_tasks.page(store, member_tasks.index(store, View(group)))
    assert sorted(row.cells[2] for row in rows) == ["禁言1天", "罚款20元"]


def test_carrying_out_is_checked(store, group, decided):
    _case, _party, (removal,) = decided(Measure("removal"))
    with pytest.raises(UserError, match="还没有到"):
        sanctions.carry(store, removal, clock.today() + timedelta(days=1), "王")
    with pytest.raises(UserError, match="早于决定"):
        sanctions.carry(store, removal, clock.today() - timedelta(days=1), "王")
    sanctions.carry(store, removal, clock.today(), "王")
    assert tasks(store, group) == [("移出群", "已办待核")]
    with pytest.raises(UserError, match="没有这项"):
        sanctions.lift_now(store, 999, "甲", "王")


def test_what_was_marked_as_carried_out_by_mistake_is_taken_back(store, group, decided):
    case, _party, (mute,) = decided(Measure("mute", 2))
    change = sanctions.carry(store, mute, clock.today(), "王")
    assert states(store, case) == [("mute", "carried")]
    store.undo(change.id)
    assert (states(store, case), tasks(store, group)) == ([("mute", "decided")], [("禁言", "待办")])


def test_what_is_handed_on_waits_for_the_unit(store, group, decided):
    case, _party, (fine,) = decided(Measure("fine", 0, "50"))
    member_tasks.carried_out(store, list(member_tasks.index(store, View(group))))
    assert (states(store, case), tasks(store, group, "done")) == ([("fine", "decided")], [("转交单位", "已办成")])
    sanctions.carry(store, fine, clock.today(), "王")
    with store.read() as db:
        assert sanctions.state_words(sanctions.of_case(db, case)[0]).startswith("单位已采纳")
    sanctions.lift_now(store, fine, "单位撤回", "王")
    assert tasks(store, group) == [("转交单位", "待办")]


def test_several_measures_carried_out_are_one_change(store, group, decided):
    case, _party, ids = decided(Measure("oral"), Measure("mute", 2))
    change = sanctions.carry(store, ids, clock.today(), "王")
    assert states(store, case) == [("oral", "carried"), ("mute", "carried")]
    store.undo(change.id)
    assert states(store, case) == [("oral", "decided"), ("mute", "decided")]
    sanctions.carry(store, ids[0], clock.today(), "王")
    with pytest.raises(UserError):
        sanctions.carry(store, [ids[1], ids[0]], clock.today(), "王")  # one of them stands otherwise: none is marked
    assert states(store, case) == [("oral", "carried"), ("mute", "decided")]


@pytest.mark.parametrize(
    ("key", "words", "why"),
    [
        ("suspension", "停职7天", "停职7天期满，请告知单位复职"),
        ("account", "停用账号7天", "停用账号7天期满，请告知单位恢复账号"),
        ("removal", "移出群7天", "移出期满，可以重新邀请"),
    ],
)
def test_what_is_for_so_many_days_ends_that_day_and_is_undone(store, group, decided, hands, key, words, why):
    case, _party, (sanction,) = decided(Measure(key, 7))
    with store.read() as db:
        (row,) = sanctions.of_case(db, case)
        assert (row["days"], row["ends"]) == (7, (clock.today() + timedelta(days=7)).isoformat())
        assert sanctions.words(row) == words
    sanctions.carry(store, sanction, clock.today(), "王")
    hands.move(days=6)
    assert sanctions.end_due(store) is None
    assert words in sanctions.due(store, group).soon[0][2]
    hands.move(days=1)
    assert sanctions.end_due(store).value == 1
    assert states(store, case) == [(key, "ended")]
    with store.read() as db:
        (task,) = [one for one in stored_tasks.of_source(db, "sanction", sanction) if one["state"] == "open"]
    assert task["kind"] == ("invite" if key == "removal" else "unit")
    assert why in task["reason"]
    (line,) = [one for one in due_cases.items(store, group) if one.kind == "ends"]
    assert words in line.label
    assert (line.page, line.record, line.verb) == ("tasks", task["id"], "去办")


@pytest.mark.parametrize("key", ["suspension", "account", "removal"])
def test_nothing_is_undone_that_was_never_done(store, group, decided, hands, key):
    case, _party, _ids = decided(Measure(key, 7))
    hands.move(days=7)
    assert sanctions.end_due(store).value == 1
    assert states(store, case) == [(key, "ended")]
    assert tasks(store, group) == []


def test_days_of_a_removal_are_amended_and_counted_from_its_first_day(store, group, decided, hands):
    case, party, (removal,) = decided(Measure("removal", 30))
    begun = clock.today()
    sanctions.carry(store, removal, begun, "王")
    hands.move(days=5)

    def amend(days):
        measures = (Measure("removal", days),)
        store.change("更正", lambda tx: sanctions.amend(tx, case, party, measures, "更正", "李", clock.today()))
        with store.read() as db:
            return stored.one(db, removal)

    assert amend(10)["ends"] == (begun + timedelta(days=10)).isoformat()
    assert amend(0)["ends"] == ""
    assert amend(3)["state"] == "ended"
    assert tasks(store, group) == [("邀请进群", "已逾期")]


def test_fine_and_compensation_have_a_sum_each(store, group, roster):
    measures = (Measure("fine", 0, "100"), Measure("compensation", 0, "800"), Measure("account", 30))
    draft = cases.CaseDraft(group, roster["陆明朗"], "辱骂他人").with_parties(
        [Party(roster["陆明朗"], "", (Infraction("损坏公物"),), measures)]
    )
    case = cases.create(store, draft).value
    words = ("罚款100元", "赔偿800元", "停用账号30天")
    assert cases.get(store, case).draft.parties[0].measures == measures
    assert cases.get(store, case).recommendations == words
    cases.edit(store, case, cases.get(store, case).draft)
    assert cases.get(store, case).draft.parties[0].measures == measures
    party = cases.get(store, case).parties[0].id
    cases.decide(store, case, cases.Decision((), "王", parties={party: measures}))
    card = cases.get(store, case)
    assert card.recommendations == words
    (row,) = cases.page(store, [case])
    assert "、".join(words) in row.cells
    other = cases.create(store, cases.CaseDraft(group, roster["陆明朗"], "又来一次")).value
    ((_id, line),) = cases.get(store, other).parties[0].history
    assert "、".join(words) in line
    with store.read() as db:
        told = case_told.of(db, case).parties[0].recommendations
    assert told[:2] == words[:2]
    assert "停用账号30天（自" in told[2]


@pytest.mark.parametrize(
    ("measure", "words"),
    [(Measure("oral", 3), "“口头警告”不能带天数"), (Measure("mute", 3, "50"), "“禁言”不能带金额")],
)
def test_days_and_sums_stand_where_they_belong(store, group, roster, measure, words):
    draft = cases.CaseDraft(group, roster["陆明朗"], "辱骂他人").with_parties(
        [Party(roster["陆明朗"], "", (Infraction("辱骂他人"),), (measure,))]
    )
    with pytest.raises(UserError, match=words):
        cases.create(store, draft)


def test_the_list_says_how_measures_stand(store, group, roster):
    first = (Measure("mute", 7), Measure("criticism"), Measure("fine", 0, "100"))
    case = cases.create(store, cases.CaseDraft(group, roster["陆明朗"], "辱骂他人")).value
    party = cases.get(store, case).parties[0].id

    def listed():
        return cases.page(store, [case])[0].cells[3]

    cases.decide(store, case, cases.Decision((), "王", parties={party: first}))
    assert listed() == "禁言7天、通报批评、罚款100元"
    appeal = appeals.receive(store, case, party, appeals.AppealDraft(clock.today(), "written", "不服")).value
    appeals.answer(store, appeal, appeals.Answer("reduced", "复核过了", (Measure("mute", 3),), "李主任", same="只有他"))
    assert listed() == "申诉后：禁言3天"
    (mute,) = [one for one in cases.get(store, case).parties[0].sanctions if one.state != "lifted"]
    sanctions.lift_now(store, mute.id, "已道歉", "王")
    assert listed() == "申诉后：禁言3天（已解除）"
    assert cases.get(store, case).draft.parties[0].measures == (Measure("mute", 3),)
