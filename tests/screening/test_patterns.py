"""Patterns: explained errors, gates that never lose a match, no catastrophe."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.errors import UserError
from wxadmin.screening.folding import BORDER, fold, fold_block
from wxadmin.screening.literals import required
from wxadmin.screening.patterns import MOST, Patterns, check_pattern, fold_pattern, within_lines
from wxadmin.screening.ruleset import load_preset


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        ("(?=a)b", "前后查看"),
        (r"(a)\1", "反向引用"),
        ("(a", "括号"),
        ("a)", "括号"),
        ("[a", "方括号"),
        ("[b-a]", "范围"),
        ("*a", "重复符号"),
        ("a**", "重复"),
        ("a{2000}", "1000"),
        ("a*", "空白"),
        ("加|", "空白"),
    ],
)
def test_faulty_patterns_are_explained(pattern: str, part: str) -> None:
    with pytest.raises(UserError) as error:
        check_pattern(pattern, where="我的规则.toml 规则“甲”")
    assert part in str(error.value)
    assert "我的规则.toml 规则“甲”" in str(error.value)


def test_patterns_are_folded_as_messages_are() -> None:
    patterns = Patterns(["（兼職）[Vv]", "加ＶＸ"])
    text = fold("（兼职）V，加vx").text
    assert [(text[s:e], n) for _m, s, e, n in patterns.find([text], [1, 1])] == [("(兼职)v", 0), ("加vx", 1)]
    assert fold_pattern("（") == r"\("


@given(st.lists(st.text("甲乙a1 \n\r。", max_size=8), min_size=1, max_size=6))
def test_no_match_crosses_messages(texts: list[str]) -> None:
    listed = [
        "甲.*乙",
        "[^a]{2}",
        r"\D\W1",
        "甲[^。]{0,3}1|a.",
        "[甲^]a?",
        r"\b1",
        "^甲|乙$|[甲\\s]+1|[a\\n]甲",
        r"[\D]1",
        "(?:甲|.)乙+?",
        r"\S{2}",
    ]
    patterns = Patterns(listed)
    alone = [
        (n, m, *match[1:3]) for m, text in enumerate(texts) for *match, n in patterns.find([text], [1] * len(listed))
    ]
    found = patterns.find(texts, [(1 << len(texts)) - 1] * len(listed))
    assert sorted((n, m, start, end) for m, start, end, n in found) == sorted(alone)
    assert [n for n, p in enumerate(listed) if within_lines(p) is None] == [7]


def test_literals_named_are_needed() -> None:
    digits = frozenset("0123456789")
    assert required("加(?:微|v)信?") == ((frozenset({"加微", "加v"}),),)
    assert required("[0-9]+元") == ((digits, frozenset(f"{d}元" for d in digits)),)
    assert required("送[0-9]{2,}") == ((frozenset(f"送{d}" for d in digits), digits),)
    assert required("[甲乙]{2}") == ((frozenset("甲乙"),),)
    assert required("(?:刷单|返利)[^。]{0,9}(?:日结|现结)") == (
        (frozenset({"刷单", "返利"}), frozenset({"日结", "现结"})),
    )
    assert required("甲.乙|丙") == ((frozenset("甲"), frozenset("乙")), (frozenset("丙"),))
    assert required("(?:甲.乙|丙)丁") == ((frozenset("甲丙"), frozenset("丁")),) or required("(?:甲.乙|丙)丁") == (
        (frozenset("乙丙"), frozenset("丁")),
    )
    for free in ("[^a]+", "(?:a|)", r"(?P<x>a)", "a|", "(?:a|b)?", r"\w+", "[一-龥]"):
        assert () in required(free), free


def test_gates_lose_no_match_of_the_presets() -> None:
    preset = load_preset("work")
    listed = [p for rule in preset.rules for p in rule.patterns]
    listed += [p for signal in preset.signals.values() for p in signal.patterns]
    patterns = Patterns(listed)
    rng = random.Random(5)
    words = [w for rule in preset.rules for w in rule.words] + [w for s in preset.signals.values() for w in s.words]
    words += [*"你我他的了吗，。！ 0123456789元块加微群", "100元", "2块", "13", "一", "三个", "v", "栋1203"]
    texts = ["".join(rng.choices(words, k=rng.randint(2, 9))) for _ in range(1500)]
    block = fold_block(texts)
    candidates = patterns.candidates(block)
    lost = sum(
        not candidates[number] >> n & 1
        for n, _start, _end, number in patterns.find(
            block.folded.text.split(BORDER), [(1 << len(texts)) - 1] * len(listed)
        )
    )
    assert lost == 0
    assert sum(messages.bit_count() for messages in candidates) < 0.2 * len(texts) * len(listed)


def test_catastrophic_patterns_stay_linear() -> None:
    patterns = Patterns(["(?:a+)+b", "(?:.*a.*b){12}x", "(a|aa)+c", "(?:a.*x)|a"])
    begin = time.perf_counter()
    found = list(patterns.find(["a" * 100_000], [1] * 4))
    assert len(found) == MOST
    assert time.perf_counter() - begin < 20  # backtracking would take longer than the universe
