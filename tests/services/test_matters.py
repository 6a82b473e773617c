from __future__ import annotations

from datetime import date

import pytest

from tests.services.conftest import MEMBERS, wechat
from wxadmin.domain.errors import UserError
from wxadmin.services import (
    announcements,
    chat_import,
    erasure,
    matter_answers,
    matter_kinds,
    matter_papers,
    matter_paste,
    matters,
    members,
    people,
    person_record,
    queue,
    records,
    reminders,
    search,
    submissions,
)
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.listing import View
from wxadmin.services.matter_kinds import Term
from wxadmin.services.matters import MatterDraft, Party


def raised(store, group, kind, body, **more):
    return matters.file(store, MatterDraft(kind, group, body, **more)).value


def report(store, group, **more):
    more = {"by": Party(name="曾雨桐"), "about": (Party(nickname="夜来香"),), "secret": True, **more}
    return raised(store, group, "report", "夜来香在群里连发兼职广告。劝了不听", **more)


def test_a_report_is_taken_in_decided_and_answered_without_naming_who_reported(store, group, roster, snapshot):
    one = report(store, group)
    card = matters.card(store, one)
    assert (card.draft.by.person, card.draft.by.nickname) == (roster["曾雨桐"], "客服部-曾雨桐")
    assert (card.draft.title, card.draft.due) == ("夜来香在群里连发兼职广告", date(2026, 9, 24))
    assert (card.owed, card.overdue) == (True, False)
    assert "曾雨桐" not in str(queue.page(store, [one]))
    assert card.by(covered=True) == "（保密）"
    queue.decide(store, one, card.version, "founded", "已移出")
    card = matters.card(store, one)
    assert card.outcome == "属实"
    assert card.owed
    name, text = matter_answers.templates(store, one)[0]
    assert name == "属实"
    assert text.startswith("曾雨桐您好：您2026年9月21日反映的情况")
    assert "移出" not in text
    with pytest.raises(UserError, match="刚刚被处理过：属实"):
        matters.answer(store, one, card.version - 1, text)
    matters.answer(store, one, card.version, text, by="王主任")
    card = matters.card(store, one)
    assert (card.owed, card.answer, card.answered_by) == (False, text, "王主任")
    records.undo(store)
    assert matters.card(store, one).owed


def test_a_case_on_a_report_names_the_reported_alone(store, group, snapshot):
    one = report(store, group, fields={"act": "广告"})
    draft = matters.case_draft(store, one)
    assert draft.facts == ""  # the words of who reported it are not for the one reported
    assert (draft.sender, draft.category, draft.evidence) == ("夜来香", "advert", ())
    assert "曾雨桐" not in str(draft)
    with pytest.raises(UserError, match="没有写明涉及谁"):
        matters.case_draft(store, report(store, group, about=()))


