from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import Blank
from wxadmin.services import (
    announcements,
    attachments,
    drafting,
    fixed,
    groups,
    publishing,
    records,
    regulations,
    reviewing,
    search,
    settings,
)
from wxadmin.services.attachments import Owner
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.publishing import Publishing

TEXT = """甲公司群聊守则
第一章 总则
第一条 群成员昵称改为部门+姓名。
第二条 收到通知后应在20分钟内回复。
第二章 处理
第三条 不得辱骂他人。首次警告，再次违反的移出群。
第四条 对处理有异议的，可在7日内提出申诉。
第五条 本守则由办公室负责解释，自2026年10月1日起施行。
"""


@pytest.fixture
def draft(store, group):
    return regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value


@pytest.fixture
def other(store):
    return groups.create(store, GroupDraft("乙组工作群", unit="甲公司", naming_rule="姓名", reply_minutes=60)).value


def told(store, group):
    ids = announcements.index(store, View(group))
    return [announcements.get(store, i).draft for i in ids]


def test_a_draft_is_reviewed_and_what_is_approved_is_what_is_published(store, other, draft):
    settings.save(store, settings.Settings(unit="甲公司", actor="王主任"))
    with pytest.raises(UserError, match="没有送审"):
        reviewing.approve(store, draft)
    reviewing.submit(store, draft, "请看第三条")
    assert regulations.get(store, draft).stage == "review"
    assert list(regulations.index(store, View(chips=("review",)))) == [draft]
    with pytest.raises(UserError, match="已经送审"):
        reviewing.submit(store, draft)
    with pytest.raises(UserError, match="原因"):
        reviewing.send_back(store, draft, " ")
    reviewing.send_back(store, draft, "第三条太重")
    assert regulations.get(store, draft).stage == "draft"
    reviewing.submit(store, draft)
    reviewing.approve(store, draft, by="李书记")
    card = regulations.get(store, draft)
    assert [line.split("　")[1] for line in card.acts] == [
        "送审（王主任）：请看第三条", "退回（王主任）：第三条太重", "送审（王主任）", "审核通过（李书记）",
    ]  # fmt: skip
    changed = regulations.parse_text(TEXT.replace("辱骂", "侮辱"))
    regulations.revise(store, draft, changed)
    assert regulations.get(store, draft).stage == "draft"
    reviewing.submit(store, draft)
    reviewing.withdraw(store, draft)
    reviewing.submit(store, draft)
    reviewing.approve(store, draft, by="李书记")
    records.undo(store)
    assert regulations.get(store, draft).acts[-1].endswith("送审（王主任）")
    scoped = regulations.hold_in(store, regulations.get(store, draft).regulation, [other])
    approved = reviewing.approve(store, draft, by="李书记")
    publishing.publish(store, draft, Publishing())
    assert regulations.get(store, draft).approver == "李书记（2026年9月21日）"
    for change in (approved, scoped):
        with pytest.raises(UserError, match="之后又改过"):
            records.undo(store, change.id)
    assert [line.split("　")[1] for line in regulations.get(store, draft).acts[-2:]] == ["审核通过（李书记）", "发布"]
    assert len(regulations.get(store, draft).groups) == 2
    with pytest.raises(UserError, match="已经发布过"):
        reviewing.submit(store, draft)


def test_publication_for_a_day_to_come_waits_with_its_settings(store, group, other, draft, hands):
    regulations.hold_in(store, regulations.get(store, draft).regulation, [other])
    effects = {e.kind: e for e in publishing.settings_preview(store, draft)}
    assert effects["reply_minutes"].value == "20分钟内回复"
    assert effects["reply_minutes"].groups == (("甲组工作群", "", ""), ("乙组工作群", "60分钟内回复", ""))
    assert effects["reply_minutes"].at == "第二条"
    day = publishing.effective_in(regulations.get(store, draft).text)
    assert day == date(2026, 10, 1)
    publishing.publish(store, draft, Publishing(day, "甲公司", settings=("naming_rule", "ladder")))
    card = regulations.get(store, draft)
    assert (card.stage, card.interpreter, [name for _id, name in card.groups]) == (
        "waiting", "办公室", ["甲组工作群", "乙组工作群"],
    )  # fmt: skip
    assert groups.get(store, other).naming_rule == "姓名"
    assert not regulations.clauses(store, other)
    assert fixed.take_effect(store) is None
    hands.move(days=10)
    fixed.take_effect(store)
    for one in (group, other):
        held = groups.get(store, one)
        assert held.naming_rule == "部门+姓名"
        assert {s.kind for s in held.settings} == {"naming_rule", "ladder", "interpreter", "effective"}
    assert groups.get(store, other).reply_minutes == 60
    assert fixed.take_effect(store) is None
    assert regulations.get(store, draft).stage == "in_force"
    assert len(regulations.clauses(store, other)) == 5


