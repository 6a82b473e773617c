"""Folding: every dressed-up character leads to its plain form and back to its place."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from wxadmin.screening.folding import BORDER, fold, fold_block, fold_words


def test_dressed_characters_fold_to_plain_ones() -> None:
    for dressed, plain in {
        "ＡＢＣ１２３": "abc123",
        "𝕪𝕙𝕗𝟟𝟘": "yhf70",
        "ⓥⓧ①②": "vx12",
        "🅰🅱🇻": "abv",
        "❶➂": "13",
        "賭場開戶": "赌场开户",
        "ｗēíxìn": "weixin",
        "3️⃣": "3",
        "微\u200b信\ufe0f": "微信",
        "您\u0fc6好\u0fc6": "您好",
        "⼀⾏": "一行",
        "，！？": ",!?",
        "۱۲": "12",
        "加　微": "加 微",
    }.items():
        assert fold(dressed).text == plain


def test_places_lead_back_to_the_very_character() -> None:
    text = "赌\u200b博\ufe0f网"
    folded = fold(text)
    assert folded.text == "赌博网"
    assert [text[p] for p in folded.places] == ["赌", "博", "网"]


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_folds_and_folding_again_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.places) <= len(text)
    assert fold(folded.text).text == folded.text
    assert sorted(folded.places.tolist()) == folded.places.tolist()


@given(st.lists(st.text(), min_size=1))
def test_words_fold_one_by_one_as_together(words: list[str]) -> None:
    assert fold_words(words) == [fold(word.replace(BORDER, "")).text for word in words]


@given(st.lists(st.text(), min_size=1))
def test_a_block_keeps_its_messages_apart(texts: list[str]) -> None:
    block = fold_block(texts)
    assert len(block.starts) == len(texts)
    assert block.starts.tolist() == [sum(len(t) + 1 for t in texts[:n]) for n in range(len(texts))]
    assert block.folded.text.count(BORDER) == len(texts) - 1


def test_the_table_knows_at_least_the_unicode_of_the_oldest_python() -> None:
    assert fold("髮").text == "发"
    assert unicodedata.unidata_version >= "14"
