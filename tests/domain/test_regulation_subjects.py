from __future__ import annotations

import pytest

from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.regulation_subjects import guess_subjects


def one(text: str, *children: Node) -> RegulationText:
    return RegulationText(None, (), (Node("article", "第一条", None, text, children),), ())


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("不得在群内发布广告。", ("advert",)),
        ("严禁辱骂他人，杜绝地域歧视。", ("abuse", "discrimination")),
        ("不传播谣言。", ("rumour",)),
        ("保护个人隐私。", ("personal_data",)),
        ("晚上10点后不要发消息。", ("off_hours",)),
        ("请勿刷屏，请勿频繁@所有人。", ("flood", "mention_abuse")),
        ("广告部负责对外宣传。", ()),
        ("成员应当守时。", ()),
    ],
)
def test_words_that_forbid(text: str, categories: tuple[str, ...]) -> None:
    assert guess_subjects(one(text)).get(("第一条",), ()) == categories


def test_items_inherit_the_ban_of_their_lead_in() -> None:
    text = one("禁止下列行为：", Node("item", "（一）", None, "赌博；"), Node("item", "（二）", None, "兜售保健品。"))
    assert guess_subjects(text) == {("第一条", "（一）"): ("gambling",)}


def test_items_below_a_permission_are_no_ban() -> None:
    assert guess_subjects(one("群内可以：", Node("item", "（一）", None, "转让闲置物品。"))) == {}
