"""What stands on the board and the sheet by what people answered: no, leave, a denial, a mistyped name, whom to call."""

from __future__ import annotations

import pytest

from tests.services.conftest import person
from tests.services.test_acknowledgements import post, said
from wxadmin.domain.people import Roster
from wxadmin.services import (
    acknowledgement_papers,
    acknowledgements,
    answers,
    attendances,
    chase,
    erasure,
    groups,
    matters,
    members,
    progress_reports,
    queue,
    roster_import,
)
from wxadmin.services import announcement_answers as replies
from wxadmin.services.announcement_plans import Plan
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View


@pytest.fixture
def posted(store, group, roster):
    return post(store, group)


def test_leave_answered_to_the_notice_is_proposed_on_the_sheet(store, group, roster):
    meeting = post(store, group, "周会", plan=Plan(kind="meeting"))
    replies.paste_replies(store, meeting, "沈知远 请假\n陆明朗：不参加，家里有事\n曾雨桐 收到")
    entries = {e.label: e for e in attendances.of(store, meeting)}
    assert [(entries[who].state, entries[who].proposed, entries[who].reason) for who in ("沈知远", "陆明朗", "曾雨桐")] == [
        ("", "leave", "请假"), ("", "leave", "不参加，家里有事"), ("", "", ""),
    ]  # fmt: skip
    paper = attendances.paper(store, meeting)
    assert ("陆明朗", "销售部", "请假（待登记）", "不参加，家里有事") in paper.rows
    assert attendances.record(store, meeting, attendances.on_leave(attendances.of(store, meeting))).value == 2
    entries = {e.label: e for e in attendances.of(store, meeting)}
    assert (entries["沈知远"].state, entries["沈知远"].proposed) == ("leave", "")
    # Who comes after all is no longer proposed.
    attendances.clear(store, meeting, roster["陆明朗"])
    replies.paste_replies(store, meeting, "陆明朗 参加")
    assert not {e.label: e for e in attendances.of(store, meeting)}["陆明朗"].proposed


def test_leave_asked_for_somebody_else_is_his(store, group, roster):
    meeting = post(store, group, "周会", plan=Plan(kind="meeting"))
    words = "替陆明朗请假，他嗓子哑了"
    replies.paste_replies(store, meeting, said(("沈知远", "09:10", words)))
    assert not any(e.proposed for e in attendances.of(store, meeting))
    replies.pick(store, meeting, words, roster["陆明朗"])
    assert [e.label for e in attendances.of(store, meeting) if e.proposed] == ["陆明朗"]


def test_no_and_a_denial_are_told_apart_on_board_and_paper(store, roster, posted):
    replies.paste_replies(store, posted, "沈知远 同意\n陆明朗 不同意\n曾雨桐 没收到\n李建业 不参加")
    board = replies.board(store, posted)
    assert [a.label for a in board.standing("")] == ["沈知远"]
    assert [a.label for a in board.standing("against")] == ["陆明朗"]
    assert [a.label for a in board.standing("away")] == ["李建业"]
    assert [(u.text, u.denial) for u in board.ambiguous] == [("曾雨桐 没收到", True)]
    assert roster["曾雨桐"] not in {p for p, _label in board.missing}
    paper = acknowledgement_papers.paper(store, posted)
    assert {row[0]: row[2] for row in paper.rows if row[2] != "没有确认"} == {
        "沈知远": "已确认", "陆明朗": "不同意", "曾雨桐": "说没收到", "李建业": "不参加",
    }  # fmt: skip
    assert "其中不同意 1 人" in paper.facts
    # The owner says what it counts as; a later word of hers holds whatever he said.
    acknowledgements.mark(store, posted, roster["曾雨桐"], "not", "曾雨桐 没收到")
    board = replies.board(store, posted)
    assert not board.ambiguous
    assert not board.strangers
    assert roster["曾雨桐"] in {p for p, _label in board.missing}
    replies.paste_replies(store, posted, "曾雨桐 收到了")
    assert roster["曾雨桐"] in {a.person for a in replies.board(store, posted).confirmed}


def test_a_denial_may_be_counted_as_an_answer(store, roster, posted):
    replies.paste_replies(store, posted, said(("曾雨桐", "09:10", "没看懂")))
    (unclear,) = replies.board(store, posted).ambiguous
    assert (unclear.text, unclear.denial) == ("曾雨桐：没看懂", True)
    replies.pick(store, posted, unclear.text, roster["曾雨桐"])
    assert [a.label for a in replies.board(store, posted).confirmed] == ["曾雨桐"]


