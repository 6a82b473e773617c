from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.build import likeness_model
from wxadmin.resource import resource_dir
from wxadmin.screening.folding import BORDER, fold_block
from wxadmin.screening.judgement import LIKE_RULE
from wxadmin.screening.likeness import CATEGORIES_OF_MODEL, chances, likely, model
from wxadmin.screening.ruleset import Rule, load_preset
from wxadmin.screening.screener import compile as compile_rules

HARMFUL = {
    "gambling": "百家乐真人平台注册送彩金，首充返利，开户找我",
    "porn": "想看小姐姐不穿的视频加我，可以约，全套",
    "abuse": "你这个死妈的傻逼，狗都不如，滚",
    "advert": "抖音代发视频，一条二十，长期收量，私信我",
    "fraud": "在家做单日赚三百，无押金日结，想赚钱的加",
    "discrimination": "那个省的人都是骗子小偷，黑人也一样又懒又脏",
}
HARMLESS = (
    "各位同事，下周二的周会改到下午四点，会议室在五楼，请带上季度计划",
    "老师，孩子今天肚子不舒服，下午想请半天假",
    "接龙\n1. 王女士 2份\n2. 赵先生 1份",
    "收到",
    "三单元的门禁又坏了，物业什么时候来修",
    "谢谢大家帮忙，钥匙找到了",
    "今天作业是练习册第二十页，明天带彩笔",
    "排骨炖多久才烂",
)


def found(*texts):
    one = likely(fold_block(texts))
    names = [CATEGORIES_OF_MODEL[n] for n in one.category]
    return {
        int(m): (c, float(p), int(s), int(e))
        for m, c, p, s, e in zip(one.message, names, one.chance, one.start, one.end, strict=True)
    }


@pytest.mark.parametrize(("category", "text"), HARMFUL.items())
def test_each_category_is_known_when_it_is_plain(category, text):
    assert found(text)[0][0] == category


def test_everyday_talk_of_groups_is_left_alone():
    assert found(*HARMLESS) == {}


def test_a_message_is_judged_the_same_whatever_stands_beside_it():
    mixed = [text for pair in zip(HARMLESS, (*HARMFUL.values(), "", "好"), strict=True) for text in pair]
    together = found(*mixed)
    assert together == {n: alone[0] for n, text in enumerate(mixed) if (alone := found(text))}
    assert len(together) == len(HARMFUL)


def test_the_stretch_lies_where_the_words_are_in_the_message_as_given():
    telling = "抖音代发视频"
    text = "各位下午好，今天的会议先到这里，下面这条是别人发来的：" + "\u200b".join(telling) + "，私信我收量，一条二十"
    _category, _chance, start, end = found(text)[0]
    assert 0 <= start < end <= len(text)
    assert set(telling) & set(text[start:end])


def test_digits_are_alike():
    one, other = chances(["日赚300，找我", "日赚875，找我"])
    assert one.tolist() == other.tolist()


@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_text_gives_chances_that_add_up_and_spans_within(texts):
    table = chances(texts)
    assert table.shape == (len(texts), len(CATEGORIES_OF_MODEL))
    assert np.allclose(table.sum(axis=1), 1)
    for n, (category, chance, start, end) in (found(*texts) if texts else {}).items():
        assert category in CATEGORIES_OF_MODEL[1:]
        assert chance == pytest.approx(1 - table[n, 0], abs=1e-5)
        assert chance >= 0.5
        assert 0 <= start < end <= len(texts[n])


@pytest.mark.parametrize("text", ["", " ", "\u200b\u200b", BORDER, "\ud800", "😂" * 5, "\n\n", "a" * 70000])
def test_odd_texts_do_no_harm(text):
    assert chances([text, "好"]).shape[0] == 2
    found(text, "好")


def test_the_table_is_small_and_holds_no_text():
    file = resource_dir("tables") / "likeness.npz"
    assert file.stat().st_size < 2_000_000
    with np.load(file, allow_pickle=False) as held:
        assert all(held[name].dtype.kind in "iuf" for name in held.files)
    assert model().weights.any(axis=1).mean() > 0.05


def test_the_room_it_takes_does_not_grow_with_the_texts():
    texts = [f"日赚{n}，加微信领红包，快来，名额不多了" for n in range(12_000)]

    def most(count: int) -> int:
        tracemalloc.start()
        try:
            chances(texts[:count])
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    whole = chances(texts[:9_000])
    assert np.allclose(whole[8_999], chances(texts[8_999:9_000])[0])
    assert most(12_000) < 1.5 * most(4_000)


def test_the_screener_says_what_the_model_says_unless_a_rulebook_is_quoted():
    screener = compile_rules([load_preset("work")])
    said = "百家乐真人平台注册送彩金，首充返利"
    plain, quoted = screener.screen_texts([said, f"群规第三条：不得发“{said}”一类的话，违者移出"])
    assert "gambling" in {hit.category for hit in plain.hits}
    assert not any(hit.rule.startswith(LIKE_RULE) for hit in quoted.hits)


def test_the_model_is_silent_about_categories_without_rules():
    rule = Rule(name="x", category="drugs", level=2, words=("某某词",))
    screener = compile_rules([replace(load_preset("work"), rules=(rule,))])
    assert [r.hits for r in screener.screen_texts(list(HARMFUL.values()))] == [()] * len(HARMFUL)


def test_own_lines_have_a_category_of_the_model_or_none():
    lines = (Path(likeness_model.__file__).with_name("likeness_lines.tsv")).read_text(encoding="utf-8").splitlines()
    assert {line.split("\t")[1] for line in lines} == set(CATEGORIES_OF_MODEL)
    assert len({line.split("\t")[0] for line in lines}) == len(lines)
