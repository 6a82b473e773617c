"""The sieve passes over no message in which anything holds, whatever the rules."""

from __future__ import annotations

from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from wxadmin.screening.folding import fold_block
from wxadmin.screening.reader import Reader
from wxadmin.screening.ruleset import RuleSet, load_preset, parse_rules
from wxadmin.screening.screener import Screener
from wxadmin.screening.sieve import Sieve


@lru_cache(maxsize=1)
def work() -> tuple[Reader, Sieve, tuple[str, ...]]:
    preset = load_preset("work")
    reader = Reader([preset])
    words = [word for rule in preset.rules for word in rule.words]
    words += [word for signal in preset.signals.values() for word in signal.words]
    return reader, Sieve(reader.rules, reader.signals), tuple(words[::7])


def named(ruleset: RuleSet, texts: list[str]) -> list[bool]:
    reader = Reader([ruleset])
    found: list[bool] = Sieve(reader.rules, reader.signals).suspects(fold_block(texts)).tolist()
    return found


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_nothing_is_passed_over(data: st.DataObject) -> None:
    reader, sieve, words = work()
    pieces = st.sampled_from(words) | st.sampled_from(["，", "3000元", "加我", "今天", "b", "\u200b", "你", "群", " "])
    texts = data.draw(st.lists(st.lists(pieces, max_size=6).map("".join), min_size=1, max_size=20))
    block = fold_block(texts)
    passed = sieve.suspects(block)
    from_rules = {rule.name for rule in reader.rules}
    for n, hits in reader.read(texts).items():
        assert passed[n] or not any(hit.rule in from_rules for hit in hits), texts[n]


def test_gates() -> None:
    rules = parse_rules(
        '[signal.a]\nwords=["甲板"]\n[signal.b]\nwords=["乙醇"]\n[signal.c]\nwords=["丙"]\n'
        '[[rule]]\nname="一"\ncategory="advert"\nwords=["子夜"]\nneeds=["a"]\n'
        '[[rule]]\nname="二"\ncategory="trade"\nweights={a=1, b=1, c=1}\nleast=2\n'
        '[[rule]]\nname="三"\ncategory="abuse"\npatterns=["丑.*寅"]\n'
    )
    texts = ["子夜", "甲板", "子夜甲板", "甲板丙", "乙醇", "丙乙醇", "丑", "丑子寅", "", "甲乙"]
    assert named(rules, texts) == [False, False, True, True, False, True, False, True, False, False]


def test_a_pattern_that_may_be_anywhere_opens_the_sieve() -> None:
    rules = parse_rules('[[rule]]\nname="一"\ncategory="abuse"\npatterns=["[^a]{3}"]\n')
    assert named(rules, ["", "甲乙丙"]) == [True, True]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from("傻逼滚 *加微信１３９-\u200b\u202e\ud800\x00\x1eａB。\n"), max_size=30), max_size=6
    )
)
def test_every_hit_has_its_place_in_the_message_as_given(texts: list[str]) -> None:
    screener = shared()
    for text, result in zip(texts, screener.screen_texts(texts), strict=True):
        for hit in result.hits:
            assert text[hit.start : hit.end] == hit.matched


@lru_cache(maxsize=1)
def shared() -> Screener:
    return Screener([load_preset("work")])
