from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.services import (
    acknowledgements,
    announcement_approval,
    announcements,
    clock,
    members,
    people,
    records,
    today,
)
from wxadmin.services.announcement_plans import Plan
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.listing import View


@pytest.fixture
def posted(store, group, roster):
    draft = AnnouncementDraft(group, "停电通知", "明天上午停电，请提前保存文件。", minutes=30)
    announcement = announcements.save(store, draft).value
    announcements.post(store, announcement)
    return announcement


def test_a_draft_is_checked_saved_and_frozen_by_posting(store, group, roster):
    draft = AnnouncementDraft(group, "停电通知", "明天停电。")
    announcement = announcements.save(store, draft).value
    assert announcements.save(store, replace(draft, id=announcement, body="明天上午停电。")).value == announcement
    assert announcements.check(store, group, "你就是个废物，滚一边去")[0].category == "abuse"
    assert announcements.check(store, group, "周五下午开例会。") == ()
    with pytest.raises(UserError, match="还没有发布"):
        announcements.board(store, announcement)
    announcements.post(store, announcement)
    people.add(store, people.get(store, roster["沈知远"]).person, group=group)
    card = announcements.get(store, announcement)
    assert (card.state, card.audience, card.deadline) == ("open", 6, "")
    assert card.board.expected == 6
    with pytest.raises(UserError, match="已经发布"):
        announcements.save(store, replace(draft, id=announcement))
    with pytest.raises(UserError, match="已经发布过"):
        announcements.post(store, announcement)


def test_posting_can_be_undone_while_nothing_builds_on_it(store, posted):
    records.undo(store)
    assert announcements.get(store, posted).state == "draft"
    announcements.post(store, posted)
    assert announcements.get(store, posted).board.expected == 6


def test_pastes_add_up_to_four_heaps(store, posted):
    assert announcements.paste_replies(store, posted, "沈知远 收到\n陆明朗 收到").value == 2
    assert announcements.paste_replies(store, posted, "曾雨桐 收到，谢谢\n张伟 收到\n外人甲乙 收到").value == 1
    board = announcements.board(store, posted)
    assert {a.label for a in board.confirmed} == {"沈知远", "陆明朗", "曾雨桐"}
    assert len(board.ambiguous) == 1
    assert {label for _id, label in board.ambiguous[0].candidates} == {"张伟（销售部）", "张伟（生产部）"}
    assert [label for _id, label in board.missing] == ["李建业"]
    assert "@李建业" in announcements.reminder(store, posted)
    assert "@沈知远" not in board.reminder
    records.undo(store)
    assert len(announcements.board(store, posted).confirmed) == 2


def test_an_unclear_answer_is_picked(store, roster, posted):
    announcements.paste_replies(store, posted, "张伟 收到")
    unclear = announcements.board(store, posted).ambiguous[0]
    announcements.pick(store, posted, unclear.text, roster["张伟生产部"])
    board = announcements.board(store, posted)
    assert not board.ambiguous
    assert [(a.label, a.picked) for a in board.confirmed] == [("张伟（生产部）", True)]
    assert "张伟（销售部）" in {label for _id, label in board.missing}
    with pytest.raises(UserError, match="不在公告对象里"):
        announcements.pick(store, posted, unclear.text, 999)


def test_late_answers_are_judged_by_their_clock_and_without_one_not_at_all(store, posted, hands):
    hands.move(minutes=45)
    text = "沈知远\n2026年09月21日 09:30\n收到\n\n陆明朗\n2026年09月21日 09:31\n收到\n"
    announcements.paste_replies(store, posted, text)
    announcements.paste_replies(store, posted, "曾雨桐 收到")
    board = announcements.board(store, posted)
    assert board.overdue
    assert {a.label: a.late for a in board.confirmed} == {"沈知远": False, "陆明朗": True, "曾雨桐": False}
    assert {a.label for a in board.late} == {"陆明朗"}


def test_a_nickname_confirmed_by_the_owner_answers_for_its_person(store, group, roster, snapshot, posted):
    text = "夜来香\n2026年09月21日 09:05\n收到\n"
    announcements.paste_replies(store, posted, text)
    assert announcements.board(store, posted).strangers == ("夜来香",)
    members.confirm(store, snapshot["夜来香"], roster["李建业"])
    board = announcements.board(store, posted)
    assert [a.label for a in board.confirmed] == ["李建业"]
    assert board.strangers == ()


def test_overdue_shows_in_lists_and_today(store, group, posted, hands):
    assert announcements.index(store, View(group, chips=("overdue",))) == announcements.index(store, View(99))
    hands.move(hours=2)
    assert list(announcements.index(store, View(group, chips=("overdue",)))) == [posted]
    row = announcements.page(store, [posted])[0]
    assert row.cells[1:] == ("已逾期", "9月21日 周一 09:00", "9月21日 周一 09:30", "0/6", "通知")
    item = today.due(store, group)[0]
    assert (item.kind, item.count, item.record, item.tone) == ("overdue", 6, posted, "danger")
    announcements.close(store, posted)
    assert all(item.page != "announcements" for item in today.due(store, group))
    with pytest.raises(UserError, match="收集已经结束"):
        announcements.paste_replies(store, posted, "沈知远 收到")


