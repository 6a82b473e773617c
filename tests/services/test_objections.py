from __future__ import annotations

from datetime import date

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.services import lists, objections, records, regulations, reviewing, today
from wxadmin.services.listing import View
from wxadmin.services.objections import ObjectionDraft, OfRegulation

TEXT = "守则\n第一条 昵称改为部门+姓名。\n第二条 收到通知后应在20分钟内回复。\n"


@pytest.fixture
def draft(store, group):
    return regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value


def test_an_objection_is_taken_in_answered_and_found(store, group, roster, draft):
    one = objections.add(store, ObjectionDraft(draft, "二十分钟太短", ("第二条",), roster["陆明朗"])).value
    card = objections.get(store, one)
    assert (card.name, card.label, card.quote, card.state) == (
        "陆明朗", "第二条", "收到通知后应在20分钟内回复。", "open",
    )  # fmt: skip
    assert regulations.get(store, draft).objections == 1
    reviewing.submit(store, draft)
    assert {item.kind: item.count for item in today.due(store, group)}.items() >= {("objections", 1), ("review", 1)}
    assert today.counts(store, group)["regulations"] == 2
    assert "regulations" not in today.counts(store, 99)
    reviewing.withdraw(store, draft)
    objections.add(store, ObjectionDraft(draft, "全文同意", name="门卫老周", received=date(2026, 9, 20)))
    assert list(objections.index(store, View(search="太短"))) == [one]
    assert list(objections.index(store, View(search="lml"))) == [one]
    with pytest.raises(UserError, match="还没有答复"):
        objections.answer_text(store, one)
    objections.answer(store, one, "partly", "改为30分钟", by="王主任")
    assert objections.answer_text(store, one) == (
        "@陆明朗\n对《守则》第二条的意见：“二十分钟太短”\n答复：部分采纳。改为30分钟"
    )
    assert "陆明朗" not in objections.answers_text(store, card.regulation)
    assert [c.name for c in objections.open_for(store, card.regulation)] == ["门卫老周"]
    with pytest.raises(UserError, match="已经答复"):
        objections.edit(store, one, ObjectionDraft(draft, "改", name="甲"))
    records.undo(store)
    assert objections.get(store, one).state == "open"
    objections.edit(store, one, ObjectionDraft(draft, "半小时太短", ("第二条",), roster["陆明朗"]))
    objections.answer(store, one, "declined", "各部门都能做到")
    objections.reopen(store, one)
    assert any("各部门都能做到" in line for line in objections.get(store, one).history)
    assert regulations.get(store, draft).objections == 2
    noun = OfRegulation(card.regulation)
    assert len(noun.index(store, View(99))) == 2
    paper = lists.of_noun(store, noun, View(), "意见")
    assert [c.title for c in paper.columns] == ["条款", "提出人", "意见", "答复", "收到日期"]
    with pytest.raises(UserError, match="收到 2 条意见"):
        regulations.discard(store, draft)
    objections.remove(store, one)
    with pytest.raises(UserError, match="没有这条意见"):
        objections.get(store, one)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({"text": " "}, "没有文字"),
        ({"text": "x", "name": ""}, "提出人"),
        ({"text": "x", "clause": ("第九条",)}, "没有这一条"),
        ({"text": "x", "person": 999}, "没有这个人"),
        ({"text": "x", "received": date(2026, 9, 22)}, "还没有到"),
        ({"text": "长" * 6000}, "超过"),
    ],
)
def test_what_cannot_be_taken_in_is_said(store, draft, made, words):
    with pytest.raises(UserError, match=words):
        objections.add(store, ObjectionDraft(draft, **{"name": "甲", **made}))
    assert not objections.index(store, View())


def test_a_paste_of_lines_names_people_and_clauses(store, group, roster, draft):
    pasted = "以下是意见\n1. 陆明朗：第二条的20分钟太短\n能不能改成一小时\n2、张伟: 同意\n10:30 也行\n@老周：第九条看不懂\n\n"
    found, strange = objections.read_paste(store, group, draft, pasted)
    assert strange == ("以下是意见",)
    assert [(f.name, f.clause, f.person == roster["陆明朗"]) for f in found] == [
        ("陆明朗", ("第二条",), True), ("张伟", (), False), ("老周", (), False),
    ]  # fmt: skip
    assert found[0].text == "第二条的20分钟太短\n能不能改成一小时"
    assert found[1].text == "同意\n10:30 也行"
    lines = "陆明朗：不行\n第二条：太短"
    assert [f.text for f in objections.read_paste(store, group, draft, lines)[0]] == ["不行\n第二条：太短"]
    assert found[1].person is None  # two people have the name
    assert objections.add_many(store, found).value == 3
    records.undo(store)
    assert not objections.index(store, View())
    with pytest.raises(UserError, match="没有意见"):
        objections.add_many(store, ())
    with pytest.raises(UserError, match="这种答复"):
        objections.answer(store, objections.add(store, found[0]).value, "maybe", "…")


def test_a_person_erased_from_the_roster_would_take_objections_along(store, group, roster, draft):
    one = objections.add(store, ObjectionDraft(draft, "太短", (), roster["陆明朗"])).value
    with store.read() as db:
        subject = db.value("SELECT subject FROM objection WHERE id = ?", (one,))
        assert subject == db.value("SELECT subject FROM v_person WHERE id = ?", (roster["陆明朗"],))


def test_a_row_names_the_article_and_its_tip_the_whole_way(store, group):
    text = regulations.parse_text("守则\n第一章 总则\n第一条 本守则适用于全体成员。\n第二章 沟通\n第二条 不得刷屏。\n")
    made = regulations.create_from_text(store, group, text).value
    objections.add(store, ObjectionDraft(made, "写明几条算刷屏", ("第二章", "第二条"), name="门卫老周"))
    objections.add(store, ObjectionDraft(made, "好", name="门卫老周"))
    rows = objections.page(store, objections.index(store, View()))
    assert sorted((row.cells[0], row.tips[0]) for row in rows) == [("全文", "全文"), ("第二条", "第二章 第二条")]