def test_days_to_answer_are_the_owner_s(store, hands, group):
    first = raised(store, group, "help", "打印机坏了")
    assert matters.owed(store, group) == {"owed": 1, "overdue": 0}
    matter_kinds.set_terms(store, {"help": Term(2, True)})
    second = raised(store, group, "help", "投影仪坏了")
    assert matters.card(store, second).draft.due == date(2026, 9, 23)
    hands.move(days=1)
    assert matters.card(store, first).overdue
    assert matters.owed(store, group) == {"owed": 2, "overdue": 1}
    queue.decide(store, first, 1, "ignored")
    assert matters.owed(store, group) == {"owed": 1, "overdue": 0}
    with pytest.raises(UserError, match="0 到 365"):
        matter_kinds.set_terms(store, {"help": Term(999)})


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (MatterDraft("report", 1, "  \n "), "没有写举报的事实"),
        (MatterDraft("dispute", 1, "吵架", about=(Party(name="甲"),)), "至少要写两方"),
        (MatterDraft("report", 1, "x" * 20_001), "超过 20000 个字"),
        (MatterDraft("gossip", 1, "x"), "没有这种事项"),
        (MatterDraft("help", 1, "x", received=date(2026, 9, 22)), "还没有到"),
        (MatterDraft("help", 1, "x", due=date(2026, 9, 1)), "早于收到日期"),
        (MatterDraft("help", 1, "x", by=Party(person=999)), "花名册里没有这个人"),
        (MatterDraft("help", 1, "x", message=999), "没有这条消息"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(store, group, draft, why):
    with pytest.raises(UserError, match=why):
        matters.file(store, draft)
    assert not queue.index(store, View(group))


def test_a_matter_is_corrected_while_it_waits(store, group, snapshot):
    one = report(store, group)
    card = matters.card(store, one)
    draft = MatterDraft(
        "report", group, "改过的事实", "新标题", by=Party(name="陆明朗"), about=(Party(nickname="张伟"),)
    )
    matters.edit(store, one, card.version, draft)
    card = matters.card(store, one)
    assert (card.draft.title, [p.nickname for p in card.draft.about]) == ("新标题", ["张伟"])
    assert list(queue.index(store, View(group, search="张伟"))) == [one]
    assert not queue.index(store, View(group, search="夜来香"))
    queue.decide(store, one, card.version, "unfounded")
    with pytest.raises(UserError, match="已经处理过"):
        matters.edit(store, one, card.version + 1, draft)
    matters.mark(store, one, card.version + 1, "编的", malicious=True)
    assert matter_answers.templates(store, one)[0][0] == "与事实不符"


def test_a_message_becomes_a_matter(store, group, snapshot):
    talk = wechat(("夜来香", "18:00", "你就是个废物，滚一边去"), ("客服部-曾雨桐", "18:05", "我要举报@夜来香 天天骂人"))
    chat_import.import_chat(store, chat_import.preview(store, group, talk))
    with store.read() as db:
        abuse, told = (row[0] for row in db.all("SELECT id FROM message ORDER BY id"))
    first = matters.from_message(store, abuse, "report")
    assert [p.nickname for p in first.about] == ["夜来香"]
    assert first.by == Party()
    assert "废物" in first.body
    one = matters.file(store, first).value
    assert matters.case_draft(store, one).evidence == (abuse,)
    second = matters.from_message(store, told, "report")
    assert (second.by.nickname, [p.name for p in second.about], second.secret) == ("客服部-曾雨桐", ["夜来香"], True)
    assert matters.case_draft(store, matters.file(store, second).value).evidence == ()
    with pytest.raises(UserError, match="没有这条消息"):
        matters.from_message(store, 99, "help")


def test_a_draft_is_checked_returned_handed_in_again_and_posted(store, group, roster):
    body = "据说明天停电，详询15400000009，合影见群相册，孩子们很开心"
    one = raised(store, group, "submission", body, title="停电通知", by=Party(person=roster["陆明朗"]))
    checks = {check.code: check.tone for check in matters.card(store, one).checks}
    assert checks["personal"] == "danger"
    assert checks["consent"] == "danger"
    assert checks["unverified"] == checks["source"] == "warn"
    with pytest.raises(UserError, match="还没有通过"):
        submissions.posting_text(store, one)
    draft = matters.card(store, one).draft
    with pytest.raises(UserError, match="只有退回的"):
        submissions.resubmit(store, one, draft)
    queue.decide(store, one, 1, "unfounded", reason="请写明来源")
    assert "原因：请写明来源。" in matter_answers.templates(store, one)[0][1]
    second = submissions.resubmit(
        store, one, MatterDraft("submission", group, "明天停电，以物业通知为准", "停电通知", fields={"source": "物业"})
    ).value
    assert submissions.versions(store, second) == submissions.versions(store, one) == (one, second)
    assert [review for review, _line in matters.card(store, one).later] == [second]
    queue.decide(store, second, 1, "founded")
    assert submissions.posting_text(store, second) == "【停电通知】\n明天停电，以物业通知为准"
    made = submissions.to_announcement(store, second, 2).value
    assert announcements.get(store, made).draft.body == "明天停电，以物业通知为准"
    with pytest.raises(UserError, match="已经转成公告"):
        submissions.to_announcement(store, second, 3)
    records.undo(store)
    assert matters.card(store, second).announcement is None


def test_names_come_in_after_a_reminder_and_go_when_mended(store, hands, group, snapshot):
    assert matters.derive(store, group) is None
    draft = reminders.draft(store, group, "name")
    assert [one.nickname for one in draft.asked] == ["张伟", "夜来香"]
    reminders.sent(store, draft)
    assert matters.derive(store, group) is None
    hands.move(days=4)
    assert matters.derive(store, group).value.came == 2
    assert matters.derive(store, group) is None
    (one,) = queue.index(store, View(group, search="张伟"))
    card = matters.card(store, one)
    assert (card.draft.kind, card.derived, card.owed) == ("name", True, False)
    assert "已提醒 1 次" in card.draft.body
    assert records.undo_label(store) == "记下已提醒 请改群昵称（2 人）"
    with pytest.raises(UserError, match="没有要答复的人"):
        matters.answer(store, one, card.version, "好")
    change = members.import_snapshot(store, members.preview(store, group, MEMBERS.replace("张伟", "销售部-张伟")))
    assert {"snapshot", "matter", "review"} <= change.tables
    card = matters.card(store, one)
    assert (card.state, card.mended != "") == ("ignored", True)
    hands.move(days=1)
    members.import_snapshot(store, members.preview(store, group, MEMBERS))
    assert matters.card(store, one).state == "waiting"
    queue.decide(store, one, matters.card(store, one).version, "unfounded")
    assert matters.derive(store, group) is None


def test_what_the_owner_decided_after_the_program_closed_it_stays_decided(store, hands, group, snapshot):
    reminders.sent(store, reminders.draft(store, group, "name"))
    hands.move(days=4)
    matters.derive(store, group)
    (one,) = queue.index(store, View(group, search="张伟"))
    members.import_snapshot(store, members.preview(store, group, MEMBERS.replace("张伟", "销售部-张伟")))
    assert matters.card(store, one).mended
    hands.move(hours=1)
    queue.reopen(store, one, matters.card(store, one).version)
    queue.decide(store, one, matters.card(store, one).version, "founded")
    hands.move(days=1)
    members.import_snapshot(store, members.preview(store, group, MEMBERS))
    assert matters.card(store, one).state == "founded"


def test_who_does_not_answer_comes_in_once_its_time_is_over(store, hands, group, roster, snapshot):
    one = announcements.save(store, AnnouncementDraft(group, "周报", "请回复", 30)).value
    announcements.post(store, one)
    announcements.paste_replies(store, one, "沈知远 收到\n")
    assert matters.derive(store, group) is None
    hands.move(hours=1)
    assert matters.derive_all(store)
    announcements.paste_replies(store, one, "曾雨桐\n2026年09月21日 09:50\n收到\n\n")
    cards = [matters.card(store, i) for i in queue.index(store, View(group))]
    entries = {card.draft.about[0].name: card for card in cards}
    assert set(entries) == {"陆明朗", "张伟", "曾雨桐", "李建业"}
    assert "过后才回复" in entries["曾雨桐"].draft.body
    assert "没有回复" in entries["陆明朗"].draft.body
    assert not matters.derive_all(store)
    # A paste with a clock shows who was in time after all.
    announcements.paste_replies(store, one, "陆明朗\n2026年09月21日 09:05\n收到\n\n")
    assert matters.card(store, entries["陆明朗"].review).state == "ignored"
    assert matters.card(store, entries["李建业"].review).state == "waiting"


def test_erasing_either_side_takes_the_matter_whole(store, group, roster, snapshot):
    one = report(store, group, about=(Party(name="陆明朗"),))
    two = raised(store, group, "suggestion", "早点发通知", by=Party(name="沈知远"))
    queue.decide(store, one, 1, "unfounded", "不像")
    doubts = tuple(one.key for one in erasure.preview(store, roster["陆明朗"]).doubts)
    erasure.erase(store, roster["陆明朗"], "离职", typed="陆明朗", confirmed=doubts)
    assert matters.card(store, one) is None
    assert matters.card(store, two) is not None
    with store.read() as db:
        assert not db.all("SELECT 1 FROM matter_party")
        assert not db.all("SELECT 1 FROM body WHERE instr(body, '兼职广告')")
    assert store.check().problems == ()


def test_a_paste_is_seen_before_it_is_taken_in(store, group, snapshot):
    text = "陆明朗：举报夜来香在群里骂人\n曾雨桐：建议早点发通知\n大家早上好\n陆明朗：我和曾雨桐因为排班吵起来了，请调解一下"
    seen = matter_paste.preview(store, group, text.replace("大家早上好\n", "") + "\n沈知远：今天天气不错")
    assert [one.draft.kind for one in seen.found] == ["report", "suggestion", "dispute"]
    assert [one.missing for one in seen.found] == ["", "", ""]
    assert [party.name for party in seen.found[2].draft.about] == ["陆明朗", "曾雨桐"]
    assert seen.found[0].draft.secret
    assert [words for _line, words, _why in seen.left] == ["沈知远：今天天气不错"]
    assert not queue.index(store, View(group))
    made = matters.file_many(store, [one.draft for one in seen.found]).value
    assert set(queue.index(store, View(group))) == set(made)
    records.undo(store)
    assert not queue.index(store, View(group))


def test_papers_leave_out_who_asked_not_to_be_named(store, group, snapshot):
    one = report(store, group)
    two = raised(store, group, "suggestion", "早点发通知", by=Party(name="沈知远"))
    card = matters.card(store, one)
    matters.answer(store, one, card.version, matter_answers.templates(store, one)[0][1])
    assert "曾雨桐" not in str(matter_papers.slip(store, one))
    assert "曾雨桐" in str(matter_papers.slip(store, one, named=True))
    listed = matter_papers.register(store, group)
    assert [row[3] for row in listed.rows] == ["（保密）", "沈知远"]
    assert matter_papers.register(store, group, named=True).rows[0][3] == "曾雨桐"
    assert len(matter_papers.register(store, group, ("suggestion",)).rows) == 1
    issued = matter_papers.issue(store, one, matter_papers.slip(store, one)).value
    assert issued.number
    assert matters.card(store, two).owed


def test_the_search_of_everything_finds_matters_but_not_who_confided_them(store, group, roster, snapshot):
    def found(words):
        return [f for f in search.everywhere(store, words, group=group) if f.page == "queue"]

    one = report(store, group)
    named = report(store, group, by=Party(name="客服曾雨桐", nickname="Yutong"), title="请保密，我是yutong")
    draft = raised(store, group, "submission", "周六在三楼会议室试讲", by=Party(name="曾雨桐"))
    queue.decide(store, one, 1, "founded", "已移出")
    assert [(f.id, f.title) for f in found("兼职 广告")] == [
        (named, "举报 请保密，我是（保密）"), (one, "举报 夜来香在群里连发兼职广告"),
    ]  # fmt: skip
    assert found("广告")[1].detail.startswith("2026年9月21日 · 属实 · 夜来香在群里")
    assert [f.id for f in found("曾雨桐")] == [f.id for f in found("试讲")] == [draft]
    assert found("yutong") == found("曾雨桐 广告") == found("雨桐 夜来香") == []
    assert one in queue.index(store, View(group, chips=("every",)))
    assert one not in queue.index(store, View(group))


def test_the_record_lists_matters_and_others_do_not_learn_what_was_confided(store, group, roster, snapshot):
    report(store, group)
    report(store, group, by=Party(name="沈知远"), about=(Party(name="曾雨桐"),), title="沈知远说他迟到")
    raised(store, group, "help", "打印机坏了", by=Party(name="曾雨桐"))
    who = people.get(store, roster["曾雨桐"])

    def lines(**how):
        parts = person_record.parts(store, who, **how)
        return [line.text for part in parts if part.key == "matters" for line in part.lines]

    assert lines() == [
        "提出 · 求助 · 2026年9月21日 · 打印机坏了 · 待处理",
        "涉及此人 · 举报 · 2026年9月21日 · 沈知远说他迟到 · 待处理",
        "提出 · 举报 · 2026年9月21日 · 夜来香在群里连发兼职广告 · 待处理",
    ]
    assert lines(covered=True) == [
        "提出 · 求助 · 2026年9月21日 · 打印机坏了 · 待处理", "涉及此人 · 举报 · 2026年9月21日 · 待处理",
    ]  # fmt: skip
    printed = [line for part in person_record.build(store, who.id).parts for line in part.lines]
    assert "夜来香" not in str(printed)
    assert "夜来香" in str(person_record.build(store, who.id, full=True).parts)