def test_the_announcer_is_not_expected(store, group, roster):
    draft = AnnouncementDraft(group, "通知", "内容", announcer="沈知远")
    announcement = announcements.save(store, draft).value
    announcements.post(store, announcement)
    assert announcements.board(store, announcement).expected == 5


@pytest.mark.parametrize(
    ("change", "words"),
    [({"title": "", "body": " "}, "公告是空的"), ({"minutes": -1}, "负数"), ({"group": 999}, "没有这个群")],
)
def test_what_cannot_be_is_refused(store, group, change, words):
    draft = replace(AnnouncementDraft(group, "通知", "内容"), **change)
    with pytest.raises(UserError, match=words):
        announcements.post(store, announcements.save(store, draft).value)


def test_a_deadline_in_the_past_is_refused_and_texts_name_it(store, group, roster):
    draft = AnnouncementDraft(group, "通知", "内容", deadline=clock.now() - timedelta(minutes=1))
    announcement = announcements.save(store, draft).value
    with pytest.raises(UserError, match="已经过了"):
        announcements.post(store, announcement)
    later = replace(draft, id=announcement, deadline=clock.now() + timedelta(days=1))
    announcements.save(store, later)
    announcements.post(store, announcement)
    assert (
        announcements.text_for_clipboard(store, announcement) == "【通知】\n内容\n请在9月22日 周二 09:00前回复“收到”。"
    )
    assert announcements.issue(store, announcement).value.number == "公告〔2026〕1号"
    with pytest.raises(UserError, match="已经签发过"):
        announcements.issue(store, announcement)


def test_a_draft_is_thrown_away_and_comes_back(store, group):
    announcement = announcements.save(store, AnnouncementDraft(group, "通知", "内容")).value
    announcements.discard(store, announcement)
    assert not announcements.index(store, View(group))
    records.undo(store)
    assert announcements.get(store, announcement).draft.body == "内容"
    with pytest.raises(UserError, match="没有文字"):
        announcements.paste_replies(store, announcement, " ")


def test_a_draft_whose_posting_was_undone_goes_with_its_answers(store, roster, posted):
    announcements.paste_replies(store, posted, "沈知远 收到")
    acknowledgements.mark(store, posted, roster["曾雨桐"], "excused", note="出差")
    with store.read() as db:
        posting = db.value("SELECT min(change) FROM entry WHERE tbl = 'audience' OR tbl = 'announcement_act'")
    store.undo(posting)
    assert announcements.get(store, posted).state == "draft"
    announcements.discard(store, posted)
    with store.read() as db:
        assert [db.value(f"SELECT count(*) FROM {table}") for table in ("reply_paste", "reply_mark")] == [0, 0]


@pytest.mark.parametrize("year", [1, 9999])
def test_a_deadline_of_no_year_there_is_is_refused(store, group, year):
    with pytest.raises(UserError, match="截止时间不对"):
        announcements.save(store, AnnouncementDraft(group, "通知", "内容", deadline=clock.now().replace(year=year)))


def test_a_change_is_named_by_the_filled_title(store, group, roster):
    draft = AnnouncementDraft(group, "{{议题}}会议通知", "请准时。", plan=Plan(fields={"议题": "安全"}))
    change = announcements.save(store, draft)
    labels = [
        change.label, announcement_approval.ask(store, change.value).label,
        announcement_approval.approve(store, change.value).label, announcements.post(store, change.value).label,
    ]  # fmt: skip
    assert all("安全会议通知" in label for label in labels), labels


def test_who_got_a_name_since_answers_for_himself(store, group, roster, snapshot, posted):
    announcements.paste_replies(store, posted, "工程部-李建\n2026年09月21日 09:05\n收到\n")
    before = announcements.board(store, posted)
    assert not before.confirmed
    assert [one.text for one in before.ambiguous] == ["工程部-李建"]  # a letter is left out of 李建业, or it is another
    members.import_snapshot(store, members.preview(store, group, "工程部-李建\n"))
    person = people.get(store, roster["李建业"]).person
    people.edit(store, roster["李建业"], replace(person, name="李建", departments=(("甲公司", "工程部"),)))
    assert [a.label for a in announcements.board(store, posted).confirmed] == ["李建业"]


def test_a_day_alone_tells_late_only_where_it_is_another_day():
    from wxadmin.services.answer_talk import spoken_in_time

    due = clock.moment("2026-09-22T04:00:00Z")
    for pasted_in_time in (True, False):
        assert spoken_in_time("2026-09-22", due, default=pasted_in_time) is pasted_in_time
        assert spoken_in_time("2026-09-21", due, default=pasted_in_time)
        assert not spoken_in_time("2026-09-23", due, default=pasted_in_time)
    assert spoken_in_time("2026-09-23", None, default=True)


@pytest.mark.parametrize("title", ["题" * 201, "\u200b", "甲\x1b乙"])
def test_a_title_can_be_seen_and_has_a_length(store, group, title):
    with pytest.raises(UserError, match="标题"):
        announcements.save(store, AnnouncementDraft(group, title, "内容"))
    assert announcements.save(store, AnnouncementDraft(group, "", "内容")).value
