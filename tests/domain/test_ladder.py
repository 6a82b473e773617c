from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.ladder_samples import CLAUSES, TODAY, ladders, strikes
from wxadmin.domain import ladder
from wxadmin.domain.ladder import (
    MEASURES,
    PRESET,
    SEVERITIES,
    EscalationLadder,
    LadderStep,
    Span,
    Strike,
    from_settings,
    propose,
    tally,
)

stages = st.sampled_from(["first", "repeated", "serious", "malicious"])
of_texts = st.lists(st.tuples(stages, st.sampled_from(sorted(MEASURES))).map(":".join), max_size=8).map(from_settings)
severities = st.sampled_from(SEVERITIES)
new_acts = st.frozensets(st.integers(0, 5), max_size=2)


def weight(proposal: ladder.Proposal) -> tuple[int, int]:
    return LadderStep(proposal.measures, proposal.days).weight


@given(ladders() | of_texts, strikes(), severities, new_acts, st.data())
def test_a_longer_history_never_counts_or_proposes_less(rules, every, severity, acts, data):
    some = data.draw(st.lists(st.sampled_from(every), unique_by=lambda s: s.key)) if every else []
    long, short = tally(every, rules, TODAY, acts=acts), tally(some, rules, TODAY, acts=acts)
    assert long.times(rules) >= short.times(rules)
    assert long.points(rules) >= short.points(rules)
    more, less = (propose(rules, found, TODAY, severity, acts=acts) for found in (every, some))
    assert weight(more) >= weight(less)
    assert more.points >= less.points


@given(ladders() | of_texts, strikes(), st.sampled_from(("", *CLAUSES)), st.sampled_from(("", "没有签收")))
def test_a_graver_act_never_proposes_less(rules, some, clause, unsigned):
    found = [weight(propose(rules, some, TODAY, s, clause=clause, unsigned=unsigned)) for s in SEVERITIES]
    assert found == sorted(found)


@given(ladders(), strikes(), new_acts)
def test_one_act_counts_once_however_many_decisions_speak_of_it(rules, some, acts):
    counted = [s for s in tally(some, rules, TODAY, acts=acts).counted if s.acts]
    assert len(counted) <= len(frozenset[int]().union(*(s.acts for s in counted)) - acts)


@given(ladders(), strikes(), st.data())
def test_a_second_decision_about_acts_that_count_adds_nothing(rules, some, data):
    counted = [s for s in tally(some, rules, TODAY).counted if s.acts]
    if not counted:
        return
    first = data.draw(st.sampled_from(counted))
    again = replace(first, key="again")
    one_act = [s for s in counted if s.acts == first.acts]
    if len(one_act) < len(first.acts):
        return  # there is an act left that nobody was called to account for
    assert tally([*some, again], rules, TODAY).times(rules) == tally(some, rules, TODAY).times(rules)


@given(ladders(), strikes(), severities, new_acts, st.randoms(use_true_random=False))
def test_nothing_counts_twice_and_order_does_not_matter(rules, some, severity, acts, chance):
    once = propose(rules, some, TODAY, severity, acts=acts)
    mixed = [*some, *some]
    chance.shuffle(mixed)
    assert propose(rules, mixed, TODAY, severity, acts=acts) == once
    assert len(set(once.counted)) == len(once.counted)


@given(ladders(), strikes(), severities)
def test_every_strike_that_counts_is_named_with_its_day_and_no_other_as_counting(rules, some, severity):
    found = propose(rules, some, TODAY, severity)
    by_key = {s.key: s for s in some}
    until = next(n for n, line in enumerate(found.why) if line.startswith("本次"))
    for key in found.counted:
        day, title = by_key[key].day, by_key[key].title
        assert any(f"{day.year}年{day.month}月{day.day}日 {title}" in line for line in found.why[:until])
    said = [line for line in found.why[:until] if "处理" in line and "号" in line and "不" not in line]
    assert len(said) <= len(found.counted)
    assert all(line.endswith("。") for line in found.why)


