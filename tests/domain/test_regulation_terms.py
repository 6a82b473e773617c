"""What a regulation says of points, of how long records count, of appeals and their answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.clause_wordings import ALIKE, SAYING
from wxadmin.domain.numerals import chinese
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.regulation_terms import RegulationTerm, terms
from wxadmin.intake.regulation.settings import find_settings


def text(*nodes):
    found = RegulationText(None, (), nodes, ())
    return replace(found, settings=find_settings(found))


def read(sentence, number="第一条"):
    return terms(text(Node("article", number, None, sentence)))


def told(sentence):
    return sorted((one.kind, one.count, one.unit) for one in read(sentence))


@pytest.mark.parametrize(("sentence", "said"), SAYING)
def test_a_clause_says_what_it_says(sentence, said):
    assert told(sentence) == sorted(said)
    assert all(one.quote == sentence for one in read(sentence))


@pytest.mark.parametrize("sentence", ALIKE)
def test_terms_about_something_else_are_none_of_it(sentence):
    assert read(sentence) == ()


COUNTS = st.integers(1, 99)
UNITS = st.sampled_from([("个工作日", "workday"), ("日", "day"), ("天", "day"), ("个自然日", "day")])


@given(
    COUNTS, UNITS, st.booleans(), st.sampled_from(["内", "之内", "以内"]), st.sampled_from(["答复申诉人", "书面答复"])
)
def test_an_answer_is_read_in_figures_and_in_words(count, unit, figures, within, verb):
    words = str(count) if figures else chinese(count)
    assert told(f"收到申诉后{words}{unit[0]}{within}{verb}。") == [("answer", count, unit[1])]


@given(COUNTS, st.sampled_from([("个月", "month"), ("年", "year"), ("天", "day"), ("日", "day")]), st.booleans())
def test_how_long_records_count_is_read_in_figures_and_in_words(count, unit, figures):
    words = str(count) if figures else chinese(count)
    assert told(f"违规记录满{words}{unit[0]}失效。") == [("expiry", count, unit[1])]


@given(st.integers(1, 99), st.booleans())
def test_points_are_read_in_figures_and_in_words(count, figures):
    words = str(count) if figures else chinese(count)
    assert told(f"发布广告的，每次扣{words}分。") == [("points", count, "point")]


@given(st.text(alphabet="0123456789一二十半个工作日天月年内扣记分申诉答复失效违规记录。，；（）第条", max_size=60))
def test_any_words_are_read_without_a_fault(words):
    assert all(one.count > 0 for one in read(words))


@pytest.mark.parametrize(
    ("sentence", "start"),
    [
        ("自收到通知之日起5日内可以申诉。", "told"), ("在决定书送达后5日内提出申诉。", "told"),
        ("自处理决定作出之日起5日内提出申诉。", "decided"), ("可以在5日内提出申诉。", ""),
    ],
)  # fmt: skip
def test_with_what_the_time_for_an_appeal_begins(sentence, start):
    (found,) = read(sentence)
    assert (found.kind, found.count, found.start) == ("appeal", 5, start)


def test_points_belong_to_the_unit_or_to_the_article_it_names():
    table = Node("article", "第八条", None, "记分标准：", (
        Node("item", "（一）", None, "发布广告，每次记2分；"), Node("item", "（二）", None, "违反第五条第（三）项的，扣3分。"),
    ))  # fmt: skip
    chapter = Node(
        "chapter", "第二章", "行为", "", (Node("article", "第五条", None, "", (Node("item", "（三）", None, "吵架"),)),)
    )
    found = terms(text(chapter, table))
    assert [(one.at, one.count) for one in found] == [(("第八条", "（一）"), 2), (("第二章", "第五条", "（三）"), 3)]
    assert terms(text(table))[1].at == ("第五条", "（三）")  # there is none: as it is named


def test_an_answer_may_follow_in_the_next_sentence_or_below_a_heading_and_nowhere_else():
    near = read("成员不服的，可以申诉。管理组在5个工作日内书面答复。")
    assert [(one.kind, one.count) for one in near] == [("answer", 5)]
    below = Node("chapter", "第五章", "申诉", "", (Node("article", "第九条", None, "7日内书面答复本人。"),))
    after = Node("chapter", "第六章", "附则", "", (Node("article", "第十条", None, "8日内书面答复本人。"),))
    assert terms(text(below, after)) == (
        RegulationTerm("answer", 7, "day", ("第五章", "第九条"), "7日内书面答复本人。"),
    )
