"""Appeals from the day the notice is delivered to what holds after the answer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.services.conftest import MONDAY, Hands
from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.domain.errors import UserError
from wxadmin.services import (
    appeal_answers,
    appeal_letters,
    appeal_windows,
    appeals,
    case_acts,
    case_parts,
    cases,
    clock,
    erasure,
    exhibits,
    group_posts,
    groups,
    notices,
    operators,
    papers,
    people,
    person_record,
    records,
    search,
    settings,
    workdays,
)
from wxadmin.services.appeal_windows import Terms, terms
from wxadmin.services.appeals import Answer, AppealDraft, milder
from wxadmin.services.listing import View
from wxadmin.services.records import Store

MUTE7, MUTE3, REMOVAL = Measure("mute", 7), Measure("mute", 3), Measure("removal")
TOLD = ("reminder", "withdraw", "warning", "oral", "written", "criticism")
LATER = Answer("maintained", "事实清楚。")


def decided(store: Store, group: int, person: int | None, *keys: str, by: str = "沈知远", **more: object) -> int:
    draft = cases.CaseDraft(group, person, "连发广告", sender="" if person else "夜来香", measures=keys)
    case = cases.create(store, draft).value
    cases.decide(store, case, cases.Decision(keys, by, **more))  # type: ignore[arg-type]
    notices.issue(store, case)
    return case


def party_of(store: Store, case: int) -> int:
    with store.read() as db:
        return case_parts.of(db, case)[0].id


def window(store: Store, case: int) -> appeals.Window:
    with store.read() as db:
        return appeals.window(db, case, party_of(store, case))


def told(store: Store, case: int, day: date = MONDAY) -> None:
    case_acts.deliver(store, case, party_of(store, case), day, "当面")


def acts(store: Store, case: int) -> list[str]:
    with store.read() as db:
        return [act.kind for act in case_acts.of(db, case)]


def standing(store: Store, case: int) -> list[tuple[str, str, int]]:
    with store.read() as db:
        rows = db.all("SELECT measure, state, days FROM sanction WHERE case_id = ? ORDER BY id", (case,))
    return [(row["measure"], row["state"], row["days"]) for row in rows]


@pytest.fixture
def case(store: Store, group: int, roster: dict[str, int]) -> int:
    group_posts.appoint(store, group, group_posts.PostDraft("owner", roster["沈知远"]))
    group_posts.appoint(store, group, group_posts.PostDraft("admin", roster["陆明朗"]))
    return decided(store, group, roster["曾雨桐"], "mute", days=7)


@pytest.fixture
def appeal(store: Store, case: int) -> int:
    return appeals.receive(store, case, party_of(store, case), AppealDraft(None, "written", "当时是转发通知。")).value


# The window


def test_the_last_day_counts_whole_and_the_count_begins_behind_the_delivery(store, group, case, hands: Hands):
    assert (window(store, case).until, window(store, case).pending) == (None, True)
    assert "通知书还没有登记送达，期限从送达（拒收）次日起算" in window(store, case).words
    hands.move(days=2)
    case_acts.deliver(store, case, party_of(store, case), date(2026, 9, 22), "当面")
    seen = window(store, case)
    assert (seen.from_day, seen.until) == (date(2026, 9, 22), date(2026, 9, 25))  # three days, as the group has it
    assert not seen.late(date(2026, 9, 25))
    assert seen.late(date(2026, 9, 26))


def test_a_delivery_an_appeal_rests_on_is_not_undone(store, case, hands: Hands):
    delivered = case_acts.deliver(store, case, party_of(store, case), date(2026, 9, 21), "当面")
    made = appeals.receive(store, case, party_of(store, case), AppealDraft(None, "written", "当时是转发通知。"))
    with pytest.raises(UserError):
        records.undo(store, delivered.id)
    records.undo(store, made.id)
    records.undo(store, delivered.id)
    assert window(store, case).pending


def test_nobody_is_late_whom_nothing_reached(store, group, case, hands: Hands):
    hands.move(days=60)
    assert appeals.due(store, group).closing == ()
    appeal = appeals.receive(store, case, party_of(store, case), AppealDraft(None, "oral", "刚听说")).value
    card = appeals.get(store, appeal)
    assert (card.late, card.until) == (False, "")
    assert "还没有登记送达" in card.basis
    with pytest.raises(UserError, match="在期限内提出"):
        appeals.answer(store, appeal, Answer("late", "超过三天。"))


def test_a_correction_has_to_be_told_before_it_can_be_appealed_against_too_late(store, case, hands: Hands):
    told(store, case)
    hands.move(days=20)
    assert window(store, case).until == date(2026, 9, 24)
    amended = case_acts.Amendment(party_of(store, case), measures=(Measure("mute", 3),))
    case_acts.amend(store, case, amended, "过重")
    assert window(store, case).pending
    told(store, case, date(2026, 10, 11))
    assert window(store, case).until == date(2026, 10, 14)


def test_where_the_text_counts_from_the_decision_the_decision_counts(store, group, case, hands: Hands):
    fixed_to(store, group, "5d", "不服处理的，可以自处理决定作出之日起5日内申诉。")
    assert window(store, case).until == date(2026, 9, 26)
    assert "作出决定（2026年9月21日）的次日起5天" in window(store, case).words
    assert terms(store, group).window == "作出决定的次日起5天内"
    hands.move(days=3)
    told(store, case, date(2026, 9, 24))
    assert window(store, case).until == date(2026, 9, 26)
    ((found, _line, last),) = appeals.due(store, group).closing
    assert (found, last) == (case, date(2026, 9, 26))


def fixed_to(store: Store, group: int, value: str, quote: str = "") -> None:
    def work(tx):
        row = {"value": value, "source": "《群规》第九条", "quote": quote, "revision_id": None}
        tx.insert("group_setting", {"group_id": group, "kind": "appeal_window", **row})

    store.change("规定", work)


@pytest.mark.parametrize(
    ("delivered", "value", "until"),
    [
        (date(2026, 9, 28), "3wd", date(2026, 10, 8)),  # the national holidays lie between
        (date(2025, 12, 30), "5wd", date(2026, 1, 7)),  # over the new year; the Sunday of the 4th is worked
        (date(2025, 12, 30), "5d", date(2026, 1, 4)),
        (date(2028, 2, 27), "2d", date(2028, 2, 29)),  # a leap day is a day
        (date(2028, 2, 25), "3wd", date(2028, 3, 1)),
    ],
)
def test_windows_over_holidays_new_year_and_leap_day(store, group, roster, hands: Hands, delivered, value, until):
    fixed_to(store, group, value)
    hands.moment = datetime.combine(delivered, datetime.min.time(), clock.zone()) + timedelta(hours=9)
    case = decided(store, group, roster["曾雨桐"], "written")
    case_acts.deliver(store, case, party_of(store, case), delivered, "当面")
    seen = window(store, case)
    assert seen.until == until
    assert "《群规》第九条" in seen.words
    hands.moment = datetime.combine(until, datetime.max.time(), clock.zone())
    appeal = appeals.receive(store, case, party_of(store, case), AppealDraft(None, "oral", "不服")).value
    assert not appeals.get(store, appeal).late


def test_days_off_that_nobody_published_are_spoken_of_until_the_owner_enters_some(store, group, case, hands: Hands):
    fixed_to(store, group, "5wd")
    assert window(store, case).note == ""
    year = workdays.known_until() + 1
    hands.moment = datetime(year, 3, 1, 9, tzinfo=clock.zone())
    case_acts.deliver(store, case, party_of(store, case), date(year, 3, 1), "当面")
    assert f"{year}年的放假安排还没有录入" in window(store, case).note
    workdays.enter(store, date(year, 1, 1), date(year, 1, 1), "元旦", off=True)
    assert window(store, case).note == ""


def test_an_owners_day_off_moves_the_window(store, group, case, hands: Hands):
    fixed_to(store, group, "2wd")
    told(store, case)
    assert window(store, case).until == date(2026, 9, 23)
    workdays.enter(store, date(2026, 9, 22), date(2026, 9, 22), "厂休", off=True)
    assert window(store, case).until == date(2026, 9, 24)


def test_a_group_without_a_window_never_calls_an_appeal_late(store, group, case, hands: Hands):
    owner = groups.get(store, group)
    groups.edit(store, group, groups.GroupDraft(owner.name, unit="甲公司", appeal_days=0))
    hands.move(days=200)
    assert window(store, case).until is None
    appeal = appeals.receive(store, case, party_of(store, case), AppealDraft(None, "wechat", "不服")).value
    assert not appeals.get(store, appeal).late


def test_a_draft_has_no_window(store, group, roster):
    made = cases.create(store, cases.CaseDraft(group, roster["曾雨桐"], "广告")).value
    with pytest.raises(UserError, match="还没有决定"):
        window(store, made)


def test_another_last_day_needs_a_reason(store, case, hands: Hands):
    hands.move(days=10)
    party = party_of(store, case)
    with pytest.raises(UserError, match="原因"):
        appeals.receive(store, case, party, AppealDraft(None, "oral", "不服", until=date(2026, 10, 9)))
    draft = AppealDraft(None, "oral", "不服", until=date(2026, 10, 9), window_reason="出差在外")
    card = appeals.get(store, appeals.receive(store, case, party, draft).value)
    assert not card.late
    assert "改为到2026年10月9日：出差在外" in card.basis


# Taking in


def test_an_appeal_is_received_with_its_deadline_and_reviewer(store, case, appeal):
    card = appeals.get(store, appeal)
    assert (card.name, card.number, card.late, card.state) == ("曾雨桐", "违处〔2026〕1号", False, "open")
    assert card.due == "2026-09-29"  # five working days; Friday the 25th is a holiday
    assert card.reviewer == "陆明朗"  # the owner decided
    assert acts(store, case)[-1] == "appealed"
    assert appeals.counts(store, None) == {"open": 1, "overdue": 0}
    records.undo(store)
    assert appeals.counts(store, None) == {"open": 0, "overdue": 0}


def test_what_cannot_be_appealed_against_is_said_and_nothing_is_kept(store, group, roster, case, appeal):
    party = party_of(store, case)
    draft = cases.create(store, cases.CaseDraft(group, roster["李建业"], "广告")).value
    void = decided(store, group, roster["陆明朗"], "written")
    cases.void(store, void, "弄错了人")
    said = AppealDraft(None, "oral", "不服")
    for attempt, says in (
        (lambda: appeals.receive(store, draft, party_of(store, draft), said), "还没有决定"),
        (lambda: appeals.receive(store, void, party_of(store, void), said), "已经作废；原处理已不再有效"),
        (lambda: appeals.receive(store, case, party, said), "还没有答复；补充的理由"),
        (lambda: appeals.receive(store, case, 99, said), "没有这位当事人"),
        (lambda: appeals.receive(store, 99, party, said), "没有这个案件"),
    ):
        with pytest.raises(UserError, match=says):
            attempt()
    assert appeals.counts(store, None)["open"] == 1


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (AppealDraft(date(2026, 9, 22), "oral", "不服"), "还没有到"),
        (AppealDraft(date(2026, 9, 20), "oral", "不服"), "早于决定"),
        (AppealDraft(None, "飞鸽", "不服"), "收到方式"),
        (AppealDraft(None, "bearer", "不服"), "代收人"),
        (AppealDraft(None, "oral", " \n"), "申诉理由"),
        (AppealDraft(None, "oral", "不" * 20_001), "20000"),
    ],
)
def test_a_bad_draft_is_refused(store, case, draft, says):
    with pytest.raises(UserError, match=says):
        appeals.receive(store, case, party_of(store, case), draft)


def test_reasons_and_files_can_follow_until_it_is_answered(store, case, appeal, tmp_path: Path):
    appeals.add_reasons(store, appeal, "还有群里的截图。")
    assert "补充：还有群里的截图。" in appeals.get(store, appeal).reasons
    scan = tmp_path / "申诉书.pdf"
    scan.write_bytes(b"%PDF-1.4 of an appeal")
    appeals.attach(store, appeal, scan)
    (kept,) = exhibits.of(store, exhibits.Of("case", case))
    assert kept.source == "曾雨桐的申诉材料"
    appeals.answer(store, appeal, LATER)
    with pytest.raises(UserError, match="已经办结"):
        appeals.add_reasons(store, appeal, "又有一条")


def test_a_late_one_is_refused_or_taken_on_with_a_reason(store, case, hands: Hands):
    told(store, case)
    hands.move(days=30)
    party = party_of(store, case)
    appeal = appeals.receive(store, case, party, AppealDraft(None, "oral", "不服")).value
    assert appeals.get(store, appeal).late
    with pytest.raises(UserError, match="还没有受理；请先写明理由"):
        appeals.answer(store, appeal, LATER)
    with pytest.raises(UserError, match="理由"):
        appeals.take_on(store, appeal, "")
    appeals.take_on(store, appeal, "住院，有证明")
    appeals.answer(store, appeal, LATER)
    assert "逾期的申诉予以受理：住院，有证明。" in said_in(appeals.reply(store, appeal))
    again = appeals.receive(store, case, party, AppealDraft(None, "oral", "还是不服")).value
    appeals.answer(store, again, Answer("late", "超过三天。"))
    assert "不予受理" in said_in(appeals.reply(store, again))


def test_in_time_is_not_answered_as_late(store, appeal):
    with pytest.raises(UserError, match="在期限内提出"):
        appeals.answer(store, appeal, Answer("late", "超过三天。"))
    with pytest.raises(UserError, match="没有逾期"):
        appeals.take_on(store, appeal, "想受理")


def test_it_can_be_withdrawn_and_brought_again(store, case, appeal):
    appeals.withdraw(store, appeal, "想通了")
    assert appeals.get(store, appeal).state_words == "已撤回"
    with pytest.raises(UserError, match="已经撤回"):
        appeals.answer(store, appeal, LATER)
    with pytest.raises(UserError, match="已经办结"):
        appeals.withdraw(store, appeal)
    appeals.receive(store, case, party_of(store, case), AppealDraft(None, "oral", "又不服"))
    assert appeals.counts(store, None)["open"] == 1


# Who looks at it


def test_the_reviewer_did_not_decide_where_there_is_somebody_else(store, case, appeal):
    with pytest.raises(UserError, match="沈知远 参与了原决定；可以请 陆明朗 复核"):
        appeals.answer(store, appeal, Answer("maintained", "属实。", reviewer="沈知远"))
    with pytest.raises(UserError, match="不能复核自己"):
        appeals.answer(store, appeal, Answer("maintained", "属实。", reviewer="曾雨桐"))
    said = Answer("maintained", "属实。", reviewer="沈知远", same="陆明朗是当事人的同组同事，申请回避")
    appeals.answer(store, appeal, said)
    assert "复核人：沈知远。陆明朗是当事人的同组同事，申请回避。" in said_in(appeals.reply(store, appeal))


def test_where_nobody_else_is_there_the_reply_says_so(store, group, roster):
    group_posts.appoint(store, group, group_posts.PostDraft("owner", roster["沈知远"]))
    case = decided(store, group, roster["曾雨桐"], "written")
    appeal = appeals.receive(store, case, party_of(store, case), AppealDraft(None, "oral", "不服")).value
    assert appeals.get(store, appeal).reviewer == "沈知远"
    appeals.answer(store, appeal, LATER)
    assert appeals.get(store, appeal).answers[0].same == "本群没有其他管理人员，复核由作出原决定的人进行"
    assert "本群没有其他管理人员" in said_in(appeals.reply(store, appeal))


def test_a_committee_nobody_of_which_is_known_leaves_the_reviewer_open(store, group, roster):
    case = cases.create(store, cases.CaseDraft(group, roster["曾雨桐"], "广告", measures=("written",))).value
    cases.decide(store, case, cases.Decision(("written",), "", committee="家委会王、李，2 票"))
    notices.issue(store, case)
    appeal = appeals.receive(store, case, party_of(store, case), AppealDraft(None, "oral", "不服")).value
    assert appeals.get(store, appeal).reviewer == ""
    assert "由管理人员复核" in said_in(appeal_letters.receipt(store, appeal))
    with pytest.raises(UserError, match="请写上复核人"):
        appeals.answer(store, appeal, LATER)
    appeals.answer(store, appeal, Answer("maintained", "属实。", reviewer="张校长"))
    assert appeals.get(store, appeal).answers[0].same == ""


def test_somebody_who_decided_and_left_still_counts_as_a_decider(store, group, roster, case, appeal):
    (post,) = (one for one in group_posts.of_group(store, group) if one.name == "沈知远")
    group_posts.appoint(store, group, group_posts.PostDraft("owner", roster["李建业"]))
    assert post.role == "owner"
    with pytest.raises(UserError, match="沈知远 参与了原决定"):
        appeals.answer(store, appeal, Answer("maintained", "属实。", reviewer="沈知远"))


def test_committee_operators_and_parts_of_names(store, group, roster, case):
    with store.read() as db:
        assert appeals.reviewers(db, case).others == ("陆明朗",)
    operators.save(store, "沈知", "管理员", frozenset({"settings", "cases"}))  # no decider, though part of one's name
    operators.save(store, "查看员", "查看", frozenset())
    group_posts.appoint(store, group, group_posts.PostDraft("committee", roster["李建业"]))
    with store.read() as db:
        assert appeals.reviewers(db, case).others == ("李建业", "陆明朗", "沈知")
    other = cases.create(store, cases.CaseDraft(group, roster["曾雨桐"], "广告", measures=("written",))).value
    cases.decide(store, other, cases.Decision(("written",), "", committee="管理小组李建业、陆明朗，2 票同意"))
    with store.read() as db:
        assert appeals.reviewers(db, other).others == ("沈知远", "沈知")
        assert appeals.reviewers(db, other).deciders == ("李建业", "陆明朗")


# What holds afterwards


@pytest.mark.parametrize(
    ("after", "before", "is_milder"),
    [
        ((MUTE3,), (MUTE7,), True),
        ((MUTE7,), (Measure("mute"),), True),  # for good before
        ((Measure("mute"),), (MUTE7,), False),
        ((MUTE7,), (MUTE7,), False),
        ((MUTE7,), (MUTE7, Measure("written")), True),
        ((Measure("written"), Measure("criticism")), (MUTE7,), True),
        ((MUTE3, Measure("fine", amount="50")), (MUTE7,), False),
        ((Measure("fine", amount="50"),), (Measure("fine", amount="200"),), True),
        ((REMOVAL,), (MUTE7,), False),
    ],
)
def test_milder(after, before, is_milder):
    assert milder(after, before) is is_milder


def said_in(letter: object) -> str:
    return "\n".join(words for section in letter.sections for words in section.paragraphs)  # type: ignore[attr-defined]


def test_maintained_changes_nothing(store, case, appeal):
    before = standing(store, case)
    appeals.answer(store, appeal, LATER)
    assert standing(store, case) == before
    assert acts(store, case)[-1] == "answered"
    assert cases.get(store, case).state == "issued"


def test_a_correction_is_no_harder_than_the_answer(store, case, appeal):
    appeals.answer(store, appeal, Answer("reduced", "情节较轻。", (MUTE3,)))
    party = party_of(store, case)
    with pytest.raises(UserError, match="“禁言10天”比2026年9月21日对申诉的答复“禁言3天”重"):
        case_acts.amend(store, case, case_acts.Amendment(party, measures=(Measure("mute", 10),)), "写错了")
    case_acts.amend(store, case, case_acts.Amendment(party, measures=(Measure("oral"),)), "写错了")
    case_acts.amend(store, case, case_acts.Amendment(party, measures=(MUTE3,)), "又写错了")  # as answered
    assert appeals.get(store, appeal).measures == (MUTE3,)


@pytest.mark.parametrize(
    ("before", "offered"),
    [
        ((Measure("reminder"),), ()),
        ((Measure("warning"),), ("reminder", "withdraw", "warning")),
        ((Measure("reminder"), Measure("warning")), ("reminder", "withdraw", "warning")),
        ((Measure("mute", 1),), (*TOLD, "mute")),
        ((Measure("removal"),), (*TOLD, "mute", "removal")),
        ((Measure("mute", 3), Measure("fine", 0, "50")), (*TOLD, "mute", "fine")),
    ],
)
def test_only_what_is_lighter_is_offered(before, offered):
    assert appeal_answers.lighter(before, recommend=False) == offered
    assert "suspension" in appeal_answers.lighter((Measure("removal"),), recommend=True)


def test_reduced_names_milder_measures_that_hold_from_then_on(store, case, appeal):
    for after, says in (((), "减轻后的处理"), ((REMOVAL,), "没有比原处理"), ((Measure("没有"),), "没有这种")):
        with pytest.raises(UserError, match=says):
            appeals.answer(store, appeal, Answer("reduced", "情节较轻。", after))
    appeals.answer(store, appeal, Answer("reduced", "情节较轻。", (Measure("written"),)))
    assert ("mute", "lifted", 7) in standing(store, case)
    assert [key for key, state, _days in standing(store, case) if state == "decided"] == ["written"]
    assert cases.get(store, case).measures == ("书面警告",)
    assert "减轻为：书面警告" in said_in(appeals.reply(store, appeal))


def test_a_shorter_mute_is_the_same_mute_that_ends_earlier(store, case, appeal):
    appeals.answer(store, appeal, Answer("reduced", "情节较轻。", (MUTE3,)))
    with store.read() as db:
        (row,) = db.all("SELECT * FROM sanction WHERE case_id = ?", (case,))
    assert (row["days"], row["starts"], row["ends"]) == (3, "2026-09-21", "2026-09-24")


def test_revoked_takes_the_decision_back_and_its_number_stays(store, group, roster, case, appeal):
    assert len(cases.propose(store, group, roster["曾雨桐"]).counted) == 1
    appeals.answer(store, appeal, Answer("revoked", "不是本人发的。"))
    assert [state for _key, state, _days in standing(store, case)] == ["lifted"]
    card = cases.get(store, case)
    assert (card.number, card.state) == ("违处〔2026〕1号", "void")
    assert not cases.propose(store, group, roster["曾雨桐"]).counted
    assert appeals.get(store, appeal).outcome == "revoked"


def test_what_was_done_in_wechat_is_undone_there(store, group, roster, snapshot):
    from wxadmin.services import member_tasks

    group_posts.appoint(store, group, group_posts.PostDraft("admin", roster["陆明朗"]))
    case = decided(store, group, roster["曾雨桐"], "mute", "removal", days=7)
    tasks = list(member_tasks.index(store, View(group)))
    assert {member_tasks.get(store, task).kind for task in tasks} == {"mute", "remove"}
    member_tasks.carried_out(store, tasks)
    appeal = appeals.receive(store, case, party_of(store, case), AppealDraft(None, "oral", "不服")).value
    appeals.answer(store, appeal, Answer("revoked", "认错了人。"))
    assert "禁言随即解除。\n已移出群的，由管理人员邀请重新入群。" in said_in(appeals.reply(store, appeal))
    new = set(member_tasks.index(store, View(group))) - set(tasks)
    assert {member_tasks.get(store, task).kind for task in new} == {"unmute", "invite"}


def test_one_of_several_parties_is_freed_and_the_others_stay(store, group, roster):
    draft = cases.CaseDraft(
        group, roster["曾雨桐"], "互骂", measures=("written",), others=(Party(roster["李建业"], acts=(Infraction("先骂人"),)),)
    )  # fmt: skip
    case = cases.create(store, draft).value
    with store.read() as db:
        one, other = (row.id for row in case_parts.of(db, case))
    cases.decide(store, case, cases.Decision(("written",), "沈知远", parties={other: (Measure("written"),)}))
    notices.issue(store, case)
    appeal = appeals.receive(store, case, other, AppealDraft(None, "oral", "我没有骂人")).value
    assert (appeals.get(store, appeal).name, appeals.get(store, appeal).facts) == ("李建业", "先骂人")
    appeals.answer(store, appeal, Answer("revoked", "查明没有骂人。", reviewer="张校长"))
    assert cases.get(store, case).state == "issued"
    assert not cases.propose(store, group, roster["李建业"]).counted
    assert cases.propose(store, group, roster["曾雨桐"]).counted
    with pytest.raises(UserError, match="已经作废"):
        appeals.receive(store, case, other, AppealDraft(None, "oral", "再申诉"))
    assert [party for _id, _line, _state, party in _of_case(store, case)] == [other]
    assert one != other


def _of_case(store: Store, case: int) -> list[tuple[int, str, str, int]]:
    with store.read() as db:
        return appeals.of_case(db, case)


# A wrong answer


def test_a_wrong_answer_is_followed_by_another_and_never_overwritten(store, group, roster, case, appeal):
    appeals.answer(store, appeal, Answer("revoked", "不是本人发的。"))
    with pytest.raises(UserError, match="已于2026年9月21日答复；原答复保留"):
        appeals.answer(store, appeal, LATER)
    again = Answer("reduced", "是本人发的，已删除。", (MUTE3,), reason="漏看了手机记录")
    appeals.answer(store, appeal, again)
    card = appeals.get(store, appeal)
    assert [one.outcome for one in card.answers] == ["revoked", "reduced"]
    assert card.answers[1].before == (MUTE7,)
    assert cases.get(store, case).state == "issued"
    assert ("mute", "decided", 3) in standing(store, case)
    assert cases.propose(store, group, roster["曾雨桐"]).counted
    assert "restored" in acts(store, case)
    assert "漏看了手机记录。以本答复为准。" in said_in(appeals.reply(store, appeal))
    appeals.answer(store, appeal, Answer("maintained", "原决定正确。", reason="又查了一次"))
    assert [(k, d) for k, s, d in standing(store, case) if s == "decided"] == [("mute", 7)]


def test_a_case_voided_meanwhile_is_answered_as_revoked_alone(store, case, appeal):
    cases.void(store, case, "程序有误")
    with pytest.raises(UserError, match="已经作废；原处理已不再有效"):
        appeals.answer(store, appeal, LATER)
    appeals.answer(store, appeal, Answer("revoked", "原决定已作废。"))
    assert appeals.get(store, appeal).state == "answered"


def test_a_correction_does_not_revive_what_the_owner_voided(store, group, roster, case, appeal, hands: Hands):
    appeals.answer(store, appeal, LATER)
    hands.move(minutes=1)
    cases.void(store, case, "程序有误")
    with pytest.raises(UserError, match="已经作废"):
        appeals.answer(store, appeal, Answer("reduced", "情节较轻。", (MUTE3,), reason="量错了"))
    draft = cases.CaseDraft(
        group, roster["曾雨桐"], "互骂", others=(Party(roster["李建业"], acts=(Infraction("先骂人"),)),)
    )  # fmt: skip
    second = cases.create(store, draft).value
    with store.read() as db:
        parties = [row.id for row in case_parts.of(db, second)]
    measures = dict.fromkeys(parties, (Measure("written"),))
    cases.decide(store, second, cases.Decision((), "沈知远", parties=measures))
    for party in parties:
        notices.issue(store, second, party=party)
    mine = appeals.receive(store, second, parties[0], AppealDraft(None, "oral", "不服")).value
    appeals.answer(store, mine, Answer("revoked", "没有骂人。"))
    hands.move(minutes=1)
    cases.void(store, second, "整个案件程序有误")
    with pytest.raises(UserError, match="已经作废"):
        appeals.answer(store, mine, Answer("maintained", "骂了。", reason="漏看了"))


def test_a_case_whose_last_party_an_answer_freed_comes_back_for_that_party_alone(store, group, roster, hands: Hands):
    draft = cases.CaseDraft(
        group, roster["曾雨桐"], "互骂", others=(Party(roster["李建业"], acts=(Infraction("先骂人"),)),)
    )  # fmt: skip
    case = cases.create(store, draft).value
    with store.read() as db:
        parties = [row.id for row in case_parts.of(db, case)]
    cases.decide(store, case, cases.Decision((), "沈知远", parties=dict.fromkeys(parties, (Measure("written"),))))
    for party in parties:
        notices.issue(store, case, party=party)
    first, second = (
        appeals.receive(store, case, party, AppealDraft(None, "oral", "不服")).value for party in parties
    )  # fmt: skip
    appeals.answer(store, first, Answer("revoked", "没有骂人。", reviewer="张校长"))
    hands.move(minutes=1)
    appeals.answer(store, second, Answer("revoked", "也没有骂人。", reviewer="张校长"))
    assert cases.get(store, case).state == "void"
    hands.move(minutes=1)
    appeals.answer(store, first, Answer("maintained", "骂了。", reviewer="张校长", reason="漏看了"))
    assert cases.get(store, case).state == "issued"
    with store.read() as db:
        assert [bool(row.voided) for row in case_parts.of(db, case)] == [False, True]


def test_a_mute_that_ended_is_not_begun_again(store, case, hands: Hands):
    from wxadmin.services import sanctions

    hands.move(days=2)
    appeal = appeals.receive(store, case, party_of(store, case), AppealDraft(None, "oral", "不服")).value
    hands.move(days=8)
    sanctions.end_due(store)
    appeals.answer(store, appeal, Answer("reduced", "情节较轻。", (MUTE3,)))
    assert standing(store, case) == [("mute", "ended", 7)]


# Papers


def test_receipt_and_reply_are_issued_once(store, case):
    told(store, case)
    said = AppealDraft(None, "written", "当时是转发通知。")
    appeal = appeals.receive(store, case, party_of(store, case), said).value
    receipt = appeal_letters.receipt(store, appeal)
    assert receipt.title == "申诉收讫回执"
    assert "由陆明朗复核，于2026年9月29日前书面答复" in said_in(receipt)
    assert appeal_letters.issue_receipt(store, appeal).value.number == "函〔2026〕1号"
    with pytest.raises(UserError, match="回执已经签发过"):
        appeal_letters.issue_receipt(store, appeal)
    with pytest.raises(UserError, match="还没有答复"):
        appeals.reply(store, appeal)
    appeals.answer(store, appeal, Answer("maintained", "第一点。\n\n 第二点。"))
    letter = appeals.reply(store, appeal)
    assert (letter.title, letter.addressee, letter.issuer) == ("申诉答复书", "曾雨桐（客服部）", "办公室")
    assert [part.heading[2:] for part in letter.sections] == [
        "申诉事项", "复核经过", "复核理由", "复核决定", "执行和其他途径",
    ]  # fmt: skip
    said = said_in(letter)
    for words in (
        "违处〔2026〕1号",
        "当时是转发通知。",
        "在期限内",
        "陆明朗，没有参与原决定",
        "维持原处理决定：禁言7天",
    ):
        assert words in said
    assert letter.sections[2].paragraphs == ("第一点。", "第二点。")
    issued = appeals.issue_reply(store, appeal).value
    assert (issued.kind, issued.number) == ("letter", "函〔2026〕2号")
    assert appeals.get(store, appeal).answers[0].paper == issued.id
    with pytest.raises(UserError, match="签发过"):
        appeals.issue_reply(store, appeal)
    appeals.answer(store, appeal, Answer("revoked", "查明有误。", reason="证据是假的"))
    assert appeals.issue_reply(store, appeal).value.number == "函〔2026〕3号"
    assert papers.reprint(store, issued.id) == issued.pdf


def test_replies_of_any_words(store, appeal):
    for grounds in ("字" * 20_000, "\u202e反\u200b", "<b>&", "\n\n甲\n\n乙\n", "👍"):
        paper = appeals.draft_reply(store, appeal, Answer("maintained", grounds))
        assert papers.draft(store, paper).startswith(b"%PDF")
    for outcome in ("", "kept", "MAINTAINED"):
        with pytest.raises(UserError, match="没有这种复核结果"):
            appeals.answer(store, appeal, Answer(outcome, "理由"))
    for grounds in ("", " \n ", "\t"):
        with pytest.raises(UserError, match="复核理由"):
            appeals.answer(store, appeal, Answer("maintained", grounds))
    assert appeals.get(store, appeal).answers == ()


def test_the_form_is_filled_for_each_party(store, case):
    fields = {f.label: f.value for row in appeal_letters.appeal_form(store, case).rows for f in row}
    assert (fields["申诉人"], fields["原处理决定"]) == ("曾雨桐", "禁言7天")
    issued = appeal_letters.issue_form(store, case, appeal_letters.appeal_form(store, case)).value
    assert issued.kind == "form"


# The list, what is due


def test_the_list_puts_the_most_urgent_first_and_its_filters_hold(store, group, roster, case, appeal, hands: Hands):
    second = decided(store, group, roster["李建业"], "written")
    hands.move(days=1)
    later = appeals.receive(store, second, party_of(store, second), AppealDraft(None, "oral", "我没发广告")).value
    assert list(appeals.index(store, View(group))) == [appeal, later]
    assert list(appeals.index(store, View(group, search="没发广告"))) == [later]
    assert list(appeals.index(store, View(group, search="zyt"))) == [appeal]
    row = appeals.page(store, [appeal])[0]
    assert row.cells[:3] == ("曾雨桐", "违处〔2026〕1号", "待答复")
    assert len(row.cells) == len(appeals.COLUMNS)
    assert appeals.due(store, group).answers == ()
    hands.move(days=6)
    assert [(one, late) for one, _line, late in appeals.due(store, None).answers] == [(appeal, False), (later, False)]
    hands.move(days=3)
    assert [late for _one, _line, late in appeals.due(store, group).answers] == [True, True]
    assert list(appeals.index(store, View(group, chips=("overdue",)))) == [appeal, later]
    appeals.answer(store, appeal, LATER)
    assert list(appeals.index(store, View(group, chips=("open",)))) == [later]
    assert list(appeals.index(store, View(group, chips=("answered",)))) == [appeal]
    assert list(appeals.index(store, View(group, chips=("late",)))) == []
    for column in appeals.COLUMNS:
        assert len(appeals.index(store, View(group, sort=column.key, descending=True))) == 2


def test_windows_that_close_are_due_until_somebody_appeals(store, group, case):
    assert appeals.due(store, group).closing == ()
    told(store, case)
    ((found, line, last),) = appeals.due(store, group).closing
    assert (found, last) == (case, date(2026, 9, 24))
    assert "曾雨桐 的申诉期到2026年9月24日" in line
    appeals.receive(store, case, party_of(store, case), AppealDraft(None, "oral", "不服"))
    assert appeals.due(store, None).closing == ()


def test_what_fixes_the_window_is_said(store, group):
    assert terms(store, None) == Terms("", "", 5)
    seen = terms(store, group)
    assert (seen.window, "按群的设置" in seen.fixed_by) == ("送达（拒收）的次日起3天内", True)
    fixed_to(store, group, "5wd")
    seen = terms(store, group)
    assert (seen.window, seen.fixed_by) == ("送达（拒收）的次日起5个工作日内", "依据《群规》第九条；修订规章才能改。")


def test_a_last_day_before_the_window_begins_is_none(store, case):
    for day in (date(2020, 1, 1), date(2026, 9, 20)):
        draft = AppealDraft(None, "oral", "不服", until=day, window_reason="放宽")
        with pytest.raises(UserError, match="申诉期限早于送达或决定的日子"):
            appeals.receive(store, case, party_of(store, case), draft)
    draft = AppealDraft(None, "oral", "不服", until=date(2026, 9, 21), window_reason="放宽")
    assert appeals.get(store, appeals.receive(store, case, party_of(store, case), draft).value).until == "2026-09-21"


def test_how_long_an_answer_may_take_is_the_owners(store, case):
    for days in (0, 400):
        with pytest.raises(UserError, match="1 到 365"):
            appeals.set_answer_days(store, days)
    appeals.set_answer_days(store, 10)
    with store.read() as db:
        assert appeals.answer_days(db) == 10
    appeal = appeals.receive(store, case, party_of(store, case), AppealDraft(None, "oral", "不服")).value
    assert appeals.get(store, appeal).due == "2026-10-12"
    assert settings.get(store).unit == ""


# Erasure


def _erase(store: Store, person: int) -> None:
    seen = erasure.preview(store, person)
    name = people.get(store, person).person.name
    erasure.erase(store, person, "本人要求", typed=name, confirmed=[one.key for one in seen.obstacles])


def test_an_open_appeal_stands_in_the_way_of_erasing_its_appellant(store, roster, case, appeal, hands: Hands):
    hands.move(days=30)
    people.mark_left(store, roster["曾雨桐"])
    cases_open = {one.key for one in erasure.preview(store, roster["曾雨桐"]).obstacles}
    assert "appeals" in cases_open
    with pytest.raises(UserError, match="还有 1 份申诉没有答复"):
        _erase(store, roster["曾雨桐"])


def test_an_erased_appellants_answer_can_still_be_corrected_without_their_name(store, roster, case, appeal, hands):
    appeals.answer(store, appeal, Answer("revoked", "不是曾雨桐发的。"))
    hands.move(days=30)
    _erase(store, roster["曾雨桐"])
    card = appeals.get(store, appeal)
    assert (card.name, card.reasons, card.received) == ("（已删除）", "（已删除）", "2026-09-21")
    assert card.answers[0].grounds == "（已删除）"
    appeals.answer(store, appeal, Answer("maintained", "查有实据。", reason="漏看了记录"))
    letter = appeals.reply(store, appeal)
    assert "曾雨桐" not in letter.addressee + said_in(letter)
    appeals.issue_reply(store, appeal)
    assert store.check().problems == ()


def test_nothing_new_is_kept_of_somebody_whose_data_was_erased(store, group, roster, hands):
    case = decided(store, group, roster["曾雨桐"], "written")
    told(store, case)
    hands.move(days=30)
    party, kept = party_of(store, case), acts(store, case)
    _erase(store, roster["曾雨桐"])
    with pytest.raises(UserError, match="不能再登记新的申诉"):
        appeals.receive(store, case, party, AppealDraft(None, "oral", "不服"))
    amended = case_acts.Amendment(party, measures=(Measure("mute", 3),))
    with pytest.raises(UserError, match="个人信息已删除，不能再更正"):
        case_acts.amend(store, case, amended, "过重")
    assert acts(store, case) == kept
    cases.void(store, case, "认错了人")


def test_an_erased_reviewer_stays_where_they_acted_and_is_not_proposed(store, group, roster, case, appeal, hands):
    appeals.answer(store, appeal, LATER)
    second = decided(store, group, roster["李建业"], "written")
    later = appeals.receive(store, second, party_of(store, second), AppealDraft(None, "oral", "不服")).value
    assert appeals.get(store, later).reviewer == "陆明朗"
    (post,) = (one for one in group_posts.of_group(store, group) if one.name == "陆明朗")
    group_posts.relieve(store, post.id)
    hands.move(days=1)
    _erase(store, roster["陆明朗"])
    assert appeals.get(store, appeal).answers[0].reviewer == "陆明朗"
    assert "陆明朗" not in appeals.get(store, later).reviewers.others
    assert appeals.get(store, appeal).name == "曾雨桐"


def test_it_is_found_from_everywhere_and_stands_in_the_persons_record(store, roster, appeal):
    found = [one for one in search.everywhere(store, "转发通知") if one.page == "appeals"]
    assert [(one.id, one.title) for one in found] == [(appeal, "申诉 曾雨桐")]
    card = people.get(store, roster["曾雨桐"])
    (part,) = [one for one in person_record.parts(store, card) if one.key == "appeals"]
    assert [(line.page, line.record) for line in part.lines] == [("appeals", appeal)]
    assert "待答复" in part.lines[0].text


def test_what_is_appealed_against_is_not_amended_before_the_answer(store, group, case, appeal):
    party = party_of(store, case)
    amendment = case_acts.Amendment(party, measures=(Measure("reminder"),))
    with pytest.raises(UserError, match="还没有答复"):
        case_acts.amend(store, case, amendment, "改轻一些")
    appeals.answer(store, appeal, Answer("maintained", "事实清楚。"))
    with store.read() as db:
        note = appeal_windows.window_told(db, case, party).note
    assert "此前的申诉已于2026年9月21日答复" in note
    case_acts.amend(store, case, amendment, "改轻一些")
