"""The automaton against the plainest search there is, in thin text and in text that is nothing but beginnings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.screening.automaton import Automaton
from wxadmin.screening.folding import code_points


def places(words: list[str], text: str) -> list[tuple[int, int, int]]:
    found = Automaton(words).search(code_points(text))
    return list(zip(found.start.tolist(), found.end.tolist(), found.word.tolist(), strict=True))


def plainly(words: list[str], text: str) -> list[tuple[int, int, int]]:
    starts = range(len(text))
    return [(at, at + len(w), n) for n, w in enumerate(words) for at in starts if text.startswith(w, at)]


@pytest.mark.parametrize("alphabet", ["ab", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳", "a甲\U0001f600"])
@given(data=st.data())
def test_every_place_of_every_word(alphabet: str, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.text(alphabet, min_size=1, max_size=6), unique=True, max_size=12))
    text = data.draw(st.text(alphabet + "，", max_size=200))
    assert sorted(places(words, text)) == sorted(plainly(words, text))


def test_words_at_the_very_ends_and_longer_than_the_text() -> None:
    words = ["甲", "甲乙", "甲乙丙", "甲乙丙丁", "丁", "丙丁", "乙丙丁", "甲乙丙丁戊"]
    assert sorted(places(words, "甲乙丙丁")) == sorted(plainly(words, "甲乙丙丁"))
    assert places(words, "") == []
    assert places([], "甲乙丙丁") == []


def test_dense_text_is_no_slower_path_to_another_answer() -> None:
    words = [f"群主说{tail}" for tail in "一二三四五六七八九十"] + ["群主", "说", "主说七群"]
    dense, thin = "群主说七" * 50, "群主说七" + "好的，明天见。" * 50
    for text in (dense, thin):
        assert sorted(places(words, text)) == sorted(plainly(words, text))