def test_a_mistyped_name_waits_for_the_owner_and_is_not_called(store, roster, posted):
    replies.paste_replies(store, posted, "沈知院 收到\n王麻子 收到\n收到 孙悟空")
    board = replies.board(store, posted)
    assert [(u.text, u.candidates) for u in board.ambiguous] == [("沈知院", ((roster["沈知远"], "沈知远"),))]
    assert board.strangers == ("王麻子", "孙悟空")
    replies.pick(store, posted, "沈知院", roster["沈知远"])
    assert [a.label for a in replies.board(store, posted).confirmed] == ["沈知远"]


def test_the_same_paste_is_known_before_it_is_kept(store, posted):
    assert replies.pasted_before(store, posted, "沈知远 收到") == ""
    replies.paste_replies(store, posted, "沈知远 收到")
    assert "已经粘贴过" in replies.pasted_before(store, posted, "沈知远 收到\r\n")


def test_parents_are_called_for_their_children_and_same_names_apart(store):
    school = groups.create(store, GroupDraft("四班家长群", naming_rule="学生姓名+关系")).value
    people = tuple(
        person(name, "四(3)班", number) for name, number in (("汤圆", "1"), ("贺一鸣", "2"), ("贺一鸣", "3"))
    )
    roster_import.import_roster(store, roster_import.preview_roster(store, Roster(people, "名册.xlsx"), group=school))
    members.import_snapshot(store, members.preview(store, school, "汤圆妈妈"))
    number = post(store, school)
    (portion,) = chase.draft(store, number).portions
    assert portion.text.endswith("@汤圆妈妈 @贺一鸣（四(3)班 2）家长 @贺一鸣（四(3)班 3）家长")
    assert "@贺一鸣（四(3)班 2）家长" in replies.board(store, number).reminder


def test_what_no_clock_tells_is_no_violation(store, group, roster, posted, hands):
    hands.move(hours=1)
    matters.derive_all(store)
    replies.paste_replies(store, posted, "1. 沈知远\n2. 陆明朗 带伞")
    board = replies.board(store, posted)
    assert {a.label for a in board.confirmed} == {"沈知远", "陆明朗"}
    assert not board.late
    waiting = {matters.card(store, i).draft.about[0].name for i in queue.index(store, View(group, chips=("waiting",)))}
    assert not waiting & {"沈知远", "陆明朗"}


def test_who_is_excused_is_never_late(store, roster, posted, hands):
    acknowledgements.mark(store, posted, roster["沈知远"], "excused", note="出差")
    hands.move(hours=1)
    replies.paste_replies(store, posted, said(("沈知远", "09:50", "收到")))
    board = replies.board(store, posted)
    assert [a.label for a in board.confirmed] == ["沈知远"]
    assert not board.late


def test_who_reports_progress_has_answered(store, roster, posted, hands):
    progress_reports.take(store, posted, "沈知远 已转发\n陆明朗：完成一半")
    board = replies.board(store, posted)
    assert [(a.label, a.note) for a in board.confirmed] == [("沈知远", "已转发"), ("陆明朗", "完成一半")]
    hands.move(hours=1)
    matters.derive_all(store)
    assert not {roster["沈知远"], roster["陆明朗"]} & {p for p, _label in replies.board(store, posted).missing}
    assert not replies.board(store, posted).late


@pytest.mark.parametrize(
    ("heading", "doubted"),
    [
        ("工会慰问品领取登记", True),
        ("停电登记", False),
        ("请大家接龙确认", False),
        ("今日签到名单", False),
        ("", False),
    ],
)
def test_a_list_of_something_unknown_is_asked_about(store, posted, heading, doubted):
    found = replies.doubt(store, posted, f"#接龙\n{heading}\n\n1. 沈知远 已领\n2. 陆明朗 已领")
    assert (found is not None) is doubted
    if found is not None:
        assert (found.other, heading in found.words) == (None, True)


def test_an_erased_person_leaves_what_was_matched(store, roster, posted):
    replies.paste_replies(store, posted, "沈知远 收到")
    replies.board(store, posted)
    assert answers._gathered.cache_info().currsize
    doubts = tuple(one.key for one in erasure.preview(store, roster["沈知远"]).doubts)
    erasure.erase(store, roster["沈知远"], "离职", typed="沈知远", confirmed=doubts)
    assert not answers._gathered.cache_info().currsize
    assert not answers.person_of.cache_info().currsize