@given(ladders(), strikes(), new_acts)
def test_what_leads_to_the_last_rung_cannot_be_led_further(rules, some, acts):
    found = tally(some, rules, TODAY, acts=acts)
    if found.ends(rules):
        more = [*some, *(Strike(f"m{n}", TODAY, "又一次", points=9) for n in range(8))]
        for severity in SEVERITIES:
            now, then = (propose(rules, s, TODAY, severity, acts=acts).measures for s in (some, more))
            assert now == then


@given(ladders(), strikes(), st.dates(date(2023, 1, 1), TODAY), st.integers(0, 90))
def test_what_is_over_before_a_day_holds_for_everything_decided_by_then(rules, some, day, back):
    act_day = TODAY - timedelta(days=back)
    if ladder.over_before(rules, day, TODAY, act_day):
        assert all(s.day > day for s in tally(some, rules, TODAY, act_day=act_day).counted)


@given(of_texts)
def test_rungs_never_get_milder(rules):
    weights = [step.weight for step in rules.steps]
    assert weights == sorted(weights)


def test_two_decisions_about_one_message_count_once():
    reminder = Strike("review 1", TODAY, "私下提醒", frozenset([7]))
    case = Strike("case 1", TODAY + timedelta(days=1), "警告", frozenset([7]))
    other = Strike("case 2", TODAY + timedelta(days=2), "警告", frozenset([7, 8]))
    on = TODAY + timedelta(days=3)
    assert propose(PRESET, [reminder, case], on).counted == ("review 1",)
    assert propose(PRESET, [reminder, case, other], on).counted == ("review 1", "case 2")


def test_a_case_counts_before_the_word_about_the_same_message():
    word = Strike("review 1", TODAY, "私下提醒", frozenset([7]), reminder=True)
    case = Strike("case 1", TODAY, "警告", frozenset([7]))
    assert propose(PRESET, [word, case], TODAY).counted == ("case 1",)
    assert any(
        "私下提醒，与已计算的或本次是同一行为，不重复计算" in line for line in propose(PRESET, [word, case], TODAY).why
    )


def test_long_chains_of_shared_messages_are_sorted_out():
    chain = [Strike(f"{n:05}", TODAY, "警告", frozenset([n, n + 1])) for n in range(3000)]
    last = Strike("zzzzz", TODAY, "警告", frozenset([0, 1]))
    assert len(tally([*reversed(chain), last], PRESET, TODAY).counted) == 3001


def test_the_explanation_names_history_source_and_end_of_the_ladder():
    own = from_settings(["first:reminder", "repeated:mute", "repeated:removal"], source="《办法》第五条")
    many = [Strike(str(i), TODAY - timedelta(days=i), f"处理{i}") for i in range(1, 5)]
    found = propose(own, many, TODAY)
    assert (found.step, found.steps, found.measures) == (3, 3, ("removal",))
    text = "；".join(found.why)
    assert "《办法》第五条" in text
    assert "已到最高一级" in text
    assert "4 次" in text


def test_settings_that_say_nothing_give_the_preset():
    assert from_settings([]) is PRESET
    assert from_settings(["first:nonsense", "never:mute"]) is PRESET


def test_what_the_text_sets_for_grave_acts_wins_only_if_it_is_harder():
    own = from_settings(["first:reminder", "repeated:removal", "serious:mute"])
    assert propose(own, [], TODAY, "serious").measures == ("mute",)
    assert propose(own, [Strike("1", TODAY, "x")], TODAY, "serious").measures == ("removal",)


RULES = EscalationLadder(
    (LadderStep(("reminder",)), LadderStep(("written",)), LadderStep(("mute",), 3), LadderStep(("removal",))),
    expiry=Span(6, "month"), source="《办法》第五条", points={"《办法》第一条": 3}, times={"serious": 2, "malicious": 2},
    thresholds=((6, LadderStep(("mute",), 7)), (12, LadderStep(("removal",)))), reminders=3,
)  # fmt: skip


def test_points_lead_further_than_the_count_and_say_so():
    earlier = [Strike("1", TODAY - timedelta(days=9), "违处1号 书面警告", points=3)]
    found = propose(RULES, earlier, TODAY, clause="《办法》第一条")
    assert (found.measures, found.days, found.points) == (("mute",), 7, 6)
    text = "".join(found.why)
    assert "书面警告，记 3 分" in text
    assert "本次违反《办法》第一条，记 3 分，累计 6 分，已满 6 分：禁言7天" in text
    assert propose(RULES, earlier, TODAY).measures == ("written",)
    assert propose(RULES, earlier, TODAY, "serious", clause="《办法》第一条").points == 9


