from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain import ladder
from wxadmin.domain.ladder import MEASURES, PRESET, Strike, from_settings, propose

TODAY = date(2026, 9, 22)
stages = st.sampled_from(["first", "repeated", "serious", "malicious"])
ladders = st.lists(st.tuples(stages, st.sampled_from(sorted(MEASURES))).map(":".join), max_size=8).map(from_settings)
one_strike = st.tuples(st.integers(-30, 900), st.frozensets(st.integers(0, 4), max_size=3))
strikes = st.dictionaries(st.integers(0, 12), one_strike, max_size=9).map(
    lambda found: [Strike(str(key), TODAY - timedelta(days=days), "处理", acts) for key, (days, acts) in found.items()]
)
severities = st.sampled_from(["ordinary", "serious", "malicious"])


def rank(proposal: ladder.Proposal) -> int:
    return max(list(MEASURES).index(m) for m in proposal.measures)


@given(ladders, strikes, st.data())
def test_a_longer_history_never_counts_or_proposes_less(steps, all_of_it, data):
    some = data.draw(st.lists(st.sampled_from(all_of_it), unique=True)) if all_of_it else []
    assert len(ladder.counting(all_of_it, steps, TODAY)) >= len(ladder.counting(some, steps, TODAY))
    assert rank(propose(steps, all_of_it, TODAY)) >= rank(propose(steps, some, TODAY))


@given(strikes)
def test_no_more_decisions_count_than_there_are_acts(some):
    counted = [s for s in ladder.counting(some, PRESET, TODAY) if s.acts]
    assert len(counted) <= len(frozenset[int]().union(*(s.acts for s in counted)))


@given(ladders, strikes)
def test_a_graver_act_never_proposes_less(steps, some):
    ranks = [rank(propose(steps, some, TODAY, severity)) for severity in ("ordinary", "serious", "malicious")]
    assert ranks == sorted(ranks)


@given(ladders, strikes, severities)
def test_nothing_counts_twice_and_order_does_not_matter(steps, some, severity):
    once = propose(steps, some, TODAY, severity)
    assert propose(steps, [*reversed(some), *some], TODAY, severity).measures == once.measures
    assert len(set(once.counted)) == len(once.counted)


@given(ladders, strikes)
def test_strikes_expire_and_future_ones_do_not_count(steps, some):
    counted = ladder.counting(some, steps, TODAY)
    assert all(TODAY - timedelta(days=steps.expiry.count) < s.day <= TODAY for s in counted)
    long_after = propose(steps, some, TODAY + timedelta(days=2000))
    assert long_after.measures == steps.steps[0].measures


@given(ladders)
def test_rungs_never_get_milder(steps):
    ranks = [step.rank for step in steps.steps]
    assert ranks == sorted(ranks)


def test_two_decisions_about_one_message_count_once():
    reminder = Strike("review 1", TODAY, "私下提醒", frozenset([7]))
    case = Strike("case 1", TODAY + timedelta(days=1), "警告", frozenset([7]))
    other = Strike("case 2", TODAY + timedelta(days=2), "警告", frozenset([7, 8]))
    on = TODAY + timedelta(days=3)
    assert propose(PRESET, [reminder, case], on).counted == ("review 1",)
    assert propose(PRESET, [reminder, case, other], on).counted == ("review 1", "case 2")


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
