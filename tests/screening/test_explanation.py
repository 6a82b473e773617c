"""The test box shows each step, and its result is that of screening."""

from __future__ import annotations

from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from wxadmin.screening.explanation import Explanation, Folding
from wxadmin.screening.ruleset import load_preset, parse_rules
from wxadmin.screening.screener import Screener
from wxadmin.screening.screener import compile as compile_rules

RULES = """
allow = ["群规"]
[signal.price]
words = ["元"]
[signal.call]
words = ["加我"]
[signal.ban]
words = ["禁止"]
scope = "before"
[[rule]]
name = "甲"
category = "abuse"
words = ["废物"]
allow = ["废物利用"]
unless = ["ban"]
[[rule]]
name = "乙"
category = "advert"
needs = ["price", "call"]
[[rule]]
name = "丙"
category = "trade"
weights = { price = 2, call = 1.5 }
least = 3
[[rule]]
name = "丁"
category = "porn"
level = 3
words = ["裸聊"]
"""


@lru_cache(maxsize=1)
def box() -> Screener:
    return compile_rules([parse_rules(RULES)])


@lru_cache(maxsize=1)
def work() -> Screener:
    return compile_rules([load_preset("work")])


def asked(explanation: Explanation) -> dict[str, tuple[bool, tuple[str, ...], tuple[tuple[str, str], ...]]]:
    return {rule.name: (rule.holds, rule.missing, rule.excuses) for rule in explanation.rules}


def test_each_step_is_told() -> None:
    told = box().explain("废\u200b物利用，ＯＫ，禁止废物")
    assert told.folded == "废物利用,ok,禁止废物"
    assert told.changed[0] == Folding(1, "\u200b", "")
    assert Folding(6, "Ｏ", "o") in told.changed
    (rule,) = told.rules
    assert [(p.matched, p.allowed) for p in rule.places] == [("废\u200b物", "废\u200b物利用"), ("废物", "")]
    assert (rule.holds, rule.excuses) == (False, (("ban", "禁止"),))
    assert told.result.hits == ()


def test_what_is_missing_is_told() -> None:
    told = box().explain("20元")
    assert [seen.name for seen in told.signals] == ["price"]
    (weighed,) = [rule for rule in told.rules if rule.name == "丙"]
    assert (weighed.weight, weighed.least, weighed.holds) == (2, 3, False)
    told = box().explain("20元，加我")
    assert {name: holds for name, (holds, _m, _e) in asked(told).items()} == {"乙": True, "丙": True}


def test_disguise_is_told() -> None:
    told = box().explain("今晚倮聊")
    (place,) = told.disguises
    assert (place.matched, place.way) == ("倮聊", "谐音“裸聊”")
    (hit,) = told.result.hits
    assert (hit.start, hit.end, hit.why) == (2, 4, "“倮聊”（谐音“裸聊”）：丁")
    assert dict(told.result.parts)["伪装"] == told.result.score


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("加我微信日入三千倮聊滚蛋禁止群规 *ａ\u200b\ud800\x00\x1e。，8"), max_size=24))
def test_box_and_screening_agree(text: str) -> None:
    (screened,) = work().screen_texts([text])
    told = work().explain(text)
    assert told.result == screened
    assert all(text[p.start : p.end] == p.matched for rule in told.rules for p in rule.places)
