"""The quick look names every message in which a detector finds anything, and few others; so do the sets of a block."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.screening.folding import fold, fold_block
from wxadmin.screening.glance import Glance
from wxadmin.screening.links import find_links
from wxadmin.screening.personal import find_personal
from wxadmin.screening.presence import bits_of, by_sort, marked, members
from wxadmin.screening.ruleset import DETECTORS

PIECES = (
    *"0123456789abxy.。点/@:-_# +号栋室单元京粤路住一",
    "16312345678", "163 1234 5678", "11010119900307", "6222021", "甲@例.cn", "a1@b.cn", "http://", "h**p://", "weixin://",
    "www.", ".com", "。com", " 点 vip", "203.0.113.9:80", "家住", "3栋1单元402", "3-1-402", "路12号", "楼上302室", "京A12345", "京a·12345", "86", "1-6-3-1-2-3-4-5-6-7-8",
)  # fmt: skip


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), min_size=1, max_size=12))
def test_nothing_is_overlooked(texts: list[str]) -> None:
    glance = Glance(fold_block(texts))
    folded = [fold(text).text for text in texts]
    for detector in DETECTORS[:-1]:
        named = glance.personal([detector])
        assert all(named[n] for n, text in enumerate(folded) if find_personal(text, [detector])), detector
    named = glance.links()
    assert all(named[n] for n, text in enumerate(folded) if find_links(text))


def test_ordinary_messages_are_passed_over() -> None:
    glance = Glance(fold_block(["好的。明天见，三点。", "2004年6月25日上映。", "得分 2.5 比 3.5", "@甲 看下", "", "/"]))
    assert not glance.personal(DETECTORS).any()
    assert not glance.links().any()
    assert glance.calls(1).tolist() == [False, False, False, True, False, False]
    assert not glance.calls(0).any()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 20))))
def test_sets_of_messages(pairs: list[tuple[int, int]]) -> None:
    columns = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    sets = by_sort(columns[:, 0], columns[:, 1], 10, 21)
    assert {(sort, n) for sort, bits in sets.items() for n in members(bits)} == set(pairs)
    for bits in sets.values():
        assert bits_of(marked(bits, 21)) == bits
