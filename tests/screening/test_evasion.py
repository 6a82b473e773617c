"""Words in disguise are found where they stand, and harmless talk is not taken for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.screening.evasion import WAYS, Evasion
from wxadmin.screening.folding import fold_block, fold_words

WORDS = ("加微信", "赌博", "网络赌博", "裸聊", "代开发票", "办证", "枪支弹药", "刷单")


@pytest.fixture(scope="module")
def evasion() -> Evasion:
    return Evasion(fold_words(WORDS))


def finds(evasion: Evasion, text: str) -> set[tuple[str, str, str]]:
    found = evasion.find(fold_block([text]))
    columns = zip(found.start, found.end, found.word, found.way, strict=True)
    return {(text[start:end], WORDS[word], WAYS[way]) for start, end, word, way in columns}


@pytest.mark.parametrize(
    ("text", "matched", "word", "way"),
    [
        ("力口微信聊", "力口微信", "加微信", "拆字"),
        ("要的加葳*信", "加葳*信", "加微信", "谐音"),
        ("今晚来堵博", "堵博", "赌博", "谐音"),
        ("网洛赌博平台", "网洛赌博", "网络赌博", "谐音"),
        ("有事jia wei xin", "jia wei xin", "加微信", "全拼"),
        ("有事ｊｉāｗēｉxìn吧", "ｊｉāｗēｉxìn", "加微信", "全拼"),
        ("代开fapiao的来", "代开fapiao", "代开发票", "全拼"),
        ("私聊jwx", "jwx", "加微信", "首字母"),
        ("加wx细说", "加wx", "加微信", "首字母"),
        ("加v信", "加v信", "加微信", "首字母"),
        ("微加信详谈", "微加信", "加微信", "调换"),
        ("加薇❤️详谈", "加薇❤️", "加微信", "表情代字"),
        ("代开发🎫", "代开发🎫", "代开发票", "表情代字"),
    ],
)
def test_a_word_in_disguise_is_found_where_it_stands(
    evasion: Evasion, text: str, matched: str, word: str, way: str
) -> None:
    assert (matched, word, way) in finds(evasion, text)


@pytest.mark.parametrize("text", ["加微信", "今天天气不错", "ok", "app和ppt都发qq群了", "明天3点开会", "", "📎"])
def test_plain_words_and_harmless_short_forms_are_no_disguise(evasion: Evasion, text: str) -> None:
    assert not finds(evasion, text)


def test_messages_keep_their_own_numbers_and_places(evasion: Evasion) -> None:
    found = evasion.find(fold_block(["你好", "", "说好了，堵博去", "力口微信"]))
    listed = list(zip(found.message.tolist(), found.start.tolist(), found.end.tolist(), strict=True))
    assert listed == [(2, 4, 6), (3, 0, 4)]


def test_no_words_no_finds() -> None:
    assert not len(Evasion([]).find(fold_block(["jwx", "加❤"])).word)


@given(st.sampled_from(["力口微信", "加薇❤", "jiaweixin", "网洛赌博", "代开发🎫", "枪枝弹药"]), st.data())
def test_a_word_in_disguise_is_found_wherever_it_stands(evasion: Evasion, disguised: str, data: st.DataObject) -> None:
    marks = st.text("，。！？ ~（）\n", min_size=1, max_size=4)
    before, after = (data.draw(st.lists(st.sampled_from(["今天", "开会", "好"]))) for _n in range(2))
    left, right = data.draw(marks), data.draw(marks)
    text = "".join(before) + left + disguised + right + "".join(after)
    start = len("".join(before) + left)
    found = evasion.find(fold_block(["", text, "好"]))
    spans = set(zip(found.message.tolist(), found.start.tolist(), found.end.tolist(), strict=True))
    assert (1, start, start + len(disguised)) in spans


@given(st.lists(st.text(max_size=30), max_size=4))
def test_any_text_is_looked_at_and_spans_lie_in_their_message(evasion: Evasion, texts: list[str]) -> None:
    found = evasion.find(fold_block(texts))
    for message, start, end in zip(found.message.tolist(), found.start.tolist(), found.end.tolist(), strict=True):
        assert 0 <= start < end <= len(texts[message])
