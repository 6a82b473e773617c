"""What came back on an announcement: corrections that last, pastes as one talk, chase, attendance, progress."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ClauseCitation
from wxadmin.services import (
    acknowledgement_papers,
    acknowledgements,
    announcements,
    answers,
    attendances,
    chase,
    clock,
    erasure,
    groups,
    matters,
    members,
    progress_reports,
    records,
    reminders,
    today,
)
from wxadmin.services import announcement_answers as replies
from wxadmin.services.announcement_plans import Plan
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.answers import Paste
from wxadmin.services.attendances import Entry
from wxadmin.services.audiences import Audience
from wxadmin.services.groups import GroupDraft

CLAUSE = ClauseCitation("群聊公约", "第 1 版", ("第二章", "第八条"), "收到通知须在三十分钟内回复。")


def post(store, group, title="停电通知", **more):
    draft = AnnouncementDraft(group, title, "请看完后回复收到。", minutes=30, **more)
    announcement = announcements.save(store, draft).value
    announcements.post(store, announcement)
    return announcement


@pytest.fixture
def posted(store, group, roster):
    return post(store, group)


def heaps(board):
    """Who stands where; nobody stands in two."""
    found = {
        "confirmed": {a.person for a in board.confirmed},
        "missing": {p for p, _label in board.missing},
        "excused": {e.person for e in board.excused},
    }
    for one, other in itertools.combinations(found.values(), 2):
        assert not one & other
    assert not found["missing"] & {p for u in board.ambiguous for p, _label in u.candidates}
    return found


def said(*lines):
    return "\n\n".join(f"{who}\n2026年09月21日 {when}\n{text}" for who, when, text in lines) + "\n"


def test_pastes_are_one_talk_by_their_clocks(store, posted, hands):
    hands.move(hours=3)
    later = said(("陆明朗", "09:10", "收到"), ("沈知远", "09:40", "收到，晚到"))
    replies.paste_replies(store, posted, later)
    board = replies.board(store, posted)
    assert {a.label: a.late for a in board.confirmed} == {"陆明朗": False, "沈知远": True}
    # What was said before comes in later, and overlaps.
    replies.paste_replies(store, posted, said(("沈知远", "09:05", "收到"), ("陆明朗", "09:10", "收到")))
    board = replies.board(store, posted)
    assert {a.label: (a.late, a.time) for a in board.confirmed} == {
        "陆明朗": (False, "9月21日 周一 09:10"),
        "沈知远": (False, "9月21日 周一 09:05"),
    }
    assert [p.replies for p in board.pastes] == [2, 1]
    assert board.pastes[0].span == "9月21日 周一 09:10—9月21日 周一 09:40"
    assert board.median == 7


def test_a_paste_is_taken_back_and_the_same_adds_nothing(store, posted):
    replies.paste_replies(store, posted, "沈知远 收到\r\n陆明朗 收到")
    with pytest.raises(UserError, match="已经粘贴过"):
        replies.paste_replies(store, posted, "沈知远 收到\n陆明朗 收到\n")
    board = replies.board(store, posted)
    assert replies.remove_paste(store, posted, board.pastes[0].id).value == 2
    assert not replies.board(store, posted).confirmed
    records.undo(store)
    assert len(replies.board(store, posted).confirmed) == 2


@pytest.mark.parametrize(("text", "words"), [(" \n", "没有文字"), ("收到\n" * 200_000, "太长")])
def test_a_paste_that_is_none_is_refused(store, posted, text, words):
    with pytest.raises(UserError, match=words):
        replies.paste_replies(store, posted, text)
    with pytest.raises(UserError, match=words):
        replies.doubt(store, posted, text)


def test_a_correction_outlives_later_pastes_of_the_line(store, roster, posted):
    replies.paste_replies(store, posted, "#接龙\n停电\n\n1. 张伟 带伞\n2. 沈知远\n3. 老沈")
    replies.pick(store, posted, "张伟 带伞", roster["张伟生产部"])
    replies.pick(store, posted, "老沈", roster["李建业"])
    acknowledgements.not_theirs(store, posted, roster["沈知远"])
    acknowledgements.mark(store, posted, roster["曾雨桐"], "excused", note="休产假")
    acknowledgements.mark(store, posted, roster["陆明朗"], "answered", note="电话里说的")
    before = heaps(replies.board(store, posted))
    assert before["confirmed"] == {roster["张伟生产部"], roster["李建业"], roster["陆明朗"]}
    assert before["excused"] == {roster["曾雨桐"]}
    again = "#接龙\n停电\n\n1. 张伟 带伞\n2. 沈知远\n3. 老沈\n4. 外人甲"
    replies.paste_replies(store, posted, again)
    board = replies.board(store, posted)
    assert heaps(board) == before
    assert "沈知远" in board.strangers
    assert "老沈" not in board.strangers
    assert board.expected == 5
    # He answers for himself after all, and the correction is taken back.
    acknowledgements.unmark(store, posted, roster["沈知远"], "沈知远")
    assert roster["沈知远"] in heaps(replies.board(store, posted))["confirmed"]
    acknowledgements.not_theirs(store, posted, roster["李建业"])
    assert "老沈" in replies.board(store, posted).strangers


def test_an_unclear_answer_that_is_not_his_leaves_the_other(store, roster, posted):
    replies.paste_replies(store, posted, "张伟 收到")
    acknowledgements.mark(store, posted, roster["张伟销售部"], "not", "张伟 收到")
    board = replies.board(store, posted)
    assert [[p for p, _label in u.candidates] for u in board.ambiguous] == [[roster["张伟生产部"]]]
    acknowledgements.mark(store, posted, roster["张伟生产部"], "not", "张伟 收到")
    board = replies.board(store, posted)
    assert not board.ambiguous
    assert board.strangers == ("张伟 收到",)


def test_nothing_is_asked_where_all_who_may_be_meant_have_answered(store, posted):
    replies.paste_replies(store, posted, "张伟 收到\n销售部-张伟 收到")
    assert len(replies.board(store, posted).ambiguous) == 1
    replies.paste_replies(store, posted, "生产部-张伟 收到")
    board = replies.board(store, posted)
    assert not board.ambiguous
    assert {a.label for a in board.confirmed} == {"张伟（销售部）", "张伟（生产部）"}


@pytest.mark.parametrize(
    ("mark", "text", "note", "words"),
    [("excused", "", " ", "原因"), ("maybe", "", "", "没有这种"), ("not", "", "", "哪一条")],
)
def test_marks_that_cannot_be_are_refused(store, roster, posted, mark, text, note, words):
    with pytest.raises(UserError, match=words):
        acknowledgements.mark(store, posted, roster["沈知远"], mark, text, note)
    with pytest.raises(UserError, match="不在公告对象"):
        acknowledgements.mark(store, posted, 999, "answered")
    with pytest.raises(UserError, match="没有可以收回"):
        acknowledgements.unmark(store, posted, roster["沈知远"])


def test_what_is_known_of_an_erased_person_goes(store, roster, posted):
    replies.paste_replies(store, posted, "沈知远 收到")
    acknowledgements.mark(store, posted, roster["李建业"], "excused", note="住院")
    attendances.record(store, posted, [Entry(roster["李建业"], "李建业", "leave", "住院")])
    progress_reports.put(store, posted, roster["李建业"], 40, "做了一些")
    confirmed = [one.key for one in erasure.preview(store, roster["李建业"]).obstacles]
    erasure.erase(store, roster["李建业"], "本人要求", typed="李建业", confirmed=confirmed)
    board = replies.board(store, posted)
    assert all(roster["李建业"] not in heap for heap in heaps(board).values())
    assert all(one.person != roster["李建业"] for one in attendances.of(store, posted))
    assert all(one.person != roster["李建业"] for one in progress_reports.of(store, posted))
    with pytest.raises(UserError, match="不在公告对象"):
        acknowledgements.mark(store, posted, roster["李建业"], "answered")


def test_an_erased_persons_name_goes_from_what_is_known_of_others(store, roster, posted):
    replies.paste_replies(store, posted, "收到，曾雨桐也看了 沈知远\n沈知远 曾雨桐代请")
    for line in ("曾雨桐与陆明朗 已看", "（已删除）与陆明朗 已看"):
        acknowledgements.mark(store, posted, roster["陆明朗"], "not", line)
    acknowledgements.mark(store, posted, roster["沈知远"], "excused", note="曾雨桐代请")
    attendances.record(store, posted, [Entry(roster["沈知远"], "沈知远", "leave", "由曾雨桐代请")])
    progress_reports.put(store, posted, roster["沈知远"], 40, "和曾雨桐一起做了一些")
    seen = erasure.preview(store, roster["曾雨桐"])
    erasure.erase(store, roster["曾雨桐"], "本人要求", typed="曾雨桐", confirmed=[one.key for one in seen.obstacles])
    with store.read() as db:
        for table in ("reply_paste", "reply_mark", "attendance", "progress"):
            rows = db.all(f"SELECT * FROM {table}")
            assert rows, table
            assert not any("曾雨桐" in str(value) for row in rows for value in tuple(row)), table
        assert [row["text"] for row in db.all("SELECT text FROM reply_mark WHERE mark = 'not'")] == [
            "（已删除）与陆明朗 已看"
        ]
    (leave,) = (one for one in attendances.of(store, posted) if one.person == roster["沈知远"])
    assert leave.reason == "由（已删除）代请"
    assert store.check().problems == ()


def test_a_list_of_another_announcement_is_asked_about(store, group, posted):
    other = post(store, group, "秋游报名")
    text = "#接龙\n秋游报名\n\n1. 沈知远 带伞\n2. 陆明朗"
    found = replies.doubt(store, posted, text)
    assert (found.other, found.title) == (other, "秋游报名")
    assert replies.doubt(store, other, text) is None
    assert not replies.board(store, posted).pastes
    strangers = "#接龙\n\n" + "\n".join(f"{n}. 外人{c}" for n, c in enumerate("甲乙丙丁戊", 1))
    assert "只有 0 个" in replies.doubt(store, posted, strangers).words
    assert replies.doubt(store, posted, "沈知远 收到") is None
    # Members whose nicknames nobody knows yet may well answer this one.
    assert replies.doubt(store, posted, said(*((f"昵称{c}", "09:05", "收到") for c in "甲乙丙丁"))) is None
    near = post(store, group, "周三家长会")
    assert replies.doubt(store, post(store, group, "周五家长会"), "#接龙\n周三家长会\n\n1. 沈知远").other == near
    assert replies.doubt(store, near, "#接龙\n周三家长会到场\n\n1. 沈知远") is None


def test_names_of_another_audience_are_asked_about(store, group, roster):
    some = post(store, group, "销售例会", plan=Plan(audience=Audience(departments=("销售部",))))
    text = "#接龙\n\n1. 曾雨桐\n2. 李建业\n3. 沈知远\n4. 陆明朗"
    assert "对象以外的人（4 个里有 3 个）" in replies.doubt(store, some, text).words
    replies.paste_replies(store, some, text)  # the owner may still say that it is this one
    board = replies.board(store, some)
    assert [a.label for a in board.confirmed] == ["陆明朗"]
    assert set(board.strangers) == {"曾雨桐", "李建业", "沈知远"}


def test_what_waits_for_answers_is_told_for_the_day(store, group, posted, hands):
    def told(group):
        found = (item for item in today.due(store, group) if item.page == "announcements")
        return {item.record: (item.kind, item.count) for item in found}

    other = post(store, group, "秋游报名")
    replies.paste_replies(store, other, "沈知远 收到\n张伟 收到")
    assert told(group) == {other: ("open", 4), posted: ("open", 6)}
    hands.move(hours=1)
    assert told(group) == {other: ("overdue", 4), posted: ("overdue", 6)}
    announcements.close(store, posted)
    assert told(None) == {other: ("overdue", 4)}


def test_a_parent_answers_for_the_child(store, group, roster, posted):
    groups.edit(store, group, GroupDraft("三(2)班", kind="class"))
    text = said(("三(2)班曾雨桐妈妈", "09:05", "收到"), ("李建业爸爸", "09:06", "收到，谢谢老师"))
    replies.paste_replies(store, posted, text)
    assert heaps(replies.board(store, posted))["confirmed"] == {roster["曾雨桐"], roster["李建业"]}


@pytest.mark.parametrize("line", ["曾雨桐妈妈", "客服部-曾雨桐妈妈", "曾雨桐 妈妈", "曾雨桐家长", "曾雨桐妈妈李梅"])
def test_among_colleagues_a_relative_is_another(store, roster, posted, line):
    replies.paste_replies(store, posted, said((line, "09:05", "收到"), ("李建业", "09:06", "收到")))
    board = replies.board(store, posted)
    assert heaps(board)["confirmed"] == {roster["李建业"]}
    acknowledgements.mark(store, posted, roster["李建业"], "answered")
    replies.paste_replies(store, posted, f"{line} 收到\n李建业 收到\n")
    assert heaps(replies.board(store, posted))["confirmed"] == {roster["李建业"]}


@pytest.mark.parametrize("line", ["曾雨桐姐", "曾雨桐经理", "曾雨桐 妈妈住院，请假一天"])
def test_among_colleagues_a_form_of_address_and_news_of_the_family_are_their_own(store, roster, posted, line):
    replies.paste_replies(store, posted, f"{line} 收到\n李建业 收到\n")
    assert heaps(replies.board(store, posted))["confirmed"] == {roster["李建业"], roster["曾雨桐"]}


def test_a_nickname_the_owner_knows_counts_in_a_list(store, roster, snapshot, posted):
    members.confirm(store, snapshot["夜来香"], roster["李建业"])
    replies.paste_replies(store, posted, "#接龙\n停电\n\n1. 夜来香 晚到\n2. 张伟")
    board = replies.board(store, posted)
    assert [(a.label, a.note) for a in board.confirmed] == [("李建业", "晚到")]
    assert len(board.ambiguous) == 1


def test_the_sheet_says_who_answered_when_and_how(store, roster, posted, hands):
    hands.move(hours=1)
    replies.paste_replies(store, posted, said(("沈知远", "09:05", "收到，已转告"), ("陆明朗", "09:31", "收到")))
    acknowledgements.mark(store, posted, roster["曾雨桐"], "excused", note="休假")
    paper = acknowledgement_papers.paper(store, posted)
    assert list(paper.rows) == [
        ("沈知远", "总经办", "已确认", "2026年9月21日 09:05", "已转告"),
        ("陆明朗", "销售部", "逾期确认", "2026年9月21日 09:31", ""),
        ("张伟（销售部）", "销售部", "没有确认", "", ""),
        ("张伟（生产部）", "生产部", "没有确认", "", ""),
        ("曾雨桐", "客服部", "免答", "", "休假"),
        ("李建业", "生产部", "没有确认", "", ""),
    ]
    assert "应回复 5 人，已回复 2 人（40%）" in paper.facts
    assert "按部门：生产部 0/2、销售部 1/2、总经办 1/1" in paper.facts
    shares = {s.name: (s.expected, s.answered, s.late) for s in replies.board(store, posted).departments}
    assert shares == {"总经办": (1, 1, 0), "销售部": (2, 1, 1), "生产部": (2, 0, 0)}
    habits = {h.label: (h.asked, h.late, h.missed) for h in acknowledgements.habits(store, people_group(store, posted))}
    assert habits["陆明朗"] == (1, 1, 0)
    assert habits["李建业"] == (1, 0, 1)
    assert "沈知远" not in habits
    assert len(acknowledgement_papers.habit_paper(store, people_group(store, posted)).rows) == 4


def people_group(store, announcement):
    return announcements.get(store, announcement).draft.group


# Chase


def test_reminders_go_in_portions_are_counted_and_spaced(store, group, roster, snapshot, posted, hands):
    replies.paste_replies(store, posted, "沈知远 收到")
    found = chase.draft(store, posted, most=2)
    assert [len(p.called) for p in found.portions] == [2, 2, 1]
    assert "@销售部-陆明朗" in found.portions[0].text  # by the nickname the group knows
    assert "@李建业" in found.portions[-1].text
    assert "【提醒】" in found.portions[0].text
    for portion in found.portions:
        chase.sent(store, posted, portion.called)
    assert chase.history(store, posted) == (("9月21日 周一 09:00", 5),)
    assert [line for _id, line in reminders.of_person(store, roster["李建业"])] == [
        "2026年9月21日　甲组工作群　催办“停电通知”"
    ]
    found = chase.draft(store, posted)
    assert not found.portions
    assert len(found.lately) == 5
    assert "【再次提醒】" in chase.draft(store, posted, anyway=True).portions[0].text
    for _round in range(2):
        hands.move(days=3)
        found = chase.draft(store, posted)
        chase.sent(store, posted, found.portions[0].called)
    hands.move(days=3)
    found = chase.draft(store, posted)
    assert (len(found.most), found.sent) == (5, 15)
    replies.paste_replies(store, posted, "陆明朗 收到\n李建业 收到\n曾雨桐 收到\n销售部-张伟 收到\n生产部-张伟 收到")
    with pytest.raises(UserError, match="没有还未回复"):
        chase.draft(store, posted)


def test_the_number_called_in_one_message_is_the_owners(store, posted):
    assert chase.size(store) == chase.SIZE
    chase.set_size(store, 3)
    assert [part.text.count("@") for part in chase.draft(store, posted).portions] == [3, 3]
    for wrong in (0, 101):
        with pytest.raises(UserError, match="之间"):
            chase.set_size(store, wrong)


def test_overdue_comes_into_the_queue_once_with_its_clause(store, group, roster, hands):
    announcement = post(store, group, plan=Plan(clause=CLAUSE))
    with pytest.raises(UserError, match="还没有到截止"):
        chase.queue_overdue(store, announcement)
    replies.paste_replies(store, announcement, "沈知远 收到")
    hands.move(hours=1)
    assert chase.queue_overdue(store, announcement).value.came == 5
    assert chase.queue_overdue(store, announcement) is None
    with store.read() as db:
        entries = {r["title"]: r["review_id"] for r in db.all("SELECT * FROM matter WHERE kind = 'late'")}
    review = next(r for title, r in entries.items() if title.startswith("李建业"))
    assert matters.card(store, review).draft.fields == {"依据": "《群聊公约》第八条"}
    assert matters.case_draft(store, review).clause == CLAUSE
    queued = [act for act in announcements.get(store, announcement).acts if act.kind == "queued"]
    assert [act.note for act in queued] == ["5"]
    # He had answered in time: the talk was only pasted later.
    replies.paste_replies(store, announcement, said(("李建业", "09:12", "收到")))
    assert matters.card(store, review).state != "waiting"
    acknowledgements.mark(store, announcement, roster["陆明朗"], "excused", note="休假")
    other = next(r for title, r in entries.items() if title.startswith("陆明朗"))
    assert matters.card(store, other).state != "waiting"


def test_who_passed_a_post_on_is_told_from_who_only_got_it(store, group, roster, snapshot):
    draft = AnnouncementDraft(
        group, "请传达：安全提示", "请转到各自的群，传完回复“已传达”。", 30, plan=Plan("instruction")
    )
    asked = announcements.save(store, draft).value
    announcements.post(store, asked)
    replies.paste_replies(store, asked, "沈知远 已传达\n陆明朗 收到\n曾雨桐 还没转\n张伟（销售）已转\n")
    states = {r.label: r.state for r in progress_reports.of(store, asked)}
    assert states == {
        "沈知远": "已转发", "陆明朗": "只回复了收到", "曾雨桐": "还没转", "张伟（销售部）": "已转发",
        "张伟（生产部）": "没有回复", "李建业": "没有回复",
    }  # fmt: skip
    (portion,) = chase.draft(store, asked).portions
    assert {one.label for one in portion.called} == {"陆明朗", "曾雨桐", "张伟（生产部）", "李建业"}
    assert "转完回复" in portion.text
    assert "只回复了收到 1 人" in progress_reports.paper(store, asked).facts[1]


@pytest.mark.parametrize(
    ("body", "passing"),
    [
        ("请把下面的内容转到各班组群", True), ("请转发到业主群", True), ("请传达到每位员工", True),
        ("内部资料，请勿转发", False), ("请把餐费转到公司账户", False), ("禁止转发本群消息", False),
    ],
)  # fmt: skip
def test_what_asks_to_be_passed_on(body, passing):
    assert progress_reports.passes_on({"title": "通知", "body": body}) is passing


# Meetings


@pytest.mark.parametrize(
    ("line", "states", "looked_at"),
    [
        ("应到3人，实到2人，缺席：曾雨桐", {"曾雨桐": "absent"}, set()),
        ("除曾雨桐请假外全部到会", {}, {"曾雨桐"}),
        ("沈知远（陆明朗代）", {}, {"沈知远", "陆明朗"}),
        ("迟到的有沈知远、陆明朗", {}, {"沈知远", "陆明朗"}),
        ("沈知远、陆明朗到会，曾雨桐请假", {}, {"沈知远", "陆明朗", "曾雨桐"}),
        ("沈知远 到\n陆明朗 准时", {"沈知远": "present", "陆明朗": "present"}, set()),
        ("沈知远 到\n陆明朗 主持", {"沈知远": "present"}, {"陆明朗"}),
    ],
)
def test_what_is_not_read_of_a_roll_call_is_looked_at(store, roster, posted, line, states, looked_at):
    found = attendances.read(store, posted, line)
    assert {one.label: one.state for one in found.entries} == states
    assert {name for _words, names in found.unclear for name in names} == looked_at


def test_who_was_there_is_not_asked_any_more(store, roster, posted):
    attendances.record(
        store, posted, [Entry(roster["沈知远"], "沈知远", "late"), Entry(roster["陆明朗"], "陆明朗", "absent")]
    )
    found = heaps(replies.board(store, posted))
    assert (roster["沈知远"] in found["confirmed"], roster["陆明朗"] in found["missing"]) == (True, True)


def test_the_sheet_of_a_meeting_names_its_time_not_that_of_the_announcement(store, group, roster):
    told = post(store, group, "周会", plan=Plan("meeting", fields={"时间": "9月22日 15:00", "地点": "三楼会议室"}))
    assert attendances.paper(store, told, empty=True).facts[1] == "9月22日 15:00　三楼会议室"
    bare = post(store, group, "盘点会", plan=Plan("meeting"))
    attendances.record(store, bare, [Entry(roster["沈知远"], "沈知远", "late", "迟到")])
    paper = attendances.paper(store, bare)
    assert paper.facts[1].startswith("公告发布于 2026年9月21日")
    assert paper.rows[0][2:] == ("迟到", "")


def test_attendance_is_read_from_lists_and_requests(store, roster, posted):
    text = "1. 沈知远\n2. 陆明朗 迟到10分钟\n3. 曾雨桐妈妈：孩子发烧，今天请病假\n4. 张伟\n外人乙：请假"
    found = attendances.read(store, posted, text)
    assert [(e.label, e.state) for e in found.entries] == [
        ("沈知远", "present"),
        ("陆明朗", "late"),
        ("曾雨桐", "leave"),
    ]
    assert [words for words, _names in found.unclear] == ["张伟"]
    assert attendances.record(store, posted, found.entries).value == 3
    assert attendances.record(store, posted, found.entries).value == 0
    board = replies.board(store, posted)
    assert [(e.label, e.reason[:3]) for e in board.excused] == [("曾雨桐", "已请假")]
    assert attendances.finish(store, posted).value == 3
    with pytest.raises(UserError, match="所有人都已登记"):
        attendances.finish(store, posted)
    paper = attendances.paper(store, posted)
    assert paper.rows[1][2:] == ("迟到", "迟到10分钟")
    assert [row[2:] for row in attendances.paper(store, posted, empty=True).rows] == [("", "", "")] * 6
    tally = {t.label: dict(t.counts) for t in attendances.tallies(store, people_group(store, posted))}
    assert tally["李建业"] == {"absent": 1}
    assert attendances.tally_paper(store, people_group(store, posted)).rows[-1][0] == "沈知远"
    attendances.clear(store, posted, roster["李建业"])
    assert [e.label for e in attendances.of(store, posted) if not e.state] == ["李建业"]


def test_who_answered_with_leave_is_on_leave_when_the_rest_was_absent(store, roster, posted):
    announcements.paste_replies(store, posted, said(("曾雨桐", "09:01", "请假，去送货"), ("沈知远", "09:02", "收到")))
    attendances.record(store, posted, [attendances.Entry(roster["陆明朗"], "陆明朗", "present")])
    attendances.finish(store, posted)
    kept = {one.label: (one.state, one.reason) for one in attendances.of(store, posted)}
    assert kept["曾雨桐"] == ("leave", "请假，去送货")
    assert (kept["沈知远"][0], kept["陆明朗"][0]) == ("absent", "present")


def test_what_says_neither_is_not_taken_for_presence(store, roster, posted):
    text = "曾雨桐 未签到\n陆明朗 现在在医院\n沈知远 在的\n李建业 没迟到，已到\n"
    found = {e.label: e.state for e in attendances.read(store, posted, text).entries}
    assert found == {"曾雨桐": "absent", "沈知远": "present", "李建业": "present"}


def test_leave_is_asked_by_a_parent_or_a_colleague(store, roster, posted):
    text = said(
        ("曾雨桐妈妈", "08:00", "老师您好，曾雨桐今天发烧，请假一天"),
        ("陆明朗", "08:01", "李建业请事假，家里有急事"),
        ("沈知远", "08:02", "请问怎么请假？"),
        ("李建业", "08:03", "收到"),
    )
    found = attendances.read(store, posted, text, leave=True)
    assert [(e.label, e.state, e.by) for e in found.entries] == [("曾雨桐", "leave", ""), ("李建业", "leave", "陆明朗")]


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("请假", "leave"), ("病假一天", "leave"), ("有事来不了", "leave"), ("不请假了", ""), ("可以请假吗", ""),
        ("迟到五分钟", "late"), ("早退", "early"), ("未到", "absent"), ("到", ""), ("", ""), ("没迟到", ""),
        ("没有早退", ""), ("没来得及吃饭", ""),
        *((words, "absent") for words in ("未签到", "没签到", "没有签到", "不在", "未出席", "没参加", "没有到场")),
    ],
)  # fmt: skip
def test_words_of_attendance(words, state):
    assert attendances.state_of(words) == state


# Tasks


@pytest.mark.parametrize(
    ("words", "share"),
    [
        ("完成80%", 80), ("已完成", 100), ("进度 60", 60), ("百分之九十五", 95), ("做了一半", 50), ("七成", 70),
        ("3/4", 75), ("没完成", -1), ("还没开始", 0), ("已转发", 100), ("已转", 100), ("转了", 100), ("还没转", -1),
        ("正在做", -1), ("完成了吗？", None), ("", None), ("完成120%", -1), ("✅", 100), ("尚未提交", -1),
        *((words, -1) for words in (
            "未上报", "没有落实", "未落实", "没搞定", "没处理完", "完成不了", "做不完", "还没办理", "没打卡", "未转",
            "明天完成", "预计明天完成", "争取周五完成", "下午完成", "马上就做完了", "快完成了", "今晚交", "月底前完成80%",
            "等会转发", "尽快提交",
        )),
        *((words, 100) for words in (
            "下午完成了", "明天的材料已完成", "没问题，已完成", "没问题已完成", "按计划完成", "按时完成", "周五已提交",
            "刚刚转发了", "已发，明天再核对",
        )),
        ("完成80%，明天全部完成", 80), ("还没开始，明天做", 0),
    ],
)  # fmt: skip
def test_how_much_is_done(words, share):
    assert progress_reports.share_of(words) == share


def test_the_latest_report_of_each_counts_and_all_done_is_told(store, roster, posted, hands):
    taken = progress_reports.take(store, posted, "沈知远：完成30%\n陆明朗 已转发\n张伟：完成10%\n外人丙：完成").value
    assert (taken.kept, [w for w, _names in taken.unclear], taken.complete) == (2, ["张伟：完成10%"], False)
    hands.move(minutes=5)
    again = progress_reports.take(store, posted, said(("沈知远", "09:05", "完成80%")))
    assert again.value.kept == 1
    assert progress_reports.take(store, posted, said(("沈知远", "09:05", "完成80%"))).value.kept == 0
    states = {r.label: (r.share, r.state) for r in progress_reports.of(store, posted)}
    assert states["沈知远"] == (80, "完成 80%")
    assert states["陆明朗"] == (100, "已完成")
    assert states["李建业"] == (-1, "没有上报")
    paper = progress_reports.paper(store, posted)
    assert "共 6 人，完成 1，没有上报 4" in paper.facts
    with pytest.raises(UserError, match="没有读到进度"):
        progress_reports.take(store, posted, "今天天气不错")
    rest = "沈知远 已完成\n曾雨桐 已完成\n李建业 已完成\n销售部-张伟 已完成\n生产部-张伟 已完成"
    hands.move(minutes=5)
    assert progress_reports.take(store, posted, rest).value.complete
    assert announcements.get(store, posted).state == "open"
    announcements.close(store, posted)
    with pytest.raises(UserError, match="已经结束"):
        progress_reports.take(store, posted, "沈知远 完成10%")


# Whatever the order


def test_the_order_of_plain_pastes_does_not_matter_and_a_list_again_changes_nothing():
    rng = random.Random(11)
    roster = [people_of(name) for name in ("鲁宁", "谭晓", "谭晓燕", "司徒晴", "何旭", "立夏", "陈立", "方圆")]
    due = clock.moment("2026-09-21T02:00:00Z")
    for _round in range(25):
        texts = []
        for number in range(4):
            lines = [
                (
                    rng.choice(roster).name,
                    f"{rng.randrange(8, 12):02}:{rng.randrange(60):02}",
                    rng.choice(("收到", "1", "好的")),
                )
                for _ in range(3)
            ]
            texts.append((number, said(*sorted(lines, key=lambda line: line[1]))))
        results = []
        for order in (texts, texts[::-1], [*texts, *texts]):
            pastes = [Paste(n, due + timedelta(days=1), text) for n, text in order]
            found = answers.gather(roster, pastes, due)
            results.append(({c.person for c in found.result.confirmed}, found.late, set(found.result.missing)))
        assert results[0] == results[1] == results[2]
    chain = Paste(0, due, "#接龙\n秋游\n\n1. 鲁宁 带伞\n2. 谭晓\n3. 外人甲")
    once = answers.gather(roster, [chain]).result
    assert replace(once, confirmed=()) == replace(
        answers.gather(roster, [chain, replace(chain, id=1)]).result, confirmed=()
    )
    assert [(c.person, c.note) for c in once.confirmed] == [
        (c.person, c.note) for c in answers.gather(roster, [chain, replace(chain, id=1)]).result.confirmed
    ]


def people_of(name):
    from wxadmin.domain.people import Person

    return Person(name, (("行政部",),))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_said_nobody_stands_in_two_heaps_and_nobody_is_lost(store, roster, snapshot, posted, hands, seed):
    rng = random.Random(seed)
    who = list(roster.values())
    words = ("沈知远", "陆明朗 带伞", "张伟", "销售部-张伟", "曾雨桐妈妈", "夜来香", "李建业、沈知远", "外人甲", "老李")

    def step():
        choice, board = rng.randrange(8), replies.board(store, posted)
        if choice == 0:
            lines = [f"{n}. {word}" for n, word in enumerate(rng.sample(words, 3), 1)]
            replies.paste_replies(store, posted, "#接龙\n停电\n\n" + "\n".join(lines))
        elif choice == 1:
            minute = rng.randrange(60)
            text = said((rng.choice(words), f"09:{minute:02}", rng.choice(("收到", "几点？", "我和李建业都收到"))))
            replies.paste_replies(store, posted, text)
        elif choice == 2:
            acknowledgements.mark(store, posted, rng.choice(who), rng.choice(("answered", "excused")), note="有事")
        elif choice == 3 and board.confirmed:
            acknowledgements.not_theirs(store, posted, rng.choice(board.confirmed).person)
        elif choice == 4 and (board.ambiguous or board.strangers):
            text = rng.choice([u.text for u in board.ambiguous] + list(board.strangers))
            replies.pick(store, posted, text, rng.choice(who))
        elif choice == 5 and board.ambiguous:
            one = rng.choice(board.ambiguous)
            if one.candidates:
                acknowledgements.mark(store, posted, rng.choice(one.candidates)[0], "not", one.text)
        elif choice == 6:
            entry = Entry(rng.choice(who), "", rng.choice(("leave", "present")), "发烧")
            attendances.record(store, posted, [entry])
        elif choice == 7 and board.pastes:
            replies.remove_paste(store, posted, rng.choice(board.pastes).id)

    for _round in range(40):
        hands.move(minutes=1)
        before = heaps(replies.board(store, posted))
        refused = ""
        try:
            step()
        except UserError as error:
            refused = str(error)
        known = "已经粘贴过" in refused or "按签到或进度登记" in refused
        assert not refused or (known and heaps(replies.board(store, posted)) == before)
        board = replies.board(store, posted)
        found = heaps(board)
        unclear = {p for u in board.ambiguous for p, _label in u.candidates}
        assert found["confirmed"] | found["missing"] | found["excused"] | unclear == set(who)
        assert not found["excused"] & unclear
        assert board.expected == len(found["confirmed"] | found["missing"] | unclear)
        assert len({a.person for a in board.confirmed}) == len(board.confirmed)
