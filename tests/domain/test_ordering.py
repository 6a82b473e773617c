from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.ordering import phrases, searchable, sort_key

PINYIN = {"张": "zhang", "占": "zhan", "李": "li", "三": "san", "班": "ban"}


def in_order(texts):
    return sorted(texts, key=lambda t: sort_key(t, PINYIN))


def test_pinyin_and_natural_order():
    assert in_order(["张三", "占三", "李三"]) == ["李三", "占三", "张三"]
    assert in_order(["10班", "2班", "１班"]) == ["１班", "2班", "10班"]
    assert in_order(["十二班", "三班", "二十班"]) == ["三班", "十二班", "二十班"]


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_numbers_sort_by_value(a, b):
    assert (sort_key(str(a), {}) < sort_key(str(b), {})) == (a < b)


def test_words_do_not_reach_across_parts_and_marks_do_not_matter():
    kept = searchable("张-三", "zs")
    assert kept == "张 三 \ue000 z s"
    assert phrases(" 张三 ｚＳ ") == ('"张 三"', '"z s"')
    assert phrases('"*" -- ()') == ()


def test_a_pasted_novel_is_searched_by_its_beginning():
    assert len(phrases("长" * 20000)[0]) < 130
    assert len(phrases("长 " * 20000)) <= 120