def test_three_words_make_one_strike_and_none_counts_where_they_do_not():
    words = [Strike(f"r{n}", TODAY, "私下提醒", frozenset([n]), reminder=True) for n in range(4)]
    assert [propose(RULES, words[:n], TODAY).step for n in range(5)] == [1, 1, 1, 2, 2]
    assert "提醒 4 次，每满 3 次才算 1 次；合计算 1 次" in "".join(propose(RULES, words, TODAY).why)
    assert propose(replace(RULES, reminders=0), words, TODAY).counted == ()
    assert propose(replace(RULES, reminders=1), words, TODAY).step == 4


def test_what_was_decided_about_the_same_messages_is_no_earlier_act():
    earlier = [Strike("1", TODAY, "违处1号 书面警告", frozenset([5])), Strike("2", TODAY, "警告", frozenset([5, 6]))]
    assert propose(PRESET, earlier, TODAY, acts=(5,)).counted == ("2",)
    assert propose(PRESET, earlier, TODAY, acts=(5, 6)).counted == ()


def test_an_unsigned_clause_proposes_a_reminder_and_says_what_would_have_been():
    earlier = [Strike(str(n), TODAY, "警告", frozenset([n])) for n in range(3)]
    found = propose(PRESET, earlier, TODAY, "malicious", unsigned="没有当事人签收这一版的记录")
    assert (found.measures, found.title, found.unsigned, found.days) == (("reminder",), "提醒", True, 0)
    assert found.why[-2:] == (
        "没有当事人签收这一版的记录；行为发生前没有签收所引条款，建议先提醒。",
        "如果已经签收，按阶梯应为：移出群。",
    )


def test_older_decisions_that_were_left_out_are_counted_in_words():
    found = propose(PRESET, [Strike("1", TODAY, "警告")], TODAY, beyond=9_936)
    assert "更早还有 9936 次处理，不会改变结果，没有逐一列出。" in found.why
    assert any(line.startswith("本次至少是第 2 次") for line in found.why)


def test_of_a_long_history_the_newest_are_named_and_the_others_counted():
    earlier = [Strike(f"{n:02}", TODAY - timedelta(days=60 - n), f"违处{n}号 警告") for n in range(60)]
    found = propose(PRESET, earlier, TODAY)
    assert len(found.counted) == 60
    assert "此前有 60 次处理仍在计算期内。" in found.why
    assert "其中较早的 10 次没有逐一列出。" in found.why
    named = [line for line in found.why if "违处" in line]
    assert (len(named), "违处10号" in named[0], "违处59号" in named[-1]) == (50, True, True)
    assert not any("没有逐一列出" in line for line in propose(PRESET, earlier[10:], TODAY).why)


def test_who_is_two_parties_of_one_case_has_it_counted_once_by_the_harder_part():
    rules = replace(PRESET, thresholds=((9, LadderStep(("removal",))),), expiries={"oral": Span(1)})
    day = date(2026, 9, 1)
    mild = Strike("case 1", day, "", points=1, measures=("written",))
    hard = Strike("case 1", day, "", points=5, measures=("written",))
    over = Strike("case 1", day, "", points=7, measures=("oral",))
    for order in ((mild, hard, over), (over, hard, mild)):
        found = tally(order, rules, day + timedelta(days=3))
        assert (found.counted, found.expired, found.points(rules)) == ((hard,), (), 5)


def test_what_was_decided_after_the_act_is_told():
    strike = Strike("1", date(2026, 9, 21), "违处1号 提醒", occurred=date(2026, 9, 19))
    said = "其中 1 次处理在本次行为之后才作出，行为时本人还不知道，请斟酌。"
    before, same = (
        ladder.propose(PRESET, [strike], date(2026, 9, 25), act_day=date(2026, 9, day)).why for day in (20, 21)
    )
    assert (said in before, said in same) == (True, False)
