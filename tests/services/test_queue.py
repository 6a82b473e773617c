from __future__ import annotations

from datetime import date

import pytest

from tests.services.conftest import wechat
from wxadmin.domain.errors import UserError
from wxadmin.services import cases, chats, lists, queue, records, regulations
from wxadmin.services.listing import View

TALK = wechat(
    ("销售部-陆明朗", "18:00", "你就是个废物，滚一边去"),
    ("销售部-陆明朗", "19:00", "低价代购奶粉，要的加我微信下单"),
    ("夜来香", "20:00", "有个客户电话15499887766，大家帮忙联系"),
)


@pytest.fixture
def entries(store, group, snapshot):
    chats.import_chat(store, chats.preview(store, group, TALK))
    return {queue.get(store, i).category: i for i in queue.index(store, View(group))}


def test_an_entry_says_why_it_is_there(store, group, roster, entries):
    draft = regulations.create_from_template(store, group, "company", {"unit": "甲公司"}).value
    regulations.publish(store, draft, effective=date(2026, 9, 1))
    card = queue.get(store, entries["abuse"])
    assert card.person == roster["陆明朗"]
    assert card.person_label == "陆明朗（销售部）"
    assert card.name_status == "pass"
    assert card.why[0].label == "辱骂"
    assert 0 < card.why[0].value <= 1
    assert card.clause is not None
    assert "侮辱" in card.clause.text
    assert card.clause.at[-1].startswith("第")
    assert "侮辱" in queue.reminder_text(store, card.id)


def test_no_clause_is_cited_that_was_not_in_force_on_the_day(store, group, entries):
    draft = regulations.create_from_template(store, group, "company", {"unit": "甲公司"}).value
    regulations.publish(store, draft)
    assert queue.get(store, entries["abuse"]).clause is None


def test_decisions_move_the_entry_on_and_undo_brings_it_back(store, group, entries):
    card = queue.get(store, entries["abuse"])
    queue.decide(store, card.id, card.version, "unfounded", "玩笑")
    assert entries["abuse"] not in queue.index(store, View(group))
    assert list(queue.index(store, View(group, chips=("unfounded",)))) == [card.id]
    assert records.undo_label(store) == "记为不属实 销售部-陆明朗"
    records.undo(store)
    assert queue.get(store, card.id).state == "waiting"


def test_a_stale_decision_is_refused(store, entries):
    card = queue.get(store, entries["abuse"])
    queue.decide(store, card.id, card.version, "reminded", "说过了")
    with pytest.raises(UserError, match="刚刚被处理过：已提醒"):
        queue.decide(store, card.id, card.version, "ignored")
    with pytest.raises(UserError, match="已经处理过"):
        queue.decide(store, card.id, card.version + 1, "ignored")
    queue.reopen(store, card.id, card.version + 1)
    assert queue.get(store, card.id).state == "waiting"


def test_a_founded_entry_stays_with_its_case(store, entries):
    card = queue.get(store, entries["advert"])
    case = cases.open_from(store, card.id, card.version, cases.draft_from(store, card.id)).value
    founded = queue.get(store, card.id)
    assert (founded.state, founded.case) == ("founded", case)
    with pytest.raises(UserError, match="已经立案"):
        queue.reopen(store, card.id, founded.version)
    records.undo(store)
    assert queue.get(store, card.id).state == "waiting"
    assert not cases.index(store, View())


def test_the_sender_s_history_is_a_reason(store, entries):
    advert = queue.get(store, entries["advert"])
    case = cases.open_from(store, advert.id, advert.version, cases.draft_from(store, advert.id)).value
    cases.decide(store, case, cases.Decision(("written",), "王主任"))
    card = queue.get(store, entries["abuse"])
    assert [case_id for case_id, _line in card.earlier_cases] == [case]
    assert any(reason.label == "发言人以往" for reason in card.why)


def test_lists_sort_by_score_and_filter(store, group, entries):
    rows = queue.page(store, queue.index(store, View(group)))
    scores = [int(row.cells[0]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert len(queue.index(store, View(group, search="代购"))) == 1
    assert len(queue.index(store, View(group, chips=("waiting",), sort="time"))) == 3
    with pytest.raises(UserError, match="没有这个待审事项"):
        queue.get(store, 999)


def test_what_the_owner_s_decisions_sank_leaves_the_urgent_band(store, group, entries):
    every, first = list(entries.values()), entries["abuse"]
    store.change("rank", lambda tx: tx.insert("review_rank", {"review_id": first, "rank": 0.1}))
    store.change("score", lambda tx: tx.update("review", first, {"score": 0.9}))
    row = next(row for row in queue.page(store, every) if row.id == first)
    assert row.band == "other"
    assert first not in queue.index(store, View(group, chips=("urgent",)))
    assert sum(count for _band, _title, count in queue.bands(store, group)) == len(every)


def test_a_list_on_paper_names_filters_it_found_itself(group):
    view = View(group, chips=("urgent", "kind:report", "sender:周敏"))
    assert lists.facts_of(queue, view) == ("筛选：优先、种类：举报、发言人：周敏",)
