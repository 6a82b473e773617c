"""The library: complete, fillable, and read back by our own parser as what it is."""

from __future__ import annotations

import re

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import CATEGORIES
from wxadmin.domain.regulation import Node, RegulationText, walk
from wxadmin.domain.regulation_subjects import guess_subjects
from wxadmin.intake import library
from wxadmin.intake.regulation import parse_regulation

VALUES = {
    "work": {"unit": "青禾研究所"},
    "class": {"school": "望川小学", "class": "三年级二班"},
    "company": {"unit": "云岫科技有限公司", "fines": "是", "pay": "是", "dismissal": "是"},
    "community": {"community": "梧桐里"},
    "reply": {"unit": "青禾研究所", "effective": "2026-03-01"},
}
KEYS = sorted(VALUES)


def plain(text: RegulationText) -> str:
    def lines(node: Node) -> list[str]:
        own = f"{node.number}{node.title or ''}{node.text}"
        return [own, *(line for child in node.children for line in lines(child))]

    return "\n".join([text.title or "", *(line for node in text.nodes for line in lines(node))])


def test_five_regulations() -> None:
    assert sorted(template.key for template in library.templates()) == KEYS
    assert all(template.summary and template.variables for template in library.templates())
    assert not any("{" in template.title for template in library.templates())


@pytest.mark.parametrize("key", KEYS)
def test_filled_text_is_complete(key: str) -> None:
    text = library.fill(key, VALUES[key])
    articles = [node for _, node in walk(text.nodes) if node.kind == "article"]
    assert 25 <= len(articles) <= 45
    assert text.nodes[0].title == "总则"
    assert text.nodes[-1].title == "附则"
    assert not re.search(r"[{}]", plain(text))
    kinds = {setting.kind for setting in text.settings}
    assert kinds >= {"naming_rule", "reply_minutes", "appeal_window", "ladder", "interpreter", "effective"}
    for word in ("申诉", "签收", "个人信息|姓名", "解释"):
        assert re.search(word, plain(text)), word


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("breaks", [True, False])
def test_filled_text_reads_back_the_same(key: str, breaks: bool) -> None:
    text = library.fill(key, VALUES[key])
    read = parse_regulation(plain(text) if breaks else plain(text).replace("\n", ""))
    assert read.nodes == text.nodes
    assert read.title == text.title
    assert read.settings == text.settings
    assert read.closing == ()
    assert read.warnings == ()


def test_values_arrive_in_the_settings() -> None:
    text = library.fill("reply", {**VALUES["reply"], "minutes": "45", "naming_rule": "科室+姓名", "appeal_days": "6"})
    found = {setting.kind: setting.value for setting in text.settings}
    assert found["reply_minutes"] == "45"
    assert found["naming_rule"] == "科室+姓名"
    assert found["appeal_window"] == "6d"
    assert found["effective"] == "2026-03-01"
    assert found["interpreter"] == "办公室"


def test_clauses_with_legal_weight_are_off_and_carry_a_caution() -> None:
    template = next(template for template in library.templates() if template.key == "company")
    switches = [variable for variable in template.variables if variable.form == "switch"]
    assert {variable.key for variable in switches} == {"fines", "pay", "dismissal"}
    assert all(variable.default == "否" and len(variable.note) > 20 for variable in switches)
    off, on = library.fill("company", {"unit": "云岫科技"}), library.fill("company", VALUES["company"])
    assert "绩效工资" not in plain(off)
    assert "解除劳动合同" not in plain(off)
    assert not [setting for setting in off.settings if setting.kind == "fine_range"]
    assert [setting.value for setting in on.settings if setting.kind == "fine_range"] == ["50-200"]
    assert plain(on).count("建议") >= 3
    numbers = [node.number for _, node in walk(on.nodes) if node.kind == "article"]
    assert len(numbers) == len(set(numbers)) == len([n for _, n in walk(off.nodes) if n.kind == "article"]) + 3


@pytest.mark.parametrize("key", KEYS)
def test_clauses_name_the_hits_and_duties_they_cover(key: str) -> None:
    text = library.fill(key, VALUES[key])
    paths = {path for path, _ in walk(text.nodes)}
    subjects = library.clause_subjects(key, VALUES[key])
    assert set(subjects) <= paths
    assert set(library.clause_duties(key, VALUES[key])) <= paths
    duties = {duty for found in library.clause_duties(key, VALUES[key]).values() for duty in found}
    assert all(re.fullmatch(r"[GMPVAELHR]\d", duty) for duty in duties)
    if key != "reply":
        assert {category for found in subjects.values() for category in found} == set(CATEGORIES)


@pytest.mark.parametrize("key", [key for key in KEYS if key != "reply"])
def test_the_guess_from_words_finds_what_the_library_says(key: str) -> None:
    text = library.fill(key, VALUES[key])
    guessed, known = guess_subjects(text), library.clause_subjects(key, VALUES[key])
    named = [(path, category) for path, found in known.items() for category in found]
    found = [pair for pair in named if pair[1] in guessed.get(pair[0], ())]
    assert len(found) / len(named) >= 0.9, sorted(set(named) - set(found))


@pytest.mark.parametrize(
    ("key", "values", "says"),
    [
        ("nowhere", {}, "nowhere"),
        ("work", {}, "单位名称"),
        ("work", {"unit": "甲", "colour": "红"}, "colour"),
        ("work", {"unit": "  "}, "单位名称"),
        ("work", {"unit": "甲\n第二条 乙"}, "换行"),
        ("work", {"unit": "甲" * 61}, "60"),
        ("work", {"unit": "甲", "minutes": "三十"}, "整数"),
        ("work", {"unit": "甲", "minutes": "0"}, "整数"),
        ("work", {"unit": "甲", "naming_rule": "随便"}, "命名规则"),
        ("work", {"unit": "甲", "effective": "2026-02-30"}, "2026-02-30"),
        ("company", {"unit": "甲", "fines": "也许"}, "是"),
    ],
)
def test_wrong_values_are_named(key: str, values: dict[str, str], says: str) -> None:
    with pytest.raises(UserError, match=re.escape(says)):
        library.fill(key, values)


def test_braces_in_a_value_are_literal() -> None:
    text = library.fill("work", {"unit": "甲{{office}}"})
    assert text.title == "甲{{office}}工作群管理办法"