def test_the_announcement_is_drafted_for_every_group_with_the_change(store, group, other, draft, hands):
    regulations.hold_in(store, regulations.get(store, draft).regulation, [other])
    how = Publishing(issuer="甲公司", contact="办公室", sign_by=date(2026, 9, 30), note="统一各群的做法。")
    preview = publishing.announcement(store, draft, how)
    publishing.publish(store, draft, how)
    for one in (group, other):
        (said,) = told(store, one)
        assert (said.title, said.body) == preview
    assert said.title == "关于发布《甲公司群聊守则》的公告"
    assert regulations.get(store, draft).acts == ("2026年9月21日　发布（甲公司）：统一各群的做法。",)
    for words in (
        "原因：统一各群的做法。\n",
        "总则、处理",
        "20分钟内回复",
        "自2026年9月21日起施行",
        "向办公室提出",
        "在2026年9月30日前签收",
    ):
        assert words in said.body
    text = (
        TEXT.replace("20分钟", "10分钟")
        .replace("7日", "3日")
        .replace("第五条 本守则", "第五条 不得在晚上十点后发消息。\n第六条 本守则")
    )
    second = regulations.revise(store, draft, regulations.parse_text(text)).value
    publishing.publish(store, second, Publishing())
    body = told(store, group)[0].body
    assert "第二条：“收到通知后应在20分钟内回复”改为" in body or "20分钟" in body
    assert "10分钟" in body
    assert "有 1 处只改了编号" in body
    assert "新增第五条：不得在晚上十点后发消息。" in body
    assert len(body) < 600
    publishing.publish(store, regulations.revise(store, second, regulations.parse_text(TEXT)).value,
                       Publishing(announce=False))  # fmt: skip
    assert len(told(store, group)) == 2


def test_a_repeal_leaves_values_as_the_owners_own_and_ends_the_ladder(store, group, draft, hands):
    publishing.publish(store, draft, Publishing(announce=False))
    with pytest.raises(UserError, match="原因"):
        publishing.repeal(store, draft, date(2026, 9, 25), "")
    with pytest.raises(UserError, match="早于生效"):
        publishing.repeal(store, draft, date(2026, 9, 1), "合并")
    publishing.repeal(store, draft, date(2026, 9, 25), "并入员工手册")
    assert regulations.get(store, draft).stage == "in_force"
    assert regulations.get(store, draft).ended == "2026-09-25"
    assert {s.kind for s in groups.get(store, group).settings} >= {"ladder", "reply_minutes"}
    assert "并入员工手册" in told(store, group)[0].body
    hands.move(days=4)
    fixed.take_effect(store)
    held = groups.get(store, group)
    assert held.settings == ()
    assert (held.reply_minutes, held.appeal_days, held.naming_rule) == (20, 7, "部门+姓名")
    assert regulations.get(store, draft).stage == "repealed"
    assert regulations.in_force(store, group) is None
    assert not search.everywhere(store, "辱骂", group=group)
    with pytest.raises(UserError, match="不再有效"):
        publishing.repeal(store, draft, date(2026, 9, 26), "再来")
    again = regulations.restore(store, draft).value
    publishing.publish(store, again, Publishing(announce=False))
    assert regulations.in_force(store, group).id == again
    with pytest.raises(UserError, match="草稿"):
        publishing.repeal(store, drafting.restore(store, draft).value, date(2026, 9, 26), "再来")


def test_a_group_added_later_takes_over_what_the_owner_ticks(store, group, other, draft):
    publishing.publish(store, draft, Publishing(announce=False))
    number = regulations.get(store, draft).regulation
    change = regulations.hold_in(store, number, [group, other], ("reply_minutes",), announce=True)
    with pytest.raises(UserError, match="不能撤销"):
        records.undo(store, change.id)
    assert [said.title for said in told(store, other)] == ["关于发布《甲公司群聊守则》的公告"]
    assert not told(store, group)
    held = groups.get(store, other)
    assert (held.reply_minutes, held.naming_rule) == (20, "姓名")
    assert list(regulations.index(store, View(other))) == [draft]
    assert [found.id for found in search.everywhere(store, "辱骂", group=other)] == [draft]
    assert regulations.page(store, [draft])[0].cells[4] == "甲组工作群等 2 个群"
    regulations.hold_in(store, number, [])
    held = groups.get(store, other)
    assert (held.reply_minutes, held.settings) == (20, ())
    assert not regulations.index(store, View(other))
    with pytest.raises(UserError, match="没有这个群"):
        regulations.hold_in(store, number, [99])


