from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain import ranking
from wxadmin.domain.ranking import BOUND, Entry, Taste, features, learned_from, packed, rank, shares, shift, unpacked

STATES = ("founded", "reminded", "unfounded", "ignored")
entries = st.builds(
    Entry,
    score=st.floats(0, 1),
    group=st.integers(1, 3),
    kind=st.sampled_from(["work", "class"]),
    category=st.sampled_from(["advert", "abuse", "gambling"]),
    rules=st.lists(st.sampled_from(["广告招揽", "辱骂", "赌博", "用语像广告"]), max_size=3).map(tuple),
    model=st.booleans(),
    ways=st.sampled_from([(), ("谐音",), ("拆字", "谐音")]),
    before=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    length=st.integers(0, 300),
    hour=st.integers(-1, 23),
)
decisions = st.lists(st.tuples(entries, st.sampled_from(STATES)), max_size=40)


def ranked(taste: Taste, entry: Entry) -> float:
    return rank(entry.score, shift(taste, features(entry)))


@given(entries)
def test_without_decisions_an_entry_ranks_by_its_score(entry):
    assert ranked(Taste(), entry) == entry.score


@given(decisions, entries)
def test_ranks_and_weights_stay_within_bounds(made, entry):
    taste = learned_from(made)
    assert 0 <= ranked(taste, entry) <= 1
    assert all(abs(weight.value) <= BOUND for weight in taste.weights.values())
    assert taste.learned == len(made)


@given(decisions, entries, st.floats(0, 1), st.floats(0, 1))
def test_of_two_entries_alike_the_higher_score_is_never_lower(made, entry, one, other):
    taste, shifted = learned_from(made), shift(learned_from(made), features(entry))
    assert taste.learned == len(made)
    low, high = sorted((one, other))
    assert rank(low, shifted) <= rank(high, shifted)


@given(decisions, entries)
def test_one_more_founded_decision_never_lowers_its_like_and_an_unfounded_one_never_lifts_it(made, entry):
    before = ranked(learned_from(made), entry)
    assert ranked(learned_from([*made, (entry, "founded")]), entry) >= before - 1e-12
    assert ranked(learned_from([*made, (entry, "unfounded")]), entry) <= before + 1e-12


@given(entries)
def test_an_ignored_entry_says_less_than_an_unfounded_one(entry):
    ignored, unfounded = (ranked(learned_from([(entry, state)]), entry) for state in ("ignored", "unfounded"))
    assert unfounded <= ignored <= entry.score


@given(decisions)
def test_what_was_learned_comes_back_from_keeping(made):
    taste = learned_from(made)
    assert unpacked(packed(taste), taste.learned) == taste


@given(decisions, decisions)
def test_learning_in_two_parts_is_learning_at_once(first, second):
    assert learned_from(second, learned_from(first)) == learned_from([*first, *second])


def test_shares_name_the_decisions_they_come_from():
    entry = Entry(0.6, 1, "work", "advert", ("广告招揽",))
    taste = learned_from([(entry, "unfounded")] * 9 + [(entry, "founded")] * 3)
    share = next(s for s in shares(taste, features(entry)) if s.feature == "rule\t广告招揽")
    assert (share.founded, share.unfounded) == (3, 9)
    assert share.shift < 0


def owner(entry: Entry, chance: random.Random) -> str:
    """Lets adverts pass, minds insults and what is written at night, whatever the rules think of them."""
    likely = 0.08
    if "辱骂" in entry.rules:
        likely = 0.85
    elif entry.hour < 7 and entry.category == "gambling":
        likely = 0.7
    return "founded" if chance.random() < likely else chance.choice(("unfounded", "unfounded", "ignored"))


def some_entries(chance: random.Random, count: int) -> list[Entry]:
    made = []
    for _n in range(count):
        category, rule, score = chance.choice(
            [("advert", "广告招揽", 0.85), ("abuse", "辱骂", 0.3), ("gambling", "赌博", 0.6), ("link", "可疑网址", 0.6)]
        )
        entry = Entry(score + chance.uniform(-0.1, 0.1), 1, "work", category, (rule,))
        made.append(replace(entry, length=chance.randrange(4, 200), hour=chance.randrange(24)))
    return made


def precision_at_the_top(taste: Taste, waiting: list[Entry], states: list[str], top: int) -> float:
    order = sorted(range(len(waiting)), key=lambda n: -ranked(taste, waiting[n]))[:top]
    return sum(states[n] == "founded" for n in order) / top


def test_what_an_owner_of_other_taste_finds_true_comes_to_the_top():
    chance = random.Random(4)
    waiting = some_entries(chance, 400)
    states = [owner(entry, chance) for entry in waiting]
    met = some_entries(chance, 300)
    made = [(entry, owner(entry, chance)) for entry in met]
    figures = [precision_at_the_top(learned_from(made[:n]), waiting, states, 60) for n in (0, 20, 60, 300)]
    assert figures[0] < 0.2
    assert figures[1] > figures[0] + 0.3
    assert figures[2] > 0.7
    assert figures[3] > 0.7


def test_a_grave_entry_is_not_buried_by_a_habit():
    """Bounded weights: what the rules are sure of stays above what they take for a trifle, of neutral kind."""
    trifle = Entry(0.05, 1, "work", "off_topic", ("闲聊",))
    grave = Entry(0.97, 1, "work", "fraud", ("冒充收费",))
    taste = learned_from([(replace(grave, score=0.3, category="advert"), "unfounded")] * 200)
    assert ranked(taste, grave) > ranked(taste, trifle)
    assert ranking.rank(1.0, -50.0) >= 0
