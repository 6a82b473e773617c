"""The automaton: exact spans in the text as given, whatever was put between the characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wxadmin.screening.folding import fold_block
from wxadmin.screening.lexicon import Lexicon

SKIPPED = ["\u200b", "\u200d", "\ufe0f", "\u0301", "\u2060", "\u00ad"]
DRESS = {"赌": "赌賭", "博": "博", "微": "微", "信": "信", "网": "网網", "v": "vVⓥ𝕧ｖ", "x": "xX𝕩ｘ", "8": "8８⑧𝟠"}


def places(words: list[str], texts: list[str], *, split: bool = False) -> list[tuple[int, str]]:
    lexicon = Lexicon(words)
    block = fold_block(texts)
    finds = lexicon.find_split(block) if split else lexicon.find(block)
    columns = (finds.message.tolist(), finds.start.tolist(), finds.end.tolist())
    return [(message, texts[message][start:end]) for message, start, end in zip(*columns, strict=True)]


@given(st.data())
def test_spans_are_exact_under_any_dress(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(["赌博网", "微信", "赌博", "vx8"]))
    dressed = ""
    for char in word:
        dressed += data.draw(st.sampled_from(DRESS[char]))
        dressed += "".join(data.draw(st.lists(st.sampled_from(SKIPPED), max_size=3)))
    last = len(dressed.rstrip("".join(SKIPPED)))
    before = data.draw(st.text(alphabet="今天好，\u200b \n", max_size=8))
    after = data.draw(st.text(alphabet="吗。\ufe0f？", max_size=8))
    found = places([word], ["前一条", before + dressed + after, "后一条"])
    assert (1, dressed[:last]) in found


def test_no_word_crosses_a_message_border() -> None:
    assert places(["赌博"], ["赌", "博"]) == []
    assert places(["赌博"], ["赌\x1e博"]) == [(0, "赌\x1e博")]


def test_latin_words_and_numbers_are_not_cut_out_of_longer_ones() -> None:
    assert places(["sb", "110"], ["usb 接口", "2110 房", "sb", "打110，SB！", "加vx"]) == [
        (2, "sb"),
        (3, "110"),
        (3, "SB"),
    ]


def test_split_words_are_found_when_one_mark_is_repeated() -> None:
    assert places(["加微信"], ["请加*微*信", "加 微 信", "加--微--信"], split=True) == [
        (0, "加*微*信"),
        (1, "加 微 信"),
        (2, "加--微--信"),
    ]
    assert places(["赌博"], ["赌*博网站"], split=True) == [(0, "赌*博")]
    assert places(["nmsl"], ["n m s l", "n.m.s.l"], split=True) == [(0, "n m s l"), (1, "n.m.s.l")]


def test_ordinary_punctuation_does_not_join_words() -> None:
    texts = ["他加，微信群", "加。微。信", "加微 信", "去赌 博物馆看看", "加\n微\n信", "小赌、博士"]
    assert places(["加微信", "赌博"], texts, split=True) == []


@given(st.lists(st.text(alphabet=st.characters(codec=None)), max_size=8))
def test_any_text_is_searched(texts: list[str]) -> None:
    for found in (places(["赌博", "a"], texts), places(["赌博", "a"], texts, split=True)):
        assert all(0 <= message < len(texts) and text for message, text in found)


def test_words_that_fold_alike_share_a_number_and_empty_ones_have_none() -> None:
    lexicon = Lexicon(["微信", "微\u200b信", "\u200b"])
    assert lexicon.ids[0] == lexicon.ids[1] >= 0
    assert lexicon.ids[2] == -1