def test_blanks_stay_in_a_draft_and_become_words_when_it_is_published(store, group):
    text = regulations.parse_text("守则\n第一条 收到通知后应在{{minutes}}分钟内回复。\n第二条 不得辱骂他人。\n")
    text = replace(text, blanks=(Blank("minutes", "分钟数"),))
    draft = regulations.create_from_text(store, group, text).value
    assert regulations.get(store, draft).clauses[0].text == "收到通知后应在〔分钟数〕分钟内回复。"
    assert regulations.get(store, draft).empty == ("分钟数",)
    with pytest.raises(UserError, match="还有空格没有填：分钟数"):
        publishing.publish(store, draft, Publishing())
    with pytest.raises(UserError, match="没有“hours”"):
        drafting.fill(store, draft, {"hours": "3"})
    drafting.fill(store, draft, {"minutes": "45"})
    card = regulations.get(store, draft)
    assert card.clauses[0].text == "收到通知后应在45分钟内回复。"
    assert [s.value for s in card.settings] == ["45分钟内回复"]
    assert "{{minutes}}" in card.written.nodes[0].text
    assert regulations.paper(store, draft).text.nodes[0].text == "收到通知后应在45分钟内回复。"
    subjects = regulations.clause_for
    publishing.publish(store, draft, Publishing(announce=False))
    after = regulations.get(store, draft)
    assert (after.written.blanks, after.code) == ((), card.code)
    assert groups.get(store, group).reply_minutes == 45
    assert subjects(store, group, "abuse").at == ("第二条",)


def test_a_discarded_draft_comes_back_whole(store, group, other, draft):
    attachments.add_text(store, Owner("revision", draft), "附表", "内容")
    regulations.hold_in(store, regulations.get(store, draft).regulation, [other])
    reviewing.submit(store, draft)
    before = regulations.get(store, draft)
    regulations.discard(store, draft)
    assert not regulations.index(store, View())
    records.undo(store)
    assert regulations.get(store, draft) == before
    assert [a.title for a in attachments.of(store, Owner("revision", draft))] == ["附表"]
    publishing.publish(store, draft, Publishing(announce=False))
    with pytest.raises(UserError, match="已经发布过"):
        regulations.discard(store, draft)


def test_an_older_version_becomes_the_next_draft(store, draft):
    publishing.publish(store, draft, Publishing(announce=False))
    second = regulations.revise(store, draft, regulations.parse_text(TEXT.replace("辱骂", "侮辱"))).value
    with pytest.raises(UserError, match="已有一份草稿"):
        regulations.restore(store, draft)
    publishing.publish(store, second, Publishing(announce=False))
    third = regulations.restore(store, draft).value
    card = regulations.get(store, third)
    assert (card.version, card.stage, card.code) == ("第 3 版", "draft", regulations.get(store, draft).code)


def test_a_setting_left_out_stays_out_while_its_words_stand(store, group):
    text = regulations.parse_text(TEXT)
    without = replace(text, settings=tuple(s for s in text.settings if s.kind != "reply_minutes"))
    draft = regulations.create_from_text(store, group, without).value
    regulations.revise(store, draft, regulations.parse_text(TEXT.replace("辱骂", "侮辱")))
    assert "reply_minutes" not in {s.kind for s in regulations.get(store, draft).settings}
    regulations.revise(store, draft, regulations.parse_text(TEXT.replace("20分钟", "15分钟")))
    assert "reply_minutes" in {s.kind for s in regulations.get(store, draft).settings}


