"""What was ordered with a result due the same day: owed, reported, reminded of, and a breach where it never came."""

from __future__ import annotations

import pytest

from wxadmin.domain.papers import ClauseCitation
from wxadmin.services import (
    acknowledgements,
    announcement_answers,
    announcements,
    matters,
    progress_reports,
    queue,
    today,
)
from wxadmin.services.announcement_plans import Due, Plan
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.audiences import Audience
from wxadmin.services.listing import View

CLAUSE = ClauseCitation("群聊公约", "第 1 版", ("第二章", "第八条"), "交办的事当天报处理结果。")


@pytest.fixture
def ordered(store, group, roster):
    """An order to two people, answers within 30 minutes, the result by the end of the day."""
    audience = Audience(only=True, picked=(roster["沈知远"], roster["陆明朗"]))
    plan = Plan("instruction", audience=audience, due=Due(solution="24:00"), clause=CLAUSE)
    made = announcements.save(store, AnnouncementDraft(group, "二号线漏水", "收到请回复，今天解决。", 30, plan=plan))
    announcements.post(store, made.value)
    return made.value


def names(heap):
    return [label for _person, label in heap]


def line(store, group):
    return [item for item in today.due(store, group) if item.kind == "solution"]


def entries(store, group):
    cards = [matters.card(store, one) for one in queue.index(store, View(group, chips=("waiting",)))]
    return {card.draft.title for card in cards if "处理结果" in card.draft.title}


def test_the_result_is_owed_until_it_is_reported(store, group, ordered, hands):
    announcement_answers.paste_replies(store, ordered, "沈知远 收到\n陆明朗 收到\n")
    found = announcements.get(store, ordered).solution
    assert (names(found.owed), names(found.received), found.overdue) == (["沈知远", "陆明朗"], [], False)
    (item,) = line(store, group)
    assert (item.count, item.tone, item.record, item.rows) == (2, "warn", ordered, 1)
    # What is pasted as an answer settles it; what is promised or not done does not.
    text = "沈知远\n2026年09月21日 16:00\n已处理完，阀门换新\n\n陆明朗\n2026年09月21日 16:05\n还没修好，明天解决\n\n"
    hands.move(hours=8)
    announcement_answers.paste_replies(store, ordered, text)
    found = announcements.get(store, ordered).solution
    assert (names(found.owed), names(found.received)) == (["陆明朗"], ["沈知远"])
    assert line(store, group)[0].count == 1
    pasted = announcements.get(store, ordered).board.pastes[-1].id
    announcement_answers.remove_paste(store, ordered, pasted)
    assert names(announcements.get(store, ordered).solution.received) == []


def test_what_never_came_is_a_breach_of_its_own_and_closes_when_it_comes(store, group, roster, ordered, hands):
    announcement_answers.paste_replies(store, ordered, "沈知远 收到\n陆明朗 收到\n")
    matters.derive_all(store)
    assert not entries(store, group)
    hands.move(days=1)
    (item,) = line(store, group)
    assert item.tone == "danger"
    assert "逾期" in item.label
    assert matters.derive_all(store)
    both = {"沈知远 没有按时报处理结果“二号线漏水”", "陆明朗 没有按时报处理结果“二号线漏水”"}
    assert entries(store, group) == both
    review = queue.index(store, View(group))[0]
    assert matters.case_draft(store, review).clause == CLAUSE
    progress_reports.put(store, ordered, roster["沈知远"], 100, "已换阀门")
    acknowledgements.mark(store, ordered, roster["陆明朗"], "excused", note="转由物业处理")
    assert not entries(store, group)
    assert not line(store, group)


def test_a_paste_taken_back_leaves_what_others_and_the_owner_reported(store, roster, ordered, hands):
    announcement_answers.paste_replies(store, ordered, "沈知远 已修好\n")
    hands.move(minutes=5)
    progress_reports.put(store, ordered, roster["陆明朗"], 100, "已修好")
    hands.move(minutes=5)
    announcement_answers.paste_replies(store, ordered, "沈知远 已修好\n陆明朗 收到\n")
    pasted = announcements.get(store, ordered).board.pastes[-1].id
    announcement_answers.remove_paste(store, ordered, pasted)
    assert names(announcements.get(store, ordered).solution.received) == ["沈知远", "陆明朗"]


def test_a_clock_that_is_past_at_the_posting_is_the_end_of_the_day(store, group, roster, hands):
    hands.move(hours=10)
    plan = Plan("instruction", due=Due(solution="18:00"))
    late = announcements.save(store, AnnouncementDraft(group, "三号线", "今天解决", 30, plan=plan)).value
    announcements.post(store, late)
    assert not announcements.get(store, late).solution.overdue
    assert line(store, group)[0].tone == "warn"


def test_a_collection_that_ended_is_not_told_of_for_the_day(store, group, ordered):
    announcements.close(store, ordered)
    assert not line(store, group)


def test_an_entry_of_the_queue_shows_the_clause_of_its_announcement(store, group, ordered, hands):
    hands.move(days=1)
    matters.derive_all(store)
    for review in queue.index(store, View(group)):
        assert queue.get(store, review).clause == CLAUSE
