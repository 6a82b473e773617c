from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.services.conftest import wechat
from wxadmin.domain.errors import UserError
from wxadmin.services import chats, queue, queue_figures, queue_presets, records, regulations, reviewables
from wxadmin.services.listing import View
from wxadmin.services.queue_presets import Preset

TALK = wechat(
    ("销售部-陆明朗", "18:00", "你就是个废物，滚一边去"),
    ("销售部-陆明朗", "19:00", "低价代购奶粉，要的加我微信下单"),
    ("夜来香", "20:00", "有个客户电话15499887766，大家帮忙联系"),
)


@pytest.fixture
def entries(store, group, snapshot):
    chats.import_chat(store, chats.preview(store, group, TALK))
    return {queue.get(store, i).category: i for i in queue.index(store, View(group))}


def _rules(store, group):
    draft = regulations.create_from_template(store, group, "company", {"unit": "甲公司"}).value
    regulations.publish(store, draft, effective=date(2026, 9, 1))


def test_a_decision_keeps_clause_reason_and_who_and_others_under_the_clause_see_it(store, group, entries, hands):
    _rules(store, group)
    first = queue.get(store, entries["abuse"])
    queue.decide(store, first.id, first.version, "reminded", "说过", clause=first.clause, preset="甲", reason="请留意")
    decided = queue.get(store, first.id)
    assert (decided.reason, decided.note, decided.state) == ("请留意", "说过", "reminded")
    assert decided.decided_clause.startswith("《")
    assert "第" in decided.decided_clause
    more = wechat(("夜来香", "21:00", "你也是个废物，滚"))
    chats.import_chat(store, chats.preview(store, group, more))
    again = next(c for i in queue.index(store, View(group)) if (c := queue.get(store, i)).text.startswith("你也是"))
    assert again.clause is not None
    assert [review for review, _line in again.same_decided] == [first.id]
    assert "陆明朗" in again.same_decided[0][1]


def test_the_card_tells_earlier_words_and_what_else_of_the_person_waits(store, entries):
    abuse = queue.get(store, entries["abuse"])
    assert [review for review, _line in abuse.others] == [entries["advert"]]
    queue.decide(store, abuse.id, abuse.version, "reminded", "说过了")
    advert = queue.get(store, entries["advert"])
    assert [review for review, _line in advert.earlier_words] == [abuse.id]
    assert not advert.others
    assert any("私下提醒过 1 次" in reason.detail for reason in advert.why)


def test_notes_are_added_and_change_nothing_else(store, group, entries):
    card = queue.get(store, entries["abuse"])
    queue.add_note(store, card.id, " 问过组长 ")
    after = queue.get(store, card.id)
    assert [note.text for note in after.notes] == ["问过组长"]
    assert (after.state, after.version) == (card.state, card.version)
    assert card.id in queue.index(store, View(group))
    with pytest.raises(UserError, match="备注是空的"):
        queue.add_note(store, card.id, "  ")


def test_filters_by_kind_category_rule_and_sender(store, group, entries):
    assert list(queue.index(store, View(group, chips=("category:abuse",)))) == [entries["abuse"]]
    assert len(queue.index(store, View(group, chips=("sender:销售部-陆明朗",)))) == 2
    assert len(queue.index(store, View(group, chips=("kind:chat",)))) == 3
    assert not queue.index(store, View(group, chips=("kind:report",)))
    for facet in queue.facets(store, group):
        assert len(queue.index(store, View(group, chips=(facet.chip,)))) == facet.count, facet
    assert not queue.index(store, View(group, chips=('rule:没有"这条',)))


def test_the_list_shows_the_hit_where_it_is(store, group, entries):
    for row in queue.page(store, queue.index(store, View(group))):
        assert isinstance(row, queue.Entry)
        card = queue.get(store, row.id)
        assert {row.cells[3][start:end] for start, end in row.marks} <= {hit.matched for hit in card.hits}
        assert row.marks


def test_presets_are_filled_and_never_twice(store, entries):
    card = replace(queue.get(store, entries["advert"]), sender="{群名}", person_label="")
    one = Preset("甲", "{姓名}：{时间}在{群名}的“{摘录}”不合{条款}")
    said = queue_presets.filled(one, card)
    assert said.startswith("{群名}：")
    assert "甲组工作群" in said
    assert "低价代购" in said
    assert "群规" in said
    assert queue_presets.filled(one, card, "《规定》第三条").endswith("《规定》第三条")


def test_presets_are_kept_checked_and_undone(store):
    ours = queue_presets.every(store)
    chat = queue_presets.offered(ours, "chat")
    assert chat
    assert all(one.outcome in ("", *reviewables.outcomes("chat")) for one in chat)
    assert not [one for one in queue_presets.offered(ours, "submission") if one.outcome == "reminded"]
    queue_presets.save(store, [Preset(" 我的 ", "{昵称}好", "chat", "ignored")])
    assert queue_presets.every(store) == (Preset("我的", "{昵称}好", "chat", "ignored"),)
    for wrong in (
        Preset("", "话"), Preset("名", " "), Preset("名", "{年龄}"), Preset("名", "话", "别的"),
        Preset("名", "话", "submission", "reminded"),
    ):  # fmt: skip
        with pytest.raises(UserError):
            queue_presets.save(store, [wrong])
    with pytest.raises(UserError, match="两条理由都叫"):
        queue_presets.save(store, [Preset("同", "一"), Preset("同", "二")])
    records.undo(store)
    assert queue_presets.every(store) == ours


def test_figures_count_time_age_and_precision(store, group, entries, hands, tmp_path):
    hands.move(hours=3)
    for category, outcome in (("abuse", "reminded"), ("advert", "unfounded")):
        card = queue.get(store, entries[category])
        queue.decide(store, card.id, card.version, outcome)
    hands.move(days=2)
    found = queue_figures.figures(store, group)
    assert (found.decided, found.waiting) == (2, 1)
    assert [(pace.decided, round(pace.hours, 1)) for pace in found.paces] == [(2, 3.0)]
    assert sum(count for _day, count in found.per_day) == 2
    assert dict(found.ages)["1–3 天"] == 1
    rules = {one.rule: one for one in found.rules}
    right = {hit.rule for hit in queue.get(store, entries["abuse"]).hits}
    wrong = {hit.rule for hit in queue.get(store, entries["advert"]).hits} - right
    assert all(rules[name].precision == 1.0 for name in right)
    assert wrong
    assert all(rules[name].precision == 0.0 for name in wrong)
    target = tmp_path / "统计.xlsx"
    assert queue_figures.export(found, target) == len(queue_figures.rows(found))
    assert target.is_file()
    assert queue_figures.paper(store, group, found).rows


def test_an_entry_without_a_message_goes_through_list_card_and_case(store, group):
    kind = reviewables.Reviewable(group, "anomaly", "夜来香", "账号深夜登录异常")
    review = store.change("放入", lambda tx: reviewables.add(tx, kind)).value
    assert list(queue.index(store, View(group, search="登录"))) == [review]
    card = queue.get(store, review)
    assert (card.kind, card.message, card.context) == ("anomaly", 0, ())
    with pytest.raises(UserError, match="没有这种待审事项"):
        store.change("放入", lambda tx: reviewables.add(tx, replace(kind, kind="chat")))