def test_what_was_thrown_away_never_comes_back_beside_its_successor(store, group, draft):
    number = regulations.get(store, draft).regulation
    thrown = regulations.discard(store, draft)
    other = regulations.create_from_text(
        store, group, regulations.parse_text("须知\n第一条 早到。\n第二条 不得刷屏。")
    ).value
    records.undo(store, thrown.id)
    assert regulations.get(store, draft).regulation == number != regulations.get(store, other).regulation
    publishing.publish(store, draft, Publishing(announce=False))
    second = regulations.restore(store, draft).value
    thrown = regulations.discard(store, second)
    again = regulations.restore(store, draft).value
    with pytest.raises(UserError, match="之后又改过"):
        records.undo(store, thrown.id)
    assert [v[0] for v in regulations.get(store, draft).versions] == [again, draft]
    regulations.discard(store, again)
    records.undo(store, thrown.id)
    assert [v[0] for v in regulations.get(store, draft).versions] == [second, draft]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (Publishing(issuer="甲\n公司"), "发布人"),
        (Publishing(interpreter="长" * 300), "解释部门"),
        (Publishing(sign_by=date(2026, 9, 1)), "已经过了"),
    ],
)
def test_what_cannot_stand_on_a_paper_is_refused(store, draft, how, words):
    with pytest.raises(UserError, match=words):
        publishing.publish(store, draft, how)
    assert regulations.get(store, draft).state == "draft"


def test_a_version_published_ahead_by_an_older_program_keeps_what_it_set(store, group, draft, hands):
    publishing.publish(store, draft, Publishing(announce=False))
    with store.read() as db:
        held = db.value("SELECT id FROM publication")

    def older(tx):
        tx.delete("publication", held)
        tx.update("revision", draft, {"effective": "2026-12-01"})

    store.change("旧版本", older)
    assert fixed.take_effect(store) is None
    assert {s.kind for s in groups.get(store, group).settings} >= {"ladder", "reply_minutes"}


def test_undoing_an_undo_brings_nothing_back_beside_what_was_published(store, group, other, draft):
    number = regulations.get(store, draft).regulation
    regulations.hold_in(store, number, [other])
    fewer = regulations.hold_in(store, number, [group])
    regulations.hold_in(store, number, [other])
    records.undo(store)
    reviewing.submit(store, draft)
    unsent = records.undo(store)
    publishing.publish(store, draft, Publishing(announce=False))
    before = regulations.get(store, draft)
    for change in (fewer, unsent):
        with pytest.raises(UserError, match="之后又改过"):
            records.undo(store, change.id)
    assert regulations.get(store, draft) == before
    assert regulations.in_force(store, other) is None


def test_reasons_and_names_have_a_length(store, group, draft):
    reviewing.submit(store, draft)
    for say in (
        lambda: reviewing.send_back(store, draft, "长" * 501),
        lambda: reviewing.approve(store, draft, "长" * 501),
        lambda: reviewing.approve(store, draft, by="长" * 201),
    ):
        with pytest.raises(UserError, match=r"超过 500 个字|太长"):
            say()
    assert regulations.get(store, draft).reviewed == "submitted"
    publishing.publish(store, draft, Publishing(announce=False))
    with pytest.raises(UserError, match="超过 500 个字"):
        publishing.repeal(store, draft, date(2026, 9, 25), "长" * 501)
    assert regulations.get(store, draft).stage == "in_force"


def test_a_day_that_no_calendar_has_is_shown_as_it_stands():
    assert fixed.words("effective", "2027-02-30") == "2027-02-30"


def test_what_a_group_is_told_of_settings_reads_as_people_write() -> None:
    assert fixed.words("naming_rule", "学生姓名+关系|学科+姓名") == "学生姓名+关系或学科+姓名"
    assert fixed.words("reply_minutes", "720") == "12小时内回复"
    assert [fixed.words("reply_minutes", n) for n in ("20", "60", "90")] == [
        "20分钟内回复",
        "60分钟内回复",
        "90分钟内回复",
    ]


def test_what_a_later_regulation_took_over_goes_back_to_the_earlier_one_that_still_holds(store, group, draft):
    publishing.publish(store, draft, Publishing(announce=False))
    before = {s.kind: (s.value, s.source) for s in groups.get(store, group).settings}
    minutes = groups.get(store, group).reply_minutes
    words = "夜班规定\n第一条 夜间公告在7分钟内回复。\n第二条 首次违反的移出群。\n"
    later = regulations.create_from_text(store, group, regulations.parse_text(words)).value
    publishing.publish(store, later, Publishing(announce=False))
    assert groups.get(store, group).reply_minutes == 7
    assert {s.kind: s.source for s in groups.get(store, group).settings}["ladder"] == "《夜班规定》第二条"
    publishing.repeal(store, later, date(2026, 9, 21), "不再设夜班")
    now = groups.get(store, group)
    assert {s.kind: (s.value, s.source) for s in now.settings} == before
    assert now.reply_minutes == minutes
    publishing.repeal(store, draft, date(2026, 9, 21), "另定")
    assert groups.get(store, group).settings == ()
    assert groups.get(store, group).reply_minutes == minutes
