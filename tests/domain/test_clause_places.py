"""The same clause in another version: by its words, then by its number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.clause_places import place_in

ADVERT, ABUSE, VOTE = "不得在群内发布广告。", "不得辱骂、威胁其他成员。", "不得请人投票、拉票。"


def version(*texts):
    return {(f"第{'一二三四五六七八九'[n]}条",): text for n, text in enumerate(texts)}


OLD = version(ADVERT, ABUSE)


@pytest.mark.parametrize(
    ("number", "now", "then"),
    [
        (1, version(ADVERT, ABUSE), 1),  # nothing changed
        (2, version(ADVERT, VOTE, ABUSE), None),  # a new one took the number
        (3, version(ADVERT, VOTE, ABUSE), 2),  # moved on
        (3, version(ADVERT, VOTE, "不得辱骂、威胁其他成员和管理员。"), 2),  # moved on and amended
        (2, version(ADVERT, VOTE, "不得辱骂、威胁其他成员和管理员。"), None),
        (2, version(ADVERT, "不得辱骂、威胁、骚扰其他成员。"), 2),  # amended
        (2, version(ADVERT, "发言应当文明，互相尊重，就事论事。"), 2),  # written anew: its number is left to go by
        (3, version(ADVERT, ABUSE, VOTE), None),  # there was none
        (1, version(" 不得在群内 发布广告。"), 1),
    ],
)
def test_where_a_clause_stood_before(number, now, then):
    places = [*now, *version(*"123456789")]
    found = place_in(places[number - 1], now, OLD)
    assert found == (None if then is None else list(OLD)[then - 1])


@given(
    st.lists(st.text("甲乙丙丁不得群内。", max_size=9), max_size=6),
    st.lists(st.text("甲乙丙丁不得。", max_size=9), max_size=6),
)
def test_a_place_is_found_where_there_is_one_and_a_version_is_itself(one, other):
    here, there = version(*one), version(*other)
    for at, text in here.items():
        found = place_in(at, here, there)
        assert found is None or found in there
        if text.strip():
            assert here[place_in(at, here, here) or at].strip() == text.strip()
